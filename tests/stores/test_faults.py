"""Full, slow, broken and forbidden disks: a clear code, nothing lost, and the rest goes on."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import sqlite3
from multiprocessing import Pipe, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores.disk import Bytes, OsDisk
from amanat_server.stores.folder import Parts, open_stores
from amanat_server.stores.values import Stored
from amanat_sync.errors import AmanatError
from tests.stores.samples import (
    CASE,
    CLIP,
    DAY,
    H0,
    QUOTA,
    body,
    frames,
    id_of,
    manifest,
    payload,
    upload,
)
from tests.stores.service import FolderService, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from multiprocessing.connection import Connection

pytestmark = pytest.mark.anyio
CONTENT = payload()
NOBODY = 65534


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[FolderService]:
    service = FolderService(tmp_path / "data")
    await service.start()
    yield service
    await service.stop()


def raising(call: str, number: int) -> Callable[[int, str, str], bool]:
    """A disk on which a kind of call fails with an errno."""

    def on_call(_: int, name: str, site: str) -> bool:
        if name == call and site.startswith("incoming"):
            raise OSError(number, os.strerror(number))
        return True

    return on_call


async def test_a_full_disk_is_said_before_a_byte_is_sent(service: FolderService) -> None:
    await service.stores.clips.put_manifest(manifest(CONTENT))
    service.disk.on_call = raising("reserve", errno.ENOSPC)
    with refused("upload-server-full"):
        await service.stores.uploads.create(upload(CONTENT), QUOTA)
    assert service.disk.names(service.folder / "incoming") == []
    assert await service.stores.uploads.unfinished() == (0, 0)
    service.disk.on_call = lambda *_: True
    _, stored = await service.stores.uploads.create(upload(CONTENT), QUOTA)
    assert stored is Stored.NEW


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [
        ("write", errno.ENOSPC, "upload-server-full"),
        ("write", errno.EIO, "store-failed"),
        ("sync_data", errno.EIO, "store-failed"),
        ("rename", errno.EIO, "store-failed"),
    ],
)
async def test_a_fault_in_mid_upload_keeps_the_offset_and_the_bytes(
    service: FolderService, call: str, number: int, code: str
) -> None:
    await service.stores.clips.put_manifest(manifest(CONTENT))
    row, _ = await service.stores.uploads.create(upload(CONTENT), QUOTA)
    await service.stores.uploads.receive(row.id, 0, body(CONTENT[:100_000]), DAY)
    service.disk.on_call = raising(call, number)
    with refused(code):
        await service.stores.uploads.receive(row.id, 100_000, body(CONTENT[100_000:]), DAY)
    service.disk.on_call = lambda *_: True
    found = await service.stores.uploads.preempt(row.id)
    assert found is not None
    assert found.offset == 100_000
    row = await service.stores.uploads.receive(row.id, 100_000, body(CONTENT[100_000:]), DAY)
    assert row.state == "whole"
    parts = [part async for part in service.stores.uploads.read(CLIP, 0, len(CONTENT))]
    assert b"".join(parts) == CONTENT


async def test_a_file_grown_past_its_limit_is_a_full_disk(tmp_path: Path) -> None:
    """The real disk, with the system's own limit on the size of files standing for a full one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with open_stores(tmp_path / "data") as stores:
        await stores.clips.put_manifest(manifest(CONTENT))
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(CONTENT) - 1, hard))
        try:
            with refused("upload-server-full"):
                await stores.uploads.create(upload(CONTENT), QUOTA)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list((tmp_path / "data" / "incoming").iterdir()) == []
        _, stored = await stores.uploads.create(upload(CONTENT), QUOTA)
        assert stored is Stored.NEW


async def test_a_full_database_refuses_and_loses_nothing(service: FolderService) -> None:
    await service.stores.ledger.append(CASE, H0, frames(2))
    with sqlite3.connect(service.folder / "amanat.db") as db:
        pages = int(db.execute("PRAGMA page_count").fetchone()[0])
    db.close()
    await service.stop()
    connect = service.parts.connect
    limited: list[sqlite3.Connection] = []

    def full(path: Path) -> sqlite3.Connection:
        limited.append(connect(path))
        limited[-1].execute(f"PRAGMA max_page_count={pages}")
        return limited[-1]

    service.parts = Parts(service.parts.disk, service.parts.random, full, service.parts.connect_shares, 2)
    await service.start()
    with refused("upload-server-full"):
        await service.stores.cases.put_recovery(CASE, 1, bytes(500_000))
    many = frames(60)
    with refused("upload-server-full"):
        for at in range(2, 60):
            await service.stores.ledger.append(CASE, H0, [many[at]])
            await service.stores.cases.put_recovery(CASE, at, bytes(20_000))
    newest = await service.stores.ledger.position(CASE)
    assert newest is not None
    service.parts = Parts(service.parts.disk, service.parts.random, connect, service.parts.connect_shares, 2)
    await service.stop()
    await service.start()
    assert await service.stores.ledger.position(CASE) == newest
    assert (await service.stores.ledger.append(CASE, H0, many)).n == 60


async def outcome_of_opening(folder: Path) -> str:
    """``ok``, or the code of the refusal."""
    try:
        async with open_stores(folder):
            return "ok"
    except AmanatError as fault:
        return fault.code


