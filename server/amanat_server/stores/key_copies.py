"""Copies of vault keys, sealed to the recovery recipient: ``copies/<n>.age``, apart from data backups.

A copy of a key that was wiped stays for seven days, so that a backup of that time can be read again, and no
longer: the receipt's horizon is the time of destruction and those seven days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_server.stores.disk import Disk


class KeyCopies:
    """The folder of copies.  Its calls block; ``OSError`` as the disk gives it."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    def epochs(self) -> list[int]:
        """The epochs of which a copy lies here."""
        if self._disk.size(self._folder) is None:
            return []
        return sorted(int(name[:-4]) for name in self._disk.names(self._folder) if name.endswith(".age"))

    def write(self, epoch: int, sealed: bytes) -> None:
        """Durable.  Puts the copy of an epoch there, in place of an older one."""
        self._disk.make_folder(self._folder)
        new, path = self._folder / f"{epoch}.new", self._folder / f"{epoch}.age"
        handle = self._disk.create(new)
        try:
            self._disk.write(handle, [sealed], 0)
            self._disk.sync_data(handle)
        finally:
            self._disk.close(handle)
        self._disk.rename(new, path)
        self._disk.sync_folder(self._folder)

    def read(self, epoch: int) -> bytes | None:
        """The copy of an epoch, None where there is none."""
        path = self._folder / f"{epoch}.age"
        size = self._disk.size(path)
        if size is None:
            return None
        handle = self._disk.open_to_read(path)
        try:
            return self._disk.read(handle, size, 0)
        finally:
            self._disk.close(handle)

    def remove(self, epoch: int) -> None:
        """Durable.  Deletes the copy of an epoch."""
        self._disk.remove(self._folder / f"{epoch}.age")
        self._disk.sync_folder(self._folder)
