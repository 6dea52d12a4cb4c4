"""Rolls, envelopes, recovery files and the progress of cases over SQLite."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from amanat_server.stores.values import CaseMark, NewEnvelope, NewRoll, Stored
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer


def case_row(db: sqlite3.Connection, case: bytes) -> tuple[int, int, bytes | None]:
    """Number, n and running hash of a case; number 0 where it is not known."""
    row = db.execute("SELECT no, n, running FROM cases WHERE id = ?", (case,)).fetchone()
    return (0, 0, None) if row is None else (row[0], row[1], row[2])


def make_case(db: sqlite3.Connection, case: bytes) -> int:
    """The number of a case, which is made where it is new."""
    db.execute("INSERT INTO cases (id, moved) VALUES (?, 0) ON CONFLICT DO NOTHING", (case,))
    return case_row(db, case)[0]


def move_case(db: sqlite3.Connection, case: bytes) -> None:
    """Puts a case last in the order of movement."""
    db.execute("UPDATE moves SET newest = newest + 1")
    db.execute("UPDATE cases SET moved = (SELECT newest FROM moves) WHERE id = ?", (case,))


class SqliteCases:
    """``CaseStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def put_roll(self, roll: NewRoll) -> Stored:
        """See ``CaseStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            row = db.execute(
                "SELECT raw FROM rolls WHERE case_id = ? AND seq = ?", (roll.case, roll.seq)
            ).fetchone()
            if row is not None:
                if row[0] == roll.raw:
                    return Stored.SAME
                raise refuse("roll-seq")
            newest = db.execute("SELECT max(seq) FROM rolls WHERE case_id = ?", (roll.case,)).fetchone()[0]
            if roll.seq != (0 if newest is None else newest + 1):
                raise refuse("roll-seq")
            make_case(db, roll.case)
            db.execute("INSERT INTO rolls VALUES (?, ?, ?, ?)", (roll.case, roll.seq, roll.epoch, roll.raw))
            db.execute("DELETE FROM case_members WHERE case_id = ?", (roll.case,))
            db.executemany(
                "INSERT INTO case_members VALUES (?, ?)",
                [(member, roll.case) for member in set(roll.members)],
            )
            db.execute("UPDATE cases SET roll = ? WHERE id = ?", (roll.seq, roll.case))
            move_case(db, roll.case)
            return Stored.NEW

        return await self._writer.run(write)

    async def rolls(self, case: bytes) -> list[bytes]:
        """See ``CaseStore``."""
        rows = await self._reader.all("SELECT raw FROM rolls WHERE case_id = ? ORDER BY seq", case)
        return [raw for (raw,) in rows]

    async def cases(self) -> list[bytes]:
        """See ``CaseStore``."""
        rows = await self._reader.all("SELECT id FROM cases WHERE roll >= 0 ORDER BY no")
        return [case for (case,) in rows]

    async def put_envelopes(self, envelopes: Sequence[NewEnvelope]) -> Stored:
        """See ``CaseStore``."""
        rows = [(e.case, e.to_device, e.epoch, sha256(e.raw).digest(), e.raw) for e in envelopes]

        def write(db: sqlite3.Connection) -> Stored:
            before = db.total_changes
            db.executemany(
                "INSERT INTO envelopes (case_id, to_device, epoch, hash, raw) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                rows,
            )
            return Stored.SAME if db.total_changes == before else Stored.NEW

        return await self._writer.run(write)

    async def envelopes(self, case: bytes, to_device: bytes) -> list[bytes]:
        """See ``CaseStore``."""
        rows = await self._reader.all(
            "SELECT raw FROM envelopes WHERE case_id = ? AND to_device = ? ORDER BY no", case, to_device
        )
        return [raw for (raw,) in rows]

    async def put_recovery(self, case: bytes, epoch: int, raw: bytes) -> Stored:
        """See ``CaseStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            row = db.execute(
                "SELECT raw FROM recovery WHERE case_id = ? AND epoch = ?", (case, epoch)
            ).fetchone()
            if row is not None:
                if row[0] == raw:
                    return Stored.SAME
                raise refuse("recovery-differs")
            db.execute("INSERT INTO recovery VALUES (?, ?, ?)", (case, epoch, raw))
            return Stored.NEW

        return await self._writer.run(write)

    async def recovery(self, case: bytes) -> list[tuple[int, bytes]]:
        """See ``CaseStore``."""
        rows = await self._reader.all(
            "SELECT epoch, raw FROM recovery WHERE case_id = ? ORDER BY epoch", case
        )
        return [(epoch, raw) for epoch, raw in rows]

    async def moved(self, member: bytes, since: int = 0) -> list[CaseMark]:
        """See ``CaseStore``."""
        rows = await self._reader.all(
            "SELECT c.id, c.n, c.roll, c.moved FROM case_members m JOIN cases c ON c.id = m.case_id"
            " WHERE m.member = ? AND c.moved > ? ORDER BY c.moved",
            member,
            since,
        )
        return [CaseMark(*row) for row in rows]

    async def newest_move(self) -> int:
        """See ``CaseStore``."""
        row = await self._reader.one("SELECT newest FROM moves")
        return 0 if row is None else int(row[0])
