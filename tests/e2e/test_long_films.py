"""The longest film that there is and the largest one: made, closed, sent and played, and never whole in memory.

What the processes of the browser hold is looked at each second (memory.py).
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as OutOfTime

from amanat_sync.layouts import Manifest
from amanat_sync.records import decode
from tests.e2e.browser import FakeMedia, bundle
from tests.e2e.cut_short import NEWEST
from tests.e2e.memory import MIB, Held, holdings, watched
from tests.e2e.pages_visit import Visit
from tests.e2e.play_world import Player, Reel, make_reel, place_of
from tests.e2e.screens import Watched, Worker, press, stage
from tests.e2e.test_vault_device import Killed
from tests.e2e.warm import FAMILY, Warm, World
from tests.tools import PWA

pytestmark = [pytest.mark.browser, pytest.mark.long]

LIMIT_MS = 30 * 60_000
PATIENCE_MS = 15 * 60_000
# 480 MiB, one each second.
BALLAST_MINUTES = 15
GIB = 1 << 30
# The rate of a film that has a gigabyte after half an hour; the app's own recorder takes 2 Mb/s.
RATE = "5M"
SECONDS = 10
PICTURES = 30 * SECONDS
# What a gigabyte may add to a tablet that has nothing to do: a third of the film.
ABOVE_REST = 350 * MIB
# What it may add to a laptop behind its lock screen; the unlock, 72 MiB of pictures for the steps and the browser's own
# player are in it.
PLAYED = 704 * MIB
KEEPS_THE_VAULT = """
globalThis.Worker = class extends Worker {
  constructor(address, options) {
    super(address, options);
    if (options?.name === 'vault') globalThis.vaultWorker = this;
  }
};
"""
# The manifest of a film, as the tablet keeps it.
MANIFEST = """
async film => {
  const opening = indexedDB.open('amanat');
  const db = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  const asked = db.transaction('manifests').objectStore('manifests').get(film);
  const row = await new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  db.close();
  return btoa(String.fromCharCode(...row.raw));
}
"""
# What filming may hold more than a page that waits for it, and closing more than filming.
MORE = 128 * MIB
# What the last ten minutes of filming may hold more than the first ones.
DRIFT = 24 * MIB


class Device:
    """Somebody's browser, its memory looked at step by step."""

    def __init__(self, browser: Killed, watched_page: Watched, phrase: list[str]) -> None:
        self.browser = browser
        self.page: Page = watched_page.page
        self.worker = Worker(watched_page)
        self.worker.phrase = phrase
        self.page.set_default_timeout(PATIENCE_MS)
        self.steps: dict[str, Held] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[Held]:
        with watched(self.browser.group) as held:
            yield held
        self.steps[name] = held
        print(f"{name}: {held}", flush=True)


@contextmanager
def device(world: World, name: str, media: FakeMedia, script: str = "") -> Iterator[Device]:
    """``script`` runs before the page's own."""
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


def to_the_camera(tablet: Device) -> Visit:
    """Everybody who is here has said yes."""
    visit = Visit(tablet.page, tablet.worker.phrase)
    visit.begin(FAMILY)
    visit.add("Child")
    visit.tap("Next")
    visit.answer("Yes")
    visit.heading("Ready")
    return visit


def until_half_an_hour(page: Page) -> None:
    """Waits until the tablet could close the longest film that there is: the room for it is taken bit by bit."""
    page.get_by_text("Room for").wait_for()
    shorter = page.get_by_text("A film can be")
    for _minute in range(BALLAST_MINUTES):
        # Somebody touches the screen, which would lock.
        page.keyboard.press("Shift")
        with suppress(OutOfTime):
            return shorter.wait_for(state="hidden", timeout=60_000)
    raise AssertionError(shorter.inner_text())


def test_half_an_hour_of_filming_and_its_closing_keep_memory_flat(
    world: World, fake_media: FakeMedia
) -> None:
    with device(world, "worker", fake_media) as tablet:
        tablet.page.goto(world.program.origin)
        tablet.worker.unlock()
        visit = to_the_camera(tablet)
        until_half_an_hour(tablet.page)
        rest = sum(holdings(tablet.browser.group).values())
        with tablet.step("half an hour, filming") as filming:
            visit.film()
            # The app stops by itself at its limit.
            heading = tablet.page.get_by_role("heading", level=1, name="After the film")
            heading.wait_for(timeout=LIMIT_MS + PATIENCE_MS)
        with tablet.step("half an hour, closing") as closing:
            tablet.page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for()
        film = tablet.page.evaluate(NEWEST)
    for stretch in filming.stretches(12):
        print(stretch)
    begun, ended = filming.between(1 / 6, 1 / 3), filming.between(2 / 3, 1)
    print(f"{film}; at rest {rest / MIB:.0f} MiB")
    print(f"minutes 5 to 10: {begun / MIB:.0f} MiB, the last ten: {ended / MIB:.0f} MiB (medians)")
    assert (film["state"], film["reason"]) == ("finished", "limit")
    assert film["ms"] >= LIMIT_MS
    assert film["lost_ms"] == 0
    assert filming.total - rest < MORE
    assert ended - begun < DRIFT
    assert closing.total - begun < MORE


