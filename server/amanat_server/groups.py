"""What the store's record of a shred group means in the table of ``amanat_sync.promise``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.promise import State

if TYPE_CHECKING:
    from amanat_server.stores.values import Group


def state_of(group: Group, now_ms: int) -> State:
    """Where the group stands at ``now_ms``; a date that has passed ends its use, swept or not."""
    if group.destroyed:
        return State.DESTROYED
    held = group.held_until > now_ms
    if held and group.destroy:
        return State.ORDERED_HELD
    if held:
        return State.STOPPED_HELD if group.stopped else State.HELD
    if group.destroy or (group.due_at and group.due_at <= now_ms):
        return State.DESTROYING
    return State.STOPPED if group.stopped else State.LIVE
