"""Spellings of ids and binary values: hex in paths, base64url in JSON.

An id is 16 random bytes.  In a path it is 32 lower-case hex digits, in JSON base64url without padding.
Each value has one spelling only: a second one would let two signed requests mean the same.
"""

from __future__ import annotations

import base64
import binascii
import re

ID_LENGTH = 16
_HEX = re.compile(r"[0-9a-f]{32}\Z")


def hex_id(raw: bytes) -> str:
    """``raw`` (16 B) as a path writes it."""
    if len(raw) != ID_LENGTH:
        raise ValueError("an id has 16 bytes")
    return raw.hex()


def parse_hex_id(text: str) -> bytes:
    """The 16 bytes behind ``text``; ``ValueError`` for any other spelling."""
    if not _HEX.match(text):
        raise ValueError("an id in a path is 32 lower-case hex digits")
    return bytes.fromhex(text)


def base64url(raw: bytes) -> str:
    """``raw`` in base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def parse_base64url(text: str, length: int | None = None) -> bytes:
    """The bytes behind ``text``; ``ValueError`` for padding, other letters, loose bits or another length."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as fault:
        raise ValueError("not base64url") from fault
    if base64url(raw) != text:
        raise ValueError("not the one spelling of base64url")
    if length is not None and len(raw) != length:
        raise ValueError(f"not {length} bytes")
    return raw
