"""A server that lies: the real one's answers, changed on their way to one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from amanat_client.books import Books
from amanat_client.desk import Desk
from amanat_client.store import Store
from amanat_client.transport import Server
from amanat_sync.page import PageReader, decode_items, encode_items

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from amanat_client.identity import Identity
    from tests.server.living import LivingService


@dataclass(frozen=True, slots=True)
class Told:
    """An answer's body and cursor."""

    body: bytes
    cursor: str


class Liar(httpx.BaseTransport):
    """Asks the real server and changes the answers whose method and path a lie names."""

    def __init__(self, lies: Mapping[str, Callable[[Told], Told]], lost: Collection[str] = ()) -> None:
        """``lies`` by ``METHOD path``, the path without its query; what is ``lost`` never reaches the server."""
        self._lies = lies
        self._lost = lost
        self._honest = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if f"{request.method} {request.url.path}" in self._lost:
            return httpx.Response(200)
        answer = self._honest.handle_request(request)
        lie = self._lies.get(f"{request.method} {request.url.path}")
        if lie is None or not answer.is_success:
            return answer
        answer.read()
        told = lie(Told(answer.content, answer.headers.get("amanat-cursor", "")))
        answer.close()
        headers = {"amanat-cursor": told.cursor} if told.cursor else {}
        return httpx.Response(answer.status_code, headers=headers, content=told.body)

    def close(self) -> None:
        self._honest.close()


def reader(
    service: LivingService,
    identity: Identity,
    folder: Path,
    lies: Mapping[str, Callable[[Told], Told]] | None = None,
    lost: Collection[str] = (),
) -> Desk:
    """An identity with the folder it has, asking through a server that tells these lies; the caller closes it."""
    store = Store(folder)
    store.put("root", b"service", service.admin.books.chain.org)
    http = httpx.Client(transport=Liar(lies or {}, lost), timeout=30)
    entropy = service.admin.entropy
    server = Server(service.server.origin, identity, service.clock, entropy, http)
    return Desk(identity, server, Books(store), store, service.clock, entropy)


def instead(body: bytes) -> Callable[[Told], Told]:
    """The lie that is always ``body``."""
    return lambda told: Told(body, told.cursor)


def and_then(more: bytes) -> Callable[[Told], Told]:
    """The lie that adds ``more`` behind the truth."""
    return lambda told: Told(told.body + more, told.cursor)


def one_more_item(*items: bytes) -> Callable[[Told], Told]:
    """The lie that adds frames to a page before its head, and counts them."""

    def lie(told: Told) -> Told:
        found = decode_items(told.body)
        assert PageReader().push(told.body)
        store, _, n = told.cursor.partition(".")
        return Told(encode_items([*found[:-1], *items, found[-1]]), f"{store}.{int(n) + len(items)}")

    return lie
