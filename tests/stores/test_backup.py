"""Backup, restore and doctor: a restored service destroys again what was destroyed, and then answers."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores.backup import back_up, end_restore, is_restoring, put_back
from amanat_server.stores.folder import open_stores
from amanat_server.stores.sqlite import schema
from tests.stores.samples import (
    CASE,
    CLIP,
    DAY,
    FILM,
    H0,
    ORG,
    QUOTA,
    body,
    destruction,
    frames,
    id_of,
    manifest,
    payload,
    roll,
    tombstone,
    upload,
)
from tests.stores.service import refused

if TYPE_CHECKING:
    from amanat_server.stores.ports import Stores
    from amanat_server.stores.values import Finding

pytestmark = pytest.mark.anyio
CONTENT = payload()
OTHER = id_of("other group")


async def fill(stores: Stores) -> None:
    stores.shares.bind(ORG)
    await stores.cases.put_roll(roll(0))
    await stores.ledger.append(CASE, H0, frames(3))
    await stores.clips.put_manifest(manifest(CONTENT))
    await stores.shares.put(FILM, b"S" * 32)
    await stores.shares.put(OTHER, b"T" * 32)
    row, _ = await stores.uploads.create(upload(CONTENT), QUOTA)
    await stores.uploads.receive(row.id, 0, body(CONTENT), DAY)


def wrong(findings: list[Finding]) -> set[str]:
    return {finding.what for finding in findings if not finding.ok and finding.what != "room"}


async def test_a_backup_of_an_open_service_is_whole_and_holds_no_key(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
        await stores.upkeep.backup(tmp_path / "backup")
    names = {path.relative_to(tmp_path / "backup").as_posix() for path in (tmp_path / "backup").rglob("*")}
    assert names == {"amanat.db", "shares.db", "payloads", f"payloads/{CLIP.hex()}"}
    key = (tmp_path / "data" / "apart" / "vault.key").read_bytes()[4096 + 16 : 4096 + 48]
    assert len(set(key)) > 8
    for path in (tmp_path / "backup").rglob("*"):
        assert path.is_dir() or key not in path.read_bytes()


async def test_a_backup_is_put_back_whole(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
        await stores.upkeep.backup(tmp_path / "backup")
        old_id = stores.ledger.store_id
    (tmp_path / "new").mkdir()
    (tmp_path / "data" / "apart").rename(tmp_path / "new" / "apart")
    put_back(tmp_path / "backup", tmp_path / "new")
    assert is_restoring(tmp_path / "new")
    with refused("service-not-ready"):
        async with open_stores(tmp_path / "new"):
            pass
    async with open_stores(tmp_path / "new", restoring=True) as stores:
        stores.shares.bind(ORG)
        await stores.ledger.mark_restart(b"r" * 16, {CASE: b"restart"})
    end_restore(tmp_path / "new")
    async with open_stores(tmp_path / "new") as stores:
        stores.shares.bind(ORG)
        assert await stores.shares.get(FILM) == b"S" * 32
        assert b"".join([part async for part in stores.uploads.read(CLIP, 0, len(CONTENT))]) == CONTENT
        assert stores.ledger.store_id == b"r" * 16 != old_id
        assert await stores.ledger.restarts(CASE) == [(3, b"restart")]
        assert wrong(await stores.upkeep.examine()) == set()


async def test_a_share_destroyed_since_the_backup_does_not_come_back(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
        copies: list[bytes] = []

        def seal(key: bytes) -> bytes:
            copies.append(key)
            return b"age"

        await stores.shares.keep_copies(seal)
        await stores.upkeep.backup(tmp_path / "backup")
        await stores.shares.destroy([destruction()], 5)
    (tmp_path / "new").mkdir()
    (tmp_path / "data" / "apart").rename(tmp_path / "new" / "apart")
    with refused("store-failed"):
        put_back(tmp_path / "backup", tmp_path / "new")
    assert not is_restoring(tmp_path / "new")
    with refused("store-failed"):
        put_back(tmp_path / "backup", tmp_path / "new", (2, copies[0]))
    put_back(tmp_path / "backup", tmp_path / "new", (1, copies[0]))
    async with open_stores(tmp_path / "new", restoring=True) as stores:
        stores.shares.bind(ORG)
        assert await stores.shares.get(FILM) == b"S" * 32
        assert await stores.shares.tombstones() == [tombstone()]
        await stores.shares.destroy([destruction()], 6)
        with refused("share-destroyed"):
            await stores.shares.get(FILM)
        assert await stores.shares.get(OTHER) == b"T" * 32
    end_restore(tmp_path / "new")
    assert copies[0] not in (tmp_path / "new" / "apart" / "vault.key").read_bytes()


async def test_a_restore_never_writes_over_a_service(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
        await stores.upkeep.backup(tmp_path / "backup")
    with refused("store-failed"):
        put_back(tmp_path / "backup", tmp_path / "data")


async def test_a_backup_never_writes_over_a_backup(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await stores.upkeep.backup(tmp_path / "backup")
        with refused("store-failed"):
            await stores.upkeep.backup(tmp_path / "backup")


async def test_a_restore_that_stopped_can_be_taken_up(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
        await stores.upkeep.backup(tmp_path / "backup")
    for name in ("amanat.db", "shares.db"):
        (tmp_path / "data" / name).unlink()
    put_back(tmp_path / "backup", tmp_path / "data")
    (tmp_path / "data" / "shares.db").write_bytes(b"half")
    put_back(tmp_path / "backup", tmp_path / "data")
    async with open_stores(tmp_path / "data", restoring=True) as stores:
        stores.shares.bind(ORG)
        assert await stores.shares.get(FILM) == b"S" * 32


async def test_the_doctor_finds_each_planted_fault(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_stores(data) as stores:
        await fill(stores)
        await stores.shares.destroy([destruction()], 5)
        assert wrong(await stores.upkeep.examine()) == set()
        film = data / "payloads" / CLIP.hex()
        film.write_bytes(CONTENT[:-1])
        assert wrong(await stores.upkeep.examine()) == {"payloads"}
        film.write_bytes(CONTENT)
        with sqlite3.connect(data / "amanat.db") as db:
            db.execute("UPDATE frames SET raw = x'00' WHERE seq = 1")
        db.close()
        assert wrong(await stores.upkeep.examine()) == {"events"}
        key = (data / "apart" / "vault.key").read_bytes()
        (data / "apart" / "vault.key").write_bytes(bytes(len(key)))
        data.chmod(0o755)
        assert wrong(await stores.upkeep.examine()) == {"events", "shares.db", "folder"}


async def test_a_backup_ends_although_the_service_is_written_to_all_the_while(tmp_path: Path) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
    with closing(schema.connect(tmp_path / "data" / "amanat.db")) as db:
        many = [(bytes(16), epoch) for epoch in range(400)]
        db.execute("BEGIN")
        db.executemany("INSERT INTO recovery VALUES (?, ?, zeroblob(100000))", many)
        db.execute("COMMIT")
    stop = Event()

    def write() -> None:
        with closing(schema.connect(tmp_path / "data" / "amanat.db")) as db:
            db.execute("PRAGMA synchronous=OFF")
            while not stop.is_set():
                db.execute("UPDATE moves SET newest = newest + 1")

    writer = Thread(target=write)
    backing = Thread(target=back_up, args=(tmp_path / "data", tmp_path / "backup"), daemon=True)
    writer.start()
    backing.start()
    backing.join(20)
    ended = not backing.is_alive()
    stop.set()
    writer.join()
    assert ended
    assert (tmp_path / "backup" / "payloads" / CLIP.hex()).read_bytes() == CONTENT


async def test_a_film_that_is_destroyed_under_a_backup_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
    copy = shutil.copyfile

    def gone(source: Path, target: Path) -> object:
        source.unlink()
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", gone)
    back_up(tmp_path / "data", tmp_path / "backup")
    assert list((tmp_path / "backup" / "payloads").iterdir()) == []


async def test_a_backup_is_durable_with_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_stores(tmp_path / "data") as stores:
        await fill(stores)
    synced: set[str] = set()
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.add(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    back_up(tmp_path / "data", tmp_path / "all" / "backup")
    assert {str(path) for path in (tmp_path, *(tmp_path / "all").rglob("*"), tmp_path / "all")} <= synced
    assert (tmp_path / "all" / "backup").stat().st_mode & 0o077 == 0


def test_a_backup_of_no_service_is_refused(tmp_path: Path) -> None:
    with refused("store-failed"):
        back_up(tmp_path / "nothing", tmp_path / "backup")
