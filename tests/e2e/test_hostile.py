"""Texts that are made to do harm, in every field that takes text: none of them runs, none makes an element, none turns
round what stands beside it, and what is kept reads as it stood in the field.

Notes and the search take all two hundred; every other field takes a share of them, another one each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.hostile_page import Siege, line, runs_from_the_left, share, shows, trimmed, type_in
from tests.e2e.pages_locks import PIN
from tests.e2e.pages_members import goto
from tests.e2e.pages_notes import NotesPage
from tests.e2e.pages_today import working
from tests.e2e.payloads import PAYLOADS
from tests.e2e.program import Program
from tests.e2e.screens import LONG_MS, Admin, Watched, Worker, fill, press, stage
from tests.e2e.typing_places import FIELDS, NAMES, RAW, fields, raw
from tests.e2e.warm import FAMILY, Warm
from tests.tools import need

pytestmark = pytest.mark.browser

NOTES = 5


@pytest.fixture(scope="module")
def siege(
    warm: Warm, fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Siege]:
    with ExitStack() as stack:
        world = stack.enter_context(warm.copy(tmp_path_factory.mktemp("hostile") / "world"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=need("chromium"), headless=True, args=arguments()
        )
        stack.callback(browser.close)
        yield Siege(world, playwright, browser, fake_media, witness)


def test_no_field_is_forgotten() -> None:
    found = fields()
    assert set(found) == set(FIELDS)
    # Two pages of the set-up have a field of one label; one form asks for a label in two places.
    assert all(found[place] <= len(names) for place, names in FIELDS.items())
    assert raw() == set(RAW)


def test_a_worker_types_them_and_reads_them_as_they_were(siege: Siege) -> None:
    with (
        working(siege.world, "worker", siege.playwright, siege.media, siege.witness) as tablet,
        siege.watching(tablet.watched),
    ):
        page = tablet.page
        for number in range(6):
            tablet.open_family(f"Row {number}", "Ayesha")
        tablet.choose(FAMILY)
        family = page.evaluate("location.hash").split("/")[-1]
        _notes(siege, page, family)
        _search(siege, tablet)
        _labels(siege, page, family)


def _notes(siege: Siege, page: Page, family: str) -> None:
    notes = NotesPage(page)
    notes.open(family)

    def put(text: str) -> None:
        notes.field.fill(text)
        press(page, "Start another note")
        shows(page, ".note-text", text)

    size = len(PAYLOADS) // NOTES
    many = tuple("\n".join(PAYLOADS[at : at + size]) for at in range(0, len(PAYLOADS), size))
    siege.each("note", many, put)
    siege.used["note"] = len(PAYLOADS)
    siege.texts |= set(PAYLOADS)
    siege.each("note alone", share(0, 25), put)


def _search(siege: Siege, tablet: Worker) -> None:
    tablet.go("/families")
    box = tablet.page.get_by_label("Find a family", exact=True)

    def put(text: str) -> None:
        typed = type_in(box, text)
        rows = tablet.page.get_by_role("list", name="Families").get_by_role("listitem")
        known = [f"row {number}" for number in range(6)] + [FAMILY.lower()]
        expect(rows).to_have_count(len([one for one in known if trimmed(typed).lower() in one]))

    siege.each("search", PAYLOADS, put)
    box.fill("")


def _labels(siege: Siege, page: Page, family: str) -> None:
    page.evaluate("family => { location.hash = `#/families/${family}` }", family)

    def put(text: str) -> None:
        press(page, "Change")
        sheet = page.get_by_role("dialog")
        typed = type_in(line(sheet, "Label"), text)
        assert text.startswith(typed[:20])
        press(sheet, "Keep the change")
        sheet.wait_for(state="detached")
        shows(page, "h1", trimmed(typed), ", your side")

    siege.each("label", share(1, 10), put)
    # Whoever comes next finds the family by its name.
    put(FAMILY)
    page.evaluate("() => { location.hash = '#/families' }")
    page.get_by_role("list", name="Families").wait_for()

    def put_new(text: str) -> None:
        page.evaluate("() => { location.hash = '#/families/new' }")
        typed = type_in(line(page, "Label"), text)
        page.get_by_label("Who supervises?", exact=True).select_option(label="Ayesha")
        press(page, "Open this family")
        shows(page, "h1", trimmed(typed), ", your side")

    siege.each("label of a new family", share(2, 50), put_new)


def test_a_tablet_its_locks_and_its_film_take_them(siege: Siege) -> None:
    with (
        working(siege.world, "worker", siege.playwright, siege.media, siege.witness) as tablet,
        siege.watching(tablet.watched),
    ):
        _of_the_tablet(siege, tablet.page)
        _hand_over(siege, tablet.page)
        _visit_times(siege, tablet)
        _film_notes(siege, tablet)
        _locks(siege, tablet)


def _of_the_tablet(siege: Siege, page: Page) -> None:
    goto(page, "More")

    def put(text: str) -> None:
        box = line(page, "Name of this tablet")
        typed = type_in(box, text)
        press(page, "Name it so")
        page.get_by_text("Named. The lead sees it too.").wait_for()
        goto(page, "Today")
        goto(page, "More")
        expect(box).to_have_value(trimmed(typed))

    siege.each("name of the tablet", share(3, 40), put)


def _hand_over(siege: Siege, page: Page) -> None:
    page.evaluate("() => { location.hash = '#/hand-over' }")

    def put(text: str) -> None:
        type_in(line(page, "Link"), text)
        press(page.get_by_role("form", name="Somebody else will use this tablet too"), "Go on")
        expect(page.get_by_role("alert")).to_contain_text("(enrol-link)")

    siege.each("link of somebody else", share(4, 25), put)


def _visit_times(siege: Siege, tablet: Worker) -> None:
    page = tablet.page
    tablet.choose(FAMILY)
    press(page, "Add a visit")
    sheet = page.get_by_role("dialog", name="Add a visit")

    def put(text: str) -> None:
        type_in(line(sheet, "Time"), text)
        press(sheet, "Add it")
        expect(sheet.get_by_role("alert")).to_contain_text("Choose a day and a time that are still to come.")

    # Some are a time, "00" for one; those are of no use here.
    siege.each("time of a visit", tuple(one for one in share(6, 25) if not one.strip().isdigit()), put)
    press(sheet, "Close")


def _film_notes(siege: Siege, tablet: Worker) -> None:
    """A film of a second, and notes on it."""
    page = tablet.page
    tablet.at_the_camera(FAMILY)
    tablet.ask_one_person("Yes")
    tablet.begin_film(1_000)
    tablet.stop_film()
    film = tablet.films.first.get_attribute("data-film")
    family = page.evaluate("location.hash").split("/")[-1]
    notes = NotesPage(page)
    notes.open(family, film)

    def put(text: str) -> None:
        notes.field.fill(text)
        press(page, "Start another note")
        shows(page, ".note-text", text)

    siege.each("note on a film", share(20, 40), put)


def _locks(siege: Siege, tablet: Worker) -> None:
    """The five words after a start anew, and the PIN: as it is made, and behind the screen lock."""
    page = tablet.page
    page.reload()
    stage(page, "locked")

    def words(text: str) -> None:
        type_in(page.get_by_label("Five words", exact=True), text)
        press(page, "Unlock")
        expect(page.get_by_role("alert")).to_contain_text("(unlock-phrase)", timeout=LONG_MS)

    siege.each("five words", share(5, 100), words)
    page.get_by_label("Five words", exact=True).fill(" ".join(tablet.phrase))
    press(page, "Unlock")
    stage(page, "pin")
    pins = [page.get_by_label(label, exact=True) for label in ("Your PIN", "Your PIN once more")]

    def pin(text: str) -> None:
        for box in pins:
            assert text.startswith(type_in(box, text))
        press(page, "Keep this PIN")
        stage(page, "pin")

    # Only six digits make one.
    siege.each("PIN", share(6, 40), pin)
    siege.used["PIN once more"] = siege.used["PIN"]
    for box in pins:
        box.fill(PIN)
    press(page, "Keep this PIN")
    stage(page, "open")
    press(page, "Lock")
    stage(page, "veiled")

    def at_the_lock(text: str) -> None:
        assert text.startswith(type_in(page.get_by_label("PIN", exact=True), text))
        press(page, "Unlock")
        stage(page, "veiled")

    siege.each("PIN at the lock", share(9, 67), at_the_lock)
    fill(page, "PIN", PIN)
    press(page, "Unlock")
    stage(page, "open")


def test_an_admin_invites_people_of_such_names(siege: Siege) -> None:
    with (
        working(siege.world, "admin", siege.playwright, siege.media, siege.witness) as admin,
        siege.watching(admin.watched),
    ):
        page = admin.page
        goto(page, "Members")

        def invite(text: str) -> None:
            typed = type_in(line(page, "Name of the person"), text)
            press(page, "Make a link")
            expect(line(page, "Name of the person")).to_have_value("")
            page.wait_for_function(
                "text => [...document.querySelectorAll('li')].some((one) => one.textContent.includes(text))",
                arg=trimmed(typed),
            )

        siege.each("name of a person", share(7, 25), invite)
        invite("\u202eevil")
        runs_from_the_left(page, ", Field worker")
        _service(siege, page)


def _service(siege: Siege, page: Page) -> None:
    goto(page, "Service")

    def put(label: str) -> Callable[[str], None]:
        def into(text: str) -> None:
            typed = type_in(line(page, label), text)
            press(page, "Change it")
            page.get_by_text("Changed. Every tablet has it when it next connects.").wait_for()
            goto(page, "Members")
            goto(page, "Service")
            expect(line(page, label)).to_have_value(trimmed(typed))

        return into

    def days(label: str) -> Callable[[str], None]:
        def into(text: str) -> None:
            type_in(line(page, label), text)
            expect(page.get_by_role("alert").first).to_contain_text("Write a whole number of days")

        return into

    siege.each("name of the service", share(8, 40), put("Name of the service"))
    siege.each("phone", share(9, 40), put("Phone"))
    siege.each("days", share(10, 40), days("Days a film may stay"))
    siege.each("days offline", share(11, 40), days("Days a tablet may be offline"))


def test_a_set_up_takes_them_and_whoever_joins_is_shown_them_as_text(
    siege: Siege, tmp_path_factory: pytest.TempPathFactory
) -> None:
    program = Program(tmp_path_factory.mktemp("hostile-service"))
    program.start()
    first, guest = siege.fresh(), siege.fresh()
    try:
        with siege.watching(first):
            page = first.page
            page.goto(program.origin)
            stage(page, "new")

            def paste(text: str) -> None:
                type_in(line(page, "Or paste the link that you were sent"), text)
                press(page, "Open the link")
                expect(page.get_by_role("alert")).to_contain_text("This is not a whole link")

            siege.each("link that was sent", share(11, 25), paste)
            page.goto("about:blank")
            page.goto(program.setup_link)
            name = _set_up(siege, first)
            _joins(siege, page, guest, name)
    finally:
        program.stop()


def _set_up(siege: Siege, watched: Watched) -> str:
    """Through all the questions; gives the name that the service has in the end."""
    admin, page = Admin(watched), watched.page

    def into(label: str) -> Callable[[str], None]:
        return lambda text: _typed(line(page, label), text)

    def days(text: str) -> None:
        _typed(line(page, "Days"), text)
        press(page, "Go on")
        expect(page.get_by_role("alert")).to_contain_text("Write a whole number of days")

    last = '<img src=x onerror="globalThis.ran=1">{ $x }\u202e'
    siege.each("name at the set-up", (*share(12, 25), last), into("Name of the service"))
    admin.go_on("Who can a family phone?")
    siege.each("phone at the set-up", share(13, 25), into("Phone number"))
    admin.go_on("How many days may a film stay?")
    siege.each("days at the set-up", share(14, 67), days)
    line(page, "Days").fill("60")
    admin.go_on("How many days may a tablet wait without internet?")
    siege.each("days without internet", share(15, 67), days)
    line(page, "Days").fill("7")
    admin.go_on("Which languages do your screens need?")
    admin.go_on("Now your own keys")
    siege.each("own first name", (*share(16, 25), last), into("Your first name"))
    press(page, "Make the keys")
    page.get_by_role("heading", name="Your five words", level=1).wait_for(timeout=LONG_MS)
    page.get_by_label("I have written them down", exact=True).check()
    press(page, "Go on")
    press(page, "Start the service")
    page.get_by_role("heading", name="Who will supervise? Let them join now").wait_for()
    return last


def _typed(box: Locator, text: str) -> None:
    assert text.startswith(type_in(box, text)[:20])


def _joins(siege: Siege, page: Page, watched: Watched, service: str) -> None:
    name = '"><svg onload=globalThis.ran=1>{ $label }\u2067'
    box = line(page, "Name of the supervisor")
    siege.each("name of the supervisor", (*share(18, 50), name), lambda text: _typed(box, text))
    typed = box.input_value()
    press(page, "Make a link")
    link = page.get_by_label("Link to send").input_value()
    guest = watched.page
    guest.goto(link)
    guest.get_by_role("button", name="Join with this tablet", exact=True).wait_for()
    assert service in guest.locator("h1").evaluate("one => one.textContent")
    with siege.watching(watched):
        Worker(watched).join(link)
        region = page.get_by_role("region", name="A new tablet wants to join")
        region.wait_for()
        assert typed in region.evaluate("one => one.textContent")

        def words(text: str) -> None:
            single = "".join(text.split())
            for place in range(1, 7):
                type_in(line(region, f"Word {place}"), single)
            press(region, "Let it join")
            expect(region.get_by_role("alert")).to_contain_text("(enrol-words)")

        siege.each("six words", share(17, 50), words)


def test_every_text_was_used_and_every_field_had_some(siege: Siege) -> None:
    print("\n" + ", ".join(f"{name}: {count}" for name, count in siege.used.items()))
    assert siege.texts >= set(PAYLOADS)
    assert set(siege.used) - {"note alone"} == NAMES
