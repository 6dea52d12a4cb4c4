"""The ``amanat-server`` command: init, serve, doctor, backup, restore.

Exit codes: 0 done · 1 something needs somebody, and the output says what · 2 the command's own words are off.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from amanat_server.logs import start_logging
from amanat_server.secrets import BadSecret, make_service_key, read_service_key
from amanat_server.serving import serve
from amanat_server.settings import BadSetting, Settings
from amanat_sync.errors import AmanatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_sync.cards import Card

ORDINALS = ("First", "Second")
CARD_LINES = 48
"""A card may be typed a word at a time."""


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point."""
    sys.exit(run(argv if argv is not None else sys.argv[1:]))


def run(argv: Sequence[str]) -> int:
    """Carries out one command; answers its exit code."""
    asked = _parser().parse_args(argv)
    try:
        settings = Settings.from_env({**os.environ, **_overrides(asked)})
        return _carry_out(asked, settings)
    except BadSetting as fault:
        return _say_fault(str(fault), 2)
    except BadSecret as fault:
        return _say_fault(str(fault), 1)
    except AmanatError as fault:
        return _say_fault(f"{fault.text} [{fault.code}] {fault.detail}", 1)
    except FileNotFoundError as fault:
        return _say_fault(f"{fault.filename} is not there; run: amanat-server init --data FOLDER", 1)
    except OSError as fault:
        return _say_fault(f"{fault.strerror}: {fault.filename or asked.command}", 1)


def _carry_out(asked: argparse.Namespace, settings: Settings) -> int:
    match asked.command:
        case "init":
            return init(settings.data)
        case "serve":
            start_logging(settings.log_level)
            asyncio.run(serve(settings, static_folder(), _say))
            return 0
        case _:
            return _keep_up(asked, settings)


def _keep_up(asked: argparse.Namespace, settings: Settings) -> int:
    # A server that runs for months holds nothing of what these need.
    from amanat_server.upkeep import backup, doctor, restore  # noqa: PLC0415

    match asked.command:
        case "doctor":
            return doctor(settings.data, _say)
        case "backup":
            return backup(settings.data, Path(asked.target), _say)
        case _:
            return asyncio.run(
                restore(settings.data, Path(asked.source), _say, _cards() if asked.cards else None)
            )


def init(data: Path) -> int:
    """Makes the folder and the service key; where both are there, nothing changes."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data / "service.key"
    if path.exists():
        read_service_key(path)
        _say(f"{data} is ready: it has its service key.")
        return 0
    make_service_key(path)
    _say(f"{data} is ready. Its service key is new. Keep {path} apart from data backups.")
    return 0


def static_folder() -> Path:
    """Where the built app lies."""
    return Path(__file__).with_name("static")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amanat-server", description="The server of Amanat; it can open nothing."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("init", "make the folder and the service key"),
        ("serve", "serve the app; before set-up, print the link that starts it"),
        ("doctor", "look at every file and say what needs somebody; changes nothing"),
        ("backup", "write data into a new folder: no key, no list of what was destroyed"),
        ("restore", "take a backup back, and destroy again what was destroyed since"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--data", help="the service's folder (AMANAT_DATA)")
        if name == "serve":
            command.add_argument("--host", help="the address to listen on (AMANAT_HOST)")
            command.add_argument("--port", help="the port to listen on (AMANAT_PORT)")
            command.add_argument("--origin", help="how browsers spell the server (AMANAT_ORIGIN)")
            command.add_argument(
                "--tls", action="store_true", help="TLS by an authority of its own (AMANAT_TLS=own)"
            )
        if name == "backup":
            command.add_argument("target", help="a folder that does not exist yet")
        if name == "restore":
            command.add_argument("source", help="a folder that backup wrote")
            command.add_argument(
                "--cards",
                action="store_true",
                help="something was destroyed since the backup: read two recovery cards, each as QR text or words",
            )
    return parser


def _overrides(asked: argparse.Namespace) -> dict[str, str]:
    """What was said on the command line stands above the environment."""
    names = {"data": "AMANAT_DATA", "host": "AMANAT_HOST", "port": "AMANAT_PORT", "origin": "AMANAT_ORIGIN"}
    said = {name: getattr(asked, option, None) for option, name in names.items()}
    found = {name: value for name, value in said.items() if value is not None}
    return {**found, "AMANAT_TLS": "own"} if getattr(asked, "tls", False) else found


def _cards() -> tuple[Card, Card]:
    """Two recovery cards, each as its QR's text or its words, from the terminal or a pipe."""
    from mnemonic import Mnemonic  # noqa: PLC0415 - the server needs the list of words for this alone

    from amanat_sync.cards import read_card  # noqa: PLC0415

    words = Mnemonic("english").wordlist
    if sys.stdin.isatty():
        asked = (
            (partial(getpass, f"{name} card, its QR's text or its two lines of words: ")) for name in ORDINALS
        )
        first, second = (read_card((ask() for _ in range(CARD_LINES)), words) for ask in asked)
    else:
        first, second = (read_card(sys.stdin, words) for _ in ORDINALS)
    return first, second


def _say(text: str) -> None:
    print(text, flush=True)


def _say_fault(text: str, code: int) -> int:
    print(text, file=sys.stderr, flush=True)
    return code
