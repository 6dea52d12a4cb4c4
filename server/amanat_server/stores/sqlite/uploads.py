"""Where uploads stand, over SQLite; the bytes themselves lie in files (stores/files.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_server.stores.values import NewUpload, Stored, Upload
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    import sqlite3

    from amanat_server.stores.sqlite.reader import Reader
    from amanat_server.stores.sqlite.writer import Writer

_UPLOAD = (
    "SELECT id, clip, member, device, opened_by, length, digest, expires_at, at, state FROM uploads WHERE "
)


class UploadTable:
    """One row per upload; the offset in it is the truth."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def insert(self, upload: NewUpload, quota: int) -> tuple[Upload, Stored]:
        """Durable.  The upload's row, or that of one for the same clip which is open or whole (``SAME``)."""
        u = upload

        def write(db: sqlite3.Connection) -> tuple[Upload, Stored]:
            gone = db.execute(
                "SELECT 1 FROM clips WHERE clip = ? AND payload = 'deleted'", (u.clip,)
            ).fetchone()
            if gone is not None:
                raise refuse("share-destroyed")
            row = db.execute(_UPLOAD + "clip = ? AND state <> 'expired'", (u.clip,)).fetchone()
            if row is not None:
                return Upload(*row), Stored.SAME
            used = db.execute(
                "SELECT ifnull(sum(length), 0) FROM uploads WHERE member = ? AND state = 'open'", (u.member,)
            ).fetchone()[0]
            if used + u.length > quota:
                raise refuse("upload-quota")
            db.execute("DELETE FROM uploads WHERE clip = ?", (u.clip,))
            db.execute(
                "INSERT INTO uploads (id, clip, member, device, opened_by, length, digest, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (u.id, u.clip, u.member, u.device, u.opened_by, u.length, u.digest, u.expires_at),
            )
            return Upload(*db.execute(_UPLOAD + "id = ?", (u.id,)).fetchone()), Stored.NEW

        return await self._writer.run(write)

    async def find(self, upload: bytes) -> Upload | None:
        """An upload by its id."""
        row = await self._reader.one(_UPLOAD + "id = ?", upload)
        return None if row is None else Upload(*row)

    async def find_clip(self, clip: bytes) -> Upload | None:
        """The upload of a clip that is open or whole."""
        row = await self._reader.one(_UPLOAD + "clip = ? AND state <> 'expired'", clip)
        return None if row is None else Upload(*row)

    async def used(self, member: bytes) -> int:
        """The bytes that a member's open uploads reserve."""
        row = await self._reader.one(
            "SELECT ifnull(sum(length), 0) FROM uploads WHERE member = ? AND state = 'open'", member
        )
        return 0 if row is None else int(row[0])

    async def advance(self, upload: bytes, offset: int, expires_at: int, *, whole: bool) -> Upload | None:
        """Durable.  The upload as it is then, None where it has gone.

        ``offset`` is what is synced in the file by now; ``whole`` once the payload has its last name.
        """

        def write(db: sqlite3.Connection) -> Upload | None:
            db.execute(
                "UPDATE uploads SET at = ?, expires_at = ?, state = ? WHERE id = ? AND state = 'open'",
                (offset, expires_at, "whole" if whole else "open", upload),
            )
            if whole:
                db.execute(
                    "UPDATE clips SET payload = 'whole' WHERE clip = (SELECT clip FROM uploads WHERE id = ?)",
                    (upload,),
                )
            row = db.execute(_UPLOAD + "id = ?", (upload,)).fetchone()
            return None if row is None else Upload(*row)

        return await self._writer.run(write)

    async def remove(self, upload: bytes) -> None:
        """Durable.  Forgets an upload that is not whole."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM uploads WHERE id = ? AND state <> 'whole'", (upload,))

        await self._writer.run(write)

    async def past(self, now_ms: int) -> list[bytes]:
        """Open uploads whose time is over."""
        rows = await self._reader.all(
            "SELECT id FROM uploads WHERE state = 'open' AND expires_at < ?", now_ms
        )
        return [upload for (upload,) in rows]

    async def mark_expired(self, upload: bytes, now_ms: int) -> bool:
        """Durable.

        Ends an open upload whose time is over; False where it was extended or completed meanwhile.
        """

        def write(db: sqlite3.Connection) -> bool:
            cursor = db.execute(
                "UPDATE uploads SET state = 'expired' WHERE id = ? AND state = 'open' AND expires_at < ?",
                (upload, now_ms),
            )
            return cursor.rowcount == 1

        return await self._writer.run(write)

    async def forget_payload(self, clip: bytes) -> list[bytes]:
        """Durable.

        Notes that a clip's payload is deleted; the ids of its uploads, whose files may go now.
        """

        def write(db: sqlite3.Connection) -> list[bytes]:
            rows = db.execute("SELECT id FROM uploads WHERE clip = ?", (clip,)).fetchall()
            db.execute("DELETE FROM uploads WHERE clip = ?", (clip,))
            db.execute("UPDATE clips SET payload = 'deleted' WHERE clip = ?", (clip,))
            return [upload for (upload,) in rows]

        return await self._writer.run(write)

    async def open_uploads(self) -> list[Upload]:
        """Every open upload."""
        return [Upload(*row) for row in await self._reader.all(_UPLOAD + "state = 'open'")]

    async def whole_payloads(self) -> list[Upload]:
        """Every whole one."""
        return [Upload(*row) for row in await self._reader.all(_UPLOAD + "state = 'whole'")]

    async def unfinished(self) -> tuple[int, int]:
        """How many are open, and the bytes they reserve."""
        row = await self._reader.one(
            "SELECT count(*), ifnull(sum(length), 0) FROM uploads WHERE state = 'open'"
        )
        return (0, 0) if row is None else (row[0], row[1])
