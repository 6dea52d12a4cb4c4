# Over 400 lines: one state machine with its model; its rules share their state.
"""Vault epochs lived at random: shares come, batches are destroyed, the power goes, older backups come back.

Whoever stole every backup, the whole folder and the printed cards opens no destroyed share; the others open.
"""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

import hypothesis.strategies as st
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from amanat_server.stores import shares
from amanat_server.stores.backup import back_up, put_back
from amanat_server.stores.key_copies import KeyCopies
from amanat_server.stores.shares import COPY_KEPT_MS, VaultShares
from amanat_server.stores.sqlite import schema
from amanat_server.stores.tombstone_log import TombstoneLog
from amanat_server.stores.values import Destruction, Stored
from amanat_server.stores.vault_key import BANK, VaultKeyFile
from amanat_sync.errors import AmanatError
from tests.conftest import LONG
from tests.durability.disks import ModelDisk, Unsynced
from tests.stores.samples import CASE, DAY, ORG, id_of
from tests.stores.service import refused

T = TypeVar("T")
GROUPS = [id_of(f"group {n}") for n in range(8)]
GROUP = st.sampled_from(GROUPS)
NEVER = 1 << 30
ANY_CALL = st.integers(0, 24)
COPY = b"to the cards: "
MEMORY = Path("/dev/shm")  # noqa: S108 - a name of its own is drawn in it


@dataclass(frozen=True)
class Row:
    """A row of some shares.db as a thief has it."""

    group: bytes
    nonce: bytes
    sealed: bytes
    epoch: int


@dataclass
class Backup:
    """A folder of ``back_up`` and what it must give when it is put back."""

    folder: Path
    epoch: int
    key: bytes
    shares: dict[bytes, bytes]


def seal(key: bytes) -> bytes:
    """Stands for age: whoever has the cards opens every copy."""
    return COPY + key


def tombstone(group: bytes, at: int) -> bytes:
    """A tombstone in its place of 176 bytes; one that is made later differs."""
    return b"ATB1\x01\x00\x00\x00" + ORG + CASE + group + at.to_bytes(8, "big") + bytes(96)


def epoch_of(path: Path) -> int:
    """The epoch that a shares.db says it is sealed under."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT epoch FROM state").fetchone()[0])


def rows_of(path: Path) -> set[Row]:
    """Every row of a shares.db with its epoch."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT id, nonce, sealed, epoch FROM shares, state").fetchall()
    return {Row(*row) for row in found}


def opens(row: Row, key: bytes) -> bool:
    """Whether that key opens the row; any epoch that the thief may try is the row's own."""
    try:
        AESGCM(key).decrypt(row.nonce, row.sealed, ORG + row.group + row.epoch.to_bytes(8, "big"))
    except InvalidTag:
        return False
    return True


@dataclass
class Power:
    """Goes before a call of the disk or a commit, whichever number comes first."""

    calls: int = NEVER
    commits: int = NEVER
    gone: bool = field(default=False, init=False)

    def call(self, *_: object) -> bool:
        """Counts a call of the disk; ``OSError`` once the power is gone."""
        self.calls -= 1
        if self.gone or self.calls < 0:
            self.gone = True
            raise OSError(errno.EIO, "no power")
        return True

    def commit(self) -> None:
        """Counts a commit of shares.db."""
        self.commits -= 1
        if self.gone or self.commits < 0:
            self.gone = True
            raise sqlite3.OperationalError("no power")


