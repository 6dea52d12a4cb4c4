"""Draws the app's icons from pwa/public/icon.svg with Chromium: ``python -m scripts.icons``; the PNGs are committed.

An icon for a launcher that cuts a shape out of it (*maskable*) keeps its drawing within the inner 80 %
(W3C Web App Manifest, section 2.4.2.3).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT / "pwa" / "public"
RIVER, WHITE = "#0b5563", "#ffffff"


@dataclass(frozen=True, slots=True)
class Icon:
    """A file: its size in pixels, how much of it the drawing takes, and the radius of its corners."""

    name: str
    size: int
    drawing: float
    radius: float


ICONS = (
    Icon("icon-192", 192, 0.68, 0.22),
    Icon("icon-512", 512, 0.68, 0.22),
    Icon("maskable-192", 192, 0.56, 0),
    Icon("maskable-512", 512, 0.56, 0),
    Icon("touch-180", 180, 0.62, 0),
)


def main() -> None:
    path = re.search(r"<path[^>]*\sd=\"([^\"]+)\"", (PUBLIC / "icon.svg").read_text())
    if path is None:
        raise SystemExit("pwa/public/icon.svg has no path")
    (PUBLIC / "icons").mkdir(exist_ok=True)
    chromium = json.loads((ROOT / ".venv" / "tools.json").read_text())["chromium"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for icon in ICONS:
            page = browser.new_page(viewport={"width": icon.size, "height": icon.size})
            page.set_content(_html(icon, path[1]))
            page.screenshot(path=PUBLIC / "icons" / f"{icon.name}.png", omit_background=True)
            page.close()
        browser.close()


def _html(icon: Icon, path: str) -> str:
    side = 24 / icon.drawing
    shift = (side - 24) / 2
    return (
        f'<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="{icon.size}" height="{icon.size}" '
        f'viewBox="0 0 {side} {side}" style="display:block">'
        f'<rect width="{side}" height="{side}" rx="{side * icon.radius}" fill="{RIVER}"/>'
        f'<path transform="translate({shift} {shift})" d="{path}" fill="none" stroke="{WHITE}" stroke-width="2" '
        'stroke-linejoin="round" stroke-linecap="round"/></svg></body>'
    )


if __name__ == "__main__":
    main()
