"""Members, devices, the service and the settings as a person uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def goto(page: Page, place: str) -> None:
    """Opens a place of the rail and waits for its heading."""
    page.get_by_role("navigation", name="Places").get_by_role("link", name=place, exact=True).click()
    page.get_by_role("heading", level=1, name=place).wait_for()


class Desk:
    """The admin's screens."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def guest(self, name: str) -> Locator:
        return self.page.get_by_role("region", name="A new tablet wants to join").filter(has_text=name)

    def tap_words(self, name: str, words: list[str]) -> None:
        """Types the first letters of each word and taps the word that is offered."""
        guest = self.guest(name)
        for place, word in enumerate(words, 1):
            # No two words of the list begin with the same four letters.
            guest.get_by_label(f"Word {place}", exact=True).press_sequentially(word[:4])
            if len(word) <= 4:
                continue
            offered = guest.get_by_role("group", name="Words that begin so")
            offered.get_by_role("button", name=word, exact=True).click()
            expect(guest.get_by_label(f"Word {place}", exact=True)).to_have_value(word)

    def member(self, name: str) -> Locator:
        members = self.page.get_by_role("list", name="Who is in this service")
        return members.get_by_role("listitem").filter(has_text=name)

    def change(self, name: str) -> Locator:
        """Opens what can be changed about a member."""
        self.member(name).get_by_role("button", name=f"Change {name}").click()
        return self.page.get_by_role("dialog", name=f"Change {name}")

    def tablet(self, name: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("listitem").filter(has_text=name)

    def lose(self, name: str) -> Locator:
        """Asks what losing a tablet would do."""
        self.tablet(name).get_by_role("button", name=f"Tablet is lost {name}").click()
        return self.page.get_by_role("dialog", name=f"Is {name} lost?")


def chosen(page: Page, question: str) -> str:
    """The answer that is pressed."""
    return page.get_by_role("group", name=question, exact=True).locator("[aria-pressed=true]").inner_text()
