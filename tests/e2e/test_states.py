# Over 400 lines: one story for each role, and the stories share how a state is made and its picture taken.
"""Pictures of what a worker and a supervisor meet beside the happy way, in every size, in English and Bengali.

Each state is made for real: a server that is down, a camera that goes away, a full tablet, a family that says no, a
copy that is damaged. The pictures lie in test-results/pictures/<language>/states; what a script sees is checked.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from amanat_sync.command import STOP, build_command
from amanat_sync.header import write_header
from amanat_sync.ids import base64url
from amanat_sync.keys import x25519_public
from amanat_sync.kinds import FilmStopped
from amanat_sync.seal import payload_length
from tests.e2e.album import Album
from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.dates import turn_tablet
from tests.e2e.edges import CAMERA
from tests.e2e.pages_locks import LOCKS_AFTER, PIN, WARNED_BEFORE, Locks
from tests.e2e.play_world import Player, PlayWorld, Reel, make_reel
from tests.e2e.program import Program
from tests.e2e.screens import LONG_MS, Watched, stage
from tests.e2e.test_film_trouble import EMPTY, FILL, QUOTA, USAGE, grant
from tests.e2e.test_pictures import LANGUAGES, go, speak
from tests.e2e.test_vault_device import Killed
from tests.e2e.tongue import Tongue
from tests.e2e.warm import FAMILY, SUPERVISOR, Warm, World
from tests.tools import need

pytestmark = [pytest.mark.browser, pytest.mark.long]


# How the rows of a list are numbered; none where their numbers have no room before them.
NUMBERED = """rows => rows.map((row) => {
  const { display, listStyleType } = getComputedStyle(row);
  const room = row.getBoundingClientRect().left - row.parentElement.getBoundingClientRect().left;
  return display === 'list-item' && room >= 24 ? listStyleType : 'none';
})"""


class Story:
    """One device whose screens speak a language, and the album of it."""

    def __init__(self, page: Page, language: str, who: str, phrase: list[str]) -> None:
        self.page = page
        self.say = Tongue(language)
        self.phrase = phrase
        self.album = Album(f"{language}/{who}")

    def take(self, name: str) -> None:
        self.album.take(self.page, name)

    def control(self, name: str, within: Locator | None = None) -> Locator:
        """The button or link that bears the words of that id."""
        base = within or self.page.locator("body")
        words = self.say[name]
        found = base.get_by_role("button", name=words, exact=True)
        return found.or_(base.get_by_role("link", name=words, exact=True)).first

    def press(self, *names: str) -> None:
        for name in names:
            self.control(name).click()

    def field(self, name: str) -> Locator:
        return self.page.get_by_label(self.say[name], exact=True)

    def told(self, name: str) -> None:
        """Waits until those words stand on the screen."""
        self.page.get_by_text(self.say[name]).first.wait_for(timeout=LONG_MS)

    def titled(self, name: str) -> None:
        self.page.get_by_role("heading", level=1, name=self.say.start(name)).wait_for(timeout=LONG_MS)

    def closed(self) -> None:
        """Closes the sheet with its words."""
        self.press("frame-close")
        self.page.get_by_role("dialog").wait_for(state="detached")

    def unlock(self) -> None:
        stage(self.page, "locked")
        self.field("lock-words").fill(" ".join(self.phrase))
        self.press("lock-unlock")
        self.page.locator("main[data-stage=pin], main[data-stage=open]").wait_for()
        if self.page.locator("main[data-stage=pin]").is_visible():
            self.press("lock-pin-later")
        stage(self.page, "open")


class Room:
    """A copy of the warmed service, its server running, and a browser for each of its profiles."""

    def __init__(self, stack: ExitStack, warm: Warm, folder: Path) -> None:
        self.world = stack.enter_context(warm.copy(folder))
        self._playwright = stack.enter_context(sync_playwright())
        self._stack = stack

    def open(self, who: str, media: FakeMedia | None = None, script: str = "", language: str = "en") -> Story:
        """Somebody's device at its door."""
        context = self._playwright.chromium.launch_persistent_context(
            self.world.profile(who),
            executable_path=need("chromium"),
            headless=True,
            args=arguments(media),
            permissions=["camera", "microphone"] if media else [],
            reduced_motion="reduce",
        )
        self._stack.callback(context.close)
        page = Watched(context, script).page
        page.goto(f"{self.world.program.origin}/healthz")
        session = grant(page, self.world.program.origin, page.evaluate(USAGE) + QUOTA)
        self._stack.callback(session.detach)
        page.goto(self.world.program.origin)
        return Story(page, language, f"states-{who}", self.world.phrases[who])

    def at_work(self, who: str, media: FakeMedia, script: str, language: str) -> Story:
        """Somebody's device, unlocked, its screens in that language."""
        first = self.open(who, media, script)
        first.unlock()
        if language == "en":
            return first
        speak(first.page, language)
        return Story(first.page, language, f"states-{who}", first.phrase)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_worker_meets_beside_the_happy_way_fits_every_size(
    warm: Warm, witness: str, fake_media: FakeMedia, tmp_path: Path, language: str
) -> None:
    with ExitStack() as stack:
        room = Room(stack, warm, tmp_path / "w")
        story = room.at_work("worker", fake_media, witness + CAMERA, language)
        at_the_door(story)
        empty(story)
        asking(story)
        filming(story)
        offline(room.world, story)
        assert story.album.flaws == []


