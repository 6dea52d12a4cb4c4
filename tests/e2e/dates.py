"""Dates that are wrong, or days that pass: of a tablet's browser, and of the server's process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY_MS = 24 * 3_600_000

# Both the page and the vault's worker ask `Date.now`, and nothing else, what time it is.
TURN = """{
  globalThis.ownNow ??= Date.now;
  Date.now = () => ownNow() + %d;
}"""

# Read by Python before the program begins; the file tells how far the clock is turned, and may change meanwhile.
SITE = """
import time
from pathlib import Path

turned, own, own_ns = Path({path!r}), time.time, time.time_ns
time.time = lambda: own() + int(turned.read_text()) / 1000
time.time_ns = lambda: own_ns() + int(turned.read_text()) * 1_000_000
"""


class ServerDate:
    """The clock of a server's process; ``environ`` makes it look here."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._file = folder / "turned"
        self.turn(0)
        (folder / "sitecustomize.py").write_text(SITE.format(path=str(self._file)))
        self.environ = {"PYTHONPATH": str(folder)}

    def turn(self, days: float) -> None:
        """From now on it is so many days from today."""
        written = self._file.with_suffix(".new")
        written.write_text(str(round(days * DAY_MS)))
        written.rename(self._file)


def turn_tablet(page: Page, days: float) -> None:
    """Starts the tablet again so many days from today; whoever works with it unlocks it then."""
    turn = TURN % round(days * DAY_MS)
    page.add_init_script(turn)
    page.reload()
    page.locator("main[data-stage=locked]").wait_for()
    for worker in page.workers:
        worker.evaluate(f"() => {turn}")
