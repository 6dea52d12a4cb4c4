"""The places of each role for everybody: by keyboard alone, on a phone, in dark, in forced colours.

test_access.py looks at the way in; here it is the rail of worker, supervisor and admin, their screens and sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import LONG
from tests.e2e.album import PICTURES
from tests.e2e.browser import arguments
from tests.e2e.measures import flaws, in_large_text_on_a_narrow_screen
from tests.e2e.program import Program
from tests.e2e.screens import Admin, Worker, press
from tests.e2e.test_access import Keys, Looks, watched
from tests.tools import PWA, STATIC, need

pytestmark = pytest.mark.browser

# The place where one is at first comes last: a screen that stands already does not come.
WORKER = {"Families": "families", "Films": "films", "More": "more", "Today": "today"}
SUPERVISOR = {"Families": "supervised", "More": "supervisor's more", "Inbox": "inbox"}
STATES = (
    *(*WORKER.values(), "help", "new family", "family", "notes", "visit"),
    *(*SUPERVISOR.values(), "supervised family"),
    *("members", "change a member", "devices", "a lost tablet", "service", "dark and left"),
)

AXE = """async (rules) => {
  const found = await axe.run(document, { rules, resultTypes: ['violations'] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}"""
LOOKS: tuple[tuple[int, int, Literal["light", "dark"], Literal["none", "active"]], ...] = (
    (1280, 800, "light", "none"),
    (834, 1194, "dark", "none"),
    (390, 844, "light", "active"),
)
RULES = {"target-size": {"enabled": True}}
# axe reads the colours of the style sheet; those that a forced palette puts in their place it cannot judge.
FORCED_RULES = {**RULES, "color-contrast": {"enabled": False}}


@dataclass
class Found:
    """What was found at each state."""

    keys: Looks
    faults: dict[str, list[str]] = field(default_factory=dict)
    flaws: dict[str, list[str]] = field(default_factory=dict)
    wide: dict[str, list[str]] = field(default_factory=dict)
    moving: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        """Looks at a state in light, dark and forced colours, at every size."""
        page.evaluate(self.keys.axe)
        self.faults[name], self.flaws[name] = [], []
        for width, height, scheme, forced in LOOKS:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, forced_colors=forced)
            rules = FORCED_RULES if forced == "active" else RULES
            found = page.evaluate(AXE, rules)
            self.faults[name] += [f"{width} px, {scheme}, forced {forced}: {fault}" for fault in found]
            self.flaws[name] += [f"{width} px, {scheme}: {flaw}" for flaw in flaws(page)]
            if LONG:
                picture = PICTURES / "colours" / f"{scheme}-{'forced' if forced == 'active' else width}"
                page.screenshot(path=picture / f"{name}.png")
        self.wide[name] = in_large_text_on_a_narrow_screen(page)
        page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
        self.moving[name] = page.evaluate("() => document.getAnimations().length")
        page.emulate_media(reduced_motion="no-preference")
        page.set_viewport_size({"width": 1280, "height": 800})

    def screen(self, page: Page, name: str, title: str | re.Pattern[str]) -> None:
        """Looks at a screen that has come; its heading has the focus."""
        page.get_by_role("heading", level=1, name=title).wait_for()
        if not page.evaluate("() => document.activeElement === document.querySelector('h1')"):
            self.elsewhere.append(name)
        self.look(page, name)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """A worker's places by keyboard alone, a family and its visit, a supervisor's places, an admin's and its sheets."""
    assert (STATIC / "index.html").exists(), "make build"
    found = Found(Looks((PWA / "node_modules" / "axe-core" / "axe.min.js").read_text()))
    program = Program(tmp_path_factory.mktemp("service"))
    try:
        program.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=need("chromium"), headless=True, args=arguments()
            )
            admin, supervisor, tablet = (
                Admin(watched(browser)),
                Worker(watched(browser)),
                Worker(watched(browser)),
            )
            admin.set_up(program.setup_link)
            words = supervisor.join(admin.invite_supervisor("Ayesha"))
            admin.let_in("Ayesha", words)
            admin.finish()
            admin.let_in("Mina", tablet.join(admin.invite("Mina", "Field worker")))
            supervisor.begin()
            tablet.begin()
            places(tablet.page, found)
            family(tablet, found)
            supervised(supervisor, found)
            desk(admin.page, found)
            dark(tablet, found)
            browser.close()
        yield found
    finally:
        program.stop()


def places(page: Page, found: Found) -> None:
    """Every place of the worker's rail, by keyboard alone."""
    keys = Keys(page, found.keys)
    for place, name in WORKER.items():
        keys.press(place, "Enter")
        found.screen(page, name, place)
    keys.press("Help", "Enter")
    page.get_by_role("dialog", name="Help").wait_for()
    found.look(page, "help")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Help", exact=True)).to_be_focused()


def family(tablet: Worker, found: Found) -> None:
    """A family from its opening to the visit."""
    page = tablet.page
    tablet.go("/families/new")
    page.get_by_label("Label", exact=True).wait_for()
    found.screen(page, "new family", re.compile("family", re.IGNORECASE))
    tablet.open_family("Blue kite", "Ayesha")
    found.screen(page, "family", re.compile("Blue kite"))
    case = page.evaluate("() => location.hash").split("/")[2]
    tablet.go(f"/families/{case}/notes")
    page.get_by_label("New note").wait_for()
    found.screen(page, "notes", "Notes")
    tablet.at_the_camera("Blue kite")
    tablet.add_child()
    found.look(page, "visit")


def supervised(supervisor: Worker, found: Found) -> None:
    """A supervisor's places, and a family of theirs once its keys have come."""
    page = supervisor.page
    rail = page.get_by_role("navigation", name="Places")
    for place, name in SUPERVISOR.items():
        rail.get_by_role("link", name=place, exact=True).click()
        found.screen(page, name, place)
    supervisor.choose("Blue kite")
    found.screen(page, "supervised family", re.compile("Blue kite"))


def desk(page: Page, found: Found) -> None:
    """The admin's places and sheets."""
    found.look(page, "members")
    page.get_by_role("button", name="Change Mina").click()
    page.get_by_role("dialog").wait_for()
    found.look(page, "change a member")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Devices", exact=True).click()
    found.screen(page, "devices", "Devices")
    page.get_by_role("button", name="Tablet is lost").last.click()
    page.get_by_role("dialog").wait_for()
    found.look(page, "a lost tablet")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Service", exact=True).click()
    page.get_by_label("Days a film may stay").wait_for()
    found.screen(page, "service", "Service")


def dark(tablet: Worker, found: Found) -> None:
    """Dark, larger text, left-handed, as somebody chose it."""
    page = tablet.page
    tablet.go("/more")
    for answer in ("Dark", "Larger", "Left hand"):
        press(page, answer)
    expect(page.locator("html")).to_have_attribute("data-hand", "left")
    found.look(page, "dark and left")


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_in_any_size_or_colours(found: Found, name: str) -> None:
    assert found.faults[name] == []


def test_every_state_was_looked_at(found: Found) -> None:
    assert sorted(found.faults) == sorted(STATES)


def test_targets_answers_and_letters_have_their_sizes(found: Found) -> None:
    assert {name: flaws for name, flaws in found.flaws.items() if flaws} == {}


def test_text_of_200_percent_on_320_px_needs_no_moving_to_the_side(found: Found) -> None:
    assert {name: wide for name, wide in found.wide.items() if wide} == {}


def test_a_screen_that_comes_has_the_focus_on_its_heading(found: Found) -> None:
    assert found.elsewhere == []


def test_where_less_motion_is_wished_for_nothing_moves(found: Found) -> None:
    assert {name: moving for name, moving in found.moving.items() if moving} == {}


def test_by_keyboard_one_always_sees_where_one_is(found: Found) -> None:
    assert found.keys.unseen == []
