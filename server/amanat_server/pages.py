"""The app's own files, by the names in its build manifest, with the headers that wall the page in.

Nothing else in the folder is served, and nothing is looked up by a path that a request spells. Files of text are kept
and sent compressed: a tablet that joins over a slow line waits for a third of their bytes. They hold no secret, and
nothing of a request comes into them, so their size tells nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

if TYPE_CHECKING:
    from starlette.requests import Request

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "amanat-worker",
}
POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
WALLS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), display-capture=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
TEXT = frozenset({".css", ".html", ".js", ".json", ".svg", ".webmanifest"})
NEVER = re.compile(r"q=0(\.0*)?")
FOR_EVER = "public, max-age=31536000, immutable"
EACH_TIME = "no-cache"
RECOVER = "/recover.html"
SHORT = {"/": "/index.html", "/recover": RECOVER}
"""Addresses without the name of their file."""
HASHED = "assets/"
"""Files below have their digest in their names, so they never change; every other one is asked for each time."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the app; ``packed`` says that ``body`` is compressed."""

    body: bytes
    headers: dict[str, str]
    packed: bool


class Pages:
    """``/`` and every file that the build manifest names; read once at the start."""

    def __init__(self, folder: Path) -> None:
        self._pages = _read(folder)
        manifest = folder / "build.json"
        self.build = hashlib.sha256(manifest.read_bytes()).hexdigest() if self._pages else "none"

    def routes(self) -> list[BaseRoute]:
        """``/``, ``/recover`` and one route for each file."""
        paths = sorted(self._pages)
        routes: list[BaseRoute] = [Route(path, self.page, methods=["GET"]) for path in paths]
        if "/index.html" in self._pages:
            routes.append(Route("/", self.page, methods=["GET"]))
        if RECOVER in self._pages:
            routes.append(Route("/recover", self.page, methods=["GET"]))
        return routes

    async def page(self, request: Request) -> Response:
        """The file of that name."""
        path: str = request.scope["path"]
        page = self._pages[SHORT.get(path, path)]
        if not page.packed:
            return Response(page.body, headers=page.headers)
        if takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(page.body, headers={**page.headers, "Content-Encoding": "gzip"})
        return Response(gzip.decompress(page.body), headers=page.headers)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding (RFC 9110 section 12.5.3) names gzip and does not rule it out."""
    for each in accepted.lower().split(","):
        name, *weights = (part.replace(" ", "") for part in each.split(";"))
        if name == "gzip":
            return not any(NEVER.fullmatch(weight) for weight in weights)
    return False


def _read(folder: Path) -> dict[str, Page]:
    manifest = folder / "build.json"
    if not manifest.exists():
        return {}
    listed = msgspec.json.decode(manifest.read_bytes(), type=dict[str, object])
    files = listed.get("files", listed)
    names = set(files) if isinstance(files, dict) else set()
    return {f"/{name}": _page(folder, name) for name in sorted(names | {"build.json"})}


def _page(folder: Path, name: str) -> Page:
    path = folder / name
    kind = TYPES.get(path.suffix, "application/octet-stream")
    caching = FOR_EVER if name.startswith(HASHED) else EACH_TIME
    headers = {"Content-Type": kind, "Cache-Control": caching, **WALLS}
    if path.suffix not in TEXT:
        return Page(path.read_bytes(), headers, packed=False)
    body = gzip.compress(path.read_bytes(), mtime=0)
    return Page(body, {**headers, "Vary": "Accept-Encoding"}, packed=True)
