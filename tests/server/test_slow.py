"""Slow and vanishing clients: what arrived is kept, nothing is held for ever, others go on."""

from __future__ import annotations

import http.client
import select
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from amanat_server.limits import Patience
from amanat_sync import tus
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.frame import seal_frame
from amanat_sync.ledger import item_hash
from amanat_sync.page import encode_items
from amanat_sync.request import Patch
from tests.server.asking import PATCH, TUS, Ask, Asker
from tests.server.living import LivingService, living_service
from tests.server.scene import revoke, sealed_film

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.send import SealedFilm
    from tests.server.scene import Scene

SHORT = Patience(head=0.3, idle=0.3, body=0.6, at_once=4)


class Hurried:
    """A service that waits for nobody, a worker, and a film whose upload is open."""

    def __init__(self, living: LivingService) -> None:
        self.living = living
        desk = living.join(FIELD)
        self.case = living.open_case(desk, living.join(SUPERVISOR))
        self.ask = Asker(living.server, desk.identity.seed)
        self.film: SealedFilm = sealed_film(desk, self.case)
        created = tus.create_headers(self.film.manifest, self.film.length)
        self.place = self.ask("POST", "/v1/uploads", headers=created).headers["location"]

    def offset(self) -> int:
        return int(self.ask("HEAD", self.place, headers=TUS).headers["upload-offset"])


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hurried]:
    with living_service(tmp_path_factory.mktemp("hurried"), patience=SHORT) as living:
        yield Hurried(living)


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    try:
        yield line
    finally:
        line.close()


