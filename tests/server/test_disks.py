"""A disk that is full or fails: a clear problem, nothing acknowledged is lost, the server goes on."""

from __future__ import annotations

import errno
import os
import sqlite3
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from amanat_client.pull import Puller
from amanat_client.send import Sender
from amanat_server.stores import shares
from amanat_server.stores.disk import Bytes, OsDisk
from amanat_server.stores.folder import system_parts
from amanat_server.stores.sqlite import schema
from amanat_sync import tus
from amanat_sync.chain import FIELD, SUPERVISOR
from tests.server.asking import TUS, Ask, Asker
from tests.server.living import LivingService, living_service
from tests.server.scene import sealed_film

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amanat_client.send import SealedFilm


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


class FaultyDisk(OsDisk):
    """The real disk, but for the calls that a test names: those fail with its errno."""

    def __init__(self) -> None:
        self.faults: dict[str, int] = {}

    def _meet(self, call: str) -> None:
        if call in self.faults:
            raise OSError(self.faults[call], os.strerror(self.faults[call]))

    def reserve(self, handle: int, length: int) -> None:
        self._meet("reserve")
        super().reserve(handle, length)

    def write(self, handle: int, parts: Sequence[Bytes], at: int) -> None:
        self._meet("write")
        super().write(handle, parts, at)

    def sync_data(self, handle: int) -> None:
        self._meet("sync_data")
        super().sync_data(handle)


def full_database(disk: FaultyDisk) -> type[sqlite3.Connection]:
    """Connections that can write nothing while ``database`` is among the disk's faults."""

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if "database" in disk.faults and sql.startswith("INSERT"):
                fault = sqlite3.OperationalError("database or disk is full")
                fault.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise fault
            return super().execute(sql, *values)  # type: ignore[arg-type]  # handed through as given

    return Connection


class Faulty:
    """A service on a disk that can be told to fail."""

    def __init__(self, living: LivingService, disk: FaultyDisk) -> None:
        self.living = living
        self.disk = disk
        self.desk, self.supervisor = living.join(FIELD), living.join(SUPERVISOR)
        self.case = living.open_case(self.desk, self.supervisor)
        self.ask = Asker(living.server, self.desk.identity.seed)

    def film(self) -> tuple[SealedFilm, dict[str, str], bytes]:
        film = sealed_film(self.desk, self.case)
        return film, tus.create_headers(film.manifest, film.length), film.payload.read_bytes()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    disk = FaultyDisk()
    kind = full_database(disk)
    parts = replace(
        system_parts(threads=2),
        disk=disk,
        connect=partial(schema.connect, kind=kind),
        connect_shares=partial(shares.connect, kind=kind),
    )
    with living_service(tmp_path_factory.mktemp("faulty"), parts=parts) as living:
        yield Faulty(living, disk)


def test_a_full_disk_refuses_an_upload_before_a_byte_of_it(faulty: Faulty) -> None:
    film, created, _ = faulty.film()
    faulty.disk.faults = {"reserve": errno.ENOSPC}
    answer = faulty.ask("POST", "/v1/uploads", headers=created)
    assert (answer.status, answer.code) == (507, "upload-server-full")
    faulty.disk.faults = {}
    Sender(faulty.desk).send(film)
    assert Puller(faulty.supervisor, Silent()).pull().films >= 1


@pytest.mark.parametrize(
    ("call", "fault", "status", "code"),
    [
        ("write", errno.ENOSPC, 507, "upload-server-full"),
        ("write", errno.EDQUOT, 507, "upload-server-full"),
        ("write", errno.EIO, 503, "store-failed"),
        ("write", errno.EROFS, 503, "store-failed"),
        ("sync_data", errno.EIO, 503, "store-failed"),
    ],
)
def test_a_fault_in_the_middle_of_a_film_loses_nothing_that_was_acknowledged(
    call: str, fault: int, status: int, code: str, faulty: Faulty
) -> None:
    film, created, payload = faulty.film()
    place = faulty.ask("POST", "/v1/uploads", headers=created).headers["location"]
    assert faulty.ask.patch(place, 0, payload[:60_000]).headers["upload-offset"] == "60000"
    faulty.disk.faults = {call: fault}
    answer = faulty.ask.patch(place, 60_000, payload[60_000:])
    assert (answer.status, answer.code) == (status, code)
    health = Asker(faulty.living.server, b"?" * 32).send(Ask("GET", "/healthz"), {})
    assert health.status == (503 if code == "store-failed" else 200), "whoever watches it is told"
    faulty.disk.faults = {}
    assert faulty.ask("HEAD", place, headers=TUS).headers["upload-offset"] == "60000"
    rest = faulty.ask.patch(place, 60_000, payload[60_000:])
    assert rest.headers["upload-offset"] == str(film.length)
    assert Asker(faulty.living.server, b"?" * 32).send(Ask("GET", "/healthz"), {}).status == 200
    assert faulty.ask("GET", f"/v1/clips/{film.clip.hex()}/payload").content == payload


def test_what_a_database_cannot_write_is_not_acknowledged(faulty: Faulty) -> None:
    film, created, _ = faulty.film()
    assert faulty.ask("POST", "/v1/uploads", headers=created).status == 201
    share, header = f"/v1/shares/{film.clip.hex()}", f"/v1/clips/{film.clip.hex()}/headers/1"
    faulty.disk.faults = {"database": errno.ENOSPC}
    for method, target, body in (("POST", share, film.share), ("PUT", header, film.header)):
        answer = faulty.ask(method, target, body)
        assert (answer.status, answer.code) == (507, "upload-server-full"), target
    assert faulty.ask("GET", "/v1/chain").status == 200, "what needs no writing is answered"
    faulty.disk.faults = {}
    assert faulty.ask("POST", f"{share}/lease").status == 404
    for method, target, body in (("POST", share, film.share), ("PUT", header, film.header)):
        assert faulty.ask(method, target, body).status == 201, target
    assert faulty.ask("POST", f"{share}/lease").content[:32] == film.share


def test_the_server_goes_on_after_every_fault(faulty: Faulty) -> None:
    stranger = Asker(faulty.living.server, b"?" * 32)
    assert faulty.ask("GET", "/v1/chain").status == 200
    assert stranger("GET", "/v1/chain").code == "request-key"
    faulty.living.server.stop()
    faulty.living.server.start()
    assert faulty.ask("GET", "/v1/cases").status == 200
