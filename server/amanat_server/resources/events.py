"""The ledger of a case: frames in, pages out, signed heads (docs/spec/ledger.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import octets, path_id
from amanat_server.stores.values import NewFrame, Position
from amanat_sync.chain import COURIER, SUPERVISOR
from amanat_sync.cursor import Cursor, parse_cursor
from amanat_sync.errors import refuse
from amanat_sync.frame import check_frame
from amanat_sync.head import build_head
from amanat_sync.keys import sha256
from amanat_sync.ledger import h0
from amanat_sync.page import decode_items, encode_items
from amanat_sync.query import limit_of, parse_query

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.auth import Caller
    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell
    from amanat_server.secrets import ServiceKey
    from amanat_server.stores.ports import LedgerStore, TombstoneStore
    from amanat_sync.records import Frame
    from amanat_sync.roll import Rolls


class Events:
    """``/v1/cases/{case}/events`` and ``…/late``."""

    def __init__(
        self,
        *,
        ledger: LedgerStore,
        tombstones: TombstoneStore,
        directory: Directory,
        bell: Bell,
        key: ServiceKey,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._tombstones = tombstones
        self._directory = directory
        self._bell = bell
        self._key = key
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            Route("/v1/cases/{case}/events", self.pull, methods=["GET"]),
            Route("/v1/cases/{case}/events", self.post, methods=["POST"]),
            Route("/v1/cases/{case}/late", self.late, methods=["GET"]),
        ]

    async def post(self, request: Request) -> Response:
        """Takes frames in order, many in one commit, and answers the signed head."""
        case, items = path_id(request, "case"), decode_items(await request.body())
        rolls = await self._directory.rolls(case)
        if rolls.newest is None or not items:
            raise refuse("right-missing" if items else "request-length")
        frames = [check_frame(raw, self._directory.chain, rolls, at_receipt=True) for raw in items]
        taken, late, admitted = self._sort(caller_of(request), frames, items, rolls)
        if late:
            await self._ledger.append_late(case, late)
        origin = h0(self._directory.chain.org, case)
        position = (
            await self._ledger.append(case, origin, taken) if taken else await self._ledger.position(case)
        )
        for frame in admitted:
            position = await self._ledger.admit(case, origin, frame.hash)
        self._bell.moved(case, rolls.members)
        return octets(self._head(case, position or Position(0, origin)))

    def _sort(
        self, caller: Caller, frames: list[Frame], items: list[bytes], rolls: Rolls
    ) -> tuple[list[NewFrame], list[NewFrame], list[NewFrame]]:
        """Frames for the order, frames of revoked devices, and late ones that a supervisor carries home.

        The server cannot read an *admit* event, so it takes the supervisor's carrying of the late frame itself as
        the word; readers look for the event (docs/adr/0001).
        """
        taken: list[NewFrame] = []
        late: list[NewFrame] = []
        admitted: list[NewFrame] = []
        device = rights.outbox(caller)
        supervises = not caller.revoked and rolls.members.get(device.member) == SUPERVISOR
        for frame, raw in zip(frames, items, strict=True):
            author = self._directory.chain.device(frame.device)
            new = NewFrame(frame.device, frame.seq, frame.prev, frame.group, sha256(raw), raw)
            revoked = author is not None and author.revoked_at_seq is not None
            own = device.role == COURIER or device.device == frame.device
            if revoked and not own and supervises:
                admitted.append(new)
            elif not own:
                raise refuse("right-author")
            elif revoked or caller.revoked:
                late.append(new)
            else:
                taken.append(new)
        return taken, late, admitted

    async def pull(self, request: Request) -> Response:
        """Items above a cursor, tombstones this device has not confirmed, the restart if there was one, the head."""
        case = path_id(request, "case")
        rolls = await self._directory.rolls(case)
        device = rights.of_the_case(caller_of(request), rolls)
        query = parse_query(request.scope["query_string"], {"after", "limit"})
        newest = await self._ledger.position(case)
        store_id = self._ledger.store_id
        after = parse_cursor(query["after"], store_id, newest.n if newest else 0) if "after" in query else 0
        page = await self._ledger.page(case, after, limit_of(query))
        extra = await self._tombstones.unconfirmed(case, device.device)
        restart = await self._ledger.restart(case)
        if restart is not None:
            extra = [*extra, self._signed(case, restart, restart=True)]
        position = page.newest or Position(0, h0(self._directory.chain.org, case))
        body = encode_items([*page.items, *extra, self._head(case, position)])
        cursor = Cursor(store_id, after + len(page.items))
        return octets(body, headers={"Amanat-Cursor": cursor.text})

    async def late(self, request: Request) -> Response:
        """Frames of revoked devices that wait for a supervisor."""
        case = path_id(request, "case")
        rights.of_the_case(caller_of(request), await self._directory.rolls(case))
        return octets(encode_items(await self._ledger.late(case)))

    def _head(self, case: bytes, position: Position) -> bytes:
        return self._signed(case, position, restart=False)

    def _signed(self, case: bytes, position: Position, *, restart: bool) -> bytes:
        chain = self._directory.chain
        return build_head(
            self._key.seed,
            org=chain.org,
            case=case,
            n=position.n,
            running=position.running,
            chain_seq=chain.seq,
            time=self._clock.now_ms(),
            restart=restart,
        )
