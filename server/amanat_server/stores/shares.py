"""shares.db: shares sealed under a vault key that is replaced at every destruction (docs/spec/shares.md).

A row is ``id 16 | nonce 12 | AES-256-GCM(VEK_n, S, aad = org || id || n u64) 48`` = 76 B.  The file has
``journal_mode=DELETE`` and ``secure_delete=ON``, because a write-ahead log keeps a deleted share; with
``synchronous=EXTRA`` the end of its journal is durable too.

[Note: how a share is destroyed]  In steps, each of which can be taken again after a stop:
``marked`` the batch stands in ``destroying`` → ``keyed`` VEK_n+1 is written and synced → ``resealed`` one
transaction seals the survivors under it, the batch's rows go → ``logged`` tombstones.log has the tombstones →
``wiped`` VEK_n is overwritten, and with it every older copy of the file, backups included → the batch leaves
``destroying``. A row of ``destroying`` carries n; ``state`` says n until ``resealed`` and n + 1 after it, so
that whoever opens the file knows where the stop came.
"""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amanat_server.stores.sqlite.writer import Writer
from amanat_server.stores.values import Destruction, Stored
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from amanat_server.stores.key_copies import KeyCopies
    from amanat_server.stores.tombstone_log import TombstoneLog
    from amanat_server.stores.vault_key import VaultKeyFile

T = TypeVar("T")
VERSION = 1
COPY_KEPT_MS = 7 * 24 * 3600 * 1000

TABLES = """
CREATE TABLE shares (id BLOB PRIMARY KEY, nonce BLOB NOT NULL, sealed BLOB NOT NULL) WITHOUT
ROWID; CREATE TABLE destroyed (id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE destroying (
  id BLOB PRIMARY KEY, tombstone BLOB NOT NULL, at INTEGER NOT NULL, epoch INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE wiped (epoch INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL);
"""


