"""Shares: the half of a key that the server holds, lends, and destroys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import NO_STORE, octets, path_id, route, written
from amanat_server.groups import state_of
from amanat_sync import promise
from amanat_sync.errors import AmanatError, Conflict, refuse
from amanat_sync.head import build_lease, lease_until
from amanat_sync.manifest import share_commit

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.secrets import ServiceKey
    from amanat_server.stores.ports import ClipStore, ShareStore
    from amanat_server.stores.values import Group

SHARE = 32


class Shares:
    """``/v1/shares``; bodies and answers are never logged or cached."""

    def __init__(
        self, *, shares: ShareStore, clips: ClipStore, directory: Directory, key: ServiceKey, clock: Clock
    ) -> None:
        self._shares = shares
        self._clips = clips
        self._directory = directory
        self._key = key
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("POST", "/v1/shares/{group}", self.put),
            route("POST", "/v1/shares/{group}/lease", self.lease),
        ]

    async def put(self, request: Request) -> Response:
        """Takes the share of a film from its maker, or of a case from the signer of its first roll."""
        group, share = path_id(request, "group"), await request.body()
        if len(share) != SHARE:
            raise refuse("request-length")
        known = await self._clips.group(group)
        # To one who may not know of the case, its groups are as unknown as those that are not there.
        if not await self._may_know(request, known.case if known else group):
            raise refuse("share-no-manifest")
        if known is None or known.group == known.case:
            await self._put_case_share(request, group, share)
        else:
            await self._check_film_share(request, known, share)
        stored = await self._shares.put(group, share)
        answer = written(stored)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _may_know(self, request: Request, case: bytes) -> bool:
        rolls = await self._directory.rolls(case)
        try:
            rights.sender_to_case(caller_of(request), rolls)
        except AmanatError as error:
            if error.code != "right-missing":
                raise
            return False
        return True

    async def _check_film_share(self, request: Request, known: Group, share: bytes) -> None:
        clips = [await self._clips.clip(clip) for clip in await self._clips.clips_of(known.group)]
        makers = {clip.manifest.device for clip in clips if clip is not None}
        caller = caller_of(request)
        if not caller.is_courier and caller.certified.device not in makers:
            raise refuse("right-author")
        if share_commit(known.group, share) != known.share_commit:
            raise refuse("share-commit")

    async def _put_case_share(self, request: Request, case: bytes, share: bytes) -> None:
        rolls = await self._directory.rolls(case)
        signer = rolls.signer_of_first
        if signer is None:
            raise refuse("share-no-manifest")
        rights.carrier(caller_of(request), signer)
        try:
            await self._clips.put_case_group(case, share_commit(case, share))
        except Conflict as fault:
            raise refuse("share-differs") from fault

    async def lease(self, request: Request) -> Response:
        """Lends the share to a member of the case: S, then the signed lease."""
        group = path_id(request, "group")
        known = await self._known(group)
        rolls = await self._directory.rolls(known.case)
        device = rights.of_the_case(caller_of(request), rolls)
        now_ms = self._clock.now_ms()
        refusal = promise.lease_refusal(state_of(known, now_ms), device.role)
        if refusal is not None:
            raise refuse(refusal)
        share = await self._shares.get(group)
        if share is None:
            raise refuse("right-missing")
        until = lease_until(now_ms, known.due_at or None)
        if until <= now_ms:
            raise refuse("share-destroyed")
        lease = build_lease(
            self._key.seed,
            org=self._directory.chain.org,
            group=group,
            until=until,
            share_commit=known.share_commit,
            chain_seq=self._directory.chain.seq,
            time=now_ms,
        )
        return octets(share + lease, headers=NO_STORE)

    async def _known(self, group: bytes) -> Group:
        known = await self._clips.group(group)
        if known is None:
            raise refuse("right-missing")
        return known
