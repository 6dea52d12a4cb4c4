"""What becomes of a shred group on the server, as one table (docs/spec/command.md draws it).

What happens to a group comes as ``Happening``; ``step`` says where it stands then.  Times are not in the table:
``next_happening`` says, for a time, what the sweeper has to bring about.  Order of rules: a hold stands above a date
and above a command to destroy; what is destroyed stays destroyed.
"""

from __future__ import annotations

from enum import Enum

from amanat_sync.errors import refuse
from amanat_sync.records import COMMANDS, ROLES


class State(Enum):
    """Where a group stands; the values are what a store keeps."""

    LIVE = "live"
    STOPPED = "stopped"
    HELD = "held"
    STOPPED_HELD = "stopped-held"
    ORDERED_HELD = "ordered-held"
    """Held, with an order to destroy that is carried out at the release."""
    DESTROYING = "destroying"
    DESTROYED = "destroyed"


class Happening(Enum):
    """What happens to a group: the commands, its date, a lone hold's end, and the share's end on disk."""

    STOP = "stop"
    RESUME = "resume"
    HOLD = "hold"
    RELEASE = "release"
    LAPSE = "lapse"
    DUE = "due"
    DESTROY = "destroy"
    GONE = "gone"


TRANSITIONS: dict[State, dict[Happening, State]] = {
    State.LIVE: {
        Happening.STOP: State.STOPPED,
        Happening.RESUME: State.LIVE,
        Happening.HOLD: State.HELD,
        Happening.RELEASE: State.LIVE,
        Happening.LAPSE: State.LIVE,
        Happening.DUE: State.DESTROYING,
        Happening.DESTROY: State.DESTROYING,
    },
    State.STOPPED: {
        Happening.STOP: State.STOPPED,
        Happening.RESUME: State.LIVE,
        Happening.HOLD: State.STOPPED_HELD,
        Happening.RELEASE: State.STOPPED,
        Happening.LAPSE: State.STOPPED,
        Happening.DUE: State.DESTROYING,
        Happening.DESTROY: State.DESTROYING,
    },
    State.HELD: {
        Happening.STOP: State.STOPPED_HELD,
        Happening.RESUME: State.HELD,
        Happening.HOLD: State.HELD,
        Happening.RELEASE: State.LIVE,
        Happening.LAPSE: State.LIVE,
        Happening.DUE: State.HELD,
        Happening.DESTROY: State.ORDERED_HELD,
    },
    State.STOPPED_HELD: {
        Happening.STOP: State.STOPPED_HELD,
        Happening.RESUME: State.HELD,
        Happening.HOLD: State.STOPPED_HELD,
        Happening.RELEASE: State.STOPPED,
        Happening.LAPSE: State.STOPPED,
        Happening.DUE: State.STOPPED_HELD,
        Happening.DESTROY: State.ORDERED_HELD,
    },
    State.ORDERED_HELD: {
        Happening.STOP: State.ORDERED_HELD,
        Happening.RESUME: State.ORDERED_HELD,
        Happening.HOLD: State.ORDERED_HELD,
        Happening.RELEASE: State.DESTROYING,
        Happening.LAPSE: State.DESTROYING,
        Happening.DUE: State.ORDERED_HELD,
        Happening.DESTROY: State.ORDERED_HELD,
    },
    State.DESTROYING: {
        Happening.DUE: State.DESTROYING,
        Happening.DESTROY: State.DESTROYING,
        Happening.GONE: State.DESTROYED,
    },
    State.DESTROYED: {
        Happening.DUE: State.DESTROYED,
        Happening.DESTROY: State.DESTROYED,
        Happening.GONE: State.DESTROYED,
    },
}

ON_HOLD = frozenset({State.HELD, State.STOPPED_HELD, State.ORDERED_HELD})
ENDED = frozenset({State.DESTROYING, State.DESTROYED})
_SAFEGUARDING = ROLES.index("safeguarding") + 1
_BY_OP = {
    COMMANDS.index(name) + 1: happening
    for name, happening in (
        ("stop", Happening.STOP),
        ("resume", Happening.RESUME),
        ("destroy", Happening.DESTROY),
        ("hold", Happening.HOLD),
        ("release", Happening.RELEASE),
    )
}


def state_of(
    *, stopped: bool, held: bool, ordered: bool, destroying: bool = False, destroyed: bool = False
) -> State:
    """The state that a store's flags mean; ``ordered`` is an order to destroy that stands."""
    if destroyed:
        return State.DESTROYED
    if ordered and held:
        return State.ORDERED_HELD
    if destroying or ordered:
        return State.DESTROYING
    if held:
        return State.STOPPED_HELD if stopped else State.HELD
    return State.STOPPED if stopped else State.LIVE


def step(state: State, happening: Happening) -> State:
    """Where the group stands after ``happening``.

    Raises ``share-destroyed`` where the group is beyond it, ``promise-step`` where it cannot happen there.
    """
    after = TRANSITIONS[state].get(happening)
    if after is None:
        raise refuse("share-destroyed" if state in ENDED else "promise-step")
    return after


def happening_of(op: int) -> Happening | None:
    """What a command (a number of ASC1) does to the state; None for *earlier*, which moves the date alone."""
    return _BY_OP.get(op)


def next_happening(state: State, now_ms: int, due_at: int | None, hold_until: int | None) -> Happening | None:
    """What the sweeper has to bring about now, or None.

    ``due_at`` is the group's earliest date (ms, None: none); ``hold_until`` is the end of a hold that one person
    placed alone (None: none, or two placed it).
    """
    if state in ENDED:
        return None
    if state in ON_HOLD:
        return Happening.LAPSE if hold_until is not None and now_ms >= hold_until else None
    return Happening.DUE if due_at is not None and now_ms >= due_at else None


def lease_refusal(state: State, role: int) -> str | None:
    """The code with which a lease is refused to a member of ``role``, or None where it is given.

    Under a hold the share goes to safeguarding alone.
    """
    if state in ENDED:
        return "share-destroyed"
    if state is State.LIVE:
        return None
    if state in ON_HOLD and role == _SAFEGUARDING:
        return None
    return "share-stopped"