def at_the_door(story: Story) -> None:
    """The locks, from a start to the PIN; the cover, the hand-over."""
    page = story.page
    page.reload()
    stage(page, "locked")
    story.take("locked")
    story.field("lock-words").fill(" ".join(reversed(story.phrase)))
    story.press("lock-unlock")
    page.get_by_role("alert").wait_for()
    story.take("wrong-words")
    story.field("lock-words").fill(" ".join(story.phrase))
    story.press("lock-unlock")
    stage(page, "pin")
    story.take("pin-offer")
    story.press("lock-pin-later")
    stage(page, "open")
    go(page, "/unlocking")
    story.take("ways")
    story.press("lock-make-pin")
    story.field("lock-pin-new").fill(PIN)
    story.field("lock-pin-again").fill(PIN[::-1])
    story.press("lock-pin-keep")
    story.told("lock-pin-differ")
    story.take("pin-differs")
    story.field("lock-pin-again").fill(PIN)
    story.press("lock-pin-keep")
    story.control("lock-pin-other").wait_for()
    story.take("ways-with-pin")
    story.press("frame-lock")
    stage(page, "veiled")
    story.take("screen-lock")
    story.field("lock-pin").fill("000000")
    story.press("lock-unlock")
    page.get_by_role("alert").wait_for()
    story.take("wrong-pin")
    story.field("lock-pin").fill(PIN)
    story.press("lock-unlock")
    stage(page, "open")
    story.press("frame-cover")
    stage(page, "covered")
    story.take("cover")
    page.mouse.click(20, 20)
    stage(page, "veiled")
    story.field("lock-pin").fill(PIN)
    story.press("lock-unlock")
    stage(page, "open")
    go(page, "/hand-over")
    story.take("hand-over")
    locks = Locks(page)
    locks.pass_time(LOCKS_AFTER - WARNED_BEFORE + 2)
    page.get_by_role("alertdialog").wait_for()
    story.take("locks-soon")
    story.press("lock-stay")
    page.get_by_role("alertdialog").wait_for(state="detached")
    locks.own_time()


