"""The line between a tablet and its server, which can be down, be cut in mid-upload, and be held where it is.

It carries bytes between two ports of this machine, in a thread of its own, and reads no more of them than the head of
each request: what is signed for the one port arrives at the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

PIECE = 1 << 16
PATIENCE = 60.0


@dataclass(frozen=True)
class Meets:
    """What a PATCH meets once ``after`` bytes of it have gone through: the line is cut, or stands still."""

    what: Literal["cut", "hold"]
    after: int


@dataclass(frozen=True)
class Patch:
    """A part of an upload as the tablet began to send it."""

    offset: int
    length: int


class Line:
    """Carries from ``port`` to ``target``; each PATCH meets what ``plan`` says next, and goes through after that."""

    def __init__(self, port: int, target: int) -> None:
        self.up = True
        # None lets a PATCH through.
        self.plan: list[Meets | None] = []
        self.patches: list[Patch] = []
        self.held = threading.Event()
        self._port, self._target = port, target
        self._met: Meets | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()

    def cut(self) -> None:
        """Cuts every connection that is open."""
        self._soon(self._cut)

    def down(self) -> None:
        """No internet until ``back``."""
        self.up = False
        self.cut()

    def back(self) -> None:
        self.up = True

    def wait_held(self) -> None:
        """Until a PATCH stands still."""
        assert self.held.wait(PATIENCE), self.patches
        self.held.clear()

    async def serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._carry, "127.0.0.1", self._port, limit=PIECE)
        ready.set()
        await self._end.wait()
        server.close()
        self._cut()

    @contextlib.contextmanager
    def running(self) -> Iterator[Line]:
        """The line, until the block ends."""
        ready = threading.Event()
        thread = threading.Thread(
            target=self._loop.run_until_complete, args=(self.serve(ready),), daemon=True
        )
        thread.start()
        assert ready.wait(PATIENCE)
        try:
            yield self
        finally:
            self._soon(self._end.set)
            thread.join(PATIENCE)
            self._loop.close()

    def _soon(self, work: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            work()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(PATIENCE)

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.up:
            writer.transport.abort()
            return
        self._open.add(writer)
        up: asyncio.StreamWriter | None = None
        try:
            down, up = await asyncio.open_connection("127.0.0.1", self._target, limit=PIECE)
            up.transport.set_write_buffer_limits(high=0)
            back = asyncio.create_task(_copy(down, writer))
            await self._requests(reader, up)
            await back
        except (OSError, EOFError):
            return
        finally:
            self._open.discard(writer)
            writer.transport.abort()
            if up is not None:
                # What has gone through arrives; the server finds the end after it.
                up.close()

    async def _requests(self, reader: asyncio.StreamReader, up: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            method, fields = _parse(head)
            length = int(fields.get("content-length", "0"))
            meets = None
            if method == "HEAD":
                self._met = None
            elif method == "PATCH":
                meets = self._meets(Patch(int(fields["upload-offset"]), length))
            up.write(head)
            await _pass(reader, up, length if meets is None else min(meets.after, length))
            if meets is None:
                continue
            if meets.what == "cut":
                raise EOFError
            self.held.set()
            # Whoever holds it ends it: the server dies, or the line is cut.
            await self._end.wait()
            return

    def _meets(self, patch: Patch) -> Meets | None:
        if self._met is not None:
            # The tablet has not asked how far it is: the browser by itself sends once more what was cut.
            return self._met
        self.patches.append(patch)
        meets = self.plan.pop(0) if self.plan else None
        self._met = meets if meets is not None and meets.what == "cut" else None
        return meets


def _parse(head: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ")[0], {name.lower(): value.strip() for name, _, value in pairs}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, length: int) -> None:
    while length:
        piece = await reader.read(min(PIECE, length))
        if not piece:
            raise EOFError
        length -= len(piece)
        writer.write(piece)
        await writer.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    # The server has ended this connection: so has the line.
    writer.transport.abort()
