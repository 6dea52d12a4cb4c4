"""Padmé: how far a payload is filled up so that its size tells little about the film (docs/spec/payload.md)."""

from __future__ import annotations

from typing import BinaryIO

SHORTEST_BOX = 8


def padme_size(length: int) -> int:
    """The smallest Padmé size that is not below ``length``.

    For L bytes, E = ⌊log₂ L⌋ and z = E - (⌊log₂ E⌋ + 1), L is rounded up to a multiple of 2^z.
    """
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    # Below 4 bytes z would be negative; every whole number is a Padmé size there.
    step = 1 << max(exponent - exponent.bit_length(), 0)
    return -(-length // step) * step


def padme_with_filler(length: int) -> int:
    """The size up to which one box fills a container: the next Padmé size, or the one after it where no box fits."""
    size = padme_size(length)
    while 0 < size - length < SHORTEST_BOX:
        size = padme_size(size + 1)
    return size


def fill_mp4(file: BinaryIO) -> None:
    """Ends an MP4 file with one ``free`` box, so that it has the size that ``padme_with_filler`` says."""
    length = file.seek(0, 2)
    gap = padme_with_filler(length) - length
    if gap:
        file.write(gap.to_bytes(4, "big") + b"free" + bytes(gap - SHORTEST_BOX))
