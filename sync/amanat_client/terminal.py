"""What every command at the terminal shares: how it answers, and the identity that lives here."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer
from mnemonic import Mnemonic
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from amanat_client.books import Books
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.home import Home, Unlocked
from amanat_client.store import Store
from amanat_client.transport import Server
from amanat_client.words import in_words
from amanat_sync.errors import AmanatError
from amanat_sync.ids import parse_hex_id

if TYPE_CHECKING:
    from collections.abc import Iterator

PHRASE = "AMANAT_PHRASE_FILE"
UNREACHABLE = 3
AsJson = Annotated[bool, typer.Option("--json", help="Answer as one JSON document.")]


class Say:
    """How a command answers: sentences for a person, or one JSON document."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def line(self, text: str) -> None:
        """A sentence; left out where JSON is asked for."""
        if not self._as_json:
            self._out.print(text, markup=False)

    def document(self, **values: object) -> None:
        """The answer for programs."""
        if self._as_json:
            self._out.print_json(json.dumps(values))


def home_folder() -> Path:
    return Path(os.environ.get("AMANAT_HOME") or Path.home() / ".amanat")


def english() -> list[str]:
    return list(Mnemonic("english").wordlist)


def _phrase() -> str:
    """The five words: from the file that AMANAT_PHRASE_FILE names, else asked for without showing them."""
    named = os.environ.get(PHRASE)
    if named:
        return Path(named).read_text(encoding="utf-8")
    return str(typer.prompt("Your five words", hide_input=True, err=True))


@contextmanager
def answering(*, as_json: bool = False) -> Iterator[Say]:
    """Turns refusals into words and exit codes."""
    say = Say(as_json=as_json)
    try:
        yield say
    except AmanatError as error:
        say.document(error=error.code)
        say.err.print(in_words(error), markup=False)
        raise typer.Exit(UNREACHABLE if error.code == "server-unreachable" else 1) from error


@contextmanager
def unlocked_desk() -> Iterator[tuple[Desk, Unlocked, list[str]]]:
    """The identity that lives here, opened by its phrase, with everything joined."""
    words, entropy, clock = english(), SystemEntropy(), SystemClock()
    store = Store(home_folder())
    try:
        unlocked = Home(store, words, entropy).unlock(_phrase())
        server = Server(unlocked.origin, unlocked.identity, clock, entropy)
        try:
            yield Desk(unlocked.identity, server, Books(store), store, clock, entropy), unlocked, words
        finally:
            server.close()
    finally:
        store.close()


class ProgressBars:
    """A bar for each film that is fetched, on standard error."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[bytes, Any] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def film(self, clip: bytes, done: int, total: int) -> None:
        """``done`` of ``total`` bytes are on disk."""
        if clip not in self._tasks:
            self._tasks[clip] = self._bars.add_task(f"film {clip.hex()[:8]}", total=total)
        self._bars.update(self._tasks[clip], completed=done)


def id_of(text: str) -> bytes:
    try:
        return parse_hex_id(text)
    except ValueError as fault:
        raise typer.BadParameter("an id is 32 hex digits") from fault


@contextmanager
def private_file(path: Path) -> Iterator[Any]:
    """A new file of mode 0600; what was begun is removed where the work fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise typer.BadParameter(f"{path} exists; nothing was overwritten") from fault
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
