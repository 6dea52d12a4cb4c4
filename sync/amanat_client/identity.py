"""An identity: one member's keys on this computer, a device in the chain like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amanat_sync.errors import refuse
from amanat_sync.keys import ed25519_public, x25519_public

if TYPE_CHECKING:
    from amanat_client.entropy import Entropy

_AAD = b"amanat/1/identity"


@dataclass(frozen=True, slots=True)
class Identity:
    """Ed25519 seed and X25519 scalar; ``repr`` shows ids only."""

    member: bytes
    device: bytes
    seed: bytes
    scalar: bytes

    @property
    def ed25519(self) -> bytes:
        """The public key that signs."""
        return ed25519_public(self.seed)

    @property
    def x25519(self) -> bytes:
        """The public key that receives."""
        return x25519_public(self.scalar)

    def __repr__(self) -> str:
        return f"Identity(member={self.member.hex()}, device={self.device.hex()})"


def draw_identity(member: bytes, entropy: Entropy) -> Identity:
    """Fresh keys for a device of ``member``."""
    return Identity(member, entropy.draw(16), entropy.draw(32), entropy.draw(32))


class SealedBox:
    """Seals small secrets under the DSK, each under a name of its own."""

    def __init__(self, dsk: bytes, entropy: Entropy) -> None:
        self._dsk = AESGCM(dsk)
        self._entropy = entropy

    def seal(self, name: str, secret: bytes) -> bytes:
        """``nonce || ciphertext``."""
        nonce = self._entropy.draw(12)
        return nonce + self._dsk.encrypt(nonce, secret, _AAD + name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """The secret; ``slot-tag`` where it was changed or belongs to another name."""
        try:
            return self._dsk.decrypt(sealed[:12], sealed[12:], _AAD + name.encode())
        except InvalidTag as fault:
            raise refuse("slot-tag") from fault
