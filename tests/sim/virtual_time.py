"""Time that passes only where somebody waits for it: a loop on which minutes cost nothing and each run is the same."""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike


class NothingLeftToDo(Exception):
    """Everybody waits for somebody else."""


class _Waiter(selectors.SelectSelector):
    """Does not wait for files: it moves the time on by what the loop would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingLeftToDo
        self.seconds += timeout
        return []

    def unregister(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        return super().unregister(fileobj)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time, which starts at 0."""

    def __init__(self) -> None:
        self._waiter = _Waiter()
        super().__init__(self._waiter)

    def time(self) -> float:
        return self._waiter.seconds


class WorldClock:
    """The true time (ms): the loop's, and what ``leap`` has let pass besides."""

    def __init__(self, loop: VirtualLoop, start_ms: int) -> None:
        self._loop = loop
        self._start_ms = start_ms

    def now_ms(self) -> int:
        return self._start_ms + round(self._loop.time() * 1000)

    def leap(self, ms: int) -> None:
        """Lets time pass in which nobody does anything."""
        self._start_ms += ms


class OwnClock:
    """A device's clock: ``wrong_ms`` ahead of the true one, or behind."""

    def __init__(self, true: WorldClock, wrong_ms: int = 0) -> None:
        self._true = true
        self.wrong_ms = wrong_ms

    def now_ms(self) -> int:
        return self._true.now_ms() + self.wrong_ms
