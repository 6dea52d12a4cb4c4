"""What every command at the terminal shares: how it answers, and the identity that lives here."""

from __future__ import annotations

import fcntl
import json
import os
import sys
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
from amanat_client.joining import AWAY
from amanat_client.store import PRIVATE, Store
from amanat_client.transport import Server
from amanat_client.words import in_words
from amanat_sync.errors import AmanatError, refuse
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
        self._answered = False
        self._out = Console(highlight=False, soft_wrap=True, emoji=False)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

    def line(self, text: str) -> None:
        """A sentence; left out where JSON is asked for."""
        if not self._as_json:
            self._out.print(harmless(text), markup=False)

    def warn(self, text: str) -> None:
        """A sentence on standard error, whatever the answer is."""
        self.err.print(harmless(text), markup=False)

    def document(self, **values: object) -> None:
        """The answer for programs: the first one given, and no other."""
        if self._as_json and not self._answered:
            self._answered = True
            sys.stdout.write(json.dumps(values, indent=2) + "\n")
            sys.stdout.flush()


def harmless(text: str) -> str:
    """``text`` without what a terminal obeys: labels and notes are other people's words."""
    return "".join(
        letter if letter in "\n\t" or not _obeyed(ord(letter)) else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def _obeyed(point: int) -> bool:
    """Control characters, and those that turn the direction of what follows."""
    return point < 0x20 or 0x7F <= point < 0xA0 or 0x202A <= point <= 0x202E or 0x2066 <= point <= 0x2069


def home_folder() -> Path:
    """The folder of the identity."""
    return Path(os.environ.get("AMANAT_HOME") or Path.home() / ".amanat")


def english() -> list[str]:
    """The one list of 2,048 words."""
    return list(Mnemonic("english").wordlist)


def _phrase() -> str:
    """The five words: from the file that AMANAT_PHRASE_FILE names, else asked for without showing them."""
    named = os.environ.get(PHRASE)
    if named:
        try:
            return Path(named).read_text(encoding="utf-8")
        except (OSError, ValueError) as fault:
            raise typer.BadParameter(f"{PHRASE} names a file that cannot be read") from fault
    return str(typer.prompt("Your five words", hide_input=True, err=True))


@contextmanager
def answering(*, as_json: bool = False) -> Iterator[Say]:
    """Turns refusals into words and exit codes."""
    say = Say(as_json=as_json)
    try:
        yield say
    except AmanatError as error:
        say.document(error=error.code)
        say.warn(in_words(error))
        raise typer.Exit(UNREACHABLE if error.code in AWAY else 1) from error
    except BrokenPipeError as fault:
        # Who read the pipe has gone; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from fault
    except OSError as fault:
        say.document(error="store-failed")
        say.warn(
            f"This computer could not read or write: {fault.strerror}. What is safe here stays safe. [store-failed]"
        )
        raise typer.Exit(1) from fault


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One command at a time per identity: two that wrote at once would sign two events with one number."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("Another amanat is at work with this identity; waiting for it …\n")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def unlocked_desk() -> Iterator[tuple[Desk, Unlocked, list[str]]]:
    """The identity that lives here, opened by its phrase, with everything joined."""
    words, entropy, clock = english(), SystemEntropy(), SystemClock()
    store = Store(home_folder())
    try:
        with alone(store.folder):
            home = Home(store, words, entropy)
            if not home.is_taken:
                raise refuse("chain-not-joined")
            unlocked = home.unlock(_phrase())
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
    """The 16 bytes of an id as typed; an error of use for anything else."""
    try:
        return parse_hex_id(text.strip().lower())
    except ValueError as fault:
        raise typer.BadParameter("an id is 32 hex digits") from fault


@contextmanager
def private_file(path: Path) -> Iterator[Any]:
    """A new file of mode 0600; what was begun is removed where the work fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError as fault:
        raise typer.BadParameter(f"{path} exists; nothing was overwritten") from fault
    except OSError as fault:
        raise typer.BadParameter(f"{path} cannot be written: {fault.strerror}") from fault
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
