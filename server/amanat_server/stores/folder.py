"""The stores of one service in one folder: amanat.db, shares.db, ``incoming/``, ``payloads/`` and ``apart/``.

``apart/`` holds what no data backup may hold: the vault key, its sealed copies, and tombstones.log.
"""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_server.stores import shares
from amanat_server.stores.backup import FolderUpkeep, is_restoring
from amanat_server.stores.disk import OsDisk
from amanat_server.stores.files import FileUploads
from amanat_server.stores.key_copies import KeyCopies
from amanat_server.stores.ports import Stores
from amanat_server.stores.sqlite import schema
from amanat_server.stores.sqlite.cases import SqliteCases
from amanat_server.stores.sqlite.clips import SqliteClips
from amanat_server.stores.sqlite.commands import SqliteCommands, SqliteTombstones
from amanat_server.stores.sqlite.ledger import SqliteLedger
from amanat_server.stores.sqlite.people import SqliteChain, SqliteEnrol
from amanat_server.stores.sqlite.reader import Reader
from amanat_server.stores.sqlite.uploads import UploadTable
from amanat_server.stores.sqlite.writer import Writer
from amanat_server.stores.tombstone_log import TombstoneLog
from amanat_server.stores.vault_key import VaultKeyFile
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from amanat_server.stores.disk import Disk


CARRIERS = 2
"""So many bodies are carried at a time: each has a thread of its own, and more of them would wait for one another."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the stores stand on; a test puts a disk there that forgets, or a database that fails."""

    disk: Disk
    random: Callable[[int], bytes]
    connect: Callable[[Path], sqlite3.Connection]
    connect_shares: Callable[[Path], sqlite3.Connection]
    threads: int


def system_parts(threads: int = 4) -> Parts:
    """The operating system's disk and randomness; ``threads`` for bodies and files."""
    return Parts(OsDisk(), os.urandom, schema.connect, shares.connect, threads)


@asynccontextmanager
async def open_stores(
    folder: Path, parts: Parts | None = None, *, restoring: bool = False
) -> AsyncIterator[Stores]:
    """Opens every store under ``folder``, which is made where it is new, and closes them at the end.

    ``store-failed`` where the folder cannot be written or its files do not belong together.  The caller binds
    the shares to the org and resumes them before it answers anybody.  ``service-not-ready`` while a restore
    has begun and not ended, except for the restore itself (``restoring``).
    """
    if is_restoring(folder) and not restoring:
        raise refuse("service-not-ready", "a restore has begun here and not ended; run restore again")
    parts = parts or system_parts()
    async with AsyncExitStack() as stack:
        pool = ThreadPoolExecutor(parts.threads, thread_name_prefix="amanat-disk")
        carriers = ThreadPoolExecutor(min(parts.threads, CARRIERS), thread_name_prefix="amanat-body")
        for threads in (pool, carriers):
            stack.callback(threads.shutdown)
        path = folder / "amanat.db"
        try:
            parts.disk.make_folder(folder)
            db, store_id = _open_database(parts, path)
        except (OSError, sqlite3.Error) as fault:
            raise refuse("store-failed", type(fault).__name__) from fault
        writer = Writer(db)
        stack.push_async_callback(writer.close)
        reader = await Reader.open(path)
        stack.push_async_callback(reader.close)
        uploads = FileUploads(folder, UploadTable(writer, reader), parts.disk, pool, carriers)
        await uploads.recover()
        apart = folder / "apart"
        vault = shares.VaultShares(
            folder / "shares.db",
            VaultKeyFile(apart / "vault.key", parts.disk),
            TombstoneLog(apart / "tombstones.log", parts.disk),
            KeyCopies(apart / "copies", parts.disk),
            pool,
            parts.random,
            parts.connect_shares,
        )
        stack.push_async_callback(vault.close)
        await vault.open()
        yield Stores(
            chain=SqliteChain(writer, reader),
            enrol=SqliteEnrol(writer, reader),
            cases=SqliteCases(writer, reader),
            ledger=SqliteLedger(writer, reader, store_id),
            clips=SqliteClips(writer, reader),
            uploads=uploads,
            shares=vault,
            commands=SqliteCommands(writer, reader),
            tombstones=SqliteTombstones(writer, reader),
            upkeep=FolderUpkeep(folder, pool),
        )


def _open_database(parts: Parts, path: Path) -> tuple[sqlite3.Connection, bytes]:
    db = parts.connect(path)
    try:
        return db, schema.prepare(db, parts.random(16))
    except sqlite3.Error:
        db.close()
        raise
