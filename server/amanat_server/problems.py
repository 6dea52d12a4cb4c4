"""Refusals as problem+json (RFC 9457): ``type`` is the code, nothing in it names a family or holds a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.wire import encode_json, problem_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from amanat_server.readiness import Readiness

MEDIA_TYPE = "application/problem+json"


def problem(error: AmanatError) -> Response:
    """The answer to a refused request."""
    body = encode_json(problem_of(error))
    headers = {"Cache-Control": "no-store"}
    if error.code == "request-rate":
        headers["Retry-After"] = "5"
    if error.code == "request-slow":
        # The rest of the body may still come; it is not waited for.
        headers["Connection"] = "close"
    return Response(body, status_code=error.status or 500, media_type=MEDIA_TYPE, headers=headers)


class Problems:
    """Turns what handlers raise into answers."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness

    async def refused(self, _request: Request, error: Exception) -> Response:
        """An ``AmanatError`` as its problem."""
        if not isinstance(error, AmanatError):
            raise error
        if error.code == "store-failed":
            self._readiness.set(ready=False)
        return problem(error)

    async def unmatched(self, _request: Request, error: Exception) -> Response:
        """Starlette's own 404 and 405: to the one who asks there is nothing here."""
        if not isinstance(error, HTTPException):
            raise error
        return problem(refuse("right-missing"))
