"""The page for everybody: by keyboard alone, read aloud, in large text, on a phone.

One walk goes through the stages over a real server; the tests say what the walk must not have met. axe-core looks at
each stage in three sizes of screen (WCAG 2.2 A and AA, and its own best practice). The file is long because the walk is
one story in order: cut in two, the second half would have to go the first half again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.conftest import LONG
from tests.e2e.album import PICTURES
from tests.e2e.browser import arguments
from tests.e2e.measures import flaws, in_large_text_on_a_narrow_screen
from tests.e2e.program import Program
from tests.e2e.screens import Admin, Watched, Worker, begin, keep_words, press, stage
from tests.tools import PWA, STATIC, need

pytestmark = pytest.mark.browser

FOCUS_MS = 3_000
SIZES = {"laptop": (1280, 800), "tablet": (834, 1194), "phone": (390, 844)}
STAGES = (
    *(
        "new",
        "a link that is cut",
        "setup",
        "a number that is none",
        "languages",
        "keys",
        "five words",
        "found",
    ),
    *("who supervises", "a code", "a guest", "cards", "a card", "members", "locked", "wrong words", "pin"),
    *(
        "join",
        "six words",
        "who",
        "persist",
        "install",
        "ready",
        "family",
        "visit ready",
        "elsewhere",
        "refused",
    ),
)

AXE = """async () => {
  const found = await axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}"""

# What a screen reader would say: the text of each live region that changes, and of each alert that comes.
LISTENER = """
  globalThis.heard = [];
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const inside = target instanceof Element ? target : target.parentElement;
      const region = inside?.closest('[role=status], [role=alert], [aria-live=polite]');
      if (region) globalThis.heard.push(region.textContent);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        const alerts = [node, ...node.querySelectorAll('*')].filter((one) => one.matches('[role=alert]'));
        for (const alert of alerts) globalThis.heard.push(alert.textContent);
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""

