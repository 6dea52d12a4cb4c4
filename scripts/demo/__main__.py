"""Runs the demo until Ctrl-C: fills the folder the first time, prints links, and lets in whoever comes by one.

Exit codes: 0 it was stopped · 1 it could not run, and the text says why · 2 the command's own words are off.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from amanat_client.words import in_words
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from scripts.demo import story
from scripts.demo.door import Door
from scripts.demo.filling import fill
from scripts.demo.footage import NoFootage
from scripts.demo.people import Folders
from scripts.demo.program import NotServing, Program

LOOK_SECONDS = 0.5
CALLED = {FIELD: f"worker {story.WORKER}", SUPERVISOR: f"supervisor {story.SUPERVISOR}"}


class NoDemo(RuntimeError):
    """The folder or the port cannot be the demo's."""


class Mark:
    """What says that a folder is a demo's, on which port it lives, and whether it was filled to the end."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "demo.json"

    def read(self) -> tuple[int, bool] | None:
        """Port and whether it is filled, None where there is no mark."""
        if not self._path.exists():
            return None
        told = json.loads(self._path.read_text(encoding="utf-8"))
        return int(told["port"]), bool(told["filled"])

    def write(self, port: int, *, filled: bool) -> None:
        self._path.write_text(json.dumps({"port": port, "filled": filled}) + "\n", encoding="utf-8")


def main() -> int:
    asked = _asked()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run(asked.data, asked.port)
    except KeyboardInterrupt:
        say("\nThe demo has stopped. Start it again with: make demo")
        return 0
    except AmanatError as fault:
        return _fail(in_words(fault))
    except (NoDemo, NoFootage, NotServing) as fault:
        return _fail(str(fault))
    return _fail("The server has ended.")


def run(folder: Path, port: int) -> None:
    """The demo; ends by KeyboardInterrupt, or when its server has."""
    is_filled = _prepare(folder, port)
    with Program(folder / "server", port) as program:
        folders = Folders(folder, program.origin)
        if not is_filled:
            _fill(folder, folders, program, port)
        door = Door(folders)
        try:
            _welcome(program, folder, door)
        finally:
            door.close()


def _prepare(folder: Path, port: int) -> bool:
    """Makes the folder ready; whether the demo in it is filled already. A demo that was cut while it was being filled
    begins anew; a folder that is no demo's is not touched."""
    mark = Mark(folder)
    told = mark.read()
    if told is None and folder.exists() and any(folder.iterdir()):
        raise NoDemo(f"{folder} is there and is not a demo's. Name another folder: --data FOLDER")
    if told is not None and told[1] and told[0] != port:
        raise NoDemo(f"The demo in {folder} lives on port {told[0]}: make demo DEMO_PORT={told[0]}")
    if told is not None and told[1]:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    mark.write(port, filled=False)
    return False


def _fill(folder: Path, folders: Folders, program: Program, port: int) -> None:
    if program.setup_link is None:
        raise NoDemo("the server gave no set-up link")
    with TemporaryDirectory(dir=folder) as scratch:
        fill(program.setup_link, folders, Path(scratch), say)
    Mark(folder).write(port, filled=True)


def _welcome(program: Program, folder: Path, door: Door) -> None:
    say(f"\nThe demo is ready at {program.origin}. Everything in it is made up. Ctrl-C stops it.")
    say("Open each link in a browser profile of its own (or a private window): a profile is a tablet.\n")
    for role in CALLED:
        _offer(door, role)
    say("\nThe same supervisor on the command line:")
    say(f"    export AMANAT_HOME={folder}/supervisor AMANAT_PHRASE_FILE={folder}/supervisor.words")
    say("    .venv/bin/amanat pull && .venv/bin/amanat films\n")
    while program.is_running:
        for role in door.let_in():
            say(f"A device of the {CALLED[role]} has joined. A link for the next one:")
            _offer(door, role)
        time.sleep(LOOK_SECONDS)


def _offer(door: Door, role: int) -> None:
    say(f"As the {CALLED[role]}:\n    {door.link(role)}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description="A fictional service, filled and running.")
    parser.add_argument("--data", type=Path, default=Path("demo-data"), help="the demo's own folder")
    parser.add_argument("--port", type=int, default=8010, help="where it listens on this machine")
    return parser.parse_args()


def say(text: str) -> None:
    print(text, flush=True)


def _fail(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
