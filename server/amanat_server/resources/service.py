"""The service as a whole: health, what anybody may know, and the set-up that happens once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import BaseRoute

from amanat_server.binding import bind_shares
from amanat_server.exchange import equal_records, json, route, written
from amanat_sync.chain import ADMIN, Chain
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.wire import ServiceInfo, Setup, decode_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.readiness import Readiness
    from amanat_server.secrets import ServiceKey
    from amanat_server.stores.ports import ShareStore

CERTIFICATE = 288


class Service:
    """``/healthz``, ``/v1/service``, ``/v1/setup``."""

    def __init__(
        self,
        *,
        directory: Directory,
        shares: ShareStore,
        key: ServiceKey,
        clock: Clock,
        build: str,
        readiness: Readiness,
        demo_allowed: bool,
    ) -> None:
        self._directory = directory
        self._shares = shares
        self._key = key
        self._clock = clock
        self._build = build
        self._readiness = readiness
        self._demo_allowed = demo_allowed

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("GET", "/healthz", self.health),
            route("GET", "/v1/service", self.info),
            route("POST", "/v1/setup", self.set_up),
        ]

    async def health(self, _request: Request) -> Response:
        """200 while the stores can be written."""
        self._readiness.check()
        return Response(b"ok\n", media_type="text/plain", headers={"Cache-Control": "no-store"})

    async def info(self, _request: Request) -> Response:
        """What anybody may know; the key is vouched for by the set-up link and the chain, not by this answer."""
        chain = self._directory.chain if self._directory.is_set_up else None
        return json(
            ServiceInfo(
                org=base64url(chain.org) if chain else None,
                service_key=base64url(self._key.public),
                time=self._clock.now_ms(),
                build=self._build,
                demo=chain.demo if chain else False,
            )
        )

    async def set_up(self, request: Request) -> Response:
        """Takes the first certificates from whoever holds the token of the link, once."""
        asked = decode_json(Setup, await request.body())
        token_hash = sha256(parse_base64url(asked.token))
        records = equal_records(parse_base64url(asked.records), CERTIFICATE)
        if not self._directory.is_set_up:
            self._check(records)
        stored = await self._directory.set_up(token_hash, records)
        await bind_shares(self._shares, self._directory.chain)
        return written(stored)

    def _check(self, records: list[bytes]) -> None:
        """A set-up certifies this server's key, a recovery recipient and an admin.

        A demo never leaves the machine without TLS.
        """
        try:
            chain = Chain.load(records)
        except AmanatError as fault:
            raise refuse("setup-records", fault.code) from fault
        if chain.service_key != self._key.public:
            raise refuse("setup-records", "the service key is another")
        if not any(device.role == ADMIN and device.counts for device in chain.devices()):
            raise refuse("setup-records", "no admin")
        if chain.recovery_key is None:
            raise refuse("setup-records", "no recovery recipient")
        if chain.demo and not self._demo_allowed:
            raise refuse("setup-records", "a demo is for this machine or for TLS only")
