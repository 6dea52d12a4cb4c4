"""Commands, tombstones and shares in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.memory.clips import affected
from amanat_server.stores.values import (
    Destruction,
    Effect,
    NewCommand,
    NewTombstone,
    Stored,
    StoredCommand,
)
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amanat_server.stores.memory.medium import Medium, State

ONE_SIGNATURE = 240


class MemoryCommands:
    """``CommandStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    async def put(self, command: NewCommand) -> Stored:
        """See ``CommandStore``."""

        def change(state: State) -> Stored:
            there = state.commands.get(command.command)
            if there is not None:
                if command.raw in {there.raw, there.raw[:ONE_SIGNATURE]}:
                    return Stored.SAME
                if not there.waiting or command.raw[:ONE_SIGNATURE] != there.raw:
                    raise refuse("command-differs")
            group = state.groups.get(command.group)
            if group is None and command.effect != Effect():
                raise refuse("right-missing")
            state.command_no += 1
            state.command_groups[command.command] = command.group
            state.commands[command.command] = StoredCommand(
                state.command_no, command.command, command.case, command.waiting, command.raw
            )
            if group is not None:
                state.groups[command.group] = affected(group, command.effect)
            return Stored.NEW

        return self._medium.write(change)

    async def command(self, command: bytes) -> StoredCommand | None:
        """See ``CommandStore``."""
        return self._medium.state.commands.get(command)

    async def of_group(self, group: bytes) -> list[StoredCommand]:
        """See ``CommandStore``."""
        found = [
            each
            for each in self._medium.state.commands.values()
            if self._medium.state.command_groups[each.command] == group
        ]
        return sorted(found, key=lambda each: each.no)

    async def after(self, member: bytes, no: int = 0) -> list[StoredCommand]:
        """See ``CommandStore``."""
        state = self._medium.state
        mine = {case for case, book in state.cases.items() if book.rolls and member in book.rolls[-1].members}
        found = [each for each in state.commands.values() if each.no > no and each.case in mine]
        return sorted(found, key=lambda each: each.no)


class MemoryTombstones:
    """``TombstoneStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    async def put(self, tombstones: Sequence[NewTombstone]) -> Stored:
        """See ``TombstoneStore``."""
        posted = list(tombstones)

        def change(state: State) -> Stored:
            fresh = [each for each in posted if each.group not in state.tombstones]
            for each in fresh:
                if state.tombstones.setdefault(each.group, each) is each:
                    state.move(each.case)
            return Stored.NEW if fresh else Stored.SAME

        return self._medium.write(change)

    async def find(self, group: bytes) -> bytes | None:
        """See ``TombstoneStore``."""
        there = self._medium.state.tombstones.get(group)
        return None if there is None else there.raw

    async def of_case(self, case: bytes, unconfirmed_by: bytes | None = None) -> list[bytes]:
        """See ``TombstoneStore``."""
        state = self._medium.state
        return [
            each.raw
            for group, each in state.tombstones.items()
            if each.case == case and unconfirmed_by not in state.confirmations.get(group, {})
        ]

    async def confirm(self, device: bytes, groups: Sequence[bytes], now_ms: int) -> None:
        """See ``TombstoneStore``."""
        named = list(groups)

        def change(state: State) -> None:
            for group in named:
                state.confirmations.setdefault(group, {}).setdefault(device, now_ms)

        self._medium.write(change)

    async def confirmations(self, group: bytes) -> list[tuple[bytes, int]]:
        """See ``TombstoneStore``."""
        there = self._medium.state.confirmations.get(group, {})
        return sorted(there.items(), key=lambda each: (each[1], each[0]))


class MemoryShares:
    """``ShareStore`` in memory; there is no vault key, for nothing of it is ever on a disk."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    def bind(self, org: bytes) -> None:
        """See ``ShareStore``."""
        self._medium.org = org

    async def keep_copies(self, seal: Callable[[bytes], bytes]) -> None:
        """See ``ShareStore``."""

    async def resume(self) -> None:
        """See ``ShareStore``."""

    async def put(self, group: bytes, share: bytes) -> Stored:
        """See ``ShareStore``."""
        self._bound()

        def change(state: State) -> Stored:
            if group in state.destroyed:
                raise refuse("share-destroyed")
            there = state.shares.get(group)
            if there is None:
                state.shares[group] = share
                return Stored.NEW
            if there != share:
                raise refuse("share-differs")
            return Stored.SAME

        return self._medium.write(change)

    async def get(self, group: bytes) -> bytes | None:
        """See ``ShareStore``."""
        self._bound()
        if group in self._medium.state.destroyed:
            raise refuse("share-destroyed")
        return self._medium.state.shares.get(group)

    async def is_destroyed(self, group: bytes) -> bool:
        """See ``ShareStore``."""
        return group in self._medium.state.destroyed

    async def destroy(self, batch: Sequence[Destruction], now_ms: int) -> None:
        """See ``ShareStore``."""
        del now_ms
        self._bound()
        named = list(batch)

        def change(state: State) -> None:
            for each in named:
                state.shares.pop(each.group, None)
                state.destroyed.add(each.group)
                if each.tombstone not in state.log:
                    state.log.append(each.tombstone)

        self._medium.write(change)

    async def tombstones(self) -> list[bytes]:
        """See ``ShareStore``."""
        return list(self._medium.state.log)

    async def drop_copies(self, now_ms: int) -> int:
        """See ``ShareStore``."""
        del now_ms
        return 0

    def _bound(self) -> None:
        if self._medium.org is None:
            raise refuse("service-not-ready")
