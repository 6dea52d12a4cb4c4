"""The certificate chain: who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import equal_records, octets, route, written
from amanat_sync.chain import ADMIN, SUPERVISOR
from amanat_sync.errors import refuse
from amanat_sync.query import integer_of, parse_query
from amanat_sync.records import Certificate, decode
from amanat_sync.staff import REVOKE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.auth import Caller
    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell

CERTIFICATE = 288
RENEWERS = frozenset({ADMIN, SUPERVISOR})


class Certificates:
    """``/v1/chain``."""

    def __init__(self, *, directory: Directory, bell: Bell) -> None:
        self._directory = directory
        self._bell = bell

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("GET", "/v1/chain", self.read),
            route("POST", "/v1/chain", self.append),
        ]

    async def read(self, request: Request) -> Response:
        """The certificates above a seq."""
        caller = caller_of(request)
        if caller.key != self._directory.chain.root:
            rights.reader_of_chain(caller)
        query = parse_query(request.scope["query_string"], {"after"})
        after = integer_of(query["after"], 0, 2**53 - 1) if "after" in query else -1
        return octets(b"".join(self._directory.chain.records[after + 1 :]))

    async def append(self, request: Request) -> Response:
        """The next certificates, all or none."""
        caller = caller_of(request)
        records = equal_records(await request.body(), CERTIFICATE)
        self._check_author(caller, records)
        stored = await self._directory.append(records)
        chain = self._directory.chain
        self._bell.revoked(chain)
        if any(decode(Certificate, raw).op == REVOKE for raw in records):
            # What the revoked device could read goes on in a new epoch, which these begin.
            self._bell.called({device.member for device in chain.devices() if device.role in RENEWERS})
        return written(stored)

    def _check_author(self, caller: Caller, records: list[bytes]) -> None:
        """A device posts what it signed, the root too; an admin also what the root signed."""
        root = self._directory.chain.root
        by_admin = caller.key != root and rights.device_of_member(caller).role == ADMIN
        for raw in records:
            signer = decode(Certificate, raw).signer
            if signer != caller.key and not (signer == root and by_admin):
                raise refuse("right-author")
