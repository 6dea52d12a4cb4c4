"""What the server asks of its stores.  Every implementation passes the one suite in tests/stores/contract.py.

A method whose docstring says *durable* returns only when what it did survives a power cut; when it raises
``store-failed``, nothing may be acknowledged, and the same call may be made again.  Every put is idempotent
by its bytes: the same bytes again are ``Stored.SAME``, other bytes under the same id raise the conflict that
is named. A put of several is all or nothing.  No method reads a format, draws randomness or asks for the
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from amanat_server.stores.film_ports import ClipStore, ShareStore, UploadStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amanat_server.stores.values import (
        Author,
        CaseMark,
        Enrolment,
        EnrolState,
        Finding,
        FramePage,
        Invite,
        NewCommand,
        NewEnvelope,
        NewFrame,
        NewRoll,
        NewTombstone,
        Position,
        Stored,
        StoredCommand,
    )

__all__ = [
    "CaseStore",
    "ChainStore",
    "ClipStore",
    "CommandStore",
    "EnrolStore",
    "LedgerStore",
    "ShareStore",
    "Stores",
    "TombstoneStore",
    "Upkeep",
    "UploadStore",
]


class ChainStore(Protocol):
    """The certificate chain, and the one-time token that starts it."""

    async def offer_setup(self, token_hash: bytes) -> None:
        """Durable.

        Keeps SHA-256 of the set-up token in place of an older one; ``setup-done`` once set up.
        """

    async def set_up(self, token_hash: bytes, records: Sequence[bytes]) -> Stored:
        """Durable.  The first records, seq 0 onwards, and the end of the token.

        ``setup-token`` for another token; ``setup-done`` once set up, but ``SAME`` for the same records
        again.
        """

    async def append(self, first: int, records: Sequence[bytes]) -> Stored:
        """Durable.

        Records with seq ``first``, ``first + 1`` …; ``chain-seq`` where another record stands or for a gap.
        """

    async def records(self, after: int = -1) -> list[bytes]:
        """The records with a seq above ``after``, in order; empty before set-up."""


class EnrolStore(Protocol):
    """Invites, and the devices that wait to be let in."""

    async def invite(self, invite: Invite) -> Stored:
        """Durable.  ``enrol-used`` where that token exists with other fields or was used."""

    async def find_invite(self, token_hash: bytes) -> Invite | None:
        """The invite while it is unused, however old."""

    async def join(self, token_hash: bytes, enrolment: Enrolment, now_ms: int) -> tuple[bytes, Stored]:
        """Durable.  Uses the token up for this device and answers the enrolment's id.

        The same fields with the same token again answer the id given then (``SAME``).  ``enrol-used`` for a
        used or unknown token, ``enrol-expired`` after ``until``.
        """

    async def enrolment(self, enrolment: bytes) -> Enrolment | None:
        """One that asked, in whatever state."""

    async def waiting(self) -> list[Enrolment]:
        """Those that wait, oldest first."""

    async def settle(self, enrolment: bytes, state: EnrolState) -> bool:
        """Durable.  Ends the wait; False where there is none of that id or it ended otherwise."""


class CaseStore(Protocol):
    """Rolls, envelopes, recovery files, and how far each case has come."""

    async def put_roll(self, roll: NewRoll) -> Stored:
        """Durable.  ``roll-seq`` where another roll stands or one before it is missing."""

    async def rolls(self, case: bytes) -> list[bytes]:
        """All rolls by seq; empty for an unknown case."""

    async def cases(self) -> list[bytes]:
        """All cases, oldest first."""

    async def put_envelopes(self, envelopes: Sequence[NewEnvelope]) -> Stored:
        """Durable.  ``NEW`` if at least one was new."""

    async def envelopes(self, case: bytes, to_device: bytes) -> list[bytes]:
        """The envelopes to one device, oldest first."""

    async def put_recovery(self, case: bytes, epoch: int, raw: bytes) -> Stored:
        """Durable.  ``recovery-differs`` where that epoch has another file."""

    async def recovery(self, case: bytes) -> list[tuple[int, bytes]]:
        """Recovery files by epoch."""

    async def moved(self, member: bytes, since: int = 0) -> list[CaseMark]:
        """The cases in whose newest roll ``member`` stands with a ``moved`` above ``since``, by ``moved``.

        Rolls, events and tombstones move a case.
        """

    async def newest_move(self) -> int:
        """The largest ``moved`` there is; 0 where there is no case."""


class LedgerStore(Protocol):
    """The order of events per case, and the running hash over it."""

    @property
    def store_id(self) -> bytes:
        """16 random bytes, drawn when the database was made or restored; cursors carry them."""

    async def append(self, case: bytes, h0: bytes, frames: Sequence[NewFrame]) -> Position:
        """Durable, committed in groups.  The place after the frames; frames that stand there already change
        nothing.  Of a frame whose film has its tombstone by now the hash is kept.

        ``h0`` is H at n = 0.  ``event-gap`` where a device's earlier seq is missing, ``event-seq`` where
        ``prev`` is not the hash of the frame before, ``event-differs`` where the device has another frame at
        that seq (kept as proof, durable, though the request is refused).
        """

    async def append_late(self, case: bytes, frames: Sequence[NewFrame]) -> None:
        """Durable.  Keeps frames outside the order; same refusals as ``append``."""

    async def late(self, case: bytes) -> list[bytes]:
        """Late frames that wait, in the order of their arrival."""

    async def admit(self, case: bytes, h0: bytes, frame_hash: bytes) -> Position:
        """Durable.  Gives a late frame its number; once in the order, it changes nothing.

        ``right-missing`` where there is no such late frame, ``event-gap`` while an earlier one of its device
        waits.
        """

    async def page(self, case: bytes, after: int, limit: int) -> FramePage:
        """At most ``limit`` items of at most ``PAGE_BYTES`` above ``after``, and the newest position of the same
        moment (None for n = 0).
        """

    async def position(self, case: bytes, n: int | None = None) -> Position | None:
        """H at ``n`` or at the newest; None at 0 and where there is none."""

    async def author(self, case: bytes, device: bytes) -> Author | None:
        """The last frame of a device in a case, None before its first."""

    async def find(self, case: bytes, frame_hash: bytes) -> bytes | None:
        """The author's device of a frame in the order; None where there is none."""

    async def proofs(self, case: bytes) -> list[tuple[bytes, bytes]]:
        """Pairs of frames that one device made for one seq, as received."""

    async def shred(self, case: bytes, group: bytes) -> int:
        """Durable.

        Puts the hash in place of each frame of that group, late ones included; how many changed.
        """

    async def mark_restart(self, store_id: bytes, restarts: Mapping[bytes, bytes]) -> None:
        """Durable.

        After a restore: a new store id, and for each case the restart (176 B, signed) that stands at its newest
        position.  Earlier ones stay: a reader is given every restart, as the same bytes each time.
        """

    async def restarts(self, case: bytes) -> list[tuple[int, bytes]]:
        """The restarts of a case and the numbers they stand at, oldest first."""


