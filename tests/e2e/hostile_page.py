"""A page that hostile texts are typed into: putting them in, and what must not have come of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, Playwright

from tests.e2e.browser import FakeMedia
from tests.e2e.payloads import PAYLOADS
from tests.e2e.screens import Watched
from tests.e2e.warm import World

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
  // A text that somebody typed is kept apart from the words around it: nothing in it steers their direction.
  const turns = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\ufb1d-\ufdff\ufe70-\ufefc]/;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    if (node.parentElement.closest('[dir=auto], bdi, textarea, code, script') !== null) continue;
    let depth = 0;
    for (const letter of node.data) {
      if (/[\u2066-\u2068]/.test(letter)) depth += 1;
      else if (letter === '\u2069') depth -= 1;
      else if (depth === 0 && turns.test(letter)) depth = -1;
      if (depth < 0) break;
    }
    if (depth !== 0) found.push(`turns its surroundings round: ${JSON.stringify(node.data)}`);
  }
  for (const box of document.querySelectorAll('input:not([type]), input[type=text], input[type=search], textarea')) {
    const ours = box.lang === 'en' || box.readOnly;
    if (box.dir !== 'auto' && !ours) found.push(`a field without a direction: ${box.outerHTML}`);
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


# The marks that keep a text apart from its surroundings are the page's own.
SHOWS = """([selector, text, rest]) => [...document.querySelectorAll(selector)].some((one) => {
  const told = one.textContent.normalize('NFC');
  const bare = (words) => words.replace(/[\u2068\u2069]/g, '');
  return told.includes(text.normalize('NFC')) && bare(told) === bare((text + rest).normalize('NFC'));
})"""


def shows(page: Page, selector: str, text: str, rest: str = "") -> None:
    """Waits until an element of that selector shows exactly the text, and ``rest`` behind it.

    Notes are kept in Unicode's form C.
    """
    page.wait_for_function(SHOWS, arg=[selector, text, rest])


# Where the letters of a text of the page's own stand: from left to right, or turned round.
RUNS = """words => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    return [...words].map((_, i) => {
      range.setStart(node, at + i);
      range.setEnd(node, at + i + 1);
      return range.getBoundingClientRect().left;
    });
  }
  return null;
}"""


def runs_from_the_left(page: Page, words: str) -> None:
    """The letters of those words, which stand in one line, stand in their order."""
    lefts = page.evaluate(RUNS, words)
    assert lefts is not None, words
    assert lefts == sorted(set(lefts)), (words, lefts)
