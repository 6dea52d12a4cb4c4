"""A real Chromium whose camera and microphone play files, and pages served to it from a folder."""

from __future__ import annotations

import functools
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.tools import PWA, need

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


@dataclass(frozen=True)
class FakeMedia:
    """Files that stand for the camera (Motion JPEG) and the microphone (WAV)."""

    camera: Path
    microphone: Path

    def arguments(self) -> list[str]:
        return [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={self.camera}",
            f"--use-file-for-fake-audio-capture={self.microphone}",
        ]


def arguments(media: FakeMedia | None = None, extra: Sequence[str] = ()) -> list[str]:
    """Chromium's switches: nothing that phones out, no GPU, and ``media`` for camera and microphone."""
    return ["--headless=new", *QUIET, *(media.arguments() if media else ()), *extra]


@contextmanager
def chromium(
    profile: Path, media: FakeMedia | None = None, extra: Sequence[str] = ()
) -> Iterator[BrowserContext]:
    """A browser with its own ``profile``, kept across launches; camera and microphone are granted."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=need("chromium"),
            headless=True,
            args=arguments(media, extra),
            permissions=["camera", "microphone"] if media else [],
        )
        try:
            yield context
        finally:
            context.close()


def bundle(entry: Path, out: Path, platform: str = "browser") -> None:
    """Bundles TypeScript with all it imports into one module, for a page or for ``node``."""
    options = {
        "entryPoints": [str(entry)],
        "outfile": str(out),
        "bundle": True,
        "format": "esm",
        "platform": platform,
        "target": "es2023",
        "logLevel": "warning",
    }
    script = f"import {{ build }} from 'esbuild'; await build({json.dumps(options)});"
    subprocess.run([str(need("node")), "--input-type=module", "--eval", script], cwd=PWA, check=True)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serves the files of ``folder`` on a free port of this machine; gives the address of its root."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Says nothing: a failing test shows what the page saw."""
