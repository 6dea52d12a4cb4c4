"""Today, families and films, as a worker uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Playwright, Request

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.screens import Watched, Worker, press
from tests.e2e.warm import World
from tests.tools import need

SUM = re.compile(
    r"(\d+) (filmed|on this tablet only|sealed cop|supervisor can open|deleted|not here|damaged)"
)


@dataclass
class Sent:
    """What the page has sent of films: the place and the length of each part that it began to send."""

    parts: list[tuple[int, int]]

    def heard(self, request: Request) -> None:
        if request.method == "PATCH" and "/v1/uploads/" in request.url:
            headers = request.all_headers()
            self.parts.append((int(headers["upload-offset"]), int(headers["content-length"])))


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


def film_row(tablet: Worker, label: str) -> Locator:
    """The row of the one film of a family, in the list of all films."""
    return tablet.page.locator("li[data-film]").filter(has_text=label)


def open_row(row: Locator) -> Locator:
    """The row with everything that it has to say."""
    button = row.get_by_role("button").first
    if button.get_attribute("aria-expanded") != "true":
        button.click()
    return row


def counts(tablet: Worker) -> dict[str, int]:
    """The numbers of the line that adds up."""
    tablet.go("/films")
    line = tablet.page.get_by_role("group", name="How many films there are")
    line.wait_for()
    return {words: int(number) for number, words in SUM.findall(line.inner_text())}


def in_the_store(tablet: Worker) -> dict[str, int]:
    """What the tablet's own database holds, read past the app: films that the server has whole, and others."""
    found: dict[str, int] = tablet.page.evaluate(
        """async () => {
          const db = await new Promise((done) => {
            const asked = indexedDB.open('amanat');
            asked.onsuccess = () => done(asked.result);
          });
          const clips = await new Promise((done) => {
            const asked = db.transaction('clips').objectStore('clips').getAll();
            asked.onsuccess = () => done(asked.result);
          });
          db.close();
          const safe = clips.filter(({ acks }) => acks.manifest && acks.header && acks.share && acks.payload);
          return { safe: safe.length, only_here: clips.length - safe.length };
        }"""
    )
    return found


def film(tablet: Worker, family: str, seconds: int) -> None:
    """A visit to a family with one child, who says yes, and a film that is kept."""
    tablet.at_the_camera(family)
    tablet.ask_one_person("Yes")
    tablet.begin_film(seconds * 1000)
    tablet.stop_film()


def add_visit(tablet: Worker, label: str, time: str) -> None:
    """Plans a visit on Today; its day stands there already."""
    press(tablet.page, "Add a visit")
    sheet = tablet.page.get_by_role("dialog", name="Add a visit")
    sheet.get_by_label("Family", exact=True).select_option(label=label)
    sheet.get_by_label("Time", exact=True).fill(time)
    press(sheet, "Add it")
    sheet.wait_for(state="detached")
