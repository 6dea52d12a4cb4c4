"""The order of events over SQLite: numbers, running hash, late frames, proofs, shredding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.kept import Kept
from amanat_server.stores.ledger_rules import Chained, fit
from amanat_server.stores.sqlite.cases import case_row, make_case, move_case
from amanat_server.stores.sqlite.schema import PLACE_BITS
from amanat_server.stores.values import Author, FramePage, NewFrame, Position
from amanat_sync.errors import refuse
from amanat_sync.ledger import next_h

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer

_ORDERED = "SELECT seq, hash FROM frames WHERE case_no = ? AND device = ?"
_LATE = "SELECT seq, hash FROM late WHERE case_id = ? AND device = ?"


class SqliteLedger:
    """``LedgerStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader, store_id: bytes) -> None:
        self._writer = writer
        self._reader = reader
        self._store_id = store_id

    @property
    def store_id(self) -> bytes:
        """See ``LedgerStore``."""
        return self._store_id

    async def append(self, case: bytes, h0: bytes, frames: Sequence[NewFrame]) -> Position:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> Position:
            no, n, running = case_row(db, case)
            at = Position(n, h0 if running is None else running)
            fresh = _fresh(db, case, no, frames)
            return _number(db, case, no, at, fresh) if fresh else at

        return await self._writer.run(write)

    async def append_late(self, case: bytes, frames: Sequence[NewFrame]) -> None:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> None:
            no, _, _ = case_row(db, case)
            db.executemany(
                "INSERT INTO late (case_id, device, seq, film, hash, raw) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (case, f.device, f.seq, _film(case, f), f.hash, f.raw)
                    for f in _fresh(db, case, no, frames)
                ],
            )

        await self._writer.run(write)

    async def late(self, case: bytes) -> list[bytes]:
        """See ``LedgerStore``."""
        rows = await self._reader.all("SELECT raw FROM late WHERE case_id = ? ORDER BY no", case)
        return [raw for (raw,) in rows]

    async def admit(self, case: bytes, h0: bytes, frame_hash: bytes) -> Position:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> Position:
            no, n, running = case_row(db, case)
            at = Position(n, h0 if running is None else running)
            row = db.execute(
                "SELECT no, device, seq, film, raw FROM late WHERE case_id = ? AND hash = ?",
                (case, frame_hash),
            ).fetchone()
            if row is None:
                if _author_of(db, no, frame_hash) is None:
                    raise refuse("right-missing")
                return at
            late_no, device, seq, film, raw = row
            last = db.execute(_ORDERED + " ORDER BY seq DESC LIMIT 1", (no, device)).fetchone()
            if seq != (0 if last is None else last[0] + 1):
                raise refuse("event-gap")
            db.execute("DELETE FROM late WHERE no = ?", (late_no,))
            frame = NewFrame(device, seq, b"", case if film is None else film, frame_hash, raw)
            return _number(db, case, no, at, [frame])

        return await self._writer.run(write)

    async def page(self, case: bytes, after: int, limit: int) -> FramePage:
        """See ``LedgerStore``."""
        rows = await self._reader.all(
            "SELECT c.n, c.running, f.raw FROM cases c"
            " LEFT JOIN frames f ON f.place > (c.no << ?2) + ?3 AND f.place <= (c.no << ?2) + c.n"
            " WHERE c.id = ?1 ORDER BY f.place LIMIT ?4",
            case,
            PLACE_BITS,
            after,
            limit,
        )
        if not rows or not rows[0][0]:
            return FramePage((), after, None)
        return FramePage(
            tuple(row[2] for row in rows if row[2] is not None), after, Position(rows[0][0], rows[0][1])
        )

    async def position(self, case: bytes, n: int | None = None) -> Position | None:
        """See ``LedgerStore``."""
        if n is None:
            row = await self._reader.one("SELECT n, running FROM cases WHERE id = ? AND n > 0", case)
        else:
            row = await self._reader.one(
                "SELECT ?3, f.running FROM cases c JOIN frames f ON f.place = (c.no << ?2) + ?3"
                " WHERE c.id = ?1 AND ?3 BETWEEN 1 AND c.n",
                case,
                PLACE_BITS,
                n,
            )
        return None if row is None else Position(row[0], row[1])

    async def author(self, case: bytes, device: bytes) -> Author | None:
        """See ``LedgerStore``."""
        row = await self._reader.one(
            "SELECT seq, hash FROM frames WHERE case_no = (SELECT no FROM cases WHERE id = ?1) AND device = ?2"
            " UNION ALL SELECT seq, hash FROM late WHERE case_id = ?1 AND device = ?2 ORDER BY seq DESC LIMIT 1",
            case,
            device,
        )
        return None if row is None else Author(row[0], row[1])

    async def find(self, case: bytes, frame_hash: bytes) -> bytes | None:
        """See ``LedgerStore``."""
        row = await self._reader.one(
            "SELECT device FROM frames INDEXED BY frames_by_author"
            " WHERE case_no = (SELECT no FROM cases WHERE id = ?) AND hash = ?",
            case,
            frame_hash,
        )
        return None if row is None else bytes(row[0])

    async def proofs(self, case: bytes) -> list[tuple[bytes, bytes]]:
        """See ``LedgerStore``."""
        rows = await self._reader.all(
            "SELECT ifnull(f.raw, l.raw), p.raw FROM proofs p JOIN cases c ON c.id = p.case_id"
            " LEFT JOIN frames f ON f.case_no = c.no AND f.device = p.device AND f.seq = p.seq"
            " LEFT JOIN late l ON l.case_id = p.case_id AND l.device = p.device AND l.seq = p.seq"
            " WHERE p.case_id = ? ORDER BY p.no",
            case,
        )
        return [(first, second) for first, second in rows]

    async def shred(self, case: bytes, group: bytes) -> int:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> int:
            no, _, _ = case_row(db, case)
            film = None if group == case else group
            ordered = db.execute(
                "UPDATE frames SET raw = hash WHERE case_no = ? AND film IS ? AND raw <> hash", (no, film)
            )
            late = db.execute(
                "UPDATE late SET raw = hash WHERE case_id = ? AND film IS ? AND raw <> hash", (case, film)
            )
            if ordered.rowcount + late.rowcount:
                move_case(db, case)
            return ordered.rowcount + late.rowcount

        return await self._writer.run(write)

    async def mark_restart(self, store_id: bytes) -> None:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE meta SET value = ? WHERE key = 'store'", (store_id,))
            db.execute(
                "INSERT OR REPLACE INTO restarts SELECT id, n, ifnull(running, zeroblob(0)) FROM cases WHERE roll >= 0"
            )

        await self._writer.run(write)
        self._store_id = store_id

    async def restart(self, case: bytes) -> Position | None:
        """See ``LedgerStore``."""
        row = await self._reader.one("SELECT n, running FROM restarts WHERE case_id = ?", case)
        return None if row is None else Position(row[0], row[1])


