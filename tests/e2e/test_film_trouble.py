"""What can go wrong while the camera is open: the film so far is kept, and words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from tests.e2e import edges
from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_locks import Locks
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import LONG_MS, Watched, press, stage
from tests.e2e.warm import FAMILY, Warm
from tests.tools import need

pytestmark = pytest.mark.browser

NO_FILMING = "No filming today. Everything else goes on."
NO_ROOM = "There is no room left on this device. What is here is safe. Send films to make room. (store-full)"
MIB = 1 << 20
# Room for the ballast's ten minutes, which Chromium takes for 256 MiB while they are written, for the films of the
# other tests, and for what is filled in mid-film.
QUOTA = 300 * MIB

# Fills what the browser grants this origin with a database of its own; gives how many bytes went in.
FILL = """
async () => {
  const opening = indexedDB.open('filling', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('part', { autoIncrement: true });
  const db = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  const put = (size) => new Promise((done) => {
    const tx = db.transaction('part', 'readwrite');
    tx.oncomplete = () => done(true);
    tx.onabort = () => done(false);
    tx.objectStore('part').put(new Blob([new Uint8Array(size)]));
  });
  let put_in = 0;
  for (const size of [1 << 20, 1 << 16, 1 << 12]) while (await put(size)) put_in += size;
  db.close();
  return put_in;
}
"""
EMPTY = """
() => new Promise((done, failed) => {
  const dropping = indexedDB.deleteDatabase('filling');
  dropping.onsuccess = () => done();
  dropping.onerror = () => failed(dropping.error);
})
"""
TITLES = """
() => {
  globalThis.titles = [];
  new MutationObserver(() => titles.push(document.querySelector('h1')?.textContent ?? ''))
    .observe(document.body, { childList: true, subtree: true, characterData: true });
}
"""
USAGE = "navigator.storage.estimate().then(({ usage }) => usage)"


def grant(page: Page, origin: str, size: int) -> CDPSession:
    """From now on the browser grants ``origin`` so many bytes, as long as what is given here lives."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": size})
    return session


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
        page = Watched(context, witness + edges.CAMERA + edges.BATTERY + edges.AWAKE).page
        visit = Visit(page, world.phrases["worker"])
        page.goto(f"{world.program.origin}/healthz")
        session = grant(page, world.program.origin, page.evaluate(USAGE) + QUOTA)
        session.send("Browser.setPermission", edges.may_stay_awake(world.program.origin))
        visit.unlock(world.program.origin)
        visit.begin(FAMILY)
        visit.add("Child")
        visit.tap("Next")
        visit.answer("Yes")
        yield visit


def begin(visit: Visit) -> None:
    visit.heading("Ready")
    visit.film()
    visit.until(1)


def told(visit: Visit, *words: str) -> None:
    """The screen of a film that stopped by itself: what happened, what is safe, what to do."""
    visit.heading("The film has stopped")
    alert = visit.page.get_by_role("alert")
    expect(alert).to_contain_text("The film stopped at 0:0")
    for one in (*words, "Your film is safe and sealed."):
        expect(alert).to_contain_text(one)
    visit.calm()


def test_before_the_film_it_is_said_what_may_go_wrong_with_it(visit: Visit) -> None:
    page = visit.page
    visit.heading("Ready")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Battery 80 %")
    expect(main).not_to_contain_text("Plug in first")
    page.evaluate("() => { battery.level = 0.14; battery.dispatchEvent(new Event('levelchange')); }")
    expect(main).to_contain_text("Plug in first")
    page.evaluate("() => { battery.level = 0.8; battery.dispatchEvent(new Event('levelchange')); }")
    visit.tap("Try the sound")
    page.get_by_text("I can hear you").wait_for()
    # What is said of a permission lasts as long as the session that said it.
    session = page.context.new_cdp_session(page)
    camera = {"permission": {"name": "camera"}, "origin": page.evaluate("location.origin")}
    session.send("Browser.setPermission", {**camera, "setting": "denied"})
    visit.button("Film").click(timeout=LONG_MS)
    refused = main.get_by_role("alert")
    expect(refused).to_contain_text("The camera is not allowed. Nothing was filmed.")
    press(refused, "Show me")
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(3)
    page.keyboard.press("Escape")
    session.send("Browser.setPermission", {**camera, "setting": "granted"})


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        pytest.param(edges.ends("video"), "The camera or the microphone went away.", id="camera"),
        pytest.param(edges.ends("audio"), "The camera or the microphone went away.", id="microphone"),
        pytest.param(edges.CALLED, "when the call came", id="call"),
        pytest.param(edges.SWITCHED, "when the call came", id="app"),
        pytest.param(edges.RAN_DOWN, "The battery is nearly empty. Plug in, then film again.", id="battery"),
    ],
)
def test_what_ends_the_film_keeps_it_and_part_two_is_one_press_away(
    visit: Visit, happens: str, words: str
) -> None:
    begin(visit)
    visit.page.evaluate(happens)
    told(visit, *words.split(". "))
    visit.tap("Film part 2")
    visit.heading("Ready")


