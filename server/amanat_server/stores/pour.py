"""The body of one PATCH into its file, a batch at a time; between two batches it is asked whether the request still has
its turn.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from amanat_server.stores.film_ports import Body
    from amanat_server.stores.landing import Digest

BATCH = 1 << 22
"""The most that one visit to a thread carries."""


class Streamed:
    """``Body`` over parts as they come; ``enough`` bytes are gathered before anybody is told, unless it ends."""

    def __init__(self, parts: AsyncIterator[bytes], enough: int = 1) -> None:
        self._parts = parts
        self._enough = enough
        self._held: list[memoryview] = []
        self._size = 0
        self._ended = False
        self._fault: Exception | None = None

    async def ready(self) -> bool:
        """See ``Body``."""
        while self._size < self._enough and not self._ended and self._fault is None:
            try:
                part = await anext(self._parts)
            except StopAsyncIteration:
                self._ended = True
            except Exception as fault:  # noqa: BLE001  it is raised once everything before it was taken
                self._fault = fault
            else:
                self._held.append(memoryview(part))
                self._size += len(part)
        if not self._size and self._fault is not None:
            raise self._fault
        return self._size > 0

    def take(self, room: memoryview) -> int:
        """See ``Body``."""
        count = 0
        while self._held and count < len(room):
            part = self._held[0]
            fits = min(len(part), len(room) - count)
            room[count : count + fits] = part[:fits]
            count += fits
            self._held[:1] = [part[fits:]] if fits < len(part) else []
        self._size -= count
        return count


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
    """Carries a body to ``carry(body, at, most)``, which takes, writes and digests what is ready and answers how much.

    ``at`` is how far the file is written; nothing of it is synced here.
    """

    def __init__(
        self,
        turn: Turn,
        number: int,
        at: int,
        length: int,
        carry: Callable[[Body, int, int], asyncio.Future[int]],
    ) -> None:
        """``number`` is the turn that the request took when it came; a newer one may have been taken since."""
        self.at = at
        self._turn = turn
        self._number = number
        self._length = length
        self._carry = carry

    async def run(self, body: Body) -> BaseException | None:
        """Until the body ends or is interrupted; answers the interruption, so that what arrived can be kept.

        ``upload-offset`` where a newer request took the turn, or what the body raised.  Raises ``request-too-large``
        beyond the length and what ``carry`` raised: then nothing that was poured may count.
        """
        while True:
            # Nobody wakes a request that was not waiting when the turn was taken from it.
            if self._turn.number != self._number:
                return self._overtaken()
            ended, interruption = await self._wait(body)
            if self.at < self._length:
                await self._pour(body)
            elif not ended and interruption is None:
                raise refuse("request-too-large")
            if ended or interruption is not None:
                return interruption

    async def _wait(self, body: Body) -> tuple[bool, BaseException | None]:
        """Whether the body has ended, and what interrupted it."""
        task = asyncio.current_task()
        try:
            self._turn.reader = task
            return not await body.ready(), None
        except asyncio.CancelledError as fault:
            if self._turn.number != self._number and task is not None and task.uncancel() == 0:
                return False, self._overtaken()
            return False, fault
        except Exception as fault:  # noqa: BLE001  whatever ends a body, what arrived is kept
            return False, fault
        finally:
            self._turn.reader = None

    async def _pour(self, body: Body) -> None:
        """What is ready, one batch at most."""
        job = self._carry(body, self.at, min(BATCH, self._length - self.at))
        try:
            self.at += await asyncio.shield(job)
        except asyncio.CancelledError:
            await asyncio.wait([job])
            raise

    def _overtaken(self) -> BaseException:
        return refuse("upload-offset", "a newer request took over")
