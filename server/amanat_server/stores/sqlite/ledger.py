"""The order of events over SQLite: numbers, running hash, late frames, proofs, shredding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.sqlite.appends import (
    LAST_ORDERED,
    Appends,
    Post,
    film_of,
    fresh_frames,
    kept_of,
)
from amanat_server.stores.sqlite.cases import case_row, move_case
from amanat_server.stores.values import PAGE_BYTES, Author, FramePage, NewFrame, Position
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer


_PAGE = (
    "SELECT c.n, c.running, f.raw FROM cases c"
    " LEFT JOIN frames f ON f.case_no = c.no AND f.n > ?2 WHERE c.id = ?1 ORDER BY f.n"
    " LIMIT max(1, (SELECT count(*) FROM"
    " (SELECT sum(length(raw)) OVER (ORDER BY n) AS total FROM frames"
    " WHERE case_no = (SELECT no FROM cases WHERE id = ?1) AND n > ?2 ORDER BY n LIMIT ?3)"
    " WHERE total <= ?4))"
)
"""Frames above a number, as many as their sizes allow; SQLite knows a size without reading what it is of."""


class SqliteLedger:
    """``LedgerStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader, store_id: bytes) -> None:
        self._writer = writer
        self._reader = reader
        self._store_id = store_id
        self._appends = Appends()

    @property
    def store_id(self) -> bytes:
        """See ``LedgerStore``."""
        return self._store_id

    async def append(self, case: bytes, h0: bytes, frames: Sequence[NewFrame]) -> Position:
        """See ``LedgerStore``."""

        return await self._writer.join(self._appends, Post(case, h0, frames))

    async def append_late(self, case: bytes, frames: Sequence[NewFrame]) -> None:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> None:
            fresh = [
                (f, film_of(case, f.group)) for f in fresh_frames(db, case, case_row(db, case)[0], frames)
            ]
            self._appends.forget()
            db.executemany(
                "INSERT INTO late (case_id, device, seq, film, hash, raw) VALUES (?, ?, ?, ?, ?, ?)",
                [(case, f.device, f.seq, film, f.hash, kept_of(db, film, f)) for f, film in fresh],
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
            row = db.execute(
                "SELECT no, device, seq, film, raw FROM late WHERE case_id = ? AND hash = ?",
                (case, frame_hash),
            ).fetchone()
            if row is None:
                if _author_of(db, no, frame_hash) is None:
                    raise refuse("right-missing")
                return Position(n, h0 if running is None else running)
            late_no, device, seq, film, raw = row
            last = db.execute(LAST_ORDERED, (no, device)).fetchone()
            if seq != (0 if last is None else last[0] + 1):
                raise refuse("event-gap")
            self._appends.forget()
            db.execute("DELETE FROM late WHERE no = ?", (late_no,))
            frame = NewFrame(device, seq, b"", case if film is None else film, frame_hash, raw)
            return self._appends.number(db, Post(case, h0, [frame]))

        return await self._writer.run(write)

    async def page(self, case: bytes, after: int, limit: int) -> FramePage:
        """See ``LedgerStore``."""
        rows = await self._reader.all(_PAGE, case, after, limit, PAGE_BYTES)
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
                "SELECT f.n, f.running FROM cases c JOIN frames f ON f.case_no = c.no AND f.n = ?2"
                " WHERE c.id = ?1",
                case,
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
            "SELECT device FROM frames WHERE case_no = (SELECT no FROM cases WHERE id = ?) AND hash = ?",
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
            film = film_of(case, group)
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

    async def mark_restart(self, store_id: bytes, restarts: Mapping[bytes, bytes]) -> None:
        """See ``LedgerStore``."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE meta SET value = ? WHERE key = 'store'", (store_id,))
            db.executemany(
                "INSERT INTO restarts (case_id, n, raw) SELECT id, n, ? FROM cases WHERE id = ?",
                [(raw, case) for case, raw in restarts.items()],
            )

        await self._writer.run(write)
        self._store_id = store_id

    async def restarts(self, case: bytes) -> list[tuple[int, bytes]]:
        """See ``LedgerStore``."""
        rows = await self._reader.all("SELECT n, raw FROM restarts WHERE case_id = ? ORDER BY no", case)
        return [(n, raw) for n, raw in rows]


def _author_of(db: sqlite3.Connection, no: int, frame_hash: bytes) -> bytes | None:
    row = db.execute(
        "SELECT device FROM frames WHERE case_no = ? AND hash = ?",
        (no, frame_hash),
    ).fetchone()
    return None if row is None else bytes(row[0])
