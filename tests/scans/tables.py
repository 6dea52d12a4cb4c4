"""What a LevelDB table holds: its blocks, with Snappy undone.

Layouts are those of LevelDB's doc/table_format.md and Snappy's format_description.txt.  Keys of a block share their
beginnings with the key before them, so a key is not found whole here; values are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = bytes.fromhex("57fb808b247547db")
FOOTER = 48
SNAPPY = 1
LITERAL = 0
LONG_LITERAL = 60


def blocks(raw: bytes) -> Iterator[bytes]:
    """The data blocks of a table; none where ``raw`` is no table or is damaged."""
    if len(raw) < FOOTER or not raw.endswith(MAGIC):
        return
    try:
        at = len(raw) - FOOTER
        for _ in range(2):
            _, at = _varint(raw, at)
        offset, at = _varint(raw, at)
        size, _ = _varint(raw, at)
        for handle in _values(_block(raw, offset, size)):
            start, after = _varint(handle, 0)
            yield _block(raw, start, _varint(handle, after)[0])
    except (IndexError, ValueError):
        return


def unsnapped(packed: bytes) -> bytes:
    """Snappy undone; ``ValueError`` or ``IndexError`` where it is none."""
    whole, at = _varint(packed, 0)
    out = bytearray()
    while at < len(packed):
        tag, at = packed[at], at + 1
        kind, upper = tag & 3, tag >> 2
        if kind == LITERAL:
            if upper >= LONG_LITERAL:
                width = upper - LONG_LITERAL + 1
                upper, at = int.from_bytes(packed[at : at + width], "little"), at + width
            out += packed[at : at + upper + 1]
            at += upper + 1
            continue
        length = (upper & 7) + 4 if kind == 1 else upper + 1
        width = (1, 2, 4)[kind - 1]
        back = int.from_bytes(packed[at : at + width], "little") | ((tag >> 5) << 8 if kind == 1 else 0)
        at += width
        if not 0 < back <= len(out):
            raise ValueError("a copy from before the beginning")
        piece = bytes(out[-back:][:length])
        out += (piece * (length // len(piece) + 1))[:length]
    if len(out) != whole:
        raise ValueError("another length than was said")
    return bytes(out)


def _block(raw: bytes, offset: int, size: int) -> bytes:
    body = raw[offset : offset + size]
    return unsnapped(body) if raw[offset + size] == SNAPPY else body


def _values(block: bytes) -> Iterator[bytes]:
    at, end = 0, len(block) - 4 * (int.from_bytes(block[-4:], "little") + 1)
    while at < end:
        _, at = _varint(block, at)
        unshared, at = _varint(block, at)
        length, at = _varint(block, at)
        at += unshared + length
        yield block[at - length : at]


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """The number, and where it ends."""
    value = shift = 0
    while True:
        value |= (raw[at] & 0x7F) << shift
        if raw[at] < 0x80:
            return value, at + 1
        at, shift = at + 1, shift + 7
