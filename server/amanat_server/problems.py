"""Refusals as problem+json (RFC 9457): ``type`` is the code, nothing in it names a family or holds a key."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amanat_sync.errors import AmanatError, refuse

if TYPE_CHECKING:
    from starlette.requests import Request

    from amanat_server.clock import Clock

MEDIA_TYPE = "application/problem+json"


def problem(error: AmanatError, now_ms: int) -> Response:
    """The answer to a refused request; a 401 carries the server's Date so that a wrong clock can be put right."""
    body = msgspec.json.encode(
        {
            "type": f"urn:amanat:error:{error.code}",
            "code": error.code,
            "title": error.text,
            "status": error.status or 500,
        }
    )
    headers = {"Cache-Control": "no-store", "Date": formatdate(now_ms / 1000, usegmt=True)}
    if error.code == "request-rate":
        headers["Retry-After"] = "5"
    return Response(body, status_code=error.status or 500, media_type=MEDIA_TYPE, headers=headers)


class Problems:
    """Turns what handlers raise into answers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def refused(self, _request: Request, error: Exception) -> Response:
        """An ``AmanatError`` as its problem."""
        if not isinstance(error, AmanatError):
            raise error
        return problem(error, self._clock.now_ms())

    async def unmatched(self, _request: Request, error: Exception) -> Response:
        """Starlette's own 404 and 405: to the one who asks there is nothing here."""
        if not isinstance(error, HTTPException):
            raise error
        return problem(refuse("right-missing"), self._clock.now_ms())
