"""Stories from seeds: whatever fails, what was promised holds, and a minute after the last fault all is synced.

``SEED=1234 pytest tests/sim`` plays one story again.
"""

from __future__ import annotations

import os

import pytest

from tests.sim.mutants import MUTANTS
from tests.sim.seeds import STEPS, field_of, first_broken, play, play_all
from tests.sim.story import Story

SHORT, LONG = 5_000, 200_000
FOUND_WITHIN = 400
FOUND = (
    8029,
    9306,
    13_701,
    17_585,
    22_495,
    28_767,
    30_545,
    33_240,
    77_237,
    87_451,
    162_204,
    183_850,
    188_281,
)
"""Seeds that broke something once (docs/LONG-RUN.md)."""


def test_every_promise_holds_in_five_thousand_short_stories() -> None:
    if (seed := os.environ.get("SEED")) is not None:
        played = play(int(seed))
        assert not played.broken, played.broken[0]
        return
    played = play_all(0, SHORT)
    assert not played.broken, played.broken[0]
    assert played.seeds == SHORT
    assert played.restores > SHORT // 50, "restores are part of the stories"
    assert played.looks > 0, "somebody has looked at a film"


@pytest.mark.long
def test_every_promise_holds_in_two_hundred_thousand_stories() -> None:
    played = play_all(SHORT, LONG)
    assert not played.broken, played.broken[0]
    assert played.seeds == LONG


@pytest.mark.parametrize("seed", FOUND)
def test_what_a_story_found_once_stays_mended(seed: int) -> None:
    played = play(seed)
    assert not played.broken, played.broken[0]


@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_a_broken_rule_is_found(mutant: str) -> None:
    assert first_broken(MUTANTS[mutant], range(FOUND_WITHIN)) is not None, f"nobody notices {mutant}"


def test_the_same_seed_plays_the_same_story() -> None:
    traces = []
    for _ in range(2):
        field = field_of(7)
        field.play(Story(field).run(STEPS))
        traces.append(list(field.witness.trace))
    assert traces[0] == traces[1]