def empty(story: Story) -> None:
    """Places with nothing in them, and the sheets and fields of each."""
    page = story.page
    go(page, "/")
    story.take("today-empty")
    story.press("frame-help")
    page.get_by_role("dialog").wait_for()
    story.take("help")
    story.closed()
    story.press("frame-stop")
    page.get_by_role("dialog").wait_for()
    story.take("stop-nothing")
    story.closed()
    story.press("today-add-visit")
    page.get_by_role("dialog").wait_for()
    story.take("add-visit")
    story.closed()
    go(page, "/films")
    story.take("films-empty")
    go(page, "/families/new")
    story.field("families-label").fill(FAMILY)
    story.told("families-label-taken")
    page.get_by_label(story.say["families-who-supervises"], exact=True).select_option("")
    story.press("families-open")
    page.locator(".note[role=alert]").wait_for()
    story.take("new-family-wrong")
    go(page, "/families")
    page.get_by_role("main").get_by_role("link").filter(has_text=FAMILY).click()
    story.told("families-no-films")
    story.take("family-empty")
    story.press("families-change")
    page.get_by_role("dialog").wait_for()
    story.take("change-family")
    story.closed()
    story.press("families-notes")
    story.told("notes-none")
    story.take("notes-empty")
    story.field("notes-new").fill("আজ সে লাল বাড়ি বানাল। She waits, then uses his word.")
    story.press("notes-another")
    story.press("notes-speak")
    story.control("notes-speak-stop").wait_for()
    story.take("notes-speaking")
    story.press("notes-speak-stop")
    page.get_by_role("button", name=story.say.start("notes-listen")).first.wait_for()
    story.take("notes-voice")


def asking(story: Story) -> None:
    """The steps of a visit before a film, with each answer."""
    page = story.page
    go(page, "/families")
    page.get_by_role("main").get_by_role("link").filter(has_text=FAMILY).click()
    story.press("families-start-visit")
    story.titled("visit-who")
    story.take("who-nobody")
    for word in ("mum", "child"):
        story.press("visit-add")
        page.get_by_role("dialog").wait_for()
        if word == "mum":
            story.take("who-else")
        story.press(f"visit-word-{word}")
        row = page.locator(".visit-person").filter(has_text=story.say[f"visit-word-{word}"])
        expect(row).to_have_attribute("aria-pressed", "true")
    story.take("who")
    story.press("visit-next")
    page.locator(".answers").wait_for()
    story.take("ask")
    story.press("visit-yes")
    story.told("visit-said-yes")
    story.take("ask-yes")
    story.press("visit-back")
    story.titled("visit-who")
    page.evaluate("() => { location.hash = location.hash.replace(/(visit\\/[^/]*).*/, '$1/ready') }")
    story.titled("visit-ready")
    story.take("ready-still-to-ask")
    page.get_by_role("main").locator(".button").first.click()
    page.locator(".answers").wait_for()
    story.press("visit-no")
    story.told("visit-said-no")
    story.take("ask-no")
    story.press("visit-next")
    story.told("visit-no-filming")
    story.take("ready-no-filming")
    story.press("frame-your-side")
    page.locator(".side-turn").wait_for()
    story.take("turn")
    story.press("frame-turned")
    story.titled("visit-why")
    story.take("why-no-filming")
    story.press("visit-back")
    story.titled("visit-ready")
    story.press("visit-back")
    story.titled("visit-who")
    page.get_by_role("link", name=re.compile(story.say["visit-word-child"])).click()
    page.locator(".answers").wait_for()
    story.press("visit-yes")
    story.told("visit-said-yes")
    story.press("visit-next")
    story.told("visit-all-yes")
    story.take("ready")
    # What is said of a permission lasts as long as the session that said it.
    session = page.context.new_cdp_session(page)
    session.send("Browser.setPermission", camera(story, "denied"))
    story.control("visit-film").click(timeout=LONG_MS)
    story.control("visit-show-me").wait_for()
    story.take("camera-refused")
    story.press("visit-show-me")
    page.get_by_role("dialog").wait_for()
    # Three steps, each with its number before it.
    steps = page.get_by_role("dialog").get_by_role("listitem")
    expect(steps).to_have_count(3)
    digits = "decimal" if story.say.language == "en" else "bengali"
    assert steps.evaluate_all(NUMBERED) == [digits] * 3
    story.take("camera-how")
    story.closed()
    session.send("Browser.setPermission", camera(story, "granted"))


