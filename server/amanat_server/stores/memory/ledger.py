"""The order of events in memory."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from amanat_server.stores.kept import Kept
from amanat_server.stores.ledger_rules import Chained, fit
from amanat_server.stores.memory.medium import CaseBook
from amanat_server.stores.values import PAGE_BYTES, Author, FramePage, NewFrame, Position
from amanat_sync.errors import refuse
from amanat_sync.ledger import next_h

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amanat_server.stores.memory.medium import Medium, State


class MemoryLedger:
    """``LedgerStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    @property
    def store_id(self) -> bytes:
        """See ``LedgerStore``."""
        return self._medium.state.store_id

    async def append(self, case: bytes, h0: bytes, frames: Sequence[NewFrame]) -> Position:
        """See ``LedgerStore``."""
        posted = list(frames)

        def change(state: State) -> Position:
            book = state.book(case)
            fresh = _fresh(book, posted)
            if fresh:
                _number(book, h0, [_kept(state, case, frame) for frame in fresh])
                state.move(case)
            return _newest(book) or Position(0, h0)

        return self._medium.write(change)

    async def append_late(self, case: bytes, frames: Sequence[NewFrame]) -> None:
        """See ``LedgerStore``."""
        posted = list(frames)

        def change(state: State) -> None:
            book = state.book(case)
            book.late.extend(_kept(state, case, frame) for frame in _fresh(book, posted))

        self._medium.write(change)

    async def late(self, case: bytes) -> list[bytes]:
        """See ``LedgerStore``."""
        return [frame.raw for frame in self._book(case).late]

    async def admit(self, case: bytes, h0: bytes, frame_hash: bytes) -> Position:
        """See ``LedgerStore``."""

        def change(state: State) -> Position:
            book = state.book(case)
            frame = next((each for each in book.late if each.hash == frame_hash), None)
            if frame is None:
                if all(each.hash != frame_hash for each, _ in book.frames):
                    raise refuse("right-missing")
                return _newest(book) or Position(0, h0)
            if frame.seq != sum(each.device == frame.device for each, _ in book.frames):
                raise refuse("event-gap")
            book.late.remove(frame)
            _number(book, h0, [frame])
            state.move(case)
            return _newest(book) or Position(0, h0)

        return self._medium.write(change)

    async def page(self, case: bytes, after: int, limit: int) -> FramePage:
        """See ``LedgerStore``."""
        book = self._book(case)
        raws = [frame.raw for frame, _ in book.frames[after : after + limit]]
        fits = sum(total <= PAGE_BYTES for total in accumulate(map(len, raws)))
        items = tuple(raws[: max(1, fits)])
        return FramePage(items, after, _newest(book))

    async def position(self, case: bytes, n: int | None = None) -> Position | None:
        """See ``LedgerStore``."""
        book = self._book(case)
        if n is None:
            return _newest(book)
        return Position(n, book.frames[n - 1][1]) if 1 <= n <= len(book.frames) else None

    async def author(self, case: bytes, device: bytes) -> Author | None:
        """See ``LedgerStore``."""
        last = _last(self._book(case), device)
        return None if last is None else Author(last.seq, last.hash)

    async def find(self, case: bytes, frame_hash: bytes) -> bytes | None:
        """See ``LedgerStore``."""
        return next((each.device for each, _ in self._book(case).frames if each.hash == frame_hash), None)

    async def proofs(self, case: bytes) -> list[tuple[bytes, bytes]]:
        """See ``LedgerStore``."""
        book = self._book(case)
        pairs = []
        for second in book.proofs:
            first = next(f for f in _all(book) if (f.device, f.seq) == (second.device, second.seq))
            pairs.append((first.raw, second.raw))
        return pairs

    async def shred(self, case: bytes, group: bytes) -> int:
        """See ``LedgerStore``."""

        def change(state: State) -> int:
            book = state.book(case)
            count = 0
            for at, (frame, running) in enumerate(book.frames):
                if frame.group == group and frame.raw != frame.hash:
                    book.frames[at] = (replace(frame, raw=frame.hash), running)
                    count += 1
            for at, frame in enumerate(book.late):
                if frame.group == group and frame.raw != frame.hash:
                    book.late[at] = replace(frame, raw=frame.hash)
                    count += 1
            if count:
                state.move(case)
            return count

        return self._medium.write(change)

    async def mark_restart(self, store_id: bytes, restarts: Mapping[bytes, bytes]) -> None:
        """See ``LedgerStore``."""
        signed = dict(restarts)

        def change(state: State) -> None:
            state.store_id = store_id
            for case, raw in signed.items():
                if case in state.cases:
                    book = state.cases[case]
                    book.restarts.append((len(book.frames), raw))

        self._medium.write(change)

    async def restarts(self, case: bytes) -> list[tuple[int, bytes]]:
        """See ``LedgerStore``."""
        return list(self._book(case).restarts)

    def _book(self, case: bytes) -> CaseBook:
        return self._medium.state.cases.get(case) or CaseBook()


def _newest(book: CaseBook) -> Position | None:
    return Position(len(book.frames), book.frames[-1][1]) if book.frames else None


def _all(book: CaseBook) -> list[NewFrame]:
    return [*(frame for frame, _ in book.frames), *book.late]


def _last(book: CaseBook, device: bytes) -> Chained | None:
    return max((Chained(f.seq, f.hash) for f in _all(book) if f.device == device), default=None)


def _fresh(book: CaseBook, frames: list[NewFrame]) -> list[NewFrame]:
    def at(device: bytes, seq: int) -> bytes | None:
        return next((f.hash for f in _all(book) if (f.device, f.seq) == (device, seq)), None)

    fresh, refusal, proof = fit(frames, lambda device: _last(book, device), at)
    if proof is not None:
        if proof not in book.proofs:
            book.proofs.append(proof)
        raise Kept(refusal or refuse("event-differs"))
    if refusal is not None:
        raise refusal
    return fresh


def _kept(state: State, case: bytes, frame: NewFrame) -> NewFrame:
    """A frame of a film that was destroyed before it came is its hash."""
    gone = frame.group != case and frame.group in state.tombstones
    return replace(frame, raw=frame.hash) if gone else frame


def _number(book: CaseBook, h0: bytes, frames: Sequence[NewFrame]) -> None:
    for frame in frames:
        running = book.frames[-1][1] if book.frames else h0
        book.frames.append((frame, next_h(running, frame.hash)))
