"""Pictures of screens, in every size, for people to look at; and what a script finds on them.

They lie in ``test-results/pictures/<language>/<size>/<screen>.png`` and are thrown away by the next run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import LONG
from tests.e2e.measures import axe, flaws
from tests.tools import ROOT

SIZES = {
    "laptop": (1440, 900),
    "tablet-wide": (1280, 800),
    "tablet": (834, 1194),
    "phone": (390, 844),
}
PICTURES = ROOT / "test-results" / "pictures"


class Album:
    """Takes pictures of one language and keeps what was wrong with them."""

    def __init__(self, language: str, sizes: tuple[str, ...] = tuple(SIZES)) -> None:
        self.folder = PICTURES / language
        self.flaws: list[str] = []
        self.taken: list[str] = []
        self._sizes = sizes

    def take(self, page: Page, screen: str) -> None:
        """One picture of the screen in each size; the page is left in the first."""
        if not self.taken:
            shutil.rmtree(self.folder, ignore_errors=True)
        # In the short run axe looks at each screen in one size, and at the next one in another.
        looked_at = self._sizes if LONG else (self._sizes[len(self.taken) % len(self._sizes)],)
        for size in self._sizes:
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("() => document.fonts.ready.then(() => undefined)")
            found = flaws(page) + (axe(page) if size in looked_at else [])
            self.flaws += [f"{screen} {size}: {flaw}" for flaw in found]
            path: Path = self.folder / size / f"{screen}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path)
        first = SIZES[self._sizes[0]]
        page.set_viewport_size({"width": first[0], "height": first[1]})
        self.taken.append(screen)
