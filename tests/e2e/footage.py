"""What the browser's fake camera and microphone play: real footage with a frame number, and its own sound."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from tests.e2e import barcode
from tests.tools import footage, need

RATE = 30
SECONDS = 10
FRAMES = RATE * SECONDS
WIDTH, HEIGHT = 1280, 720
CLIPS = ("bigbuckbunny", "bikes")


def make_camera(path: Path, frames: int = FRAMES) -> Path:
    """Writes Motion JPEG of 720p: ``frames`` frames of real footage, numbered from 0; Chromium loops it at 30/s."""
    with av.open(str(path), "w", format="mjpeg") as out:
        stream = out.add_stream("mjpeg", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        stream.codec_context.qmin = stream.codec_context.qmax = 4
        for number, picture in zip(range(frames), _pictures(), strict=False):
            frame = picture.reformat(WIDTH, HEIGHT, "yuvj420p")
            barcode.paint(frame, number)
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def make_microphone(path: Path) -> Path:
    """Writes the sound of real footage as 48 kHz PCM: ten seconds of it, played twice over."""
    command = [need("ffmpeg"), "-v", "error", "-y", "-stream_loop", "1", "-i", footage("bigbuckbunny")]
    command += ["-vn", "-ac", "2", "-ar", "48000", "-t", str(SECONDS), "-c:a", "pcm_s16le", path]
    subprocess.run([str(part) for part in command], check=True)
    return path


def _pictures() -> Iterator[av.VideoFrame]:
    """The clips one after the other, over and over."""
    while True:
        for clip in CLIPS:
            with av.open(str(footage(clip)), "r") as container:
                yield from container.decode(video=0)
