"""Disks for tests: one that models a page cache, and its ways to fail, to forget and to lose power."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from amanat_server.stores import shares
from amanat_server.stores.disk import PAGE
from amanat_server.stores.folder import Parts
from amanat_server.stores.sqlite import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from random import Random

    from amanat_server.stores.disk import Bytes


@dataclass
class Inode:
    """A file's bytes as programs see them, and as they lie on the platter (None: never synced)."""

    data: bytearray = field(default_factory=bytearray)
    durable: bytes | None = None


class ModelDisk:
    """``Disk`` in memory.  A power cut leaves synced bytes under synced names and nothing else.

    ``calls`` lists every call as (name of the call, site); a site is the path below the root, with ``*`` for
    ids. Before each call ``on_call(number, call, site)`` may raise, or answer False to have a sync forgotten.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls: list[tuple[str, str]] = []
        self.left: list[bytes] = []
        self.on_call: Callable[[int, str, str], bool] = lambda *_: True
        self._names: dict[Path, Inode] = {}
        self._durable_names: dict[Path, Inode] = {}
        self._folders: set[Path] = set()
        self._handles: dict[int, tuple[Path, Inode]] = {}
        self._whole_pages: set[int] = set()
        self._next = count(1000)
        self._lock = Lock()

    def power_cut(self, keeps: Callable[[], bool] = lambda: False) -> None:
        """Loses what is not synced; ``keeps`` says of each loss whether the cache had written it out by
        chance.
        """
        names = dict(self._durable_names)
        for path in self._names.keys() | self._durable_names.keys():
            if self._names.get(path) is not self._durable_names.get(path) and keeps():
                if path in self._names:
                    names[path] = self._names[path]
                else:
                    names.pop(path, None)
        for inode in {id(each): each for each in [*self._names.values(), *names.values()]}.values():
            if bytes(inode.data) != inode.durable and not keeps():
                inode.data = bytearray(inode.durable or b"")
            inode.durable = bytes(inode.data)
        self._names = dict(names)
        self._durable_names = dict(names)
        self._handles.clear()
        self.left = [bytes(each.data) for each in self._names.values()]

    def file(self, name: str) -> bytes | None:
        """A file as programs see it, by its path below the root."""
        inode = self._names.get(self.root / name)
        return None if inode is None else bytes(inode.data)

    def everything(self) -> bytes:
        """What lay on the platter after the last power cut, before anybody tidied up."""
        return b"\n".join(self.left)

    def _note(self, call: str, path: Path) -> bool:
        relative = path.relative_to(self.root).parts
        site = "/".join("*" if len(part) == 32 else part for part in relative) or "."
        with self._lock:
            self.calls.append((call, site))
            number = len(self.calls) - 1
        return self.on_call(number, call, site)

    def make_folder(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._folders.add(path)

    def create(self, path: Path) -> int:
        self._note("create", path)
        inode = self._names.setdefault(path, Inode())
        inode.data.clear()
        return self._handle(path, inode)

    def open(self, path: Path) -> int:
        if path not in self._names:
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
        return self._handle(path, self._names[path])

    def open_to_read(self, path: Path) -> int:
        return self.open(path)

    def open_past_cache(self, path: Path) -> int:
        handle = self.open(path)
        self._whole_pages.add(handle)
        return handle

    def _handle(self, path: Path, inode: Inode) -> int:
        handle = next(self._next)
        self._handles[handle] = (path, inode)
        return handle

    def close(self, handle: int) -> None:
        self._handles.pop(handle, None)

    def reserve(self, handle: int, length: int) -> None:
        path, inode = self._handles[handle]
        self._note("reserve", path)
        inode.data.extend(bytes(max(0, length - len(inode.data))))

    def write(self, handle: int, parts: Sequence[Bytes], at: int) -> None:
        path, inode = self._handles[handle]
        self._note("write", path)
        joined = b"".join(parts)
        if handle in self._whole_pages and (at % PAGE or len(joined) % PAGE):
            raise OSError(errno.EINVAL, "not whole pages")
        inode.data.extend(bytes(max(0, at - len(inode.data))))
        inode.data[at : at + len(joined)] = joined

    def read(self, handle: int, length: int, at: int) -> bytes:
        return bytes(self._handles[handle][1].data[at : at + length])

    def sync_data(self, handle: int) -> None:
        path, inode = self._handles[handle]
        if self._note("sync_data", path):
            inode.durable = bytes(inode.data)

    def sync_folder(self, path: Path) -> None:
        if not self._note("sync_folder", path):
            return
        for name in {each for each in self._names.keys() | self._durable_names.keys() if each.parent == path}:
            if name in self._names:
                self._durable_names[name] = self._names[name]
            else:
                del self._durable_names[name]

    def rename(self, old: Path, new: Path) -> None:
        self._note("rename", old)
        self._names[new] = self._names.pop(old)

    def remove(self, path: Path) -> None:
        self._note("remove", path)
        self._names.pop(path, None)

    def names(self, path: Path) -> list[str]:
        return sorted(each.name for each in self._names if each.parent == path)

    def size(self, path: Path) -> int | None:
        if path in self._folders:
            return 0
        return len(self._names[path].data) if path in self._names else None


class Unsynced(sqlite3.Connection):
    """SQLite without its own syncs, for hundreds of runs that only cut between commits.

    What SQLite itself syncs is tested by test_recorded_syncs.py.
    """

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        unsynced = "PRAGMA synchronous=OFF" if "synchronous" in sql else sql
        return super().execute(unsynced, *values)  # type: ignore[arg-type]  # handed through as given


def model_parts(
    disk: ModelDisk, random: Random, kind: type[sqlite3.Connection] = sqlite3.Connection
) -> Parts:
    """Stores on a model disk with seeded keys; ``kind`` opens the databases."""
    return Parts(
        disk,
        random.randbytes,
        partial(schema.connect, kind=kind),
        partial(shares.connect, kind=kind),
        threads=2,
    )