def camera(story: Story, setting: str) -> dict[str, object]:
    """What the browser's own settings are to say of the camera."""
    origin: str = story.page.evaluate("location.origin")
    return {"permission": {"name": "camera"}, "setting": setting, "origin": origin}


def roll(story: Story) -> None:
    """Films for two seconds."""
    story.titled("visit-ready")
    story.control("visit-film").click(timeout=LONG_MS)
    stop = story.page.locator(".film-stop")
    told = stop.or_(story.page.get_by_role("main").get_by_role("alert"))
    told.first.wait_for(timeout=LONG_MS)
    assert stop.is_visible(), told.all_inner_texts()
    story.page.wait_for_function(
        "() => parseInt(document.querySelector('[role=timer] strong')?.textContent.split(':')[1] ?? '0', 10) >= 2"
    )
    story.page.locator(".film-sealed[data-behind=false]").wait_for()


def calm(story: Story) -> None:
    story.page.get_by_role("main").locator("[aria-busy=false]").first.wait_for()


def filming(story: Story) -> None:
    """The camera open, and every way in which a film ends."""
    page = story.page
    roll(story)
    story.take("filming")
    story.press("film-came-in")
    story.press("film-mark")
    story.take("filming-came-in")
    page.locator(".film-stop").click()
    story.titled("visit-after")
    calm(story)
    story.told("visit-stopped")
    story.take("after")
    story.press("visit-delete")
    story.take("after-sure")
    story.press("visit-sure-delete")
    story.told("visit-deleted")
    story.take("after-deleted")
    story.press("film-part-2")
    # Somebody came in while it was filmed: who is here is asked anew.
    story.titled("visit-who")
    story.press("visit-next")
    roll(story)
    page.evaluate("() => opened.getAudioTracks()[0].dispatchEvent(new Event('mute'))")
    story.titled("film-stopped")
    calm(story)
    story.take("stopped-by-a-call")
    story.press("film-part-2")
    roll(story)
    page.evaluate(FILL)
    story.titled("film-stopped")
    calm(story)
    story.take("stopped-full")
    story.press("film-enough")
    calm(story)
    story.told("visit-stopped")
    story.press("visit-keep")
    story.control("film-enough").wait_for()
    story.take("after-kept")
    story.press("film-part-2")
    story.titled("visit-ready")
    page.evaluate(FILL)
    story.told("visit-no-filming")
    story.take("ready-full")
    story.press("frame-your-side", "frame-turned")
    story.titled("visit-why")
    story.take("why-full")
    page.evaluate(EMPTY)
    go(page, "/families")
    page.get_by_role("main").get_by_role("link").filter(has_text=FAMILY).click()
    page.locator("li[data-film]").first.wait_for()
    story.take("family-with-films")
    story.press("frame-stop")
    page.get_by_role("dialog").wait_for()
    story.take("stop")
    story.closed()


