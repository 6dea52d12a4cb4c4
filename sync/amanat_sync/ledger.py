"""The order of a case's events, as every reader folds it (docs/spec/ledger.md).

* The server gives each frame the next number; a running hash H binds the order.
* A device's own frames form a chain by ``seq`` and ``prev``; none is missing, none stands twice.
* A frame of a shredded group may be its bare hash: H still holds, and a chain passes over it only where a later
  frame's ``prev`` names it.
* Each frame says which H its author had seen: where that is not this reader's, the service showed two histories.
* A head that contradicts this history is proof as well.  Only a signed restart excuses either, and a device's frames
  only until one of them acknowledges that restart.

Signatures are checked before (``frame.check_frame``, ``head.check_head``); here is only the order.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.head import RESTART
from amanat_sync.keys import sha256
from amanat_sync.page import HASH_LENGTH
from amanat_sync.records import Frame, Head, decode, encode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NO_PREV = bytes(HASH_LENGTH)


def h0(org: bytes, case: bytes) -> bytes:
    """H of a case without events."""
    return sha256(b"amanat/1/case", org, case)


def next_h(running: bytes, item: bytes) -> bytes:
    """H after one more item: a whole frame, or the bare hash (32 B) of a shredded one."""
    return sha256(running, item_hash(item))


def item_hash(item: bytes) -> bytes:
    """The hash that an item stands for."""
    return item if len(item) == HASH_LENGTH else sha256(item)


@dataclass(frozen=True, slots=True)
class Place:
    """The newest frame of a device in the order, and its number ``n``.

    ``acked`` is the time (ms) of the newest restart that the device's frames acknowledge; -1 where there is none.
    """

    seq: int
    hash: bytes
    n: int
    acked: int = -1


@dataclass(frozen=True, slots=True)
class Restart:
    """A restart at number ``n``, signed at ``time`` (ms); ``hash`` is that of the whole signed record."""

    n: int
    time: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at number ``n`` (from 1); ``frame`` is None where only its hash is left."""

    n: int
    hash: bytes
    running: bytes
    frame: Frame | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Two things that cannot both be true: ``ours`` (hash or H at number ``n``) and ``theirs`` (a signed record)."""

    code: str
    n: int
    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is kept of an item, enough to go back to before it."""

    hash: bytes
    running: bytes
    device: bytes | None
    place: Place | None
    bridged: bytes | None


def restart_of(head: Head) -> Restart:
    """What the ledger keeps of a restart."""
    return Restart(head.n, head.time, sha256(encode(head)))


def check_seen(frame: Frame, n: int, running: bytes | None, acked: int, restarts: Iterable[Restart]) -> int:
    """The new ``acked`` of the frame's author; ``running`` is H at ``seen_n`` (None beyond the newest number, ``n``).

    After a restart an author's next frame says, instead of H, the restart's hash at its number: from then on its
    frames must agree.  One made before may know of numbers that the service has lost: that is excused.
    Raises ``event-fork``.
    """
    # [Note: why restarts are acknowledged] A reader who joins later knows nothing of the history that was lost, so it
    # cannot tell an old frame from one that was made for a forked history; the author can, and says so.
    if running == frame.seen:
        return acked
    known = list(restarts)
    if frame.seen_n <= n:
        for restart in known:
            if (restart.n, restart.hash) == (frame.seen_n, frame.seen):
                return max(acked, restart.time)
    if any(restart.time > acked and restart.n <= frame.seen_n for restart in known):
        return acked
    raise refuse("event-fork")


