"""The vault keys VEK_n: two banks of one key file, overwritten in place and synced (docs/spec/shares.md).

Bank = ``AVK1`` 4 zero bytes n u64 VEK 32 SHA-256 of the 48 bytes before = 80 B, then zeros to 4,096.  The key
of epoch n lies in bank n mod 2, so that n + 1 never overwrites n.  A wiped bank is all zeros.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_server.stores.disk import Disk

BANK = 4096
MAGIC = b"AVK1" + bytes(4)


def bank_of(epoch: int, key: bytes) -> bytes:
    """A whole bank for an epoch's key."""
    body = MAGIC + epoch.to_bytes(8, "big") + key
    return (body + hashlib.sha256(body).digest()).ljust(BANK, b"\x00")


def read_bank(raw: bytes) -> tuple[int, bytes] | None:
    """Epoch and key; None where the bank is wiped, torn or cut short."""
    body, check = raw[:48], raw[48:80]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != check:
        return None
    return int.from_bytes(body[8:16], "big"), body[16:]


class VaultKeyFile:
    """The key file.  Its calls block; ``OSError`` as the disk gives it."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk

    def by_epoch(self) -> dict[int, bytes]:
        """The keys by epoch: one, or two while a destruction is under way; none before the first."""
        if self._disk.size(self._path) is None:
            return {}
        handle = self._disk.open_to_read(self._path)
        try:
            banks = [read_bank(self._disk.read(handle, BANK, at)) for at in (0, BANK)]
        finally:
            self._disk.close(handle)
        return dict(bank for bank in banks if bank is not None)

    def write(self, epoch: int, key: bytes) -> None:
        """Durable.  Puts a key into its bank; the file is made where there is none."""
        self._overwrite(epoch, bank_of(epoch, key))

    def wipe(self, epoch: int) -> None:
        """Durable.  Overwrites the bank of an epoch, unless another epoch's key lies there by now."""
        if epoch in self.by_epoch():
            self._overwrite(epoch, bytes(BANK))

    def _overwrite(self, epoch: int, bank: bytes) -> None:
        new = self._disk.size(self._path) is None
        if new:
            self._disk.make_folder(self._path.parent)
        handle = self._disk.create(self._path) if new else self._disk.open(self._path)
        try:
            self._disk.write(handle, [bank], BANK * (epoch % 2))
            self._disk.sync_data(handle)
        finally:
            self._disk.close(handle)
        if new:
            self._disk.sync_folder(self._path.parent)