class CommandStore(Protocol):
    """Commands to stop, hold, destroy, and their effect on groups, written in one step."""

    async def put(self, command: NewCommand) -> Stored:
        """Durable.

        320 B over a waiting command's 240 B complete it (``NEW``); ``command-differs`` for other bytes.
        """

    async def command(self, command: bytes) -> StoredCommand | None:
        """One command by its id."""

    async def of_group(self, group: bytes) -> list[StoredCommand]:
        """The commands about a group, in order."""

    async def after(self, member: bytes, no: int = 0) -> list[StoredCommand]:
        """Commands above ``no`` of the cases in whose newest roll the member stands, in order."""


class TombstoneStore(Protocol):
    """Tombstones as devices get them, and which device confirmed which."""

    async def put(self, tombstones: Sequence[NewTombstone]) -> Stored:
        """Durable.  Moves their cases; a second one for a group is passed over, the first stands."""

    async def find(self, group: bytes) -> bytes | None:
        """The tombstone of a group."""

    async def of_case(self, case: bytes, unconfirmed_by: bytes | None = None) -> list[bytes]:
        """Tombstones of a case, oldest first; those that a device has not posted back where one is named."""

    async def confirm(self, device: bytes, groups: Sequence[bytes], now_ms: int) -> None:
        """Durable.

        Notes that the device holds nothing of these groups any more; repeated, the first time stands.
        """

    async def confirmations(self, group: bytes) -> list[tuple[bytes, int]]:
        """Devices and times, by time."""


class Upkeep(Protocol):
    """What ``doctor`` and ``backup`` need.

    ``restore`` works on a folder that is not open (stores/backup.py).
    """

    async def examine(self) -> list[Finding]:
        """Looks at every database and file; changes nothing."""

    async def backup(self, target: Path) -> None:
        """Writes databases and whole payloads into the new folder ``target``; no key and no tombstones.log."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Every store of a service, opened together and closed together."""

    chain: ChainStore
    enrol: EnrolStore
    cases: CaseStore
    ledger: LedgerStore
    clips: ClipStore
    uploads: UploadStore
    shares: ShareStore
    commands: CommandStore
    tombstones: TombstoneStore
    upkeep: Upkeep
