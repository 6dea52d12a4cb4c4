"""Clients that stall or vanish in the middle of a body: others go on, and what arrived is kept."""

from __future__ import annotations

import io
import socket
import struct
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from amanat_client.films import Films
from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.send import SealedFilm, Sender
from amanat_sync.request import Patch, authority_of, keyid_of, sign_request
from tests.faults.siege import PART, Siege, siege

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk

MIB = 1 << 20
END = 16
FILM = Random(1).randbytes(4 * MIB)
STALLING = 8


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


@pytest.fixture(scope="module")
def under(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    with siege(tmp_path_factory.mktemp("slow"), 1) as one:
        yield one


def created(under: Siege, desk: Desk, plain: bytes = FILM) -> tuple[SealedFilm, str]:
    """A film with an upload that has no byte yet, and the upload's address."""
    film = under.film(desk, plain)
    Sender(desk, PART).send_payload(film, head_only=True)
    url = desk.store.get("uploads", film.clip)
    assert url is not None
    return film, url.decode()


def head_of_patch(under: Siege, desk: Desk, url: str, length: int) -> bytes:
    """A signed PATCH as far as its body, from offset 0."""
    authority = authority_of(under.server.origin)
    signed = sign_request(
        "PATCH",
        authority,
        url,
        keyid=keyid_of(desk.identity.ed25519),
        seed=desk.identity.seed,
        created=desk.clock.now_ms() // 1000,
        nonce=desk.entropy.draw(16),
        patch=Patch(0, length),
    )
    headers = {
        "host": authority,
        "tus-resumable": "1.0.0",
        "content-type": "application/offset+octet-stream",
        "content-length": str(length),
        **signed,
    }
    lines = [f"PATCH {url} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def half_sent(under: Siege, desk: Desk, film: SealedFilm, url: str) -> Iterator[socket.socket]:
    """A connection on which half of a film's body has been sent, and nothing comes any more."""
    with socket.create_connection(("127.0.0.1", under.server.port), timeout=30) as line:
        line.sendall(head_of_patch(under, desk, url, film.length))
        line.sendall(film.payload.read_bytes()[: film.length // 2])
        there = incoming(under, url)
        # The end of the first batch in the file shows that the server reads this very request, and so far already:
        # a reset throws away what it has not read.
        while _end_of_first_batch(there) == bytes(END):
            time.sleep(0.01)
        yield line


def _end_of_first_batch(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(MIB - END)
        return file.read(END)


def incoming(under: Siege, url: str) -> Path:
    """Where an upload lies in the server's folder."""
    return under.server.folder / "incoming" / url.rpartition("/")[2]


def stored(under: Siege, desk: Desk, url: str) -> int:
    """How far an upload is, as the server says it to its owner."""
    answer = under.asking.owners[desk.identity.device].ask("HEAD", url, headers={"tus-resumable": "1.0.0"})
    return int(answer.headers["upload-offset"])


def film_arrives(under: Siege, desk: Desk, film: SealedFilm) -> None:
    under.send(desk, film)
    assert under.acknowledged.lost(under.asking, under.server.folder) == []
    Puller(under.reader, Silent()).pull()
    out = io.BytesIO()
    Films(under.reader).write(film.clip, out)
    assert out.getvalue() == FILM


def test_a_client_that_stalls_is_told_when_the_same_device_comes_back(under: Siege) -> None:
    film, url = created(under, under.worker)
    with half_sent(under, under.worker, film, url) as line:
        kept = stored(under, under.worker, url)
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 409 ")
    assert b"upload-offset" in answer
    assert MIB <= kept <= film.length // 2
    assert incoming(under, url).read_bytes()[:kept] == film.payload.read_bytes()[:kept]
    film_arrives(under, under.worker, film)


@pytest.mark.parametrize("reset", [True, False], ids=["by a reset", "in silence"])
def test_what_arrived_before_a_client_vanished_is_kept(under: Siege, reset: bool) -> None:
    film, url = created(under, under.worker)
    with half_sent(under, under.worker, film, url) as line:
        if reset:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    kept = stored(under, under.worker, url)
    assert MIB <= kept <= film.length // 2
    film_arrives(under, under.worker, film)


def test_a_request_that_never_gets_beyond_its_head_holds_nobody_up(under: Siege) -> None:
    with ExitStack() as lines:
        for number in range(STALLING):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", under.server.port), timeout=30))
            line.sendall(b"POST /v1/uploads HTTP/1.1\r\nhost: x\r\n"[: number + 1])
        film, _ = created(under, under.worker)
        film_arrives(under, under.worker, film)


def test_many_stalling_clients_keep_nobody_else_waiting(under: Siege) -> None:
    stalling = [created(under, under.scribe, FILM[: 9 * MIB // 4]) for _ in range(STALLING)]
    with ExitStack() as lines:
        for film, url in stalling:
            lines.enter_context(half_sent(under, under.scribe, film, url))
        film, _ = created(under, under.worker)
        Notes(under.worker).add(under.case, "a note arrives all the same")
        film_arrives(under, under.worker, film)
    for film, _ in stalling:
        under.send(under.scribe, film)
    assert under.acknowledged.lost(under.asking, under.server.folder) == []
