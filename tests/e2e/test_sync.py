"""Sync by itself: one film that was made without a server, refused by a full one, cut by a dying one, and arrives.

The story is played once; each test looks at one page of it.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Request, expect, sync_playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.pages_today import Sent, counts, film, film_row, in_the_store, open_row, working
from tests.e2e.screens import LONG_MS, Worker, press
from tests.e2e.warm import FAMILY, Warm, World

pytestmark = pytest.mark.browser

SECONDS = 20
#: Above what the server's own files come to, and below the film.
ROOM = 4_400_000
LARGEST_PART = 16 * 1024 * 1024


@dataclass
class Story:
    """What was seen on the way."""

    offline_today: str = ""
    refused: str = ""
    to_do: str = ""
    parts: list[tuple[int, int]] = field(default_factory=list)
    arrived: dict[str, int] = field(default_factory=dict)
    store: dict[str, int] = field(default_factory=dict)
    server: int = 0
    length: int = 0
    told_after: float = 0.0
    asked_meanwhile: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(warm: Warm, fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    told = Story()
    with ExitStack() as stack:
        world = stack.enter_context(warm.copy(tmp_path_factory.mktemp("sync") / "world"))
        playwright = stack.enter_context(sync_playwright())
        tablet = stack.enter_context(working(world, "worker", playwright, fake_media, witness))
        _play(told, world, tablet)
        told.server = len(list((world.program.folder / "data").rglob("payloads/*")))
        supervisor = working(world, "supervisor", playwright, fake_media, witness)
        _supervise(told, tablet, stack.enter_context(supervisor))
    return told


def _play(told: Story, world: World, tablet: Worker) -> None:
    program, page = world.program, tablet.page
    program.stop()
    film(tablet, FAMILY, SECONDS)
    tablet.go("/")
    expect(page.get_by_text("No internet.")).to_be_visible(timeout=LONG_MS)
    told.offline_today = page.get_by_role("main").inner_text()

    sent = Sent([])
    page.context.on("request", sent.heard)
    program.start()
    program.fill_up(ROOM)
    tablet.go("/films")
    row = film_row(tablet, FAMILY)
    expect(row).to_contain_text("tried again at", timeout=LONG_MS)
    told.refused = open_row(row).inner_text()
    tablet.go("/")
    told.to_do = page.get_by_role("region", name="To do").inner_text()

    # The server dies while it takes a part.
    program.fill_up(None)
    frozen: list[bool] = []

    def freeze(request: Request) -> None:
        if request.method == "PATCH" and not frozen:
            program.freeze()
            frozen.append(True)

    page.context.on("request", freeze)
    tablet.go("/films")
    press(open_row(film_row(tablet, FAMILY)), "Try now")
    while not frozen:
        page.wait_for_timeout(20)
    program.kill()
    program.start()
    # Nobody presses anything from here on.
    expect(row).to_contain_text("Sealed copy on the server", timeout=LONG_MS)
    told.parts = sent.parts
    told.length = max(offset + length for offset, length in told.parts)
    told.arrived = counts(tablet)
    told.store = in_the_store(tablet)


def _supervise(told: Story, tablet: Worker, supervisor: Worker) -> None:
    """The supervisor's browser fetches the film; the tablet is only looked at."""
    supervisor.go("/")
    began = time.monotonic()
    expect(film_row(tablet, FAMILY)).to_contain_text("Supervisor can open", timeout=LONG_MS)
    told.told_after = time.monotonic() - began
    tablet.page.context.on("request", lambda request: told.asked_meanwhile.append(request.url))
    tablet.page.wait_for_timeout(8_000)


def test_without_a_server_the_day_goes_on_as_always(story: Story) -> None:
    assert "You can film and write as always. We send when you are back." in story.offline_today
    assert "1 film on this tablet only" in story.offline_today
    assert "It is sealed." in story.offline_today


def test_a_full_server_is_told_in_three_sentences_and_when_it_is_tried_again(story: Story) -> None:
    words = "The service’s store is full. Your film is safe here. Your lead has been told."
    assert words in story.refused
    assert "(upload-server-full)" in story.refused
    assert "Tell the lead: code upload-server-full" in story.refused
    assert f"{FAMILY}: the server refused a film" in story.to_do


def test_a_cut_costs_at_most_the_part_that_was_under_way(story: Story) -> None:
    sent = sum(length for _, length in story.parts)
    print(f"parts: {story.parts}")
    again = sent - story.length
    assert len(story.parts) >= 2
    assert 0 <= again <= max(length for _, length in story.parts) <= LARGEST_PART


def test_the_counts_are_what_lies_on_the_tablet_and_on_the_server(story: Story) -> None:
    places = {name: n for name, n in story.arrived.items() if name != "filmed"}
    assert story.arrived["filmed"] == sum(places.values()) == 1
    assert places["sealed cop"] == story.store["safe"] == story.server == 1
    assert places["on this tablet only"] == story.store["only_here"] == 0


def test_what_a_supervisor_does_is_shown_by_itself_and_nobody_asks_meanwhile(story: Story) -> None:
    """The server's bell tells it; a page that listens does not ask every few seconds."""
    print(f"shown after {story.told_after:.1f} s")
    asked = [url for url in story.asked_meanwhile if "/v1/" in url]
    assert len(asked) <= 12, asked
