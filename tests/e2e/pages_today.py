"""Today, families and films, as a worker uses them; and what of the films lies where."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.screens import LONG_MS, Watched, Worker, press
from tests.e2e.warm import World
from tests.tools import need

FILM = 1
PARTS = ("manifest", "header", "share", "payload")
# What the vault keeps of films, as it lies in the browser.
STORE = """async () => {
  const opening = indexedDB.open('amanat');
  const db = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  const tx = db.transaction(['clips', 'parts', 'tombstones']);
  const all = (table) => new Promise((done) => {
    const asked = tx.objectStore(table).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [clips, parts, tombstones] = [await all('clips'), await all('parts'), await all('tombstones')];
  db.close();
  const held = (clip) => parts.filter((part) => part.clip === clip).reduce((sum, { data }) => sum + data.size, 0);
  return {
    clips: clips.map(({ acks, clip, hidden, kind, length, made_here }) =>
      ({ acks, clip, hidden, kind, length, made_here, held: held(clip) })),
    tombstones: tombstones.map(({ group }) => group),
  };
}"""


@contextmanager
def working(
    world: World, name: str, playwright: Playwright, media: FakeMedia, witness: str, *, touch: bool = False
) -> Iterator[Worker]:
    """A member at work: their browser, unlocked; ``touch`` where its screen takes fingers."""
    context = playwright.chromium.launch_persistent_context(
        world.profile(name),
        executable_path=need("chromium"),
        headless=True,
        args=arguments(media),
        permissions=["camera", "microphone"],
        has_touch=touch,
    )
    try:
        member = Worker(Watched(context, witness))
        member.phrase = world.phrases[name]
        member.page.goto(world.program.origin)
        member.unlock()
        yield member
    finally:
        context.close()


def add_visit(tablet: Worker, label: str, time: str) -> None:
    """Plans a visit on Today; its day stands there already."""
    press(tablet.page, "Add a visit")
    sheet = tablet.page.get_by_role("dialog", name="Add a visit")
    sheet.get_by_label("Family", exact=True).select_option(label=label)
    sheet.get_by_label("Time", exact=True).fill(time)
    press(sheet, "Add it")
    sheet.wait_for(state="detached")


class Films:
    """The list of every film."""

    def __init__(self, tablet: Worker) -> None:
        self._tablet = tablet
        self.page: Page = tablet.page

    def show(self) -> None:
        """Leaves the screen and comes back: progress is told at most every ten seconds while it stands."""
        self._tablet.go("/")
        self.page.get_by_role("heading", level=1, name="Today").wait_for()
        self._tablet.go("/films")
        self.page.get_by_role("heading", level=1, name="Films").wait_for()

    def row(self, film: str) -> Locator:
        return self.page.locator(f"li[data-film='{film}']")

    def expect(self, film: str, words: str) -> None:
        """Waits until the row of the film says that."""
        expect(self.row(film)).to_contain_text(words, timeout=LONG_MS)

    def open(self, film: str) -> Locator:
        """Opens the row of a film; what stands behind it."""
        head = self.row(film).locator("button.film-head")
        if head.get_attribute("aria-expanded") != "true":
            head.click()
        return self.row(film).locator(".film-facts")

    @property
    def statuses(self) -> dict[str, str]:
        """Where the page says that each film is, by the film's id."""
        rows: list[list[str]] = self.page.locator("li[data-film]").evaluate_all(
            "rows => rows.map(({ dataset }) => [dataset.film, dataset.status])"
        )
        return dict(rows)

    @property
    def sum(self) -> dict[str, int]:
        """The line of the numbers, checked to add up."""
        line = self.page.get_by_role("group", name="How many films there are").inner_text()
        whole, parts = line.replace("\n", " ").split("=")
        found = {
            words: int(number) for number, words in (part.strip().split(" ", 1) for part in parts.split("+"))
        }
        filmed = re.fullmatch(r"\s*(\d+) filmed\s*", whole)
        assert filmed is not None, line
        assert int(filmed[1]) == sum(found.values()), line
        return {"filmed": int(filmed[1]), **found}


@dataclass(frozen=True)
class Lies:
    """Films by where they lie, told by the stores themselves: the browser's, and the server's."""

    here: frozenset[str]
    acknowledged: frozenset[str]
    hidden: frozenset[str]
    on_server: frozenset[str]
    destroyed: frozenset[str]


def lies(page: Page, data: Path) -> Lies:
    """What the browser of ``page`` keeps, and what the server keeps in ``data``."""
    told = page.evaluate(STORE)
    films = [clip for clip in told["clips"] if clip["kind"] == FILM and clip["made_here"]]
    whole = _ids(
        data / "amanat.db",
        "SELECT clip FROM clips JOIN headers USING (clip) WHERE kind = 1 AND payload = 'whole'",
    )
    shared = _ids(data / "shares.db", "SELECT id FROM shares")
    gone = _ids(data / "amanat.db", "SELECT grp FROM tombstones")
    return Lies(
        frozenset(film["clip"] for film in films if film["held"] == film["length"]),
        frozenset(film["clip"] for film in films if all(film["acks"][part] for part in PARTS)),
        frozenset(film["clip"] for film in films if film["hidden"]),
        frozenset(whole & shared),
        frozenset(gone),
    )


def _ids(database: Path, query: str) -> set[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return {row[0].hex() for row in db.execute(query)}
