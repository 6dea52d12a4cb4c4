"""Two builds of the app, one after the other, from one server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.program import Program
from tests.tools import STATIC


class Build:
    """A server over a copy of the built app, which can be another build at the next start."""

    def __init__(self, folder: Path, program: Program) -> None:
        """The data and the port are those of ``program``, which does not run meanwhile."""
        self.static = folder / "static"
        shutil.copytree(STATIC, self.static)
        self.program = program

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serves the copy; gives the origin."""
        script = (
            "import asyncio, os, sys; from pathlib import Path; "
            "from amanat_server.serving import serve; from amanat_server.settings import Settings; "
            "asyncio.run(serve(Settings.from_env(os.environ), Path(sys.argv[1]), print))"
        )
        environ = {
            **os.environ,
            "AMANAT_DATA": str(self.program.folder / "data"),
            "AMANAT_PORT": str(self.program.port),
        }
        process = subprocess.Popen([sys.executable, "-c", script, str(self.static)], env=environ)
        try:
            until = time.monotonic() + 30
            while not self.program.answers():
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
            yield self.program.origin
        finally:
            process.terminate()
            process.wait(30)

    def change(self) -> None:
        """Makes another build out of it: one file has other bytes, and the lists say so."""
        icon = self.static / "icon.svg"
        manifest = json.loads((self.static / "build.json").read_text())
        icon.write_text(icon.read_text() + "\n")
        digest = subprocess.run(["sha256sum", icon], capture_output=True, check=True, text=True).stdout[:64]
        worker = self.static / "sw.js"
        text = worker.read_text().replace(manifest["icon.svg"], digest)
        names = [
            name for name in sorted(text.split('"')) if len(name) == 64 and name not in manifest.values()
        ]
        for name in {name for name in names if name != digest}:
            text = text.replace(name, name[::-1])
        worker.write_text(text)
