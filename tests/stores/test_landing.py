"""Where the bytes of a film go on their way to the disk: past the cache in whole pages, the rest through it."""

from __future__ import annotations

import errno
import hashlib
import os
from random import Random
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores.disk import PAGE, OsDisk
from amanat_server.stores.landing import ROOM, Landing, Rooms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amanat_server.stores.disk import Bytes

LENGTH = 5 * ROOM + 777
FILM = Random(7).randbytes(LENGTH)


class Body:
    """What has come so far, given in parts of one size."""

    def __init__(self, content: bytes, part: int) -> None:
        self._left = memoryview(content)
        self._part = part

    async def ready(self) -> bool:
        return bool(self._left)

    def take(self, room: memoryview) -> int:
        count = min(len(room), self._part, len(self._left))
        room[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


class Watched(OsDisk):
    """Counts what goes past the cache; ``refuses`` is what a device answers that wants more than whole pages."""

    def __init__(self, *, has_way: bool = True, refuses: bool = False) -> None:
        self.past_cache = 0
        self.handles: set[int] = set()
        self._has_way = has_way
        self._refuses = refuses
        self._past: set[int] = set()

    def open(self, path: Path) -> int:
        self.handles.add(handle := super().open(path))
        return handle

    def open_past_cache(self, path: Path) -> int | None:
        handle = os.open(path, os.O_WRONLY) if self._refuses else super().open_past_cache(path)
        if handle is None:
            return None
        if not self._has_way:
            os.close(handle)
            return None
        self.handles.add(handle)
        self._past.add(handle)
        return handle

    def close(self, handle: int) -> None:
        self.handles.discard(handle)
        self._past.discard(handle)
        super().close(handle)

    def write(self, handle: int, parts: Sequence[Bytes], at: int) -> None:
        if handle in self._past:
            if self._refuses:
                raise OSError(errno.EINVAL, "not like this")
            size = sum(map(len, parts))
            assert (at % PAGE, size % PAGE) == (0, 0)
            self.past_cache += size
        super().write(handle, parts, at)


def landed(disk: Watched, path: Path, cuts: Sequence[int], part: int) -> bytes:
    """A film that came in so many requests, cut at those places; what the file then holds."""
    path.write_bytes(bytes(LENGTH))
    rooms = Rooms()
    for start, stop in zip([0, *cuts], [*cuts, LENGTH], strict=True):
        digest = hashlib.sha256(FILM[:start])
        landing = Landing(disk, path, digest, rooms)
        body, at = Body(FILM[start:stop], part), start
        while (count := landing.carry(body, at, stop - at)) or at < stop:
            at += count
        landing.settle()
        assert landing.digest(stop) == hashlib.sha256(FILM[:stop]).digest()
        landing.close()
    assert disk.handles == set()
    return path.read_bytes()


@pytest.mark.parametrize("part", [1 << 30, ROOM, 65_537])
@pytest.mark.parametrize("cuts", [[], [PAGE], [1], [PAGE - 1, PAGE + 1], [3 * ROOM + 5, 4 * ROOM]], ids=str)
def test_a_film_lies_in_its_file_however_it_was_cut_and_mostly_past_the_cache(
    tmp_path: Path, cuts: list[int], part: int
) -> None:
    disk = Watched()
    handle = OsDisk().open_past_cache(_empty(tmp_path / "probe"))
    if handle is None:
        pytest.skip("this machine cannot: its file system has no way past the cache")
    os.close(handle)
    assert landed(disk, tmp_path / "film", cuts, part) == FILM
    assert disk.past_cache >= 2 * ROOM


@pytest.mark.parametrize("disk", [Watched(has_way=False), Watched(refuses=True)], ids=["no way", "refused"])
def test_where_there_is_no_way_past_the_cache_a_film_lands_all_the_same(
    tmp_path: Path, disk: Watched
) -> None:
    assert landed(disk, tmp_path / "film", [PAGE + 1, 2 * ROOM], ROOM) == FILM
    assert disk.past_cache == 0


def test_what_a_slow_client_leaves_in_a_room_goes_through_the_cache(tmp_path: Path) -> None:
    disk, path = Watched(), tmp_path / "film"
    path.write_bytes(bytes(LENGTH))
    landing = Landing(disk, path, None, Rooms())
    assert landing.carry(Body(FILM[: 3 * PAGE], PAGE), 0, LENGTH) == 3 * PAGE
    landing.close()
    assert path.read_bytes()[: 3 * PAGE] == FILM[: 3 * PAGE]
    assert disk.past_cache == 0


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path
