"""The ledger of a case: frames in, pages out, signed heads (docs/spec/ledger.md)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import octets, path_id, route
from amanat_server.stores.values import NewFrame, Position
from amanat_sync.chain import COURIER, SUPERVISOR
from amanat_sync.cursor import Cursor, parse_cursor
from amanat_sync.errors import refuse
from amanat_sync.frame import check_frame
from amanat_sync.head import build_head
from amanat_sync.keys import sha256
from amanat_sync.ledger import check_seen, h0, restart_of
from amanat_sync.page import decode_items, encode_items
from amanat_sync.query import limit_of, parse_query
from amanat_sync.records import Frame, Head, decode
from amanat_sync.roll import service_case_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.auth import Caller
    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell
    from amanat_server.secrets import ServiceKey
    from amanat_server.stores.ports import LedgerStore, TombstoneStore
    from amanat_sync.roll import Rolls

AT_A_TIME = 16
NEVER = -1
"""The server keeps no account of which restart an author has acknowledged; readers do."""


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
        self._turn = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("GET", "/v1/cases/{case}/events", self.pull),
            route("POST", "/v1/cases/{case}/events", self.post),
            route("GET", "/v1/cases/{case}/late", self.late),
        ]

    async def post(self, request: Request) -> Response:
        """Takes frames in order, many in one commit, and answers the signed head."""
        case, caller = path_id(request, "case"), caller_of(request)
        rolls = await self._directory.rolls(case)
        rights.sender_to_case(caller, rolls)
        items = decode_items(await request.body())
        if not items:
            raise refuse("request-length")
        frames = await self._check_all(items, rolls)
        taken, late, admitted = self._sort(caller, frames, items, rolls)
        await self._check_seen(case, frames)
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

    async def _check_all(self, items: list[bytes], rolls: Rolls) -> list[Frame]:
        """A long post is checked a few frames at a time: between them others are answered."""
        frames: list[Frame] = []
        for raw in items:
            frames.append(self._checked(raw, rolls))
            if len(frames) % AT_A_TIME == 0:
                await asyncio.sleep(0)
        return frames

    def _checked(self, raw: bytes, rolls: Rolls) -> Frame:
        """The frame as its author signed it; a late one's author may have left the case since."""
        chain = self._directory.chain
        frame = check_frame(raw, chain, rolls)
        author = chain.device(frame.device)
        if author is not None and author.revoked_at_seq is None and not rolls.has(author.member):
            raise refuse("event-member")
        return frame

    async def _check_seen(self, case: bytes, frames: list[Frame]) -> None:
        """Raises ``event-fork`` for a frame that every reader would refuse: one faulty device stops nobody else."""
        restarts = [restart_of(decode(Head, raw)) for _, raw in await self._restarts(case)]
        newest = await self._ledger.position(case)
        n = newest.n if newest else 0
        running: dict[int, bytes | None] = {0: h0(self._directory.chain.org, case)}
        for frame in frames:
            if frame.seen_n not in running:
                place = await self._ledger.position(case, frame.seen_n)
                running[frame.seen_n] = place.running if place else None
            check_seen(frame, n, running[frame.seen_n], NEVER, restarts)

    async def _restarts(self, case: bytes) -> list[tuple[int, bytes]]:
        """The restarts of a case and their numbers, oldest first; asked for before an item is taken or a head shown.

        The restore of a service knew nothing of a case that its backup did not hold, and devices may have seen more
        of it than is here: such a case gets its restart now, while it is still empty (docs/adr/0012).
        """
        known = await self._ledger.restarts(case)
        org = self._directory.chain.org
        if known or not await self._ledger.restarts(service_case_of(org)):
            return known
        async with self._turn:
            if not await self._ledger.restarts(case):
                position = await self._ledger.position(case) or Position(0, h0(org, case))
                signed = self._signed(case, position, restart=True)
                await self._ledger.mark_restart(self._ledger.store_id, {case: signed})
        return await self._ledger.restarts(case)

    def _sort(
        self, caller: Caller, frames: list[Frame], items: list[bytes], rolls: Rolls
    ) -> tuple[list[NewFrame], list[NewFrame], list[NewFrame]]:
        """Frames for the order, frames of revoked devices, and late ones that a supervisor carries home.

        The server cannot read an *admit* event, so it takes the supervisor's carrying of the late frame itself as
        the word; readers look for the event (docs/adr/0004).
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
        """Restarts, items above a cursor, tombstones this device has not confirmed (all without a cursor), the head.

        A restart comes before every item numbered above it, so in each page that starts at or below its number.
        """
        case = path_id(request, "case")
        rolls = await self._directory.rolls(case)
        device = rights.of_the_case(caller_of(request), rolls)
        query = parse_query(request.scope["query_string"], {"after", "limit"})
        restarts = await self._restarts(case)
        newest = await self._ledger.position(case)
        store_id = self._ledger.store_id
        after = parse_cursor(query["after"], store_id, newest.n if newest else 0) if "after" in query else 0
        page = await self._ledger.page(case, after, limit_of(query))
        due = [raw for n, raw in restarts if n >= after]
        # A device without a cursor may have lost its store, and with it what it had confirmed.
        begins = "after" not in query
        buried = await self._tombstones.of_case(case, None if begins else device.device)
        position = page.newest or Position(0, h0(self._directory.chain.org, case))
        body = encode_items([*due, *page.items, *buried, self._head(case, position)])
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
