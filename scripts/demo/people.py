"""The demo's three identities, made by the client through the public API; each lives in a folder of its own.

Their five words lie beside them, readable by their owner alone: they protect a fictional service, and with them the
command line can be tried as any of the three.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnemonic import Mnemonic

from amanat_client.books import Books
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.home import Home
from amanat_client.store import Store
from amanat_client.terminal import alone
from amanat_client.transport import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.identity import Identity, SealedBox

DAY_MS = 86_400_000
WORD_LIST = list(Mnemonic("english").wordlist)


class StoryClock:
    """The machine's clock, or as many days before it as the story tells of."""

    def __init__(self) -> None:
        self._now = SystemClock()
        self.days_ago = 0.0

    def now_ms(self) -> int:
        return self._now.now_ms() - int(self.days_ago * DAY_MS)

    def pause(self, seconds: float) -> None:
        self._now.pause(seconds)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the three at work; ``clock`` tells when what they write has happened."""

    desk: Desk
    box: SealedBox
    clock: StoryClock

    def close(self) -> None:
        """Ends connections and files."""
        self.desk.server.close()
        self.desk.store.close()


class Folders:
    """Where the three live."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder = folder
        self._origin = origin

    def store(self, name: str) -> Store:
        """The store of an identity that is still to come."""
        return Store(self._folder / name)

    def settle(self, name: str, identity: Identity, store: Store, service: str) -> Person:
        """Seals a new identity under five words, which are written beside it."""
        words = Home(store, WORD_LIST, SystemEntropy()).keep(identity, self._origin, service)
        handle = os.open(self._folder / f"{name}.words", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(" ".join(words) + "\n")
        return self._person(name, store)

    def open(self, name: str) -> Person:
        """An identity that lives here; its owner closes it."""
        return self._person(name, self.store(name))

    @contextmanager
    def at_work(self, name: str) -> Iterator[Desk]:
        """An identity that lives here, alone at work: nobody uses it at the command line meanwhile."""
        with alone(self._folder / name):
            person = self.open(name)
            try:
                yield person.desk
            finally:
                person.close()

    def _person(self, name: str, store: Store) -> Person:
        entropy, clock = SystemEntropy(), StoryClock()
        unlocked = Home(store, WORD_LIST, entropy).unlock(
            (self._folder / f"{name}.words").read_text(encoding="utf-8")
        )
        # Requests are dated by the real clock; only what is written into the ledger follows the story.
        server = Server(self._origin, unlocked.identity, SystemClock(), entropy)
        desk = Desk(unlocked.identity, server, Books(store), store, clock, entropy)
        return Person(desk, unlocked.box, clock)
