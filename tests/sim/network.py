"""The network between the devices and the server: slow, cut anywhere, and late.

Every request is a real one, signed by the device; the application gets it as it would from a socket.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from amanat_sync.errors import CODES, AmanatError, refuse
from amanat_sync.request import Patch, authority_of, sign_request
from amanat_sync.wire import Problem, decode_json
from tests.sim.service import ORIGIN

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from random import Random
    from typing import Any

    from tests.sim.service import SimService
    from tests.sim.virtual_time import OwnClock
    from tests.sim.world import Identity

    Message = MutableMapping[str, Any]

AUTHORITY = authority_of(ORIGIN)
AGAIN = frozenset({"request-created", "request-restart", "request-nonce"})
PATIENCE = 10.0
"""Seconds after which a device gives up waiting."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``whole`` is False where the network was cut inside it."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool

    @property
    def code(self) -> str:
        try:
            code = decode_json(Problem, self.body, "server-answer").code
        except AmanatError:
            return "server-answer"
        return code if code in CODES else "server-answer"


@dataclass
class Weather:
    """How likely (0 to 1) it is that a request never arrives, is cut in its body, loses its answer, gets a cut answer,
    or arrives long after the device has given up; ``slowest`` is the longest way (s).
    """

    lost: float = 0.0
    cut: float = 0.0
    unanswered: float = 0.0
    half_answered: float = 0.0
    late: float = 0.0
    slowest: float = 0.05

    def fate(self, random: Random) -> str:
        roll = random.random()
        for name in ("lost", "cut", "unanswered", "half_answered", "late"):
            roll -= getattr(self, name)
            if roll < 0:
                return name
        return "well"


