"""Hostile requests by those who may ask: never a fault of the server's own, never an acknowledgement."""

from __future__ import annotations

import random
import socket
from typing import TYPE_CHECKING

import pytest

from amanat_sync.errors import CODES
from amanat_sync.page import encode_items
from amanat_sync.request import Patch
from amanat_sync.routes import ROUTES, Octets, Route
from amanat_sync.wire import SHAPES
from tests.server.asking import PATCH, TUS, Answer, Ask, Asker
from tests.server.scene import Scene
from tests.server.test_who_may import RULES

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20260921
TRIES = 7
TAKING = [
    route
    for route in ROUTES
    if route.body is not None and route.name in RULES and route.name != "upload-bytes"
]


def garbage(chance: random.Random, _whole: bytes) -> bytes:
    return chance.randbytes(chance.choice([1, 31, 176, 240, 288, 360, 5000]))


def flipped(chance: random.Random, whole: bytes) -> bytes:
    at = chance.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]


def cut(chance: random.Random, whole: bytes) -> bytes:
    return whole[: chance.randrange(1, len(whole))] if len(whole) > 1 else b"?"


def longer(chance: random.Random, whole: bytes) -> bytes:
    return whole + chance.randbytes(chance.randrange(1, 400))


def huge_number(chance: random.Random, whole: bytes) -> bytes:
    at = chance.randrange(len(whole))
    return whole[:at] + b"\xff" * min(8, len(whole) - at) + whole[at + 8 :]


def listed(chance: random.Random, whole: bytes) -> bytes:
    return encode_items([whole, chance.randbytes(40)])


def said(chance: random.Random, _whole: bytes) -> bytes:
    deep = chance.choice(
        ['{"a":' * 500, "[" * 3000, '{"token":1e999}', "null", '"\\ud800"', '{"role":' + "9" * 400 + "}"]
    )
    return deep.encode()


SPOILERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    garbage,
    flipped,
    cut,
    longer,
    huge_number,
    listed,
    said,
)


def refused_with_a_problem(answer: Answer) -> bool:
    return answer.status < 500 and answer.code in CODES and answer.status == CODES[answer.code].status


@pytest.mark.parametrize("route", TAKING, ids=lambda route: route.name)
def test_a_spoiled_body_is_refused_by_its_code(route: Route, everybody: Scene) -> None:
    chance = random.Random(f"{SEED} {route.name}")
    ask = RULES[route.name].ask(everybody)
    asker = everybody.asks["admin" if route.name in ("certify", "invite") else "worker"]
    for number in range(TRIES * 2):
        spoil = SPOILERS[number % len(SPOILERS)]
        body = spoil(chance, ask.body)
        answer = asker(ask.method, ask.target, body)
        told = f"seed {SEED}, {route.name}, {spoil.__name__} {number}: {answer.status} {answer.code}"
        if spoil is flipped and route.name == "invite":
            # Another letter of base64url or of a role is another invite, and a good one.
            assert answer.status < 500, told
            continue
        assert refused_with_a_problem(answer), told


def test_every_route_that_takes_a_body_was_tried() -> None:
    taking = {route.name for route in ROUTES if isinstance(route.body, Octets) or route.body in SHAPES}
    assert taking - {route.name for route in TAKING} == {"setup", "enrol"}


TARGETS = (
    "/v1/clips/{clip}/headers/0",
    "/v1/clips/{clip}/headers/-1",
    "/v1/clips/{clip}/headers/99999999999999999999",
    "/v1/clips/{clip}/headers/01",
    "/v1/clips/{clip}0/payload",
    "/v1/clips/{case}/payload",
    "/v1/cases/{clip}/rolls",
    "/v1/cases/{case}/events?limit=0",
    "/v1/cases/{case}/events?limit=1001",
    "/v1/cases/{case}/events?limit=1e3",
    "/v1/cases/{case}/events?after=-1",
    "/v1/cases/{case}/events?after=",
    "/v1/cases/{case}/events?after={case}.9007199254740993",
    "/v1/chain?after=9007199254740992",
    "/v1/chain?after=99999999999999999999999",
    "/v1/cases?since=0",
    "/v1/commands?after=none",
    "/v1/uploads/{clip}",
    "/v1/nothing",
)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_that_is_off_is_refused_by_its_code(target: str, everybody: Scene) -> None:
    spelled = target.format(case=everybody.case.hex(), clip=everybody.clip)
    answer = everybody.asks["worker"]("GET", spelled)
    assert refused_with_a_problem(answer), (answer.status, answer.code)


