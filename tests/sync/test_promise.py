"""The table of a shred group: what holds stands above dates, and what is destroyed stays destroyed."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanat_sync.command import DESTROY, EARLIER, HOLD, RELEASE, RESUME, STOP
from amanat_sync.errors import AmanatError
from amanat_sync.promise import (
    ENDED,
    ON_HOLD,
    TRANSITIONS,
    Happening,
    State,
    happening_of,
    lease_refusal,
    next_happening,
    state_of,
    step,
)
from tests.ledger_world import role
from tests.vectorfiles import outcome

FIELD, SAFEGUARDING = role("field"), role("safeguarding")
NOW = 1_000


def test_every_state_has_a_line_in_the_table() -> None:
    assert set(TRANSITIONS) == set(State)


@given(st.lists(st.sampled_from(list(Happening))))
def test_what_is_being_destroyed_never_comes_back(happenings: list[Happening]) -> None:
    state, ended = State.LIVE, False
    for happening in happenings:
        if happening in TRANSITIONS[state]:
            state = step(state, happening)
        else:
            code = "share-destroyed" if state in ENDED else "promise-step"
            assert outcome(partial(step, state, happening)) == code
        assert not ended or state in ENDED
        ended = state in ENDED


@given(st.lists(st.sampled_from(list(Happening))))
def test_nothing_is_destroyed_while_it_is_held(happenings: list[Happening]) -> None:
    state = State.LIVE
    for happening in happenings:
        if happening not in TRANSITIONS[state]:
            continue
        after = step(state, happening)
        if state in ON_HOLD and after in ENDED:
            assert happening in (Happening.RELEASE, Happening.LAPSE)
        state = after


@pytest.mark.parametrize(
    ("state", "happening"),
    [
        (State.DESTROYED, Happening.HOLD),
        (State.DESTROYED, Happening.RESUME),
        (State.DESTROYING, Happening.HOLD),
        (State.DESTROYING, Happening.STOP),
    ],
)
def test_a_command_comes_too_late_for_what_is_destroyed(state: State, happening: Happening) -> None:
    with pytest.raises(AmanatError, match="share-destroyed"):
        step(state, happening)


def test_a_share_cannot_be_gone_before_it_is_being_destroyed() -> None:
    for state in set(State) - ENDED:
        with pytest.raises(AmanatError, match="promise-step"):
            step(state, Happening.GONE)


def test_an_order_under_a_hold_is_carried_out_at_the_release() -> None:
    state = step(step(State.LIVE, Happening.HOLD), Happening.DESTROY)
    assert state is State.ORDERED_HELD
    assert step(state, Happening.RELEASE) is State.DESTROYING


@pytest.mark.parametrize(
    ("op", "happening"),
    [
        (STOP, Happening.STOP),
        (RESUME, Happening.RESUME),
        (EARLIER, None),
        (DESTROY, Happening.DESTROY),
        (HOLD, Happening.HOLD),
        (RELEASE, Happening.RELEASE),
    ],
)
def test_each_command_means_one_happening(op: int, happening: Happening | None) -> None:
    assert happening_of(op) is happening


@pytest.mark.parametrize(
    ("state", "due_at", "hold_until", "expected"),
    [
        (State.LIVE, NOW, None, Happening.DUE),
        (State.LIVE, NOW + 1, None, None),
        (State.LIVE, None, None, None),
        (State.STOPPED, NOW - 1, None, Happening.DUE),
        (State.HELD, NOW - 1, None, None),
        (State.HELD, NOW - 1, NOW + 1, None),
        (State.HELD, NOW - 1, NOW, Happening.LAPSE),
        (State.DESTROYING, NOW - 1, None, None),
        (State.DESTROYED, NOW - 1, NOW - 1, None),
    ],
)
def test_the_sweeper_is_told_what_a_time_brings(
    state: State, due_at: int | None, hold_until: int | None, expected: Happening | None
) -> None:
    assert next_happening(state, NOW, due_at, hold_until) is expected


def test_a_hold_that_lapsed_leaves_the_date_to_be_kept() -> None:
    state, seen = State.HELD, []
    while (happening := next_happening(state, NOW, NOW - 1, NOW - 1)) is not None:
        seen.append(happening)
        state = step(state, happening)
    assert (seen, state) == ([Happening.LAPSE, Happening.DUE], State.DESTROYING)


@pytest.mark.parametrize(
    ("state", "member", "code"),
    [
        (State.LIVE, FIELD, None),
        (State.STOPPED, FIELD, "share-stopped"),
        (State.STOPPED, SAFEGUARDING, "share-stopped"),
        (State.HELD, FIELD, "share-stopped"),
        (State.HELD, SAFEGUARDING, None),
        (State.DESTROYING, FIELD, "share-destroyed"),
        (State.DESTROYED, SAFEGUARDING, "share-destroyed"),
    ],
)
def test_a_lease_is_given_only_where_the_state_allows_it(state: State, member: int, code: str | None) -> None:
    assert lease_refusal(state, member) == code


def test_flags_of_a_store_mean_one_state_each() -> None:
    assert state_of(stopped=False, held=False, ordered=False) is State.LIVE
    assert state_of(stopped=True, held=False, ordered=False) is State.STOPPED
    assert state_of(stopped=False, held=True, ordered=False) is State.HELD
    assert state_of(stopped=True, held=True, ordered=False) is State.STOPPED_HELD
    assert state_of(stopped=True, held=True, ordered=True) is State.ORDERED_HELD
    assert state_of(stopped=False, held=False, ordered=True) is State.DESTROYING
    assert state_of(stopped=True, held=True, ordered=True, destroyed=True) is State.DESTROYED
