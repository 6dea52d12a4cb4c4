"""All stores of a service in memory, over one medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.memory.cases import MemoryCases
from amanat_server.stores.memory.clips import MemoryClips
from amanat_server.stores.memory.commands import MemoryCommands, MemoryShares, MemoryTombstones
from amanat_server.stores.memory.ledger import MemoryLedger
from amanat_server.stores.memory.people import MemoryChain, MemoryEnrol
from amanat_server.stores.memory.uploads import MemoryUploads
from amanat_server.stores.ports import Stores
from amanat_server.stores.values import Finding
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_server.stores.memory.medium import Medium

ROOM = 1 << 40


class MemoryUpkeep:
    """``Upkeep`` in memory: there is nothing to look at, and nothing that a folder could hold."""

    async def examine(self) -> list[Finding]:
        """See ``Upkeep``."""
        return [Finding("memory", ok=True, text="nothing lies on a disk")]

    async def backup(self, target: Path) -> None:
        """See ``Upkeep``."""
        raise refuse("store-failed", f"stores in memory write no backup to {target.name}")


def memory_stores(medium: Medium, room: int = ROOM) -> Stores:
    """The stores over ``medium``, with ``room`` bytes for payloads."""
    return Stores(
        chain=MemoryChain(medium),
        enrol=MemoryEnrol(medium),
        cases=MemoryCases(medium),
        ledger=MemoryLedger(medium),
        clips=MemoryClips(medium),
        uploads=MemoryUploads(medium, room),
        shares=MemoryShares(medium),
        commands=MemoryCommands(medium),
        tombstones=MemoryTombstones(medium),
        upkeep=MemoryUpkeep(),
    )
