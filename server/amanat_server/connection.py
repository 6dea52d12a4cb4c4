"""One connection to a client: uvicorn's, with an end to headers that never end, and bodies of uploads at first hand."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from amanat_server.intake import BODY, Intake

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
    from uvicorn.server import ServerState

    from amanat_server.limits import Patience
    from amanat_server.resources.stream import Bell

LARGEST_HEAD = 64 * 1024
SPARE = 32 * 1024
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Connection(HttpToolsProtocol, asyncio.BufferedProtocol):
    """Closes where the headers of a request take too long or grow too large; bodies are the app's to watch.

    Without TLS the body of a PATCH is the app's to take from the socket: ``scope[BODY]`` opens it.  ``spare`` is where
    the system puts what is to be parsed; the connections of a loop share it, for none leaves anything in it.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        patience: Patience,
        spare: memoryview,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._spare = spare
        self._patience = patience
        self._intake: Intake | None = None
        self._body_came = 0
        self._to_skip = 0
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """The first request is waited for from here on."""
        super().connection_made(transport)
        self._await_head()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio gives it
        """Where the next bytes go."""
        return self._spare

    def buffer_updated(self, nbytes: int) -> None:
        """So many came."""
        self.data_received(bytes(self._spare[:nbytes]))

    def data_received(self, data: bytes) -> None:
        """Counts what comes before the end of the headers; passes over a body that nobody wants."""
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            data = data[skipped:]
            self._to_skip -= skipped
            if not self._to_skip:
                self._end_body()
            if not data:
                return
        was_head = self._head_timer is not None
        super().data_received(data)
        if was_head and self._head_timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self._give_up()
        elif self._head_timer is None and self._waits_for_a_request():
            # What came began none, and has ended uvicorn's own wait for the next.
            self._await_head()

    def on_message_begin(self) -> None:
        """Headers begin."""
        super().on_message_begin()
        if self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """Headers have ended."""
        self._head_came()
        self._body_came = 0
        super().on_headers_complete()
        scope = cast("dict[str, Any]", self.scope)
        if scope["method"] == "PATCH" and scope["scheme"] == "http":
            length = _length(scope["headers"])
            if length is not None:
                scope[BODY] = partial(self._open_body, self.cycle, length)

    def on_body(self, body: bytes) -> None:
        """Counts what of a body comes through the parser."""
        self._body_came += len(body)
        super().on_body(body)

    def _open_body(self, cycle: RequestResponseCycle, length: int, idle: float) -> Intake:
        """The body of a request of ``length`` bytes; from here on it passes the parser by."""
        held, cycle.body = cycle.body, bytearray()
        # Of a request that waited behind another one the parser has the whole body already.
        left = length - self._body_came if cycle is self.cycle and cycle.more_body else 0
        intake = Intake(
            self.transport.get_extra_info("socket"),
            held,
            left,
            idle,
            go_on=partial(_send_continue, cycle, self.transport),
            closed=self._close_body if left else _nothing_follows,
        )
        if left and not cycle.disconnected:
            self.flow.pause_reading()
            self._intake = intake
        return intake

    def _close_body(self, left: int) -> None:
        """The app is done with a body of which ``left`` bytes were not taken; the answer lets the client send on."""
        self._intake = None
        if left:
            self._to_skip = left
        elif self.parser is not None:
            self._end_body()

    def _end_body(self) -> None:
        """What comes next is another request's; the parser that waits for this one's body is done with."""
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
        self.on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._head_came()
        super().connection_lost(exc)
        if self._intake is not None:
            self._intake.lost()

    def _waits_for_a_request(self) -> bool:
        """Whether everything of the last request has come and was answered, and nobody watches for the next."""
        done = self.cycle.response_complete and not self.cycle.more_body
        return done and self.timeout_keep_alive_task is None

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._head_timer = self.loop.call_later(self._patience.head, self._give_up)

    def _head_came(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_came()
        if not self.transport.is_closing():
            self.transport.close()


class Host(uvicorn.Server):
    """uvicorn's server that ends the open streams before it waits for connections to close.

    A signal ends it and nothing else: uvicorn would raise it again, and the stores would not be closed.
    """

    def __init__(self, config: uvicorn.Config, bell: Bell) -> None:
        super().__init__(config)
        self._bell = bell

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the server; in another than the main thread nothing is captured."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Streams end, requests under way are answered, then the app ends."""
        self._bell.end()
        await super().shutdown(sockets)


def connections(patience: Patience) -> type[HttpToolsProtocol]:
    """What uvicorn calls for each connection of one loop."""
    spare = memoryview(bytearray(SPARE))
    return partial(Connection, patience=patience, spare=spare)  # type: ignore[return-value]  # it only calls it


def _length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """The bytes of a body that says how many it has, None of any other; the parser lets only digits through, once."""
    said = dict(headers)
    if b"content-length" not in said or b"transfer-encoding" in said:
        return None
    return int(said[b"content-length"])


def _send_continue(cycle: RequestResponseCycle, transport: asyncio.Transport) -> None:
    """Answers a client that asked whether it may send its body (RFC 9110 section 10.1.1)."""
    if cycle.waiting_for_100_continue and not transport.is_closing():
        transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        cycle.waiting_for_100_continue = False


def _nothing_follows(_left: int) -> None:
    """The parser has seen this body's end."""
