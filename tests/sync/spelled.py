"""Long bytes as the seal vectors spell them: a list of hex strings, "00*65536" for a byte that repeats."""

from __future__ import annotations


def unspelled(parts: list[str]) -> bytes:
    """The bytes behind the list."""
    raw = b""
    for part in parts:
        text, _, count = part.partition("*")
        raw += bytes.fromhex(text) * int(count or 1)
    return raw
