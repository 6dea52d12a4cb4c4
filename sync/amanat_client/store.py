"""What the command line keeps on disk: public records, sealed frames and films, secrets under the DSK.

One folder (``AMANAT_HOME``, mode 0700): ``store.db`` (SQLite, synchronous FULL) and ``films/``.  Nothing in it opens
without the phrase, and no film opens without the share that the server lends.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE = 0o600

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
  area TEXT NOT NULL, name BLOB NOT NULL, place INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (area, name, place)
) STRICT, WITHOUT ROWID;
"""


def private(path: str, flags: int) -> int:
    """An opener for ``open``: what it makes only its owner can read, whatever the umask is."""
    return os.open(path, flags, PRIVATE)


class Store:
    """Bodies by area, name and place; every change is one durable transaction."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes the folder; ``store-failed`` where it cannot be written."""
        self.folder = folder
        self.films = folder / "films"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            self.films.mkdir(mode=0o700, exist_ok=True)
            # Made before SQLite opens it: its journal takes the mode of the file beside it.
            os.close(private(str(folder / "store.db"), os.O_RDWR | os.O_CREAT))
            (folder / "store.db").chmod(PRIVATE)
            self._db = sqlite3.connect(folder / "store.db", isolation_level=None)
            self._db.execute("PRAGMA journal_mode=DELETE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as fault:
            raise refuse("store-failed", type(fault).__name__) from fault

    def close(self) -> None:
        """Gives the database back."""
        self._db.close()

    @contextmanager
    def changes(self) -> Iterator[None]:
        """All changes inside are kept together or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def put(self, area: str, name: bytes, body: bytes, place: int = 0) -> None:
        """Keeps ``body``, in place of an older one."""
        try:
            self._db.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", (area, name, place, body))
        except sqlite3.Error as fault:
            raise refuse("store-failed", type(fault).__name__) from fault

    def get(self, area: str, name: bytes, place: int = 0) -> bytes | None:
        """The body, None where there is none."""
        row = self._db.execute(
            "SELECT body FROM entries WHERE area = ? AND name = ? AND place = ?", (area, name, place)
        ).fetchone()
        return row[0] if row else None

    def all(self, area: str, name: bytes) -> list[bytes]:
        """The bodies of a name by place."""
        rows = self._db.execute(
            "SELECT body FROM entries WHERE area = ? AND name = ? ORDER BY place", (area, name)
        )
        return [row[0] for row in rows]

    def names(self, area: str) -> list[bytes]:
        """The names of an area, sorted."""
        rows = self._db.execute("SELECT DISTINCT name FROM entries WHERE area = ? ORDER BY name", (area,))
        return [row[0] for row in rows]

    def drop(self, area: str, name: bytes) -> None:
        """Forgets all bodies of a name."""
        self._db.execute("DELETE FROM entries WHERE area = ? AND name = ?", (area, name))

    def drop_above(self, area: str, name: bytes, place: int) -> None:
        """Forgets the bodies of a name above a place."""
        self._db.execute("DELETE FROM entries WHERE area = ? AND name = ? AND place > ?", (area, name, place))

    def places(self, area: str, name: bytes) -> list[tuple[int, bytes]]:
        """The bodies of a name with their places."""
        return self._db.execute(
            "SELECT place, body FROM entries WHERE area = ? AND name = ? ORDER BY place", (area, name)
        ).fetchall()

    def add(self, area: str, name: bytes, body: bytes) -> None:
        """Keeps ``body`` in the next place of a name, once."""
        known = self.all(area, name)
        if body not in known:
            self.put(area, name, body, len(known))

    def film_path(self, clip: bytes) -> Path:
        """Where a whole sealed payload lies."""
        return self.films / f"{clip.hex()}.sealed"

    def keep_film(self, clip: bytes) -> None:
        """A payload that was checked takes its place; durable when this returns."""
        self.part_path(clip).replace(self.film_path(clip))
        folder = os.open(self.films, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def part_path(self, clip: bytes) -> Path:
        """Where a payload lies while it is fetched."""
        return self.films / f"{clip.hex()}.part"
