"""The visit, the film and what comes after, as a person uses them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.screens import LONG_MS, press, stage


class Visit:
    """A worker's tablet at a family's."""

    def __init__(self, page: Page, phrase: list[str], *, by_touch: bool = False) -> None:
        """``by_touch`` says that a finger presses, which the browser's context must allow."""
        self.page = page
        self.phrase = phrase
        self._by_touch = by_touch
        # Presses since the last unlock.
        self.taps = 0

    def tap(self, name: str, exact: bool = True) -> None:
        """One press of a button or a link."""
        self._press(self.button(name, exact))
        self.taps += 1

    def _press(self, what: Locator, timeout: float | None = None) -> None:
        if self._by_touch:
            what.tap(timeout=timeout)
        else:
            what.click(timeout=timeout)

    def button(self, name: str, exact: bool = True) -> Locator:
        found = self.page.get_by_role("button", name=name, exact=exact)
        return found.or_(self.page.get_by_role("link", name=name, exact=exact)).first

    def heading(self, name: str) -> None:
        """Waits for the screen of that title."""
        self.page.get_by_role("heading", level=1, name=name).wait_for()

    def unlock(self, address: str | None = None) -> None:
        if address is not None:
            self.page.goto(address)
        stage(self.page, "locked")
        self.page.get_by_label("Five words", exact=True).fill(" ".join(self.phrase))
        press(self.page, "Unlock")
        # Who has no PIN is offered one.
        stage(self.page, "pin")
        press(self.page, "Later")
        stage(self.page, "open")
        self.taps = 0

    def begin(self, family: str) -> None:
        """From any place with the rail: the family, and its visit."""
        self.tap("Families")
        self.tap(family, exact=False)
        self.tap("Start visit")
        self.heading("Who is in the room, or may walk in?")

    def add(self, word: str) -> None:
        """Somebody who was not here before."""
        self.tap("Someone else")
        self.tap(word)
        expect(self.person(word)).to_have_attribute("aria-pressed", "true")

    def person(self, word: str) -> Locator:
        return self.page.get_by_role("list", name="People").get_by_role("button", name=word)

    def answer(self, word: str) -> None:
        """What the person in front says; then on."""
        self.tap(word)
        self.page.get_by_text(f"You said: {word}").wait_for()
        self.tap("Next")

    def film(self) -> None:
        """Presses Film; the camera is open when this ends."""
        # A tablet that has just joined waits for its minute.
        self._press(self.button("Film"), LONG_MS)
        self.taps += 1
        self.stop_button.wait_for()

    @property
    def stop_button(self) -> Locator:
        return self.page.locator("button.film-stop")

    def until(self, seconds: int) -> None:
        """Waits until the film is so long and sealed that far."""
        self.page.wait_for_function(
            """seconds => {
              const [m, s] = (document.querySelector('[role=timer] strong')?.textContent ?? '0:0').split(':');
              return Number(m) * 60 + Number(s) >= seconds;
            }""",
            arg=seconds,
        )
        self.page.get_by_text("Sealed up to now").wait_for()

    def stop(self) -> None:
        self._press(self.stop_button)
        self.heading("After the film")
        self.calm()

    def calm(self) -> None:
        """Waits until the screen after Stop takes touches."""
        self.page.get_by_role("main").locator("[aria-busy=false]").first.wait_for()

    def keep(self) -> None:
        self.calm()
        self.page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(
            timeout=LONG_MS
        )
        self.tap("Keep it")
        self.page.get_by_text("It is sealed.").wait_for()
