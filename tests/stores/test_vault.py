"""shares.db: what is destroyed cannot be opened with anything that is left, and each stop can be taken up."""

from __future__ import annotations

import shutil
import sqlite3
from random import Random
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amanat_server.stores.folder import open_stores
from amanat_server.stores.vault_key import BANK, bank_of, read_bank
from tests.stores.samples import DAY, FILM, ORG, destruction, id_of, tombstone
from tests.stores.service import FolderService, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.anyio
SHARE, OTHER = b"\x11" * 32, b"\x22" * 32
OTHER_GROUP = id_of("other group")


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[FolderService]:
    service = FolderService(tmp_path / "data")
    await service.start()
    yield service
    await service.stop()


def rows(path: Path) -> list[tuple[bytes, bytes, bytes]]:
    """The rows of a shares.db, as whoever stole the file would read them."""
    with sqlite3.connect(path) as db:
        found = [tuple(row) for row in db.execute("SELECT id, nonce, sealed FROM shares")]
    db.close()
    return found


def opened_with_anything(row: tuple[bytes, bytes, bytes], haystack: bytes) -> bytes | None:
    """The share of a row under any 32 bytes of the haystack as key, and any epoch up to 3."""
    group, nonce, sealed = row
    for at in range(len(haystack) - 31):
        key = haystack[at : at + 32]
        for epoch in (1, 2, 3):
            try:
                return AESGCM(key).decrypt(nonce, sealed, ORG + group + epoch.to_bytes(8, "big"))
            except InvalidTag:
                continue
    return None


def key_bytes(service: FolderService) -> bytes:
    """Every byte of the key file that is not zero, and its neighbours."""
    raw = service.disk.file("apart/vault.key") or b""
    return raw[:96] + raw[BANK : BANK + 96]


async def test_a_row_has_76_bytes_and_another_file_has_the_key(service: FolderService) -> None:
    await service.stores.shares.put(FILM, SHARE)
    ((group, nonce, sealed),) = rows(service.folder / "shares.db")
    assert (group, len(group + nonce + sealed)) == (FILM, 76)
    assert SHARE not in (service.folder / "shares.db").read_bytes()
    assert read_bank((service.disk.file("apart/vault.key") or b"")[BANK:]) is not None


async def test_a_backup_from_before_cannot_be_opened_after_a_destruction(service: FolderService) -> None:
    """With the key file of its time it can: else this test would be blind."""
    shares = service.stores.shares
    await shares.put(FILM, SHARE)
    await shares.put(OTHER_GROUP, OTHER)
    backup = service.folder.parent / "stolen.db"
    shutil.copyfile(service.folder / "shares.db", backup)
    before = {row[0]: row for row in rows(backup)}
    assert opened_with_anything(before[FILM], key_bytes(service)) == SHARE
    await shares.destroy([destruction()], 5)
    after = {row[0]: row for row in rows(service.folder / "shares.db")}
    assert set(after) == {OTHER_GROUP}
    left = key_bytes(service)
    for raw in (
        service.disk.file("apart/tombstones.log") or b"",
        (service.folder / "shares.db").read_bytes()[:4096],
    ):
        assert opened_with_anything(before[FILM], raw) is None
    assert opened_with_anything(before[FILM], left) is None
    assert opened_with_anything(before[OTHER_GROUP], left) is None
    assert opened_with_anything(after[OTHER_GROUP], left) == OTHER


async def test_deleted_rows_leave_no_bytes_in_the_file(service: FolderService) -> None:
    await service.stores.shares.put(FILM, SHARE)
    ((_, nonce, sealed),) = rows(service.folder / "shares.db")
    assert sealed in (service.folder / "shares.db").read_bytes()
    await service.stores.shares.destroy([destruction()], 5)
    content = (service.folder / "shares.db").read_bytes()
    assert sealed not in content
    assert nonce not in content
    assert not (service.folder / "shares.db-journal").exists()


