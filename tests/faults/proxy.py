"""A proxy that cuts uploads where a seeded plan says: inside a PATCH's body, before its answer, inside its answer.

It carries HTTP/1.1 with Content-Length, one exchange after another, in a thread of its own on 127.0.0.1, until the
block ends.  ``log`` learns what the server answered before the client does: an answer that is cut on its way counts.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Literal

Place = Literal["body", "before-answer", "answer", "no-cut"]
Strike = Callable[["Fault"], Coroutine[None, None, None]]
PLACES: tuple[Place, ...] = ("body", "before-answer", "answer", "no-cut")
PIECE = 1 << 16


@dataclass(frozen=True)
class Fault:
    """Meets the PATCH that carries byte ``at`` of an upload (or the next one after it).

    ``patient``: the server's answer is there when a cut before it falls.  ``kill``: the server dies, ``after_ms``
    later.
    """

    at: int
    place: Place
    patient: bool
    kill: bool
    after_ms: float


def plan(random: Random, length: int, kills: int) -> list[Fault]:
    """``kills`` faults that kill and half as many that only cut, over an upload of ``length`` bytes; the last one
    meets its last byte.
    """
    count = kills + kills // 2
    deadly = [True] * kills + [False] * (count - kills)
    random.shuffle(deadly)
    deadly[-1] = True
    if deadly.count(True) > kills:
        deadly[deadly.index(True)] = False
    at = [*sorted(random.randrange(length) for _ in range(count - 1)), length - 1]
    turn = random.randrange(4)

    def fault(number: int) -> Fault:
        place = PLACES[(turn + number) % (4 if deadly[number] else 3)]
        # Most moments lie close to the cut, where a body is on its way to the disk.
        return Fault(at[number], place, random.random() < 0.5, deadly[number], random.expovariate(1 / 8))

    return [fault(number) for number in range(count)]


@dataclass
class Exchange:
    """A request that the server answered; of a PATCH the body is not kept."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int = 0
    answer: dict[str, str] = field(default_factory=dict)
    answer_body: bytes = b""


class _CutError(Exception):
    """This connection ends here."""


class FaultProxy:
    """Carries to ``target``; ``faults`` happen in order, each once, and ``strike`` is awaited at each.

    ``open`` says whether it carries anything now; ``pages`` it answers itself.
    """

    def __init__(self, target: Callable[[], int], strike: Strike, log: Callable[[Exchange], None]) -> None:
        self.faults: list[Fault] = []
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.open = True
        self.port = 0
        self._striking: asyncio.Task[None] | None = None
        self._target, self._strike, self._log = target, strike, log

    async def serve(self, end: asyncio.Event, ready: threading.Event) -> None:
        """Carries until ``end``."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0, limit=PIECE)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up: asyncio.StreamWriter | None = None
        try:
            if self.open:
                down, up = await asyncio.open_connection("127.0.0.1", self._target(), limit=PIECE)
                writer.transport.set_write_buffer_limits(high=0)
                up.transport.set_write_buffer_limits(high=0)
                while True:
                    await self._exchange(reader, writer, down, up)
        except (OSError, EOFError, _CutError):
            return
        finally:
            for each in (writer, up):
                if each is not None:
                    each.transport.abort()

    async def _exchange(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        down: asyncio.StreamReader,
        up: asyncio.StreamWriter,
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        (method, path, _), headers = _parse(head)
        exchange = Exchange(method, path, headers, b"")
        if path in self.pages:
            await self._page(writer, *self.pages[path])
            return
        length = int(headers.get("content-length", 0))
        offset = int(headers.get("upload-offset", 0)) if method == "PATCH" else 0
        fault = self._due(method, offset + length)
        up.write(head)
        try:
            await self._carry_body(exchange, fault, length, offset, reader, writer, down, up)
        except (OSError, EOFError):
            # The line broke by itself before the fault was met: what it does besides happens all the same.
            if fault and fault.place != "no-cut":
                await self._strike(fault)
            raise

    async def _carry_body(
        self,
        exchange: Exchange,
        fault: Fault | None,
        length: int,
        offset: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        down: asyncio.StreamReader,
        up: asyncio.StreamWriter,
    ) -> None:
        method, place = exchange.method, fault.place if fault else ""
        if fault and place == "body":
            await _copy(reader, up, min(max(fault.at - offset, 1), length - 1))
            await self._cut(fault)
        if fault and place == "no-cut":
            self._striking = asyncio.create_task(self._strike(fault))
        exchange.body = await _copy(reader, up, length, keep=method != "PATCH")
        if fault and place == "before-answer" and not fault.patient:
            await self._cut(fault)
        answer = await down.readuntil(b"\r\n\r\n")
        (_, status, *_), exchange.answer = _parse(answer)
        exchange.status = int(status)
        bodiless = method == "HEAD" or exchange.status == 204
        size = 0 if bodiless else int(exchange.answer.get("content-length", 0))
        body = await down.readexactly(size)
        exchange.answer_body = body
        self._log(exchange)
        if fault and place in ("before-answer", "answer"):
            writer.write(answer[: len(answer) // 2] if place == "answer" else b"")
            await writer.drain()
            await self._cut(fault)
        writer.write(answer + body)
        await writer.drain()

    def _due(self, method: str, end: int) -> Fault | None:
        if method != "PATCH" or not self.faults or self.faults[0].at >= end:
            return None
        fault = self.faults.pop(0)
        # A part that ends the upload leaves no other for the faults to come, so it may not arrive whole.
        last = self.faults and self.faults[-1].at < end
        return replace(fault, place="body") if last else fault

    async def _cut(self, fault: Fault) -> None:
        await self._strike(fault)
        raise _CutError

    async def _page(self, writer: asyncio.StreamWriter, kind: str, body: bytes) -> None:
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )
        await writer.drain()


def _parse(head: bytes) -> tuple[list[str], dict[str, str]]:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first.split(" ", 2), {name.lower(): value.strip() for name, _, value in pairs}


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, length: int, *, keep: bool = False
) -> bytes:
    kept: list[bytes] = []
    while length:
        piece = await reader.read(min(PIECE, length))
        if not piece:
            raise EOFError
        length -= len(piece)
        if keep:
            kept.append(piece)
        writer.write(piece)
        await writer.drain()
    return b"".join(kept)


@contextmanager
def running(proxy: FaultProxy) -> Iterator[FaultProxy]:
    """The proxy at work, until the block ends."""
    ready, ends = threading.Event(), list[Callable[[], object]]()

    async def main() -> None:
        end = asyncio.Event()
        ends.append(partial(asyncio.get_running_loop().call_soon_threadsafe, end.set))
        await proxy.serve(end, ready)

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield proxy
    finally:
        for end in ends:
            end()
        thread.join(10)
