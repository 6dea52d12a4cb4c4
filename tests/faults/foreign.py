"""The real tus-js-client, in Node and in a page of a real Chromium, signing as our own client does."""

from __future__ import annotations

import base64
import json
import subprocess
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from amanat_sync.request import keyid_of
from tests.e2e.browser import chromium
from tests.tools import PWA, need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.send import SealedFilm
    from tests.faults.siege import Siege

CHUNK = 1 << 20
PATIENCE = 120
PAGE = b'<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'


def in_node(siege: Siege, film: SealedFilm) -> int:
    """Sends the payload; how many chunks the client saw acknowledged."""
    wish = {**_wish(siege, film), "path": str(film.payload)}
    done = subprocess.run(
        [str(need("node")), str(_bundled("node")), json.dumps(wish)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return _chunks(json.loads(done.stdout), film)


def in_a_page(siege: Siege, film: SealedFilm) -> int:
    """As ``in_node``; page and film come from the server's own origin, so nothing is relaxed for the test."""
    with _pages(siege, film), chromium(Path(mkdtemp(dir=siege.server.folder.parent))) as browser:
        page = browser.new_page()
        page.goto(f"{siege.server.origin}/page.html")
        page.wait_for_function("() => 'send' in globalThis")
        return _chunks(page.evaluate("(wish) => send(wish)", _wish(siege, film)), film)


@contextmanager
def _pages(siege: Siege, film: SealedFilm) -> Iterator[None]:
    siege.proxy.pages = {
        "/page.html": ("text/html", PAGE),
        "/page.js": ("text/javascript", _bundled("page").read_bytes()),
        "/film": ("application/octet-stream", film.payload.read_bytes()),
    }
    try:
        yield
    finally:
        siege.proxy.pages = {}


def _wish(siege: Siege, film: SealedFilm) -> dict[str, object]:
    identity = siege.worker.identity
    return {
        "origin": siege.server.origin,
        "keyid": keyid_of(identity.ed25519),
        "seed": identity.seed.hex(),
        "manifest": base64.b64encode(film.manifest).decode(),
        "chunk": CHUNK,
    }


def _chunks(sent: dict[str, Any], film: SealedFilm) -> int:
    assert sent["bytes"] == film.length
    return int(sent["chunks"])


@cache
def _bundled(name: str) -> Path:
    """``pwa/test/faults/<name>.ts`` in one file."""
    node = name == "node"
    out = PWA / ".build" / "faults" / f"{name}.{'cjs' if node else 'js'}"
    options = {
        "entryPoints": [f"test/faults/{name}.ts"],
        "outfile": str(out),
        "bundle": True,
        "format": "cjs" if node else "esm",
        "platform": "node" if node else "browser",
        "target": "node20" if node else "es2023",
        "logLevel": "warning",
    }
    script = f"import {{ build }} from 'esbuild'; await build({json.dumps(options)});"
    subprocess.run([str(need("node")), "--input-type=module", "--eval", script], cwd=PWA, check=True)
    return out
