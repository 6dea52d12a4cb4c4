"""Who asks: checks the signature of every request that needs one, and hands the caller on (docs/spec/request.md).

Pure ASGI, so that a body of gigabytes is never held: of a PATCH only the head is signed, every other body is read
whole, within its limit, and compared with the digest that was signed.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec

from amanat_server.limits import LARGEST_BODY, Crowd, Patience, Rates, check_body_length
from amanat_server.problems import problem
from amanat_sync.chain import COURIER, Device
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ids import parse_base64url, parse_hex_id
from amanat_sync.keys import sha256
from amanat_sync.request import Claim, NonceWindow, check_digest, check_request, parse_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.stores.ports import EnrolStore

UNSIGNED = frozenset({("GET", "/v1/service"), ("POST", "/v1/setup"), ("OPTIONS", "/v1/uploads")})
ENROL = ("POST", "/v1/enrol")
BY_THE_ROOT = frozenset({("GET", "/v1/chain"), ("POST", "/v1/chain")})
"""What the root may ask for by itself: how a service comes by an admin that has none left (docs/adr/0015)."""
LARGEST_OF_STRANGERS = 64 * 1024
_CALLER = "amanat.caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """The one who signed the request.  ``device`` is None for a new key that asks to join, and for the root."""

    key: bytes
    device: Device | None

    @property
    def certified(self) -> Device:
        """The caller's device; ``request-key`` for a key that no certificate names."""
        if self.device is None:
            raise refuse("request-key")
        return self.device

    @property
    def is_courier(self) -> bool:
        """Whether this is a tablet's outbox, which carries what others have signed."""
        return self.device is not None and self.device.role == COURIER

    @property
    def revoked(self) -> bool:
        """Whether the chain has taken the device's rights away."""
        return self.device is not None and self.device.revoked_at_seq is not None


def caller_of(request: Request) -> Caller:
    """The caller whom ``Authentication`` found."""
    return cast("Caller", request.scope[_CALLER])


class Authentication:
    """ASGI middleware; every request under ``/v1/`` that is not in ``UNSIGNED`` is signed."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        authority: str,
        clock: Clock,
        started_ms: int,
        nonces: NonceWindow,
        rates: Rates,
        patience: Patience,
        directory: Directory,
        enrolments: EnrolStore,
    ) -> None:
        self._app = app
        self._authority = authority
        self._clock = clock
        self._started_ms = started_ms
        self._nonces = nonces
        self._rates = rates
        self._patience = patience
        self._crowd = Crowd(patience.at_once)
        self._directory = directory
        self._enrolments = enrolments

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            receive = await self._admit(scope, receive)
            caller: Caller | None = scope.get(_CALLER)
            sender = caller.key.hex() if caller is not None else None
            if sender is not None:
                self._crowd.enter(sender)
        except AmanatError as error:
            await problem(error)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if sender is not None:
                self._crowd.leave(sender)

    async def _admit(self, scope: Scope, receive: Receive) -> Receive:
        method, path = scope["method"], scope["path"]
        now_ms = self._clock.now_ms()
        client = scope.get("client")
        address = client[0] if client else "?"
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        streamed = method == "PATCH"
        stranger = not path.startswith("/v1/") or (method, path) in UNSIGNED
        newcomer = (method, path) == ENROL
        largest = LARGEST_OF_STRANGERS if stranger or newcomer else LARGEST_BODY
        length = 0 if streamed else check_body_length(headers.get("content-length"), largest)
        if "transfer-encoding" in headers:
            raise refuse("request-length")
        if stranger:
            self._rates.take(address, now_ms)
            return _replay(await self._read(receive, length), receive) if length else receive
        try:
            claim = parse_request(method, _target(scope), scope["headers"], self._authority)
            # Nothing is held for a key that is not known here; a newcomer's stands in the body.
            body = await self._read(receive, length) if newcomer else b""
            caller = await self._identify(claim, method, path, body)
            check_request(claim, caller.key if caller else None, now_ms, self._started_ms, self._nonces)
            if not streamed:
                if length and not newcomer:
                    body = await self._read(receive, length)
                    # It may have taken its time: whoever was revoked meanwhile has no rights by now.
                    caller = await self._identify(claim, method, path, body)
                check_digest(claim, sha256(body))
        except AmanatError:
            self._rates.take(address, now_ms)
            raise
        if caller is None:
            raise refuse("request-key")
        self._rates.take(claim.keyid, now_ms)
        scope[_CALLER] = caller
        return receive if streamed else _replay(body, receive)

    async def _read(self, receive: Receive, length: int) -> bytes:
        """A body that is held whole; ``request-slow`` for one that takes its time."""
        try:
            async with asyncio.timeout(self._patience.body):
                return await _read(receive, length, self._patience.idle)
        except TimeoutError as fault:
            raise refuse("request-slow") from fault

    async def _identify(self, claim: Claim, method: str, path: str, body: bytes) -> Caller | None:
        """The caller whose key has the claimed id: certified, or one that asks to join and says so itself."""
        if (method, path) == ENROL:
            return _newcomer(claim, body)
        if method == "GET" and path.startswith("/v1/enrol/"):
            waiting = await self._waiting(path.removeprefix("/v1/enrol/"))
            if waiting is not None and _keyid(waiting) == claim.keyid:
                return Caller(waiting, None)
        if not self._directory.is_set_up:
            return None
        chain = self._directory.chain
        if (method, path) in BY_THE_ROOT and _keyid(chain.root) == claim.keyid:
            return Caller(chain.root, None)
        device = chain.by_keyid(bytes.fromhex(claim.keyid))
        return Caller(device.ed25519, device) if device is not None else None

    async def _waiting(self, text: str) -> bytes | None:
        try:
            enrolment = await self._enrolments.enrolment(parse_hex_id(text))
        except ValueError:
            return None
        return enrolment.ed25519 if enrolment else None


class _Key(msgspec.Struct):
    ed25519: str


def _newcomer(claim: Claim, body: bytes) -> Caller | None:
    """A new key stands in the body that it signs."""
    try:
        key = parse_base64url(msgspec.json.decode(body, type=_Key).ed25519, 32)
    except (msgspec.MsgspecError, ValueError):
        return None
    return Caller(key, None) if _keyid(key) == claim.keyid else None


def _keyid(key: bytes) -> str:
    return hashlib.sha256(key).digest()[:16].hex()


def _target(scope: Scope) -> bytes:
    """Path and query as they stood on the wire."""
    path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return path.partition(b"?")[0] + (b"?" + query if query else b"")


async def _read(receive: Receive, length: int, idle: float) -> bytes:
    """The body, whole; one that is cut short or runs over is refused, ``TimeoutError`` where nothing comes."""
    parts: list[bytes] = []
    size = 0
    more = length > 0
    while more:
        async with asyncio.timeout(idle):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise refuse("request-length")
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > length:
            raise refuse("request-length")
        parts.append(part)
        more = bool(message.get("more_body", False))
    if size != length:
        raise refuse("request-length")
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read, then whatever comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
