"""The service key: made by ``amanat-server init``, kept in one file that only the service may read.

The browser that sets the service up compares the public half with the hash in the link that the terminal printed,
so the terminal vouches for the key and not the server's answer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_sync.ids import base64url
from amanat_sync.keys import ed25519_public, sha256

if TYPE_CHECKING:
    from pathlib import Path

SEED_LENGTH = 32
TOKEN_LENGTH = 32


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """The Ed25519 key that signs heads, leases, restarts and tombstones; ``repr`` shows the public half only."""

    seed: bytes
    public: bytes

    @classmethod
    def from_seed(cls, seed: bytes) -> ServiceKey:
        """The key of a 32-byte seed."""
        return cls(seed, ed25519_public(seed))

    def __repr__(self) -> str:
        return f"ServiceKey(public={self.public.hex()})"


class BadSecret(ValueError):
    """The service key's file is not whole; the message says which file."""


def make_service_key(path: Path) -> ServiceKey:
    """Draws a key and writes it durably with mode 0600; ``FileExistsError`` where one stands."""
    seed = os.urandom(SEED_LENGTH)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, seed)
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder(path.parent)
    return ServiceKey.from_seed(seed)


def read_service_key(path: Path) -> ServiceKey:
    """The key that ``init`` made; ``FileNotFoundError``, ``BadSecret``."""
    seed = path.read_bytes()
    if len(seed) != SEED_LENGTH:
        raise BadSecret(f"{path} does not hold a service key of {SEED_LENGTH} bytes")
    return ServiceKey.from_seed(seed)


def setup_link(origin: str, token: bytes, key: ServiceKey) -> str:
    """``<origin>/#setup=<token>.<SHA-256 of the service public key>``, both base64url."""
    return f"{origin}/#setup={base64url(token)}.{base64url(sha256(key.public))}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
