"""Films as long and as large as there are: made, closed, sent, fetched and looked at, and never whole in memory.

What the processes of the browsers hold is looked at each second (memory.py). A film grows large by what the encoder's
packets are filled with: a unit of H.264 that decoders pass over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.cut_short import NEWEST
from tests.e2e.memory import MIB, Held, watched
from tests.e2e.pages_visit import Visit
from tests.e2e.play_world import Player
from tests.e2e.screens import Watched, Worker
from tests.e2e.test_vault_device import Killed
from tests.e2e.warm import FAMILY, Warm, World

pytestmark = [pytest.mark.browser, pytest.mark.long]

LIMIT_MS = 30 * 60_000
PATIENCE_MS = 15 * 60_000
LARGE = 1 << 30
# What the same steps may hold more for the large film than for the small one.
MORE = 192 * MIB
# What the last ten minutes of filming may hold more than the first ones.
DRIFT = 48 * MIB

# Behind each picture a filler unit (type 12) of so many bytes; `made` counts all bytes of pictures.
FILLED = """
globalThis.made = 0;
globalThis.filling = 0;
const Encoder = globalThis.VideoEncoder;
const filled = (chunk) => {
  const data = new Uint8Array(chunk.byteLength + (filling > 0 ? 4 + filling : 0));
  chunk.copyTo(data.subarray(0, chunk.byteLength));
  if (filling > 0) {
    const unit = data.subarray(chunk.byteLength);
    unit.fill(0xff);
    new DataView(unit.buffer, unit.byteOffset).setUint32(0, filling);
    unit[4] = 12;
    unit[unit.length - 1] = 0x80;
  }
  made += data.length;
  const { duration, timestamp, type } = chunk;
  return new EncodedVideoChunk({ data, timestamp, type, ...(duration === null ? {} : { duration }) });
};
globalThis.VideoEncoder = class extends Encoder {
  constructor({ output, error }) {
    super({ output: (chunk, about) => output(filled(chunk), about), error });
  }
};
// The tablet lets no film grow so large that its ballast could not close it; here there is room beside the ballast.
const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data').get;
Object.defineProperty(MessageEvent.prototype, 'data', { get() {
  const got = data.call(this);
  for (const one of Object.values(got ?? {})) if (one?.max_bytes > 0) one.max_bytes = 2 ** 32;
  return got;
} });
"""
FILLING = 200_000


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
def device(world: World, name: str, media: FakeMedia, script: str = "") -> Iterator[Device]:
    browser = Killed(world.profile(name), media)
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
            yield Device(browser, Watched(context, script), world.phrases[name])
    finally:
        browser.kill()


@pytest.fixture
def world(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with warm.copy(tmp_path_factory.mktemp("l")) as world:
        yield world


def to_the_camera(tablet: Device, first: bool) -> None:
    visit = Visit(tablet.page, tablet.worker.phrase)
    visit.begin(FAMILY)
    if first:
        visit.add("Child")
    visit.tap("Next")
    if first:
        visit.answer("Yes")
    visit.film()


def film_and_send(tablet: Device, name: str, size: int) -> dict[str, Held]:
    """Films until the pictures have so many bytes, keeps the film and waits until it is sent."""
    told: dict[str, Held] = {}
    page, visit = tablet.page, Visit(tablet.page, tablet.worker.phrase)
    with tablet.step(f"{name}, filming") as told["filming"]:
        to_the_camera(tablet, first=name == "small")
        page.evaluate("wanted => { made = 0; filling = wanted; }", FILLING if size > MIB else 0)
        page.wait_for_function("size => made >= size", arg=size)
    with tablet.step(f"{name}, closing") as told["closing"]:
        visit.stop_button.click()
        visit.heading("After the film")
        page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for()
    visit.keep()
    visit.tap("That is enough")
    with tablet.step(f"{name}, sending") as told["sending"]:
        tablet.worker.choose(FAMILY)
        there = re.compile("Sealed copy on the server|Supervisor can open")
        expect(tablet.worker.films.first).to_contain_text(there, timeout=PATIENCE_MS)
        tablet.worker.expect_all_sent()
    return told


def fetch_and_play(laptop: Device, name: str, film: str) -> dict[str, Held]:
    """Fetches a film, plays it and goes to places all over it; each shows one of the numbered pictures."""
    told: dict[str, Held] = {}
    player, page = Player(laptop.page), laptop.page
    with laptop.step(f"{name}, fetching") as told["fetching"]:
        laptop.worker.unlock()
        page.locator(f"a[href*='{film}']").wait_for()
        expect(page.get_by_text("Not fetched yet")).to_have_count(0, timeout=PATIENCE_MS)
    with laptop.step(f"{name}, playing") as told["playing"]:
        player.open(film)
        on = player.button("One picture on")
        expect(on).not_to_have_attribute("aria-disabled", "true", timeout=PATIENCE_MS)
        length: float = page.evaluate("() => document.querySelector('.play-picture video').duration")
        for nth in range(12):
            player.seek(length * ((nth * 7) % 12 + 0.5) / 12)
            page.wait_for_function("() => !document.querySelector('.play-picture video').seeking")
            page.locator(".play-picture canvas:not([hidden])").wait_for()
            assert player.number() is not None
        player.button("Play").click()
        page.wait_for_function(
            "from => document.querySelector('.play-picture video').currentTime > from",
            arg=length * 5.5 / 12 + 1,
        )
    return told


def test_a_film_of_a_gigabyte_is_never_whole_in_memory(world: World, fake_media: FakeMedia) -> None:
    steps: dict[str, dict[str, Held]] = {}
    film: dict[str, Any] = {}
    for name, size in (("small", MIB), ("large", LARGE)):
        with device(world, "worker", fake_media, FILLED) as tablet:
            tablet.page.goto(world.program.origin)
            tablet.worker.unlock()
            steps[name] = film_and_send(tablet, name, size)
            film = tablet.page.evaluate(NEWEST)
        with device(world, "supervisor", fake_media) as laptop:
            laptop.page.goto(world.program.origin)
            steps[name] |= fetch_and_play(laptop, name, film["film"])
    assert film["bytes"] >= LARGE
    more = {step: steps["large"][step].total - held.total for step, held in steps["small"].items()}
    print(
        f"{film}; more than for the small film: { ({step: f'{held / MIB:.0f} MiB' for step, held in more.items()}) }"
    )
    assert max(more.values()) < MORE


def test_half_an_hour_of_filming_and_its_closing_keep_memory_flat(
    world: World, fake_media: FakeMedia
) -> None:
    with device(world, "worker", fake_media) as tablet:
        tablet.page.goto(world.program.origin)
        tablet.worker.unlock()
        with tablet.step("half an hour, filming") as filming:
            to_the_camera(tablet, first=True)
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
