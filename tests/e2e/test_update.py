"""A new build that comes while somebody films: the film goes on with the old one, and the new one starts at rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.builds import Build
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import LONG_MS, Watched, press, stage
from tests.e2e.warm import FAMILY, Warm
from tests.tools import need

pytestmark = pytest.mark.browser

BUILDS = "() => caches.keys().then(names => names.filter(name => name.startsWith('amanat-')).sort())"
READY = "An update is ready. It starts when you are at rest."


@dataclass(frozen=True)
class Tablet:
    """The worker's tablet, and the server whose app changes."""

    build: Build
    page: Page
    visit: Visit


@pytest.fixture(scope="module")
def tablet(
    warm: Warm, witness: str, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tablet]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("update")
        world = stack.enter_context(warm.copy(folder / "world"))
        world.program.stop()
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            world.profile("worker"),
            executable_path=need("chromium"),
            headless=True,
            args=arguments(fake_media),
            permissions=["camera", "microphone"],
        )
        stack.callback(context.close)
        page = Watched(context, witness).page
        yield Tablet(Build(folder, world.program), page, Visit(page, world.phrases["worker"]))


def test_a_new_build_that_comes_while_filming_waits_until_the_tablet_is_at_rest(tablet: Tablet) -> None:
    build, page, visit = tablet.build, tablet.page, tablet.visit
    with build.serving() as origin:
        visit.unlock(origin)
        visit.begin(FAMILY)
        visit.add("Child")
        visit.tap("Next")
        visit.answer("Yes")
        visit.film()
        visit.until(1)
        old = page.evaluate(BUILDS)
        assert len(old) == 1
    build.change()
    with build.serving():
        page.evaluate("() => { globalThis.began = true; }")
        page.evaluate("() => navigator.serviceWorker.getRegistration().then(found => found.update())")
        page.wait_for_function(
            "() => navigator.serviceWorker.getRegistration().then(found => found.waiting !== null)"
        )
        # Both builds are here, and the film goes on in the page that began it; nothing is offered meanwhile.
        assert len(page.evaluate(BUILDS)) == 2
        visit.until(4)
        expect(page.get_by_text("update", exact=False)).to_have_count(0)
        visit.stop()
        visit.keep()
        visit.tap("That is enough")
    # Without a server the old build works whole: its parts are its own.
    page.reload()
    visit.unlock()
    visit.begin(FAMILY)
    visit.tap("Next")
    visit.film()
    visit.until(1)
    visit.stop()
    visit.keep()
    visit.tap("That is enough")
    films = page.locator("li[data-film]")
    expect(films).to_have_count(2)
    # A tablet whose films wait is not at rest.
    visit.tap("More")
    page.get_by_text(READY).first.wait_for()
    start = page.get_by_role("button", name="Start it now", exact=True)
    expect(start).to_have_attribute("aria-disabled", "true")
    start.click(force=True)
    assert old[0] in page.evaluate(BUILDS)
    stage(page, "open")
    with build.serving():
        expect(start).not_to_have_attribute("aria-disabled", "true", timeout=LONG_MS)
        with page.expect_navigation(timeout=LONG_MS):
            press(page, "Start it now")
        visit.unlock()
        page.wait_for_function("old => caches.keys().then(names => !names.includes(old))", arg=old[0])
        assert len(page.evaluate(BUILDS)) == 1
        # What was filmed with the old build is there with the new one.
        visit.tap("Families")
        visit.tap(FAMILY, exact=False)
        expect(films).to_have_count(2)
        for nth in range(2):
            expect(films.nth(nth)).to_contain_text("Sealed copy on the server", timeout=LONG_MS)
