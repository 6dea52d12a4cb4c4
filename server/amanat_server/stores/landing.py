"""One request's bytes on their way into an upload's file: taken, written and digested by the same thread.

Every method but the constructor blocks and belongs in a thread of the stores; ``OSError`` as the disk gives it.
"""

from __future__ import annotations

import errno
import hashlib
import mmap
import threading
from typing import TYPE_CHECKING, Protocol

from amanat_server.stores.disk import PAGE

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_server.stores.disk import Disk
    from amanat_server.stores.film_ports import Body

ROOM = 1 << 19
"""Small enough to stay in a processor's cache from the socket to the disk."""
READ = 1 << 20


class Digest(Protocol):
    """A running SHA-256."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Adds bytes."""

    def digest(self) -> bytes:
        """The digest of all bytes so far."""


class Rooms(threading.local):
    """A room for each thread, which every body that the thread carries passes through; it begins with a page."""

    def __init__(self) -> None:
        self.own = memoryview(mmap.mmap(-1, ROOM))


class Landing:
    """An upload's file while one body lands in it; it is opened when the first bytes come.

    A room that is filled goes to the device past the system's cache: the cache would copy each page, and nobody reads
    a film in the seconds after it came.  What fills no page, and what a slow client leaves in a room, goes through it.
    """

    def __init__(
        self, disk: Disk, path: Path, digest: Digest | None, rooms: Rooms, last: Path | None = None
    ) -> None:
        """``digest`` covers the file up to where the body begins, None where that is not known.

        ``last`` is the name that the whole file gets.
        """
        self._disk = disk
        self._path = path
        self._last = last
        self._digest = digest
        self._rooms = rooms
        self._handle: int | None = None
        self._past_cache: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether ``close`` has something to close."""
        return self._handle is not None

    def carry(self, body: Body, at: int, most: int) -> int:
        """What is ready of a body, at most so many bytes, into the file at ``at``; how many they were."""
        done = 0
        while done < most:
            # A byte lies as far into its page here as in the file, so that whole pages are whole in both.
            lead = (at + done) % PAGE
            room = self._rooms.own[lead : lead + most - done]
            filled = 0
            while filled < len(room) and (count := body.take(room[filled:])):
                filled += count
            if filled:
                self._write(room[:filled], at + done, lead, full=filled == len(room))
            done += filled
            if filled < len(room):
                break
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
        """Ends the handles; syncs nothing."""
        handles, self._handle, self._past_cache = (self._handle, self._past_cache), None, None
        for handle in handles:
            if handle is not None:
                self._disk.close(handle)

    def _write(self, part: memoryview, at: int, lead: int, *, full: bool) -> None:
        """Bytes that begin ``lead`` bytes after a page does."""
        if self._digest is not None:
            self._digest.update(part)
        handle = self._open()
        before = -lead % PAGE
        pages = (len(part) - before) // PAGE * PAGE
        if not full or pages <= 0:
            self._disk.write(handle, [part], at)
            return
        after = before + pages
        if not self._write_past_cache(part[before:after], at + before):
            self._disk.write(handle, [part], at)
            return
        if before:
            self._disk.write(handle, [part[:before]], at)
        if after < len(part):
            self._disk.write(handle, [part[after:]], at + after)

    def _write_past_cache(self, part: memoryview, at: int) -> bool:
        """False where the device wants more than whole pages: then everything goes through the cache."""
        if self._past_cache is None:
            return False
        try:
            self._disk.write(self._past_cache, [part], at)
        except OSError as fault:
            if fault.errno != errno.EINVAL:
                raise
            self._disk.close(self._past_cache)
            self._past_cache = None
            return False
        return True

    def _open(self) -> int:
        if self._handle is None:
            try:
                self._handle = self._disk.open(self._path)
            except FileNotFoundError:
                if self._last is None:
                    raise
                # Its last name was given already and the commit failed: nobody was told, the last bytes come again.
                self._disk.rename(self._last, self._path)
                self._handle = self._disk.open(self._path)
            self._past_cache = self._disk.open_past_cache(self._path)
        return self._handle
