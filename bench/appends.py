"""Durable appends at 128 clients: at least 10 times as many as aiosqlite committing each one (goal 15).

Each client appends one event after another to a case of its own and waits until it is durable.  One side is
``LedgerStore.append`` of the server: one writer thread, group commit, WAL, ``synchronous=FULL``.  The other
keeps the same rows through aiosqlite, one transaction each, in WAL with the same ``synchronous=FULL``.
Rounds alternate in one run on one disk; the ratio of a round is appends a second over appends a second.

    .venv/bin/python bench/appends.py [--clients 128] [--rounds 5] [--each 40] [--folder .]
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import platform
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import aiosqlite

from amanat_server.stores.folder import open_stores
from amanat_server.stores.values import NewFrame
from amanat_sync.ledger import next_h

if TYPE_CHECKING:
    from amanat_server.stores.ports import LedgerStore

FLOOR = 10
GOAL = 15
H0 = bytes(32)
BODY = 700


def chain(case: bytes, count: int) -> list[NewFrame]:
    """One author's frames in a case."""
    made: list[NewFrame] = []
    prev = bytes(32)
    for seq in range(count):
        raw = case + seq.to_bytes(8, "big") + prev + os.urandom(BODY)
        made.append(NewFrame(case, seq, prev, case, sha256(raw).digest(), raw))
        prev = made[-1].hash
    return made


async def through_the_ledger(ledger: LedgerStore, clients: list[list[NewFrame]]) -> float:
    """Appends a second."""

    async def client(frames: list[NewFrame]) -> None:
        for frame in frames:
            await ledger.append(frame.group, H0, [frame])

    begin = time.perf_counter()
    await asyncio.gather(*(client(frames) for frames in clients))
    return sum(map(len, clients)) / (time.perf_counter() - begin)


async def committing_each(path: Path, clients: list[list[NewFrame]]) -> float:
    """Appends a second through aiosqlite, one transaction each."""
    async with aiosqlite.connect(path, isolation_level=None) as db:
        await db.execute("PRAGMA journal_mode=WAL")
        await db.execute("PRAGMA synchronous=FULL")
        await db.execute("CREATE TABLE cases (id BLOB PRIMARY KEY, n INTEGER, running BLOB)")
        await db.execute(
            "CREATE TABLE frames (case_id BLOB, n INTEGER, device BLOB, seq INTEGER, hash BLOB, running BLOB,"
            " raw BLOB, PRIMARY KEY (case_id, n))"
        )
        await db.execute("CREATE UNIQUE INDEX frames_by_author ON frames (case_id, device, seq)")
        lock = asyncio.Lock()

        async def append(frame: NewFrame) -> None:
            async with lock:
                await db.execute("BEGIN IMMEDIATE")
                rows = list(
                    await db.execute_fetchall("SELECT n, running FROM cases WHERE id = ?", (frame.group,))
                )
                n, running = rows[0] if rows else (0, H0)
                running = next_h(running, frame.hash)
                await db.execute(
                    "INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (frame.group, n + 1, frame.device, frame.seq, frame.hash, running, frame.raw),
                )
                await db.execute(
                    "INSERT INTO cases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = excluded.n,"
                    " running = excluded.running",
                    (frame.group, n + 1, running),
                )
                await db.execute("COMMIT")

        async def client(frames: list[NewFrame]) -> None:
            for frame in frames:
                await append(frame)

        begin = time.perf_counter()
        await asyncio.gather(*(client(frames) for frames in clients))
        return sum(map(len, clients)) / (time.perf_counter() - begin)


async def measure(clients: int, rounds: int, each: int, folder: Path) -> float:
    """Prints every round; the geometric mean of the ratios."""
    ratios: list[float] = []
    for number in range(rounds):
        with TemporaryDirectory(dir=folder, prefix="bench-appends-") as name:
            made = [chain(os.urandom(16), each) for _ in range(clients)]
            async with open_stores(Path(name) / "data") as stores:
                ours = await through_the_ledger(stores.ledger, made)
            fewer = [frames[: max(1, each // 8)] for frames in made]
            theirs = await committing_each(Path(name) / "each.db", fewer)
        ratios.append(ours / theirs)
        print(f"round {number + 1}: {ours:8.0f}/s in groups, {theirs:8.0f}/s each, {ratios[-1]:6.1f} times")
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    mean = asyncio.run(measure(asked.clients, asked.rounds, asked.each, asked.folder))
    verdict = "reached" if mean >= GOAL else "above the floor" if mean >= FLOOR else "BELOW THE FLOOR"
    print(
        f"durable appends at {asked.clients} clients: {mean:.1f} times (floor {FLOOR}, goal {GOAL}): {verdict}"
    )


if __name__ == "__main__":
    main()
