"""Texts that are made to do harm, in the fields that take text: none of them runs, none makes an element, and what is
kept reads as it stood in the field.

Notes and the search take all two hundred; every other field takes a share of them, another one each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_members import goto
from tests.e2e.pages_notes import NotesPage
from tests.e2e.pages_today import working
from tests.e2e.payloads import PAYLOADS
from tests.e2e.program import Program
from tests.e2e.screens import LONG_MS, Admin, Watched, Worker, press, stage
from tests.e2e.warm import FAMILY, Warm, World
from tests.tools import need

pytestmark = pytest.mark.browser

NOTES = 5

# What a page must never hold because somebody typed it: elements of another's making, attributes that run, a page that
# is wider than its screen, and a word of the prototype that every object has.
FLAWS = r"""() => {
  const found = [];
  if ('ran' in globalThis || 'ran' in {}) found.push('a text has run');
  const strange = 'iframe, object, embed, base, meta[http-equiv=refresh], marquee, math, template, plaintext, img, '
    + 'main noscript, audio, x-amanat, body > script:not([src]), form[action], details[ontoggle], #content #content';
  for (const one of document.querySelectorAll(strange)) found.push(one.outerHTML.slice(0, 80));
  for (const one of document.querySelectorAll('*')) {
    for (const { name, value } of one.attributes) {
      const leads = ['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(name);
      if (name.startsWith('on') || (leads && /^\s*(javascript|vbscript|data):/i.test(value))) {
        found.push(`${one.tagName} ${name}="${value.slice(0, 40)}"`);
      }
    }
  }
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide`);
  return found;
}"""


@dataclass
class Siege:
    """The pages that are written into, and which texts each field has had."""

    world: World
    playwright: Playwright
    browser: Browser
    media: FakeMedia
    witness: str
    used: dict[str, int] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    watched: list[Watched] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @contextmanager
    def watching(self, watched: Watched) -> Iterator[None]:
        """Looks at that page too after each text, until the block ends."""
        self.watched.append(watched)
        watched.page.on("dialog", self._dialog)
        watched.complaints.clear()
        try:
            yield
        finally:
            self.watched.remove(watched)

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))

    def fresh(self) -> Watched:
        """A browser that nobody has used."""
        context = self.browser.new_context()
        context.new_page()
        return Watched(context, self.witness)

    def each(self, name: str, texts: tuple[str, ...], put: Callable[[str], None]) -> None:
        """Puts each text into the field called ``name``; nothing may have come of it."""
        for text in texts:
            put(text)
            for watched in self.watched:
                assert watched.page.evaluate(FLAWS) == [], (name, text)
                assert watched.violations() == [], (name, text)
                assert watched.complaints == [], (name, text)
            assert self.dialogs == [], (name, text)
        self.used[name] = self.used.get(name, 0) + len(texts)
        self.texts |= set(texts)


def share(start: int, step: int) -> tuple[str, ...]:
    """Some of the texts; another ``start`` gives others."""
    return PAYLOADS[start::step]


def line(within: Page | Locator, label: str) -> Locator:
    """The field of that label; a form may bear the same."""
    return within.get_by_role("textbox", name=label, exact=True)


def trimmed(text: str) -> str:
    """As the page trims what is kept."""
    return re.sub(r"^[\s\ufeff]+|[\s\ufeff]+$", "", text)


def type_in(box: Locator, text: str) -> str:
    """Puts the text in as somebody who pastes does, in place of what stood there; gives what the field has of it."""
    box.fill("")
    box.focus()
    box.page.keyboard.insert_text(text)
    return box.input_value()


SHOWS = """([selector, text]) => [...document.querySelectorAll(selector)]
  .some((one) => one.textContent.normalize('NFC') === text.normalize('NFC'))"""


def shows(page: Page, selector: str, text: str) -> None:
    """Waits until an element of that selector shows exactly the text; notes are kept in Unicode's form C."""
    page.wait_for_function(SHOWS, arg=[selector, text])


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
        shows(page, "h1", f"{trimmed(typed)}, your side")

    siege.each("label", share(1, 10), put)
    page.evaluate("() => { location.hash = '#/families' }")
    page.get_by_role("list", name="Families").wait_for()

    def put_new(text: str) -> None:
        page.evaluate("() => { location.hash = '#/families/new' }")
        typed = type_in(line(page, "Label"), text)
        page.get_by_label("Who supervises?", exact=True).select_option(label="Ayesha")
        press(page, "Open this family")
        shows(page, "h1", f"{trimmed(typed)}, your side")

    siege.each("label of a new family", share(2, 50), put_new)


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
    typed = type_in(line(page, "Name of the supervisor"), name)
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


def test_every_text_was_used(siege: Siege) -> None:
    print("\n" + ", ".join(f"{name}: {count}" for name, count in siege.used.items()))
    assert siege.texts >= set(PAYLOADS)
