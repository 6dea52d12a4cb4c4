"""A supervisor looks at films in a real Chromium: every picture the right one, also without a server, and nothing of a
film in the clear on the disk.

Frames carry their number (barcode.py), so that "picture N is shown" is read from what stands on the screen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from amanat_sync.command import STOP, build_command
from amanat_sync.ids import base64url
from amanat_sync.kinds import FilmStopped
from amanat_sync.seal import payload_length
from tests.conftest import LONG
from tests.e2e.browser import FakeMedia, bundle
from tests.e2e.play_world import LABEL, LONG_MS, Player, PlayWorld, Reel, make_reel, place_of
from tests.e2e.program import Program
from tests.e2e.screens import Watched, Worker, press
from tests.e2e.test_vault_device import Killed
from tests.scans.planting import sees_everything
from tests.scans.scanner import Scan, windows
from tests.tools import PWA, STATIC

pytestmark = pytest.mark.browser

SEED = 20_261_128
ROUNDS = 1000 if LONG else 40
# As other cameras and editors code: pictures that refer to later ones, and long ways between key pictures.
ANOTHER_CODER = ("-g", "120", "-bf", "3", "-preset", "veryfast")
SECONDS = 8.0


class Scene:
    """The world, a browser that can be killed, and its one page."""

    def __init__(self, world: PlayWorld, browser: Killed, watched: Watched, phrase: list[str]) -> None:
        self.world = world
        self.browser = browser
        self.watched = watched
        self.player = Player(watched.page)
        self.tablet = Worker(watched)
        self.tablet.phrase = phrase


@pytest.fixture(scope="module")
def reel(fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory) -> Reel:
    """A film as a tablet makes it."""
    return make_reel(fake_media.camera, tmp_path_factory.mktemp("reel") / "film.mp4", seconds=SECONDS)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Its sockets lie in the profile's TMPDIR, and the path of a socket has at most 107 bytes.
    return tmp_path_factory.mktemp("v") / "p"


@pytest.fixture(scope="module")
def scan(profile: Path) -> Scan:
    return Scan.begin(profile.parent)


@pytest.fixture(scope="module")
def scene(
    fake_media: FakeMedia, profile: Path, scan: Scan, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    assert (STATIC / "index.html").exists(), "make build"
    assert scan.places
    folder = tmp_path_factory.mktemp("witness")
    bundle(PWA / "test" / "pages" / "witness.ts", folder / "witness.js")
    with ExitStack() as stack:
        program = Program(tmp_path_factory.mktemp("service"))
        stack.callback(program.stop)
        program.start()
        playwright = stack.enter_context(sync_playwright())
        browser = Killed(profile, fake_media)
        stack.callback(browser.kill)
        context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
        watched = Watched(context, (folder / "witness.js").read_text())
        watched.page.set_viewport_size({"width": 1280, "height": 800})
        world = PlayWorld.begin(program, tmp_path_factory.mktemp("people"))
        stack.callback(world.close)
        phrase = world.join_browser(watched.page, "Ayesha")
        world.join_worker("Mina")
        world.open_family("Ayesha")
        yield Scene(world, browser, watched, phrase)


@pytest.fixture(scope="module")
def film(scene: Scene, reel: Reel) -> str:
    """A film that came into the inbox by itself."""
    scene.player.page.get_by_text("Nothing new. Films come when tablets have internet.").wait_for()
    film = scene.world.film(reel)
    row = scene.player.page.get_by_role("list", name="Films").get_by_role("link", name=LABEL)
    row.wait_for(timeout=LONG_MS)
    expect(row).to_contain_text("New")
    expect(row).to_contain_text("Mina")
    expect(row).not_to_contain_text("Not fetched yet", timeout=LONG_MS)
    return film


def steps_and_seeks(player: Player, reel: Reel, rounds: int) -> None:
    """Goes to and fro by every way there is; the picture on the screen is the right one each time."""
    rng = random.Random(SEED)
    page, last = player.page, len(reel.times) - 1
    at, wrong = 0, []
    page.locator(".play-picture video").focus()
    player.seek(reel.times[0])
    for nth in range(rounds):
        way = rng.choice(("on", "on", "back", "back", "second on", "second back", "place"))
        if way in ("on", "back"):
            wanted = at + (1 if way == "on" else -1)
            page.keyboard.press("ArrowRight" if way == "on" else "ArrowLeft")
        elif way == "place":
            wanted = rng.randrange(last + 1)
            later = reel.times[wanted + 1] if wanted < last else reel.times[wanted] + 0.02
            player.seek(rng.uniform(reel.times[wanted], later - 0.001))
        else:
            time = reel.times[at] + (1 if way == "second on" else -1)
            wanted = max(
                nth for nth, shown in enumerate(reel.times) if shown <= max(time, reel.times[0]) + 1e-5
            )
            page.keyboard.press("Shift+ArrowRight" if way == "second on" else "Shift+ArrowLeft")
        at = min(max(wanted, 0), last)
        player.expect_time(place_of(reel.times[at]))
        if player.number() != reel.numbers[at]:
            wrong.append((nth, way, at, player.number()))
    print(f"{rounds} steps and seeks, wrong: {len(wrong)} (seed {SEED})")
    assert wrong == []


def test_steps_and_seeks_show_the_very_picture(scene: Scene, film: str, reel: Reel) -> None:
    scene.player.open(film)
    assert scene.player.number() == reel.numbers[0]
    scene.player.wait_steps()
    steps_and_seeks(scene.player, reel, ROUNDS)


def test_the_film_goes_on_from_the_picture_that_is_shown_and_stops_at_one(scene: Scene, reel: Reel) -> None:
    player, page = scene.player, scene.player.page
    player.seek(reel.times[100])
    player.expect_time(place_of(reel.times[100]))
    rate = "() => document.querySelector('.play-picture video').playbackRate"
    for speed, wanted in (
        ("Half speed", 0.5),
        ("Half speed", 1),
        ("Half speed", 0.5),
        ("Quarter speed", 0.25),
    ):
        press(page, speed)
        assert page.evaluate(rate) == wanted
    page.locator(".play-picture video").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.play-picture canvas').hidden")
    seen = player.number()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert seen is not None
    assert reel.numbers[100] <= seen <= reel.numbers[100] + 10
    stood = player.number()
    assert stood is not None
    page.keyboard.press("ArrowRight")
    player.expect_time(place_of(reel.times[reel.numbers.index(stood) + 1]))
    assert player.number() == stood + 1
    press(page, "Quarter speed")
    assert page.evaluate(rate) == 1


def test_a_loop_goes_round_between_its_two_ends(scene: Scene, reel: Reel) -> None:
    player, page = scene.player, scene.player.page
    player.seek(reel.times[60])
    player.expect_time(place_of(reel.times[60]))
    press(page, "Loop")
    player.seek(reel.times[75])
    player.expect_time(place_of(reel.times[75]))
    press(page, "Loop to here")
    expect(
        page.get_by_text(f"Looping {place_of(reel.times[60])} to {place_of(reel.times[75])}")
    ).to_be_visible()
    page.evaluate(
        """() => {
          const video = document.querySelector('.play-picture video');
          globalThis.rounds = 0;
          video.addEventListener('seeking', () => { globalThis.rounds += 1; });
        }"""
    )
    press(page, "Play")
    page.wait_for_function("() => globalThis.rounds >= 3")
    number = player.number()
    press(page, "Pause")
    assert number is not None
    assert reel.numbers[60] <= number <= reel.numbers[75] + 15
    press(page, "Stop loop")


def test_keys_typed_in_a_note_beside_the_picture_are_the_notes_alone(scene: Scene, reel: Reel) -> None:
    player, page = scene.player, scene.player.page
    player.seek(reel.times[100])
    player.expect_time(place_of(reel.times[100]))
    field = page.get_by_label("New note at 0:03")
    field.focus()
    page.keyboard.type("l t L T")
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowRight", "Space", "Home"):
        page.keyboard.press(key)
    page.keyboard.type("Look. ")
    expect(field).to_have_value("Look. l t L  T")
    player.expect_time(place_of(reel.times[100]))
    assert player.number() == reel.numbers[100]
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Loop", exact=True)).to_be_visible()
    press(page, "Start another note")
    player.seek(reel.times[10])
    player.expect_time(place_of(reel.times[10]))
    press(page, "Show 0:03")
    expect(page.locator(".play-time")).to_contain_text("0:03")


def test_nothing_of_a_film_that_plays_lies_on_the_disk(
    scene: Scene, reel: Reel, profile: Path, scan: Scan
) -> None:
    pieces = windows(reel.plain[: len(reel.plain) * 9 // 10], 12)
    assert len(pieces) >= 6
    secrets: dict[str, bytes | str] = {f"piece {at}": piece for at, piece in enumerate(pieces)}
    secrets["label"] = LABEL
    page = scene.player.page
    press(page, "Play")
    page.wait_for_function("() => document.querySelector('.play-picture video').currentTime > 3")
    sees_everything(scan, profile / "Default", secrets)
    assert scan.find(secrets) == {}
    scene.player.inbox()
    assert scan.find(secrets) == {}


@pytest.mark.long
def test_a_film_of_another_coder_steps_to_the_very_picture_too(
    scene: Scene, fake_media: FakeMedia, tmp_path: Path
) -> None:
    other = make_reel(fake_media.camera, tmp_path / "other.mp4", *ANOTHER_CODER, seconds=SECONDS)
    film = scene.world.film(other)
    expect(scene.player.page.get_by_role("list", name="Films").get_by_role("link")).to_have_count(
        2, timeout=LONG_MS
    )
    scene.player.open(film)
    scene.player.wait_steps()
    steps_and_seeks(scene.player, other, ROUNDS // 2)
    scene.player.inbox()


def test_without_a_server_what_was_fetched_still_plays(scene: Scene, film: str, reel: Reel) -> None:
    player = scene.player
    expect(player.page.get_by_text("Not fetched yet")).to_have_count(0, timeout=LONG_MS)
    scene.world.program.stop()
    try:
        player.page.reload()
        scene.tablet.unlock()
        player.open(film)
        player.wait_steps()
        player.seek(reel.times[120])
        player.expect_time(place_of(reel.times[120]))
        assert player.number() == reel.numbers[120]
        expect(player.page.get_by_text("Fetched clips only.")).to_be_visible(timeout=LONG_MS)
    finally:
        scene.world.program.start()


def test_a_film_that_the_family_stops_closes_while_it_is_looked_at(
    scene: Scene, fake_media: FakeMedia, tmp_path: Path
) -> None:
    world, player = scene.world, scene.player
    player.inbox()
    rows = player.page.get_by_role("list", name="Films").get_by_role("link")
    rows.first.wait_for()
    before = rows.count()
    film = world.film(make_reel(fake_media.camera, tmp_path / "short.mp4", seconds=3))
    expect(rows).to_have_count(before + 1, timeout=LONG_MS)
    player.open(film)
    press(player.page, "Play")
    assert world.worker is not None
    desk = world.worker.desk
    clip = bytes.fromhex(film)
    command = build_command(
        desk.identity.seed,
        op=STOP,
        org=desk.books.chain.org,
        case=world.case,
        group=clip,
        command=desk.entropy.draw(16),
        chain_head=desk.books.chain.head,
        device=desk.identity.device,
    )
    desk.server.ask("POST", "/v1/commands", body=command)
    desk.write(world.case, FilmStopped(film=base64url(clip), at=desk.clock.now_ms()))
    closed = player.page.get_by_text("The family stopped this film")
    expect(closed).to_be_visible(timeout=LONG_MS)
    expect(closed).to_contain_text("It is closed everywhere.")
    expect(player.page.locator("video, canvas")).to_have_count(0)


def test_a_copy_that_is_damaged_at_the_server_is_never_shown(
    scene: Scene, fake_media: FakeMedia, tmp_path: Path
) -> None:
    world, page = scene.world, scene.player.page
    page.goto("about:blank")
    short = make_reel(fake_media.camera, tmp_path / "short.mp4", seconds=2)
    film = world.film(short)
    size = payload_length(len(short.plain))
    (payload,) = [
        path
        for path in (world.program.folder / "data").rglob("*")
        if path.is_file() and path.stat().st_size == size
    ]
    raw = bytearray(payload.read_bytes())
    raw[100] ^= 1
    payload.write_bytes(raw)
    page.goto(world.program.origin)
    scene.tablet.unlock()
    row = page.get_by_role("main").get_by_role("link").filter(has_text="This copy is damaged")
    words = "This copy is damaged and was not opened. We fetch it again. (manifest-digest)"
    expect(row).to_contain_text(words, timeout=LONG_MS)
    page.evaluate("film => { location.hash = `#/play/${film}` }", film)
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("This copy is damaged")
    expect(alert).to_contain_text("(seal-tag)")
    expect(page.locator("video, canvas")).to_have_count(0)


def test_the_page_breaks_no_rule_of_its_own_and_asks_nobody_else(scene: Scene) -> None:
    assert scene.watched.violations() == []
    assert scene.watched.asked - {"about:"} == {scene.world.program.origin}


@pytest.mark.long
def test_nothing_lies_on_the_disk_of_a_browser_that_was_killed_while_it_played(
    scene: Scene, film: str, reel: Reel, profile: Path, scan: Scan
) -> None:
    scene.player.open(film)
    press(scene.player.page, "Play")
    scene.player.page.wait_for_function("() => document.querySelector('.play-picture video').currentTime > 1")
    scene.browser.kill()
    pieces = windows(reel.plain[: len(reel.plain) * 9 // 10], 12)
    secrets: dict[str, bytes | str] = {f"piece {at}": piece for at, piece in enumerate(pieces)}
    sees_everything(scan, profile / "Default", secrets)
    assert scan.find(secrets) == {}
