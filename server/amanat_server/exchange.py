"""How bytes travel: records of one size bare, others with a u32 length before each; ids in hex; answers private."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from amanat_server.stores.values import Stored
from amanat_sync.errors import refuse
from amanat_sync.ids import parse_hex_id
from amanat_sync.query import parse_query
from amanat_sync.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from starlette.requests import Request

PRIVATE = {"Cache-Control": "private"}
NO_STORE = {"Cache-Control": "no-store"}
OCTETS = "application/octet-stream"
_QUERIES = {(line.method, line.path): line.query for line in ROUTES}


def route(method: str, path: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
    """One line of the route table: this method of this path and no other (the framework adds HEAD to each GET).

    ``KeyError`` for one that does not stand in ``amanat_sync.routes``; its query names come from there.
    """
    names = _QUERIES[method, path]

    async def asked(request: Request) -> Response:
        parse_query(request.scope["query_string"], names)
        return await answer(request)

    made = Route(path, asked, methods=[method])
    made.methods = {method}
    return made


def path_id(request: Request, name: str) -> bytes:
    """The id in the path; ``request-target`` for another spelling."""
    try:
        return parse_hex_id(request.path_params[name])
    except ValueError as fault:
        raise refuse("request-target") from fault


def equal_records(body: bytes, size: int) -> list[bytes]:
    """Records of ``size`` bytes one after another, at least one; ``request-length``."""
    if not body or len(body) % size:
        raise refuse("request-length")
    return [body[at : at + size] for at in range(0, len(body), size)]


def split_lengths(body: bytes) -> list[bytes]:
    """Items with a u32 length before each, at least one; ``request-length``."""
    items: list[bytes] = []
    at = 0
    while at < len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        item = body[at + 4 : at + 4 + size]
        if at + 4 > len(body) or len(item) != size or size == 0:
            raise refuse("request-length")
        items.append(item)
        at += 4 + size
    if not items:
        raise refuse("request-length")
    return items


def with_lengths(items: Iterable[bytes]) -> bytes:
    """Items with a u32 length before each."""
    return b"".join(len(item).to_bytes(4, "big") + item for item in items)


def octets(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Bytes that only the asking device should keep."""
    return Response(body, status, {**PRIVATE, **(headers or {})}, media_type=OCTETS)


def json(value: msgspec.Struct, status: int = 200) -> Response:
    """A shape of ``wire``."""
    return Response(msgspec.json.encode(value), status, PRIVATE, media_type="application/json")


def written(stored: Stored) -> Response:
    """201 for what is new, 200 for the same bytes again."""
    return Response(status_code=201 if stored is Stored.NEW else 200, headers=PRIVATE)


def done() -> Response:
    """204."""
    return Response(status_code=204, headers=PRIVATE)
