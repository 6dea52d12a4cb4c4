"""Lighthouse: accessibility 100, best practices 95 and performance 90 at least, on a phone's preset and a desktop's.

A real server with the built app, a real Chromium. Loaded and measured are the first screen of a browser that was never
here, and the lock screen of a worker's tablet that has joined (its files and keys stay in the profile, as they do on a
tablet). Behind the unlock nothing is loaded, because a load locks: these screens are looked at as they stand, without
performance. The page of /recover, which has next to nothing in it, is the baseline of what this machine gives.
Performance is the median of the rounds, the other two the worst.

    .venv/bin/python bench/lighthouse.py [--rounds 3] [--presets mobile desktop]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.browser import chromium
from tests.e2e.program import Program
from tests.e2e.screens import Watched, Worker, stage
from tests.e2e.warm import make_warm
from tests.faults.process import free_port
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

AUDITOR = ROOT / "bench" / "auditor"
FLOORS = {"accessibility": 100, "best-practices": 95, "performance": 90}
BASELINE = "/recover (baseline)"
BEHIND = {
    "worker": ("/", "/families", "/families/new", "/films", "/more"),
    "admin": ("/", "/devices", "/service"),
}
WITNESS = "globalThis.witness = { violations: [] };"


@dataclass
class Found:
    """What Lighthouse said of one screen in one preset, over the rounds."""

    screen: str
    preset: str
    scores: dict[str, list[float]] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)

    def take(self, told: dict[str, Any]) -> None:
        for name, score in told["scores"].items():
            self.scores.setdefault(name, []).append((score or 0) * 100)
        if told["times"]:
            self.times.append(", ".join(f"{name} {value}" for name, value in told["times"].items()))
        for each in told["short"]:
            where = "".join(f"\n        {place}" for place in each["where"])
            self.short[each["id"]] = f"{each['category']}: {each['title']} {each['value']}{where}"

    def score(self, name: str) -> float | None:
        found = self.scores.get(name)
        if not found:
            return None
        return statistics.median(found) if name == "performance" else min(found)

    @property
    def falls_short(self) -> bool:
        if self.screen == BASELINE:
            return False
        return any(
            (score := self.score(name)) is not None and score < floor for name, floor in FLOORS.items()
        )


def installed() -> None:
    """Lighthouse as the lock file names it."""
    if not (AUDITOR / "node_modules").exists():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=AUDITOR, check=True)


@dataclass(frozen=True)
class Auditor:
    """Lighthouse beside the browser that listens on ``port``."""

    port: int
    origin: str

    def look(self, found: Found, way: str, *, load: bool, keep: bool) -> Found:
        """``load`` loads that way anew, with what the profile holds where it is to ``keep`` that."""
        how = "load" if load else "as-it-stands"
        asked = {"origin": self.origin, "way": way, "how": how, "preset": found.preset, "keep": keep}
        command = [str(need("node")), str(AUDITOR / "audit.mjs"), str(self.port), json.dumps(asked)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-2000:])
        found.take(json.loads(done.stdout.splitlines()[-1]))
        return found


@contextmanager
def browsing(profile: Path, origin: str) -> Iterator[tuple[Auditor, Page]]:
    """A browser that Lighthouse can look into, with one page."""
    port = free_port()
    with chromium(profile, extra=[f"--remote-debugging-port={port}"]) as context:
        context.set_default_timeout(60_000)
        yield Auditor(port, origin), context.pages[0]


def loaded(folder: Path, origin: str, preset: str, rounds: int) -> Iterator[Found]:
    """The screens that a load ends at."""
    first, lock, bare = (Found(name, preset) for name in ("first screen", "lock screen", BASELINE))
    for number in range(rounds):
        with browsing(folder / f"new-{preset}-{number}", origin) as (auditor, page):
            page.goto(f"{origin}/healthz")
            auditor.look(first, "/", load=True, keep=False)
            auditor.look(bare, "/recover", load=True, keep=False)
        with browsing(folder / "worker", origin) as (auditor, page):
            page.goto(origin)
            stage(page, "locked")
            auditor.look(lock, "/", load=True, keep=True)
    yield from (first, lock, bare)


def behind(folder: Path, origin: str, presets: list[str], phrases: dict[str, list[str]]) -> Iterator[Found]:
    """The screens behind the unlock, as they stand."""
    for who, places in BEHIND.items():
        with browsing(folder / who, origin) as (auditor, page):
            worker = Worker(Watched(page.context, WITNESS))
            worker.phrase = phrases[who]
            page.goto(origin)
            worker.unlock()
            for place in places:
                worker.go(place)
                page.wait_for_function("() => document.activeElement?.tagName === 'H1'")
                for preset in presets:
                    yield auditor.look(Found(f"{who} {place}", preset), place, load=False, keep=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presets", nargs="+", choices=("mobile", "desktop"), default=["mobile", "desktop"])
    chosen = parser.parse_args()
    installed()
    everything: list[Found] = []
    with tempfile.TemporaryDirectory() as name:
        warm = make_warm(Path(name), None, WITNESS)
        program = Program(warm.folder / "service", port=warm.port)
        program.start()
        try:
            for preset in chosen.presets:
                everything += loaded(warm.folder, program.origin, preset, chosen.rounds)
            everything += behind(warm.folder, program.origin, chosen.presets, warm.phrases)
        finally:
            program.stop()
    print(f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, median of {chosen.rounds} for performance:")
    for found in everything:
        scores = ", ".join(
            f"{name} {'-' if (score := found.score(name)) is None else f'{score:.0f}'}" for name in FLOORS
        )
        print(f"  {found.preset:8} {found.screen:22} {scores}{'  FALLS SHORT' if found.falls_short else ''}")
        for times in found.times:
            print(f"      {times}")
        if found.screen != BASELINE:
            for audit in found.short.values():
                print(f"      {audit}")
    print("floors: " + ", ".join(f"{name} {floor}" for name, floor in FLOORS.items()))
    return 1 if any(found.falls_short for found in everything) else 0


if __name__ == "__main__":
    sys.exit(main())
