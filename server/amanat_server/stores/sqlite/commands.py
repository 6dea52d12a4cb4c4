"""Commands with their effects, tombstones and confirmations over SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.sqlite.cases import move_case
from amanat_server.stores.values import Effect, NewCommand, NewTombstone, Stored, StoredCommand
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer

ONE_SIGNATURE = 240
_ONE = "SELECT no, command, case_id, waiting, raw FROM commands WHERE command = ?"
_OF_GROUP = "SELECT no, command, case_id, waiting, raw FROM commands WHERE grp = ? ORDER BY no"
_AFTER = (
    "SELECT no, command, case_id, waiting, raw FROM commands JOIN case_members USING (case_id)"
    " WHERE no > ? AND member = ? ORDER BY no"
)


class SqliteCommands:
    """``CommandStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def put(self, command: NewCommand) -> Stored:
        """See ``CommandStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            row = db.execute(
                "SELECT raw, waiting FROM commands WHERE command = ?", (command.command,)
            ).fetchone()
            if row is not None:
                raw, waiting = row
                # 240 B of a command that was completed since are no contradiction.
                if command.raw in {raw, raw[:ONE_SIGNATURE]}:
                    return Stored.SAME
                if not waiting or command.raw[:ONE_SIGNATURE] != raw:
                    raise refuse("command-differs")
            known = db.execute("SELECT 1 FROM groups WHERE id = ?", (command.group,)).fetchone()
            if known is None and command.effect != Effect():
                raise refuse("right-missing")
            db.execute("DELETE FROM commands WHERE command = ?", (command.command,))
            db.execute(
                "INSERT INTO commands (no, command, case_id, grp, waiting, raw)"
                " VALUES ((SELECT next FROM command_next), ?, ?, ?, ?, ?)",
                (command.command, command.case, command.group, command.waiting, command.raw),
            )
            db.execute("UPDATE command_next SET next = next + 1")
            _apply(db, command.group, command.effect)
            return Stored.NEW

        return await self._writer.run(write)

    async def command(self, command: bytes) -> StoredCommand | None:
        """See ``CommandStore``."""
        row = await self._reader.one(_ONE, command)
        return None if row is None else StoredCommand(row[0], row[1], row[2], bool(row[3]), row[4])

    async def of_group(self, group: bytes) -> list[StoredCommand]:
        """See ``CommandStore``."""
        rows = await self._reader.all(_OF_GROUP, group)
        return [StoredCommand(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]

    async def after(self, member: bytes, no: int = 0) -> list[StoredCommand]:
        """See ``CommandStore``."""
        rows = await self._reader.all(_AFTER, no, member)
        return [StoredCommand(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]


def _apply(db: sqlite3.Connection, group: bytes, effect: Effect) -> None:
    db.execute(
        # A release ends every hold; a hold that ends sooner than the one that stands takes nothing from it.
        "UPDATE groups SET stopped = ifnull(?1, stopped), destroy = ifnull(?3, destroy),"
        " held_until = iif(?2 = 0, 0, max(held_until, ifnull(?2, 0))) WHERE id = ?4",
        (effect.stopped, effect.held_until, effect.destroy, group),
    )
    if effect.earlier is not None:
        # `earlier` only ever brings a date forward; a group without a date gets one.
        db.execute(
            "UPDATE groups SET due_at = iif(due_at = 0, ?1, min(due_at, ?1)) WHERE id = ?2",
            (effect.earlier, group),
        )


class SqliteTombstones:
    """``TombstoneStore`` over amanat.db."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def put(self, tombstones: Sequence[NewTombstone]) -> Stored:
        """See ``TombstoneStore``."""

        def write(db: sqlite3.Connection) -> Stored:
            fresh = 0
            for tombstone in tombstones:
                cursor = db.execute(
                    "INSERT INTO tombstones (grp, case_id, raw) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (tombstone.group, tombstone.case, tombstone.raw),
                )
                if cursor.rowcount:
                    fresh += 1
                    move_case(db, tombstone.case)
            return Stored.NEW if fresh else Stored.SAME

        return await self._writer.run(write)

    async def find(self, group: bytes) -> bytes | None:
        """See ``TombstoneStore``."""
        row = await self._reader.one("SELECT raw FROM tombstones WHERE grp = ?", group)
        return None if row is None else bytes(row[0])

    async def of_case(self, case: bytes, unconfirmed_by: bytes | None = None) -> list[bytes]:
        """See ``TombstoneStore``."""
        rows = await self._reader.all(
            "SELECT raw FROM tombstones t WHERE case_id = ? AND NOT EXISTS"
            " (SELECT 1 FROM confirmations c WHERE c.grp = t.grp AND c.device = ?) ORDER BY no",
            case,
            unconfirmed_by,
        )
        return [raw for (raw,) in rows]

    async def confirm(self, device: bytes, groups: Sequence[bytes], now_ms: int) -> None:
        """See ``TombstoneStore``."""

        def write(db: sqlite3.Connection) -> None:
            db.executemany(
                "INSERT INTO confirmations VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(group, device, now_ms) for group in groups],
            )

        await self._writer.run(write)

    async def confirmations(self, group: bytes) -> list[tuple[bytes, int]]:
        """See ``TombstoneStore``."""
        rows = await self._reader.all(
            "SELECT device, at FROM confirmations WHERE grp = ? ORDER BY at, device", group
        )
        return [(device, at) for device, at in rows]
