"""The longest film that there is, made and closed, and never whole in memory.

What the processes of the browser hold is looked at each second (memory.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.cut_short import NEWEST
from tests.e2e.memory import MIB, Held, watched
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import Watched, Worker
from tests.e2e.test_vault_device import Killed
from tests.e2e.warm import FAMILY, Warm, World

pytestmark = [pytest.mark.browser, pytest.mark.long]

LIMIT_MS = 30 * 60_000
PATIENCE_MS = 15 * 60_000
# What closing may hold more than filming.
MORE = 192 * MIB
# What the last ten minutes of filming may hold more than the first ones.
DRIFT = 48 * MIB


class Device:
    """Somebody's browser, its memory looked at step by step."""

    def __init__(self, browser: Killed, watched_page: Watched, phrase: list[str]) -> None:
        self.browser = browser
        self.page: Page = watched_page.page
        self.worker = Worker(watched_page)
        self.worker.phrase = phrase
        self.page.set_default_timeout(PATIENCE_MS)

    @contextmanager
    def step(self, name: str) -> Iterator[Held]:
        with watched(self.browser.group) as held:
            yield held
        print(f"{name}: {held}", flush=True)


@contextmanager
def device(world: World, name: str, media: FakeMedia) -> Iterator[Device]:
    browser = Killed(world.profile(name), media)
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
            yield Device(browser, Watched(context, ""), world.phrases[name])
    finally:
        browser.kill()


@pytest.fixture
def world(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with warm.copy(tmp_path_factory.mktemp("l")) as world:
        yield world


def to_the_camera(tablet: Device) -> None:
    visit = Visit(tablet.page, tablet.worker.phrase)
    visit.begin(FAMILY)
    visit.add("Child")
    visit.tap("Next")
    visit.answer("Yes")
    visit.film()


def test_half_an_hour_of_filming_and_its_closing_keep_memory_flat(
    world: World, fake_media: FakeMedia
) -> None:
    with device(world, "worker", fake_media) as tablet:
        tablet.page.goto(world.program.origin)
        tablet.worker.unlock()
        with tablet.step("half an hour, filming") as filming:
            to_the_camera(tablet)
            # The app stops by itself at its limit.
            heading = tablet.page.get_by_role("heading", level=1, name="After the film")
            heading.wait_for(timeout=LIMIT_MS + PATIENCE_MS)
        with tablet.step("half an hour, closing") as closing:
            tablet.page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for()
        film = tablet.page.evaluate(NEWEST)
    begun, ended = filming.between(1 / 6, 1 / 3), filming.between(2 / 3, 1)
    print(f"{film}; minutes 5 to 10: {begun / MIB:.0f} MiB at most, the last ten: {ended / MIB:.0f} MiB")
    assert (film["state"], film["reason"]) == ("finished", "limit")
    assert film["ms"] >= LIMIT_MS
    assert film["lost_ms"] == 0
    assert ended - begun < DRIFT
    assert closing.total - begun < MORE
