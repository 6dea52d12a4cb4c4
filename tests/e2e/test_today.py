"""Today and the families of a worker: planned, found and changed, by keys alone, and by everybody.

The worker's tablet is a copy of one that stands ready; its server is up, and nothing is filmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.pages_today import add_visit, working
from tests.e2e.screens import LONG_MS, Worker, fill, press
from tests.e2e.warm import FAMILY, SUPERVISOR, Warm
from tests.tools import PWA

pytestmark = pytest.mark.browser

OTHERS = ("Amber gate", "Silver moss", "Tall fern", "Round shed", "Soft wool", "Quick oar")
AXE = """async () => {
  const found = await axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}"""


@pytest.fixture(scope="module")
def tablet(
    warm: Warm, fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    with ExitStack() as stack:
        world = stack.enter_context(warm.copy(tmp_path_factory.mktemp("today") / "world"))
        playwright = stack.enter_context(sync_playwright())
        yield stack.enter_context(working(world, "worker", playwright, fake_media, witness))


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def tab_to(page: Page, role: str, name: str) -> None:
    """Presses Tab until that control has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type] # a role out of the test's own words
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the focus never came to {name}")


def test_a_day_without_visits_offers_one_and_the_families(tablet: Worker) -> None:
    tablet.go("/")
    title(tablet.page, "Today")
    # A run begins in the forenoon, so that its day does not end before it.
    assert tablet.page.evaluate("() => new Date().getHours()") in range(10, 22)
    visits = tablet.page.get_by_role("region", name="Visits")
    expect(visits).to_contain_text("No visits today.")
    expect(visits.get_by_role("link", name="Families")).to_be_visible()
    press(visits, "Add a visit")
    tablet.page.get_by_role("dialog").wait_for()
    tablet.page.keyboard.press("Escape")
    expect(visits.get_by_role("button", name="Add a visit")).to_be_focused()


def test_only_the_next_visit_has_the_filled_button(tablet: Worker) -> None:
    tablet.open_family(OTHERS[0], SUPERVISOR)
    tablet.go("/")
    add_visit(tablet, FAMILY, "23:50")
    add_visit(tablet, OTHERS[0], "23:55")
    rows = tablet.page.get_by_role("region", name="Visits").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(FAMILY)
    expect(rows.nth(0).get_by_role("link", name="Start visit")).to_be_visible()
    expect(rows.nth(1).get_by_role("link", name="Open")).to_be_visible()
    assert tablet.page.locator("main .button.main").count() == 1


def test_a_family_is_found_by_its_label(tablet: Worker) -> None:
    for label in OTHERS[1:]:
        tablet.open_family(label, SUPERVISOR)
    tablet.go("/families")
    rows = tablet.page.get_by_role("list", name="Families").get_by_role("listitem")
    expect(rows).to_have_count(len(OTHERS) + 1)
    fill(tablet.page, "Find a family", "MOSS")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Silver moss")
    fill(tablet.page, "Find a family", "zebra")
    expect(tablet.page.get_by_text("No family has that label.")).to_be_visible()


def test_a_family_opens_and_changes_by_keys_alone(tablet: Worker) -> None:
    page = tablet.page
    tablet.go("/families/new")
    title(page, "New family")
    label = page.get_by_label("Label", exact=True)
    first = label.input_value()
    assert len(first.split()) == 2
    tab_to(page, "button", "Another label")
    page.keyboard.press("Enter")
    expect(label).not_to_have_value(first)
    drawn = label.input_value()
    tab_to(page, "checkbox", "Sylheti")
    page.keyboard.press("Space")
    tab_to(page, "button", "Open this family")
    page.keyboard.press("Enter")
    title(page, drawn)
    expect(page.get_by_role("region", name="About this family")).to_contain_text("Sylheti")
    expect(page.get_by_role("region", name="About this family")).to_contain_text(SUPERVISOR)
    tab_to(page, "button", "Change")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name=f"Change {drawn}")
    sheet.get_by_label("Label", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Green latch")
    page.keyboard.press("Enter")
    title(page, "Green latch")


def test_a_label_that_another_family_has_is_told(tablet: Worker) -> None:
    tablet.go("/families/new")
    fill(tablet.page, "Label", FAMILY.upper())
    expect(tablet.page.get_by_text("Another family has that label.")).to_be_visible()


def test_without_a_supervisor_nothing_is_lost_and_nothing_opens(tablet: Worker) -> None:
    tablet.go("/families")
    tablet.go("/families/new")
    fill(tablet.page, "Label", "Lone cup")
    tablet.page.get_by_label("Who supervises?", exact=True).select_option("")
    press(tablet.page, "Open this family")
    words = "This family has no supervisor yet. What you wrote is kept. Choose who supervises."
    expect(tablet.page.get_by_role("alert")).to_contain_text(words)
    expect(tablet.page.get_by_label("Label", exact=True)).to_have_value("Lone cup")


@pytest.mark.parametrize("width", [320, 834, 1280])
def test_nothing_is_clipped_and_axe_finds_nothing(tablet: Worker, width: int) -> None:
    page = tablet.page
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate((PWA / "node_modules" / "axe-core" / "axe.min.js").read_text())
    for place in ("/", "/families", "/families/new", "/films"):
        tablet.go(place)
        page.get_by_role("main").wait_for()
        page.wait_for_function("() => document.querySelector('main')?.childElementCount > 0")
        assert page.evaluate(AXE) == [], place
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), place
    tablet.choose(FAMILY)
    assert page.evaluate(AXE) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_tablet_with_little_room_says_how_much_and_what_to_do(tablet: Worker) -> None:
    page = tablet.page
    here = page.get_by_role("region", name="This tablet")
    tablet.go("/")
    expect(here).to_contain_text("Room for 1 h or more of film")
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    used = page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    # Twenty minutes of film, of which the room that closes a film takes its part.
    size = used + 20 * 15 * (1 << 20)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": size})
    # Told anew every ten seconds, while it stands there.
    chip = here.locator(".chip.warn")
    expect(chip).to_have_text(
        re.compile(r"^Room for 1\d min of film\. Send films to make room\.$"), timeout=LONG_MS
    )
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    expect(chip).to_have_count(0, timeout=LONG_MS)
