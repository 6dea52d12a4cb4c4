"""The chain and the enrolments over SQLite."""

from __future__ import annotations

import hmac
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Any

from amanat_server.stores.values import Enrolment, EnrolState, Invite, Stored, asks_the_same
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer

_SELECT = (
    "SELECT id, member, role, device, ed25519, x25519, tablet, courier_key, hmac, state, token_hash, at"
    " FROM enrolments WHERE "
)
_INSERT = (
    "INSERT INTO enrolments"
    " (id, member, role, device, ed25519, x25519, tablet, courier_key, hmac, state, token_hash, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class SqliteChain:
    """``ChainStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def offer_setup(self, token_hash: bytes) -> None:
        """See ``ChainStore``."""

        def write(db: sqlite3.Connection) -> None:
            if _stored_records(db, 0, 1):
                raise refuse("setup-done")
            db.execute("INSERT OR REPLACE INTO meta VALUES ('setup', ?)", (token_hash,))

        await self._writer.run(write)

    async def set_up(self, token_hash: bytes, records: Sequence[bytes]) -> Stored:
        """See ``ChainStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            stored = _stored_records(db, 0, len(records))
            if stored:
                if stored == list(records):
                    return Stored.SAME
                raise refuse("setup-done")
            row = db.execute("SELECT value FROM meta WHERE key = 'setup'").fetchone()
            if row is None or not hmac.compare_digest(row[0], token_hash):
                raise refuse("setup-token")
            _insert(db, 0, records)
            db.execute("DELETE FROM meta WHERE key = 'setup'")
            return Stored.NEW

        return await self._writer.run(write)

    async def append(self, first: int, records: Sequence[bytes]) -> Stored:
        """See ``ChainStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            stored = _stored_records(db, first, len(records))
            if stored != list(records[: len(stored)]):
                raise refuse("chain-seq")
            newest = db.execute("SELECT max(seq) FROM certificates").fetchone()[0]
            fresh = records[len(stored) :]
            if not fresh:
                return Stored.SAME
            if newest is None or first + len(stored) != newest + 1:
                raise refuse("chain-seq")
            _insert(db, first + len(stored), fresh)
            return Stored.NEW

        return await self._writer.run(write)

    async def records(self, after: int = -1) -> list[bytes]:
        """See ``ChainStore``."""
        rows = await self._reader.all("SELECT raw FROM certificates WHERE seq > ? ORDER BY seq", after)
        return [raw for (raw,) in rows]


def _stored_records(db: sqlite3.Connection, first: int, count: int) -> list[bytes]:
    rows = db.execute(
        "SELECT raw FROM certificates WHERE seq >= ? AND seq < ? ORDER BY seq", (first, first + count)
    )
    return [raw for (raw,) in rows]


def _insert(db: sqlite3.Connection, first: int, records: Sequence[bytes]) -> None:
    db.executemany("INSERT INTO certificates VALUES (?, ?)", enumerate(records, first))


class SqliteEnrol:
    """``EnrolStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def invite(self, invite: Invite) -> Stored:
        """See ``EnrolStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            row = db.execute(
                "SELECT token_hash, member, role, until, used FROM invites WHERE token_hash = ?",
                (invite.token_hash,),
            ).fetchone()
            if row is not None:
                if row == (*astuple(invite), 0):
                    return Stored.SAME
                raise refuse("enrol-used")
            db.execute("INSERT INTO invites VALUES (?, ?, ?, ?, 0)", astuple(invite))
            return Stored.NEW

        return await self._writer.run(write)

    async def find_invite(self, token_hash: bytes) -> Invite | None:
        """See ``EnrolStore``."""
        row = await self._reader.one(
            "SELECT token_hash, member, role, until FROM invites WHERE token_hash = ? AND used = 0",
            token_hash,
        )
        return None if row is None else Invite(*row)

    async def join(self, token_hash: bytes, enrolment: Enrolment, now_ms: int) -> tuple[bytes, Stored]:
        """See ``EnrolStore``."""

        def write(db: sqlite3.Connection) -> tuple[bytes, Stored]:
            row = db.execute("SELECT until, used FROM invites WHERE token_hash = ?", (token_hash,)).fetchone()
            if row is None:
                raise refuse("enrol-used")
            until, used = row
            if used:
                earlier = _enrolment(
                    db.execute(
                        _SELECT + "token_hash = ?",
                        (token_hash,),
                    ).fetchone()
                )
                if earlier is not None and asks_the_same(enrolment, earlier):
                    return earlier.id, Stored.SAME
                raise refuse("enrol-used")
            if now_ms > until:
                raise refuse("enrol-expired")
            db.execute("UPDATE invites SET used = 1 WHERE token_hash = ?", (token_hash,))
            db.execute(_INSERT, astuple(replace(enrolment, token_hash=token_hash, at=now_ms)))
            return enrolment.id, Stored.NEW

        return await self._writer.run(write)

    async def enrolment(self, enrolment: bytes) -> Enrolment | None:
        """See ``EnrolStore``."""
        return _enrolment(
            await self._reader.one(
                _SELECT + "id = ?",
                enrolment,
            )
        )

    async def waiting(self) -> list[Enrolment]:
        """See ``EnrolStore``."""
        rows = await self._reader.all(
            _SELECT + "state = 'waiting' ORDER BY no",
        )
        return [Enrolment(*row) for row in rows]

    async def settle(self, enrolment: bytes, state: EnrolState) -> bool:
        """See ``EnrolStore``."""

        def write(db: sqlite3.Connection) -> bool:
            row = db.execute("SELECT state FROM enrolments WHERE id = ?", (enrolment,)).fetchone()
            if row is None or row[0] not in {"waiting", state}:
                return False
            db.execute("UPDATE enrolments SET state = ? WHERE id = ?", (state, enrolment))
            return True

        return await self._writer.run(write)


def _enrolment(row: tuple[Any, ...] | None) -> Enrolment | None:
    return None if row is None else Enrolment(*row)
