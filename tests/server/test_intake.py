"""The body of an upload as it comes over the line: whole, split, byte by byte, cut, in the way of what follows it."""

from __future__ import annotations

import asyncio
import errno
import http.client
import os
import select
import socket
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Self

import pytest
from starlette.requests import ClientDisconnect

from amanat_server.intake import Intake
from amanat_sync import tus
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.request import Patch
from tests.server.asking import PATCH, TUS, Ask, Asker
from tests.server.living import LivingService, living_service
from tests.server.scene import sealed_film

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 3 << 20
NEXT = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Line:
    """A connection, and what comes back on it, read through one buffer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self._socket.makefile("rb")

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    @property
    def is_answered(self) -> bool:
        """Whether something has come back."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def end(self) -> None:
        """Sends no more, and reads until the server has ended its side."""
        self._socket.shutdown(socket.SHUT_WR)
        self.answers.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.answers.close()
        self._socket.close()


class Sending:
    """A worker, and films whose uploads are open."""

    def __init__(self, living: LivingService) -> None:
        self.living = living
        self.desk = living.join(FIELD)
        self.case = living.open_case(self.desk, living.join(SUPERVISOR))
        self.ask = Asker(living.server, self.desk.identity.seed)

    def film(self, size: int) -> tuple[str, bytes, bytes]:
        """Where a new film goes, its clip and its sealed bytes."""
        film = sealed_film(self.desk, self.case, Random(size).randbytes(size))
        created = tus.create_headers(film.manifest, film.length)
        place = self.ask("POST", "/v1/uploads", headers=created).headers["location"]
        return place, film.clip, film.payload.read_bytes()

    def head(self, place: str, at: int, length: int, *further: str) -> bytes:
        """The head of a PATCH as it goes over the line."""
        ask = Ask("PATCH", place, bytes(length), PATCH, Patch(at, length))
        lines = [f"PATCH {place} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", *further]
        lines += [f"{name}: {value}" for name, value in {**ask.headers, **self.ask.sign(ask)}.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def offset(self, place: str) -> int:
        return int(self.ask("HEAD", place, headers=TUS).headers["upload-offset"])

    def stored(self, clip: bytes) -> bytes:
        return self.ask("GET", f"/v1/clips/{clip.hex()}/payload").content

    def line(self) -> Line:
        return Line(self.living.server.port)


@pytest.fixture(scope="module")
def sending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sending]:
    with living_service(tmp_path_factory.mktemp("sending")) as living:
        yield Sending(living)


def answer_on(line: Line) -> tuple[int, dict[str, str]]:
    """Status and headers of the next answer; its body is read."""
    status = int(line.answers.readline().split()[1])
    headers = {name.lower(): value for name, value in http.client.parse_headers(line.answers).items()}
    line.answers.read(0 if status == 204 else int(headers["content-length"]))
    return status, headers


@pytest.mark.parametrize("split", [0, 1, 7, 32 * 1024, 256 * 1024, 1 << 20, SIZE])
def test_a_body_comes_whole_however_it_is_split(split: int, sending: Sending) -> None:
    place, clip, payload = sending.film(SIZE)
    head = sending.head(place, 0, len(payload))
    with sending.line() as line:
        line.send(head + payload[:split])
        line.send(payload[split:])
        status, headers = answer_on(line)
    assert (status, headers["upload-offset"]) == (204, str(len(payload)))
    assert sending.stored(clip) == payload


def test_a_body_comes_whole_byte_by_byte(sending: Sending) -> None:
    place, clip, payload = sending.film(700)
    with sending.line() as line:
        line.send(sending.head(place, 0, len(payload)))
        for at in range(len(payload)):
            line.send(payload[at : at + 1])
        assert answer_on(line)[0] == 204
    assert sending.stored(clip) == payload


def test_after_a_cut_at_any_byte_the_film_goes_on_from_what_counts(sending: Sending) -> None:
    place, clip, payload = sending.film(1)
    at, cuts = 0, 0
    while at < len(payload):
        size = 1 + cuts % 3
        with sending.line() as line:
            line.send(sending.head(place, at, len(payload) - at) + payload[at : at + size])
            line.end()
        # The line may be gone, and this question asked, before the request has had its turn.
        counts, cuts = sending.offset(place), cuts + 1
        assert at <= counts <= min(at + size, len(payload))
        at = counts
    assert sending.stored(clip) == payload