def connect(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """A connection that leaves nothing behind of what it deletes, and whose commits are durable."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=kind)
    db.execute("PRAGMA synchronous=EXTRA")
    db.execute("PRAGMA journal_mode=DELETE")
    db.execute("PRAGMA secure_delete=ON")
    db.execute("PRAGMA cache_size=-256")
    if not db.execute("PRAGMA user_version").fetchone()[0]:
        db.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version={VERSION}; COMMIT")
    return db


class VaultShares:
    """``ShareStore`` over shares.db, the key file, the log and the copies; ``random`` draws keys and nonces."""

    def __init__(
        self,
        path: Path,
        key_file: VaultKeyFile,
        log: TombstoneLog,
        copies: KeyCopies,
        pool: Executor,
        random: Callable[[int], bytes],
        connect: Callable[[Path], sqlite3.Connection] = connect,
    ) -> None:
        self._path = path
        self._key_file = key_file
        self._log = log
        self._copies = copies
        self._pool = pool
        self._random = random
        self._connect = connect
        self._org: bytes | None = None
        self._seal: Callable[[bytes], bytes] | None = None
        self._keys: dict[int, bytes] = {}
        self._lock = asyncio.Lock()
        self._writer: Writer | None = None

    async def open(self) -> None:
        """Opens the file, makes the first key; ``store-failed`` where the key of its epoch is not in the key
        file.
        """
        self._keys = await self._blocking(self._key_file.by_epoch)
        if not self._keys and not self._path.exists():
            key = self._random(32)
            await self._blocking(partial(self._key_file.write, 1, key))
            self._keys = {1: key}
        try:
            db = self._connect(self._path)
        except sqlite3.Error as fault:
            raise refuse("store-failed", type(fault).__name__) from fault
        try:
            db.execute(
                "INSERT INTO state VALUES (1, ?) ON CONFLICT DO NOTHING", (max(self._keys, default=1),)
            )
            epoch = _epoch(db)
        except sqlite3.Error as fault:
            db.close()
            raise refuse("store-failed", type(fault).__name__) from fault
        if epoch not in self._keys:
            db.close()
            raise refuse("store-failed", "the key file does not hold the key of shares.db")
        self._writer = Writer(db, "amanat-shares")

    async def close(self) -> None:
        """Ends the thread and the file."""
        if self._writer is not None:
            await self._writer.close()

    def bind(self, org: bytes) -> None:
        """See ``ShareStore``."""
        self._org = org

    async def resume(self) -> None:
        """Durable.  Takes up a destruction that a stop interrupted; needs ``bind``."""
        async with self._lock:
            await self._finish()

    async def keep_copies(self, seal: Callable[[bytes], bytes]) -> None:
        """See ``ShareStore``."""
        self._seal = seal
        epoch = await self._run(_epoch)
        if epoch not in await self._blocking(self._copies.epochs):
            await self._copy(epoch)

    async def put(self, group: bytes, share: bytes) -> Stored:
        """See ``ShareStore``."""
        org = self._bound()

        def write(db: sqlite3.Connection) -> Stored:
            there = self._open_row(db, org, group)
            if there is not None:
                if there == share:
                    return Stored.SAME
                raise refuse("share-differs")
            epoch = _epoch(db)
            db.execute("INSERT INTO shares VALUES (?, ?, ?)", self._row(org, group, epoch, share))
            return Stored.NEW

        return await self._run(write)

    async def get(self, group: bytes) -> bytes | None:
        """See ``ShareStore``."""
        org = self._bound()
        return await self._run(lambda db: self._open_row(db, org, group))

    async def is_destroyed(self, group: bytes) -> bool:
        """See ``ShareStore``."""
        return await self._run(lambda db: _is_destroyed(db, group))

    async def destroy(self, batch: Sequence[Destruction], now_ms: int) -> None:
        """See ``ShareStore``."""
        self._bound()
        async with self._lock:
            await self._finish()

            def mark(db: sqlite3.Connection) -> None:
                epoch = _epoch(db)
                db.executemany(
                    "INSERT INTO destroying VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    [(d.group, d.tombstone, now_ms, epoch) for d in batch if not _is_destroyed(db, d.group)],
                )

            await self._run(mark)
            await self._finish()
            # A log that was lost with its disk is complete again with what the caller brings.
            await self._blocking(lambda: self._log.append([d.tombstone for d in batch]))

    async def tombstones(self) -> list[bytes]:
        """See ``ShareStore``."""
        return await self._blocking(self._log.records)

    async def drop_copies(self, now_ms: int) -> int:
        """See ``ShareStore``."""
        there = await self._blocking(self._copies.epochs)

        def past(db: sqlite3.Connection) -> list[int]:
            # After a restore of an older backup nobody knows when the keys of later epochs were wiped.
            later = [(each, now_ms) for each in there if each > _epoch(db)]
            db.executemany("INSERT OR IGNORE INTO wiped VALUES (?, ?)", later)
            before = now_ms - COPY_KEPT_MS
            wiped = {epoch for (epoch,) in db.execute("SELECT epoch FROM wiped WHERE at < ?", (before,))}
            return [epoch for epoch in there if epoch in wiped]

        copies = await self._run(past)
        for epoch in copies:
            await self._blocking(partial(self._copies.remove, epoch))
        return len(copies)

    async def _finish(self) -> None:
        """[Note: how a share is destroyed], from wherever it stopped."""
        marked = await self._run(
            lambda db: db.execute("SELECT tombstone, at, epoch FROM destroying ORDER BY at, id").fetchall()
        )
        if not marked:
            return
        org = self._bound()
        old = marked[0][2]
        if await self._run(_epoch) == old:
            # Nothing is sealed under the key that follows yet, so one that a stop left there is drawn afresh.
            key = self._random(32)
            await self._blocking(partial(self._key_file.write, old + 1, key))
            self._keys[old + 1] = key
            await self._copy(old + 1)
            await self._run(partial(self._reseal, org=org, old=old))
        await self._blocking(partial(self._log.append, [tombstone for tombstone, _, _ in marked]))
        await self._blocking(partial(self._key_file.wipe, old))
        self._keys.pop(old, None)
        at = max(at for _, at, _ in marked)

        def unmark(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM destroying")
            db.execute("INSERT OR REPLACE INTO wiped VALUES (?, ?)", (old, at))

        await self._run(unmark)

    def _reseal(self, db: sqlite3.Connection, org: bytes, old: int) -> None:
        db.execute("INSERT OR IGNORE INTO destroyed SELECT id FROM destroying")
        db.execute("DELETE FROM shares WHERE id IN (SELECT id FROM destroying)")
        for group, nonce, sealed in db.execute("SELECT id, nonce, sealed FROM shares").fetchall():
            try:
                share = AESGCM(self._keys[old]).decrypt(nonce, sealed, _aad(org, group, old))
            except InvalidTag:
                # A damaged row opens under no key; it must not keep the others from being destroyed.
                continue
            db.execute(
                "INSERT OR REPLACE INTO shares VALUES (?, ?, ?)", self._row(org, group, old + 1, share)
            )
        db.execute("DELETE FROM wiped WHERE epoch = ?", (old + 1,))
        db.execute("UPDATE state SET epoch = ?", (old + 1,))

    def _row(self, org: bytes, group: bytes, epoch: int, share: bytes) -> tuple[bytes, bytes, bytes]:
        nonce = self._random(12)
        return group, nonce, AESGCM(self._keys[epoch]).encrypt(nonce, share, _aad(org, group, epoch))

    def _open_row(self, db: sqlite3.Connection, org: bytes, group: bytes) -> bytes | None:
        if _is_destroyed(db, group):
            raise refuse("share-destroyed")
        row = db.execute("SELECT nonce, sealed FROM shares WHERE id = ?", (group,)).fetchone()
        if row is None:
            return None
        epoch = _epoch(db)
        try:
            return AESGCM(self._keys[epoch]).decrypt(row[0], row[1], _aad(org, group, epoch))
        except InvalidTag as fault:
            raise refuse("store-failed", "a row of shares.db is damaged") from fault

    async def _copy(self, epoch: int) -> None:
        if self._seal is not None:
            sealed = self._seal(self._keys[epoch])
            await self._blocking(partial(self._copies.write, epoch, sealed))
        elif epoch in await self._blocking(self._copies.epochs):
            # It is of a key that was drawn before a stop; `keep_copies` writes the right one.
            await self._blocking(partial(self._copies.remove, epoch))

    def _bound(self) -> bytes:
        if self._org is None:
            raise refuse("service-not-ready")
        return self._org

    async def _run(self, operation: Callable[[sqlite3.Connection], T]) -> T:
        if self._writer is None:
            raise refuse("service-not-ready")
        return await self._writer.run(operation)

    async def _blocking(self, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        except OSError as fault:
            raise refuse("store-failed", errno.errorcode.get(fault.errno or 0, "OSError")) from fault


def _aad(org: bytes, group: bytes, epoch: int) -> bytes:
    return org + group + epoch.to_bytes(8, "big")


def _epoch(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT epoch FROM state").fetchone()[0])


def _is_destroyed(db: sqlite3.Connection, group: bytes) -> bool:
    row = db.execute(
        "SELECT 1 FROM destroyed WHERE id = ?1 UNION ALL SELECT 1 FROM destroying WHERE id = ?1", (group,)
    ).fetchone()
    return row is not None
