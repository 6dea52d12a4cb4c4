"""Requests over real sockets to servers that answer badly, late in the answer, or not at all."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from amanat_client.identity import draw_identity
from amanat_client.transport import Server
from amanat_sync.errors import AmanatError
from amanat_sync.wire import Problem, encode_json
from tests.server.living import SeededEntropy, TurnedClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATE = "Tue, 01 Sep 2026 10:00:00 GMT"
DATE_MS = 1_788_256_800_000


@contextmanager
def answers(*scripted: bytes) -> Iterator[tuple[Server, TurnedClock, list[bytes]]]:
    """A server that gives each connection the next of these bytes and hangs up; what it was asked is kept."""
    listening = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []
    threading.Thread(target=serve, args=(listening, scripted, asked), daemon=True).start()
    clock, entropy = TurnedClock(), SeededEntropy(1)
    origin = f"http://localhost:{listening.getsockname()[1]}"
    server = Server(origin, draw_identity(bytes(16), entropy), clock, entropy)
    try:
        yield server, clock, asked
    finally:
        server.close()
        listening.close()


def serve(listening: socket.socket, scripted: Sequence[bytes], asked: list[bytes]) -> None:
    """Reads one request's head for each answer; after the last one nobody is there any more."""
    with listening:
        for left, answer in zip(reversed(range(len(scripted))), scripted, strict=True):
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            if not left:
                listening.close()
            with connection:
                head = b""
                while b"\r\n\r\n" not in head and (data := connection.recv(65_536)):
                    head += data
                asked.append(head)
                connection.sendall(answer)


def answer(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An HTTP answer; ``length`` is what it says its body has."""
    said = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {said}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def problem(status: int, code: str) -> bytes:
    """A refusal as the server words it."""
    return encode_json(Problem(type="about:blank", title="No", status=status, code=code, detail=None))


def refused(*scripted: bytes) -> str:
    """The code that a request ends with."""
    with answers(*scripted) as (server, _, _), pytest.raises(AmanatError) as caught:
        server.ask("GET", "/v1/cases")
    return caught.value.code


def test_an_answer_comes_back_whole() -> None:
    with answers(answer("200 OK", b"all of it")) as (server, _, asked):
        assert server.ask("GET", "/v1/cases").content == b"all of it"
    assert asked[0].startswith(b"GET /v1/cases HTTP/1.1\r\n")


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as spare:
        port = spare.getsockname()[1]
    entropy = SeededEntropy(1)
    server = Server(f"http://localhost:{port}", None, TurnedClock(), entropy)
    with pytest.raises(AmanatError, match="server-unreachable"):
        server.ask("GET", "/v1/service")
    server.close()


@pytest.mark.parametrize("cut", range(0, 110, 7))
def test_an_answer_cut_anywhere_is_unreachable_and_never_half_an_answer(cut: int) -> None:
    whole = answer("200 OK", b"x" * 40)
    assert refused(whole[: min(cut, len(whole) - 1)]) == "server-unreachable"


def test_bytes_that_are_no_http_are_unreachable() -> None:
    assert refused(b"SSH-2.0-OpenSSH_9.2\r\n") == "server-unreachable"


def test_a_redirect_is_not_followed() -> None:
    with answers(answer("302 Found", b"", "Location: http://localhost:9/")) as (server, _, asked):
        with pytest.raises(AmanatError, match="server-answer"):
            server.ask("GET", "/v1/cases")
        assert len(asked) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'{"code": "x"}', b"\xff\xfe", b"[" * 50_000, problem(500, "no-such")]
)
def test_a_refusal_that_is_no_problem_is_told_as_such(body: bytes) -> None:
    assert refused(answer("500 Internal Server Error", body)) == "server-answer"


def test_a_refusal_comes_back_by_its_code() -> None:
    assert refused(answer("404 Not Found", problem(404, "right-missing"))) == "right-missing"


def test_a_wrong_clock_is_put_right_by_the_date_of_the_refusal_for_requests_only() -> None:
    off = answer("401 Unauthorized", problem(401, "request-created"), f"Date: {DATE}")
    with answers(off, answer("200 OK"), answer("200 OK")) as (server, clock, asked):
        before = clock.now_ms()
        server.ask("GET", "/v1/cases")
        server.ask("GET", "/v1/cases")
        assert clock.now_ms() == before
    created = [int(head.split(b";created=")[1].split(b";")[0]) for head in asked]
    assert created == [before // 1000, DATE_MS // 1000, DATE_MS // 1000]


def test_every_attempt_is_signed_afresh_and_there_are_three() -> None:
    off = answer("401 Unauthorized", problem(401, "request-restart"), f"Date: {DATE}")
    with answers(off, off, off) as (server, _, asked):
        with pytest.raises(AmanatError, match="request-restart"):
            server.ask("GET", "/v1/cases")
        nonces = [head.split(b';nonce="')[1].split(b'"')[0] for head in asked]
    assert len(set(nonces)) == 3


@pytest.mark.parametrize("date", [(), ("Date: yesterday",)])
def test_a_refusal_for_the_clock_without_a_date_is_not_tried_again(date: tuple[str, ...]) -> None:
    off = answer("401 Unauthorized", problem(401, "request-created"), *date)
    assert refused(off) == "request-created"


def test_a_stream_that_ends_early_gives_what_came_and_says_so() -> None:
    with answers(answer("206 Partial Content", b"abc", length=9)) as (server, _, asked):
        came: list[bytes] = []
        with pytest.raises(AmanatError, match="server-unreachable"):
            came.extend(server.stream("/v1/clips/x/payload", 5))
    assert b"".join(came) in (b"", b"abc")
    assert b"range: bytes=5-" in asked[0].lower()


def test_a_stream_that_starts_elsewhere_than_asked_is_refused() -> None:
    with (
        answers(answer("200 OK", b"abc")) as (server, _, _),
        pytest.raises(AmanatError, match="server-answer"),
    ):
        list(server.stream("/v1/clips/x/payload", 5))


def test_a_stream_too_is_signed_again_after_a_restart() -> None:
    off = answer("401 Unauthorized", problem(401, "request-restart"), f"Date: {DATE}")
    with answers(off, answer("200 OK", b"abc")) as (server, _, _):
        assert b"".join(server.stream("/v1/clips/x/payload", 0)) == b"abc"


@pytest.mark.parametrize(
    ("status", "code"), [("404 Not Found", "right-missing"), ("410 Gone", "upload-expired")]
)
def test_a_refused_head_says_what_it_means_without_a_body(status: str, code: str) -> None:
    with answers(answer(status)) as (server, _, _), pytest.raises(AmanatError) as refused:
        server.ask("HEAD", "/v1/uploads/00112233445566778899aabbccddeeff")
    assert refused.value.code == code


def test_a_head_refused_for_a_wrong_clock_is_signed_again() -> None:
    with answers(answer("401 Unauthorized", b"", f"Date: {DATE}"), answer("200 OK")) as (server, _, asked):
        assert server.ask("HEAD", "/v1/uploads/00112233445566778899aabbccddeeff").status_code == 200
    assert len(asked) == 2
