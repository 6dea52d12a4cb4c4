"""A service with an admin, a supervisor and a field worker, made once and copied for each module.

A tablet may film only a minute after its slot file was made, and nothing shortens that; whoever needs a tablet that may
film takes a copy of one that is old enough. Every copy has the server's data beside it, and all of them the same port:
what a browser keeps belongs to its origin. So at most one copy is up at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.program import Program
from tests.e2e.screens import Admin, Watched, Worker
from tests.tools import STATIC, need

FAMILY = "Blue kite"
SUPERVISOR = "Ayesha"
WORKER = "Mina"
NAMES = ("admin", "supervisor", "worker")


@dataclass(frozen=True)
class Warm:
    """Folders of the three profiles and the server, at rest; the phrases that unlock them."""

    folder: Path
    port: int
    phrases: dict[str, list[str]]

    @contextmanager
    def copy(self, into: Path) -> Iterator[World]:
        """A copy of everything, its server running."""
        shutil.copytree(self.folder, into, symlinks=True, ignore=_at_rest, dirs_exist_ok=True)
        program = Program(into / "service", port=self.port)
        program.start()
        try:
            yield World(into, program, self.phrases)
        finally:
            program.stop()
            shutil.rmtree(into, ignore_errors=True)


@dataclass(frozen=True)
class World:
    """One copy: its server and its profiles."""

    folder: Path
    program: Program
    phrases: dict[str, list[str]]

    def profile(self, name: str) -> Path:
        """The folder of a profile."""
        return self.folder / name


def _at_rest(_folder: str, names: list[str]) -> set[str]:
    """What only a running browser has: its locks and sockets."""
    return {name for name in names if name.startswith("Singleton")}


def make_warm(folder: Path, media: FakeMedia | None, witness: str) -> Warm:
    """Sets the service up, lets supervisor and worker join, and opens a family whose people nobody has named yet."""
    assert (STATIC / "index.html").exists(), "make build"
    program = Program(folder / "service")
    program.start()
    try:
        with ExitStack() as stack:
            playwright = stack.enter_context(sync_playwright())

            def begin(name: str) -> Watched:
                context: BrowserContext = playwright.chromium.launch_persistent_context(
                    folder / name,
                    executable_path=need("chromium"),
                    headless=True,
                    args=arguments(media),
                    permissions=["camera", "microphone"],
                )
                stack.callback(context.close)
                return Watched(context, witness)

            profiles = {name: begin(name) for name in NAMES}
            # The tablet's minute begins with its first page.
            profiles["worker"].page.goto(program.origin)
            phrases = _join(program, profiles)
    finally:
        program.stop()
    return Warm(folder, program.port, phrases)


def _join(program: Program, profiles: dict[str, Watched]) -> dict[str, list[str]]:
    admin = Admin(profiles["admin"])
    phrases = {"admin": admin.set_up(program.setup_link)}
    supervisor, tablet = Worker(profiles["supervisor"]), Worker(profiles["worker"])
    words = supervisor.join(admin.invite_supervisor(SUPERVISOR))
    admin.let_in(SUPERVISOR, words)
    admin.finish()
    words = tablet.join(admin.invite(WORKER, "Field worker"))
    admin.let_in(WORKER, words)
    for name, device in (("supervisor", supervisor), ("worker", tablet)):
        device.begin()
        phrases[name] = device.phrase
    tablet.open_family(FAMILY, SUPERVISOR)
    return phrases
