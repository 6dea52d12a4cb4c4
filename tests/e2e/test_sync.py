"""Sending, as the person sees it: a line that is cut, a server that dies or is full, days without internet, a date that
is wrong. The films page says of each film what is true, and its numbers are those of the two stores.

The tablet is a copy of one that may film; between it and the server's own process is a line that can be cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.e2e import edges
from tests.e2e.browser import FakeMedia
from tests.e2e.dates import ServerDate, turn_tablet
from tests.e2e.line import Line, Meets
from tests.e2e.pages_today import Films, Lies, add_visit, lies, working
from tests.e2e.program import Program
from tests.e2e.screens import LONG_MS, Worker, press
from tests.e2e.warm import FAMILY, SUPERVISOR, WORKER, Warm, World

pytestmark = pytest.mark.browser

KIB = 1 << 10
MIB = 1 << 20
# Two that are cut, a whole one of the least size, and the one that is under way when the server dies; and more than may
# lie between the encoder and the journal at a time.
SEVERAL_PARTS = 4 * MIB + 640 * KIB
# How many bytes of the film that is being made are in the store.
FILMED = """async () => {
  const opening = indexedDB.open('amanat');
  const db = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const asked = db.transaction('films').objectStore('films').getAll();
  const films = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  db.close();
  return Math.max(0, ...films.filter(({ state }) => state === 'filming').map(({ bytes }) => bytes));
}"""
# Whether a visit is planned, and nothing that was written waits for the server.
NOTHING_WRITTEN_WAITS = """async () => {
  if (document.querySelector('main .visit') === null) return false;
  const opening = indexedDB.open('amanat');
  const db = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const asked = db.transaction('outbox').objectStore('outbox').getAll();
  const waiting = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  db.close();
  return waiting.every(({ lane }) => lane === 'clips');
}"""
TIMER = """(seconds) => {
  const [m, s] = (document.querySelector('[role=timer] strong')?.textContent ?? '0:0').split(':');
  return Number(m) * 60 + Number(s) >= seconds;
}"""
LONGEST_S = 120
SENT_OF = re.compile(r"Sending (\d+\.\d|\d+) of (\d+\.\d|\d+) MB")
ON_SERVER = ("server", "supervisor")


@dataclass
class Field:
    """A tablet far away: its worker, its line, the server behind it, and everybody's dates."""

    tablet: Worker
    line: Line
    server: Program
    date: ServerDate
    world: World
    playwright: Playwright
    media: FakeMedia
    witness: str
    films: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.server.folder / "data"

    def film(self, size: int = 0, *, keep: bool = True) -> str:
        """Films the child, who has said yes, until so many bytes are sealed; gives the film's id."""
        tablet = self.tablet
        tablet.at_the_camera(FAMILY)
        if not self.films:
            tablet.ask_one_person("Yes")
        else:
            tablet.is_here()
            tablet.answer("Yes")
        tablet.begin_film(1000)
        seconds = 1
        while tablet.page.evaluate(FILMED) < size:
            seconds += 1
            assert seconds < LONGEST_S
            tablet.page.wait_for_function(TIMER, arg=seconds)
        if keep:
            tablet.stop_film()
        else:
            tablet.page.locator("button.film-stop").click()
            tablet.page.get_by_role("main").locator("[aria-busy=false]").first.wait_for()
            press(tablet.page, "Delete it now")
            press(tablet.page, "Delete")
            tablet.page.get_by_text("Deleted. Nobody can open it now.").wait_for(timeout=LONG_MS)
            press(tablet.page, "That is enough")
        tablet.page.get_by_role("heading", level=1, name=f"{FAMILY} , your side").wait_for()
        film = tablet.films.first.get_attribute("data-film")
        assert film is not None
        assert film not in self.films
        self.films.append(film)
        return film

    def check(self) -> Lies:
        """Holds what the films page says against both stores, film by film and number by number."""
        page = Films(self.tablet)
        page.show()
        expect(page.page.locator("li[data-film]")).to_have_count(len(self.films))
        said, total, stored = page.statuses, page.sum, lies(self.tablet.page, self.data)
        assert set(said) == set(self.films)
        sent = {film for film, status in said.items() if status in ON_SERVER}
        waiting = {film for film, status in said.items() if status in ("tablet", "sending")}
        assert sent == stored.on_server, (said, stored)
        # A copy that is safe on the server may leave the tablet.
        assert stored.acknowledged <= sent, (said, stored)
        assert waiting == stored.here - stored.acknowledged, (said, stored)
        words = {"on this tablet only": len(waiting), "deleted": len(said) - len(sent) - len(waiting)}
        assert {name: total[name] for name in words} == words
        assert total["supervisor can open"] + sum(total.get(one, 0) for one in COPIES) == len(sent)
        print(f"\n{total}, of them on the server {len(stored.on_server)}")
        return stored


