"""The ways in which bytes reach a parser: whole, in two parts, byte by byte, and cut short."""

from __future__ import annotations

from collections.abc import Iterator


def feeds(data: bytes) -> Iterator[list[bytes]]:
    """``data`` whole, split in two at each byte, and byte by byte; every feed joins to ``data``."""
    yield [data]
    for at in range(1, len(data)):
        yield [data[:at], data[at:]]
    yield [data[at : at + 1] for at in range(len(data))]


def truncations(data: bytes) -> Iterator[bytes]:
    """Every beginning of ``data`` that is not all of it, the empty one first."""
    for length in range(len(data)):
        yield data[:length]
