"""The body of an upload, taken from the socket by the thread that writes it to the disk.

The framework's own way hands a body on in small pieces, copies each of them four times and wakes the loop for each.
Here a connection lends its socket to the reader of one body: the loop only waits for bytes to come, and one thread
takes them, writes them and adds them to the digest while they are in its cache.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = "amanat.body"
"""Where a request's scope has what opens its body: ``Callable[[float], Intake]``, given how long to wait for bytes."""

ENOUGH = 256 * 1024
"""So many bytes are worth a wake-up; the last ones of a body are too."""
MOMENT_MS = 2
"""So long a thread waits for a client that is nearly as fast as it."""
LOOK_SECONDS = 1.0
"""So long fewer bytes may lie there before they are taken all the same."""


class Intake:
    """What is left of one request's body; ``Body`` of the stores."""

    def __init__(
        self,
        line: socket.socket,
        held: bytearray,
        left: int,
        idle: float,
        *,
        go_on: Callable[[], None],
        closed: Callable[[int], None],
    ) -> None:
        """``held`` came with the head, ``left`` bytes are still on their way and wait ``idle`` seconds at most.

        ``go_on`` is told before the first wait, ``closed`` at the end how many bytes nobody took.
        """
        self._line = line
        self._lost = line.fileno() < 0
        # The connection may end while a thread reads: a number of our own is never given to another connection.
        self._handle = -1 if self._lost else os.dup(line.fileno())
        self._held = held
        self._left = left
        self._idle = idle
        self._go_on: Callable[[], None] | None = go_on
        self._closed = closed
        self._poll = select.poll()
        if not self._lost:
            self._poll.register(self._handle, select.POLLIN)
        self._dry = False
        self._enough = 1
        self._waiter: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._came = self._loop.time()

    async def ready(self) -> bool:
        """See ``Body``; ``ClientDisconnect`` where the connection ended first, ``request-slow`` where nothing came."""
        if self._held:
            return True
        if not self._left:
            return False
        if self._lost:
            raise ClientDisconnect
        if self._dry:
            if self._loop.time() >= self._came + self._idle:
                raise refuse("request-slow")
            if self._go_on is not None:
                self._go_on()
                self._go_on = None
            self._ask_for(min(ENOUGH, self._left))
            await self._wait(min(LOOK_SECONDS, self._idle))
            self._dry = False
        return True

    def take(self, room: memoryview) -> int:
        """See ``Body``."""
        if self._held:
            count = min(len(room), len(self._held))
            room[:count] = self._held[:count]
            del self._held[:count]
            return count
        if self._lost or not self._left:
            return 0
        if self._dry:
            self._ask_for(min(ENOUGH, self._left))
            if not self._poll.poll(MOMENT_MS):
                return 0
        asked = room[: self._left]
        try:
            count = os.readv(self._handle, [asked])
        except BlockingIOError:
            self._dry = True
            return 0
        except OSError:
            count = 0
        if not count:
            self._lost = True
            return 0
        self._left -= count
        self._came = self._loop.time()
        self._dry = count < len(asked)
        return count

    def lost(self) -> None:
        """The connection has ended."""
        self._lost = True
        self._wake()

    def close(self) -> None:
        """Nobody reads on."""
        self._ask_for(1)
        if self._handle >= 0:
            os.close(self._handle)
        self._closed(self._left)

    async def _wait(self, seconds: float) -> None:
        """Until enough has come, or the time is over, or the connection has ended."""
        self._waiter = self._loop.create_future()
        self._loop.add_reader(self._handle, self._wake)
        timer = self._loop.call_later(seconds, self._wake)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._loop.remove_reader(self._handle)
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _ask_for(self, count: int) -> None:
        """The system calls the socket readable once so many bytes lie there, or none will come any more."""
        if count != self._enough and self._line.fileno() >= 0:
            try:
                self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, count)
            except OSError:
                # A thread asks, and the loop has closed the line since: reading will tell.
                return
            self._enough = count