# The name of what has the focus, and whether one sees that it has.
FOCUSED = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const name = at.labels?.[0]?.firstChild?.textContent ?? at.textContent;
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
  return { name: at === document.body ? '' : name.trim(), seen };
}"""


def on_heading(page: Page) -> bool:
    """Whether the heading takes the focus; it comes a moment after the words."""
    try:
        page.wait_for_function(
            "() => document.activeElement === document.querySelector('h1')", timeout=FOCUS_MS
        )
    except Error:
        return False
    return True


@dataclass
class Looks:
    """What was found at each stage."""

    axe: str
    faults: dict[str, list[str]] = field(default_factory=dict)
    flaws: dict[str, list[str]] = field(default_factory=dict)
    wide: dict[str, list[str]] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    elsewhere: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    sheets: int = 0

    def look(self, page: Page, name: str) -> None:
        """Looks at a stage in every size."""
        page.evaluate(self.axe)
        self.faults[name], self.flaws[name] = [], []
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            self.faults[name] += [f"{size}: {fault}" for fault in page.evaluate(AXE)]
            self.flaws[name] += [f"{size}: {flaw}" for flaw in flaws(page)]
            if LONG:
                page.screenshot(path=PICTURES / "en" / "start" / size / f"{name}.png")
        self.wide[name] = in_large_text_on_a_narrow_screen(page)
        self.titles.add(page.title())
        self.languages.add(str(page.evaluate("() => document.documentElement.lang")))

    def arrived(self, page: Page, name: str) -> None:
        """Waits for a stage and notes where the focus is then."""
        stage(page, name)
        page.locator("h1").wait_for()
        if not on_heading(page):
            self.elsewhere.append(name)


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page, looks: Looks) -> None:
        self._page, self._looks = page, looks

    def reach(self, name: str) -> None:
        """Tab until that control has the focus."""
        passed = []
        for _ in range(60):
            self._page.keyboard.press("Tab")
            focused = self._page.evaluate(FOCUSED)
            if not focused["seen"] and focused["name"] != "":
                self._looks.unseen.append(focused["name"])
            if focused["name"] == name:
                return
            passed.append(focused["name"])
        raise AssertionError(f"no Tab leads to {name}, but to {passed}")

    def type(self, label: str, text: str) -> None:
        self.reach(label)
        self._page.keyboard.type(text)

    def press(self, name: str, key: str) -> None:
        self.reach(name)
        self._page.keyboard.press(key)


def watched(browser: Browser) -> Watched:
    """A page in a profile of its own."""
    context = browser.new_context()
    context.new_page()
    return Watched(context, LISTENER)


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    """The walk: a set-up by keyboard, a supervisor who joins, a guest who is sent away and comes back."""
    assert (STATIC / "index.html").exists(), "make build"
    axe = (PWA / "node_modules" / "axe-core" / "axe.min.js").read_text()
    program = Program(tmp_path_factory.mktemp("service"))
    try:
        program.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=need("chromium"), headless=True, args=arguments()
            )
            yield walk(browser, program, Looks(axe))
            browser.close()
    finally:
        program.stop()


def walk(browser: Browser, program: Program, looks: Looks) -> Looks:
    profiles = [watched(browser) for _ in range(3)]
    desk, tablet, other = Admin(profiles[0]), Worker(profiles[1]), Worker(profiles[2])
    admin, guest = desk.page, tablet.page
    words = set_up(admin, program, looks)

    join(tablet, desk, looks)
    finish(admin, looks)
    looks.look(admin, "members")

    second = guest.context.new_page()
    second.goto(program.origin)
    looks.arrived(second, "elsewhere")
    looks.look(second, "elsewhere")
    second.close()

    send_away(other, desk, program, looks)
    visit(other, desk, looks)
    lock(admin, words, looks)
    looks.heard += [text for profile in profiles for text in profile.page.evaluate("() => heard")]
    return looks


def set_up(page: Page, program: Program, looks: Looks) -> list[str]:
    """Sets the service up by keyboard, as far as the question who supervises; gives the five words."""
    keys = Keys(page, looks)
    page.goto(program.setup_link)
    page.get_by_label("Name of the service").wait_for()
    looks.arrived(page, "setup")
    looks.look(page, "setup")
    keys.type("Name of the service", "Sunflower Centre")
    page.keyboard.press("Enter")
    titled(page, looks, "Who can a family phone?")
    keys.press("Go on", "Space")
    titled(page, looks, "How many days may a film stay?")
    keys.type("Days", "x")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    looks.look(page, "a number that is none")
    page.get_by_label("Days", exact=True).fill("60")
    keys.press("Go on", "Enter")
    titled(page, looks, "How many days may a tablet wait without internet?")
    keys.press("Go on", "Enter")
    titled(page, looks, "Which languages do your screens need?")
    looks.look(page, "languages")
    keys.press("Go on", "Enter")
    titled(page, looks, "Now your own keys")
    looks.look(page, "keys")
    keys.type("Your first name", "Rehana")
    keys.press("Make the keys", "Enter")
    titled(page, looks, "Your five words")
    looks.look(page, "five words")
    words = keep_words(page)
    titled(page, looks, "Start the service")
    looks.look(page, "found")
    keys.press("Start the service", "Space")
    titled(page, looks, "Who will supervise? Let them join now")
    looks.look(page, "who supervises")
    return words


def titled(page: Page, looks: Looks, title: str) -> None:
    """Waits for a page of that title, which has the focus then."""
    page.get_by_role("heading", name=title, exact=True, level=1).wait_for()
    if not on_heading(page):
        looks.elsewhere.append(title)


def join(tablet: Worker, desk: Admin, looks: Looks) -> None:
    """A supervisor joins by a link, and goes the way in to its end."""
    admin, guest = desk.page, tablet.page
    link = desk.invite_supervisor("Ayesha")
    looks.look(admin, "a code")
    guest.goto(link)
    guest.get_by_role("button", name="Join with this tablet").wait_for()
    looks.arrived(guest, "join")
    looks.look(guest, "join")
    six = tablet.join(link)
    looks.look(guest, "six words")
    desk.guest("Ayesha").wait_for()
    looks.look(admin, "a guest")
    desk.let_in("Ayesha", six)
    for title, name, button in (
        ("Who will use this tablet?", "who", "Go on"),
        ("May we keep films here until they are sent?", "persist", "Yes, keep them"),
    ):
        titled(guest, looks, title)
        looks.look(guest, name)
        press(guest, button)
    press(guest, "Go on")
    titled(guest, looks, "Put Amanat on the home screen")
    looks.look(guest, "install")
    press(guest, "Later")
    guest.get_by_role("heading", name="Ready to work offline.").wait_for()
    looks.look(guest, "ready")
    press(guest, "Begin")


def finish(page: Page, looks: Looks) -> None:
    """The cards, one of them on paper."""
    press(page, "Go on")
    titled(page, looks, "Print three recovery cards")
    press(page, "Make the three cards")
    page.get_by_role("button", name="Print card 1").wait_for()
    looks.look(page, "cards")
    for number in (1, 2, 3):
        press(page, f"Show the words of card {number}")
        card = page.get_by_role("article")
        card.wait_for()
        if number == 1:
            looks.look(page, "a card")
            page.set_viewport_size({"width": 1280, "height": 800})
            page.emulate_media(media="print")
            looks.printed = [card.inner_text(), page.locator("main").inner_text()]
            page.emulate_media(media="null")
            looks.sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
        press(page, "It is on paper")
    page.get_by_label("I printed all three", exact=True).check()
    press(page, "Finish")
    begin(page)


def send_away(guest: Worker, desk: Admin, program: Program, looks: Looks) -> None:
    """Somebody whose words differ."""
    page = guest.page
    page.goto(program.origin)
    looks.arrived(page, "new")
    looks.look(page, "new")
    link = desk.invite("Nobody", "Field worker")
    page.goto(link[:-8])
    page.get_by_role("alert").wait_for()
    looks.look(page, "a link that is cut")
    guest.join(link)
    press(desk.guest("Nobody"), "They differ")
    looks.arrived(page, "refused")
    looks.look(page, "refused")
    looks.heard += page.evaluate("() => heard.splice(0)")


def visit(tablet: Worker, desk: Admin, looks: Looks) -> None:
    """Who was sent away starts again, as a field worker: only they start a visit."""
    page = tablet.page
    press(page, "Start again")
    stage(page, "new")
    six = tablet.join(desk.invite("Mina", "Field worker"))
    desk.let_in("Mina", six)
    tablet.begin()
    tablet.open_family("Blue kite", "Ayesha")
    looks.look(page, "family")
    tablet.at_the_camera("Blue kite")
    tablet.ask_one_person("Yes")
    looks.look(page, "visit ready")


def lock(page: Page, words: list[str], looks: Looks) -> None:
    """Locks and unlocks, by keyboard."""
    keys = Keys(page, looks)
    keys.press("Lock", "Space")
    looks.arrived(page, "veiled")
    looks.look(page, "locked")
    keys.type("Five words", " ".join(reversed(words)))
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    looks.look(page, "wrong words")
    expect(page.get_by_label("Five words", exact=True)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(" ".join(words))
    keys.press("Unlock", "Enter")
    looks.arrived(page, "pin")
    looks.look(page, "pin")
    keys.press("Later", "Enter")
    looks.arrived(page, "open")


@pytest.mark.parametrize("name", STAGES)
def test_axe_finds_nothing_in_any_size(looks: Looks, name: str) -> None:
    assert looks.faults[name] == []


def test_every_stage_of_the_walk_was_looked_at(looks: Looks) -> None:
    assert sorted(looks.faults) == sorted(STAGES)


def test_targets_answers_and_letters_have_their_sizes(looks: Looks) -> None:
    assert {name: found for name, found in looks.flaws.items() if found} == {}


def test_text_of_200_percent_on_320_px_needs_no_moving_to_the_side(looks: Looks) -> None:
    assert {name: found for name, found in looks.wide.items() if found} == {}


def test_the_title_of_the_tab_tells_nothing_and_the_language_is_said(looks: Looks) -> None:
    assert (looks.titles, looks.languages) == ({"Amanat"}, {"en"})


def test_a_new_stage_has_the_focus_on_its_heading(looks: Looks) -> None:
    assert looks.elsewhere == []


def test_by_keyboard_one_always_sees_where_one_is(looks: Looks) -> None:
    assert looks.unseen == []


@pytest.mark.parametrize(
    "text",
    [
        *("Making the keys…", "Opening…", "Ayesha, Supervisor", "Ayesha supervises now."),
        *("(unlock-phrase)", "(enrol-link)", "Nobody, Field worker", "The words are not the same"),
    ],
)
def test_what_happens_is_read_aloud(looks: Looks, text: str) -> None:
    assert any(text in heard for heard in looks.heard), looks.heard


def test_on_paper_a_card_has_a_sheet_of_its_own_and_nothing_else_goes_there(looks: Looks) -> None:
    card, page = looks.printed
    assert card.startswith("Recovery card 1 of 3")
    assert page.split() == card.split()
    assert looks.sheets == 1
