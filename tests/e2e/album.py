"""Pictures of screens, in every size, for people to look at; and what a picture must never show.

They lie in ``test-results/pictures/<language>/<size>/<screen>.png`` and are thrown away by the next run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Page

from tests.tools import ROOT

SIZES = {
    "laptop": (1440, 900),
    "tablet-wide": (1280, 800),
    "tablet": (834, 1194),
    "phone": (390, 844),
}
PICTURES = ROOT / "test-results" / "pictures"

# A page that can be moved to the side, text under 16 px, and words that are cut off by their own box.
FLAWS = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push('the page is wider than the screen');
  const shown = (one) => one.getClientRects().length > 0 && !one.closest('.heard-only, [aria-hidden=true], svg');
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !shown(one)) continue;
    const style = getComputedStyle(one);
    if (parseFloat(style.fontSize) < 15.9) found.push(`small text: ${one.textContent.trim().slice(0, 40)}`);
    const cut = style.overflowX === 'hidden' || style.overflowX === 'clip';
    if (cut && one.scrollWidth > one.clientWidth + 1) found.push(`cut off: ${one.textContent.trim().slice(0, 40)}`);
  }
  const mains = [...document.querySelectorAll('.button.main')].filter(shown).map((one) => one.textContent);
  if (mains.length > 1) found.push(`more than one main button: ${mains.join(', ')}`);
  return found;
}"""


class Album:
    """Takes pictures of one language and keeps what was wrong with them."""

    def __init__(self, language: str, sizes: tuple[str, ...] = tuple(SIZES)) -> None:
        self.folder = PICTURES / language
        self.flaws: list[str] = []
        self.taken: list[str] = []
        self._sizes = sizes
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(self, page: Page, screen: str) -> None:
        """One picture of the screen in each size; the page is left in the first."""
        for size in self._sizes:
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("() => document.fonts.ready.then(() => undefined)")
            self.flaws += [f"{screen} {size}: {flaw}" for flaw in page.evaluate(FLAWS)]
            path: Path = self.folder / size / f"{screen}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path)
        first = SIZES[self._sizes[0]]
        page.set_viewport_size({"width": first[0], "height": first[1]})
        self.taken.append(screen)
