"""Payloads in files: ``incoming/<upload>`` while they grow, ``payloads/<clip>`` once they are whole.

[Note: the one acknowledgement]  ``receive`` writes, syncs the file, at the last byte checks the digest,
renames and syncs both folders, and then commits the offset in SQLite.  Only after that commit anybody is
told.  What the file's size says counts nowhere: a file is as long as was declared from the moment it is
created.

[Note: preemption]  A tablet that lost its network comes back while its old request still looks open.  The
newer request takes the turn; the older one is woken if it waits for bytes, makes durable what it has, and
lets go.
"""

from __future__ import annotations

import asyncio
import hashlib
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from amanat_server.stores.disk import refusal_of
from amanat_server.stores.landing import Landing, Rooms
from amanat_server.stores.pour import Pour, Turn
from amanat_server.stores.values import NewUpload, Stored, Upload
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Executor
    from pathlib import Path

    from amanat_server.stores.disk import Disk
    from amanat_server.stores.film_ports import Body
    from amanat_server.stores.sqlite.uploads import UploadTable

T = TypeVar("T")
READ = 1 << 19


class FileUploads:
    """``UploadStore`` over files and ``UploadTable``.

    Bodies are carried by the threads of ``carriers``, each of which has a room for them; every other call to the disk
    runs in ``pool``.
    """

    def __init__(
        self, folder: Path, table: UploadTable, disk: Disk, pool: Executor, carriers: Executor
    ) -> None:
        self._incoming = folder / "incoming"
        self._payloads = folder / "payloads"
        self._table = table
        self._disk = disk
        self._pool = pool
        self._carriers = carriers
        self._turns: dict[bytes, Turn] = {}
        self._rooms = Rooms()

    async def recover(self) -> None:
        """Puts files and rows in step after a stop at any point; the rows are right."""
        uploads = await self._table.open_uploads()
        whole = {each.clip.hex() for each in await self._table.whole_payloads()}
        lost = await self._on_disk(
            lambda: self._tidy({each.id.hex(): each.clip.hex() for each in uploads}, whole)
        )
        for upload in uploads:
            if upload.id.hex() in lost:
                await self._table.remove(upload.id)

    def _tidy(self, uploads: dict[str, str], whole: set[str]) -> set[str]:
        for folder in (self._incoming, self._payloads):
            self._disk.make_folder(folder)
        here = set(self._disk.names(self._incoming))
        lost: set[str] = set()
        for upload, clip in uploads.items():
            if upload in here:
                continue
            if self._disk.size(self._payloads / clip) is None:
                lost.add(upload)
            else:
                # The stop came between the rename and the commit: nobody was told, the last bytes come again.
                self._disk.rename(self._payloads / clip, self._incoming / upload)
        for name in here - set(uploads):
            self._disk.remove(self._incoming / name)
        for name in set(self._disk.names(self._payloads)) - whole:
            self._disk.remove(self._payloads / name)
        # Nothing is synced here: a power cut undoes at most what the next start does again.
        return lost

    async def create(self, upload: NewUpload, quota: int) -> tuple[Upload, Stored]:
        """See ``UploadStore``."""
        existing = await self._table.find_clip(upload.clip)
        if existing is not None:
            return existing, Stored.SAME
        if await self._table.used(upload.member) + upload.length > quota:
            raise refuse("upload-quota")
        path = self._incoming / upload.id.hex()
        try:
            await self._on_disk(lambda: self._reserve(path, upload.length))
            row, stored = await self._table.insert(upload, quota)
        except BaseException:
            await self._on_disk(lambda: self._disk.remove(path))
            raise
        if row.id != upload.id:
            await self._on_disk(lambda: self._disk.remove(path))
        return row, stored

    def _reserve(self, path: Path, length: int) -> None:
        handle = self._disk.create(path)
        try:
            self._disk.reserve(handle, length)
            self._disk.sync_data(handle)
        finally:
            self._disk.close(handle)
        self._disk.sync_folder(self._incoming)

    async def upload(self, upload: bytes) -> Upload | None:
        """See ``UploadStore``."""
        return await self._table.find(upload)

    async def preempt(self, upload: bytes) -> Upload | None:
        """See ``UploadStore``."""
        turn = self._turns.get(upload)
        if turn is not None:
            turn.take()
            async with turn.lock:
                return await self._table.find(upload)
        return await self._table.find(upload)

    async def receive(self, upload: bytes, offset: int, body: Body, expires_at: int) -> Upload:
        """See ``UploadStore``."""
        turn = self._turns.setdefault(upload, Turn())
        number = turn.take()
        async with turn.lock:
            row = await self._table.find(upload)
            if row is None:
                self._turns.pop(upload, None)
                raise refuse("right-missing")
            if row.state == "expired":
                raise refuse("upload-expired")
            if row.offset != offset or turn.number != number:
                raise refuse("upload-offset")
            if row.state == "whole":
                return row
            try:
                answer, interruption = await self._take_in(row, turn, number, body, expires_at)
            except BaseException:
                # What was poured does not count, so the running digest is ahead of the stored offset.
                turn.digest = None
                raise
        if interruption is not None:
            raise interruption
        if answer is None:
            raise refuse("right-missing")
        return answer

    async def _take_in(
        self, row: Upload, turn: Turn, number: int, body: Body, expires_at: int
    ) -> tuple[Upload | None, BaseException | None]:
        """The upload once what came is durable, None where it has gone meanwhile; and what interrupted the body."""
        if row.offset == 0:
            turn.digest = hashlib.sha256()
        elif turn.digested != row.offset:
            turn.digest = None
        path, last = self._incoming / row.id.hex(), self._payloads / row.clip.hex()
        landing = Landing(self._disk, path, turn.digest, self._rooms, last)

        def carry(body: Body, at: int, most: int) -> asyncio.Future[int]:
            return self._start(self._carriers, lambda: landing.carry(body, at, most))

        pour = Pour(turn, number, row.offset, row.length, carry)
        try:
            interruption = await pour.run(body)
            if pour.at == row.offset and row.offset < row.length:
                return row, interruption
            whole = pour.at == row.length
            if not await self._on_disk(lambda: self._settle(landing, row, whole=whole)):
                await self._discard(row.id)
                raise refuse("upload-digest")
        except OSError as fault:
            raise refusal_of(fault) from fault
        finally:
            if landing.is_open:
                await self._on_disk(landing.close)
        turn.digested = pour.at
        if whole:
            await self._on_disk(lambda: self._promote(row))
        answer = await self._table.advance(row.id, pour.at, expires_at, whole=whole)
        if whole:
            self._turns.pop(row.id, None)
        return answer, interruption

    def _settle(self, landing: Landing, row: Upload, *, whole: bool) -> bool:
        """Syncs and closes the file; False where it is whole and not what its manifest says."""
        landing.settle()
        right = not whole or landing.digest(row.length) == row.digest
        landing.close()
        return right

    def _promote(self, row: Upload) -> None:
        self._disk.rename(self._incoming / row.id.hex(), self._payloads / row.clip.hex())
        self._disk.sync_folder(self._payloads)

    async def _discard(self, upload: bytes) -> None:
        await self._table.remove(upload)
        self._turns.pop(upload, None)
        await self._on_disk(lambda: self._delete([self._incoming / upload.hex()]))

    def _delete(self, paths: list[Path]) -> None:
        for path in paths:
            self._disk.remove(path)
        for folder in {path.parent for path in paths}:
            self._disk.sync_folder(folder)

    async def drop(self, upload: bytes) -> None:
        """See ``UploadStore``."""
        row = await self.preempt(upload)
        if row is not None and row.state != "whole":
            await self._discard(upload)

    async def expire(self, now_ms: int) -> int:
        """See ``UploadStore``."""
        count = 0
        for upload in await self._table.past(now_ms):
            turn = self._turns.get(upload)
            if turn is not None and turn.lock.locked():
                continue
            if await self._table.mark_expired(upload, now_ms):
                self._turns.pop(upload, None)
                path = self._incoming / upload.hex()
                await self._on_disk(partial(self._delete, [path]))
                count += 1
        return count

    async def read(self, clip: bytes, start: int, stop: int) -> AsyncIterator[bytes]:
        """See ``UploadStore``."""
        row = await self._table.find_clip(clip)
        if row is None or row.state != "whole":
            raise refuse("right-missing")
        handle = await self._on_disk(lambda: self._disk.open_to_read(self._payloads / clip.hex()))
        try:
            while start < stop:
                part = await self._on_disk(partial(self._disk.read, handle, min(READ, stop - start), start))
                if not part:
                    raise refuse("store-failed", "a payload is shorter than its manifest says")
                yield part
                start += len(part)
        finally:
            await self._on_disk(lambda: self._disk.close(handle))

    async def delete_payload(self, clip: bytes) -> None:
        """See ``UploadStore``."""
        row = await self._table.find_clip(clip)
        if row is not None:
            await self.preempt(row.id)
        uploads = await self._table.forget_payload(clip)
        for upload in uploads:
            self._turns.pop(upload, None)
        paths = [self._payloads / clip.hex(), *(self._incoming / upload.hex() for upload in uploads)]
        await self._on_disk(lambda: self._delete(paths))

    async def unfinished(self) -> tuple[int, int]:
        """See ``UploadStore``."""
        return await self._table.unfinished()

    def _start(self, pool: Executor, call: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(pool, call)

    async def _on_disk(self, call: Callable[[], T]) -> T:
        """``call`` in the pool; it runs to its end even where the caller is cancelled."""
        job = self._start(self._pool, call)
        try:
            return await asyncio.shield(job)
        except OSError as fault:
            raise refusal_of(fault) from fault
        except asyncio.CancelledError:
            await asyncio.wait([job])
            raise
