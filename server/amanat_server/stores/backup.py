"""What ``doctor``, ``backup`` and ``restore`` do with a folder of stores.

A backup holds amanat.db, shares.db and the whole payloads, never ``apart/``: a share that is destroyed later
cannot be read from it, because the vault key it lies under is wiped.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from amanat_server.stores.disk import OsDisk
from amanat_server.stores.examination import examine
from amanat_server.stores.vault_key import VaultKeyFile
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from amanat_server.stores.values import Finding

DATABASES = ("amanat.db", "shares.db")
MARKER = "restoring"


class FolderUpkeep:
    """``Upkeep`` of the folder that is open; its connections are its own and only read."""

    def __init__(self, folder: Path, pool: Executor) -> None:
        self._folder = folder
        self._pool = pool

    async def examine(self) -> list[Finding]:
        """See ``Upkeep``."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(examine, self._folder))

    async def backup(self, target: Path) -> None:
        """See ``Upkeep``."""
        await asyncio.get_running_loop().run_in_executor(self._pool, partial(back_up, self._folder, target))


def back_up(folder: Path, target: Path) -> None:
    """Writes a backup into the new folder ``target``; synced when it returns.

    ``store-failed`` where it cannot.
    """
    try:
        if target.exists():
            raise FileExistsError(target)
        OsDisk().make_folder(target / "payloads")
        # Rows first: what a row names is copied after it, and a payload that goes meanwhile was destroyed.
        for name in DATABASES:
            _copy_database(folder / name, target / name)
        with closing(sqlite3.connect(f"file:{target / DATABASES[0]}?immutable=1", uri=True)) as db:
            whole = [clip.hex() for (clip,) in db.execute("SELECT clip FROM uploads WHERE state = 'whole'")]
        for name in whole:
            with suppress(FileNotFoundError):
                shutil.copyfile(folder / "payloads" / name, target / "payloads" / name)
        sync_tree(target)
    except (OSError, sqlite3.Error) as fault:
        raise refuse("store-failed", type(fault).__name__) from fault


def read_backup(source: Path) -> tuple[int, list[bytes]]:
    """The epoch of the vault key that a backup lies under, and its certificates; ``store-failed``."""
    try:
        with closing(sqlite3.connect(f"file:{source / DATABASES[1]}?mode=ro", uri=True)) as db:
            epoch = int(db.execute("SELECT epoch FROM state").fetchone()[0])
        with closing(sqlite3.connect(f"file:{source / DATABASES[0]}?immutable=1", uri=True)) as db:
            records = [raw for (raw,) in db.execute("SELECT raw FROM certificates ORDER BY seq")]
    except sqlite3.Error as fault:
        raise refuse("store-failed", type(fault).__name__) from fault
    return epoch, records


def put_back(source: Path, folder: Path, key: tuple[int, bytes] | None = None) -> None:
    """Puts a backup into ``folder``, whose data is gone and whose ``apart/`` is what is left of it.

    The folder is marked until ``end_restore``; while it is marked, ``open_stores`` refuses everybody but a
    restore. ``key`` is epoch and vault key, from a copy that the cards opened, where the key file has another
    epoch by now: without it ``store-failed`` says so.  Nothing is written before that is known.
    """
    if (folder / DATABASES[0]).exists() and not (folder / MARKER).exists():
        raise refuse("store-failed", "the folder holds a service already; restore into an empty one")
    try:
        keys = VaultKeyFile(folder / "apart" / "vault.key", OsDisk())
        with closing(sqlite3.connect(f"file:{source / DATABASES[1]}?mode=ro", uri=True)) as db:
            epoch = int(db.execute("SELECT epoch FROM state").fetchone()[0])
        if key is not None and key[0] != epoch:
            raise refuse("store-failed", f"the backup needs the copy of vault key {epoch}, not {key[0]}")
        if key is None and epoch not in keys.by_epoch():
            raise refuse(
                "store-failed", f"the backup is sealed under vault key {epoch}; its sealed copy is needed"
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        (folder / MARKER).touch(mode=0o600)
        sync_path(folder)
        if key is not None:
            keys.write(*key)
        for name in DATABASES:
            for rest in ("-wal", "-shm", "-journal"):
                (folder / (name + rest)).unlink(missing_ok=True)
            shutil.copyfile(source / name, folder / name)
        shutil.copytree(source / "payloads", folder / "payloads", dirs_exist_ok=True)
        sync_tree(folder)
    except (OSError, sqlite3.Error) as fault:
        raise refuse("store-failed", type(fault).__name__) from fault


def is_restoring(folder: Path) -> bool:
    """Whether a restore has begun here and not ended."""
    return (folder / MARKER).exists()


def end_restore(folder: Path) -> None:
    """Durable.  Lets the folder be opened by anybody again."""
    (folder / MARKER).unlink(missing_ok=True)
    sync_path(folder)


def sync_tree(folder: Path) -> None:
    """Syncs every file and folder under ``folder``, itself included."""
    for path, _, names in os.walk(folder):
        for name in names:
            sync_path(Path(path) / name)
        sync_path(Path(path))


def sync_path(path: Path) -> None:
    """Syncs one file or folder."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_database(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        target.chmod(0o600)
        # In one step: SQLite begins a copy anew at each write that comes between two steps, and so might never end.
        old.backup(new)