def head_of(ask: Ask, asker: Asker, length: int) -> bytes:
    """The head of a request, as it goes over the line."""
    lines = [f"{ask.method} {ask.target} HTTP/1.1", "Host: localhost", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in {**ask.headers, **asker.sign(ask)}.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def all_of(line: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)


def patch_head(place: str, asker: Asker, offset: int, length: int) -> bytes:
    ask = Ask("PATCH", place, bytes(length), PATCH, Patch(offset, length))
    return head_of(ask, asker, length)


def test_a_body_that_stalls_is_ended_and_what_came_of_it_counts(hurried: Hurried) -> None:
    at, payload = hurried.offset(), hurried.film.payload.read_bytes()
    with connected(hurried.living.server.port) as line:
        line.sendall(patch_head(hurried.place, hurried.ask, at, 100_000) + payload[at : at + 30_000])
        answer = all_of(line)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b'"request-slow"' in answer
    assert hurried.offset() == at + 30_000


def test_after_a_line_that_broke_the_film_goes_on_from_what_counts(hurried: Hurried) -> None:
    at, payload = hurried.offset(), hurried.film.payload.read_bytes()
    with connected(hurried.living.server.port) as line:
        line.sendall(patch_head(hurried.place, hurried.ask, at, 100_000) + payload[at : at + 90_000])
        line.shutdown(socket.SHUT_WR)
        all_of(line)
    counts = hurried.offset()
    assert at <= counts <= at + 90_000
    rest = hurried.ask.patch(hurried.place, counts, payload[counts:])
    assert rest.headers["upload-offset"] == str(len(payload))
    assert hurried.ask("GET", f"/v1/clips/{hurried.film.clip.hex()}/payload").content == payload


@pytest.mark.parametrize("target", ["/v1/tombstones", "/v1/setup"])
def test_a_body_that_is_held_in_memory_is_not_waited_for(target: str, hurried: Hurried) -> None:
    ask = Ask("POST", target, bytes(176))
    with connected(hurried.living.server.port) as line:
        line.sendall(head_of(ask, hurried.ask, 176) + bytes(100))
        answer = all_of(line)
    assert answer.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "start",
    [b"", b"GET /v1/chain HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"G"],
    ids=["silent", "cut", "a letter"],
)
def test_headers_that_do_not_end_end_the_connection(start: bytes, hurried: Hurried) -> None:
    with connected(hurried.living.server.port) as line:
        line.sendall(start)
        assert all_of(line) == b""


def test_headers_that_come_a_letter_at_a_time_do_not_hold_a_connection(hurried: Hurried) -> None:
    with connected(hurried.living.server.port) as line:
        line.sendall(b"GET /v1/service HTTP/1.1\r\nHost: localhost\r\n")
        ended = False
        for _ in range(200_000):
            try:
                line.sendall(b"x-a: b\r\n")
            except OSError:
                ended = True
                break
    assert ended


def test_a_second_request_on_a_line_is_waited_for_no_longer(hurried: Hurried) -> None:
    with connected(hurried.living.server.port) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost:")
        answer = all_of(line)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1") == 1


def test_an_empty_line_after_an_answer_does_not_hold_a_connection(hurried: Hurried) -> None:
    with connected(hurried.living.server.port) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
        line.sendall(b"\r\n")
        all_of(line)


def test_a_device_that_is_revoked_while_its_request_comes_in_is_lent_nothing(everybody: Scene) -> None:
    living = everybody.living
    supervisor = living.join(SUPERVISOR, member=everybody.desks["supervisor"].identity.member)
    asker = Asker(living.server, supervisor.identity.seed)
    ask = Ask("POST", f"/v1/shares/{everybody.clip}/lease", b"none")
    assert asker(ask.method, ask.target, ask.body).status == 200
    with connected(living.server.port) as line:
        line.sendall(head_of(ask, asker, 4) + b"no")
        revoke(living, supervisor)
        line.sendall(b"ne")
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 403")
    assert everybody.film.share not in answer


def test_while_a_long_post_is_checked_others_are_answered(everybody: Scene) -> None:
    worker, supervisor = everybody.desks["worker"], everybody.desks["supervisor"]
    # A family of its own: the worker's desk knows nothing of what is posted here.
    case = everybody.living.open_case(worker, supervisor)
    worker.fetch_case(case)
    mine = worker.store.all("mine", case)
    seen_n, seen = worker.books.ledger(case).seen_by(worker.identity.device)
    seq, prev, frames = len(mine), item_hash(mine[-1]), list[bytes]()
    for _ in range(1500):
        raw = seal_frame(
            b"{}",
            case=case,
            epoch=1,
            group=case,
            device=worker.identity.device,
            seq=seq,
            prev=prev,
            chain_head=worker.books.chain.head,
            seen_n=seen_n,
            seen=seen,
            key=b"k" * 32,
            nonce=b"n" * 12,
            seed=worker.identity.seed,
        )
        frames.append(raw)
        seq, prev = seq + 1, item_hash(raw)
    ask = Ask("POST", f"/v1/cases/{case.hex()}/events", encode_items(frames))
    stranger, slowest = everybody.asks["stranger"], 0.0
    with connected(everybody.living.server.port) as line:
        line.sendall(head_of(ask, everybody.asks["worker"], len(ask.body)) + ask.body)
        began = time.monotonic()
        while not select.select([line], [], [], 0)[0]:
            asked = time.monotonic()
            assert stranger.send(Ask("GET", "/healthz"), {}).status == 200
            slowest = max(slowest, time.monotonic() - asked)
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
    assert 0 < slowest < (time.monotonic() - began) / 2


def test_a_device_has_so_many_requests_under_way_and_no_more(hurried: Hurried) -> None:
    asker, port = hurried.ask, hurried.living.server.port
    open_streams = []
    for _ in range(SHORT.at_once):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        line.request("GET", "/v1/stream", headers=asker.sign(Ask("GET", "/v1/stream")))
        open_streams.append((line, line.getresponse()))
    assert asker("GET", "/v1/chain").code == "request-rate"
    admin = Asker(hurried.living.server, hurried.living.admin.identity.seed)
    assert admin("GET", "/v1/chain").status == 200
    for line, stream in open_streams:
        stream.close()
        line.close()
    answers = (asker("GET", "/v1/chain").status for _ in range(1000))
    assert 200 in answers, "a line that was closed counts no more"


def test_a_newer_request_takes_over_from_one_that_only_looks_open(everybody: Scene) -> None:
    film = sealed_film(everybody.desks["worker"], everybody.case)
    worker, payload = everybody.asks["worker"], film.payload.read_bytes()
    place = worker("POST", "/v1/uploads", headers=tus.create_headers(film.manifest, film.length)).headers[
        "location"
    ]
    with connected(everybody.living.server.port) as line:
        line.sendall(patch_head(place, worker, 0, len(payload)) + payload[:70_000])
        at = 0
        for _ in range(1000):
            at = int(worker("HEAD", place, headers=TUS).headers["upload-offset"])
            if select.select([line], [], [], 0)[0]:
                break
        assert line.recv(65536).startswith(b"HTTP/1.1 409"), "the old one is told so"
        assert at <= 70_000
        done = worker.patch(place, at, payload[at:])
        assert done.headers["upload-offset"] == str(len(payload))
