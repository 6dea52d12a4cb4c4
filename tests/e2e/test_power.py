"""A tablet whose battery is pulled in the middle of a film: what its disk had not written by then is gone.

The browser's profile lies on a filesystem of its own that is shut down while the camera runs. Nothing that the browser
still holds in memory, nor the system for it, reaches the disk; journal records are Blobs, so this also shows that a
Blob which a strict transaction has committed is a file on the disk.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BEYOND, LONG
from tests.e2e import power
from tests.e2e.browser import FakeMedia
from tests.e2e.cut_short import Losses, Much, delivered, shown_ms, tablet
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import stage
from tests.e2e.warm import FAMILY, Warm

pytestmark = pytest.mark.browser

CUTS = 30 if LONG else 1
SEED = 20_261_128


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[power.Disk]:
    reason = power.why_not()
    if reason is not None:
        pytest.skip(BEYOND + reason)
    with power.disk(tmp_path_factory.mktemp("p")) as disk:
        yield disk


def logs(profile: Path) -> set[str]:
    """The logs of the browser's databases."""
    return {path.name for path in (profile / "Default" / "IndexedDB").glob("*.leveldb/*.log")}


def test_a_film_outlives_a_power_cut_but_for_its_last_second(
    disk: power.Disk, warm: Warm, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = random.Random(SEED)
    with warm.copy(tmp_path_factory.mktemp("w")) as world:
        origin, profile = world.program.origin, disk.at / "p"
        shutil.copytree(world.profile("worker"), profile, symlinks=True)
        disk.settle()
        losses, given, shown = Losses("cut"), Much(0, 0), 0
        for cut in range(CUTS + 1):
            if cut == 1:
                # From here on there is no server: everything that is needed is on the tablet.
                world.program.stop()
            before = logs(profile)
            with tablet(profile, fake_media) as (page, browser):
                # What a cut did to the old log is of no account any more, before a row is written behind it
                # (pwa/src/vault/log-turn.ts).
                page.goto(origin)
                stage(page, "locked")
                assert before.isdisjoint(logs(profile))
                visit = Visit(page, world.phrases["worker"])
                visit.unlock()
                if cut > 0:
                    losses.count(page, given, shown)
                    page.get_by_role("button", name="Go on", exact=True).click()
                if cut == CUTS:
                    visit.tap("Films")
                    films = page.locator("li[data-film]")
                    films.first.wait_for()
                    assert films.count() == CUTS
                    break
                visit.begin(FAMILY)
                if cut == 0:
                    visit.add("Child")
                visit.tap("Next")
                if cut == 0:
                    visit.answer("Yes")
                visit.film()
                visit.until(rng.randrange(2, 5))
                # A cut comes at any moment of a batch.
                page.evaluate("ms => new Promise((done) => setTimeout(done, ms))", rng.randrange(500))
                shown = shown_ms(page)
                disk.cut()
                given = delivered(page, time.time())
                browser.kill()
            disk.switch_off()
            disk.switch_on()
    losses.check()
