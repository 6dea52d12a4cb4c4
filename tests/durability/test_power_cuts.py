"""Power is cut at every call to the disk and at every commit; nothing acknowledged is missing afterwards.

And each sync is needed: with any one of them forgotten, some power cut loses something acknowledged.
"""

from __future__ import annotations

import errno
import sqlite3
from random import Random
from typing import TYPE_CHECKING

import pytest

from amanat_sync.errors import AmanatError
from tests.durability.disks import ModelDisk, Unsynced, model_parts
from tests.durability.story import Acknowledged, tell
from tests.stores.service import FolderService

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.anyio
NEVER = 1 << 30


class Run:
    """One telling of the story with a power cut, a forgotten sync, or a commit that fails."""

    def __init__(self, folder: Path, *, cut: int = NEVER, forget: int = NEVER, commit: int = NEVER) -> None:
        self.folder = folder
        self.disk = ModelDisk(folder)
        self.commits = 0
        self.random = Random(11)
        self._cut = cut
        self._forget = forget
        self._commit = commit
        self.disk.on_call = self._on_call
        self._off = False

    def _on_call(self, number: int, call: str, site: str) -> bool:
        del call, site
        if number >= self._cut or self._off:
            raise OSError(errno.EIO, "no power")
        return number != self._forget

    def _kind(self) -> type[sqlite3.Connection]:
        run = self

        class Counted(Unsynced):
            def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
                if sql == "COMMIT":
                    run.commits += 1
                    if run.commits > run._commit:
                        run._off = True
                        raise sqlite3.OperationalError("no power")
                return super().execute(sql, *values)

        return Counted

    async def verdict(self, keeps: Callable[[], bool] = lambda: False) -> str:
        """Empty where everything acknowledged is there after the power cut; else what is missing."""
        told = Acknowledged()
        service = FolderService(self.folder, self.disk, model_parts(self.disk, self.random, self._kind()))
        try:
            await service.start()
            await tell(service.stores, told)
        except AmanatError as fault:
            if fault.code != "store-failed":
                return f"refused with {fault.code}"
        finally:
            await service.stop()
        self.calls = list(self.disk.calls)
        self.disk.on_call = lambda *_: True
        self.disk.power_cut(keeps)
        again = FolderService(self.folder, self.disk, model_parts(self.disk, self.random, Unsynced))
        try:
            await again.start()
            await told.check(again.stores, self.disk)
        except (AssertionError, AmanatError) as fault:
            return str(fault)
        finally:
            await again.stop()
        return ""


async def whole_story(tmp_path: Path) -> Run:
    run = Run(tmp_path / "whole")
    assert await run.verdict() == ""
    return run


async def test_power_cut_at_any_call_to_the_disk_loses_nothing_acknowledged(tmp_path: Path) -> None:
    whole = await whole_story(tmp_path)
    for cut in range(len(whole.calls)):
        verdict = await Run(tmp_path / str(cut), cut=cut).verdict()
        assert verdict == "", f"cut before {whole.calls[cut]} (call {cut})"


async def test_power_cut_before_any_commit_loses_nothing_acknowledged(tmp_path: Path) -> None:
    whole = await whole_story(tmp_path)
    assert whole.commits > 15
    for commit in range(whole.commits):
        assert await Run(tmp_path / str(commit), commit=commit).verdict() == "", f"commit {commit}"


@pytest.mark.parametrize("seed", range(3))
async def test_what_the_cache_had_written_by_chance_does_no_harm(tmp_path: Path, seed: int) -> None:
    whole = await whole_story(tmp_path)
    random = Random(seed)
    for cut in random.sample(range(len(whole.calls)), 12):
        verdict = await Run(tmp_path / str(cut), cut=cut).verdict(lambda: random.random() < 0.5)
        assert verdict == "", f"seed {seed}, cut before {whole.calls[cut]} (call {cut})"


async def test_each_sync_is_needed(tmp_path: Path) -> None:
    """A test of the tests: they turn red when any one sync is taken out."""
    whole = await whole_story(tmp_path)
    syncs = [number for number, (call, _) in enumerate(whole.calls) if call.startswith("sync")]
    assert {whole.calls[number][1] for number in syncs} == {
        "incoming",
        "incoming/*",
        "payloads",
        "apart",
        "apart/vault.key",
        "apart/tombstones.log",
        "apart/copies",
        "apart/copies/1.new",
        "apart/copies/2.new",
        "apart/copies/3.new",
    }
    idle = []
    for sync in syncs:
        for cut in range(sync + 1, len(whole.calls) + 1):
            if await Run(tmp_path / f"{sync} {cut}", forget=sync, cut=cut).verdict():
                break
        else:
            idle.append((sync, whole.calls[sync]))
    print(idle)
    assert idle == []
