"""Pictures of every screen over the filled demo, in English and Bengali, for people to look at; in the long run in
Sylheti too.

What a script can see is checked on the way: nothing wider than the screen, no text under 16 px, nothing cut off, one
main button at most. The rest is for eyes: test-results/pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.album import Album
from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.play_world import LONG_MS, Player
from tests.e2e.screens import Watched, Worker, stage
from tests.e2e.test_demo import Demo, free_port
from tests.tools import need

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "English", "bn": "বাংলা, draft"}
SYLHETI = "syl-Beng"
DECEMBER = {"en": "December", "bn": "ডিসেম্বর", SYLHETI: "ডিসেম্বর"}
SPOKEN = [*LANGUAGES, pytest.param(SYLHETI, marks=pytest.mark.long)]
FIELD = {"today": "/", "families": "/families", "films": "/films", "more": "/more"}
SUPERVISOR = {"inbox": "/", "families": "/families", "more": "/more"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    need("ffmpeg")
    running = Demo(tmp_path_factory.mktemp("demo") / "data", free_port())
    try:
        running.link("supervisor")
        yield running
    finally:
        running.stop()


@contextmanager
def browser(profile: Path, media: FakeMedia) -> Iterator[Watched]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=need("chromium"),
            headless=True,
            args=arguments(media),
            permissions=["camera", "microphone"],
            reduced_motion="reduce",
        )
        try:
            yield Watched(context, "globalThis.witness = { violations: [] };")
        finally:
            context.close()


def go(page: Page, place: str) -> None:
    """Goes to a place, and waits until its title has the focus and nothing is being opened."""
    page.evaluate("place => { location.hash = '#' + place }", place)
    page.wait_for_function("() => document.activeElement?.tagName === 'H1'")


def speak(page: Page, language: str) -> None:
    """Chooses the language of the screens."""
    go(page, "/more")
    page.get_by_role("button", name={**LANGUAGES, SYLHETI: "সিলেটি, draft"}[language]).click()
    page.locator(f"[lang|={language}]").first.wait_for()


@pytest.fixture(scope="module")
def joined() -> Counter[str]:
    """How many have joined by the demo's links for a role: each link is good once."""
    return Counter()


def join(demo: Demo, watched: Watched, who: str, joined: Counter[str]) -> Worker:
    """Joins by a link of the demo, which nobody has to let in by words."""
    device = Worker(watched)
    joined[who] += 1
    device.join(demo.link(who, joined[who]))
    device.begin()
    stage(device.page, "open")
    return device


def open_first(page: Page, place: str) -> None:
    """The first family of the list."""
    go(page, place)
    page.locator("main a.list-row").first.click()
    page.wait_for_function("place => location.hash.length > place.length + 2", arg=place)
    page.wait_for_function("() => document.activeElement?.tagName === 'H1'")


@pytest.mark.parametrize("language", SPOKEN)
def test_the_screens_of_a_worker_fit_every_size(
    demo: Demo, joined: Counter[str], fake_media: FakeMedia, tmp_path: Path, language: str
) -> None:
    album = Album(f"{language}/worker")
    with browser(tmp_path / "worker", fake_media) as watched:
        page = join(demo, watched, "worker", joined).page
        page.get_by_text("Blue kite").first.wait_for(timeout=LONG_MS)
        if language != "en":
            speak(page, language)
        for screen, place in FIELD.items():
            go(page, place)
            album.take(page, screen)
        go(page, "/families/new")
        # Whatever the browser speaks: a date stands in the words of the screen.
        expect(page.locator(".day-field option").filter(has_text=DECEMBER[language])).to_have_count(1)
        album.take(page, "new-family")
        open_first(page, "/families")
        album.take(page, "family")
        family = page.evaluate("() => location.hash.slice(1)").split("/")[2]
        go(page, f"/families/{family}/notes")
        album.take(page, "notes")
        go(page, f"/visit/{family}")
        page.locator(".visit-person").first.wait_for()
        for person in page.locator(".visit-person").all():
            # Who was here today stays here, on whichever tablet it was said.
            if person.get_attribute("aria-pressed") != "true":
                person.click()
            expect(person).to_have_attribute("aria-pressed", "true")
        album.take(page, "visit-who")
        page.locator("main .button.main").click()
        page.locator(".answers").wait_for()
        album.take(page, "visit-ask")
        assert watched.complaints == []
    assert album.flaws == []


@pytest.mark.parametrize("language", SPOKEN)
def test_the_screens_of_a_supervisor_fit_every_size(
    demo: Demo, joined: Counter[str], fake_media: FakeMedia, tmp_path: Path, language: str
) -> None:
    album = Album(f"{language}/supervisor")
    with browser(tmp_path / "supervisor", fake_media) as watched:
        page = join(demo, watched, "supervisor", joined).page
        page.get_by_text("Blue kite").first.wait_for(timeout=LONG_MS)
        if language != "en":
            speak(page, language)
        for screen, place in SUPERVISOR.items():
            go(page, place)
            # At a desk there is the lock alone, on every screen.
            expect(page.locator("header .corner .button")).to_have_count(1)
            album.take(page, screen)
        go(page, "/")
        page.locator("main a.list-row").first.click()
        player = Player(page)
        player.wait_first()
        page.locator(".button.step:not([aria-disabled])").nth(3).wait_for(timeout=LONG_MS)
        player.seek(5.0)
        # The time is that of the picture which is shown, and it is shown once it was fetched.
        page.locator(".play-time").filter(has_text="0:05").wait_for(timeout=LONG_MS)
        page.locator(".note-composer textarea").fill("Lovely that you kept the second before he turns.")
        # Beside speaking, another note can be begun as soon as this one is there.
        expect(page.locator(".note-composer .button")).to_have_count(2)
        page.locator(".note-composer .button").last.click()
        page.locator(".note-text").filter(has_text="Lovely").first.wait_for()
        album.take(page, "player")
        # The five buttons of the player stand in one row on a phone too, in every language.
        page.set_viewport_size({"width": 390, "height": 844})
        tops = page.locator(".play-row > .button").evaluate_all(
            "all => all.map((one) => { const { top, height } = one.getBoundingClientRect(); return top + height / 2; })"
        )
        assert max(tops) - min(tops) < 2, tops
        assert watched.complaints == []
    assert album.flaws == []
