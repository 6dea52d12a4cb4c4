"""After a cut at most one PATCH is sent again.

Our client sends a film through a proxy that cuts the line at random bytes: inside a body, after it before the answer,
inside the answer.  What the client offered in PATCH bodies beyond the film's length was sent again; a body that was cut
counts whole, though only a part of it went out.  Each cut may cost as much as the PATCH it met.

    .venv/bin/python bench/resent.py [--rounds 3] [--cuts 12] [--mib 64] [--folder .]
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from amanat_client.send import Sender
from amanat_client.transport import Server
from tests.faults.proxy import PLACES, Fault
from tests.faults.siege import siege

TIMEOUT = 60
PLACES_OF_CUTS = [place for place in PLACES if place != "no-cut"]


def cuts(random: Random, length: int, count: int) -> list[Fault]:
    """So many cuts, spread over the film; nobody is killed."""
    at = sorted(random.randrange(length) for _ in range(count))
    return [
        Fault(
            each, PLACES_OF_CUTS[number % len(PLACES_OF_CUTS)], random.random() < 0.5, kill=False, after_ms=0
        )
        for number, each in enumerate(at)
    ]


def measured(folder: Path, seed: int, mib: int, count: int) -> tuple[float, int]:
    """MiB sent again for each cut, and how many cuts there were."""
    offered: list[int] = []

    def note(request: httpx.Request) -> None:
        if request.method == "PATCH":
            offered.append(int(request.headers["content-length"]))

    random = Random(seed)
    with siege(folder, seed) as under, httpx.Client(timeout=TIMEOUT, event_hooks={"request": [note]}) as http:
        worker = under.worker
        line = Server(worker.server.origin, worker.identity, worker.clock, worker.entropy, http)
        desk = replace(worker, server=line)
        film = Sender(desk).seal(under.case, io.BytesIO(random.randbytes(mib << 20)), ms=1000, days=60)
        under.proxy.faults = cuts(random, film.length, count)
        under.patiently(lambda: Sender(desk).send(film))
        met = count - len(under.proxy.faults)
        again = sum(offered) - film.length
        print(
            f"seed {seed}: {met} cuts, {again / 2**20:.1f} MiB of {film.length / 2**20:.1f} again, "
            f"{len(offered)} PATCHes of {max(offered) / 2**20:.1f} MiB at most",
            flush=True,
        )
        if again > met * max(offered):
            raise SystemExit("more than one PATCH was sent again for a cut: NOT REACHED")
        return again / 2**20 / met, met


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cuts", type=int, default=12)
    parser.add_argument("--mib", type=int, default=64)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    with TemporaryDirectory(dir=asked.folder, prefix="bench-resent-") as name:
        each: list[float] = []
        for seed in range(asked.rounds):
            folder = Path(name).resolve() / str(seed)
            folder.mkdir()
            each.append(measured(folder, seed, asked.mib, asked.cuts)[0])
    print(
        f"sent again after a cut: {sum(each) / len(each):.1f} MiB, never more than the PATCH it met: reached"
    )


if __name__ == "__main__":
    main()
