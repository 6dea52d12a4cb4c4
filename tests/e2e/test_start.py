# Over 400 lines: whoever comes in goes on in the service that the first test has set up.
"""The way in: a set-up in seven pages, joining by a link and by a code that the camera scans, what the browser answers
about keeping films, a start without the server, and an update that waits."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import segno
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.builds import Build
from tests.e2e.program import Program
from tests.e2e.screens import Admin, Watched, Worker, begin, fill, keep_words, press, stage
from tests.e2e.test_locks import authenticator
from tests.tools import STATIC, need

pytestmark = pytest.mark.browser

CARDS = 3
# A printer: it takes what stands on the page.
PRINTER = """() => {
  globalThis.printed = [];
  globalThis.print = () => {
    globalThis.printed.push(...[...document.querySelectorAll('code[data-card]')].map((one) => one.textContent));
    dispatchEvent(new Event('afterprint'));
  };
}"""
# A browser that needed the room has cleared half of the app.
HALF_GONE = """async () => {
  const [name] = await caches.keys();
  const cache = await caches.open(name);
  const kept = await cache.keys();
  await Promise.all(kept.filter((_, nth) => nth % 2 === 0).map((one) => cache.delete(one)));
}"""
# What tells a tab of WebKit apart.
APPLE_TAB = "Object.defineProperty(navigator, 'standalone', { value: false });"


@dataclass
class World:
    """A service that was set up by hand, and the browsers of those who came to it."""

    program: Program
    folder: Path
    playwright: Playwright
    stack: ExitStack
    watched: list[Watched] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)

    def browser(
        self,
        name: str,
        media: FakeMedia | None = None,
        *,
        keeps: bool | None = None,
        locale: str | None = None,
    ) -> Watched:
        """A profile of its own; ``keeps`` is what the browser answers when it is asked to keep films."""
        context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            self.folder / name,
            executable_path=need("chromium"),
            headless=True,
            args=arguments(media),
            permissions=["camera"] if media else [],
            locale=locale,
        )
        self.stack.callback(context.close)
        found = Watched(context, "")
        if keeps is not None:
            told = {
                "permission": {"name": "persistent-storage"},
                "setting": "granted" if keeps else "denied",
                "origin": self.program.origin,
            }
            context.new_cdp_session(found.page).send("Browser.setPermission", told)
        self.watched.append(found)
        return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    assert (STATIC / "index.html").exists(), "make build"
    program = Program(tmp_path_factory.mktemp("service"))
    try:
        program.start()
        with ExitStack() as stack:
            playwright = stack.enter_context(sync_playwright())
            yield World(program, tmp_path_factory.mktemp("profiles"), playwright, stack)
    finally:
        program.stop()


@pytest.fixture(scope="module")
def admin(world: World) -> Admin:
    """The walk of an admin through all seven pages, with a break in the middle of each part."""
    desk = Admin(world.browser("admin"))
    page = desk.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(world.program.setup_link)
    fill(page, "Name of the service", "Sunflower Centre")
    desk.go_on("Who can a family phone?")
    fill(page, "Phone number", "01632 960983")
    desk.go_on("How many days may a film stay?")
    fill(page, "Days", "never")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("from 1 to 365")
    fill(page, "Days", "30")
    desk.go_on("How many days may a tablet wait without internet?")

    # Whoever leaves among the questions goes on with the same link.
    page.goto("about:blank")
    page.goto(world.program.origin)
    stage(page, "new")
    expect(
        page.get_by_text("Set-up is not finished. Nothing is lost; go on when you are back.")
    ).to_be_visible()
    page.goto(world.program.setup_link)
    page.get_by_role("heading", name="How many days may a tablet wait without internet?").wait_for()
    expect(page.get_by_label("Days", exact=True)).to_have_value("7")
    press(page, "Back")
    expect(page.get_by_label("Days", exact=True)).to_have_value("30")
    desk.go_on("How many days may a tablet wait without internet?")
    desk.go_on("Which languages do your screens need?")
    page.get_by_label("বাংলা (Bengali)", exact=True).check()
    desk.go_on("Now your own keys")
    fill(page, "Your first name", "Rehana")
    press(page, "Make the keys")
    words = keep_words(page)
    press(page, "Start the service")
    page.get_by_role("heading", name="Who will supervise? Let them join now").wait_for()

    # Whoever leaves after the keys were made goes on with the five words.
    page.goto("about:blank")
    page.goto(world.program.origin)
    stage(page, "locked")
    fill(page, "Five words", " ".join(words))
    press(page, "Unlock")
    page.get_by_role("heading", name="Who will supervise? Let them join now").wait_for()

    ayesha = Worker(world.browser("supervisor"))
    six = ayesha.join(desk.invite_supervisor("Ayesha"))
    desk.let_in("Ayesha", six)
    expect(page.get_by_text("Ayesha supervises now.")).to_be_visible()
    desk.go_on("Print three recovery cards")
    press(page, "Make the three cards")
    # The first goes to the printer, which has it as soon as the browser says so; the others are written by hand.
    page.evaluate(PRINTER)
    press(page, "Print card 1")
    expect(page.locator("code[data-card]")).to_have_count(0)
    world.cards.append(page.evaluate("globalThis.printed.join()"))
    for number in range(2, CARDS + 1):
        press(page, f"Show the words of card {number}")
        world.cards.append(page.locator(f"code[data-card='{number}']").inner_text())
        press(page, "It is on paper")
        expect(page.locator(f"code[data-card='{number}']")).to_have_count(0)
    page.get_by_label("I printed all three", exact=True).check()
    press(page, "Finish")
    # They came back by their words: a PIN is offered, and can wait.
    stage(page, "pin")
    press(page, "Later")
    begin(page)
    return desk


@pytest.mark.usefixtures("admin")
def test_a_browser_that_joined_nothing_speaks_its_own_language_and_another_at_a_tap(world: World) -> None:
    page = world.browser("bengali", locale="bn-BD").page
    page.goto(world.program.origin)
    stage(page, "new")
    choice = page.get_by_role("group", name="পর্দার ভাষা", exact=True)
    expect(choice.locator("[aria-pressed=true]")).to_have_text("বাংলা")
    # Nobody has checked the words yet, and the screen says so.
    expect(page.locator(".frame[lang=bn] .chip.draft")).to_be_visible()
    press(choice, "English")
    page.get_by_role("group", name="Language of the screens", exact=True).wait_for()
    expect(page.locator(".frame")).to_have_attribute("lang", "en")
    expect(page.locator(".chip.draft")).to_have_count(0)
    # What was chosen counts for more than what the browser says.
    page.reload()
    stage(page, "new")
    expect(page.locator(".frame")).to_have_attribute("lang", "en")


@pytest.mark.usefixtures("admin")
def test_the_cards_of_a_set_up_are_three_of_one_service(world: World) -> None:
    assert len(set(world.cards)) == CARDS
    assert all(card.startswith("amanat-card-1.") for card in world.cards)


def test_after_finish_the_service_has_what_was_answered_and_no_root(admin: Admin) -> None:
    admin.page.evaluate("() => { location.hash = '#/service' }")
    for label, told in (
        ("Name of the service", "Sunflower Centre"),
        ("Phone", "01632 960983"),
        ("Days a film may stay", "30"),
        ("Days a tablet may be offline", "7"),
    ):
        expect(admin.page.get_by_label(label, exact=True)).to_have_value(told)
    admin.page.evaluate("() => { location.hash = '#/' }")


@contextmanager
def shown_to_the_camera(text: str, folder: Path, microphone: Path) -> Iterator[FakeMedia]:
    """A camera before which somebody holds a tablet with a code on it."""
    path = folder / "code.mjpeg"
    segno.make(text, error="l").save(str(folder / "code.png"), scale=4, border=4)
    command = [need("ffmpeg"), "-v", "error", "-y", "-loop", "1", "-i", folder / "code.png", "-frames:v", "5"]
    command += ["-vf", "scale=680:680:flags=neighbor,pad=1280:720:300:20:gray", "-pix_fmt", "yuvj420p"]
    subprocess.run([str(part) for part in (*command, "-q:v", "2", "-f", "mjpeg", path)], check=True)
    yield FakeMedia(path, microphone)


def test_a_tablet_in_the_room_scans_the_code_and_is_let_in_without_words(
    admin: Admin, world: World, fake_media: FakeMedia, tmp_path: Path
) -> None:
    page = admin.page
    fill(page, "Name of the person", "Mina")
    page.get_by_label("Role", exact=True).select_option(label="Field worker")
    with page.expect_response(lambda answer: answer.url.endswith("/v1/invites")):
        press(page, "They are here: show a code")
    # A code is shown as a picture alone: its link stands nowhere as text.
    page.get_by_role("img", name="Scan this with Mina’s tablet").wait_for()
    assert "#join=" not in page.inner_text("body")
    link = code_on(page)
    with shown_to_the_camera(link, tmp_path, fake_media.microphone) as media:
        tablet = Worker(world.browser("scanning", media, keeps=True))
        tablet.page.goto(world.program.origin)
        press(tablet.page, "Scan the code of your lead")
        press(tablet.page, "Join with this tablet")
        keep_words(tablet.page)
        admin.guest("Mina").wait_for()
        expect(admin.guest("Mina")).to_contain_text("Is this tablet in the room with you?")
        press(admin.guest("Mina"), "Let them in")
        tablet.begin()


def code_on(page: Page) -> str:
    """What the code on the screen says, read from its picture by the page's own reader."""
    svg = page.get_by_role("img", name="Scan this with").evaluate(
        """svg => [svg.viewBox.baseVal.width, svg.querySelector('.qr-dark').getAttribute('d')]"""
    )
    return decode_modules(int(svg[0]), svg[1])


