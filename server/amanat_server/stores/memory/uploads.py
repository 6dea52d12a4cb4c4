"""Payloads in memory: only what a stored offset covers is kept."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from amanat_server.stores.values import NewUpload, Stored, Upload
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from amanat_server.stores.film_ports import Body
    from amanat_server.stores.memory.medium import Medium, State

READ = 1 << 16


class MemoryUploads:
    """``UploadStore`` in memory, with ``room`` bytes in all."""

    def __init__(self, medium: Medium, room: int) -> None:
        self._medium = medium
        self._room = room
        self._bytes: dict[bytes, bytes] = {}
        self._turns: dict[bytes, int] = {}
        self._readers: dict[bytes, tuple[asyncio.Task[object], bytearray, int]] = {}

    async def create(self, upload: NewUpload, quota: int) -> tuple[Upload, Stored]:
        """See ``UploadStore``."""
        u = upload

        def change(state: State) -> tuple[Upload, Stored]:
            for there in state.uploads.values():
                if there.clip == u.clip and there.state != "expired":
                    return there, Stored.SAME
            if u.clip in state.deleted:
                raise refuse("share-destroyed")
            open_now = [each for each in state.uploads.values() if each.state == "open"]
            if sum(each.length for each in open_now if each.member == u.member) + u.length > quota:
                raise refuse("upload-quota")
            used = sum(each.length for each in open_now) + sum(map(len, state.payloads.values()))
            if used + u.length > self._room:
                raise refuse("upload-server-full")
            state.uploads = {key: each for key, each in state.uploads.items() if each.clip != u.clip}
            row = Upload(
                u.id, u.clip, u.member, u.device, u.opened_by, u.length, u.digest, u.expires_at, 0, "open"
            )
            state.uploads[u.id] = row
            return row, Stored.NEW

        return self._medium.write(change)

    async def upload(self, upload: bytes) -> Upload | None:
        """See ``UploadStore``."""
        return self._medium.state.uploads.get(upload)

    async def preempt(self, upload: bytes) -> Upload | None:
        """See ``UploadStore``."""
        self._take(upload)
        return self._medium.state.uploads.get(upload)

    def _take(self, upload: bytes) -> int:
        """A new turn; what the request before has is stored at once, and it learns of it when it is woken."""
        self._turns[upload] = self._turns.get(upload, 0) + 1
        before = self._readers.pop(upload, None)
        if before is not None:
            task, arrived, expires_at = before
            task.cancel()
            row = self._medium.state.uploads.get(upload)
            if row is not None and row.state == "open" and arrived:
                self._keep(row, bytes(arrived), expires_at)
        return self._turns[upload]

    async def receive(self, upload: bytes, offset: int, body: Body, expires_at: int) -> Upload:
        """See ``UploadStore``."""
        if upload not in self._medium.state.uploads:
            raise refuse("right-missing")
        number = self._take(upload)
        row = self._medium.state.uploads[upload]
        if row.state == "expired":
            raise refuse("upload-expired")
        if row.offset != offset:
            raise refuse("upload-offset")
        if row.state == "whole":
            return row
        arrived = bytearray()
        interruption = await self._gather(row, number, body, arrived, expires_at)
        if self._turns[upload] == number and (arrived or row.length == offset):
            self._keep(row, bytes(arrived), expires_at)
        if interruption is not None:
            raise interruption
        answer = self._medium.state.uploads.get(upload)
        if answer is None:
            raise refuse("right-missing")
        return answer

    async def _gather(
        self, row: Upload, number: int, body: Body, arrived: bytearray, expires_at: int
    ) -> BaseException | None:
        room = memoryview(bytearray(READ))
        while True:
            task = _current_task()
            try:
                if task is not None:
                    self._readers[row.id] = (task, arrived, expires_at)
                if not await body.ready():
                    return None
            except asyncio.CancelledError as fault:
                if self._turns[row.id] != number and task is not None and task.uncancel() == 0:
                    return refuse("upload-offset", "a newer request took over")
                return fault
            except Exception as fault:  # noqa: BLE001  whatever ends a body, what arrived is kept
                return fault
            finally:
                if self._turns[row.id] == number:
                    self._readers.pop(row.id, None)
            if self._turns[row.id] != number:
                return refuse("upload-offset", "a newer request took over")
            while count := body.take(room):
                if row.offset + len(arrived) + count > row.length:
                    return refuse("request-too-large")
                arrived += room[:count]

    def _keep(self, row: Upload, arrived: bytes, expires_at: int) -> None:
        """Stores what arrived after the row's offset; the digest decides at the last byte."""
        content = self._bytes.get(row.id, b"")[: row.offset] + arrived
        at = len(content)
        if at == row.length and hashlib.sha256(content).digest() != row.digest:
            self._medium.write(lambda state: state.uploads.pop(row.id, None))
            raise refuse("upload-digest")

        def change(state: State) -> None:
            # Its film may have been destroyed, or the upload dropped, while the bytes were on their way.
            if row.id not in state.uploads:
                raise refuse("right-missing")
            whole = at == row.length
            state.uploads[row.id] = replace(
                row, offset=at, expires_at=expires_at, state="whole" if whole else "open"
            )
            if whole:
                state.payloads[row.clip] = content

        # First the bytes, then the offset that covers them: a write whose answer is lost has happened all the same.
        self._bytes[row.id] = content
        self._medium.write(change)

    async def drop(self, upload: bytes) -> None:
        """See ``UploadStore``."""
        row = await self.preempt(upload)
        if row is not None and row.state != "whole":
            self._medium.write(lambda state: state.uploads.pop(upload, None))

    async def expire(self, now_ms: int) -> int:
        """See ``UploadStore``."""

        def change(state: State) -> int:
            past = [u for u in state.uploads.values() if u.state == "open" and u.expires_at < now_ms]
            for upload in past:
                state.uploads[upload.id] = replace(upload, state="expired")
            return len(past)

        return self._medium.write(change)

    async def read(self, clip: bytes, start: int, stop: int) -> AsyncIterator[bytes]:
        """See ``UploadStore``."""
        payload = self._medium.state.payloads.get(clip)
        if payload is None:
            raise refuse("right-missing")
        for at in range(start, stop, READ):
            yield payload[at : min(at + READ, stop)]

    async def delete_payload(self, clip: bytes) -> None:
        """See ``UploadStore``."""

        def change(state: State) -> None:
            state.uploads = {key: each for key, each in state.uploads.items() if each.clip != clip}
            state.payloads.pop(clip, None)
            if clip in state.clips:
                state.deleted.add(clip)

        self._medium.write(change)

    async def unfinished(self) -> tuple[int, int]:
        """See ``UploadStore``."""
        lengths = [each.length for each in self._medium.state.uploads.values() if each.state == "open"]
        return len(lengths), sum(lengths)


def _current_task() -> asyncio.Task[object] | None:
    """The running task; None where a simulator drives the coroutine by hand."""
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
