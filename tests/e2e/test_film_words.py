"""What the screen says while the camera is open."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import LONG_MS, Watched
from tests.e2e.warm import FAMILY, Warm, World
from tests.tools import need

pytestmark = pytest.mark.browser

DARK = "The picture is dark. Is something over the camera?"
SILENT = "I hear nothing. Is something over the microphone?"
MINUTE = 60_000
# What a browser lacks that gives no frames one by one.
WITHOUT_FRAMES = "delete globalThis.MediaStreamTrackProcessor; delete globalThis.VideoEncoder;"


@pytest.fixture(scope="module")
def world(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with warm.copy(tmp_path_factory.mktemp("words")) as world:
        yield world


def played(out: Path, source: str, *options: str) -> Path:
    """Ten seconds of a source that ffmpeg makes."""
    command = [need("ffmpeg"), "-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", "10", *options, out]
    subprocess.run([str(part) for part in command], check=True)
    return out


@contextmanager
def at_the_camera(world: World, media: FakeMedia, script: str = "") -> Iterator[Visit]:
    """The worker's tablet before the Film button; the clock of its page is the test's, that of its vault is not."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            world.profile("worker"),
            executable_path=need("chromium"),
            headless=True,
            args=arguments(media),
            permissions=["camera", "microphone"],
        )
        stack.callback(context.close)
        page = Watched(context, script).page
        page.clock.install()
        visit = Visit(page, world.phrases["worker"])
        visit.unlock(world.program.origin)
        visit.begin(FAMILY)
        if visit.person("Child").count() == 0:
            visit.add("Child")
        visit.tap("Next")
        if page.get_by_role("heading", level=1, name="Child, your word").is_visible():
            visit.answer("Yes")
        visit.heading("Ready")
        yield visit


def later(page: Page, ms: int) -> None:
    """So much later by the clock of the page."""
    page.clock.fast_forward(ms)


def test_a_dark_picture_is_said_under_the_ring_after_ten_seconds(
    world: World, fake_media: FakeMedia, tmp_path: Path
) -> None:
    black = played(tmp_path / "black.mjpeg", "color=black:s=640x360:r=30", "-f", "mjpeg")
    with at_the_camera(world, FakeMedia(black, fake_media.microphone)) as visit:
        page = visit.page
        visit.film()
        visit.until(1)
        expect(page.locator(".film-missing")).to_have_count(0)
        later(page, 10_000)
        expect(page.locator(".film-missing")).to_have_text(DARK)
        # It is said and no more: the film goes on.
        expect(visit.stop_button).to_be_visible()
        visit.stop()
        visit.keep()


def test_the_words_of_the_ring_change_with_its_time_and_silence_is_said_under_it(
    world: World, fake_media: FakeMedia, tmp_path: Path
) -> None:
    silence = played(tmp_path / "silence.wav", "anullsrc=r=48000:cl=stereo", "-c:a", "pcm_s16le")
    with at_the_camera(world, FakeMedia(fake_media.camera, silence)) as visit:
        page = visit.page
        ring = page.locator(".film-words")
        visit.film()
        visit.until(1)
        expect(ring).to_have_text("Take your time.")
        expect(page.locator(".film-missing")).to_have_count(0)
        later(page, 10_000)
        expect(page.locator(".film-missing")).to_have_text(SILENT)
        later(page, 5 * MINUTE - 10_000)
        expect(ring).to_contain_text("That is enough now.")
        expect(ring).to_contain_text("Stop when it feels right.")
        later(page, 2 * MINUTE)
        expect(ring).to_have_text("7 minutes. That is plenty.")
        # The page's clock is ahead of the film, which is how a disk that does not keep up looks.
        expect(page.get_by_text("s behind")).to_be_visible()
        # The longest film is what this tablet can close, thirty minutes at most.
        later(page, 22 * MINUTE)
        timer = page.get_by_role("timer")
        expect(timer).to_contain_text("29:")
        expect(ring).to_have_text("Stops by itself in 1 min")
        expect(timer).to_have_attribute("aria-live", "off")
        visit.stop()
        page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(timeout=LONG_MS)


def test_a_browser_that_gives_no_frames_one_by_one_films_all_the_same(
    world: World, fake_media: FakeMedia
) -> None:
    with at_the_camera(world, fake_media, WITHOUT_FRAMES) as visit:
        page = visit.page
        visit.film()
        visit.until(3)
        # What its recorder holds back is not told as sealed, and is less than what would be called behind.
        page.get_by_text("Sealed up to now").wait_for()
        visit.stop()
        visit.keep()
        page.get_by_text(re.compile(r"Kept: [3-9] s\. It is sealed\.")).wait_for()
        visit.tap("That is enough")
        film = page.locator("li[data-film]").first
        expect(film).to_contain_text("Sealed copy on the server", timeout=LONG_MS)
