"""One request's bytes on their way into an upload's file: taken, written and digested by the same thread.

Every method but the constructor blocks and belongs in a thread of the stores; ``OSError`` as the disk gives it.
"""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_server.stores.disk import Disk
    from amanat_server.stores.film_ports import Body

ROOM = 3 << 16
"""Small enough to stay in a processor's cache from the socket to the disk."""
READ = 1 << 20


class Digest(Protocol):
    """A running SHA-256."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Adds bytes."""

    def digest(self) -> bytes:
        """The digest of all bytes so far."""


class Rooms(threading.local):
    """A room for each thread, which every body that the thread carries passes through."""

    def __init__(self) -> None:
        self.own = memoryview(bytearray(ROOM))


class Landing:
    """An upload's file while one body lands in it; it is opened when the first bytes come."""

    def __init__(self, disk: Disk, path: Path, digest: Digest | None, rooms: Rooms) -> None:
        """``digest`` covers the file up to where the body begins, None where that is not known."""
        self._disk = disk
        self._path = path
        self._digest = digest
        self._rooms = rooms
        self._handle: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether ``close`` has something to close."""
        return self._handle is not None

    def carry(self, body: Body, at: int, most: int) -> int:
        """What is ready of a body, at most so many bytes, into the file at ``at``; how many they were."""
        room, done = self._rooms.own, 0
        while done < most and (count := body.take(room[: most - done])):
            self._disk.write(self._open(), [room[:count]], at + done)
            if self._digest is not None:
                self._digest.update(room[:count])
            done += count
        return done

    def settle(self) -> None:
        """Makes all that was carried durable."""
        self._disk.sync_data(self._open())

    def digest(self, length: int) -> bytes:
        """SHA-256 of the whole file, which is ``length`` bytes long; read again where no digest ran along."""
        digest = self._digest
        if digest is None:
            digest = hashlib.sha256()
            for at in range(0, length, READ):
                digest.update(self._disk.read(self._open(), min(READ, length - at), at))
        return digest.digest()

    def close(self) -> None:
        """Ends the handle; syncs nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            self._disk.close(handle)

    def _open(self) -> int:
        if self._handle is None:
            self._handle = self._disk.open(self._path)
        return self._handle