COPIES = ("sealed copy", "sealed copies")


@pytest.fixture(scope="module")
def far(
    warm: Warm, fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("sync")
    with ExitStack() as stack:
        world = stack.enter_context(warm.copy(folder / "world"))
        world.program.stop()
        date = ServerDate(folder / "date")
        behind = Program(world.program.folder, {"AMANAT_ORIGIN": world.program.origin, **date.environ})
        behind.start()
        stack.callback(behind.stop)
        line = stack.enter_context(Line(world.program.port, behind.port).running())
        playwright = stack.enter_context(sync_playwright())
        noted = witness + edges.AWAKE
        tablet = stack.enter_context(working(world, "worker", playwright, fake_media, noted))
        session = tablet.page.context.new_cdp_session(tablet.page)
        session.send("Browser.setPermission", edges.may_stay_awake(world.program.origin))
        yield Field(tablet, line, behind, date, world, playwright, fake_media, witness)


def test_without_internet_films_are_made_and_the_numbers_say_where_they_are(far: Field) -> None:
    far.line.down()
    first = far.film(SEVERAL_PARTS)
    deleted = far.film(keep=False)
    stored = far.check()
    assert stored.here == {first}
    assert stored.on_server == set()
    page = Films(far.tablet)
    page.expect(first, "On this tablet only")
    page.expect(first, "waits for internet")
    page.expect(deleted, "Deleted")
    far.tablet.go("/")
    expect(far.tablet.page.get_by_role("main")).to_contain_text(
        "No internet. You can film and write as always."
    )
    expect(far.tablet.page.get_by_role("main")).to_contain_text("1 film on this tablet only")


def test_a_film_goes_on_from_what_the_server_has_acknowledged_and_not_from_its_beginning(far: Field) -> None:
    film, page = far.films[0], Films(far.tablet)
    # Cuts make the parts small, so that a short film has several: the last one is under way when the server dies.
    cut = Meets("cut", 160 * KIB)
    far.line.plan = [cut, cut, None, Meets("hold", 160 * KIB)]
    far.line.back()
    far.line.wait_held()
    page.show()
    page.expect(film, "Sending ")
    told = SENT_OF.search(page.row(film).inner_text())
    assert told is not None
    done, whole = float(told[1]), float(told[2])
    patches = list(far.line.patches)
    print(f"\nparts began at {[one.offset for one in patches]} of {whole} MB; shown {told[0]}")
    assert [one.offset > 0 for one in patches] == [False, True, True, True]
    # Never more than the server has said that it has.
    assert done == pytest.approx(patches[-1].offset / 1e6, abs=0.06 if done < 10 else 0.6)
    assert 0 < done < whole
    page.expect(film, "less than a minute")
    assert lies(far.tablet.page, far.data).on_server == set()
    far.tablet.go("/")
    expect(far.tablet.page.get_by_role("main")).to_contain_text("Films are being sent. Leave this screen on.")
    far.tablet.page.wait_for_function(f"() => ({edges.HELD})() >= 1")
    # What is written meanwhile does not wait for the film.
    add_visit(far.tablet, FAMILY, "23:58")
    far.tablet.page.wait_for_function(NOTHING_WRITTEN_WAITS)
    assert lies(far.tablet.page, far.data).on_server == set()

    far.server.kill()
    page.show()
    page.expect(film, "waits for internet")
    page.expect(film, "Sending ")
    far.check()
    far.server.start()
    page.expect(film, "Sealed copy on the server")
    again = far.line.patches[len(patches) :]
    print(f"after the server's death: {[one.offset for one in again]}")
    assert again[0].offset >= patches[-1].offset
    far.tablet.page.wait_for_function(f"() => ({edges.HELD})() === 0")
    stored = far.check()
    assert stored.on_server == stored.acknowledged == {film}
    far.tablet.go("/")
    expect(far.tablet.page.get_by_role("main")).to_contain_text("Every film is on the server")
    expect(far.tablet.page.get_by_role("main")).to_contain_text(re.compile(r"Last sent today at \d\d:\d\d"))


def test_a_server_without_room_says_so_and_takes_the_film_when_it_has_some(far: Field) -> None:
    page = Films(far.tablet)
    far.line.down()
    film = far.film(MIB + 256 * KIB)
    far.server.fill_up(MIB)
    far.line.back()
    page.show()
    page.expect(film, "tried again at ")
    far.tablet.go("/")
    task = far.tablet.page.get_by_role("link").filter(has_text=f"{FAMILY}: the server refused a film")
    expect(task).to_contain_text("It is safe on this tablet.")
    task.click()
    facts = page.open(film)
    words = (
        "The service’s store is full. Your film is safe here. Your lead has been told. (upload-server-full)"
    )
    expect(facts).to_contain_text(words)
    press(facts, "Tell the lead: code upload-server-full")
    sheet = far.tablet.page.get_by_role("dialog", name="What to tell your lead")
    expect(sheet).to_contain_text("upload-server-full")
    expect(sheet).to_contain_text("The film is safe and sealed on this tablet.")
    press(sheet, "Close")
    assert far.check().on_server == {far.films[0]}
    facts = page.open(film)
    far.server.fill_up(None)
    press(facts, "Try now")
    page.expect(film, "Sealed copy on the server")
    expect(page.row(film)).not_to_contain_text("upload-server-full")
    assert far.check().on_server == {far.films[0], film}


def test_a_supervisor_who_can_open_a_film_is_told_and_sees_who_wants_it_gone_sooner(far: Field) -> None:
    page, film = Films(far.tablet), far.films[0]
    with working(far.world, "supervisor", far.playwright, far.media, far.witness) as supervisor:
        page.expect(film, "Supervisor can open")
        page.expect(film, "not opened yet")
        far.check()
        facts = page.open(film)
        press(facts, "Delete sooner")
        ask = f"Delete this film before its date? It goes in 3 days. {SUPERVISOR} can see this."
        expect(facts).to_contain_text(ask)
        press(facts, "Keep the date")
        expect(facts).not_to_contain_text("It goes in 3 days.")
        press(facts, "Delete sooner")
        press(facts, "Delete it in 3 days")
        expect(facts).to_contain_text(f"{SUPERVISOR} can see this.")
        supervisor.choose(FAMILY)
        theirs = Films(supervisor).open(film)
        expect(theirs).to_contain_text(f"{WORKER} asked for it to go sooner.", timeout=LONG_MS)


@pytest.mark.long
def test_after_days_without_internet_everything_is_sent(far: Field) -> None:
    page, tablet = Films(far.tablet), far.tablet
    far.line.down()
    film = far.film()
    turn_tablet(tablet.page, 4)
    tablet.unlock()
    tablet.go("/")
    expect(tablet.page.get_by_role("main")).to_contain_text(
        "1 film has waited 3 days. Connect this tablet today."
    )
    expect(tablet.page.get_by_role("main")).to_contain_text("Last sent on")
    far.date.turn(4)
    far.line.back()
    page.show()
    page.expect(film, "Sealed copy on the server")
    # What was to go in three days has gone meanwhile.
    page.expect(far.films[0], "Deleted")
    stored = far.check()
    assert far.films[0] in stored.destroyed
    assert film in stored.on_server
    tablet.expect_all_sent()


@pytest.mark.long
def test_a_wrong_date_hides_films_and_deletes_none_until_a_person_has_said_the_day(far: Field) -> None:
    page, tablet = Films(far.tablet), far.tablet
    main = tablet.page.get_by_role("main")
    far.line.down()
    film = far.film()
    before = lies(tablet.page, far.data)
    turn_tablet(tablet.page, 4 + 70)
    far.line.back()
    tablet.unlock()
    tablet.go("/")
    words = re.compile(
        r"The tablet’s date may be wrong\. 1 film that is only here is hidden; it is not deleted\. "
        r"A film that is safe elsewhere may leave this tablet\. What is today’s date\?"
    )
    expect(main).to_contain_text(words, timeout=LONG_MS)
    # It is said once that the film is here, and who works with the tablet is known all the same.
    expect(main).to_contain_text("1 film is here and hidden")
    expect(main).not_to_contain_text("No film waits here")
    expect(tablet.page.get_by_role("region", name="You")).to_contain_text(WORKER)
    stored = lies(tablet.page, far.data)
    assert film in stored.here & stored.hidden
    press(tablet.page, "It is another day")
    expect(main).not_to_contain_text("What is today’s date?")
    assert film in lies(tablet.page, far.data).here
    # The date is set right: the film is there again, and is sent.
    turn_tablet(tablet.page, 4)
    tablet.unlock()
    page.show()
    page.expect(film, "Sealed copy on the server")
    assert far.check().on_server == before.on_server | {film}


def test_the_page_broke_no_rule_of_its_own(far: Field) -> None:
    assert far.tablet.watched.violations() == []