def opened_as_nobody(folder: Path, answer: Connection) -> None:
    """Opens a folder as a user who is nobody where root would be let in everywhere; for a process of its own."""
    if os.geteuid() == 0:
        os.chown(folder.parent, NOBODY, NOBODY)
        os.chown(folder, NOBODY, NOBODY)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    os.chdir(folder.parent)
    answer.send(asyncio.run(outcome_of_opening(folder)))


def as_nobody(folder: Path) -> str:
    """What the stores say in that folder to somebody who is not root."""
    here, there = Pipe()
    process = get_context("fork").Process(target=opened_as_nobody, args=(folder, there))
    process.start()
    said: str = here.recv()
    process.join()
    return said


@pytest.mark.parametrize(("mode", "outcome"), [(0o500, "store-failed"), (0o700, "ok")])
def test_a_folder_that_may_not_be_written_is_said_at_the_start(mode: int, outcome: str) -> None:
    # Not under tmp_path: pytest lets nobody else into its folders.
    with TemporaryDirectory() as root:
        folder = Path(root) / "data"
        folder.mkdir()
        folder.chmod(mode)
        assert as_nobody(folder) == outcome
        if os.geteuid() == 0:
            os.chown(root, 0, 0)


class ReadOnlyDisk(OsDisk):
    """A file system that was mounted for reading only."""

    def make_folder(self, path: Path) -> None:
        raise OSError(errno.EROFS, "read-only", str(path))


async def test_a_file_system_for_reading_only_is_said_at_the_start(tmp_path: Path) -> None:
    parts = FolderService(tmp_path / "data").parts
    with refused("store-failed"):
        async with open_stores(
            tmp_path / "data", Parts(ReadOnlyDisk(), os.urandom, parts.connect, parts.connect_shares, 2)
        ):
            pass


async def test_a_folder_that_is_a_file_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with refused("store-failed"):
        async with open_stores(tmp_path / "data"):
            pass


async def test_a_database_of_another_layout_is_not_opened(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data"):
        pass
    with sqlite3.connect(tmp_path / "data" / "amanat.db") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with refused("store-failed"):
        async with open_stores(tmp_path / "data"):
            pass


class SlowDisk(OsDisk):
    """A disk whose sync of an upload waits until it is let go."""

    def __init__(self) -> None:
        self.syncing = Event()
        self.go_on = Event()

    def sync_data(self, handle: int) -> None:
        self.syncing.set()
        assert self.go_on.wait(60)
        super().sync_data(handle)


class SlowToWrite(OsDisk):
    """A disk whose writes wait until they are let go."""

    def __init__(self) -> None:
        self.writing = Event()
        self.go_on = Event()

    def write(self, handle: int, parts: Sequence[Bytes], at: int) -> None:
        self.writing.set()
        assert self.go_on.wait(60)
        super().write(handle, parts, at)


async def test_a_request_that_waits_for_the_disk_ends_at_its_next_batch_when_a_newer_one_comes(
    tmp_path: Path,
) -> None:
    disk = SlowToWrite()
    content = payload(5 << 20)
    defaults = FolderService(tmp_path / "data").parts
    parts = Parts(disk, os.urandom, defaults.connect, defaults.connect_shares, 2)
    disk.go_on.set()
    async with open_stores(tmp_path / "data", parts) as stores:
        await stores.clips.put_manifest(manifest(content))
        row, _ = await stores.uploads.create(upload(content), QUOTA)
        disk.writing.clear()
        disk.go_on.clear()
        stale = asyncio.create_task(stores.uploads.receive(row.id, 0, body(content), DAY))
        assert await asyncio.to_thread(disk.writing.wait, 60)
        newer = asyncio.create_task(stores.uploads.preempt(row.id))
        await asyncio.to_thread(Event().wait, 0)
        disk.go_on.set()
        with refused("upload-offset"):
            await stale
        found = await newer
        assert found is not None
        assert found.state == "open"
        assert 0 < found.offset < len(content)
        row = await stores.uploads.receive(row.id, found.offset, body(content[found.offset :]), DAY)
        assert row.state == "whole"


async def test_while_one_upload_syncs_slowly_events_are_still_taken(tmp_path: Path) -> None:
    disk = SlowDisk()
    disk.go_on.set()
    service = FolderService(tmp_path / "data")
    parts = Parts(disk, os.urandom, service.parts.connect, service.parts.connect_shares, 2)
    async with open_stores(tmp_path / "data", parts) as stores:
        await stores.clips.put_manifest(manifest(CONTENT))
        row, _ = await stores.uploads.create(upload(CONTENT), QUOTA)
        disk.syncing.clear()
        disk.go_on.clear()
        slow = asyncio.create_task(stores.uploads.receive(row.id, 0, body(CONTENT), DAY))
        assert await asyncio.to_thread(disk.syncing.wait, 60)
        assert (await stores.ledger.append(CASE, H0, frames(1))).n == 1
        assert not slow.done()
        found = await stores.uploads.upload(row.id)
        assert found is not None
        assert found.offset == 0
        disk.go_on.set()
        assert (await slow).state == "whole"


async def test_orphans_of_a_stop_are_tidied_and_strangers_payloads_go(service: FolderService) -> None:
    for folder in ("incoming", "payloads"):
        handle = service.disk.create(service.folder / folder / id_of("orphan").hex())
        service.disk.close(handle)
    await service.stop()
    await service.start()
    assert service.disk.names(service.folder / "incoming") == []
    assert service.disk.names(service.folder / "payloads") == []
