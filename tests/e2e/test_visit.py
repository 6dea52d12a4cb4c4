"""A visit from the door to the film and after it: who is here, each one's answer, the gate, keep or delete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_locks import Locks
from tests.e2e.pages_visit import Visit
from tests.e2e.screens import LONG_MS, Watched
from tests.e2e.warm import FAMILY, Warm, World
from tests.tools import need

pytestmark = pytest.mark.browser

NO_FILMING = "No filming today. Everything else goes on."
STOPPED_HERE = (
    "Stopped on this tablet now. The other devices stop when this tablet has internet. "
    "Please connect it today, or phone the service."
)
FEWEST = 5
# Whether the server has all of the newest film.
SENT = """async () => {
  const opening = indexedDB.open('amanat');
  const db = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const tx = db.transaction(['films', 'clips']);
  const all = (table) => new Promise((done) => {
    const asked = tx.objectStore(table).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [films, clips] = [await all('films'), await all('clips')];
  db.close();
  const newest = films.sort((one, other) => one.opened_at - other.opened_at).at(-1)?.film;
  return clips.some(({ acks, clip }) => clip === newest && Object.values(acks).every(Boolean));
}"""


@dataclass(frozen=True)
class Room:
    """The worker's tablet at a family's, and the world around it."""

    world: World
    watched: Watched
    visit: Visit


@pytest.fixture(scope="module")
def room(
    warm: Warm, witness: str, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    with ExitStack() as stack:
        world = stack.enter_context(warm.copy(tmp_path_factory.mktemp("visit")))
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            world.profile("worker"),
            executable_path=need("chromium"),
            headless=True,
            args=arguments(fake_media),
            permissions=["camera", "microphone"],
        )
        stack.callback(context.close)
        watched = Watched(context, witness)
        visit = Visit(watched.page, world.phrases["worker"])
        visit.unlock(world.program.origin)
        yield Room(world, watched, visit)


def test_the_camera_opens_when_everybody_who_is_here_has_said_yes(room: Room) -> None:
    visit = room.visit
    visit.begin(FAMILY)
    expect(visit.button("Next")).to_have_attribute("aria-disabled", "true")
    visit.add("Mum")
    visit.add("Child")
    visit.tap("Next")
    visit.heading("Mum, your word")
    boxes = [visit.button(word).bounding_box() for word in ("Yes", "No", "Later")]
    assert all(box is not None for box in boxes)
    assert len({(box["width"], box["height"]) for box in boxes if box is not None}) == 1
    visit.answer("Yes")
    visit.heading("Child, your word")
    visit.page.get_by_role("link", name="Back", exact=True).click()
    visit.heading("Who is in the room, or may walk in?")
    # Who is still to be asked is named, and the button leads there.
    visit.page.evaluate("location.hash = location.hash.replace(/$/, '/ready')")
    visit.tap("Still to ask: Child")
    visit.answer("Yes")
    visit.page.get_by_text("Everyone here has said yes").wait_for()
    visit.film()
    visit.until(2)
    expect(visit.stop_button).to_be_focused()
    box = visit.stop_button.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (200, 240)
    for gone in ("Help", "Cover screen", "Lock", "Families"):
        expect(visit.button(gone)).to_have_count(0)
    # Nothing leads away while the camera is open.
    visit.page.evaluate("location.hash = '#/families'")
    expect(visit.stop_button).to_be_visible()
    visit.tap("Someone came in")
    visit.page.get_by_text("Stop, or did they leave?").wait_for()
    visit.tap("Mark this moment")
    visit.tap("They left")
    visit.page.keyboard.press("Escape")
    visit.heading("After the film")
    # Nothing of it is said before the family.
    assert "came in" not in visit.page.get_by_role("main").inner_text()
    visit.keep()
    # Whoever came in may still be here: that is asked before the next part.
    visit.tap("Film part 2")
    visit.heading("Who is in the room, or may walk in?")
    visit.page.get_by_role("link", name="Back", exact=True).click()
    expect(visit.page.locator("li[data-film]").first).to_contain_text(
        "Sealed copy on the server", timeout=LONG_MS
    )


def test_who_came_in_while_somebody_filmed_stays_a_task_until_they_were_asked(room: Room) -> None:
    visit = room.visit
    page = visit.page
    visit.tap("Today")
    tasks = page.get_by_role("list", name="To do", exact=True).get_by_role("link")
    task = tasks.filter(has_text=f"{FAMILY}: someone came in while you filmed")
    expect(task).to_contain_text(re.compile(r"at 0:0\d\. Ask them for their yes, or delete the film\."))
    # It is not forgotten with the page.
    page.reload()
    visit.unlock()
    task.click()
    film = page.locator("li[data-film]").first
    film.get_by_role("button").first.click()
    expect(film).to_contain_text("Someone came in at 0:0")
    film.get_by_role("button", name="They said yes", exact=True).click()
    expect(film).not_to_contain_text("Someone came in")
    visit.tap("Today")
    expect(task).to_have_count(0)


def test_from_the_unlock_to_the_film_it_is_at_most_five_presses(room: Room) -> None:
    visit = room.visit
    visit.page.reload()
    visit.unlock()
    visit.begin(FAMILY)
    visit.tap("Next")
    visit.film()
    print(f"\npresses from the unlock to the film: {visit.taps}")
    assert visit.taps <= FEWEST
    visit.until(1)
    visit.stop()


def test_a_film_that_nobody_wants_kept_is_gone_before_a_byte_was_sent(room: Room) -> None:
    visit = room.visit
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(timeout=LONG_MS)
    visit.tap("Delete it now")
    visit.page.get_by_text("Delete this film? It cannot come back.").wait_for()
    visit.tap("Delete")
    visit.page.get_by_text("Deleted. Nobody can open it now.").wait_for()
    visit.tap("That is enough")
    expect(visit.page.locator("li[data-film]").first).to_contain_text("Deleted")
    assert not any("/v1/uploads" in url for url in asked)


def test_a_film_about_which_nobody_has_decided_is_not_sent_and_goes_from_the_corner(room: Room) -> None:
    visit = room.visit
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.tap("Start visit")
    visit.tap("Next")
    visit.film()
    visit.until(1)
    visit.stop()
    visit.page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(timeout=LONG_MS)
    visit.tap("Ask me later")
    visit.page.get_by_text("Nothing is decided yet.").wait_for()
    visit.tap("Stop")
    visit.tap("Delete it now")
    visit.tap("Delete")
    visit.page.get_by_text("Deleted. Nobody can open it now.").wait_for()
    visit.tap("Close")
    visit.tap("That is enough")
    expect(visit.page.locator("li[data-film]").first).to_contain_text("Deleted")
    assert not any("/v1/uploads" in url for url in asked)


def test_a_question_that_was_talked_over_until_the_film_was_sent_is_still_answered(room: Room) -> None:
    visit, page, locks = room.visit, room.visit.page, Locks(room.visit.page)
    visit.tap("Start visit")
    visit.tap("Next")
    visit.film()
    visit.until(1)
    visit.stop()
    page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(timeout=LONG_MS)
    for _ in range(2):
        # Somebody is there all the while, and after five minutes the film is sent.
        locks.pass_time(155)
        page.keyboard.press("Shift")
    locks.look_for_the_server()
    page.wait_for_function(SENT, timeout=LONG_MS)
    visit.tap("Delete it now")
    page.get_by_text("Who asks for it?").wait_for()
    visit.tap("Child")
    visit.tap("Delete")
    page.get_by_text(STOPPED_HERE).wait_for()
    visit.tap("That is enough")
    expect(page.locator("li[data-film]").first).to_contain_text("Deleted", timeout=LONG_MS)
    locks.own_time()


def test_a_film_that_was_sent_is_deleted_everywhere_when_somebody_of_the_family_asks(room: Room) -> None:
    visit = room.visit
    expect(visit.page.locator("li[data-film]")).to_have_count(4)
    # Without internet nobody else hears of it yet; that is said, and stays the first line of Today until they do.
    room.world.program.stop()
    visit.tap("Stop")
    visit.tap("Delete it now")
    visit.page.get_by_text("Who asks for it?").wait_for()
    visit.page.get_by_role("dialog").get_by_role("button", name="Mum").click()
    visit.tap("Delete")
    visit.page.get_by_text("Stopped on this tablet now.").wait_for()
    visit.tap("Close")
    visit.tap("Today")
    visit.heading("Today")
    expect(visit.page.get_by_role("main").locator(".note").first).to_have_text(STOPPED_HERE)
    room.world.program.start()
    expect(visit.page.get_by_text(STOPPED_HERE)).to_have_count(0, timeout=LONG_MS)
    visit.tap("Families")
    visit.tap(FAMILY, exact=False)
    for nth in range(3):
        expect(visit.page.locator("li[data-film]").nth(nth)).to_contain_text("Deleted", timeout=LONG_MS)


@pytest.mark.parametrize("answer", ["No", "Later"])
def test_a_no_and_a_later_look_the_same_and_say_no_cause(room: Room, answer: str) -> None:
    visit = room.visit
    if not visit.page.get_by_role("heading", level=1, name="Who is in the room").is_visible():
        visit.begin(FAMILY)
    visit.page.get_by_role("link", name="Ask again: Mum", exact=True).click()
    visit.answer(answer)
    visit.page.get_by_text(NO_FILMING, exact=True).wait_for()
    expect(visit.button("Film")).to_have_count(0)
    assert "Mum" not in visit.page.get_by_role("main").inner_text()
    visit.tap("Your side")
    visit.tap("The screen is turned to me")
    said = "said no today" if answer == "No" else "said later"
    visit.page.get_by_text(f"Mum {said}.").wait_for()
    visit.tap("Back")
    visit.page.get_by_role("link", name="Back", exact=True).click()
    visit.heading("Who is in the room, or may walk in?")


def test_stop_for_today_leaves_nobody_here(room: Room) -> None:
    visit = room.visit
    visit.tap("Stop")
    visit.tap("Stop for today")
    visit.page.get_by_text("Stopped. Your help goes on as before.").wait_for()
    visit.tap("Close")
    expect(visit.person("Mum")).to_have_attribute("aria-pressed", "false")
    assert room.watched.violations() == []
