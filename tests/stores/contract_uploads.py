"""What every ``UploadStore`` promises."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores.pour import Streamed
from amanat_server.stores.values import Stored
from amanat_sync.errors import AmanatError
from tests.stores.samples import (
    CLIP,
    DAY,
    QUOTA,
    body,
    id_of,
    manifest,
    payload,
    upload,
)
from tests.stores.service import Service, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

pytestmark = pytest.mark.anyio


class UploadContract:
    """``UploadStore``."""

    content = payload()

    async def opened(self, service: Service, quota: int = QUOTA) -> None:
        await service.stores.clips.put_manifest(manifest(self.content))
        await service.stores.uploads.create(upload(self.content), quota)

    async def read(self, service: Service, start: int = 0, stop: int | None = None) -> bytes:
        end = len(self.content) if stop is None else stop
        return b"".join([part async for part in service.stores.uploads.read(CLIP, start, end)])

    async def test_an_upload_is_opened_once_for_a_clip(self, service: Service) -> None:
        await service.stores.clips.put_manifest(manifest(self.content))
        uploads = service.stores.uploads
        first, stored = await uploads.create(upload(self.content), QUOTA)
        assert (stored, first.offset, first.state) == (Stored.NEW, 0, "open")
        again, stored = await uploads.create(upload(self.content, "another id"), QUOTA)
        assert (stored, again) == (Stored.SAME, first)
        assert await uploads.unfinished() == (1, len(self.content))
        await service.power_cut()
        assert await service.stores.uploads.upload(first.id) == first
        assert await service.stores.uploads.upload(id_of("another id")) is None

    async def test_a_payload_comes_in_parts_and_becomes_whole(self, service: Service) -> None:
        await self.opened(service)
        uploads, ident = service.stores.uploads, id_of("upload")
        with refused("right-missing"):
            await self.read(service)
        row = await uploads.receive(ident, 0, body(self.content[:100_001]), 2 * DAY)
        assert (row.offset, row.state, row.expires_at) == (100_001, "open", 2 * DAY)
        row = await uploads.receive(ident, 100_001, body(self.content[100_001:], 999), 2 * DAY)
        assert (row.offset, row.state) == (len(self.content), "whole")
        assert await self.read(service) == self.content
        assert await self.read(service, 7, 100_000) == self.content[7:100_000]
        clip = await service.stores.clips.clip(CLIP)
        assert clip is not None
        assert clip.payload == "whole"
        assert await uploads.unfinished() == (0, 0)

    async def test_acknowledged_bytes_survive_a_power_cut_at_every_step(self, service: Service) -> None:
        await self.opened(service)
        ident, at = id_of("upload"), 0
        await service.power_cut()
        for end in (100_000, 200_000, len(self.content)):
            row = await service.stores.uploads.receive(ident, at, body(self.content[at:end]), DAY)
            await service.power_cut()
            found = await service.stores.uploads.preempt(ident)
            assert found is not None
            assert found.offset == row.offset == end
            at = end
        assert await self.read(service) == self.content
        again = await service.stores.uploads.receive(ident, at, body(b""), DAY)
        assert again.state == "whole"

    async def test_another_offset_is_refused_and_changes_nothing(self, service: Service) -> None:
        await self.opened(service)
        uploads, ident = service.stores.uploads, id_of("upload")
        await uploads.receive(ident, 0, body(self.content[:1000]), DAY)
        for offset in (0, 999, 1001):
            with refused("upload-offset"):
                await uploads.receive(ident, offset, body(b"x"), DAY)
        await uploads.receive(ident, 1000, body(self.content[1000:]), DAY)
        assert await self.read(service) == self.content

    async def test_bytes_beyond_the_length_are_refused(self, service: Service) -> None:
        await self.opened(service)
        with refused("request-too-large"):
            await service.stores.uploads.receive(id_of("upload"), 0, body(self.content + b"x"), DAY)
        row = await service.stores.uploads.preempt(id_of("upload"))
        assert row is not None
        assert row.state == "open"
        await service.stores.uploads.receive(row.id, row.offset, body(self.content[row.offset :]), DAY)
        assert await self.read(service) == self.content

    async def test_a_payload_with_another_digest_goes(self, service: Service) -> None:
        await self.opened(service)
        uploads, ident = service.stores.uploads, id_of("upload")
        with refused("upload-digest"):
            await uploads.receive(ident, 0, body(payload(seed=2)), DAY)
        assert await uploads.upload(ident) is None
        with refused("right-missing"):
            await uploads.receive(ident, 0, body(b"x"), DAY)
        with refused("right-missing"):
            await self.read(service)
        await uploads.create(upload(self.content, "new one"), QUOTA)
        await uploads.receive(id_of("new one"), 0, body(self.content), DAY)
        assert await self.read(service) == self.content

    async def test_what_arrived_before_a_client_vanished_is_kept(self, service: Service) -> None:
        await self.opened(service)

        async def cut() -> AsyncIterator[bytes]:
            yield self.content[:70_000]
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            await service.stores.uploads.receive(id_of("upload"), 0, Streamed(cut()), DAY)
        await service.power_cut()
        row = await service.stores.uploads.preempt(id_of("upload"))
        assert row is not None
        assert row.offset == 70_000
        await service.stores.uploads.receive(row.id, row.offset, body(self.content[row.offset :]), DAY)
        assert await self.read(service) == self.content

    async def test_a_newer_request_takes_over_from_one_that_waits(self, service: Service) -> None:
        await self.opened(service)
        uploads, ident = service.stores.uploads, id_of("upload")
        for takes_over in ("head", "patch"):
            row = await uploads.upload(ident)
            assert row is not None
            at, end = row.offset, row.offset + 50_000
            waits = asyncio.Event()

            async def stale(piece: bytes, waits: asyncio.Event) -> AsyncIterator[bytes]:
                yield piece
                waits.set()
                await asyncio.Event().wait()

            old = asyncio.create_task(
                _outcome(uploads.receive(ident, at, Streamed(stale(self.content[at:end], waits)), DAY))
            )
            await waits.wait()
            if takes_over == "head":
                row = await uploads.preempt(ident)
                assert row is not None
                assert row.offset == end
            else:
                with refused("upload-offset"):
                    await uploads.receive(ident, at, body(b"x"), DAY)
            assert await old == "upload-offset"
        row = await uploads.receive(ident, 100_000, body(self.content[100_000:]), DAY)
        assert row.state == "whole"
        assert await self.read(service) == self.content

    async def test_a_member_has_a_quota_for_what_is_unfinished(self, service: Service) -> None:
        await self.opened(service)
        uploads = service.stores.uploads
        other = upload(self.content, "other", clip=id_of("other"))
        with refused("upload-quota"):
            await uploads.create(other, 2 * len(self.content) - 1)
        await uploads.receive(id_of("upload"), 0, body(self.content), DAY)
        _, stored = await uploads.create(other, len(self.content))
        assert stored is Stored.NEW

    async def test_an_unfinished_upload_expires_and_can_begin_anew(self, service: Service) -> None:
        await self.opened(service)
        uploads, ident = service.stores.uploads, id_of("upload")
        await uploads.receive(ident, 0, body(self.content[:10]), DAY)
        assert await uploads.expire(DAY) == 0
        assert await uploads.expire(DAY + 1) == 1
        await service.power_cut()
        uploads = service.stores.uploads
        row = await uploads.upload(ident)
        assert row is not None
        assert row.state == "expired"
        with refused("upload-expired"):
            await uploads.receive(ident, 10, body(b"x"), DAY)
        row, stored = await uploads.create(upload(self.content, "new one"), QUOTA)
        assert (stored, row.offset) == (Stored.NEW, 0)
        assert await uploads.upload(ident) is None
        await uploads.receive(row.id, 0, body(self.content), DAY)
        assert await uploads.expire(100 * DAY) == 0
        assert await self.read(service) == self.content

    async def test_a_dropped_upload_is_gone(self, service: Service) -> None:
        await self.opened(service)
        uploads, ident = service.stores.uploads, id_of("upload")
        await uploads.drop(ident)
        await uploads.drop(ident)
        await service.power_cut()
        assert await service.stores.uploads.upload(ident) is None
        assert await service.stores.uploads.unfinished() == (0, 0)

    async def test_a_deleted_payload_is_gone_and_cannot_come_again(self, service: Service) -> None:
        await self.opened(service)
        await service.stores.uploads.receive(id_of("upload"), 0, body(self.content), DAY)
        await service.stores.uploads.drop(id_of("upload"))
        assert await self.read(service) == self.content
        await service.stores.uploads.delete_payload(CLIP)
        await service.stores.uploads.delete_payload(CLIP)
        await service.power_cut()
        with refused("right-missing"):
            await self.read(service)
        with refused("share-destroyed"):
            await service.stores.uploads.create(upload(self.content, "again"), QUOTA)
        clip = await service.stores.clips.clip(CLIP)
        assert clip is not None
        assert clip.payload == "deleted"

    async def test_an_unfinished_upload_goes_with_its_film(self, service: Service) -> None:
        await self.opened(service)
        await service.stores.uploads.delete_payload(CLIP)
        assert await service.stores.uploads.upload(id_of("upload")) is None


async def _outcome(request: Awaitable[object]) -> str:
    """The code that a request ends with."""
    try:
        await request
    except AmanatError as refusal:
        return refusal.code
    return "ok"
