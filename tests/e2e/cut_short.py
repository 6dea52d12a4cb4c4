"""Films that end without a Stop: a tablet that is killed, what the camera had given it by then, and what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.screens import LONG_MS, Watched
from tests.e2e.test_vault_device import Killed

SAFE = "are safe and sealed; at most one second is missing"
MOST_LOST_MS = 1000
# The camera gives 30 pictures a second. A machine that is held up gives fewer, and its seconds count as longer.
PICTURE_MS = 1000 / 30

# Notes of each picture that the track gave to the page when it was taken, by the camera's own clock, and when it came,
# by the clock of this machine.
DELIVERED = """
globalThis.delivered = [];
const Processor = globalThis.MediaStreamTrackProcessor;
globalThis.MediaStreamTrackProcessor = function (wish) {
  const processor = new Processor(wish);
  if (wish.track.kind !== 'video') return processor;
  const { readable } = processor;
  const getReader = readable.getReader.bind(readable);
  Object.defineProperty(readable, 'getReader', { value: () => {
    const reader = getReader();
    const read = reader.read.bind(reader);
    reader.read = async () => {
      const next = await read();
      if (!next.done) {
        const came = performance.timeOrigin + performance.now();
        globalThis.delivered.push({ taken: next.value.timestamp / 1000, came });
      }
      return next;
    };
    return reader;
  } });
  return processor;
};
"""
HOW_MUCH = """until => {
  const all = delivered.filter(({ came }) => came <= until);
  return { frames: all.length, ms: all.length === 0 ? 0 : all.at(-1).taken - all[0].taken };
}"""

# The newest film as the tablet keeps it: its row tells its length and how it ended.
NEWEST = """
async () => {
  const opening = indexedDB.open('amanat');
  const db = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  const asked = db.transaction('films').objectStore('films').getAll();
  const rows = await new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  db.close();
  const newest = rows.sort((one, other) => one.opened_at - other.opened_at).at(-1);
  const { bytes, film, frames, lost_ms, ms, reason, state } = newest;
  return { bytes, film, frames, lost_ms, ms, reason, state };
}
"""


@dataclass(frozen=True)
class Much:
    """So much of a film: pictures, and the time of the last one after the first."""

    frames: int
    ms: float


@contextmanager
def tablet(profile: Path, media: FakeMedia) -> Iterator[tuple[Page, Killed]]:
    """The worker's page in a browser that is killed at the end, if not before."""
    browser = Killed(profile, media)
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
            yield Watched(context, DELIVERED).page, browser
    finally:
        browser.kill()


def delivered(page: Page, until: float) -> Much:
    """What the camera's track has given to the page up to that moment (``time.time()``)."""
    return Much(**page.evaluate(HOW_MUCH, until * 1000))


def shown_ms(page: Page) -> int:
    """What the clock of the ring shows."""
    shown: int = page.evaluate(
        """() => {
          const [m, s] = document.querySelector('[role=timer] strong').textContent.split(':');
          return (Number(m) * 60 + Number(s)) * 1000;
        }"""
    )
    return shown


def told_ms(page: Page) -> int:
    """The length that is told as safe after the unlock, in whole seconds; waits for the words."""
    page.get_by_role("heading", level=1, name="After a stop").wait_for()
    words = page.get_by_text(SAFE)
    words.wait_for(timeout=LONG_MS)
    minutes, _, rest = words.inner_text().rpartition(" min ")
    return (int(minutes or 0) * 60 + int(rest.split(" s ")[0])) * 1000


class Losses:
    """What each end took of its film."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lost: list[float] = []
        self._beyond: list[float] = []

    def count(self, page: Page, given: Much, shown: int) -> None:
        """After the unlock: the film is finished by itself and told; prints what was lost of it."""
        told = told_ms(page)
        kept = page.evaluate(NEWEST)
        assert (kept["state"], kept["reason"]) == ("finished", "crash")
        # What is told is what is kept, in whole seconds.
        assert told == kept["ms"] // 1000 * 1000
        lost = max(0.0, given.ms - kept["ms"])
        self._lost.append(lost)
        slowness = max(1.0, given.ms / (given.frames * PICTURE_MS))
        self._beyond.append(lost - MOST_LOST_MS * slowness)
        print(
            f"\n{self._what} {len(self._lost)}: {given.frames} pictures in {given.ms:.0f} ms, ring {shown} ms,"
            f" kept {kept['frames']} in {kept['ms']} ms, lost {lost:.0f} ms"
        )

    def check(self) -> None:
        """No end took more than a second of a machine that keeps up."""
        ordered = sorted(self._lost)
        middle, most = ordered[len(ordered) // 2], ordered[-1]
        print(f"\n{len(ordered)} × {self._what}: lost {middle:.0f} ms (median), at most {most:.0f} ms")
        assert max(self._beyond) <= 0
