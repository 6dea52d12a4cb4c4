"""The one door to the disk for everything that is not SQLite, so that a test can fail or forget the N-th
sync.

All calls block and belong in a thread of the stores.  They raise ``OSError`` as the system gives it;
``refusal_of`` says what the caller is told.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Protocol

from amanat_sync.errors import AmanatError, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Bytes = bytes | memoryview
PAGE = 4096
"""What `open_past_cache` counts in: no device asks for more."""
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Disk(Protocol):
    """Files by path and handle.

    Only what was synced survives a power cut; a name survives with its folder's sync.
    """

    def make_folder(self, path: Path) -> None:
        """Durable.

        Makes a folder and those above it, for the owner only; nothing happens where it exists.
        """

    def create(self, path: Path) -> int:
        """A handle to a new file for reading and writing; an old file of that name is emptied."""

    def open(self, path: Path) -> int:
        """A handle to a file that exists, for reading and writing."""

    def open_to_read(self, path: Path) -> int:
        """A handle to a file that exists, for reading."""

    def open_past_cache(self, path: Path) -> int | None:
        """A handle whose writes go from the caller's memory to the device, so that no page is copied and let go again.

        It takes whole pages at places of whole pages, of memory that begins with a page (``PAGE``), and syncs nothing
        either.  None where the file system has no such way.
        """

    def close(self, handle: int) -> None:
        """Ends a handle; syncs nothing."""

    def reserve(self, handle: int, length: int) -> None:
        """Makes room for ``length`` bytes, so that a write into them cannot find the disk full."""

    def write(self, handle: int, parts: Sequence[bytes | memoryview], at: int) -> None:
        """Writes all parts one after another from ``at``."""

    def read(self, handle: int, length: int, at: int) -> bytes:
        """At most ``length`` bytes from ``at``; fewer only at the end of the file."""

    def sync_data(self, handle: int) -> None:
        """Makes the file's bytes durable, and its length where that changed."""

    def sync_folder(self, path: Path) -> None:
        """Makes the names in a folder durable."""

    def rename(self, old: Path, new: Path) -> None:
        """Gives a file another name; a file that had that name is gone."""

    def remove(self, path: Path) -> None:
        """Deletes a file; nothing happens where there is none."""

    def names(self, path: Path) -> list[str]:
        """The names in a folder, sorted."""

    def size(self, path: Path) -> int | None:
        """A file's length, None where there is no file."""


class OsDisk:
    """``Disk`` over the operating system."""

    def make_folder(self, path: Path) -> None:
        """See ``Disk``."""
        missing = [each for each in (path, *path.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            self.sync_folder(each.parent)

    def create(self, path: Path) -> int:
        """See ``Disk``."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)

    def open(self, path: Path) -> int:
        """See ``Disk``."""
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)

    def open_to_read(self, path: Path) -> int:
        """See ``Disk``."""
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def open_past_cache(self, path: Path) -> int | None:
        """See ``Disk``; ``O_DIRECT`` of open(2)."""
        try:
            return os.open(path, os.O_WRONLY | os.O_DIRECT | os.O_CLOEXEC)
        except OSError as fault:
            if fault.errno == errno.EINVAL:
                return None
            raise

    def close(self, handle: int) -> None:
        """See ``Disk``."""
        os.close(handle)

    def reserve(self, handle: int, length: int) -> None:
        """See ``Disk``."""
        os.posix_fallocate(handle, 0, length)

    def write(self, handle: int, parts: Sequence[bytes | memoryview], at: int) -> None:
        """See ``Disk``."""
        rest = list(parts)
        while rest:
            done = os.pwritev(handle, rest, at)
            at += done
            while rest and done >= len(rest[0]):
                done -= len(rest.pop(0))
            if rest and done:
                rest[0] = rest[0][done:]

    def read(self, handle: int, length: int, at: int) -> bytes:
        """See ``Disk``."""
        parts: list[bytes] = []
        while length > 0 and (part := os.pread(handle, length, at)):
            parts.append(part)
            at += len(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def sync_data(self, handle: int) -> None:
        """See ``Disk``."""
        os.fdatasync(handle)

    def sync_folder(self, path: Path) -> None:
        """See ``Disk``."""
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        """See ``Disk``."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """See ``Disk``."""
        path.unlink(missing_ok=True)

    def names(self, path: Path) -> list[str]:
        """See ``Disk``."""
        return sorted(entry.name for entry in path.iterdir())

    def size(self, path: Path) -> int | None:
        """See ``Disk``."""
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return None


def refusal_of(fault: OSError) -> AmanatError:
    """``upload-server-full`` where the disk has no room, ``store-failed`` for every other fault of it."""
    if fault.errno in FULL:
        return refuse("upload-server-full")
    return refuse("store-failed", errno.errorcode.get(fault.errno or 0, "OSError"))
