"""One connection to a client: uvicorn's, with an end to headers that never end."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from uvicorn.server import ServerState

    from amanat_server.limits import Patience
    from amanat_server.resources.stream import Bell

LARGEST_HEAD = 64 * 1024
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Connection(HttpToolsProtocol):
    """Closes where the headers of a request take too long or grow too large; bodies are the app's to watch."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        patience: Patience,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._patience = patience
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """The first request is waited for from here on."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Counts what comes before the end of the headers."""
        was_head = self._head_timer is not None
        super().data_received(data)
        if was_head and self._head_timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self._give_up()

    def on_message_begin(self) -> None:
        """Headers begin."""
        super().on_message_begin()
        if self._head_timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """Headers have ended."""
        self._head_came()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._head_came()
        super().connection_lost(exc)

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
    """What uvicorn calls for each connection."""
    return partial(Connection, patience=patience)  # type: ignore[return-value]  # it only calls it
