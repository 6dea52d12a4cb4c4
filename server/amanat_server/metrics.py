"""Numbers for whoever runs the service, to programs on this machine alone; none names a case, film or person."""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import BaseRoute

from amanat_server.exchange import route
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from amanat_server.stores.ports import UploadStore
    from amanat_server.sweeper import Sweeper

FORWARDED = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
"""What a proxy adds; behind one, everybody seems to be on this machine."""


class Tally:
    """ASGI middleware that counts answers by status."""

    def __init__(self, app: ASGIApp, *, counts: Counter[int]) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._counts[message["status"]] += 1
            await send(message)

        await self._app(scope, receive, counted)


class Metrics:
    """``/metrics`` in the text format of Prometheus."""

    def __init__(self, *, counts: Counter[int], uploads: UploadStore, sweeper: Sweeper) -> None:
        self._counts = counts
        self._uploads = uploads
        self._sweeper = sweeper

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [route("GET", "/metrics", self.read)]

    async def read(self, request: Request) -> Response:
        """404 for everybody who is not on this machine, and for everybody behind a proxy."""
        client = request.client
        forwarded = FORWARDED & set(request.headers)
        if client is None or forwarded or not ip_address(client.host).is_loopback:
            raise refuse("right-missing")
        opened, reserved = await self._uploads.unfinished()
        lines = [
            f'amanat_answers_total{{status="{status}"}} {count}'
            for status, count in sorted(self._counts.items())
        ]
        lines += [
            f"amanat_uploads_unfinished {opened}",
            f"amanat_uploads_reserved_bytes {reserved}",
            f"amanat_groups_destroyed_total {self._sweeper.destroyed}",
            f"amanat_sweeps_failed_total {self._sweeper.failed}",
        ]
        return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
