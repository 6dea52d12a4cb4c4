"""Which cases moved, told to open pages (server-sent events): one flag and one queue of ids per listener.

A listener that is slow costs a set of ids and nothing more; the ping is one timer for all.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse
from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import route
from amanat_sync.ids import base64url
from amanat_sync.wire import StreamMoved, encode_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from amanat_sync.chain import Chain

PING = b": still here\n\n"
PING_SECONDS = 25.0
MOST_CASES = 1000
MOST_OF_A_DEVICE = 8


class Listener:
    """One open page: the cases that moved since it was told last, and whether it is called beside them."""

    __slots__ = ("_flag", "called", "device", "ended", "member", "moved", "pinged")

    def __init__(self, member: bytes, device: bytes) -> None:
        self.member = member
        self.device = device
        self.moved: set[bytes] = set()
        self.called = False
        self.pinged = False
        self.ended = False
        self._flag = asyncio.Event()

    def wake(self) -> None:
        """There is something to say."""
        self._flag.set()

    def end(self) -> None:
        """There is nothing more to say."""
        self.ended = True
        self._flag.set()

    async def wait(self) -> None:
        """Until there is something to say."""
        await self._flag.wait()
        self._flag.clear()


class Bell:
    """Rings the listeners whose members stand in a case that moved."""

    def __init__(self) -> None:
        # Ordered, so that the oldest of a device is known.
        self._by_member: dict[bytes, dict[Listener, None]] = {}
        self._ended = False

    def listen(self, member: bytes, device: bytes) -> Listener:
        """A new listener, until ``leave``; a device that has many ends its oldest one with it."""
        listener = Listener(member, device)
        held = self._by_member.setdefault(member, {})
        held[listener] = None
        mine = [one for one in held if one.device == device and not one.ended]
        for oldest in mine[:-MOST_OF_A_DEVICE]:
            oldest.end()
        if self._ended:
            listener.end()
        return listener

    def leave(self, listener: Listener) -> None:
        """Forgets a listener."""
        held = self._by_member.get(listener.member, {})
        held.pop(listener, None)
        if not held:
            self._by_member.pop(listener.member, None)

    def moved(self, case: bytes, members: Iterable[bytes]) -> None:
        """Tells the members of a case that it moved."""
        for member in members:
            for listener in self._by_member.get(member, ()):
                listener.moved.add(case)
                listener.wake()

    def called(self, members: Iterable[bytes]) -> None:
        """Tells members to ask again although no case moved."""
        for member in members:
            for listener in self._by_member.get(member, ()):
                listener.called = True
                listener.wake()

    def revoked(self, chain: Chain) -> None:
        """Ends the streams of devices that the chain no longer lets in."""
        for held in self._by_member.values():
            for listener in held:
                device = chain.device(listener.device)
                if device is None or device.revoked_at_seq is not None:
                    listener.end()

    def ping(self) -> None:
        """Lets every listener send a line, so that dead connections are found."""
        for held in self._by_member.values():
            for listener in held:
                listener.pinged = True
                listener.wake()

    def end(self) -> None:
        """Ends every stream: the server stops."""
        self._ended = True
        for held in self._by_member.values():
            for listener in held:
                listener.end()

    async def ping_for_ever(self) -> None:
        """One shared timer; runs until it is cancelled."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            self.ping()


class EventStream(StreamingResponse):
    """Lines for as long as both sides want them, at the cost of two small tasks.

    The framework's own way of noticing that the client has gone costs twice the memory of all the rest of a stream.
    """

    def __init__(self, bell: Bell, listener: Listener, lines: AsyncIterator[bytes]) -> None:
        headers = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}
        super().__init__(lines, headers=headers, media_type="text/event-stream")
        self._bell = bell
        self._listener = listener
        self._lines = lines

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Ends where the listener does or the client has gone."""
        gone = asyncio.create_task(_until_gone(receive, self._listener))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for line in self._lines:
                await send({"type": "http.response.body", "body": line, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            self._bell.leave(self._listener)


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    listener.end()


class Stream:
    """``/v1/stream``."""

    def __init__(self, *, bell: Bell) -> None:
        self._bell = bell

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [route("GET", "/v1/stream", self.open)]

    async def open(self, request: Request) -> StreamingResponse:
        """Says which of the member's cases moved, until the device is revoked or leaves."""
        device = rights.device_of_member(caller_of(request))
        listener = self._bell.listen(device.member, device.device)
        return EventStream(self._bell, listener, self._lines(listener))

    async def _lines(self, listener: Listener) -> AsyncIterator[bytes]:
        yield PING
        while not listener.ended:
            await listener.wait()
            while (listener.moved or listener.called) and not listener.ended:
                listener.called = False
                told = [listener.moved.pop() for _ in range(min(MOST_CASES, len(listener.moved)))]
                data = encode_json(StreamMoved(cases=[base64url(case) for case in told]))
                yield b"event: moved\ndata: " + data + b"\n\n"
            if listener.pinged:
                listener.pinged = False
                yield PING
