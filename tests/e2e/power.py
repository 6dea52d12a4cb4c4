"""A disk of its own that can lose its power: ext4 in a file, mounted over a loop device.

The filesystem is shut down without its journal being written out (EXT4_IOC_SHUTDOWN with NOLOGFLUSH): what was not
synced by then is gone, as after a power cut, and the next mount replays what had reached the disk.
"""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

EXT4_IOC_SHUTDOWN = 0x8004587D
NOLOGFLUSH = 2
# A tablet keeps 256 MiB of ballast; the file is sparse.
SIZE = 4 << 30
PATIENCE = 30.0


class Disk:
    """The disk, mounted at ``at``."""

    def __init__(self, image: Path, at: Path) -> None:
        self._image, self.at = image, at
        at.mkdir()
        with image.open("wb") as file:
            file.truncate(SIZE)
        _run("mkfs.ext4", "-q", "-F", image)
        self.switch_on()

    def switch_on(self) -> None:
        _run("mount", "-o", "loop", self._image, self.at)

    def settle(self) -> None:
        """All that was written so far is on the disk."""
        _run("sync", "-f", self.at)

    def cut(self) -> None:
        """From now on nothing reaches the disk, and nothing that had not reached it ever will."""
        folder = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
        finally:
            os.close(folder)

    def switch_off(self) -> None:
        """Whoever had files open has been killed, but the system may still be ending them."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return _run("umount", self.at)
            except subprocess.CalledProcessError as refused:
                if b"busy" not in refused.stderr or time.monotonic() > until:
                    raise
                time.sleep(0.05)


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A new disk in ``folder``; its mount is gone at the end."""
    made = Disk(folder / "disk.img", folder / "d")
    try:
        yield made
    finally:
        if made.at.is_mount():
            made.switch_off()
        (folder / "disk.img").unlink()


@cache
def why_not() -> str | None:
    """What this machine cannot do of all this; None where it can do it."""
    with tempfile.TemporaryDirectory() as name:
        try:
            with disk(Path(name)) as made:
                (made.at / "lost").write_text("what was never synced")
                made.cut()
                made.switch_off()
                made.switch_on()
                if (made.at / "lost").exists():
                    return "shut a filesystem down: what was never synced is there afterwards"
        except subprocess.CalledProcessError as refused:
            return f"mount a file as a disk ({refused.stderr.decode(errors='replace').strip()})"
        except OSError as refused:
            return f"mount a file as a disk ({refused})"
    return None


def _run(name: str, *arguments: object) -> None:
    command = [name, *map(str, arguments)]
    environ = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", "LC_ALL": "C"}
    subprocess.run(command, check=True, capture_output=True, env=environ)
