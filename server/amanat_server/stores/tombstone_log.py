"""tombstones.log: one tombstone (176 B) of each group after another, outside data backups, only ever appended.

A restored server reads it before it answers anybody.  An append that was cut short was never acted on: its
bytes are overwritten by the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amanat_server.stores.disk import Disk

LENGTH = 176
MAGIC = b"ATB1"
GROUP = slice(56, 72)


class TombstoneLog:
    """The log.  Its calls block; ``OSError`` as the disk gives it."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk

    def records(self) -> list[bytes]:
        """Every whole tombstone, in order."""
        size = self._disk.size(self._path)
        if size is None:
            return []
        handle = self._disk.open_to_read(self._path)
        try:
            raw = self._disk.read(handle, size, 0)
        finally:
            self._disk.close(handle)
        cut = [raw[at : at + LENGTH] for at in range(0, len(raw) - LENGTH + 1, LENGTH)]
        return [record for record in cut if record.startswith(MAGIC)]

    def append(self, tombstones: Sequence[bytes]) -> None:
        """Durable.  Adds those of groups that are not in the log yet; the first of a group stands."""
        known = {raw[GROUP] for raw in self.records()}
        if any(len(raw) != LENGTH or not raw.startswith(MAGIC) for raw in tombstones):
            raise ValueError("a tombstone has 176 bytes and starts with its magic")
        fresh: dict[bytes, bytes] = {}
        for raw in tombstones:
            if raw[GROUP] not in known:
                fresh.setdefault(raw[GROUP], raw)
        if not fresh:
            return
        size = self._disk.size(self._path)
        if size is None:
            self._disk.make_folder(self._path.parent)
        handle = self._disk.create(self._path) if size is None else self._disk.open(self._path)
        try:
            self._disk.write(handle, list(fresh.values()), (size or 0) // LENGTH * LENGTH)
            self._disk.sync_data(handle)
        finally:
            self._disk.close(handle)
        if size is None:
            self._disk.sync_folder(self._path.parent)
