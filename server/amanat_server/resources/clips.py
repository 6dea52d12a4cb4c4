"""Films and what belongs to them: manifests, sealed headers, ranges of payload."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import OCTETS, PRIVATE, octets, path_id, route, written
from amanat_server.stores.values import NewManifest, Stored
from amanat_sync.command import THREE_DAYS_MS
from amanat_sync.errors import refuse
from amanat_sync.header import read_sealed_header
from amanat_sync.manifest import check_manifest

if TYPE_CHECKING:
    from starlette.requests import Request

    from amanat_server.auth import Caller
    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.stores.ports import ClipStore, ShareStore, UploadStore
    from amanat_server.stores.values import Clip
    from amanat_sync.chain import Device
    from amanat_sync.records import Manifest

LARGEST_HEADER = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{1,16})?-(\d{1,16})?\Z", re.ASCII)


class ManifestBook:
    """Checks a manifest and files it; ``PUT`` and the creation of an upload do the same."""

    def __init__(self, *, clips: ClipStore, directory: Directory, shares: ShareStore, clock: Clock) -> None:
        self._clips = clips
        self._directory = directory
        self._shares = shares
        self._clock = clock

    async def file(self, caller: Caller, raw: bytes) -> tuple[NewManifest, Device, Stored]:
        """The manifest, the device that made it, and whether it was new; raises ``manifest-*`` and ``right-*``."""
        manifest = check_manifest(raw, self._directory.chain)
        rights.carrier(caller, manifest.device)
        maker = self._directory.chain.device(manifest.device)
        rolls = await self._directory.rolls(manifest.case)
        rights.sender_to_case(caller, rolls)
        if maker is None:
            raise refuse("manifest-device")
        if maker.revoked_at_seq is None and not rolls.has(maker.member):
            raise refuse("right-case")
        if await self._shares.is_destroyed(manifest.group):
            raise refuse("share-destroyed")
        await self._check_date(manifest)
        new = NewManifest(
            clip=manifest.clip,
            group=manifest.group,
            case=manifest.case,
            device=manifest.device,
            kind=manifest.kind,
            due_at=manifest.due_at,
            payload_len=manifest.payload_len,
            payload_digest=manifest.payload_digest,
            share_commit=manifest.share_commit,
            raw=raw,
        )
        return new, maker, await self._clips.put_manifest(new)

    async def _check_date(self, manifest: Manifest) -> None:
        """``manifest-due`` for what would end its film sooner than one member may by a command."""
        if manifest.clip == manifest.group:
            return
        group = await self._clips.group(manifest.group)
        if group is None or not group.due_at or manifest.due_at >= group.due_at:
            return
        if manifest.due_at < self._clock.now_ms() + THREE_DAYS_MS:
            raise refuse("manifest-due")


class Clips:
    """``/v1/clips``."""

    def __init__(
        self,
        *,
        book: ManifestBook,
        clips: ClipStore,
        uploads: UploadStore,
        shares: ShareStore,
        directory: Directory,
    ) -> None:
        self._book = book
        self._clips = clips
        self._uploads = uploads
        self._shares = shares
        self._directory = directory

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("GET", "/v1/clips/{clip}/manifest", self.manifest),
            route("PUT", "/v1/clips/{clip}/manifest", self.put_manifest),
            route("GET", "/v1/clips/{clip}/headers", self.headers),
            route("GET", "/v1/clips/{clip}/headers/{version}", self.header),
            route("PUT", "/v1/clips/{clip}/headers/{version}", self.put_header),
            route("GET", "/v1/clips/{clip}/payload", self.payload),
        ]

    async def manifest(self, request: Request) -> Response:
        """The 360 bytes as their maker signed them."""
        return octets((await self._seen(request)).manifest.raw)

    async def put_manifest(self, request: Request) -> Response:
        """A manifest from its maker or their courier."""
        clip, raw = path_id(request, "clip"), await request.body()
        if len(raw) >= 116 and raw[56:72] != clip:
            raise refuse("request-target")
        _, _, stored = await self._book.file(caller_of(request), raw)
        return written(stored)

    async def headers(self, request: Request) -> Response:
        """The versions there are, u32 each."""
        known = await self._seen(request)
        return octets(b"".join(version.to_bytes(4, "big") for version in range(1, known.headers + 1)))

    async def header(self, request: Request) -> Response:
        """One sealed header."""
        known = await self._seen(request)
        raw = await self._clips.header(known.manifest.clip, _version(request))
        if raw is None:
            raise refuse("right-missing")
        return octets(raw)

    async def put_header(self, request: Request) -> Response:
        """The next version, from a device of the case or a courier."""
        clip, version, raw = path_id(request, "clip"), _version(request), await request.body()
        if len(raw) > LARGEST_HEADER:
            raise refuse("request-too-large")
        header = read_sealed_header(raw)
        if (header.clip, header.version) != (clip, version):
            raise refuse("header-version")
        known = await self._clips.clip(clip)
        if known is None:
            raise refuse("right-missing")
        rights.sender_to_case(caller_of(request), await self._directory.rolls(known.manifest.case))
        return written(await self._clips.put_header(clip, version, raw))

    async def payload(self, request: Request) -> Response:
        """The sealed payload or one range of it."""
        known = await self._seen(request)
        manifest = known.manifest
        if known.payload == "deleted" or await self._shares.is_destroyed(manifest.group):
            raise refuse("share-destroyed")
        if known.payload != "whole":
            raise refuse("right-missing")
        total = manifest.payload_len
        span = _span(request.headers.get("range"), total)
        start, stop = span or (0, total)
        headers = {**PRIVATE, "Accept-Ranges": "bytes", "Content-Length": str(stop - start)}
        if span:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{total}"
        body = self._uploads.read(manifest.clip, start, stop)
        return StreamingResponse(body, 206 if span else 200, headers, media_type=OCTETS)

    async def _seen(self, request: Request) -> Clip:
        """A clip of a case in whose newest roll the caller stands."""
        known = await self._clips.clip(path_id(request, "clip"))
        if known is None:
            raise refuse("right-missing")
        rights.of_the_case(caller_of(request), await self._directory.rolls(known.manifest.case))
        return known


def _version(request: Request) -> int:
    text: str = request.path_params["version"]
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII):
        raise refuse("request-target")
    return int(text)


def _span(text: str | None, total: int) -> tuple[int, int] | None:
    """The one range asked for as start and stop (exclusive), None for all; RFC 9110 section 14.2.

    A range that is no range is passed over, as the RFC says; one outside the film is ``payload-range``.
    """
    match = _RANGE.match(text) if text is not None else None
    if match is None or (match[1] is None and match[2] is None):
        return None
    if match[1] is None:
        start, stop = max(0, total - int(match[2])), total
    else:
        start, stop = int(match[1]), min(total, int(match[2]) + 1 if match[2] is not None else total)
    if start >= stop:
        raise refuse("payload-range")
    return start, stop