def _film(case: bytes, frame: NewFrame) -> bytes | None:
    return None if frame.group == case else frame.group


def _author_of(db: sqlite3.Connection, no: int, frame_hash: bytes) -> bytes | None:
    row = db.execute(
        "SELECT device FROM frames INDEXED BY frames_by_author WHERE case_no = ? AND hash = ?",
        (no, frame_hash),
    ).fetchone()
    return None if row is None else bytes(row[0])


def _fresh(db: sqlite3.Connection, case: bytes, no: int, frames: Sequence[NewFrame]) -> list[NewFrame]:
    """The frames that are not stored yet; keeps a differing one as proof and refuses with ``event-differs``."""

    def last(device: bytes) -> Chained | None:
        rows = [
            db.execute(_ORDERED + " ORDER BY seq DESC LIMIT 1", (no, device)).fetchone(),
            db.execute(_LATE + " ORDER BY seq DESC LIMIT 1", (case, device)).fetchone(),
        ]
        return max((Chained(*row) for row in rows if row is not None), default=None)

    def at(device: bytes, seq: int) -> bytes | None:
        row = db.execute(_ORDERED + " AND seq = ?", (no, device, seq)).fetchone()
        if row is None:
            row = db.execute(_LATE + " AND seq = ?", (case, device, seq)).fetchone()
        return None if row is None else bytes(row[1])

    def keep(frame: NewFrame) -> None:
        db.execute(
            "INSERT INTO proofs (case_id, device, seq, hash, raw) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (case, frame.device, frame.seq, frame.hash, frame.raw),
        )

    fresh, refusal, proof = fit(frames, last, at)
    if proof is not None:
        keep(proof)
        raise Kept(refusal or refuse("event-differs"))
    if refusal is not None:
        raise refusal
    return fresh


def _number(
    db: sqlite3.Connection, case: bytes, no: int, at: Position, frames: Sequence[NewFrame]
) -> Position:
    rows = []
    no = no or make_case(db, case)
    n, running = at.n, at.running
    for frame in frames:
        n += 1
        running = next_h(running, frame.hash)
        rows.append(
            (
                (no << PLACE_BITS) + n,
                no,
                frame.device,
                frame.seq,
                _film(case, frame),
                frame.hash,
                running,
                frame.raw,
            )
        )
    db.executemany("INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.execute(
        "UPDATE cases SET n = ?, running = ?, moved = (SELECT max(moved) + 1 FROM cases) WHERE no = ?",
        (n, running, no),
    )
    return Position(n, running)
