"""Films on their way in, by tus 1.0 (creation, termination, expiration); acknowledged means on disk."""

from __future__ import annotations

import asyncio
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import PRIVATE, path_id, route
from amanat_server.intake import BODY
from amanat_server.stores.pour import Streamed
from amanat_server.stores.values import NewUpload, Stored, Upload
from amanat_sync import tus
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.requests import Request

    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.intake import Intake
    from amanat_server.resources.clips import ManifestBook
    from amanat_server.settings import Settings
    from amanat_server.stores.film_ports import Body
    from amanat_server.stores.ports import UploadStore

GATHERED = 1 << 20
"""So much of a body that comes through the framework goes to a thread at once."""
STATES = {"open": tus.State.RECEIVING, "whole": tus.State.COMPLETE, "expired": tus.State.EXPIRED}


class Uploads:
    """``/v1/uploads``."""

    def __init__(
        self,
        *,
        book: ManifestBook,
        uploads: UploadStore,
        directory: Directory,
        settings: Settings,
        clock: Clock,
        idle: float,
    ) -> None:
        self._book = book
        self._uploads = uploads
        self._directory = directory
        self._settings = settings
        self._clock = clock
        self._idle = idle

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("OPTIONS", "/v1/uploads", self.offers),
            route("POST", "/v1/uploads", self.create),
            route("HEAD", "/v1/uploads/{id}", self.offset),
            route("PATCH", "/v1/uploads/{id}", self.receive),
            route("DELETE", "/v1/uploads/{id}", self.drop),
        ]

    async def offers(self, _request: Request) -> Response:
        """What this server can do."""
        return Response(status_code=204, headers=tus.offers(self._settings.largest_film))

    async def create(self, request: Request) -> Response:
        """Knows rights and size before a byte; the same manifest again gets the same place."""
        creation = tus.read_creation(request.headers)
        caller = caller_of(request)
        manifest, maker, _ = await self._book.file(caller, creation.manifest)
        tus.check_creation(creation, manifest.payload_len, self._settings.largest_film)
        wish = NewUpload(
            id=os.urandom(16),
            clip=manifest.clip,
            member=maker.member,
            device=manifest.device,
            opened_by=caller.certified.device,
            length=creation.length,
            digest=manifest.payload_digest,
            expires_at=self._expires_at(),
        )
        upload, stored = await self._uploads.create(wish, self._settings.member_quota)
        headers = tus.created_answer(f"/v1/uploads/{upload.id.hex()}", upload.expires_at)
        return Response(status_code=201 if stored is Stored.NEW else 200, headers={**PRIVATE, **headers})

    async def offset(self, request: Request) -> Response:
        """How much is on disk; ends a stale request that still looks open."""
        tus.check_version(request.headers)
        upload = await self._owned(request)
        tus.check_head(STATES[upload.state])
        if upload.state == "open":
            upload = await self._uploads.preempt(upload.id) or upload
        headers = tus.head_answer(STATES[upload.state], upload.offset, upload.length, upload.expires_at)
        return Response(status_code=200, headers={**PRIVATE, **headers, "Cache-Control": "no-store"})

    async def receive(self, request: Request) -> Response:
        """Bytes at an offset; 204 only after they are durable."""
        patch = tus.read_patch(request.headers)
        upload = await self._owned(request)
        tus.check_patch(STATES[upload.state], upload.offset, upload.length, patch)
        try:
            with self._opened(request, patch.length) as body:
                after = await self._uploads.receive(upload.id, patch.offset, body, self._expires_at())
        except ClientDisconnect:
            # What arrived is kept; this answer reaches nobody.
            return Response(status_code=204)
        headers = tus.patch_answer(STATES[after.state], after.offset, after.expires_at)
        return Response(status_code=204, headers={**PRIVATE, **headers})

    async def drop(self, request: Request) -> Response:
        """Forgets an unfinished upload."""
        tus.check_version(request.headers)
        upload = await self._owned(request)
        tus.check_delete(STATES[upload.state])
        await self._uploads.drop(upload.id)
        return Response(status_code=204, headers={**PRIVATE, "Tus-Resumable": "1.0.0"})

    async def _owned(self, request: Request) -> Upload:
        """An upload of the manifest's device, or of the courier that opened it."""
        caller = caller_of(request)
        device = rights.outbox(caller)
        upload = await self._uploads.upload(path_id(request, "id"))
        if upload is None or device.device not in (upload.device, upload.opened_by):
            raise refuse("right-missing")
        return upload

    def _expires_at(self) -> int:
        return self._clock.now_ms() + self._settings.upload_ms

    @contextmanager
    def _opened(self, request: Request, length: int) -> Iterator[Body]:
        """A request's body: at first hand where the connection offers that."""
        opener: Callable[[float], Intake] | None = request.scope.get(BODY)
        if opener is None:
            yield Streamed(self._parts(request, length), GATHERED)
            return
        intake = opener(self._idle)
        try:
            yield intake
        finally:
            intake.close()

    async def _parts(self, request: Request, length: int) -> AsyncIterator[bytes]:
        """The body's parts as they arrive.

        ``request-slow`` where nothing comes for long: what arrived until then is made durable and counts.
        """
        parts, left = request.stream(), length
        while True:
            try:
                async with asyncio.timeout(self._idle):
                    part = await anext(parts)
            except StopAsyncIteration:
                return
            except TimeoutError as fault:
                raise refuse("request-slow") from fault
            left -= len(part)
            if left < 0:
                raise refuse("request-length")
            if part:
                yield part