def test_what_follows_a_body_on_its_line_is_another_request(sending: Sending) -> None:
    place, clip, payload = sending.film(SIZE)
    half = len(payload) // 2
    first = sending.head(place, 0, half) + payload[:half]
    second = sending.head(place, half, len(payload) - half) + payload[half:]
    with sending.line() as line:
        line.send(first + NEXT)
        assert [answer_on(line)[0] for _ in range(2)] == [204, 200]
        line.send(second + NEXT + NEXT)
        assert [answer_on(line)[0] for _ in range(3)] == [204, 200, 200]
    assert sending.stored(clip) == payload


def test_after_a_refusal_in_the_middle_of_a_body_the_line_serves_on(sending: Sending) -> None:
    place, clip, payload = sending.film(SIZE)
    with sending.line() as line:
        line.send(sending.head(place, 0, len(payload)) + payload[: SIZE // 2])
        # HEAD takes the turn over: the older request is answered while its body is still on its way.
        while not line.is_answered:
            sending.offset(place)
        assert answer_on(line)[0] == 409
        line.send(payload[SIZE // 2 :] + NEXT)
        assert answer_on(line)[0] == 200
    at = sending.offset(place)
    assert sending.ask.patch(place, at, payload[at:]).status == 204
    assert sending.stored(clip) == payload


def test_a_client_that_asks_first_is_told_to_send(sending: Sending) -> None:
    place, clip, payload = sending.film(SIZE)
    with sending.line() as line:
        line.send(sending.head(place, 0, len(payload), "Expect: 100-continue"))
        assert [line.answers.readline() for _ in range(2)] == [b"HTTP/1.1 100 Continue\r\n", b"\r\n"]
        line.send(payload)
        assert answer_on(line)[0] == 204
    assert sending.stored(clip) == payload


@contextmanager
def joined() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a line; ours does not wait."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as theirs,
    ):
        ours, _ = listening.accept()
        with ours:
            ours.setblocking(False)
            yield ours, theirs


def intake_on(line: socket.socket, left: int, idle: float, untaken: list[int]) -> Intake:
    return Intake(line, bytearray(), left, idle, go_on=partial(untaken.clear), closed=untaken.append)


async def rest_of(intake: Intake, got: bytearray | None = None) -> None:
    """All that still comes."""
    room = memoryview(bytearray(64))
    while await intake.ready():
        count = intake.take(room)
        if got is not None:
            got += room[:count]


class ClosedUnderUs(socket.socket):
    """A line that the loop closes just after a thread has asked whether it is open."""

    def setsockopt(self, *_: object) -> None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


@pytest.mark.anyio
async def test_a_line_that_is_closed_under_a_thread_is_no_fault_of_the_disk() -> None:
    with joined() as (ours, theirs), ClosedUnderUs(fileno=os.dup(ours.fileno())) as line:
        line.setblocking(False)
        intake, room = intake_on(line, 5000, 1, []), memoryview(bytearray(64))
        theirs.sendall(b"came")
        select.select([line], [], [], 10)
        assert intake.take(room) == 4
        assert intake.take(room) == 0
        theirs.sendall(b"more")
        assert intake.take(room) == 4
        intake.close()


@pytest.mark.anyio
async def test_a_slow_client_is_waited_for_as_long_as_something_comes() -> None:
    idle, count = 0.05, 12
    with joined() as (ours, theirs):
        untaken: list[int] = []
        intake, room, came = intake_on(ours, count, idle, untaken), memoryview(bytearray(64)), b""
        started = asyncio.get_running_loop().time()
        while len(came) < count - 1:
            theirs.send(b"x")
            size = 0
            while not size:
                assert await intake.ready()
                size = await asyncio.to_thread(intake.take, room)
            came += room[:size]
        assert asyncio.get_running_loop().time() - started > 2 * idle
        with pytest.raises(AmanatError) as refusal:
            await rest_of(intake)
        assert refusal.value.code == "request-slow"
        intake.close()
        assert untaken == [1]


@pytest.mark.anyio
async def test_all_that_came_is_handed_out_before_the_end_is_told() -> None:
    with joined() as (ours, theirs):
        intake, got = intake_on(ours, 100, 30, []), bytearray()
        theirs.sendall(b"abc")
        theirs.close()
        with pytest.raises(ClientDisconnect):
            await rest_of(intake, got)
        assert got == b"abc"
        intake.close()