def offline(world: World, story: Story) -> None:
    """No server, until it is back."""
    page = story.page
    world.program.stop()
    go(page, "/")
    story.told("today-offline")
    story.take("today-offline")
    go(page, "/families")
    page.get_by_role("main").get_by_role("link").filter(has_text=FAMILY).click()
    story.press("families-start-visit")
    story.titled("visit-who")
    story.press("visit-next")
    roll(story)
    page.locator(".film-stop").click()
    story.titled("visit-after")
    calm(story)
    story.told("visit-stopped")
    story.press("visit-ask-later")
    story.control("film-enough").wait_for()
    go(page, "/films")
    page.locator("li[data-film]").first.wait_for()
    story.take("films-offline")
    page.locator(".film-head").last.click()
    story.take("film-facts-offline")
    go(page, "/")
    story.take("today-waits")
    go(page, "/more")
    story.take("more-offline")
    go(page, "/hand-over")
    page.locator("main .button").first.click()
    stage(page, "locked")
    story.take("handed-over")
    world.program.start()
    # Seventy days on, by this tablet alone: what its promise would delete is hidden until somebody has said the day.
    turn_tablet(page, 70)
    story.unlock()
    go(page, "/")
    story.control("films-doubt-wrong").wait_for(timeout=LONG_MS)
    story.take("wrong-date")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_after_a_crash_fits_every_size(
    warm: Warm, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory, language: str
) -> None:
    # The sockets of a browser lie in its profile, and the path of a socket has at most 107 bytes.
    with warm.copy(tmp_path_factory.mktemp("c")) as world:
        for crashed in (False, True):
            browser = Killed(world.profile("worker"), fake_media)
            try:
                with sync_playwright() as playwright:
                    context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
                    page = Watched(context, "").page
                    page.goto(world.program.origin)
                    first = Story(
                        page, language if crashed else "en", "states-crash", world.phrases["worker"]
                    )
                    first.unlock()
                    if crashed:
                        first.titled("film-cut")
                        first.page.get_by_text(first.say.end("film-cut-safe")).wait_for(timeout=LONG_MS)
                        first.take("after-a-crash")
                        page.goto(f"{world.program.origin}/recover")
                        page.get_by_role("heading", level=1).wait_for()
                        first.take("recover")
                        assert first.album.flaws == []
                        continue
                    if language != "en":
                        speak(page, language)
                    story = Story(page, language, "states-crash", world.phrases["worker"])
                    go(page, "/families")
                    page.get_by_role("main").get_by_role("link").filter(has_text=FAMILY).click()
                    story.press("families-start-visit", "visit-add", "visit-word-child")
                    expect(page.locator(".visit-person")).to_have_attribute("aria-pressed", "true")
                    story.press("visit-next", "visit-yes", "visit-next")
                    roll(story)
            finally:
                browser.kill()


def stopped_by_the_family(world: PlayWorld, film: str) -> None:
    """The family stops a film, as a worker's tablet tells it."""
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


def damage(program: Program, size: int) -> None:
    """One bit of the newest payload of that size, at the server."""
    found = [
        path
        for path in (program.folder / "data").rglob("*")
        if path.is_file() and path.stat().st_size == size
    ]
    (payload,) = found
    raw = bytearray(payload.read_bytes())
    raw[100] ^= 1
    payload.write_bytes(raw)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_supervisor_meets_beside_the_happy_way_fits_every_size(
    fake_media: FakeMedia, tmp_path: Path, language: str
) -> None:
    with ExitStack() as stack:
        program = Program(tmp_path / "service")
        stack.callback(program.stop)
        program.start()
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=need("chromium"),
            headless=True,
            args=arguments(fake_media),
            reduced_motion="reduce",
        )
        stack.callback(context.close)
        page = Watched(context, "").page
        world = PlayWorld.begin(program, tmp_path / "people")
        stack.callback(world.close)
        phrase = world.join_browser(page, SUPERVISOR)
        world.join_worker("Mina")
        world.open_family(SUPERVISOR)
        if language != "en":
            speak(page, language)
        story = Story(page, language, "states-supervisor", phrase)
        looking(story, world, fake_media, tmp_path)
        assert story.album.flaws == []


