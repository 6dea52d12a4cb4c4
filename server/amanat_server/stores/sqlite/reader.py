"""Reads beside the writer: each statement is a short transaction of its own on a connection that cannot
write.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import aiosqlite

from amanat_server.stores.sqlite.schema import CACHE_KIB
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from pathlib import Path


class Reader:
    """Rows of amanat.db; a fault of the disk is ``store-failed``."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db

    @classmethod
    async def open(cls, path: Path) -> Reader:
        """A reader of a database that exists."""
        db = await aiosqlite.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        await db.execute_fetchall("PRAGMA busy_timeout=10000")
        await db.execute_fetchall(f"PRAGMA cache_size=-{CACHE_KIB}")
        return cls(db)

    async def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row."""
        try:
            return [tuple(row) for row in await self._db.execute_fetchall(sql, values)]
        except sqlite3.Error as fault:
            raise refuse("store-failed", type(fault).__name__) from fault

    async def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = await self.all(sql, *values)
        return rows[0] if rows else None

    async def close(self) -> None:
        """Ends the connection and its thread."""
        await self._db.close()
