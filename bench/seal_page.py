"""Sealing the journal in the page costs at most a tenth more CPU than recording unsealed, and loses no frame.

A real Chromium films numbered real footage (720p, 30 frames a second) into strict transactions, in turns sealed and in
the open. CPU is what all of Chromium's processes used while filming, from /proc; a round's ratio is sealed over open.

    .venv/bin/python bench/seal_page.py [--seconds 20] [--rounds 5]
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.browser import FakeMedia, bundle, chromium, served
from tests.e2e.footage import make_camera, make_microphone

GOAL = 1.10
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """What a process and all below it have used, user and system."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            used[int(entry.name)] = sum(int(field) for field in fields[11:15]) / TICKS
    waiting, total = [root], 0.0
    while waiting:
        process = waiting.pop()
        total += used.get(process, 0.0)
        waiting += children.get(process, [])
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    ratios: list[float] = []
    lost = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        media = FakeMedia(make_camera(folder / "camera.mjpeg"), make_microphone(folder / "microphone.wav"))
        bundle(ROOT / "pwa" / "test" / "pages" / "seal_cost.ts", folder / "seal_cost.js")
        (folder / "index.html").write_text(
            '<!doctype html><script type="module" src="seal_cost.js"></script>'
        )
        with served(folder) as address, chromium(folder / "profile", media) as context:
            page = context.new_page()
            page.goto(address)

            def filmed(*, sealed: bool) -> tuple[float, dict[str, Any]]:
                before = cpu_seconds(os.getpid())
                told = page.evaluate("([ms, sealed]) => film(ms, sealed)", [chosen.seconds * 1000, sealed])
                return cpu_seconds(os.getpid()) - before, told

            filmed(sealed=True)  # the first film warms the encoder
            for number in range(chosen.rounds):
                turns = [filmed(sealed=sealed) for sealed in ((True, False) if number % 2 else (False, True))]
                (open_cpu, _), (sealed_cpu, told) = reversed(turns) if number % 2 else turns
                lost += told["delivered"] - told["frames"]
                ratios.append(sealed_cpu / open_cpu)
                print(
                    f"round {number + 1}: sealed {sealed_cpu:.2f} s, open {open_cpu:.2f} s of CPU, "
                    f"{told['frames']} frames of {told['delivered']}, {told['codec']}"
                )
    ratio = math.exp(sum(math.log(one) for one in ratios) / len(ratios))
    print(f"{platform.machine()}, {os.cpu_count()} cores, {chosen.rounds} rounds of {chosen.seconds} s")
    print(f"CPU sealed / open: {ratio:.3f} ({min(ratios):.3f} to {max(ratios):.3f}), goal {GOAL}")
    print(f"frames lost after the camera while sealing: {lost}, goal 0")
    return 0 if ratio <= GOAL and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
