"""Idle server-sent events cost at most 30 KiB each (goal 12); all of 5,000 are told within 150 ms.

Devices of one case hold open streams to the service as it is run, eight each.  Memory is what the server's process has
more than before, once all are open.  Then the case moves, again and again, and the time is taken from the request that
moved it to the last stream that has heard of it; the one who listens is a single thread on the same machine.

    .venv/bin/python bench/idle_streams.py [--streams 5000] [--rounds 5] [--folder .]
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import selectors
import socket
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from amanat_client.identity import Identity, draw_identity
from amanat_sync import certify
from amanat_sync.chain import FIELD, SUPERVISOR, Chain
from amanat_sync.keys import x25519_public
from amanat_sync.request import authority_of, keyid_of, sign_request
from amanat_sync.roll import Rolls, build_roll
from bench._load import Line, cpu_seconds, rss_mib
from bench._servers import Ours, ours

if TYPE_CHECKING:
    from collections.abc import Iterator

EACH = 8
FLOOR_KIB, GOAL_KIB, TOLD_MS = 30.0, 12.0, 150.0
MOVED = b"event: moved"
BATCH = 200


def staff(server: Ours, count: int) -> list[Identity]:
    """So many members with a device each, certified by the admin."""
    admin, entropy = server.service.admin, server.worker.entropy
    admin.fetch_chain()
    chain = Chain.load(admin.books.chain.records)
    made = [draw_identity(entropy.draw(16), entropy) for _ in range(count)]
    records: list[bytes] = []
    for one in made:
        raw = certify.build_add(
            chain,
            admin.identity.seed,
            role=FIELD,
            member=one.member,
            device=one.device,
            ed25519=one.ed25519,
            x25519=one.x25519,
            not_before=admin.clock.now_ms(),
        )
        chain.append(raw)
        records.append(raw)
    for at in range(0, len(records), BATCH):
        admin.server.ask("POST", "/v1/chain", b"".join(records[at : at + BATCH]))
    return made


def open_for(server: Ours, people: list[Identity]) -> tuple[bytes, bytes]:
    """A case with everybody in it, and its roll: posted again, it moves the case and changes nothing."""
    worker, case = server.worker, server.worker.entropy.draw(16)
    worker.fetch_chain()
    members = {
        worker.identity.member: FIELD,
        server.supervisor.identity.member: SUPERVISOR,
        **{one.member: FIELD for one in people},
    }
    roll = build_roll(
        Rolls(worker.books.chain.org, case),
        worker.identity.seed,
        epoch=1,
        recipient=x25519_public(worker.entropy.draw(32)),
        chain_head=worker.books.chain.head,
        members=members,
        device=worker.identity.device,
    )
    worker.server.ask("POST", f"/v1/cases/{case.hex()}/rolls", roll)
    return case, roll


def opened(server: Ours, people: list[Identity], count: int) -> Iterator[socket.socket]:
    """Streams that have had their first line."""
    authority = authority_of(f"http://localhost:{server.port}")
    for number in range(count):
        one = people[number // EACH]
        signed = sign_request(
            "GET",
            authority,
            "/v1/stream",
            keyid=keyid_of(one.ed25519),
            seed=one.seed,
            created=time.time_ns() // 1_000_000_000,
            nonce=os.urandom(16),
        )
        lines = ["GET /v1/stream HTTP/1.1", f"host: {authority}", *(f"{k}: {v}" for k, v in signed.items())]
        line = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        heard = b""
        while b"still here" not in heard:
            part = line.recv(4096)
            if not part or b" 200 " not in (heard + part)[:16]:
                raise RuntimeError(f"stream {number}: {(heard + part)[:200]!r}")
            heard += part
        line.settimeout(0)
        yield line


def told(server: Ours, case: bytes, roll: bytes, lines: list[socket.socket]) -> tuple[float, float]:
    """Milliseconds until half of the streams, and until the last one, has heard that the case moved."""
    asking = Line(server.port)
    asked = server.signed("POST", f"/v1/cases/{case.hex()}/rolls", memoryview(roll), (200, 201), {})
    times: list[float] = []
    with selectors.DefaultSelector() as ready:
        for line in lines:
            ready.register(line, selectors.EVENT_READ)
        began = time.perf_counter()
        asking.send(asked)
        while len(times) < len(lines):
            for key, _ in ready.select():
                if MOVED in os.read(key.fd, 4096):
                    times.append((time.perf_counter() - began) * 1000)
                    ready.unregister(key.fd)
    asking.close()
    return times[len(times) // 2], times[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--streams", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with (
        TemporaryDirectory(dir=asked.folder, prefix="bench-streams-") as name,
        ours(Path(name) / "ours") as server,
    ):
        people = staff(server, -(-asked.streams // EACH))
        case, roll = open_for(server, people)
        lines = list(opened(server, people[:1], 1))
        before = rss_mib(server.pid)
        lines += opened(server, people, asked.streams)
        each = (rss_mib(server.pid) - before) * 1024 / asked.streams
        verdict = "goal reached" if each <= GOAL_KIB else "reached" if each <= FLOOR_KIB else "NOT REACHED"
        print(
            f"{asked.streams} idle streams: {each:.1f} KiB each (floor {FLOOR_KIB}, goal {GOAL_KIB}): {verdict}"
        )
        lasts: list[float] = []
        for number in range(asked.rounds):
            used = cpu_seconds(server.pid)
            half, last = told(server, case, roll, lines[1:])
            used = (cpu_seconds(server.pid) - used) * 1000
            lasts.append(last)
            print(
                f"round {number + 1}: half told after {half:.0f} ms, the last after {last:.0f} ms;"
                f" the server used {used:.0f} ms of CPU",
                flush=True,
            )
        typical = statistics.median(lasts)
        verdict = "reached" if typical <= TOLD_MS else "NOT REACHED"
        print(f"{asked.streams} told in {typical:.0f} ms (goal {TOLD_MS:.0f}): {verdict}")
        for line in lines:
            line.close()


if __name__ == "__main__":
    main()
