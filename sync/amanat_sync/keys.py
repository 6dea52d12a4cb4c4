"""Signing, agreeing and deriving, with the refusals that the libraries leave to their callers.

Ed25519 (RFC 8032), X25519 (RFC 7748), HKDF-SHA-256 (RFC 5869).  The libraries verify any message under a
small-order Ed25519 key, so keys are compared with the eight encodings, and encodings that are not canonical
are refused as well.  An X25519 key is small-order when the shared secret is all zeros.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amanat_sync.errors import refuse

KEY_LENGTH = 32
_FIELD = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493

SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)
"""The eight encodings of points whose order divides 8."""


def sha256(*parts: bytes) -> bytes:
    """SHA-256 over the parts joined (32 B)."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (32 B, RFC 2104)."""
    return hmac.digest(key, message, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)


def hkdf(key: bytes, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """HKDF-SHA-256, extract and expand (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)


def ed25519_is_sound(public: bytes) -> bool:
    """Whether ``public`` is 32 bytes, canonical (y < p, no sign on x = 0) and not of small order."""
    if len(public) != KEY_LENGTH or public in SMALL_ORDER:
        return False
    encoded = int.from_bytes(public, "little")
    y, sign = encoded & (2**255 - 1), encoded >> 255
    return y < _FIELD and not (sign and y in (1, _FIELD - 1))


def ed25519_public(seed: bytes) -> bytes:
    """The public key of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """The signature (64 B) of ``message`` under the key of ``seed``."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` holds; false too for keys that are not sound and for S >= L."""
    if not ed25519_is_sound(public) or len(signature) != 64:
        return False
    if int.from_bytes(signature[32:], "little") >= _ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def x25519_is_sound(public: bytes) -> bool:
    """Whether ``public`` is 32 bytes, canonical (u < p) and agrees on a secret that is not all zeros."""
    if len(public) != KEY_LENGTH or int.from_bytes(public, "little") >= _FIELD:
        return False
    try:
        # Clamping makes every scalar a multiple of the cofactor, so any one of them shows a small-order point.
        X25519PrivateKey.from_private_bytes(bytes(32)).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return False
    return True


def x25519_public(scalar: bytes) -> bytes:
    """The public key of a 32-byte scalar."""
    return X25519PrivateKey.from_private_bytes(scalar).public_key().public_bytes_raw()


def x25519(scalar: bytes, point: bytes, area: str) -> bytes:
    """The shared secret (32 B); raises ``<area>-key`` where it would be all zeros (RFC 7748 section 6.1)."""
    try:
        return X25519PrivateKey.from_private_bytes(scalar).exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError as fault:
        raise refuse(f"{area}-key") from fault
