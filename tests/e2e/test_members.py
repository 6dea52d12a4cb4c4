"""Members and devices, settings and help: three browsers against the real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.browser import arguments
from tests.e2e.pages_members import Desk, chosen, goto
from tests.e2e.program import Program
from tests.e2e.screens import Admin, Watched, Worker, press, stage
from tests.tools import STATIC, need

pytestmark = pytest.mark.browser

VIOLATIONS = """
  globalThis.witness = { violations: [] };
  addEventListener('securitypolicyviolation', (event) => witness.violations.push(event.violatedDirective));
"""


@dataclass
class World:
    """A service, its admin at the desk, and the tablets that have joined."""

    browser: Browser
    program: Program
    profiles: list[Watched] = field(default_factory=list)

    def profile(self) -> Watched:
        context = self.browser.new_context()
        context.new_page()
        self.profiles.append(Watched(context, VIOLATIONS))
        return self.profiles[-1]

    def joined(self, name: str, role: str) -> Worker:
        """A tablet whose person was let in."""
        tablet, admin = Worker(self.profile()), Admin(self.profiles[0])
        goto(admin.page, "Members")
        admin.let_in(name, tablet.join(admin.invite(name, role)))
        tablet.begin()
        tablet.page.get_by_role("navigation", name="Places").wait_for()
        return tablet

    @property
    def desk(self) -> Desk:
        return Desk(self.profiles[0].page)


@pytest.fixture(scope="module")
def noor(world: World) -> Worker:
    """A field worker whose tablet changes hands and is lost."""
    return world.joined("Noor", "Field worker")


@pytest.fixture(scope="module")
def usha(world: World) -> Worker:
    """A field worker who sets her tablet up and leaves it."""
    return world.joined("Usha", "Field worker")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The admin has set the service up and let a supervisor in."""
    assert (STATIC / "index.html").exists(), "make build"
    program = Program(tmp_path_factory.mktemp("service"))
    try:
        program.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=need("chromium"), headless=True, args=arguments()
            )
            made = World(browser, program)
            admin, supervisor = Admin(made.profile()), Worker(made.profile())
            admin.set_up(program.setup_link)
            admin.let_in("Ayesha", supervisor.join(admin.invite_supervisor("Ayesha")))
            admin.finish()
            admin.page.get_by_role("heading", level=1, name="Members").wait_for()
            yield made
            browser.close()
    finally:
        program.stop()


def test_the_words_that_are_heard_are_typed_by_their_letters_and_the_tablet_joins(world: World) -> None:
    desk, admin, tablet = world.desk, Admin(world.profiles[0]), Worker(world.profile())
    words = tablet.join(admin.invite("Mina", "Field worker"))
    desk.guest("Mina").wait_for()
    expect(desk.guest("Mina")).to_contain_text("Mina, Field worker")
    join = desk.guest("Mina").get_by_role("button", name="Let it join", exact=True)
    # Nothing joins before six words are there, and no button says that they are the same.
    expect(join).to_have_attribute("aria-disabled", "true")
    desk.tap_words("Mina", words)
    expect(join).not_to_have_attribute("aria-disabled", "true")
    join.click()
    expect(desk.page.get_by_text("Mina has joined.")).to_be_visible()
    expect(desk.member("Mina")).to_contain_text("Field worker")
    tablet.begin()


def test_other_words_let_nobody_in_and_they_differ_sends_the_tablet_away(world: World) -> None:
    desk, admin, tablet = world.desk, Admin(world.profiles[0]), Worker(world.profile())
    words = tablet.join(admin.invite("Nobody", "Field worker"))
    admin.type_words("Nobody", list(reversed(words)))
    expect(desk.guest("Nobody").get_by_role("alert")).to_contain_text("(enrol-words)")
    press(desk.guest("Nobody"), "They differ")
    stage(tablet.page, "refused")
    expect(desk.page.get_by_text("Nothing has joined. Start again")).to_be_visible()
    expect(desk.member("Nobody")).to_have_count(0)


def test_a_link_that_nobody_used_is_listed_and_can_be_forgotten(world: World) -> None:
    page = world.desk.page
    link = Admin(world.profiles[0]).invite("Later", "Interpreter")
    links = page.get_by_role("region", name="Links that wait")
    expect(links).to_contain_text("Later, Interpreter")
    expect(links).to_contain_text("Good until")
    press(links, "Show Later’s link")
    assert links.get_by_label("Link to send").input_value() == link
    press(links, "Forget Later’s link")
    expect(page.get_by_text("Later, Interpreter")).to_have_count(0)


@pytest.mark.usefixtures("noor")
def test_a_member_gets_another_role_and_somebody_who_supervises(world: World) -> None:
    desk = world.desk
    goto(desk.page, "Members")
    sheet = desk.change("Noor")
    sheet.get_by_role("combobox", name="Who supervises Noor?").select_option(label="Ayesha")
    press(sheet, "Note it")
    expect(sheet.get_by_text("Noted.")).to_be_visible()
    sheet.get_by_role("combobox", name="Role").select_option(label="Interpreter")
    press(sheet, "Give this role")
    expect(desk.member("Noor")).to_contain_text("Interpreter · Ayesha supervises", timeout=20_000)
    press(sheet, "Close")


