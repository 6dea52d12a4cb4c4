"""Rolls, envelopes, recovery files and the progress of cases in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.values import CaseMark, NewEnvelope, NewRoll, Stored
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_server.stores.memory.medium import CaseBook, Medium, State


class MemoryCases:
    """``CaseStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    async def put_roll(self, roll: NewRoll) -> Stored:
        """See ``CaseStore``."""

        def change(state: State) -> Stored:
            book = state.cases.get(roll.case)
            rolls = [] if book is None else book.rolls
            if roll.seq < len(rolls) and rolls[roll.seq].raw == roll.raw:
                return Stored.SAME
            if roll.seq != len(rolls):
                raise refuse("roll-seq")
            state.book(roll.case).rolls.append(roll)
            state.move(roll.case)
            return Stored.NEW

        return self._medium.write(change)

    async def rolls(self, case: bytes) -> list[bytes]:
        """See ``CaseStore``."""
        book = self._book(case)
        return [] if book is None else [roll.raw for roll in book.rolls]

    async def cases(self) -> list[bytes]:
        """See ``CaseStore``."""
        return [case for case, book in self._medium.state.cases.items() if book.rolls]

    async def put_envelopes(self, envelopes: Sequence[NewEnvelope]) -> Stored:
        """See ``CaseStore``."""
        posted = list(envelopes)

        def change(state: State) -> Stored:
            stored = Stored.SAME
            for envelope in posted:
                there = state.book(envelope.case).envelopes
                if envelope not in there:
                    there.append(envelope)
                    stored = Stored.NEW
            return stored

        return self._medium.write(change)

    async def envelopes(self, case: bytes, to_device: bytes) -> list[bytes]:
        """See ``CaseStore``."""
        book = self._book(case)
        return [] if book is None else [each.raw for each in book.envelopes if each.to_device == to_device]

    async def put_recovery(self, case: bytes, epoch: int, raw: bytes) -> Stored:
        """See ``CaseStore``."""

        def change(state: State) -> Stored:
            there = state.book(case).recovery
            if epoch not in there:
                there[epoch] = raw
                return Stored.NEW
            if there[epoch] != raw:
                raise refuse("recovery-differs")
            return Stored.SAME

        return self._medium.write(change)

    async def recovery(self, case: bytes) -> list[tuple[int, bytes]]:
        """See ``CaseStore``."""
        book = self._book(case)
        return [] if book is None else sorted(book.recovery.items())

    async def moved(self, member: bytes, since: int = 0) -> list[CaseMark]:
        """See ``CaseStore``."""
        marks = [
            CaseMark(case, len(book.frames), book.rolls[-1].seq, book.moved)
            for case, book in self._medium.state.cases.items()
            if book.moved > since and book.rolls and member in book.rolls[-1].members
        ]
        return sorted(marks, key=lambda mark: mark.moved)

    async def newest_move(self) -> int:
        """See ``CaseStore``."""
        return self._medium.state.moves

    def _book(self, case: bytes) -> CaseBook | None:
        return self._medium.state.cases.get(case)