class VaultEpochs(RuleBasedStateMachine):
    """One service over a disk that forgets; ``shares`` is what a reader must get."""

    def __init__(self) -> None:
        super().__init__()
        # In memory where the system has such a folder: what SQLite itself syncs is tested elsewhere.
        self.root = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.folder = Path(self.root.name) / "data"
        self.folder.mkdir()
        self.runner = asyncio.Runner()
        self.pool = ThreadPoolExecutor(1)
        self.disk = ModelDisk(self.folder)
        self.power = Power()
        self.now = 10 * DAY
        self.shares: dict[bytes, bytes] = {}
        self.destroyed: dict[bytes, int] = {}
        self.stolen: set[Row] = set()
        self.backups: list[Backup] = []
        self.epoch = 1
        with closing(schema.connect(self.folder / "amanat.db")) as db:
            schema.prepare(db, b"\x53" * 16)

    @initialize(seed=st.integers(0, 2**32 - 1), copies=st.booleans())
    def begin(self, seed: int, copies: bool) -> None:
        self.random = Random(seed)
        self.copies = copies
        self.start()

    # How the service runs

    def run(self, call: Coroutine[object, object, T]) -> T:
        return self.runner.run(call)

    def make(self) -> VaultShares:
        machine = self

        class Counted(Unsynced):
            def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
                if sql == "COMMIT":
                    machine.power.commit()
                return super().execute(sql, *values)

        apart = self.folder / "apart"
        self.disk.on_call = self.power.call
        return VaultShares(
            self.folder / "shares.db",
            VaultKeyFile(apart / "vault.key", self.disk),
            TombstoneLog(apart / "tombstones.log", self.disk),
            KeyCopies(apart / "copies", self.disk),
            self.pool,
            self.random.randbytes,
            partial(shares.connect, kind=Counted),
        )

    def start(self) -> None:
        self.vault = self.make()
        self.run(self.vault.open())
        self.vault.bind(ORG)
        self.run(self.vault.resume())
        if self.copies:
            self.run(self.vault.keep_copies(seal))

    def stop(self) -> None:
        self.run(self.vault.close())

    def cut(self, random: Random) -> None:
        """The power is gone: what is not synced is lost, or was written out by chance."""
        self.stop()
        self.disk.power_cut(lambda: random.random() < 0.5)
        self.power = Power()

    def keys(self) -> set[bytes]:
        """Every key that lies in the key file, as programs see it and on the platter."""
        inode = self.disk._names.get(self.folder / "apart" / "vault.key")
        assert inode is not None
        seen = {bytes(inode.data), inode.durable or b""}
        assert all(len(raw) <= 2 * BANK for raw in seen)
        banks = {raw[at + 16 : at + 48] for raw in seen for at in (0, BANK)}
        return {key for key in banks if len(key) == 32 and any(key)}

    def by_epoch(self) -> dict[int, bytes]:
        return VaultKeyFile(self.folder / "apart" / "vault.key", self.disk).by_epoch()

    def copy_of(self, epoch: int) -> bytes | None:
        raw = self.disk.file(f"apart/copies/{epoch}.age")
        return None if raw is None else raw.removeprefix(COPY)

    # What happens

    @rule(group=GROUP, share=st.binary(min_size=32, max_size=32))
    def a_share_comes(self, group: bytes, share: bytes) -> None:
        if group in self.destroyed:
            with refused("share-destroyed"):
                self.run(self.vault.put(group, share))
        elif self.shares.get(group, share) != share:
            with refused("share-differs"):
                self.run(self.vault.put(group, share))
        else:
            wanted = Stored.SAME if group in self.shares else Stored.NEW
            assert self.run(self.vault.put(group, share)) is wanted
            self.shares[group] = share

    @rule(batch=st.lists(GROUP, min_size=1, max_size=3, unique=True))
    def groups_are_destroyed(self, batch: list[bytes]) -> None:
        self.stolen |= rows_of(self.folder / "shares.db")
        self.run(self.vault.destroy(self.destructions(batch), self.now))
        self.are_gone(batch)

    @rule(
        batch=st.lists(GROUP, min_size=1, max_size=3, unique=True),
        calls=st.one_of(ANY_CALL, st.just(NEVER)),
        commits=st.one_of(st.integers(0, 4), st.just(NEVER)),
        again=st.lists(ANY_CALL, max_size=2),
        random=st.randoms(use_true_random=False),
        stolen=st.booleans(),
    )
    def the_power_goes_while_groups_are_destroyed(
        self,
        batch: list[bytes],
        calls: int,
        commits: int,
        again: list[int],
        random: Random,
        stolen: bool,
    ) -> None:
        self.stolen |= rows_of(self.folder / "shares.db")
        self.power.calls, self.power.commits = calls, commits
        acknowledged = self.holds(lambda: self.run(self.vault.destroy(self.destructions(batch), self.now)))
        self.cut(random)
        for count in again:
            if stolen:
                self.stolen |= rows_of(self.folder / "shares.db")
            self.power.calls = count
            self.holds(self.start)
            self.cut(random)
        self.start()
        fresh = [group for group in batch if group not in self.destroyed]
        gone = {self.run(self.vault.is_destroyed(group)) for group in fresh}
        assert len(gone) <= 1, "half a batch is destroyed"
        assert gone != {False} or not acknowledged
        if gone != {False}:
            self.are_gone(batch)

    @rule(random=st.randoms(use_true_random=False))
    def the_power_goes(self, random: Random) -> None:
        self.cut(random)
        self.start()

    @rule(days=st.integers(1, 9))
    def days_pass_and_copies_end(self, days: int) -> None:
        self.now += days * DAY
        self.run(self.vault.drop_copies(self.now))
        left = {self.copy_of(epoch) for epoch in range(1, 200)} - {None}
        for row in self.stolen:
            if row.group in self.destroyed and self.destroyed[row.group] + COPY_KEPT_MS < self.now:
                assert not any(opens(row, key) for key in left if key is not None), "a copy outlived its days"

    @precondition(lambda self: len(self.backups) < 4)
    @rule()
    def a_backup_is_made(self) -> None:
        target = Path(self.root.name) / f"backup-{len(self.backups)}"
        back_up(self.folder, target)
        self.stolen |= rows_of(target / "shares.db")
        epoch = epoch_of(target / "shares.db")
        self.backups.append(Backup(target, epoch, self.by_epoch()[epoch], dict(self.shares)))

    @precondition(lambda self: self.backups)
    @rule(data=st.data(), random=st.randoms(use_true_random=False))
    def a_backup_is_put_back(self, data: st.DataObject, random: Random) -> None:
        self.put_back(data.draw(st.sampled_from(self.backups)), random)

    def put_back(self, backup: Backup, random: Random) -> None:
        key_file = self.disk.file("apart/vault.key") or b""
        # After a restore an epoch's number comes again with another key; its copy is not the one to take then.
        copy = backup.key if self.copy_of(backup.epoch) == backup.key else None
        held = self.by_epoch().get(backup.epoch)
        if copy is None and held not in {None, backup.key}:
            return
        self.cut(random)
        new = Path(self.root.name) / "new"
        (new / "apart").mkdir(parents=True)
        (new / "apart" / "vault.key").write_bytes(key_file)
        if copy is None and held is None:
            with refused("store-failed"):
                put_back(backup.folder, new)
            self.clear(new)
            self.start()
            return
        put_back(backup.folder, new, None if copy is None else (backup.epoch, copy))
        (self.folder / "shares.db").write_bytes((new / "shares.db").read_bytes())
        key_path = self.folder / "apart" / "vault.key"
        handle = self.disk.open(key_path)
        self.disk.write(handle, [(new / "apart" / "vault.key").read_bytes()], 0)
        self.disk.sync_data(handle)
        self.clear(new)
        self.epoch = backup.epoch
        self.start()
        # As the server's restore does it: what the log says is destroyed again, and a sweep follows.
        logged = self.run(self.vault.tombstones())
        self.run(self.vault.destroy([Destruction(raw[56:72], raw) for raw in logged], self.now))
        self.run(self.vault.drop_copies(self.now))
        self.shares = {group: share for group, share in backup.shares.items() if group not in self.destroyed}
        self.destroyed = dict.fromkeys(self.destroyed, self.now)

    def holds(self, call: Callable[[], None]) -> bool:
        """Whether the power held to the end of a call."""
        try:
            call()
        except AmanatError as fault:
            if fault.code != "store-failed":
                raise
            return False
        return True

    def destructions(self, batch: list[bytes]) -> list[Destruction]:
        return [Destruction(group, tombstone(group, self.now)) for group in batch]

    def are_gone(self, batch: list[bytes]) -> None:
        for group in batch:
            self.shares.pop(group, None)
            self.destroyed.setdefault(group, self.now)

    def clear(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()

    # What holds whatever happened

    @invariant()
    def those_that_are_left_open(self) -> None:
        for group, share in self.shares.items():
            assert self.run(self.vault.get(group)) == share

    @invariant()
    def a_destroyed_share_is_refused_and_opens_with_nothing_that_is_left(self) -> None:
        for group in self.destroyed:
            with refused("share-destroyed"):
                self.run(self.vault.get(group))
        rows = rows_of(self.folder / "shares.db")
        assert {row.group for row in rows} == self.shares.keys()
        keys = self.keys()
        for row in rows:
            assert any(opens(row, key) for key in keys), "this test would be blind"
        for row in self.stolen:
            assert row.group not in self.destroyed or not any(opens(row, key) for key in keys)

    @invariant()
    def the_log_has_one_tombstone_of_each_group(self) -> None:
        logged = [raw[56:72] for raw in self.run(self.vault.tombstones())]
        assert sorted(logged) == sorted(self.destroyed)

    @invariant()
    def epochs_only_rise_and_the_key_file_has_theirs(self) -> None:
        epoch = epoch_of(self.folder / "shares.db")
        assert epoch >= self.epoch
        self.epoch = epoch
        found = self.by_epoch()
        assert epoch in found
        if self.copies:
            assert self.copy_of(epoch) == found[epoch], "the copy is not of the key that seals"

    def teardown(self) -> None:
        self.stop()
        self.pool.shutdown()
        self.runner.close()
        self.root.cleanup()


def test_copies_of_epochs_that_a_restore_went_back_from_end_too() -> None:
    """A life that random ones seldom reach: three destructions, then the first backup again, then days."""
    life = VaultEpochs()
    life.begin(seed=1, copies=True)
    for group in GROUPS[:3]:
        life.a_share_comes(group, group * 2)
        life.a_backup_is_made()
        life.groups_are_destroyed([group])
    life.put_back(life.backups[0], Random(1))
    assert life.epoch == 1
    for _ in range(2):
        life.days_pass_and_copies_end(8)
    life.those_that_are_left_open()
    life.a_destroyed_share_is_refused_and_opens_with_nothing_that_is_left()
    life.epochs_only_rise_and_the_key_file_has_theirs()
    life.teardown()


VaultEpochs.TestCase.settings = settings(
    stateful_step_count=20, max_examples=400 if LONG else 25, suppress_health_check=[HealthCheck.too_slow]
)
TestVaultEpochs = VaultEpochs.TestCase
