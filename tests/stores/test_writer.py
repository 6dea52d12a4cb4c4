"""The writer thread: many operations in one commit, and none of them at another's mercy."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores.sqlite import schema
from amanat_server.stores.sqlite.writer import Writer
from amanat_sync.errors import AmanatError
from tests.stores.samples import (
    CASE,
    CLIP,
    DAY,
    H0,
    OTHER_CASE,
    QUOTA,
    body,
    frames,
    manifest,
    other_frame,
    payload,
    roll,
    upload,
)
from tests.stores.service import FolderService, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[FolderService]:
    service = FolderService(tmp_path / "data")
    await service.start()
    yield service
    await service.stop()


async def test_a_broken_operation_takes_nobody_along(tmp_path: Path) -> None:
    db = schema.connect(tmp_path / "x.db")
    schema.prepare(db, bytes(16))
    writer = Writer(db)

    def good(number: int) -> Callable[[sqlite3.Connection], int]:
        def write(db: sqlite3.Connection) -> int:
            db.execute("INSERT INTO certificates VALUES (?, ?)", (number, b"x"))
            return number

        return write

    def bad(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO certificates VALUES (3, x'00')")
        db.execute("INSERT INTO certificates VALUES (3, x'00')")

    operations = [writer.run(good(n)) for n in range(3)] + [writer.run(bad)] + [writer.run(good(4))]
    results = await asyncio.gather(*operations, return_exceptions=True)
    assert [each for each in results if isinstance(each, int)] == [0, 1, 2, 4]
    (fault,) = [each for each in results if isinstance(each, AmanatError)]
    assert fault.code == "store-failed"
    assert await writer.run(lambda db: db.execute("SELECT count(*) FROM certificates").fetchone()[0]) == 4
    await writer.close()


async def test_posts_of_one_batch_see_one_another(service: FolderService) -> None:
    """Many posts at once, in one commit: chains go on from post to post, and a bad one refuses only itself."""
    ledger = service.stores.ledger
    made = frames(30)
    posts = [ledger.append(CASE, H0, [frame]) for frame in made]
    posts.append(ledger.append(CASE, H0, [made[4]]))
    posts.append(ledger.append(CASE, H0, [other_frame(made[5])]))
    posts.append(ledger.append(OTHER_CASE, H0, frames(3)[1:]))
    results = await asyncio.gather(*posts, return_exceptions=True)
    assert [each.code for each in results if isinstance(each, AmanatError)] == ["event-differs", "event-gap"]
    page = await ledger.page(CASE, 0, 100)
    assert page.items == tuple(frame.raw for frame in made)
    assert await ledger.proofs(CASE) == [(made[5].raw, other_frame(made[5]).raw)]
    assert await ledger.position(OTHER_CASE) is None


def failing_commits(service: FolderService) -> dict[str, bool]:
    """From the next start on no commit holds while ``now`` is true."""
    failing = {"now": False}

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql == "COMMIT" and failing["now"]:
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, *values)  # type: ignore[arg-type]  # handed through as given

    service.parts = replace(service.parts, connect=lambda path: schema.connect(path, Failing))
    return failing


@pytest.mark.parametrize("before", [0, 100_000])
async def test_a_film_whose_last_commit_failed_is_taken_in_without_a_new_start(
    service: FolderService, before: int
) -> None:
    await service.stop()
    failing = failing_commits(service)
    await service.start()
    content, uploads = payload(), service.stores.uploads
    await service.stores.clips.put_manifest(manifest(content))
    row, _ = await uploads.create(upload(content), QUOTA)
    if before:
        await uploads.receive(row.id, 0, body(content[:before]), DAY)
    failing["now"] = True
    with refused("store-failed"):
        await uploads.receive(row.id, before, body(content[before:]), DAY)
    failing["now"] = False
    found = await uploads.preempt(row.id)
    assert found is not None
    assert found.offset == before
    assert (await uploads.receive(row.id, before, body(content[before:]), DAY)).state == "whole"
    await service.power_cut()
    parts = [part async for part in service.stores.uploads.read(CLIP, 0, len(content))]
    assert b"".join(parts) == content


async def test_after_a_batch_was_undone_numbers_are_not_remembered(service: FolderService) -> None:
    await service.stores.cases.put_roll(roll(0))
    await service.stores.ledger.append(CASE, H0, frames(1))
    await service.stop()
    failing = failing_commits(service)
    await service.start()
    made = frames(4)
    assert (await service.stores.ledger.append(CASE, H0, made[:2])).n == 2
    failing["now"] = True
    with refused("store-failed"):
        await service.stores.ledger.append(CASE, H0, made)
    failing["now"] = False
    with refused("event-gap"):
        await service.stores.ledger.append(CASE, H0, made[3:])
    assert (await service.stores.ledger.append(CASE, H0, made)).n == 4