async def test_copies_are_kept_for_seven_days_after_their_key_was_wiped(service: FolderService) -> None:
    shares = service.stores.shares
    await shares.keep_copies(lambda key: b"age 1 " + key[:4])
    await shares.keep_copies(lambda key: b"age again " + key[:4])
    await shares.destroy([destruction()], 10 * DAY)
    copies = service.folder / "apart" / "copies"
    assert service.disk.names(copies) == ["1.age", "2.age"]
    assert (service.disk.file("apart/copies/1.age") or b"").startswith(b"age 1 ")
    assert await shares.drop_copies(17 * DAY) == 0
    assert await shares.drop_copies(17 * DAY + 1) == 1
    assert service.disk.names(copies) == ["2.age"]


async def test_a_damaged_row_keeps_nobody_from_being_destroyed(service: FolderService) -> None:
    shares = service.stores.shares
    await shares.put(FILM, SHARE)
    await shares.put(OTHER_GROUP, OTHER)
    with sqlite3.connect(service.folder / "shares.db") as db:
        db.execute("UPDATE shares SET sealed = zeroblob(48) WHERE id = ?", (OTHER_GROUP,))
    db.close()
    with refused("store-failed"):
        await shares.get(OTHER_GROUP)
    await shares.destroy([destruction()], 5)
    with refused("share-destroyed"):
        await shares.get(FILM)


async def test_rows_moved_between_groups_do_not_open(service: FolderService) -> None:
    shares = service.stores.shares
    await shares.put(FILM, SHARE)
    await shares.put(OTHER_GROUP, OTHER)
    with sqlite3.connect(service.folder / "shares.db") as db:
        db.execute(
            "UPDATE shares SET (nonce, sealed) = (SELECT nonce, sealed FROM shares WHERE id = ?)", (FILM,)
        )
    db.close()
    assert await shares.get(FILM) == SHARE
    with refused("store-failed"):
        await shares.get(OTHER_GROUP)


async def test_without_its_key_the_store_does_not_open(service: FolderService) -> None:
    await service.stores.shares.put(FILM, SHARE)
    await service.stop()
    service.disk.remove(service.folder / "apart" / "vault.key")
    with refused("store-failed"):
        await service.start()


async def test_a_torn_bank_is_no_key() -> None:
    bank = bank_of(7, b"k" * 32)
    assert read_bank(bank) == (7, b"k" * 32)
    assert read_bank(bytes(BANK)) is None
    for length in range(80):
        assert read_bank(bank[:length]) is None
        assert read_bank(bank[:length].ljust(BANK, b"\x00")) is None


async def test_a_log_cut_short_keeps_its_whole_tombstones(service: FolderService) -> None:
    shares, path = service.stores.shares, service.folder / "apart" / "tombstones.log"
    await shares.destroy([destruction()], 5)
    handle = service.disk.open(path)
    service.disk.write(handle, [tombstone(OTHER_GROUP)[:100]], 176)
    assert await shares.tombstones() == [tombstone()]
    await shares.destroy([destruction(OTHER_GROUP)], 6)
    assert await shares.tombstones() == [tombstone(), tombstone(OTHER_GROUP)]


async def test_before_it_is_bound_nothing_is_stored(tmp_path: Path) -> None:
    service = FolderService(tmp_path / "data")
    async with open_stores(service.folder, service.parts) as stores:
        with refused("service-not-ready"):
            await stores.shares.put(FILM, SHARE)
        with refused("service-not-ready"):
            await stores.shares.get(FILM)


async def test_random_lives_agree_with_a_dictionary(service: FolderService) -> None:
    random = Random(23)
    known: dict[bytes, bytes] = {}
    destroyed: set[bytes] = set()
    for step in range(60):
        group = id_of(f"group {random.randrange(12)}")
        if random.random() < 0.6 and group not in destroyed:
            known.setdefault(group, random.randbytes(32))
            await service.stores.shares.put(group, known[group])
        elif random.random() < 0.5:
            batch = [id_of(f"group {random.randrange(12)}") for _ in range(2)]
            await service.stores.shares.destroy([destruction(each) for each in batch], step)
            destroyed.update(batch)
        else:
            await service.power_cut()
        for each in known.keys() - destroyed:
            assert await service.stores.shares.get(each) == known[each], "seed 23"
        for each in destroyed:
            with refused("share-destroyed"):
                await service.stores.shares.get(each)