class Network:
    """One for all; ``left`` is how many bytes still pass before it is cut (None: no end)."""

    def __init__(self, service: SimService, random: Random) -> None:
        self.services: dict[str, SimService] = {}
        self._service = service
        self._random = random
        self.weather = Weather()
        self.left: int | None = None
        self.requests = 0
        self._late: list[asyncio.Task[None]] = []

    def cut(self, after_bytes: int = 0) -> None:
        """Passes so many bytes more, of bodies and answers, then nothing."""
        self.left = after_bytes

    def mend(self) -> None:
        """Fair weather."""
        self.left = None
        self.weather = Weather()

    async def end(self) -> None:
        """Nothing that was late arrives any more."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    async def carry(self, who: str, scope: Message, body: bytes) -> Reply | None:
        """The answer as it came, None where none did."""
        self.requests += 1
        fate = "well" if self.left is not None else self.weather.fate(self._random)
        await asyncio.sleep(self._random.random() * self.weather.slowest)
        passing = len(body) if self._passes(0) else -1
        if fate == "lost" or passing < 0:
            return None
        if fate == "cut":
            passing = self._random.randint(0, len(body))
        elif self.left is not None:
            passing = min(len(body), self.left)
            self.left -= passing
        exchange = _Exchange(scope, body, passing, fate == "cut" or passing < len(body), self._random)
        service = self.services.get(who, self._service)
        if fate == "late":
            # The device has given up long before; what it sent still arrives.
            delay = PATIENCE + self._random.random() * 30
            self._late.append(asyncio.ensure_future(self._arrive_late(service, exchange, delay)))
            await asyncio.sleep(PATIENCE)
            return None
        await exchange.run(service)
        await asyncio.sleep(self._random.random() * self.weather.slowest)
        if fate in ("cut", "unanswered") or exchange.cut or exchange.status is None:
            return None
        return self._coming_back(exchange, fate)

    def _coming_back(self, exchange: _Exchange, fate: str) -> Reply | None:
        assert exchange.status is not None
        head = exchange.scope["method"] == "HEAD"
        answer, whole = b"" if head else bytes(exchange.answer), exchange.ended
        if fate == "half_answered":
            answer, whole = answer[: self._random.randint(0, len(answer))], False
        elif self.left is not None:
            if self.left < len(answer) + 1:
                answer, whole = answer[: self.left], False
            self.left = max(0, self.left - len(answer) - 1)
        if not whole and not answer:
            return None
        return Reply(exchange.status, exchange.headers, answer, whole)

    def _passes(self, size: int) -> bool:
        return self.left is None or self.left > size

    async def _arrive_late(self, service: SimService, exchange: _Exchange, delay: float) -> None:
        await asyncio.sleep(delay)
        await exchange.run(service)


@dataclass
class _Exchange:
    """One request at the application."""

    scope: Message
    body: bytes
    passing: int
    cut: bool
    random: Random
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytearray = field(default_factory=bytearray)
    ended: bool = False
    _given: int = 0

    async def run(self, service: SimService) -> None:
        task = service.answer(self.scope, self._receive, self._send)
        if task is not None:
            await asyncio.wait({task})
            if not task.cancelled() and (fault := task.exception()) is not None:
                raise fault

    async def _receive(self) -> Message:
        patch = self.scope["method"] == "PATCH"
        if patch:
            await asyncio.sleep(self.random.random() * 0.2)
        left = self.passing - self._given
        if left == 0 and (self.cut or self._given):
            return {"type": "http.disconnect"}
        size = self.random.randint(1, left) if patch and left > 1 else left
        part = self.body[self._given : self._given + size]
        self._given += size
        return {"type": "http.request", "body": part, "more_body": self._given < len(self.body)}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.answer += message.get("body", b"")
            self.ended = not message.get("more_body", False)


class Line:
    """One device's way to the server: signs, and puts the device's clock right where it is told to."""

    def __init__(self, who: Identity, network: Network, clock: OwnClock, random: Random) -> None:
        self._who = who
        self._network = network
        self._clock = clock
        self._random = random
        # The server's Date corrects only the `created` of requests.
        self._ahead_ms = 0

    async def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        patch: Patch | None = None,
        *,
        halves: bool = False,
    ) -> Reply:
        """The answer to a request; raises the refusal by its code, or ``server-unreachable``.

        With ``halves`` an answer that was cut is given as far as it came.
        """
        reply = await self.attempt(method, target, body, headers, patch)
        if reply is None or (not reply.whole and not (halves and reply.status == 200)):
            raise refuse("server-unreachable")
        if reply.status >= 400:
            raise refuse(reply.code, f"HTTP {reply.status}")
        return reply

    async def attempt(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        patch: Patch | None = None,
    ) -> Reply | None:
        """Whatever came back, None where nothing did; a signature that was refused for its time is made again."""
        for _ in range(2):
            reply = await self._network.carry(
                self._who.name, self._scope(method, target, body, headers, patch), body
            )
            if reply is None or not self._may_ask_again(reply, method):
                return reply
        return await self._network.carry(
            self._who.name, self._scope(method, target, body, headers, patch), body
        )

    def _may_ask_again(self, reply: Reply, method: str) -> bool:
        # The answer to HEAD has no body, and so no code.
        if reply.code not in AGAIN and not (method == "HEAD" and reply.status == 401):
            return False
        server_ms = int(parsedate_to_datetime(reply.headers["date"]).timestamp() * 1000)
        self._ahead_ms = server_ms - self._clock.now_ms()
        return True

    def _scope(
        self, method: str, target: str, body: bytes, headers: dict[str, str] | None, patch: Patch | None
    ) -> Message:
        signed = sign_request(
            method,
            AUTHORITY,
            target,
            keyid=self._who.keyid,
            seed=self._who.seed,
            created=max(0, self._clock.now_ms() + self._ahead_ms) // 1000,
            nonce=self._random.randbytes(16),
            body=b"" if patch else body,
            patch=patch,
        )
        every = {**(headers or {}), **signed}
        if body:
            every["content-length"] = str(len(body))
        path, _, query = target.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in every.items()],
            "client": ("10.0.0.1", 1),
            "server": ("field.example", 80),
            "state": {},
        }
