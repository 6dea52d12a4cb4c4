"""A list of 1,000 films is drawn and scrolled without a task over 100 ms; the same rows all at once are the baseline.

A real Chromium draws the list as the app does (some rows at a time, and anew only where something changed) and as one
plain list, in turns, scrolls each from top to bottom, and moves the film that is being sent on by some bytes. Printed
is the longest task of each part, as the browser tells it (0 where none took 50 ms), medians over the rounds.

    .venv/bin/python bench/film_list.py [--films 1000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.browser import chromium, served
from tests.tools import PWA, need

GOAL_MS = 100.0
PARTS = ("drawn", "scrolled", "changed")
SHEETS = ("tokens", "base", "parts", "day")
STYLE = ".scrolled { height: 100dvh; overflow: auto; } .plain > li { content-visibility: visible; }"


def bundled(folder: Path) -> None:
    """The page and its style sheet."""
    options = {
        "entryPoints": [str(PWA / "test" / "pages" / "film_list.ts")],
        "outfile": str(folder / "film_list.js"),
        "bundle": True,
        "format": "esm",
        "target": "es2023",
        "jsx": "automatic",
        "jsxImportSource": "preact",
        "loader": {".ftl": "text"},
        "logLevel": "warning",
    }
    script = f"import {{ build }} from 'esbuild'; await build({json.dumps(options)});"
    subprocess.run([str(need("node")), "--input-type=module", "--eval", script], cwd=PWA, check=True)
    sheets = [(PWA / "src" / "ui" / "style" / f"{name}.css").read_text() for name in SHEETS]
    (folder / "film_list.css").write_text("\n".join([*sheets, STYLE]))
    (folder / "index.html").write_text(
        '<!doctype html><link rel="stylesheet" href="film_list.css">'
        '<body></body><script type="module" src="film_list.js"></script>'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--films", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    found: dict[str, list[dict[str, float]]] = {"app": [], "plain": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bundled(folder)
        with served(folder) as address, chromium(folder / "profile") as context:
            page = context.new_page()
            page.goto(address)
            page.wait_for_function("() => 'measure' in globalThis")
            for number in range(chosen.rounds):
                for how in ("app", "plain") if number % 2 else ("plain", "app"):
                    told = page.evaluate("([how, films]) => measure(how, films)", [how, chosen.films])
                    assert told["rows"] == chosen.films, told
                    found[how].append(told)
                    print(
                        f"round {number + 1}, {how}: "
                        + ", ".join(f"{part} {told[part]:.0f} ms" for part in PARTS)
                    )
    print(f"{platform.machine()}, {chosen.films} films, longest task, median of {chosen.rounds}:")
    for part in PARTS:
        app, plain = (statistics.median(each[part] for each in found[how]) for how in ("app", "plain"))
        ratio = f"{app / plain:.2f}×" if plain else "no task over 50 ms in either"
        print(f"  {part}: {app:.0f} ms, plain {plain:.0f} ms ({ratio}); goal {GOAL_MS:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