def foreign(world: PlayWorld, film: Reel, part: str, stands_for: object) -> str:
    """A film whose maker put something else in the place of one part of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"amanat_client.send.{part}", stands_for)
        return world.film(film)


def sealed_for_another(file_key: bytes, recipients: list[bytes], seeds: list[bytes]) -> bytes:
    """A header that no key of this service opens."""
    return write_header(file_key, [x25519_public(bytes(range(32))) for _ in recipients], seeds)


def looking(story: Story, world: PlayWorld, media: FakeMedia, folder: Path) -> None:
    """An empty inbox, a film that plays, one that is stopped, one that is damaged, and no server."""
    page, player = story.page, Player(story.page)
    rows = page.locator("main a.list-row")
    go(page, "/")
    story.told("play-empty")
    story.take("inbox-empty")
    first = world.film(make_reel(media.camera, folder / "film.mp4", seconds=8))
    expect(rows).to_have_count(1, timeout=LONG_MS)
    expect(page.get_by_text(story.say["play-not-here"])).to_have_count(0, timeout=LONG_MS)
    player.open(first)
    player.seek(3.0)
    page.locator(".button.step:not([aria-disabled])").nth(3).wait_for(timeout=LONG_MS)
    page.get_by_role("button", name=story.say["play-loop"], exact=True).click()
    story.take("player")
    page.locator(".note-composer textarea").fill("Lovely that you kept the second before he turns.")
    story.control("notes-another").click()
    story.take("player-note")
    page.goto("about:blank")
    short = make_reel(media.camera, folder / "short.mp4", seconds=2)
    broken = world.film(short)
    damage(world.program, payload_length(len(short.plain)))
    page.goto(world.program.origin)
    story.unlock()
    story.told("play-closed-damaged")
    story.take("inbox-damaged")
    go_to(page, broken)
    page.get_by_role("main").get_by_role("alert").wait_for()
    story.take("player-damaged")
    for name, closed, code, part, stands_for in (
        ("not-for-you", "play-closed-no-key", "seal-no-key", "write_header", sealed_for_another),
        ("unproven", "play-closed-unproven", r"\((manifest|event)-[a-z-]+\)", "sha256", lambda _: bytes(32)),
    ):
        film = foreign(world, short, part, stands_for)
        page.reload()
        story.unlock()
        go(page, "/")
        row = rows.filter(has_text=story.say.start(closed))
        # Whoever is asked for help is told the code, on the row too.
        expect(row).to_contain_text(re.compile(code), timeout=LONG_MS)
        story.take(f"inbox-{name}")
        go_to(page, film)
        page.get_by_role("main").get_by_role("alert").wait_for()
        story.take(f"player-{name}")
    world.program.stop()
    go(page, "/")
    story.told("play-fetched-only")
    story.take("inbox-offline")
    world.program.start()
    player.open(first)
    stopped_by_the_family(world, first)
    expect(page.locator("video, canvas")).to_have_count(0, timeout=LONG_MS)
    story.take("player-stopped")


def go_to(page: Page, film: str) -> None:
    page.evaluate("film => { location.hash = `#/play/${film}` }", film)


def test_what_an_admin_does_about_a_lost_tablet_fits_every_size(
    warm: Warm, witness: str, fake_media: FakeMedia, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        room = Room(stack, warm, tmp_path / "a")
        story = room.at_work("admin", fake_media, witness, "en")
        page = story.page
        story.take("members")
        page.get_by_role("button", name=re.compile("^Change ")).first.click()
        page.get_by_role("dialog").wait_for()
        story.take("change-a-member")
        story.closed()
        page.get_by_label("Name of the person", exact=True).fill("Farida")
        story.press("members-make-code")
        page.get_by_role("img", name=re.compile("^Scan this")).wait_for()
        story.take("a-code")
        go(page, "/service")
        page.get_by_label("Days a film may stay").wait_for()
        story.take("service")
        go(page, "/more")
        story.take("more")
        go(page, "/devices")
        story.take("devices")
        rows = page.get_by_role("main").get_by_role("listitem")
        rows.filter(has_text="Mina").get_by_role("button").click()
        page.get_by_role("dialog").wait_for()
        story.take("lost-sheet")
        story.press("members-lost-yes")
        page.get_by_role("dialog").wait_for(state="detached", timeout=LONG_MS)
        story.take("devices-lost")
        tablet = room.open("worker")
        tablet.album = Album("en/states-lost")
        tablet.page.locator("main[data-stage=locked], main[data-stage=revoked]").wait_for()
        if tablet.page.locator("main[data-stage=locked]").is_visible():
            # It learns it as soon as somebody lets it speak with the server.
            tablet.field("lock-words").fill(" ".join(tablet.phrase))
            tablet.press("lock-unlock")
        stage(tablet.page, "revoked")
        tablet.take("revoked")
        assert story.album.flaws + tablet.album.flaws == []
