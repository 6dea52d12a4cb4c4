"""Manifests, sealed headers and shred groups over SQLite."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from amanat_server.stores.values import Clip, Group, NewManifest, Stored
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    import sqlite3

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer

_GROUP = (
    "SELECT id, case_id, share_commit, due_at, stopped, held_until, destroy, destroyed FROM groups WHERE "
)
_CLIP = (
    "SELECT clip, grp, case_id, device, kind, due_at, payload_len, payload_digest, share_commit, raw,"
    " (SELECT ifnull(max(version), 0) FROM headers h WHERE h.clip = c.clip), payload FROM clips c WHERE clip = ?"
)


class SqliteClips:
    """``ClipStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def put_manifest(self, manifest: NewManifest) -> Stored:
        """See ``ClipStore``."""
        m = manifest

        def write(db: sqlite3.Connection) -> Stored:
            row = db.execute("SELECT raw FROM clips WHERE clip = ?", (m.clip,)).fetchone()
            if row is not None:
                if row[0] == m.raw:
                    return Stored.SAME
                raise refuse("manifest-differs")
            _check_group(db, m.group, m.case, m.share_commit)
            db.execute(
                "INSERT INTO clips (clip, grp, case_id, device, kind, due_at, payload_len, payload_digest,"
                " share_commit, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                astuple(m),
            )
            # The earliest date of a group counts; the case itself as a group has none.
            db.execute(
                "INSERT INTO groups (id, case_id, share_commit, due_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET due_at = iif(id = case_id, due_at, min(due_at, excluded.due_at))",
                (m.group, m.case, m.share_commit, 0 if m.group == m.case else m.due_at),
            )
            return Stored.NEW

        return await self._writer.run(write)

    async def clip(self, clip: bytes) -> Clip | None:
        """See ``ClipStore``."""
        row = await self._reader.one(_CLIP, clip)
        return None if row is None else Clip(NewManifest(*row[:10]), row[10], row[11])

    async def clips_of(self, group: bytes) -> list[bytes]:
        """See ``ClipStore``."""
        rows = await self._reader.all("SELECT clip FROM clips WHERE grp = ? ORDER BY no", group)
        return [clip for (clip,) in rows]

    async def put_header(self, clip: bytes, version: int, raw: bytes) -> Stored:
        """See ``ClipStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            row = db.execute(
                "SELECT raw FROM headers WHERE clip = ? AND version = ?", (clip, version)
            ).fetchone()
            if row is not None:
                if row[0] == raw:
                    return Stored.SAME
                raise refuse("header-differs")
            known = db.execute(
                "SELECT destroyed FROM clips JOIN groups ON groups.id = grp WHERE clip = ?", (clip,)
            ).fetchone()
            if known is None:
                raise refuse("right-missing")
            if known[0]:
                raise refuse("share-destroyed")
            newest = db.execute(
                "SELECT ifnull(max(version), 0) FROM headers WHERE clip = ?", (clip,)
            ).fetchone()
            if version != newest[0] + 1:
                raise refuse("header-version")
            db.execute("INSERT INTO headers VALUES (?, ?, ?)", (clip, version, raw))
            return Stored.NEW

        return await self._writer.run(write)

    async def header(self, clip: bytes, version: int) -> bytes | None:
        """See ``ClipStore``."""
        row = await self._reader.one("SELECT raw FROM headers WHERE clip = ? AND version = ?", clip, version)
        return None if row is None else bytes(row[0])

    async def group(self, group: bytes) -> Group | None:
        """See ``ClipStore``."""
        row = await self._reader.one(_GROUP + "id = ?", group)
        return None if row is None else _group(row)

    async def put_case_group(self, case: bytes, share_commit: bytes) -> Stored:
        """See ``ClipStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            if _check_group(db, case, case, share_commit):
                return Stored.SAME
            db.execute(
                "INSERT INTO groups (id, case_id, share_commit, due_at) VALUES (?, ?, ?, 0)",
                (case, case, share_commit),
            )
            return Stored.NEW

        return await self._writer.run(write)

    async def due(self, now_ms: int) -> list[Group]:
        """See ``ClipStore``."""
        rows = await self._reader.all(
            _GROUP
            + "destroyed = 0 AND held_until <= ?1 AND (destroy = 1 OR due_at BETWEEN 1 AND ?1) ORDER BY due_at",
            now_ms,
        )
        return [_group(row) for row in rows]

    async def held(self, now_ms: int) -> list[bytes]:
        """See ``ClipStore``."""
        rows = await self._reader.all(
            "SELECT id FROM groups WHERE held_until > ? AND destroyed = 0 ORDER BY id", now_ms
        )
        return [group for (group,) in rows]

    async def bury(self, group: bytes) -> None:
        """See ``ClipStore``."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE groups SET destroyed = 1 WHERE id = ?", (group,))
            db.execute("DELETE FROM headers WHERE clip IN (SELECT clip FROM clips WHERE grp = ?)", (group,))

        await self._writer.run(write)


def _check_group(db: sqlite3.Connection, group: bytes, case: bytes, share_commit: bytes) -> bool:
    """Whether the group is known; ``manifest-differs`` where it has another case or share."""
    row = db.execute("SELECT case_id, share_commit FROM groups WHERE id = ?", (group,)).fetchone()
    if row is not None and tuple(row) != (case, share_commit):
        raise refuse("manifest-differs")
    return row is not None


def _group(row: tuple[Any, ...]) -> Group:
    group, case, commit, due_at, stopped, held_until, destroy, destroyed = row
    return Group(group, case, commit, due_at, bool(stopped), held_until, bool(destroy), bool(destroyed))
