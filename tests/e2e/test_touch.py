"""A visit by finger alone, on a tablet and then on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect, sync_playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.pages_today import working
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import Worker
from tests.e2e.warm import FAMILY, Warm

pytestmark = pytest.mark.browser

TABLET = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture
def worker(
    warm: Warm, fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    with (
        warm.copy(tmp_path_factory.mktemp("touch")) as world,
        sync_playwright() as playwright,
        working(world, "worker", playwright, fake_media, witness, touch=True) as worker,
    ):
        yield worker


def test_a_visit_is_made_by_finger_alone_on_a_tablet_and_on_a_phone(worker: Worker) -> None:
    page = worker.page
    visit = Visit(page, worker.phrase, by_touch=True)
    for films, screen in enumerate((TABLET, PHONE), 1):
        page.set_viewport_size(screen)
        visit.begin(FAMILY)
        if films == 1:
            visit.add("Child")
        visit.tap("Next")
        # Who has said yes today is not asked again.
        if films == 1:
            visit.answer("Yes")
        visit.film()
        visit.until(2)
        visit.stop()
        visit.keep()
        visit.tap("That is enough")
        visit.tap("Films")
        expect(page.get_by_role("main")).to_contain_text(f"{films} filmed")
    assert worker.watched.violations() == []
