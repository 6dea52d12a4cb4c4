"""The ``amanat`` command as people run it: real processes over a living server, a folder for each identity."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnemonic import Mnemonic

from amanat_client.books import Books
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.home import Home
from amanat_client.notes import Notes
from amanat_client.opening import open_case
from amanat_client.send import Sender
from amanat_client.store import Store
from amanat_client.transport import Server
from tests.server.living import LivingServer, TurnedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

FILM = bytes(range(251)) * 1021
LABEL = "Rokeya and her son"
FIRST_NOTE = "মা হাসলেন 🙂 ক্ষ"
PATIENCE = 60.0
WORD_LIST = Mnemonic("english").wordlist


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  # what stands in the document is for each test to say
        """The one document on standard output; a ``ValueError`` where there is none or more."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a terminal."""

    home: Path
    phrase: Path

    def run(self, *words: str, typed: str = "") -> Ended:
        """Runs a command to its end; ``typed`` is what stands on standard input."""
        done = subprocess.run(
            command(*words),
            input=typed.encode(),
            capture_output=True,
            env=self.environ,
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr.decode())

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts a command that waits for somebody."""
        return subprocess.Popen(
            command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environ
        )

    def keep_phrase(self, words: list[str]) -> None:
        """Writes the five words down."""
        self.phrase.write_text(" ".join(words))

    @property
    def environ(self) -> dict[str, str]:
        """What the command sees of its surroundings."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("AMANAT_")}
        return {
            **bare,
            "AMANAT_HOME": str(self.home),
            "AMANAT_PHRASE_FILE": str(self.phrase),
            "COLUMNS": "200",
        }

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The same identity in this process, for what the command line does not do: open a case, film."""
        store, entropy = Store(self.home), SystemEntropy()
        unlocked = Home(store, WORD_LIST, entropy).unlock(self.phrase.read_text())
        server = Server(unlocked.origin, unlocked.identity, SystemClock(), entropy)
        try:
            yield Desk(unlocked.identity, server, Books(store), store, SystemClock(), entropy)
        finally:
            server.close()
            store.close()


def command(*words: str) -> list[str]:
    """The command line for ``amanat``."""
    return [str(Path(sys.executable).parent / "amanat"), *words]


@dataclass(slots=True)
class Town:
    """A service that people set up at their terminals, and what each command answered on the way."""

    server: LivingServer
    folder: Path
    answers: dict[str, Ended] = field(default_factory=dict)
    admin: Person = field(init=False)
    supervisor: Person = field(init=False)
    worker: Person = field(init=False)
    case: bytes = b""
    films: list[bytes] = field(default_factory=list)

    def person(self, name: str) -> Person:
        """A folder and a slip of paper for the five words."""
        return Person(self.folder / name, self.folder / f"{name}.phrase")

    def build(self) -> None:
        """Set-up, invites, joining, the endorsement by two cards, a case, and a film that was sent."""
        self.admin = self.person("admin")
        asked = ("admin", "set-up", self.server.link, "--name", "Sunflower", "--json")
        self.answers["set-up"] = self.admin.run(*asked)
        self.admin.keep_phrase(self.answers["set-up"].json["phrase"])
        self.supervisor = self.join("supervisor")
        device = self.answers["approve supervisor"].json["device"]
        self.answers["endorse alone"] = self.admin.run("admin", "endorse", device, "--json")
        cards = self.answers["set-up"].json["cards"]
        typed = "\n".join(" ".join(card["root"]) for card in cards[1:]) + "\n"
        self.answers["endorse"] = self.admin.run("admin", "endorse", device, "--cards", "--json", typed=typed)
        self.worker = self.join("worker", "field")
        supervisor = bytes.fromhex(self.answers["approve supervisor"].json["member"])
        with self.worker.desk() as desk:
            desk.fetch_chain()
            self.case = desk.entropy.draw(16)
            chain = desk.books.chain
            members = {one: chain.member_role(one) or 0 for one in (desk.identity.member, supervisor)}
            open_case(desk, self.case, members, LABEL)
            Notes(desk).add(self.case, FIRST_NOTE)
            self.films = [film(desk, self.case)]

    def join(self, name: str, role: str = "supervisor", member: str = "") -> Person:
        """Invites and lets in, a further device where ``member`` is named; a first one after wrong words."""
        asked = ("admin", "invite", role, "--member", member, "--json")
        invited = self.answers[f"invite {name}"] = self.admin.run(*asked)
        person = self.person(name)
        waiting = person.begin("join", invited.json["link"], "--json")
        try:
            words = read_words(waiting)
            if not member:
                swapped = [words[1], words[0], *words[2:]] if words[0] != words[1] else ["zoo"] * 6
                self.answers[f"approve {name} wrongly"] = self.admin.run("approve", *swapped, "--json")
                self.answers[f"members before {name}"] = self.admin.run("admin", "members", "--json")
                self.answers[f"waits {name}"] = Ended(waiting.poll() is not None, b"", "")
            self.answers[f"approve {name}"] = self.admin.run("approve", *words, "--json")
            out, err = waiting.communicate(timeout=PATIENCE)
        finally:
            waiting.kill()
        joined = self.answers[f"join {name}"] = Ended(waiting.returncode, out, err.decode())
        person.keep_phrase(joined.json["phrase"])
        return person


def read_words(waiting: subprocess.Popen[bytes]) -> list[str]:
    """The six words that a joining device shows."""
    if waiting.stderr is None:
        raise ValueError("nobody reads what it says")
    for line in waiting.stderr:
        words = line.decode().split()
        if len(words) == 6 and all(re.fullmatch("[a-z]+", word) for word in words):
            return words
    raise ValueError("the device showed no six words")


def film(desk: Desk, case: bytes, content: bytes = FILM) -> bytes:
    """Films and sends; the film's id."""
    sender = Sender(desk)
    sealed = sender.seal(case, io.BytesIO(content), ms=1000, days=60)
    sender.send(sealed)
    return sealed.clip


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """A town that stands until the end of the block, on today's time: the command line has no other."""
    server = LivingServer(folder / "server", TurnedClock(SystemClock().now_ms()))
    server.start()
    try:
        built = Town(server, folder)
        built.build()
        yield built
    finally:
        server.close()
