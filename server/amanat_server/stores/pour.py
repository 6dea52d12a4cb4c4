"""The body of one PATCH into its file: batches of 1 MiB, one on its way to the disk while the next one
gathers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

BATCH = 1 << 20
PARTS = 512  # the system takes at most 1,024 pieces in one call; a client may send very small ones


class Digest(Protocol):
    """A running SHA-256."""

    def update(self, data: bytes, /) -> None:
        """Adds bytes."""

    def digest(self) -> bytes:
        """The digest of all bytes so far."""


@dataclass(slots=True)
class Turn:
    """Who may write to one upload now; ``digest`` covers its first ``digested`` bytes, None where it is not
    kept.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    number: int = 0
    reader: asyncio.Task[object] | None = None
    digest: Digest | None = None
    digested: int = 0

    def take(self) -> int:
        """A new turn; the one before ends, at once where it waits for bytes of its client."""
        self.number += 1
        if self.reader is not None:
            self.reader.cancel()
            self.reader = None
        return self.number


class Pour:
    """Carries a body to ``write(parts, at)``, which starts a batch and answers what to wait for.

    ``at`` is how far the file is written; nothing of it is synced here.
    """

    def __init__(
        self,
        turn: Turn,
        number: int,
        at: int,
        length: int,
        write: Callable[[list[bytes], int], asyncio.Future[None]],
    ) -> None:
        """``number`` is the turn that the request took when it came; a newer one may have been taken since."""
        self.at = at
        self._turn = turn
        self._number = number
        self._length = length
        self._write = write
        self._parts: list[bytes] = []
        self._size = 0
        self._job: asyncio.Future[None] | None = None
        self._under_way = 0

    async def run(self, body: AsyncIterator[bytes]) -> BaseException | None:
        """Until the body ends or is interrupted; answers the interruption, so that what arrived can be kept.

        ``upload-offset`` where a newer request took the turn, ``request-too-large`` beyond the length, or
        what the body raised.  Raises what ``write`` raised: then nothing that was poured may count.
        """
        try:
            interruption = await self._gather(body)
            await self._flush()
            await self._landed()
            return interruption
        finally:
            if self._job is not None:
                await asyncio.wait([self._job])

    async def _gather(self, body: AsyncIterator[bytes]) -> BaseException | None:
        task = asyncio.current_task()
        while True:
            # Nobody wakes a request that was not waiting when the turn was taken from it.
            if self._turn.number != self._number:
                return refuse("upload-offset", "a newer request took over")
            try:
                self._turn.reader = task
                chunk = await anext(body)
            except StopAsyncIteration:
                return None
            except asyncio.CancelledError as fault:
                if self._turn.number != self._number and task is not None and task.uncancel() == 0:
                    return refuse("upload-offset", "a newer request took over")
                return fault
            except Exception as fault:  # noqa: BLE001  whatever ends a body, what arrived is kept
                return fault
            finally:
                self._turn.reader = None
            if self.at + self._under_way + self._size + len(chunk) > self._length:
                return refuse("request-too-large")
            if chunk:
                self._parts.append(chunk)
                self._size += len(chunk)
            if self._size >= BATCH or len(self._parts) >= PARTS:
                await self._flush()

    async def _flush(self) -> None:
        await self._landed()
        if self._parts:
            parts, self._parts = self._parts, []
            self._under_way, self._size = self._size, 0
            self._job = self._write(parts, self.at)

    async def _landed(self) -> None:
        if self._job is not None:
            await asyncio.shield(self._job)
            self._job = None
            self.at += self._under_way
            self._under_way = 0
