"""What the stores in memory write on, with the faults that a disk has.

An honest medium is durable whenever a write returns, so that a crash loses nothing of it.  One with ``every``
above 1 syncs only each ``every``-th write, and a crash loses what came since: with it a test shows that it
notices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from amanat_server.stores.kept import Kept
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from amanat_server.stores.values import (
        Enrolment,
        Group,
        Invite,
        NewEnvelope,
        NewFrame,
        NewManifest,
        NewRoll,
        NewTombstone,
        StoredCommand,
        Upload,
    )

T = TypeVar("T")


@dataclass(slots=True)
class CaseBook:
    """Everything of one case."""

    moved: int = 0
    rolls: list[NewRoll] = field(default_factory=list)
    envelopes: list[NewEnvelope] = field(default_factory=list)
    recovery: dict[int, bytes] = field(default_factory=dict)
    frames: list[tuple[NewFrame, bytes]] = field(default_factory=list)
    late: list[NewFrame] = field(default_factory=list)
    proofs: list[NewFrame] = field(default_factory=list)
    restarts: list[tuple[int, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """All that is stored."""

    store_id: bytes
    setup: bytes | None = None
    chain: list[bytes] = field(default_factory=list)
    invites: dict[bytes, Invite] = field(default_factory=dict)
    used: dict[bytes, bytes | None] = field(default_factory=dict)
    enrolments: dict[bytes, Enrolment] = field(default_factory=dict)
    cases: dict[bytes, CaseBook] = field(default_factory=dict)
    moves: int = 0
    clips: dict[bytes, NewManifest] = field(default_factory=dict)
    headers: dict[bytes, list[bytes]] = field(default_factory=dict)
    deleted: set[bytes] = field(default_factory=set)
    groups: dict[bytes, Group] = field(default_factory=dict)
    uploads: dict[bytes, Upload] = field(default_factory=dict)
    payloads: dict[bytes, bytes] = field(default_factory=dict)
    shares: dict[bytes, bytes] = field(default_factory=dict)
    destroyed: set[bytes] = field(default_factory=set)
    log: list[bytes] = field(default_factory=list)
    command_no: int = 0
    commands: dict[bytes, StoredCommand] = field(default_factory=dict)
    command_groups: dict[bytes, bytes] = field(default_factory=dict)
    tombstones: dict[bytes, NewTombstone] = field(default_factory=dict)
    confirmations: dict[bytes, dict[bytes, int]] = field(default_factory=dict)

    def book(self, case: bytes) -> CaseBook:
        """The book of a case, which is made where it is new."""
        return self.cases.setdefault(case, CaseBook())

    def move(self, case: bytes) -> None:
        """Puts a case last in the order of movement."""
        self.moves += 1
        self.book(case).moved = self.moves


class Medium:
    """Carries out changes; ``writes`` counts them."""

    def __init__(self, store_id: bytes, every: int = 1) -> None:
        self.state = State(store_id)
        self.writes = 0
        self.org: bytes | None = None
        self._store_id = store_id
        self._every = every
        self._changes: list[Callable[[State], object]] = []
        self._synced = 0
        self._fails: dict[int, bool] = {}

    def fail_at(self, write: int, *, written: bool = False) -> None:
        """The ``write``-th change from now (1 is the next) raises ``store-failed``.

        With ``written`` it was carried out all the same: what failed was the answer, as in a crash after a
        sync.
        """
        self._fails[self.writes + write] = written

    def write(self, change: Callable[[State], T]) -> T:
        """Carries out a change, which looks before it writes; refusals count as no fault of the medium."""
        self.writes += 1
        written = self._fails.pop(self.writes, None)
        if written is False:
            raise refuse("store-failed", "the medium was told to")
        try:
            result = change(self.state)
        except Kept as kept:
            self._note(change)
            raise kept.refusal from None
        self._note(change)
        if written:
            raise refuse("store-failed", "the medium was told to, after the write")
        return result

    def _note(self, change: Callable[[State], object]) -> None:
        if self._every == 1:
            return
        self._changes.append(change)
        if len(self._changes) % self._every == 0:
            self._synced = len(self._changes)

    def crash(self) -> None:
        """Loses what is not synced, as a power cut does; the same stores go on with what is left."""
        if self._every == 1:
            return
        del self._changes[self._synced :]
        self.state = State(self._store_id)
        for change in self._changes:
            try:
                change(self.state)
            except Kept:
                continue
