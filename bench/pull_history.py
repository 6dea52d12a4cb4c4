"""A pull of 100 events costs the same after a million events as after ten thousand: at most 1.5 times (goal
1.2).

Two stores are filled, one with 10,000 events and one with 1,000,000, in cases of 10,000 each that grow
side by side, 20 events at a time.  Then pages of
100 events are pulled from places drawn at random, turn by turn from the small and from the large store,
through ``LedgerStore.page``.  The ratio of a round is the median time of a page over the median time of a
page.  The files are warm in both cases: what is measured is the way to the page, not the disk.

    .venv/bin/python bench/pull_history.py [--large 1000000] [--small 10000] [--rounds 5] [--pulls 200]
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import platform
import random
import statistics
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from amanat_server.stores.folder import open_stores
from amanat_server.stores.values import NewFrame

if TYPE_CHECKING:
    from amanat_server.stores.ports import LedgerStore

FLOOR = 1.5
GOAL = 1.2
PAGE = 100
PER_CASE = 10_000
PER_POST = 20
H0 = bytes(32)
BODY = 500


async def fill(ledger: LedgerStore, events: int) -> list[bytes]:
    """Appends ``events`` frames, turn by turn to each case as a service's life does; the cases."""
    cases = [os.urandom(16) for _ in range(max(1, events // PER_CASE))]
    tips = dict.fromkeys(cases, bytes(32))
    body = os.urandom(BODY)
    for first in range(0, events // len(cases), PER_POST):
        posts: list[tuple[bytes, list[NewFrame]]] = []
        for case in cases:
            post: list[NewFrame] = []
            for seq in range(first, first + PER_POST):
                raw = case + seq.to_bytes(8, "big") + tips[case] + body
                post.append(NewFrame(case, seq, tips[case], case, sha256(raw).digest(), raw))
                tips[case] = post[-1].hash
            posts.append((case, post))
        await asyncio.gather(*(ledger.append(case, H0, post) for case, post in posts))
    return cases


async def pull(ledger: LedgerStore, cases: list[bytes], chosen: random.Random) -> float:
    """Seconds of one page."""
    case, after = chosen.choice(cases), chosen.randrange(PER_CASE - PAGE)
    begin = time.perf_counter()
    page = await ledger.page(case, after, PAGE)
    taken = time.perf_counter() - begin
    if len(page.items) != PAGE:
        raise RuntimeError("a page of other length than asked for")
    return taken


async def measure(small: int, large: int, rounds: int, pulls: int, folder: Path) -> float:
    """Prints every round; the geometric mean of the ratios."""
    chosen = random.Random(1)
    ratios: list[float] = []
    with TemporaryDirectory(dir=folder, prefix="bench-pull-") as name:
        async with open_stores(Path(name) / "small") as one, open_stores(Path(name) / "large") as two:
            few = await fill(one.ledger, small)
            begin = time.perf_counter()
            many = await fill(two.ledger, large)
            print(f"{large} events written in {time.perf_counter() - begin:.0f} s")
            for number in range(rounds + 1):
                times: tuple[list[float], list[float]] = ([], [])
                for _ in range(pulls):
                    times[0].append(await pull(one.ledger, few, chosen))
                    times[1].append(await pull(two.ledger, many, chosen))
                low, high = map(statistics.median, times)
                if number:  # the first round warms the files
                    ratios.append(high / low)
                    print(
                        f"round {number}: {low * 1e6:6.0f} µs after {small}, {high * 1e6:6.0f} µs after {large}"
                    )
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pulls", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    mean = asyncio.run(measure(asked.small, asked.large, asked.rounds, asked.pulls, asked.folder))
    verdict = "reached" if mean <= GOAL else "within the floor" if mean <= FLOOR else "ABOVE THE FLOOR"
    print(f"pull of {PAGE} events: {mean:.2f} times (floor {FLOOR}, goal {GOAL}): {verdict}")


if __name__ == "__main__":
    main()
