"""The phrase of five generated words that opens an identity, and what it protects (docs/spec/device.md).

The DSK (32 random bytes) is wrapped by Argon2id over the phrase; a person never chooses the words, so that 55 random
bits stand behind 64 MiB of work at each try.  What is read from disk can never lower that work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_client.entropy import Entropy

WORDS = 5
WORD_BITS = 11
MEMORY_KIB, PASSES, LANES = 65_536, 3, 1
BY_WORDS = 1
PARAMETERS = bytes((BY_WORDS,)) + MEMORY_KIB.to_bytes(4, "big") + bytes((PASSES, LANES))


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A DSK under a phrase: salt 16 B, nonce 12 B, ciphertext with its tag 48 B."""

    salt: bytes
    nonce: bytes
    sealed: bytes


def draw_phrase(word_list: Sequence[str], entropy: Entropy) -> list[str]:
    """Five words out of 2,048, each as likely as any other."""
    bits = int.from_bytes(entropy.draw(7), "big") >> 1
    return [word_list[bits >> (WORD_BITS * place) & 0x7FF] for place in range(WORDS)]


def read_phrase(text: str, word_list: Sequence[str]) -> list[str]:
    """The words as typed, in lower case; ``unlock-phrase`` unless they are five of the list."""
    words = text.lower().split()
    if len(words) != WORDS or any(word not in word_list for word in words):
        raise refuse("unlock-phrase")
    return words


def wrap_key(dsk: bytes, words: Sequence[str], member: bytes, device: bytes, entropy: Entropy) -> WrappedKey:
    """The DSK under the phrase, tied to this member and device."""
    salt, nonce = entropy.draw(16), entropy.draw(12)
    sealed = AESGCM(_stretch(words, salt)).encrypt(nonce, dsk, _aad(member, device, salt))
    return WrappedKey(salt, nonce, sealed)


def unwrap_key(wrapped: WrappedKey, words: Sequence[str], member: bytes, device: bytes) -> bytes:
    """The DSK; ``unlock-phrase`` for other words."""
    try:
        return AESGCM(_stretch(words, wrapped.salt)).decrypt(
            wrapped.nonce, wrapped.sealed, _aad(member, device, wrapped.salt)
        )
    except InvalidTag as fault:
        raise refuse("unlock-phrase") from fault


def _aad(member: bytes, device: bytes, salt: bytes) -> bytes:
    """Whose key it is and what stands behind it: docs/spec/device.md rule 4."""
    return member + device + PARAMETERS + salt


def _stretch(words: Sequence[str], salt: bytes) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return kdf.derive(" ".join(words).encode())
