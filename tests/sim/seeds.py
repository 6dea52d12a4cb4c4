"""Playing many seeds in a few processes of its own, which end with the last seed.

``python -m tests.sim.seeds FIRST LAST`` plays a part of the long run in one process and says how far it came.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sim.field import HONEST, FieldSimulator, Rules
from tests.sim.story import Story, wrong_clock
from tests.sim.witness import Broken

if TYPE_CHECKING:
    from collections.abc import Iterable

CHUNK = 25
PIECE = 500
STEPS = 10


@dataclass(frozen=True)
class Played:
    """What came of some seeds: how many, how many requests, films looked at, and what failed by seed."""

    seeds: int = 0
    requests: int = 0
    looks: int = 0
    restores: int = 0
    broken: tuple[str, ...] = ()

    def with_more(self, other: Played) -> Played:
        return Played(
            self.seeds + other.seeds,
            self.requests + other.requests,
            self.looks + other.looks,
            self.restores + other.restores,
            self.broken + other.broken,
        )


def field_of(seed: int, rules: Rules = HONEST) -> FieldSimulator:
    """The field of a seed: two to four devices, their clocks wrong."""
    return FieldSimulator(seed, devices=(2, 3, 2, 4)[seed % 4], clock=wrong_clock, rules=rules)


def play(seed: int, rules: Rules = HONEST) -> Played:
    """One seed's story."""
    field = field_of(seed, rules)
    broken: tuple[str, ...] = ()
    try:
        field.play(Story(field).run(STEPS))
    except Broken as fault:
        broken = (str(fault),)
    return Played(1, field.network.requests, field.witness.looks, field.service.restored, broken)


def _play_some(seeds: range) -> Played:
    logging.disable()
    played = Played()
    for seed in seeds:
        played = played.with_more(play(seed))
        if played.broken:
            break
    return played


def play_all(first: int, count: int) -> Played:
    """``count`` seeds from ``first`` on, on at most two processors; ends early where a seed fails."""
    chunks = [range(at, min(at + CHUNK, first + count)) for at in range(first, first + count, CHUNK)]
    workers = min(2, os.cpu_count() or 1)
    played = Played()
    # Fresh processes: a copy of one that other tests have given threads may hold their locks for ever.
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for some in pool.imap_unordered(_play_some, chunks):
            played = played.with_more(some)
            if played.broken:
                pool.terminate()
                break
    return played


def first_broken(rules: Rules, seeds: Iterable[int]) -> str | None:
    """What the first seed that fails under ``rules`` says, None where none does."""
    for seed in seeds:
        played = play(seed, rules)
        if played.broken:
            return played.broken[0]
    return None


def main(first: int, last: int) -> int:
    """Plays every seed from ``first`` to below ``last``, a failed one printed; 1 where one failed."""
    logging.disable()
    failed = 0
    for seed in range(first, last):
        for fault in play(seed).broken:
            failed += 1
            print(fault, flush=True)
        if (seed + 1) % PIECE == 0 or seed + 1 == last:
            print(f"{time.strftime('%Y-%m-%d %H:%M')} seeds {first} to {seed}: {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