class CaseLedger:
    """One case's history as one reader has it; an item that is refused leaves it as it was."""

    def __init__(self, org: bytes, case: bytes) -> None:
        self.case = case
        self.proofs: list[Proof] = []
        self._h0 = h0(org, case)
        self._entries: list[_Entry] = []
        self._newest: dict[bytes, Place] = {}
        self._at: dict[tuple[bytes, int], int] = {}
        self._number: dict[bytes, int] = {}
        self._bare: list[int] = []
        self._restarts: list[Restart] = []
        self._expected: dict[int, Head] = {}
        self._top: Head | None = None
        # By chain_seq: the smallest number of a head that had it, and the time of the oldest one.
        self._reached: dict[int, tuple[int, int]] = {}

    @property
    def n(self) -> int:
        """How many items there are."""
        return len(self._entries)

    @property
    def h(self) -> bytes:
        """H at ``n``."""
        return self._entries[-1].running if self._entries else self._h0

    def h_at(self, n: int) -> bytes | None:
        """H at ``n``; None beyond the newest item."""
        if n == 0:
            return self._h0
        return self._entries[n - 1].running if n <= len(self._entries) else None

    def newest_of(self, device: bytes) -> Place | None:
        """The newest frame of a device: its next one has ``seq + 1`` and this hash as ``prev``."""
        return self._newest.get(device)

    def seen_by(self, device: bytes) -> tuple[int, bytes]:
        """What the next frame of ``device`` says as ``seen_n`` and ``seen``: H of now, or a restart it has to
        acknowledge."""
        newest = self._newest.get(device)
        acked = -1 if newest is None else newest.acked
        due = [restart for restart in self._restarts if restart.time > acked and restart.n <= self.n]
        if not due:
            return self.n, self.h
        last = max(due, key=lambda restart: restart.time)
        return last.n, last.hash

    def number_of(self, digest: bytes) -> int | None:
        """The number of the frame with this hash; None where it does not stand in the order."""
        return self._number.get(digest)

    def append(self, item: bytes) -> Item:
        """Takes the next item of the server's order: a frame whose signature was checked, or a bare hash.

        Raises ``event-case``, ``event-seq``, ``event-gap``, ``event-differs``, ``event-fork`` and, where a head
        told another H for this number, ``head-fork``; ``proofs`` then holds what contradicts.
        """
        digest = item_hash(item)
        entry = self._bare_entry(digest) if len(item) == HASH_LENGTH else self._frame_entry(item, digest)
        expected = self._expected.get(self.n + 1)
        if expected is not None and expected.running != entry.running:
            self._contradicted("head-fork", self.n + 1, entry.running, item)
        self._take(entry)
        return Item(self.n, digest, entry.running, decode(Frame, item) if entry.device is not None else None)

    def note_head(self, head: Head) -> None:
        """Takes a head or restart whose signature was checked.

        A head must agree with this history, now or when its number is reached.  A restart must agree at its
        number; what this reader had above it is dropped, and comes again.  Raises ``head-fork``.
        """
        if self._is_over(head):
            return
        ours = self.h_at(head.n)
        if ours is not None and ours != head.running:
            self._contradicted("head-fork", head.n, ours, head.running)
        if head.kind == RESTART:
            self._restart(head)
        elif self._top is not None and head.n < self._top.n and head.time > self._top.time:
            self._contradicted("head-fork", self._top.n, self._top.running, head.running)
        if ours is None:
            told = self._expected.setdefault(head.n, head)
            if told.running != head.running:
                self._contradicted("head-fork", head.n, told.running, head.running)
        if self._top is None or head.n >= self._top.n:
            self._top = head
        n, time = self._reached.get(head.chain_seq, (head.n, head.time))
        self._reached[head.chain_seq] = min(head.n, n), min(head.time, time)

    def is_late(self, item: Item, revoked_at_seq: int | None, admitted: Collection[bytes]) -> bool:
        """Whether a frame of a device revoked at ``revoked_at_seq`` of the chain counts as late.

        It does when it is numbered above the first head whose ``chain_seq`` reaches the revocation, until its hash
        is among the ``admitted`` (named by an ``admit`` event of a supervisor).
        """
        if revoked_at_seq is None or item.hash in admitted:
            return False
        return any(seq >= revoked_at_seq and item.n > n for seq, (n, _) in self._reached.items())

    def reaches(self, chain_seq: int) -> bool:
        """Whether a head is known that was signed at this place in the chain or later."""
        return any(seq >= chain_seq for seq in self._reached)

    def _is_over(self, head: Head) -> bool:
        """Whether a restart is known already, or the record speaks of what a later restart has ended."""
        if head.kind == RESTART and restart_of(head) in self._restarts:
            return True
        return any(restart.n < head.n and head.time <= restart.time for restart in self._restarts)

    def _bare_entry(self, digest: bytes) -> _Entry:
        if digest in self._number:
            raise refuse("event-seq")
        return _Entry(digest, next_h(self.h, digest), None, None, None)

    def _frame_entry(self, raw: bytes, digest: bytes) -> _Entry:
        frame = decode(Frame, raw)
        if frame.case != self.case:
            raise refuse("event-case")
        newest = self._newest.get(frame.device)
        bridged = self._check_place(frame, raw, digest, newest)
        ours = self.h_at(frame.seen_n)
        try:
            acked = check_seen(frame, self.n, ours, newest.acked if newest else -1, self._restarts)
        except AmanatError:
            self.proofs.append(Proof("event-fork", frame.seen_n, ours or b"", raw))
            raise
        place = Place(frame.seq, digest, self.n + 1, acked)
        return _Entry(digest, next_h(self.h, digest), frame.device, place, bridged)

    def _check_place(self, frame: Frame, raw: bytes, digest: bytes, newest: Place | None) -> bytes | None:
        """The bare hash that the frame's chain passes over, if any."""
        expected = 0 if newest is None else newest.seq + 1
        if frame.seq < expected:
            if digest in self._number:
                raise refuse("event-seq")
            at = self._at.get((frame.device, frame.seq))
            self._contradicted("event-differs", at or 0, self._entries[at - 1].hash if at else b"", raw)
        if frame.seq == expected:
            if frame.prev != (NO_PREV if newest is None else newest.hash):
                raise refuse("event-seq")
            return None
        start = 0 if newest is None else newest.n
        at = self._number.get(frame.prev, 0)
        # A chain passes over a gap only where prev is the bare hash of an earlier item, and each is passed once.
        upto = bisect_right(self._bare, at)
        room = upto - bisect_right(self._bare, start)
        if at <= start or self._bare[upto - 1 : upto] != [at] or room < frame.seq - expected:
            raise refuse("event-gap")
        return frame.prev

    def _contradicted(self, code: str, n: int, ours: bytes, theirs: bytes) -> NoReturn:
        self.proofs.append(Proof(code, n, ours, theirs))
        raise refuse(code)

    def _take(self, entry: _Entry) -> None:
        self._entries.append(entry)
        number = self._number[entry.hash] = len(self._entries)
        self._expected.pop(number, None)
        if entry.device is None or entry.place is None:
            insort(self._bare, number)
            return
        self._newest[entry.device] = entry.place
        self._at[entry.device, entry.place.seq] = number
        if entry.bridged is not None:
            self._bare.remove(self._number[entry.bridged])

    def _restart(self, head: Head) -> None:
        self._restarts.append(restart_of(head))
        kept = self._entries[: head.n]
        for index in (self._newest, self._at, self._number, self._bare, self._entries):
            index.clear()
        for entry in kept:
            self._take(entry)
        self._expected = {n: told for n, told in self._expected.items() if n <= head.n}
        self._top = None
        # What was reached before the restart was reached at its number; a head may be younger and have come first.
        self._reached = {
            seq: (min(n, head.n) if time <= head.time else n, time)
            for seq, (n, time) in self._reached.items()
        }