def decode_modules(side: int, path: str) -> str:
    """Reads a code out of its modules with the package that reads the camera's pictures."""
    script = """
      import decodeQR from 'qr/decode.js';
      const [side, path] = JSON.parse(process.argv[1]);
      const scale = 4, width = side * scale, data = new Uint8Array(width * width * 4).fill(255);
      for (const [, x, y] of path.matchAll(/M(\\d+) (\\d+)/g))
        for (let dy = 0; dy < scale; dy++) for (let dx = 0; dx < scale; dx++) {
          const at = ((Number(y) * scale + dy) * width + Number(x) * scale + dx) * 4;
          data.fill(0, at, at + 3);
        }
      console.log(decodeQR({ width, height: width, data }));
    """
    done = subprocess.run(
        [str(need("node")), "--input-type=module", "--eval", script, json.dumps([side, path])],
        cwd=STATIC.parent.parent.parent / "pwa",
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()


def test_where_the_browser_will_not_keep_films_the_tablet_says_so(admin: Admin, world: World) -> None:
    tablet = Worker(world.browser("forgetful", keeps=False))
    six = tablet.join(admin.invite("Farida", "Field worker"))
    admin.let_in("Farida", six)
    page = tablet.page
    page.get_by_role("heading", name="Who will use this tablet?", level=1).wait_for()
    press(page, "Go on")
    press(page, "Yes, keep them")
    expect(
        page.get_by_text("This tablet may clear films by itself. Send every film the same day.")
    ).to_be_visible()
    press(page, "Go on")
    # Ready it is only when every file of the app is here: a part of them is gone, and nobody is there to give it.
    world.program.stop()
    try:
        page.evaluate(HALF_GONE)
        press(page, "Later")
        page.get_by_role("heading", name="Not ready to work offline yet", level=1).wait_for()
        expect(page.get_by_role("listitem").filter(has_text="Files of the app:")).to_contain_text("missing")
        expect(page.get_by_role("button", name="Begin", exact=True)).to_have_count(0)
    finally:
        world.program.start()
    press(page, "Look again")
    page.get_by_role("heading", name="Ready to work offline.", level=1).wait_for()


def test_a_tab_that_would_lose_films_lets_nobody_join(admin: Admin, world: World) -> None:
    page = world.browser("tab").page
    page.add_init_script(APPLE_TAB)
    for address in (world.program.origin, admin.invite("Tania", "Field worker")):
        page.goto("about:blank")
        page.goto(address)
        page.get_by_text("Films would be lost here. Put Amanat on the home screen first:").wait_for()
        for way in ("Join with this tablet", "Scan the code of your lead", "Open the link"):
            expect(page.get_by_role("button", name=way, exact=True)).to_have_count(0)
        page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(3)


def test_a_tablet_with_a_lock_of_its_own_is_offered_to_unlock_by_it_on_the_way_in(
    admin: Admin, world: World
) -> None:
    tablet = Worker(world.browser("own-lock"))
    page = tablet.page
    authenticator(page)
    six = tablet.join(admin.invite("Nadia", "Field worker"))
    admin.let_in("Nadia", six)
    page.get_by_role("heading", name="Who will use this tablet?", level=1).wait_for()
    press(page, "Go on")
    page.get_by_role("heading", name="How will you unlock it?", level=1).wait_for()
    press(page, "Unlock with this tablet")
    unlocks = page.get_by_role("status").filter(
        has_text="The finger, face or code of this tablet unlocks for you."
    )
    unlocks.wait_for()
    press(page, "Go on")
    page.get_by_role("heading", name="May we keep films here until they are sent?", level=1).wait_for()
    page.reload()
    stage(page, "locked")
    press(page, "Unlock with this tablet")
    # The way in was not gone to its end: it goes on, and says what is there already.
    page.get_by_role("heading", name="Who will use this tablet?", level=1).wait_for()
    press(page, "Go on")
    unlocks = page.get_by_role("status").filter(
        has_text="The finger, face or code of this tablet unlocks for you."
    )
    unlocks.wait_for()


def test_the_app_starts_without_the_server_as_soon_as_it_says_so(admin: Admin, world: World) -> None:
    tablet = Worker(world.browser("offline"))
    six = tablet.join(admin.invite("Rafi", "Field worker"))
    admin.let_in("Rafi", six)
    tablet.begin()
    world.program.stop()
    try:
        tablet.page.goto("about:blank")
        tablet.page.goto(f"{world.program.origin}/#/films")
        tablet.unlock()
        expect(tablet.page.get_by_role("heading", level=1)).to_contain_text("Films")
        # Every part that is loaded when it is needed is here too.
        assert tablet.page.evaluate("() => caches.keys().then(names => names.length)") == 1
    finally:
        world.program.start()


def test_a_link_that_was_used_says_that_nothing_has_joined(admin: Admin, world: World) -> None:
    link = admin.invite("Nobody", "Field worker")
    first = Worker(world.browser("first"))
    first.join(link)
    second = world.browser("second").page
    second.goto(link)
    press(second, "Join with this tablet")
    expect(second.get_by_role("alert")).to_contain_text(
        "This link was used already. Nothing has joined. Ask for a new link."
    )
    press(admin.guest("Nobody"), "They differ")
    expect(first.page.get_by_role("alert")).to_contain_text(
        "The words are not the same. Nothing has joined. Start again, in the same room if you can."
    )
    press(first.page, "Start again")
    stage(first.page, "new")


def test_who_closes_the_page_before_the_five_words_are_noted_starts_again_with_a_new_link(
    admin: Admin, world: World
) -> None:
    page = world.browser("hasty").page
    page.goto(admin.invite("Sumi", "Field worker"))
    press(page, "Join with this tablet")
    page.get_by_role("heading", name="Your five words", level=1).wait_for()
    page.goto("about:blank")
    page.goto(world.program.origin)
    stage(page, "locked")
    press(page, "Start again with a new link")
    asked = page.get_by_role("dialog", name="Start again without the five words?")
    expect(asked).to_contain_text("Then open a new link from your lead.")
    press(asked, "Erase the keys and start again")
    stage(page, "new")
    press(admin.guest("Sumi"), "They differ")
    admin.guest("Sumi").wait_for(state="detached")
    again = Worker(Watched(page.context, ""))
    admin.let_in("Sumi", again.join(admin.invite("Sumi", "Field worker")))
    again.begin()


def test_a_new_build_waits_while_the_app_is_open_and_starts_when_a_page_at_rest_asks(
    world: World, tmp_path: Path
) -> None:
    build = Build(tmp_path, Program(tmp_path / "service"))
    page = world.browser("updating").page
    running = "() => caches.keys().then(names => names.sort().join())"
    with build.serving() as origin:
        page.goto(origin)
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        old = page.evaluate(running)
    build.change()
    with build.serving():
        page.evaluate("() => navigator.serviceWorker.getRegistration().then(found => found.update())")
        page.wait_for_function(
            "() => navigator.serviceWorker.getRegistration().then(found => found.waiting !== null)"
        )
        # The page goes on with the build that it began with, over a reload too.
        page.reload()
        stage(page, "new")
        assert (
            page.evaluate("() => fetch('/icon.svg').then(answer => answer.text())")
            == (STATIC / "icon.svg").read_text()
        )
        assert old in page.evaluate(running)
        with page.expect_navigation():
            press(page, "Start the update")
        stage(page, "new")
        page.wait_for_function("old => caches.keys().then(names => !names.includes(old))", arg=old)


@pytest.mark.usefixtures("admin")
def test_no_page_broke_a_rule_of_its_own_or_asked_anybody_else(world: World) -> None:
    for watched in world.watched:
        assert [text for text in watched.complaints if "Failed to load resource" not in text] == []
        assert all(origin.startswith(("http://localhost", "about:")) for origin in watched.asked)
