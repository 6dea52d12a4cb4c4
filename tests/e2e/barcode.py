"""The number of a frame, painted into its picture so large that it survives an encoder at 2 Mb/s.

Two rows of twelve blocks at the top left: the number's bits, and below each bit its opposite. A frame whose
pairs do not differ clearly has no number that could be trusted, and reads as None.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise

import av

BLOCK = 48
BITS = 12
WIDTH, HEIGHT = BITS * BLOCK, 2 * BLOCK
DARK, LIGHT = 24, 228
CLEAR = 60


def paint(frame: av.VideoFrame, number: int) -> None:
    """Paints ``number`` (0 to 4095) into a frame in yuv420p; its colour fades to grey there."""
    luma, *chroma = frame.planes
    picture = bytearray(luma)
    for row in range(2):
        line = b"".join(
            bytes([LIGHT if _bit(number, nth) != bool(row) else DARK]) * BLOCK for nth in range(BITS)
        )
        for y in range(row * BLOCK, (row + 1) * BLOCK):
            picture[y * luma.line_size : y * luma.line_size + WIDTH] = line
    luma.update(bytes(picture))
    for plane in chroma:
        picture = bytearray(plane)
        for y in range(HEIGHT // 2):
            picture[y * plane.line_size : y * plane.line_size + WIDTH // 2] = b"\x80" * (WIDTH // 2)
        plane.update(bytes(picture))


def read(frame: av.VideoFrame) -> int | None:
    """The number that the frame shows, or None where it cannot be read for certain."""
    luma = frame.reformat(format="gray").planes[0]
    picture = memoryview(luma).cast("B")
    number = 0
    for nth in range(BITS):
        upper, lower = (_brightness(picture, luma.line_size, nth, row) for row in range(2))
        if abs(upper - lower) < CLEAR:
            return None
        number = number * 2 + (upper > lower)
    return number


def numbers(film: bytes) -> list[int | None]:
    """The numbers of every frame of a film, in the order in which they are shown."""
    with av.open(BytesIO(film), "r") as container:
        return [read(frame) for frame in container.decode(video=0)]


def dropped(seen: Iterable[int], length: int) -> int:
    """How many numbers are missing in a row that counts by one and starts again after ``length`` frames."""
    return sum((after - before - 1) % length for before, after in pairwise(seen))


def _bit(number: int, nth: int) -> bool:
    return bool(number >> (BITS - 1 - nth) & 1)


def _brightness(picture: memoryview[int], line_size: int, nth: int, row: int) -> float:
    """The mean of the block's inner quarter, which the blur of its edges does not reach."""
    inner = range(BLOCK // 4, BLOCK - BLOCK // 4)
    pixels = [
        picture[(row * BLOCK + y) * line_size + nth * BLOCK + x] for x in inner[::4] for y in inner[::4]
    ]
    return sum(pixels) / len(pixels)
