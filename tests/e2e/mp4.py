"""Questions to a finished film, answered by tools that are not ours."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import av

from tests.tools import need


def boxes(film: bytes) -> list[str]:
    """The types of an MP4's boxes, in order (ISO/IEC 14496-12, 4.2)."""
    found = []
    at = 0
    while at < len(film):
        length = int.from_bytes(film[at : at + 4])
        found.append(film[at + 4 : at + 8].decode("latin-1"))
        at += int.from_bytes(film[at + 8 : at + 16]) if length == 1 else length
    return found


def probe(path: Path) -> dict[str, Any]:
    """What ffprobe reads from a film; every frame is counted by decoding it, and a warning fails."""
    options = ["-v", "warning", "-count_frames", "-show_streams", "-show_format", "-of", "json"]
    command = [str(need("ffprobe")), *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == "", done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def times(film: bytes) -> list[float]:
    """When each frame of a film is shown, in seconds."""
    with av.open(BytesIO(film), "r") as container:
        return [frame.time for frame in container.decode(video=0)]


def loudness(film: bytes) -> float:
    """The root mean square of a film's sound, 0 to 1."""
    total, count = 0.0, 0
    with av.open(BytesIO(film), "r") as container:
        for frame in container.decode(audio=0):
            samples = memoryview(frame.planes[0]).cast("B").cast("f")[: frame.samples]
            total += sum(sample * sample for sample in samples)
            count += frame.samples
    return float((total / count) ** 0.5)


def padme(length: int) -> int:
    """The Padmé size of ``length`` (docs/spec/payload.md), in whole numbers."""
    exponent = length.bit_length() - 1
    zeros = exponent - exponent.bit_length()
    return -(-length >> zeros) << zeros if zeros > 0 else length
