"""Requests with every byte in the test's hand: signed like a client's, or spoiled on purpose."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from amanat_sync.errors import AmanatError
from amanat_sync.keys import ed25519_public, sha256
from amanat_sync.request import Patch, keyid_of, sign_request
from amanat_sync.wire import Problem, decode_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.server.living import Reachable

TUS = {"tus-resumable": "1.0.0"}
PATCH = {**TUS, "content-type": "application/offset+octet-stream"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``code`` is the problem's, ``ok`` where there is none."""

    status: int
    code: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """A request before it is signed."""

    method: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    patch: Patch | None = None
    read: bool = True
    """False where the answer never ends by itself: its head is enough."""


class Asker:
    """One key that signs requests to one server; the key need not be known there."""

    _nonces = count(1)

    def __init__(self, server: Reachable, seed: bytes) -> None:
        self.server = server
        self.seed = seed
        self.ed25519 = ed25519_public(seed)

    def __call__(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Signs and sends; the answer, refusals as well."""
        return self.ask(Ask(method, target, body, headers or {}))

    def ask(self, ask: Ask) -> Answer:
        """Signs and sends."""
        return self.send(ask, self.sign(ask))

    def patch(self, target: str, offset: int, body: bytes) -> Answer:
        """A PATCH of an upload."""
        return self.ask(Ask("PATCH", target, body, PATCH, Patch(offset, len(body))))

    def sign(
        self, ask: Ask, *, late_s: int = 0, nonce: bytes | None = None, authority: str | None = None
    ) -> dict[str, str]:
        """The headers that sign a request, as if ``late_s`` seconds ago."""
        return sign_request(
            ask.method,
            authority or self.server.authority,
            ask.target,
            keyid=keyid_of(self.ed25519),
            seed=self.seed,
            created=self.server.clock.now_ms() // 1000 - late_s,
            nonce=nonce or sha256(self.seed, next(self._nonces).to_bytes(8, "big"))[:16],
            body=b"" if ask.patch else ask.body,
            patch=ask.patch,
        )

    def send(self, ask: Ask, signed: Mapping[str, str]) -> Answer:
        """Sends a request with these headers, whatever they say."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            headers = {**ask.headers, **signed}
            connection.request(ask.method, ask.target, ask.body or None, headers)
            answer = connection.getresponse()
            content = answer.read() if ask.read or answer.status >= 400 else b""
        finally:
            connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, code_of(answer.status, content), found, content)


def code_of(status: int, content: bytes) -> str:
    """The code of a problem; for HEAD, whose refusals have no body, the status."""
    if status < 400:
        return "ok"
    try:
        return decode_json(Problem, content).code
    except AmanatError:
        return f"HTTP {status}"
