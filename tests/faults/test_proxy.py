"""The fault proxy itself: what it carries whole, and where it cuts."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import httpx
import pytest

from tests.faults.proxy import Exchange, Fault, FaultProxy, Place, plan, running

BODY = Random(1).randbytes(300_000)


class Sink(BaseHTTPRequestHandler):
    """Takes a body and answers its digest."""

    protocol_version = "HTTP/1.1"
    # One write for the whole answer: where it is cut is then for the proxy alone to say.
    wbufsize = -1
    taken: list[int]

    def do_PATCH(self) -> None:
        length = int(self.headers["content-length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return
        self.taken.append(length)
        digest = hashlib.sha256(body).hexdigest().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(digest)))
        self.end_headers()
        self.wfile.write(digest)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Says nothing."""


class Bench:
    """A proxy before a sink, with what it saw and what it struck."""

    def __init__(self, port: int, taken: list[int]) -> None:
        self.taken = taken
        self.struck: list[Fault] = []
        self.seen: list[Exchange] = []
        self.proxy = FaultProxy(lambda: port, self._strike, self.seen.append)

    async def _strike(self, fault: Fault) -> None:
        self.struck.append(fault)

    def send(self) -> httpx.Response:
        return httpx.patch(
            f"http://127.0.0.1:{self.proxy.port}/up", content=BODY, headers={"upload-offset": "100"}
        )


@pytest.fixture
def bench() -> Iterator[Bench]:
    taken: list[int] = []
    sink = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnSink", (Sink,), {"taken": taken}))
    thread = threading.Thread(target=sink.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    one = Bench(sink.server_port, taken)
    with running(one.proxy):
        yield one
    sink.shutdown()
    sink.server_close()
    thread.join()


def fault(place: Place, *, patient: bool = True, at: int = 200) -> Fault:
    return Fault(at, place, patient=patient, kill=False, after_ms=0)


def test_without_a_fault_everything_arrives(bench: Bench) -> None:
    assert bench.send().text == hashlib.sha256(BODY).hexdigest()
    assert [(one.method, one.path, one.status) for one in bench.seen] == [("PATCH", "/up", 200)]


@pytest.mark.parametrize(
    ("planned", "arrives", "answered"),
    [
        (fault("body"), False, False),
        (fault("before-answer"), True, True),
        (fault("answer"), True, True),
    ],
)
def test_a_fault_cuts_where_it_says(bench: Bench, planned: Fault, arrives: bool, answered: bool) -> None:
    bench.proxy.faults = [planned]
    with pytest.raises(httpx.TransportError):
        bench.send()
    assert bench.struck == [planned]
    assert bench.taken == ([len(BODY)] if arrives else [])
    assert len(bench.seen) == (1 if answered else 0)
    assert bench.send().status_code == 200


def test_a_fault_further_on_waits_for_its_byte(bench: Bench) -> None:
    bench.proxy.faults = [fault("body", at=100 + len(BODY))]
    assert bench.send().status_code == 200
    assert bench.struck == []


def test_a_closed_proxy_carries_nothing(bench: Bench) -> None:
    bench.proxy.open = False
    with pytest.raises(httpx.TransportError):
        bench.send()
    assert bench.taken == []


def test_a_plan_kills_as_often_as_asked_and_meets_the_last_byte() -> None:
    for seed in range(50):
        faults = plan(Random(seed), 1000, kills=10)
        assert sum(one.kill for one in faults) == 10, seed
        assert faults[-1].at == 999
        assert faults[-1].kill
        assert [one.at for one in faults] == sorted(one.at for one in faults)
    assert plan(Random(7), 1000, 10) == plan(Random(7), 1000, 10)
