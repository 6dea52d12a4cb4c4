"""A device's store: what is synced outlives a crash, what is not may be lost from any transaction on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

Key = tuple[str, bytes]
Value = object
_GONE: Value = object()


class Shelf:
    """Values by table and name; values are never changed in place."""

    def __init__(self) -> None:
        self._now: dict[Key, Value] = {}
        self._durable: dict[Key, Value] = {}
        self._tail: list[dict[Key, Value]] = []
        self._open: dict[Key, Value] | None = None

    def get(self, table: str, name: bytes = b"") -> Value | None:
        return self._now.get((table, name))

    def synced(self, table: str, name: bytes = b"") -> Value | None:
        """What a crash would leave: only that may be sent."""
        return self._durable.get((table, name))

    def names(self, table: str) -> list[bytes]:
        """The names in a table, in the order in which they came."""
        return [name for there, name in self._now if there == table]

    def put(self, table: str, name: bytes, value: Value) -> None:
        self._note((table, name), value)
        self._now[table, name] = value

    def drop(self, table: str, name: bytes) -> None:
        if (table, name) in self._now:
            self._note((table, name), _GONE)
            del self._now[table, name]

    @contextmanager
    def changes(self) -> Iterator[None]:
        """One transaction: a crash keeps all of it or nothing, an exception nothing."""
        assert self._open is None, "transactions do not nest"
        before = dict(self._now)
        self._open = {}
        try:
            yield
        except BaseException:
            self._now = before
            self._open = None
            raise
        self._tail.append(self._open)
        self._open = None

    def sync(self) -> None:
        """Makes durable whatever was put."""
        for changes in self._tail:
            _apply(self._durable, changes)
        self._tail.clear()

    @property
    def unsynced(self) -> int:
        """How many transactions a crash may lose."""
        return len(self._tail)

    def crash(self, random: Random) -> None:
        """Keeps what was synced and some of the transactions after it, in their order."""
        del self._tail[random.randint(0, len(self._tail)) :]
        self.sync()
        self._now = dict(self._durable)

    def wipe(self, kept: set[str]) -> None:
        """Empties every table but ``kept``, as a browser does that clears its storage."""
        self._tail.clear()
        self._durable = {key: value for key, value in self._durable.items() if key[0] in kept}
        self._now = dict(self._durable)

    def _note(self, key: Key, value: Value) -> None:
        if self._open is not None:
            self._open[key] = value
        else:
            self._tail.append({key: value})


def _apply(target: dict[Key, Value], changes: dict[Key, Value]) -> None:
    for key, value in changes.items():
        if value is _GONE:
            target.pop(key, None)
        else:
            target[key] = value
