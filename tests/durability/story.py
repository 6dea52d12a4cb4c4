"""A short life of a service, and what it had acknowledged at any moment of it.

``tell`` runs until something fails.  ``Acknowledged`` knows what must be true afterwards, whatever was lost:
``check`` compares it with stores that were opened anew and raises ``AssertionError`` naming what is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from amanat_server.stores.ports import Stores
from amanat_sync.errors import AmanatError
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

if TYPE_CHECKING:
    from amanat_server.stores.values import Upload

CONTENT = payload(90_000, seed=3)
CUTS = (0, 30_000, 60_000, 90_000)
KEPT, GONE = b"\x11" * 32, b"\x22" * 32
KEPT_GROUP = id_of("kept group")
SECOND = id_of("second film")


class Look(Protocol):
    """What can be seen of a service's disk from outside."""

    def everything(self) -> bytes:
        """All bytes of all files but the databases."""

    def file(self, name: str) -> bytes | None:
        """One file by its path below the folder, None where there is none."""


Fact = Callable[[Stores, Look], Awaitable[None]]


class Acknowledged:
    """What was told to somebody, by name; a later fact of the same name takes the place of the earlier one.

    A fact is a key of ``FACTS`` and its arguments, so that one process can tell and another one check.
    ``on_add`` is called with name, fact and arguments at the very moment of telling.
    """

    def __init__(self, on_add: Callable[[str, str, list[int | str]], None] = lambda *_: None) -> None:
        self.facts: dict[str, Fact] = {}
        self.keys: list[bytes] = []
        self._on_add = on_add

    def add(self, name: str, fact: str, *arguments: int | str) -> None:
        self.facts[name] = FACTS[fact](*arguments)
        self._on_add(name, fact, list(arguments))

    def seal(self, key: bytes) -> bytes:
        """Stands for the age file to the recovery recipient; remembers the key for the scan."""
        self.keys.append(key)
        return sealed(key)

    async def check(self, stores: Stores, look: Look) -> None:
        for name, fact in self.facts.items():
            try:
                await fact(stores, look)
            except (AmanatError, AssertionError) as fault:
                raise AssertionError(f"acknowledged and lost: {name} ({fault})") from fault


async def tell(stores: Stores, told: Acknowledged) -> None:
    """The story; every ``told.add`` stands after the answer that acknowledges."""
    stores.shares.bind(ORG)
    await stores.shares.resume()
    await stores.shares.keep_copies(told.seal)
    told.add("copy of vault key 1", "copy", 1, told.keys[0].hex())
    await stores.cases.put_roll(roll(0))
    await stores.clips.put_manifest(manifest(CONTENT))
    told.add("roll", "roll")
    made = frames(3)
    for count in (1, 3):
        await stores.ledger.append(CASE, H0, made[:count])
        told.add("events", "events", count)
    await stores.shares.put(KEPT_GROUP, KEPT)
    told.add("share that stays", "share")
    await stores.shares.put(FILM, GONE)
    row, _ = await stores.uploads.create(upload(CONTENT), QUOTA)
    told.add("upload", "upload", 0)
    for start, end in pairwise(CUTS):
        row = await stores.uploads.receive(row.id, start, body(CONTENT[start:end], 7000), DAY)
        told.add("upload", "upload", row.offset)
    await stores.shares.destroy([destruction()], 5)
    told.add("destruction", "destroyed", FILM.hex(), told.keys[0].hex())
    told.add("copy of vault key 2", "copy", 2, told.keys[1].hex())
    await stores.shares.destroy([destruction(SECOND)], 6)
    told.add("second destruction", "destroyed", SECOND.hex(), told.keys[1].hex())
    told.add("copy of vault key 3", "copy", 3, told.keys[2].hex())


def _roll() -> Fact:
    async def fact(stores: Stores, _: Look) -> None:
        assert await stores.cases.rolls(CASE) == [roll(0).raw]

    return fact


def _events(count: int) -> Fact:
    async def fact(stores: Stores, _: Look) -> None:
        page = await stores.ledger.page(CASE, 0, 10)
        assert page.items[:count] == tuple(frame.raw for frame in frames(count))

    return fact


def _share() -> Fact:
    async def fact(stores: Stores, _: Look) -> None:
        assert await stores.shares.get(KEPT_GROUP) == KEPT

    return fact


def _upload(offset: int) -> Fact:
    """The offset holds, and the bytes before it: the rest completes them to the digest."""

    async def fact(stores: Stores, look: Look) -> None:
        row: Upload | None = await stores.uploads.preempt(id_of("upload"))
        assert row is not None, "no such upload"
        assert row.offset >= offset, f"offset {row.offset} below {offset}"
        if row.state == "open":
            reserved = look.file(f"incoming/{row.id.hex()}")
            assert reserved is not None, "no file"
            assert len(reserved) == len(CONTENT), "the room that was reserved is gone"
            row = await stores.uploads.receive(row.id, row.offset, body(CONTENT[row.offset :]), DAY)
        assert row.state == "whole"
        parts = [part async for part in stores.uploads.read(CLIP, 0, len(CONTENT))]
        assert b"".join(parts) == CONTENT, "other bytes"

    return fact


def _destroyed(group: str, old_key: str) -> Fact:
    async def fact(stores: Stores, look: Look) -> None:
        assert await stores.shares.is_destroyed(bytes.fromhex(group)), "not destroyed"
        assert tombstone(bytes.fromhex(group)) in await stores.shares.tombstones(), "no tombstone in the log"
        assert bytes.fromhex(old_key) not in look.everything(), "the old vault key lies on the disk"

    return fact


def _copy(epoch: int, key: str) -> Fact:
    async def fact(_: Stores, look: Look) -> None:
        copy = look.file(f"apart/copies/{epoch}.age")
        assert copy == sealed(bytes.fromhex(key)), "the sealed copy is missing"

    return fact


FACTS: dict[str, Callable[..., Fact]] = {
    "roll": _roll,
    "events": _events,
    "share": _share,
    "upload": _upload,
    "destroyed": _destroyed,
    "copy": _copy,
}


def sealed(key: bytes) -> bytes:
    """A copy in which the key's own bytes do not stand."""
    return b"age " + bytes(each ^ 0x5A for each in key)
