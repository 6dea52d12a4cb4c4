"""A worker, a supervisor and their films on a living server, for tests that lay hands on what lies there."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanat_client.films import Films
from amanat_client.pull import Pulled, Puller
from amanat_client.send import Sender
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from tests.client.liars import Told, reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from amanat_client.desk import Desk
    from tests.server.living import LivingService

FILM = bytes(range(256)) * 1021


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


@dataclass(slots=True)
class Scene:
    """A worker, a supervisor, two cases: two films of one length in the first, one in the second."""

    service: LivingService
    folder: Path
    worker: Desk = field(init=False)
    supervisor: Desk = field(init=False)
    first: bytes = b""
    second: bytes = b""
    films: list[bytes] = field(default_factory=list)
    _readers: list[Desk] = field(default_factory=list)

    def build(self) -> None:
        self.worker, self.supervisor = self.service.join(FIELD), self.service.join(SUPERVISOR)
        self.first = self.service.open_case(self.worker, self.supervisor)
        self.second = self.service.open_case(self.worker, self.supervisor, label="Another family")
        for case in (self.first, self.first, self.second):
            sender = Sender(self.worker)
            film = sender.seal(case, io.BytesIO(FILM), ms=1000, days=60)
            sender.send(film)
            self.films.append(film.clip)
        Puller(self.supervisor, Silent()).pull()

    def reader(
        self, lies: Mapping[str, Callable[[Told], Told]] | None = None, like: Desk | None = None
    ) -> Desk:
        """The supervisor's device with an empty folder, or with that of another reader."""
        folder = like.store.folder if like else self.folder / f"reader-{len(self._readers)}"
        self._readers.append(reader(self.service, self.supervisor.identity, folder, lies))
        return self._readers[-1]

    @property
    def data(self) -> Path:
        """The server's folder."""
        return self.service.server.folder

    def payload(self, clip: bytes) -> Path:
        """Where the server keeps a film's sealed bytes."""
        return next(path for path in self.data.rglob("*") if path.is_file() and clip.hex() in path.name)

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """The server's database, as somebody with a shell sees it."""
        with closing(sqlite3.connect(self.data / "amanat.db", timeout=30)) as db, db:
            yield db

    def close(self) -> None:
        for desk in self._readers:
            desk.server.close()
            desk.store.close()


def pulled(desk: Desk) -> Pulled:
    """A pull by ``desk``."""
    return Puller(desk, Silent()).pull()


def opened(desk: Desk, clip: bytes) -> tuple[bytes, str | None]:
    """What came out of a film before it ended, and by which fault it did."""
    out = io.BytesIO()
    try:
        Films(desk).write(clip, out)
    except AmanatError as error:
        return out.getvalue(), error.code
    return out.getvalue(), None
