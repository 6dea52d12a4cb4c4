"""Keeps the promises: destroys what is due or was ordered, and forgets what was left unfinished.

It acts on commands and on the due dates of manifests, on nothing else.  The order is the one that can be resumed
after a crash at any point: the share first (with its tombstone), then the headers, then events of the film, then
the payload.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from amanat_server.stores.values import Destruction, NewTombstone
from amanat_sync.errors import AmanatError
from amanat_sync.records import Tombstone, decode
from amanat_sync.tombstone import BY_COMMAND, BY_DATE, build_tombstone

if TYPE_CHECKING:
    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell
    from amanat_server.secrets import ServiceKey
    from amanat_server.stores.ports import Stores
    from amanat_server.stores.values import Group

log = logging.getLogger("amanat.sweeper")


class _Aside:
    """Takes refusals aside, so that the rest goes on; the first one is kept."""

    def __init__(self) -> None:
        self.fault: AmanatError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, AmanatError):
            return False
        self.fault = self.fault or error
        return True


class Sweeper:
    """One sweep is idempotent; what it could not finish the next one finishes."""

    def __init__(
        self, *, stores: Stores, directory: Directory, bell: Bell, key: ServiceKey, clock: Clock
    ) -> None:
        self._stores = stores
        self._directory = directory
        self._bell = bell
        self._key = key
        self._clock = clock
        self._ordered = asyncio.Event()
        self.destroyed = 0
        self.failed = 0

    async def sweep(self) -> int:
        """Destroys every group whose time has come; how many."""
        if not self._directory.is_set_up:
            return 0
        now_ms = self._clock.now_ms()
        due = await self._stores.clips.due(now_ms)
        batch = [Destruction(group.group, self._tombstone(group, now_ms)) for group in due]
        buried = 0
        # What cannot be done to one group, or to uploads, keeps nothing else from being done.
        with _Aside() as aside:
            if batch:
                # What reaches devices is what the log says first: a tombstone of an earlier, interrupted sweep stands.
                await self._stores.shares.destroy(batch, now_ms)
                logged = await self._logged({group.group for group in due})
                for group in due:
                    with aside:
                        await self._bury(group, logged[group.group])
                        buried += 1
        with aside:
            await self._stores.uploads.expire(now_ms)
        with aside:
            await self._stores.shares.drop_copies(now_ms)
        self.destroyed += buried
        if aside.fault is not None:
            raise aside.fault
        return buried

    async def obey(self, tombstones: list[bytes]) -> None:
        """Destroys what this service has said it destroyed and, since a restore, has again; each was checked."""
        back: list[bytes] = []
        for raw in tombstones:
            stone = decode(Tombstone, raw)
            group = await self._stores.clips.group(stone.group)
            if (
                group is not None
                and not group.destroyed
                and (group.case, group.share_commit) == (stone.case, stone.share_commit)
            ):
                back.append(raw)
        if back:
            batch = [Destruction(decode(Tombstone, raw).group, raw) for raw in back]
            await self._stores.shares.destroy(batch, self._clock.now_ms())
            await self.bury_again(back)

    async def bury_again(self, tombstones: list[bytes]) -> int:
        """Removes whatever is left of groups whose tombstones are in the log: what a restore brought back."""
        count = 0
        for raw in tombstones:
            group = await self._stores.clips.group(decode(Tombstone, raw).group)
            if group is not None and not group.destroyed:
                await self._bury(group, raw)
                count += 1
        return count

    async def run(self, seconds: int) -> None:
        """Sweeps for ever, at each round and when hurried; a sweep that fails is told in the log and tried again."""
        while True:
            try:
                count = await self.sweep()
                if count:
                    log.info("swept", extra={"groups": count})
            except AmanatError as error:
                self.failed += 1
                log.warning("sweep failed", extra={"code": error.code})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ordered.wait(), seconds)
            self._ordered.clear()

    def hurry(self) -> None:
        """The next sweep begins at once: a family that asked for the end of a film may be waiting for it."""
        self._ordered.set()

    def _tombstone(self, group: Group, now_ms: int) -> bytes:
        return build_tombstone(
            self._key.seed,
            kind=BY_COMMAND if group.destroy else BY_DATE,
            org=self._directory.chain.org,
            case=group.case,
            group=group.group,
            share_commit=group.share_commit,
            destroyed_at=now_ms,
        )

    async def _logged(self, groups: set[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for raw in await self._stores.shares.tombstones():
            group = decode(Tombstone, raw).group
            if group in groups:
                found.setdefault(group, raw)
        return found

    async def _bury(self, group: Group, tombstone: bytes) -> None:
        await self._stores.tombstones.put([NewTombstone(group.group, group.case, tombstone)])
        await self._stores.ledger.shred(group.case, group.group)
        for clip in await self._stores.clips.clips_of(group.group):
            await self._stores.uploads.delete_payload(clip)
        await self._stores.clips.bury(group.group)
        rolls = await self._directory.rolls(group.case)
        self._bell.moved(group.case, rolls.members)
