"""Which of my cases moved, and who is in them: rolls, envelopes, recovery files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import equal_records, json, octets, path_id, route, with_lengths, written
from amanat_server.stores.values import NewEnvelope
from amanat_sync import envelope as envelopes
from amanat_sync.chain import ADMIN
from amanat_sync.cursor import Cursor, parse_cursor
from amanat_sync.errors import refuse
from amanat_sync.ids import base64url
from amanat_sync.query import parse_query
from amanat_sync.records import Roll, decode
from amanat_sync.wire import CaseMoved, Cases

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell
    from amanat_server.stores.ports import CaseStore, LedgerStore
    from amanat_sync.roll import Rolls

ENVELOPE = 266
LARGEST_RECOVERY = 8192


class CaseRecords:
    """``/v1/cases`` but for events."""

    def __init__(self, *, store: CaseStore, ledger: LedgerStore, directory: Directory, bell: Bell) -> None:
        self._store = store
        self._ledger = ledger
        self._directory = directory
        self._bell = bell

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("GET", "/v1/cases", self.moved),
            route("GET", "/v1/cases/{case}/rolls", self.rolls),
            route("POST", "/v1/cases/{case}/rolls", self.put_roll),
            route("GET", "/v1/cases/{case}/envelopes", self.envelopes),
            route("POST", "/v1/cases/{case}/envelopes", self.put_envelopes),
            route("GET", "/v1/cases/{case}/recovery", self.recovery),
            route("POST", "/v1/cases/{case}/recovery", self.put_recovery),
        ]

    async def moved(self, request: Request) -> Response:
        """One small answer to "is there anything new?"."""
        device = rights.device_of_member(caller_of(request))
        query = parse_query(request.scope["query_string"], {"since"})
        newest = await self._store.newest_move()
        store_id = self._ledger.store_id
        since = parse_cursor(query["since"], store_id, newest) if "since" in query else 0
        marks = await self._store.moved(device.member, since)
        cases = [CaseMoved(case=base64url(mark.case), n=mark.n, roll=mark.roll) for mark in marks]
        cursor = Cursor(store_id, max([newest, *(mark.moved for mark in marks)]))
        return json(Cases(cursor=cursor.text, cases=cases))

    async def rolls(self, request: Request) -> Response:
        """Every roll of a case, oldest first; an admin signs those of the service case and so must know them."""
        rolls = await self._directory.rolls(path_id(request, "case"))
        caller = caller_of(request)
        if not (rolls.is_service and rights.device_of_member(caller).role == ADMIN):
            rights.of_the_case(caller, rolls)
        return octets(with_lengths(rolls.raws))

    async def put_roll(self, request: Request) -> Response:
        """The next roll of a case; the first one opens it."""
        case, raw = path_id(request, "case"), await request.body()
        caller = caller_of(request)
        rolls = await self._directory.rolls(case)
        roll = decode(Roll, raw)
        if rolls.newest is not None and not rights.mends(caller, roll.device):
            rights.sender_to_case(caller, rolls)
        rights.carrier(caller, roll.device)
        if roll.case != case:
            raise refuse("roll-case")
        stored = await self._directory.append_roll(case, raw)
        self._bell.moved(case, (row.member for row in roll.members))
        return written(stored)

    async def envelopes(self, request: Request) -> Response:
        """The envelopes to the asking device."""
        rolls = await self._of_case(request)
        device = caller_of(request).certified
        return octets(b"".join(await self._store.envelopes(rolls.case, device.device)))

    async def put_envelopes(self, request: Request) -> Response:
        """Case keys on their way to devices."""
        case, body = path_id(request, "case"), await request.body()
        rolls = await self._sent_to(request)
        checked: list[NewEnvelope] = []
        for raw in equal_records(body, ENVELOPE):
            envelope = envelopes.check(raw, rolls, self._directory.chain, at_receipt=True)
            rights.carrier(caller_of(request), envelope.from_device)
            checked.append(NewEnvelope(case, envelope.epoch, envelope.to_device, raw))
        stored = await self._store.put_envelopes(checked)
        self._bell.moved(case, rolls.members)
        return written(stored)

    async def recovery(self, request: Request) -> Response:
        """The recovery files by epoch: u32 epoch, then the age file."""
        rights.admin_or_safeguarding(caller_of(request))
        found = await self._store.recovery(path_id(request, "case"))
        if not found:
            raise refuse("right-missing")
        return octets(with_lengths(epoch.to_bytes(4, "big") + raw for epoch, raw in found))

    async def put_recovery(self, request: Request) -> Response:
        """The case key of an epoch as an age file to the recovery recipient."""
        case, body = path_id(request, "case"), await request.body()
        rolls = await self._sent_to(request)
        epoch, raw = int.from_bytes(body[:4], "big"), body[4:]
        named = rolls.of_epoch(epoch)
        if not raw or not named:
            raise refuse("request-length" if not raw else "right-missing")
        if len(raw) > LARGEST_RECOVERY:
            raise refuse("request-too-large")
        rights.carrier(caller_of(request), named[0].device)
        return written(await self._store.put_recovery(case, epoch, raw))

    async def _of_case(self, request: Request) -> Rolls:
        rolls = await self._directory.rolls(path_id(request, "case"))
        rights.of_the_case(caller_of(request), rolls)
        return rolls

    async def _sent_to(self, request: Request) -> Rolls:
        rolls = await self._directory.rolls(path_id(request, "case"))
        rights.sender_to_case(caller_of(request), rolls)
        return rolls