def test_a_second_device_waits_until_its_member_has_agreed_on_the_first(world: World, noor: Worker) -> None:
    second, desk = Worker(world.profile()), world.desk
    goto(desk.page, "Members")
    admin = Admin(world.profiles[0])
    sheet = desk.change("Noor")
    press(sheet, "Make a link")
    words = second.join(sheet.get_by_label("Link to send").input_value())
    press(sheet, "Close")
    desk.guest("Noor").wait_for()
    expect(desk.guest("Noor")).to_contain_text("This is Noor’s second device.")
    admin.let_in("Noor", words)
    expect(desk.member("Noor")).to_contain_text("Waits for another admin")
    # On their first device it is one of the things to do.
    goto(noor.page, "More")
    press(noor.page, "I agree to my second device")
    expect(desk.member("Noor")).not_to_contain_text("Waits", timeout=20_000)


def test_a_lost_tablet_stops_at_its_next_contact_and_nothing_is_left_on_it(
    world: World, noor: Worker
) -> None:
    tablet, desk = noor, world.desk
    goto(tablet.page, "More")
    tablet.page.get_by_role("textbox", name="Name of this tablet").fill("The blue one")
    press(tablet.page, "Name it so")
    goto(desk.page, "Devices")
    desk.tablet("The blue one").wait_for()
    expect(desk.tablet("The blue one")).to_contain_text("Noor, Interpreter")
    sheet = desk.lose("The blue one")
    expect(sheet).to_contain_text("Its keys stop now. It is wiped when it next connects.")
    expect(sheet).to_contain_text("Without internet it opens nothing after")
    boxes = [sheet.get_by_role("button", name=name, exact=True).bounding_box() for name in LOST]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    press(sheet, "It is lost")
    expect(desk.page.get_by_text("Other tablets learn it when they connect.")).to_be_visible()
    expect(desk.tablet("The blue one")).to_contain_text("Keys stopped")
    stage(tablet.page, "revoked")
    expect(tablet.page.get_by_role("main")).to_contain_text("This tablet was reported lost")
    tablet.page.wait_for_function(EMPTY)
    tablet.page.reload()
    stage(tablet.page, "new")


LOST = ("It is not lost", "It is lost")
EMPTY = """async () => {
  const [{ name }] = await indexedDB.databases();
  const open = indexedDB.open(name);
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const tables = [...db.objectStoreNames];
  const tx = db.transaction(tables);
  const counts = tables.map((one) => new Promise((done) => {
    const asked = tx.objectStore(one).count();
    asked.onsuccess = () => done(asked.result);
  }));
  const all = await Promise.all(counts);
  db.close();
  return all.reduce((sum, n) => sum + n, 0) === 0;
}"""


def test_what_was_chosen_for_the_screens_outlives_a_restart_and_the_lock(usha: Worker) -> None:
    page = usha.page
    goto(page, "More")
    for answer in ("Larger", "Dark", "Left hand"):
        press(page, answer)
    expect(page.locator("html")).to_have_attribute("data-hand", "left")
    page.reload()
    stage(page, "locked")
    for mark, value in (("text", "larger"), ("theme", "dark"), ("hand", "left")):
        expect(page.locator("html")).to_have_attribute(f"data-{mark}", value)
    usha.unlock()
    goto(page, "More")
    assert [chosen(page, one) for one in ("Text size", "Light or dark")] == ["Larger", "Dark"]
    left, right = (
        page.get_by_role("button", name=name, exact=True).bounding_box() for name in ("Stop", "Help")
    )
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"]


def test_the_service_changes_what_it_has_chosen_and_help_knows_the_number(world: World) -> None:
    page = world.desk.page
    goto(page, "Service")
    page.get_by_label("Phone", exact=True).fill("020 7946 0000")
    page.get_by_label("Days a film may stay").fill("0")
    expect(page.get_by_role("alert")).to_contain_text("Write a whole number of days")
    page.get_by_label("Days a film may stay").fill("30")
    press(page, "Change it")
    expect(page.get_by_label("Days a film may stay")).to_have_value("30")


def test_help_opens_from_its_corner_with_the_card_of_the_screen_first(usha: Worker) -> None:
    page = usha.page
    goto(page, "More")
    press(page, "Help")
    sheet = page.get_by_role("dialog", name="Help")
    expect(sheet).to_contain_text("Ask your lead: 020 7946 0000", timeout=20_000)
    headings = sheet.get_by_role("heading", level=3).all_inner_texts()
    assert (headings[0], len(headings)) == ("Unlock and hand over", 6)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("button", name="Help", exact=True)).to_be_focused()


def test_nobody_signs_a_tablet_out_while_something_waits_on_it(world: World, usha: Worker) -> None:
    page = usha.page
    goto(page, "More")
    leave = page.get_by_role("button", name="Sign this tablet out", exact=True)
    expect(leave).not_to_have_attribute("aria-disabled", "true")
    world.program.stop()
    page.get_by_role("textbox", name="Name of this tablet").fill("The red one")
    press(page, "Name it so")
    expect(leave).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("1 thing waits here. Send it first.")).to_be_visible()
    world.program.start()
    expect(leave).not_to_have_attribute("aria-disabled", "true", timeout=90_000)
    leave.click()
    press(page.get_by_role("dialog"), "Sign it out")
    stage(page, "new")


def test_the_pages_break_no_rule_of_their_own(world: World) -> None:
    for watched in world.profiles:
        assert watched.violations() == []
        assert watched.complaints == []
