"""The notes of a family, and on its films, as a person uses them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.screens import LONG_MS, fill, press, stage


class NotesPage:
    """The notes page of one tablet."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, family: str, film: str | None = None) -> None:
        """The notes of a family (its id), or on a film of it."""
        place = f"#/families/{family}/notes" + (f"/{film}" if film else "")
        self.page.evaluate("place => { location.hash = place }", place)
        self.page.get_by_role("heading", level=1, name="Notes").wait_for()
        self.field.wait_for()

    @property
    def field(self) -> Locator:
        """Where a new note is written."""
        return self.page.get_by_label("New note")

    @property
    def cards(self) -> Locator:
        """The notes in the list, newest first."""
        return self.page.get_by_role("list", name="Notes, newest first").get_by_role("listitem")

    def card(self, text: str) -> Locator:
        return self.cards.filter(has_text=text)

    def write(self, text: str) -> None:
        """A new note, which takes its place in the list."""
        self.field.fill(text)
        press(self.page, "Start another note")
        self.card(text).wait_for()

    def change(self, text: str) -> Locator:
        """Opens the field of a note that is there; gives it."""
        card = self.card(text)
        card.get_by_role("button", name="Change", exact=True).click()
        field = self.page.get_by_label("Note", exact=True)
        expect(field).to_have_value(text)
        return field

    def done(self) -> None:
        press(self.page, "Done")

    def reads(self, text: str) -> None:
        """Waits until a note of exactly that text is in the list."""
        self.cards.get_by_text(text, exact=True).wait_for(timeout=LONG_MS)

    def says(self, text: str, state: str) -> None:
        """Waits until the note of that text says what became of it."""
        expect(self.card(text)).to_contain_text(state, timeout=LONG_MS)

    def speak(self, ms: int) -> None:
        """Tap to start, tap to stop."""
        press(self.page, "Speak")
        self.page.get_by_text(f"Speaking: {ms // 1000} s").wait_for(timeout=LONG_MS)
        press(self.page, "Stop speaking")
        self.cards.filter(has_text="Voice note").first.wait_for(timeout=LONG_MS)

    def listen(self) -> None:
        """Hears the newest voice note to its end."""
        self.page.get_by_role("button", name="Listen, ").first.click()
        self.page.get_by_role("button", name="Listen again").first.wait_for(timeout=LONG_MS)

    def lock_and_unlock(self, words: list[str]) -> None:
        press(self.page, "Lock")
        stage(self.page, "veiled")
        fill(self.page, "Five words", " ".join(words))
        press(self.page, "Unlock")
        # Who has no PIN is offered one.
        stage(self.page, "pin")
        press(self.page, "Later")
        stage(self.page, "open")