def test_a_call_that_takes_longer_than_the_screen_lock_is_told_behind_it(visit: Visit) -> None:
    page, locks = visit.page, Locks(visit.page)
    begin(visit)
    page.evaluate(edges.AWAY)
    visit.heading("The film has stopped")
    locks.pass_time(62)
    page.evaluate(edges.BACK)
    stage(page, "veiled")
    assert "film" not in page.get_by_role("main").inner_text().lower()
    locks.by_words(visit.phrase, has_pin=False)
    told(visit, "when the call came")
    locks.own_time()
    visit.tap("Film part 2")
    visit.heading("Ready")


def test_the_screen_is_kept_on_while_filming_and_not_longer(visit: Visit) -> None:
    page = visit.page
    sleepy = page.get_by_text("Keep a finger near: the screen may sleep.")
    begin(visit)
    assert page.evaluate(edges.HELD) >= 1
    expect(sleepy).to_have_count(0)
    # The system takes it back, and what is held while films are sent as well.
    page.evaluate("() => awake.locks.forEach((lock) => void lock.release())")
    sleepy.wait_for()
    visit.stop()
    # The film is sent now, which keeps the screen on until it has gone.
    page.wait_for_function(f"() => ({edges.HELD})() === 0", timeout=LONG_MS)
    visit.keep()
    visit.tap("Film part 2")
    page.evaluate("() => { awake.refused = true; }")
    begin(visit)
    sleepy.wait_for()
    page.evaluate("() => { awake.refused = false; }")
    visit.stop()
    visit.keep()
    visit.tap("Film part 2")


def test_every_film_that_something_ended_is_kept(visit: Visit) -> None:
    """Eight were made by now; each of them is listed, with what was filmed, and nothing waits."""
    page = visit.page
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Back", exact=True).click()
    films = page.locator("li[data-film]")
    expect(films).to_have_count(8)
    for nth in range(8):
        expect(films.nth(nth)).to_contain_text(re.compile(r" · \d+ s"), timeout=LONG_MS)
        expect(films.nth(nth)).to_contain_text("Sealed copy on the server", timeout=LONG_MS)
    visit.tap("Start visit")
    visit.tap("Next")


def test_a_tablet_that_fills_up_in_mid_film_still_closes_the_film(visit: Visit) -> None:
    page = visit.page
    begin(visit)
    visit.until(5)
    before = page.evaluate(USAGE)
    filled = page.evaluate(FILL)
    visit.heading("The film has stopped")
    page.get_by_text("The tablet is full.").wait_for()
    page.get_by_text("Send films, then film again.").wait_for()
    full = page.evaluate(USAGE)
    visit.calm()
    visit.tap("That is enough")
    # Closing needs the film's size again, and there is none but the ballast's.
    visit.calm()
    page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(timeout=LONG_MS)
    print(f"\nused before: {before}, filled in: {filled}, when full: {full}, closed: {page.evaluate(USAGE)}")
    visit.tap("Keep it")
    page.get_by_text("It is sealed.").wait_for()
    visit.tap("That is enough")
    film = page.locator("li[data-film]").first
    # The server takes a film only whole, by the length and digest of its manifest.
    expect(film).to_contain_text("Sealed copy on the server", timeout=LONG_MS)
    expect(film).to_contain_text(re.compile(r" · \d+ s"))


def test_without_room_no_film_is_offered_and_the_worker_alone_is_told_why_and_what_to_do(
    visit: Visit,
) -> None:
    page = visit.page
    main = page.get_by_role("main")
    visit.tap("Start visit")
    visit.tap("Next")
    page.evaluate(FILL)
    page.get_by_text(NO_FILMING, exact=True).wait_for()
    expect(visit.button("Film")).to_have_count(0)
    for cause in ("room", "Room", "full"):
        assert cause not in main.inner_text()
    visit.tap("Your side")
    visit.tap("The screen is turned to me")
    expect(main).to_contain_text(NO_ROOM)
    visit.tap("Back")
    # With room again a film is offered again.
    page.evaluate(EMPTY)
    visit.button("Film").wait_for(timeout=LONG_MS)


def test_where_room_goes_before_anything_is_kept_no_film_is_told_of(visit: Visit) -> None:
    page = visit.page
    page.evaluate(TITLES)
    page.evaluate(f"() => {{ delete globalThis.opened; globalThis.beforeCamera = {FILL}; }}")
    visit.button("Film").click(timeout=LONG_MS)
    # The gate was open, and the camera after it; the first batch found a full tablet.
    page.wait_for_function(
        "() => globalThis.opened?.getTracks().every(({ readyState }) => readyState === 'ended')",
        timeout=LONG_MS,
    )
    visit.heading("Ready")
    page.get_by_text(NO_FILMING, exact=True).wait_for()
    # Whatever stood there meanwhile, a film that has stopped was never told of.
    assert "The film has stopped" not in page.evaluate("titles")
    visit.tap("Your side")
    visit.tap("The screen is turned to me")
    expect(page.get_by_role("main")).to_contain_text(NO_ROOM)
    visit.tap("Back")
    visit.heading("Ready")
    page.get_by_text(NO_FILMING, exact=True).wait_for()
    # With room again a film is offered again, and nobody has to leave the screen for it.
    page.evaluate("() => { delete globalThis.beforeCamera; }")
    page.evaluate(EMPTY)
    visit.button("Film").wait_for(timeout=LONG_MS)