class Recorder:
    """Another recorder in a tablet's page (pwa/test/pages/long_film.ts)."""

    def __init__(self, tablet: Device, folder: Path) -> None:
        bundle(PWA / "test" / "pages" / "long_film.ts", folder / "long_film.js")
        self.page = tablet.page
        self.page.evaluate((folder / "long_film.js").read_text())

    def record(self, segment: bytes, size: int) -> dict[str, object]:
        """Repeats the segment until the film's journal has that size."""
        wish = [FAMILY, b64encode(segment).decode(), SECONDS, size]
        recorded: dict[str, object] = self.page.evaluate("wish => recorder.record(...wish)", wish)
        return recorded

    def finish(self, film: str) -> None:
        self.page.evaluate("film => recorder.finish(film)", film)

    def keep(self, film: str) -> None:
        self.page.evaluate("film => recorder.keep(film)", film)


def payload_at_server(world: World, length: int) -> Path:
    """The one file of the server's that has that length."""
    files = (path for path in (world.program.folder / "data").rglob("*") if path.is_file())
    (found,) = [path for path in files if path.stat().st_size == length]
    return found


def test_a_gigabyte_is_closed_sent_and_played_and_never_whole_in_memory(
    world: World, fake_media: FakeMedia, tmp_path: Path
) -> None:
    coding = ("-b:v", RATE, "-g", "30", "-bf", "0", "-preset", "ultrafast", "-tune", "zerolatency")
    reel = make_reel(fake_media.camera, tmp_path / "segment.mp4", *coding, seconds=SECONDS)
    assert len(reel.times) == PICTURES
    with device(world, "worker", fake_media, KEEPS_THE_VAULT) as tablet:
        film, pictures, manifest = send_a_gigabyte(tablet, world, reel, tmp_path)
    assert manifest.payload_len >= GIB
    with payload_at_server(world, manifest.payload_len).open("rb") as payload:
        assert hashlib.file_digest(payload, "sha256").digest() == manifest.payload_digest
    with device(world, "supervisor", fake_media) as laptop:
        play_a_gigabyte(laptop, world, reel, film, pictures)


def send_a_gigabyte(tablet: Device, world: World, reel: Reel, folder: Path) -> tuple[str, int, Manifest]:
    """The film, how many pictures it has, and its manifest."""
    page = tablet.page
    page.goto(world.program.origin)
    tablet.worker.unlock()
    # A tablet that has just joined waits for its minute.
    to_the_camera(tablet).button("Film").click(trial=True)
    rest = sum(holdings(tablet.browser.group).values())
    recorder = Recorder(tablet, folder)
    with tablet.step("a gigabyte, recorded"):
        recorded = recorder.record(reel.plain, GIB)
    film = str(recorded["film"])
    with tablet.step("a gigabyte, closed"):
        recorder.finish(film)
    kept = page.evaluate(NEWEST)
    print(recorded, kept)
    assert (kept["film"], kept["state"], kept["lost_ms"]) == (film, "finished", 0)
    assert kept["frames"] == recorded["frames"]
    with tablet.step("a gigabyte, sent"):
        recorder.keep(film)
        tablet.worker.go("/more")
        for _minute in range(PATIENCE_MS // 60_000):
            page.keyboard.press("Shift")
            with suppress(OutOfTime):
                page.get_by_text("Nothing waits here.").wait_for(timeout=60_000)
                break
        page.get_by_text("Nothing waits here.").wait_for()
    print(f"at rest: {rest / MIB:.0f} MiB")
    over = {name: held.total - rest for name, held in tablet.steps.items()}
    assert max(over.values()) < ABOVE_REST, over
    return film, kept["frames"], decode(Manifest, b64decode(page.evaluate(MANIFEST, film)))


def play_a_gigabyte(laptop: Device, world: World, reel: Reel, film: str, pictures: int) -> None:
    page, player = laptop.page, Player(laptop.page)
    page.goto(world.program.origin)
    stage(page, "locked")
    rest = sum(holdings(laptop.browser.group).values())
    with laptop.step("a gigabyte, fetched"):
        laptop.worker.unlock()
        page.get_by_role("list", name="Films").get_by_role("link", name=FAMILY).wait_for()
        page.get_by_text("Not fetched yet").wait_for(state="detached")
    with laptop.step("a gigabyte, stepped through"):
        player.open(film)
        player.wait_steps()
        page.locator(".play-picture video").focus()
        for place in (0, pictures // 2, pictures - 1, pictures // 3, 1):
            step_about(player, reel, place, pictures - 1)
    with laptop.step("a gigabyte, played"):
        press(page, "Play")
        page.get_by_role("button", name="Pause", exact=True).wait_for()
        for share in (0.5, 0.1, 0.9, 0.0):
            start = share * pictures / 30
            player.seek(start)
            page.wait_for_function(
                "start => { const { currentTime } = document.querySelector('.play-picture video');"
                " return currentTime > start + 5 && currentTime < start + 20; }",
                arg=start,
            )
        press(page, "Pause")
    print(f"before anybody was in: {rest / MIB:.0f} MiB")
    over = {name: held.total - rest for name, held in laptop.steps.items()}
    assert max(over.values()) < PLAYED, over


def step_about(player: Player, reel: Reel, place: int, last: int) -> None:
    """Goes to a picture, and to those beside it; each is the very one."""
    player.seek((place + 0.5) / 30)
    at = place
    for key, by in ((None, 0), ("ArrowRight", 1), ("ArrowLeft", -1), ("ArrowLeft", -1), ("ArrowRight", 1)):
        at = min(max(at + by, 0), last)
        if key is not None:
            player.page.keyboard.press(key)
        nth, within = divmod(at, PICTURES)
        # A journal counts whole milliseconds.
        player.expect_time(place_of(nth * SECONDS + round(within * 1000 / 30) / 1000))
        assert player.number() == reel.numbers[within]
