"""Joining: an admin's invite, the new device's request, and how it ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import done, json, path_id, route
from amanat_server.stores.values import Enrolment, Invite, Stored
from amanat_sync.chain import ADMIN, COURIER, RECOVERY, SERVICE
from amanat_sync.enrol import Joining, check_joining
from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.wire import (
    Courier,
    EnrolMade,
    EnrolRequest,
    EnrolState,
    EnrolsWaiting,
    EnrolWaiting,
    InviteMade,
    InviteRequest,
    decode_json,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell
    from amanat_server.stores.ports import EnrolStore

LINK_MS = 24 * 60 * 60 * 1000
NOT_BY_LINK = frozenset({SERVICE, RECOVERY, COURIER})


class Enrolments:
    """``/v1/invites`` and ``/v1/enrol``."""

    def __init__(self, *, store: EnrolStore, directory: Directory, bell: Bell, clock: Clock) -> None:
        self._store = store
        self._bell = bell
        self._directory = directory
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("POST", "/v1/invites", self.invite),
            route("POST", "/v1/enrol", self.ask),
            route("GET", "/v1/enrol", self.waiting),
            route("GET", "/v1/enrol/{id}", self.state),
            route("DELETE", "/v1/enrol/{id}", self.refuse),
        ]

    async def invite(self, request: Request) -> Response:
        """Keeps the hash of a one-time token for 24 hours."""
        rights.admin(caller_of(request))
        asked = decode_json(InviteRequest, await request.body())
        if asked.role in NOT_BY_LINK:
            raise refuse("chain-role")
        token_hash, member = parse_base64url(asked.token_hash), parse_base64url(asked.member)
        standing = await self._store.find_invite(token_hash)
        if standing is not None and (standing.member, standing.role) == (member, asked.role):
            return json(InviteMade(until=standing.until))
        invite = Invite(token_hash, member, asked.role, self._clock.now_ms() + LINK_MS)
        stored = await self._store.invite(invite)
        return json(InviteMade(until=invite.until), 201 if stored is Stored.NEW else 200)

    async def ask(self, request: Request) -> Response:
        """A new key asks to join; the token is used up for this device."""
        asked = decode_json(EnrolRequest, await request.body())
        token_hash = sha256(parse_base64url(asked.token))
        invite = await self._store.find_invite(token_hash)
        enrolment = _enrolment(asked, invite.role if invite else ADMIN)
        check_joining(_joining(enrolment))
        made, stored = await self._store.join(token_hash, enrolment, self._clock.now_ms())
        self._bell.called(device.member for device in self._directory.chain.devices() if device.role == ADMIN)
        return json(EnrolMade(id=base64url(made)), 201 if stored is Stored.NEW else 200)

    async def waiting(self, request: Request) -> Response:
        """Those that wait, for admins' devices."""
        rights.admin(caller_of(request))
        waiting = [entry for entry in await self._store.waiting() if await self._settled(entry) == "waiting"]
        return json(EnrolsWaiting(enrols=[_shown(entry) for entry in waiting]))

    async def state(self, request: Request) -> Response:
        """How the asker's own request stands."""
        caller = caller_of(request)
        enrolment = await self._store.enrolment(path_id(request, "id"))
        if enrolment is None or enrolment.ed25519 != caller.key:
            raise refuse("right-missing")
        return json(EnrolState(state=await self._settled(enrolment)))

    async def refuse(self, request: Request) -> Response:
        """*They differ*: nobody joins."""
        rights.admin(caller_of(request))
        asked = path_id(request, "id")
        enrolment = await self._store.enrolment(asked)
        if enrolment is None or await self._settled(enrolment) == "joined":
            raise refuse("right-missing")
        if not await self._store.settle(asked, "refused"):
            raise refuse("right-missing")
        return done()

    async def _settled(self, enrolment: Enrolment) -> Literal["waiting", "joined", "refused"]:
        """A device has joined when the chain has its key: nobody needs to say so besides."""
        if enrolment.state == "waiting" and self._directory.chain.by_key(enrolment.ed25519) is not None:
            await self._store.settle(enrolment.id, "joined")
            return "joined"
        return enrolment.state


def _enrolment(asked: EnrolRequest, role: int) -> Enrolment:
    courier = asked.courier
    return Enrolment(
        id=os.urandom(16),
        member=parse_base64url(asked.member),
        role=role,
        device=parse_base64url(asked.device),
        ed25519=parse_base64url(asked.ed25519),
        x25519=parse_base64url(asked.x25519),
        tablet=parse_base64url(courier.tablet) if courier else bytes(16),
        courier_key=parse_base64url(courier.ed25519) if courier else bytes(32),
        hmac=parse_base64url(asked.hmac),
    )


def _joining(enrolment: Enrolment) -> Joining:
    return Joining(
        root=bytes(32),
        member=enrolment.member,
        device=enrolment.device,
        role=enrolment.role,
        ed25519=enrolment.ed25519,
        x25519=enrolment.x25519,
        tablet=enrolment.tablet,
        courier=enrolment.courier_key,
    )


def _shown(entry: Enrolment) -> EnrolWaiting:
    joins = any(entry.tablet)
    return EnrolWaiting(
        id=base64url(entry.id),
        token_hash=base64url(entry.token_hash),
        member=base64url(entry.member),
        role=entry.role,
        device=base64url(entry.device),
        ed25519=base64url(entry.ed25519),
        x25519=base64url(entry.x25519),
        courier=Courier(tablet=base64url(entry.tablet), ed25519=base64url(entry.courier_key))
        if joins
        else None,
        hmac=base64url(entry.hmac),
        at=entry.at,
    )
