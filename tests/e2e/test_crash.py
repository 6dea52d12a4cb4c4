"""A tablet that goes off in the middle of a film: killed as a crash kills it, begun again without the server."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import LONG
from tests.e2e.browser import FakeMedia
from tests.e2e.cut_short import Losses, Much, delivered, shown_ms, tablet
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import stage
from tests.e2e.warm import FAMILY, Warm, World

pytestmark = pytest.mark.browser

# One more kill is that of test_vault_device.py.
KILLS = 50 if LONG else 4
SEED = 20_261_128


@pytest.fixture(scope="module")
def world(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        # The sockets of a browser lie in its profile, and the path of a socket has at most 107 bytes.
        yield stack.enter_context(warm.copy(tmp_path_factory.mktemp("c")))


def test_a_film_that_a_crash_cut_is_closed_by_itself_and_told_before_today(
    world: World, fake_media: FakeMedia
) -> None:
    rng = random.Random(SEED)
    origin, profile = world.program.origin, world.profile("worker")
    losses, given, shown = Losses("kill"), Much(0, 0), 0
    for kill in range(KILLS):
        if kill == 1:
            # From here on there is no server: everything that is needed is on the tablet.
            world.program.stop()
        seconds = rng.randrange(2, 5)
        with tablet(profile, fake_media) as (page, browser):
            visit = Visit(page, world.phrases["worker"])
            visit.unlock(origin)
            if kill > 0:
                losses.count(page, given, shown)
                page.get_by_role("button", name="Go on", exact=True).click()
            visit.begin(FAMILY)
            if kill == 0:
                visit.add("Child")
            visit.tap("Next")
            if kill == 0:
                visit.answer("Yes")
            visit.film()
            visit.until(seconds)
            shown = shown_ms(page)
            given = delivered(page, time.time())
            browser.kill()
    with tablet(profile, fake_media) as (page, _browser):
        page.goto(origin)
        stage(page, "locked")
        words = page.inner_text("body").lower()
        assert "film" not in words
        visit = Visit(page, world.phrases["worker"])
        visit.unlock()
        losses.count(page, given, shown)
        page.get_by_role("button", name="See films", exact=True).click()
        page.get_by_role("heading", level=1, name="Films").wait_for()
        films = page.locator("li[data-film]")
        films.first.wait_for()
        assert films.count() == KILLS
    losses.check()


def test_recover_needs_no_service_worker_and_clears_nothing(
    warm: Warm, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (
        warm.copy(tmp_path_factory.mktemp("r")) as world,
        tablet(world.profile("worker"), fake_media) as (page, _browser),
    ):
        visit = Visit(page, world.phrases["worker"])
        page.goto(world.program.origin)
        stage(page, "locked")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        # The worker's files are gone: whatever it answers is broken.
        page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
        page.goto(f"{world.program.origin}/recover")
        page.get_by_role("heading", level=1, name="If Amanat does not start").wait_for()
        page.get_by_text("Sealed keys: here.").wait_for()
        buttons = page.get_by_role("button").all_inner_texts()
        assert buttons[0] == "Keep everything"
        assert not any(word in " ".join(buttons).lower() for word in ("clear", "delete", "erase"))
        page.get_by_role("button", name="Keep everything").click()
        page.get_by_text("Nothing was cleared").wait_for()
        page.get_by_role("button", name="Start the app anew").click()
        page.get_by_text("The next start comes from the server.").wait_for()
        left: int = page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
        assert left == 0
        page.get_by_role("link", name="Open Amanat").click()
        visit.unlock()
