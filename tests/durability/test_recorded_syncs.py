"""A real process with the real SQLite and the real disk calls: after any sync, the platter holds what was
told.

A small library, preloaded, writes down what each sync made durable.  From that the folder is built as a power
cut leaves it, after every sync and with any one sync left out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores import shares
from amanat_server.stores.disk import OsDisk
from amanat_server.stores.folder import Parts, open_stores
from amanat_server.stores.sqlite import schema
from amanat_sync.errors import AmanatError
from tests.durability.disks import Unsynced
from tests.durability.images import FolderLook, Sync, read_record, write_image
from tests.durability.story import Acknowledged
from tests.stores.samples import ORG
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

HERE = Path(__file__).parent
pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Recording:
    root: Path
    syncs: list[Sync]
    told: list[tuple[int, str, str, list[int | str]]]

    def site(self, number: int) -> str:
        parts = self.syncs[number].path.relative_to(self.root).parts
        return "/".join("*" if len(part) == 32 else part for part in parts) or "."

    async def verdict(self, target: Path, syncs: int, without: Collection[int] = ()) -> str:
        """Power is cut after ``syncs`` syncs, of which some were left out; empty where nothing told is
        missing.
        """
        write_image([s for n, s in enumerate(self.syncs[:syncs]) if n not in without], self.root, target)
        told = Acknowledged()
        for at, name, fact, arguments in self.told:
            if at <= syncs:
                told.add(name, fact, *arguments)
        look = FolderLook(target)
        parts = Parts(
            OsDisk(),
            Random(5).randbytes,
            partial(schema.connect, kind=Unsynced),
            partial(shares.connect, kind=Unsynced),
            threads=2,
        )
        try:
            async with open_stores(target, parts) as stores:
                stores.shares.bind(ORG)
                await stores.shares.resume()
                await told.check(stores, look)
        except (AssertionError, AmanatError) as fault:
            return str(fault)
        finally:
            shutil.rmtree(target)
        return ""


@pytest.fixture(scope="session")
def tell(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path, list[str]]]:
    """Runs the telling process; the folder it told in, the record, and its lines."""
    compiler = need("cc")
    library = tmp_path_factory.mktemp("recorder") / "recorder.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, HERE / "recorder.c", "-ldl"], check=True)

    def run(how: str) -> tuple[Path, Path, list[str]]:
        root, record = tmp_path_factory.mktemp("told") / "data", tmp_path_factory.mktemp("record")
        root.mkdir()
        environment = {
            **os.environ,
            "LD_PRELOAD": str(library),
            "AMANAT_RECORD_ROOT": str(root),
            "AMANAT_RECORD_TO": str(record),
            "PYTHONPATH": str(HERE.parent.parent),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.durability.telling", how, root],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return root, record, done.stdout.splitlines()

    return run


@pytest.fixture(scope="session")
def recording(tell: Callable[[str], tuple[Path, Path, list[str]]]) -> Recording:
    root, record, lines = tell("record")
    return Recording(root, read_record(record), [tuple(json.loads(line)) for line in lines])


async def test_power_cut_after_any_sync_loses_nothing_told(recording: Recording, tmp_path: Path) -> None:
    assert len(recording.told) > 10
    for syncs in range(len(recording.syncs) + 1):
        verdict = await recording.verdict(tmp_path / str(syncs), syncs)
        assert verdict == "", f"after sync {syncs} of {len(recording.syncs)}"


async def test_each_site_is_needed(recording: Recording, tmp_path: Path) -> None:
    """A test of the test: it turns red when what is synced at one site is left out."""
    sites: dict[str, set[int]] = {}
    for number in range(len(recording.syncs)):
        sites.setdefault(recording.site(number), set()).add(number)
    cuts = sorted({told[0] for told in recording.told}, reverse=True)
    idle = set()
    for site, syncs in sites.items():
        for cut in cuts:
            if await recording.verdict(tmp_path / "image", cut, syncs):
                break
        else:
            idle.add(site)
    # A rollback journal guards pages that were half overwritten; here what is not synced is lost whole.
    assert {site for site in idle if not site.endswith("-journal")} == set()


@pytest.mark.long
async def test_each_sync_of_our_own_is_needed(recording: Recording, tmp_path: Path) -> None:
    left_out = 0
    for number in range(len(recording.syncs)):
        if recording.site(number).startswith((".", "amanat.db", "shares.db")):
            continue  # SQLite decides by itself how often it syncs
        cuts = range(number + 1, len(recording.syncs) + 1)
        verdicts = [await recording.verdict(tmp_path / "image", cut, {number}) for cut in cuts]
        assert any(verdicts), f"sync {number} at {recording.site(number)}"
        left_out += 1
    print(
        f"{left_out} of {len(recording.syncs)} syncs are our own; without any one of them something told is missing"
    )
    assert left_out > 10


def test_a_sync_that_fails_is_never_followed_by_an_acknowledgement(
    recording: Recording, tell: Callable[[str], tuple[Path, Path, list[str]]]
) -> None:
    """The process refuses with a clear code; what it had told before is there when it is opened again."""
    _, _, lines = tell("fail")
    ends = [json.loads(line) for line in lines]
    assert len(ends) >= len(recording.told)
    assert {code for _, code, _ in ends} <= {"store-failed", "ok"}
    refusals = {recording.site(number) for number, code, _ in ends if code == "store-failed"}
    assert {"incoming/*", "incoming", "payloads", "apart/vault.key", "apart/tombstones.log"} <= refusals
    assert {"amanat.db-wal", "shares.db", "shares.db-journal"} <= refusals
    # Where SQLite goes on after a sync failed (at a checkpoint, at the end), the story was told to its end.
    whole = len({name for _, name, _, _ in recording.told})
    assert {count for _, code, count in ends if code == "ok"} <= {whole}
