"""What a browser holds in memory, process by process, while something goes on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20
EVERY_S = 1.0
# Memory that no file backs: the share of each process of what it alone or with others holds.
HELD = re.compile(rb"^Pss_(?:Anon|Shmem): +(\d+) kB$", re.MULTILINE)
KIND = re.compile(rb"--type=([a-z-]+)")


@dataclass
class Held:
    """The most that was held at once, and how it went on: by kind of process, in bytes."""

    most: dict[str, int] = field(default_factory=dict)
    course: list[dict[str, int]] = field(default_factory=list)

    def add(self, now: dict[str, int]) -> None:
        self.course.append(now)
        for kind, held in now.items():
            self.most[kind] = max(self.most.get(kind, 0), held)

    @property
    def total(self) -> int:
        """The most that all processes held at one moment."""
        return max(sum(now.values()) for now in self.course)

    def between(self, start: float, end: float) -> int:
        """The median of what all held in that part of the course, from 0 to 1: what comes and goes is not counted."""
        return _middle([sum(now.values()) for now in self._part(start, end)])

    def stretches(self, count: int) -> Iterator[str]:
        """How it went on: the medians of each kind of process in ``count`` stretches."""
        kinds = sorted(self.most)
        for nth in range(count):
            part = self._part(nth / count, (nth + 1) / count)
            middles = {kind: _middle([now.get(kind, 0) for now in part]) / MIB for kind in kinds}
            yield ", ".join(f"{kind} {middle:.0f}" for kind, middle in middles.items())

    def _part(self, start: float, end: float) -> list[dict[str, int]]:
        count = len(self.course)
        first = min(int(start * count), count - 1)
        return self.course[first : max(int(end * count), first + 1)]

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {held / MIB:.0f}" for kind, held in sorted(self.most.items()))
        return f"{self.total / MIB:.0f} MiB at most ({kinds})"


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]


@contextmanager
def watched(group: int) -> Iterator[Held]:
    """Looks each second at the processes of that process group; what is given fills up meanwhile."""
    held, ended = Held(), threading.Event()

    def look() -> None:
        while True:
            held.add(holdings(group))
            if ended.wait(EVERY_S):
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield held
    finally:
        ended.set()
        watcher.join()


def holdings(group: int) -> dict[str, int]:
    """What the processes of a group hold at this moment, added up by kind."""
    found: dict[str, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            # The name in brackets may hold anything; the group is the third field behind it.
            if int((folder / "stat").read_bytes().rpartition(b")")[2].split()[2]) != group:
                continue
            kind = KIND.search((folder / "cmdline").read_bytes())
            rollup = (folder / "smaps_rollup").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        name = kind[1].decode() if kind else "browser"
        found[name] = found.get(name, 0) + sum(int(kib) for kib in HELD.findall(rollup)) * 1024
    return found
