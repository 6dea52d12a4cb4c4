"""Today, families and films, as a worker uses them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.screens import Watched, Worker, press
from tests.e2e.warm import World
from tests.tools import need


@contextmanager
def working(
    world: World, name: str, playwright: Playwright, media: FakeMedia, witness: str
) -> Iterator[Worker]:
    """A member at work: their browser, unlocked."""
    context = playwright.chromium.launch_persistent_context(
        world.profile(name),
        executable_path=need("chromium"),
        headless=True,
        args=arguments(media),
        permissions=["camera", "microphone"],
    )
    try:
        member = Worker(Watched(context, witness))
        member.phrase = world.phrases[name]
        member.page.goto(world.program.origin)
        member.unlock()
        yield member
    finally:
        context.close()


def add_visit(tablet: Worker, label: str, time: str) -> None:
    """Plans a visit on Today; its day stands there already."""
    press(tablet.page, "Add a visit")
    sheet = tablet.page.get_by_role("dialog", name="Add a visit")
    sheet.get_by_label("Family", exact=True).select_option(label=label)
    sheet.get_by_label("Time", exact=True).fill(time)
    press(sheet, "Add it")
    sheet.wait_for(state="detached")
