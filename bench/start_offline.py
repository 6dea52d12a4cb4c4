"""A tablet without internet starts: Today is usable 1.5 s after the navigation. A bare cached file is the baseline.

A worker's tablet that has joined, its server gone. Each start is of a browser that was just launched, so the service
worker starts too. Measured in the page by its own clock, from the start of the navigation: until the lock screen takes
words, and from *Unlock* until Today shows what waits on this tablet. Typing the five words lies between the two and is
not counted. Two baselines: a navigation to the app's icon, which the same service worker gives out of the same cache,
and Argon2id alone, less than which no unlock can take (64 MiB, three passes). Medians over the rounds.

    .venv/bin/python bench/start_offline.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.browser import chromium
from tests.e2e.pages_locks import Locks
from tests.e2e.program import Program
from tests.e2e.screens import Watched, Worker, fill, press, stage
from tests.e2e.warm import make_warm
from tests.tools import STATIC

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

GOAL_MS = 1500.0
WITNESS = "globalThis.witness = { violations: [] };"
MARKS = """
  globalThis.marks = {};
  const wanted = {
    lock: () => document.querySelector('main[data-stage=locked] input'),
    today: () => document.querySelector('h1')?.textContent.startsWith('Today')
      && document.querySelector('main')?.textContent.includes('No film waits here'),
  };
  const look = () => {
    for (const [name, is] of Object.entries(wanted)) {
      if (name in marks || !is()) continue;
      marks[name] = Infinity;
      // The frame after the words stand: they are on the screen then.
      requestAnimationFrame(() => setTimeout(() => { marks[name] = performance.now(); }));
    }
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, all);
  addEventListener('click', () => { marks.pressed = performance.now(); }, { capture: true });
"""
PAINTED = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"
ARGON2 = """async (address) => {
  const { argon2id } = await import(address);
  const cost = { memorySize: 65536, iterations: 3, parallelism: 1, hashLength: 32, outputType: 'binary' };
  const began = performance.now();
  await argon2id({ password: 'five words', salt: new Uint8Array(16), ...cost });
  return performance.now() - began;
}"""
PARTS = ("bare file", "Argon2id alone", "lock screen", "Unlock to Today", "lock screen + Unlock to Today")


def bare(context: BrowserContext, origin: str) -> float:
    """A file of the cache, from the navigation to its end."""
    page = context.pages[0]
    page.goto(f"{origin}/icon.svg")
    page.wait_for_function(f"() => ({PAINTED})() > 0")
    return float(page.evaluate(PAINTED))


def argon2() -> str:
    """The address of the app's own Argon2id."""
    parts = (STATIC / "assets").glob("*.js")
    return next(f"/assets/{part.name}" for part in parts if "as argon2id" in part.read_text())


def started(context: BrowserContext, origin: str, words: list[str]) -> tuple[float, float, float]:
    """The app, from the navigation to the lock screen, and from *Unlock* to Today; then Argon2id alone."""
    page = context.pages[0]
    context.set_default_timeout(60_000)
    page.add_init_script(MARKS)
    page.goto(origin)
    page.wait_for_function("() => marks.lock < Infinity")
    fill(page, "Five words", " ".join(words))
    press(page, "Unlock")
    page.wait_for_function("() => marks.today < Infinity")
    lock, today = page.evaluate("() => [marks.lock, marks.today - marks.pressed]")
    return float(lock), float(today), float(page.evaluate(ARGON2, argon2()))


def make_pin(folder: Path, program: Program, words: list[str]) -> None:
    """Who has a PIN is not asked for one between the unlock and Today."""
    with chromium(folder / "worker") as context:
        worker = Worker(Watched(context, WITNESS))
        worker.phrase = words
        worker.page.goto(program.origin)
        worker.unlock()
        Locks(worker.page).make_pin()
        worker.expect_all_sent()
        worker.page.goto("about:blank")
        worker.page.goto(program.origin)
        stage(worker.page, "locked")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    found: dict[str, list[float]] = {part: [] for part in PARTS}
    with tempfile.TemporaryDirectory() as name:
        warm = make_warm(Path(name), None, WITNESS)
        program = Program(warm.folder / "service", port=warm.port)
        program.start()
        try:
            make_pin(warm.folder, program, warm.phrases["worker"])
        finally:
            program.stop()
        for number in range(chosen.rounds):
            with chromium(warm.folder / "worker") as context:
                file = bare(context, program.origin)
            with chromium(warm.folder / "worker") as context:
                lock, today, work = started(context, program.origin, warm.phrases["worker"])
            told = dict(zip(PARTS, (file, work, lock, today, lock + today), strict=True))
            for part, ms in told.items():
                found[part].append(ms)
            print(f"round {number + 1}: " + ", ".join(f"{part} {ms:.0f} ms" for part, ms in told.items()))
    medians = {part: statistics.median(all_of) for part, all_of in found.items()}
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, load {load:.1f}, no server, median of {chosen.rounds}:")
    for part, ms in medians.items():
        ratio = "" if part == PARTS[0] else f" ({ms / medians[PARTS[0]]:.1f}× the bare file)"
        print(f"  {part}: {ms:.0f} ms{ratio}")
    print(f"goal: {PARTS[-1]} at most {GOAL_MS:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
