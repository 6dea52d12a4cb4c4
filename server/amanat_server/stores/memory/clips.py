"""Manifests, sealed headers, shred groups, commands, tombstones and shares in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amanat_server.stores.values import Clip, Effect, Group, NewManifest, Stored
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from amanat_server.stores.memory.medium import Medium, State


class MemoryClips:
    """``ClipStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    async def put_manifest(self, manifest: NewManifest) -> Stored:
        """See ``ClipStore``."""
        m = manifest

        def change(state: State) -> Stored:
            if m.clip in state.clips:
                if state.clips[m.clip].raw == m.raw:
                    return Stored.SAME
                raise refuse("manifest-differs")
            known = _known(state, m.group, m.case, m.share_commit)
            state.clips[m.clip] = m
            due_at = 0 if m.group == m.case else m.due_at
            if known is None:
                state.groups[m.group] = new_group(m.group, m.case, m.share_commit, due_at)
            elif due_at:
                state.groups[m.group] = replace(known, due_at=min(known.due_at, due_at))
            return Stored.NEW

        return self._medium.write(change)

    async def clip(self, clip: bytes) -> Clip | None:
        """See ``ClipStore``."""
        state = self._medium.state
        manifest = state.clips.get(clip)
        if manifest is None:
            return None
        headers = len(state.headers.get(clip, []))
        if clip in state.deleted:
            return Clip(manifest, headers, "deleted")
        return Clip(manifest, headers, "whole" if clip in state.payloads else "missing")

    async def clips_of(self, group: bytes) -> list[bytes]:
        """See ``ClipStore``."""
        return [clip for clip, manifest in self._medium.state.clips.items() if manifest.group == group]

    async def put_header(self, clip: bytes, version: int, raw: bytes) -> Stored:
        """See ``ClipStore``."""

        def change(state: State) -> Stored:
            there = state.headers.get(clip, [])
            if 1 <= version <= len(there):
                if there[version - 1] == raw:
                    return Stored.SAME
                raise refuse("header-differs")
            if clip not in state.clips:
                raise refuse("right-missing")
            if state.groups[state.clips[clip].group].destroyed:
                raise refuse("share-destroyed")
            if version != len(there) + 1:
                raise refuse("header-version")
            state.headers[clip] = [*there, raw]
            return Stored.NEW

        return self._medium.write(change)

    async def header(self, clip: bytes, version: int) -> bytes | None:
        """See ``ClipStore``."""
        there = self._medium.state.headers.get(clip, [])
        return there[version - 1] if 1 <= version <= len(there) else None

    async def group(self, group: bytes) -> Group | None:
        """See ``ClipStore``."""
        return self._medium.state.groups.get(group)

    async def put_case_group(self, case: bytes, share_commit: bytes) -> Stored:
        """See ``ClipStore``."""

        def change(state: State) -> Stored:
            if _known(state, case, case, share_commit) is not None:
                return Stored.SAME
            state.groups[case] = new_group(case, case, share_commit, 0)
            return Stored.NEW

        return self._medium.write(change)

    async def due(self, now_ms: int) -> list[Group]:
        """See ``ClipStore``."""
        groups = [
            group
            for group in self._medium.state.groups.values()
            if not group.destroyed
            and group.held_until <= now_ms
            and (group.destroy or 1 <= group.due_at <= now_ms)
        ]
        return sorted(groups, key=lambda group: group.due_at)

    async def held(self, now_ms: int) -> list[bytes]:
        """See ``ClipStore``."""
        groups = self._medium.state.groups.values()
        return sorted(group.group for group in groups if group.held_until > now_ms and not group.destroyed)

    async def bury(self, group: bytes) -> None:
        """See ``ClipStore``."""

        def change(state: State) -> None:
            if group in state.groups:
                state.groups[group] = replace(state.groups[group], destroyed=True)
            for clip, manifest in state.clips.items():
                if manifest.group == group:
                    state.headers.pop(clip, None)

        self._medium.write(change)


def new_group(group: bytes, case: bytes, share_commit: bytes, due_at: int) -> Group:
    """A group that no command has touched."""
    return Group(
        group, case, share_commit, due_at, stopped=False, held_until=0, destroy=False, destroyed=False
    )


def affected(group: Group, effect: Effect) -> Group:
    """The group after a command; ``earlier`` only ever brings a date forward, a hold only ever lasts longer."""
    due_at, held_until = group.due_at, group.held_until
    if effect.earlier is not None:
        due_at = min(due_at, effect.earlier) if due_at else effect.earlier
    if effect.held_until is not None:
        held_until = max(held_until, effect.held_until) if effect.held_until else 0
    return replace(
        group,
        due_at=due_at,
        stopped=group.stopped if effect.stopped is None else effect.stopped,
        held_until=held_until,
        destroy=group.destroy if effect.destroy is None else effect.destroy,
    )


def _known(state: State, group: bytes, case: bytes, share_commit: bytes) -> Group | None:
    known = state.groups.get(group)
    if known is not None and (known.case, known.share_commit) != (case, share_commit):
        raise refuse("manifest-differs")
    return known