HEADERS = (
    {"upload-length": "-1"},
    {"upload-length": "1e3"},
    {"upload-length": "9" * 400},
    {"upload-metadata": ""},
    {"upload-metadata": "manifest"},
    {"upload-metadata": "manifest " + "A" * 4000},
    {"upload-metadata": "manifest AAAA,manifest AAAA"},
    {"tus-resumable": ""},
    {"content-type": "application/offset+octet-stream"},
    {"upload-concat": "partial"},
)


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_a_creation_that_is_off_is_refused_by_its_code(headers: dict[str, str], everybody: Scene) -> None:
    ask = RULES["upload"].ask(everybody)
    answer = everybody.asks["worker"]("POST", "/v1/uploads", headers={**ask.headers, **headers})
    assert refused_with_a_problem(answer), (answer.status, answer.code)


@pytest.mark.parametrize("offset", ["-1", "00", "9" * 40, "1e2", ""])
def test_an_offset_in_another_spelling_is_refused(offset: str, everybody: Scene) -> None:
    worker = everybody.asks["worker"]
    ask = Ask("PATCH", everybody.upload, b"abc", PATCH, Patch(0, 3))
    answer = worker.send(ask, {**worker.sign(ask), "upload-offset": offset})
    assert refused_with_a_problem(answer), (answer.status, answer.code)
    assert worker("HEAD", everybody.upload, headers=TUS).headers["upload-offset"] == "0"


SIGNATURES = (
    {"signature": "a=:AAAA:"},
    {"signature": "a=:" + "A" * 86 + "==:"},
    {"signature": ""},
    {"signature-input": 'a=("@method");created=1'},
    {"signature-input": "a=" + "(" * 2000},
    {"content-digest": "sha-256=:AAAA:"},
    {"content-digest": "md5=:AAAA:"},
)


@pytest.mark.parametrize("headers", SIGNATURES, ids=str)
def test_a_signature_that_is_off_is_refused_by_its_code(headers: dict[str, str], everybody: Scene) -> None:
    worker = everybody.asks["worker"]
    ask = RULES["tombstones"].ask(everybody)
    answer = worker.send(ask, {**worker.sign(ask), **headers})
    assert answer.code in ("request-profile", "request-signature", "request-digest")


RAW = (
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /v1/setup HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\n",
    b"POST /v1/setup HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    b"POST /v1/setup HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    b"POST /v1/setup HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
    b"GET /v1/service HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
    b"GET /v1/service HTTP/1.1\r\nHost: a\r\nx: \x00\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n",
)


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: repr(raw[:40]))
def test_what_is_hardly_http_harms_nobody(raw: bytes, everybody: Scene) -> None:
    with socket.create_connection(("127.0.0.1", everybody.living.server.port), timeout=20) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while part := line.recv(65536):
            answer += part
    assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert answer[:12] in (
        b"",
        b"HTTP/1.1 400",
        b"HTTP/1.1 404",
        b"HTTP/1.1 422",
        b"HTTP/1.1 200",
        b"HTTP/1.1 413",
    )
    assert everybody.asks["worker"]("GET", "/v1/chain").status == 200


def test_shapes_with_other_types_are_refused(everybody: Scene) -> None:
    admin: Asker = everybody.asks["admin"]
    whole = RULES["invite"].ask(everybody).body
    for body in (
        b"[]",
        b"{}",
        whole.replace(b'"role":1', b'"role":"1"'),
        whole[:-1] + b',"more":1}',
        whole + b"{}",
    ):
        assert admin("POST", "/v1/invites", body).code == "request-json", body
