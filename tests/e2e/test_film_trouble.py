"""What can go wrong while the camera is open: the film so far is kept, and words say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import Watched
from tests.e2e.warm import FAMILY, Warm
from tests.tools import need

pytestmark = pytest.mark.browser

# Gives the page its camera as it is, and keeps the stream where a test can reach it.
CAMERA = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => (globalThis.opened = await open(wish));
"""


@pytest.fixture(scope="module")
def visit(
    warm: Warm, witness: str, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    with ExitStack() as stack:
        world = stack.enter_context(warm.copy(tmp_path_factory.mktemp("trouble")))
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            world.profile("worker"),
            executable_path=need("chromium"),
            headless=True,
            args=arguments(fake_media),
            permissions=["camera", "microphone"],
        )
        stack.callback(context.close)
        page = Watched(context, witness + CAMERA).page
        visit = Visit(page, world.phrases["worker"])
        visit.unlock(world.program.origin)
        visit.begin(FAMILY)
        visit.add("Child")
        visit.tap("Next")
        visit.answer("Yes")
        yield visit


def begin(visit: Visit) -> None:
    visit.heading("Ready")
    visit.film()
    visit.until(2)


def told(visit: Visit, words: str) -> None:
    """The screen of a film that stopped by itself; then the next part is at hand."""
    visit.heading("The film has stopped")
    visit.page.get_by_text(words).wait_for()
    visit.page.get_by_text("Your film is safe and sealed.").wait_for()
    visit.calm()


def finished(visit: Visit) -> None:
    """Ends the visit's film at its question, which stands once the film is closed."""
    visit.tap("That is enough")
    visit.keep()
    visit.tap("Film part 2")


def test_a_camera_that_goes_away_ends_the_film_and_keeps_it(visit: Visit) -> None:
    begin(visit)
    visit.page.evaluate(
        """() => {
          const [track] = opened.getVideoTracks();
          track.stop();
          track.dispatchEvent(new Event('ended'));
        }"""
    )
    told(visit, "The camera or the microphone went away.")
    finished(visit)


def test_a_call_ends_the_film_and_part_two_is_one_press_away(visit: Visit) -> None:
    begin(visit)
    visit.page.evaluate("() => opened.getAudioTracks()[0].dispatchEvent(new Event('mute'))")
    told(visit, "when the call came")
    visit.tap("Film part 2")
    visit.heading("Ready")


def test_a_page_that_nobody_sees_ends_the_film_now(visit: Visit) -> None:
    begin(visit)
    visit.page.evaluate(
        """() => {
          Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
          delete document.visibilityState;
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    told(visit, "when the call came")
    finished(visit)
