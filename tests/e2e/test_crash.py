"""A tablet that goes off in the middle of a film: killed as a crash kills it, begun again without the server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import LONG
from tests.e2e.browser import FakeMedia
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import LONG_MS, Watched, stage
from tests.e2e.test_vault_device import Killed
from tests.e2e.warm import FAMILY, Warm, World

pytestmark = pytest.mark.browser

KILLS = 50 if LONG else 3
SEED = 20_261_128


@contextmanager
def tablet(world: World, media: FakeMedia) -> Iterator[tuple[Page, Killed]]:
    """The worker's page in a browser that is killed at the end, if not before."""
    browser = Killed(world.profile("worker"), media)
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
            yield Watched(context, "").page, browser
    finally:
        browser.kill()


@pytest.fixture(scope="module")
def world(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        # The sockets of a browser lie in its profile, and the path of a socket has at most 107 bytes.
        yield stack.enter_context(warm.copy(tmp_path_factory.mktemp("c")))


def shown_ms(page: Page) -> int:
    """What the clock of the ring shows."""
    shown: int = page.evaluate(
        """() => {
          const [m, s] = document.querySelector('[role=timer] strong').textContent.split(':');
          return (Number(m) * 60 + Number(s)) * 1000;
        }"""
    )
    return shown


def recovered_ms(page: Page) -> int:
    """The length that is told as safe, in ms."""
    words = page.get_by_text("are safe and sealed; at most one second is missing").inner_text()
    minutes, _, rest = words.rpartition(" min ")
    return (int(minutes or 0) * 60 + int(rest.split(" s ")[0])) * 1000


def test_a_film_that_a_crash_cut_is_closed_by_itself_and_told_before_today(
    world: World, fake_media: FakeMedia
) -> None:
    rng = random.Random(SEED)
    origin = world.program.origin
    shown = 0
    for kill in range(KILLS):
        if kill == 1:
            # From here on there is no server: everything that is needed is on the tablet.
            world.program.stop()
        seconds = rng.randrange(2, 5)
        with tablet(world, fake_media) as (page, browser):
            visit = Visit(page, world.phrases["worker"])
            visit.unlock(origin)
            if kill > 0:
                page.get_by_role("heading", level=1, name="After a stop").wait_for()
                safe = page.get_by_text("are safe and sealed; at most one second is missing")
                safe.wait_for(timeout=LONG_MS)
                lost = max(0, shown - recovered_ms(page))
                print(
                    f"\nkill {kill} (seed {SEED}): shown {shown} ms, safe {recovered_ms(page)} ms, lost {lost} ms"
                )
                # Both are told in whole seconds.
                assert lost <= 1000
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
            browser.kill()
    with tablet(world, fake_media) as (page, _browser):
        page.goto(origin)
        stage(page, "locked")
        words = page.inner_text("body").lower()
        assert "film" not in words
        visit = Visit(page, world.phrases["worker"])
        visit.unlock()
        page.get_by_text("are safe and sealed; at most one second is missing").wait_for(timeout=LONG_MS)
        page.get_by_role("button", name="See films", exact=True).click()
        page.get_by_role("heading", level=1, name="Films").wait_for()
        films = page.locator("li[data-film]")
        films.first.wait_for()
        assert films.count() == KILLS


def test_recover_needs_no_service_worker_and_clears_nothing(
    warm: Warm, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with warm.copy(tmp_path_factory.mktemp("r")) as world, tablet(world, fake_media) as (page, _browser):
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
