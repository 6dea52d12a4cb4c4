"""The locks as a person meets them: who they are, the PIN, this tablet's own lock, the cover, handing over."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Worker, expect

from tests.e2e.screens import fill, press, stage, who

PIN = "314159"
# Seconds without a touch until the screen lock, and how long before it somebody is warned.
LOCKS_AFTER = 5 * 60
WARNED_BEFORE = 30
AHEAD = """ms => {
  globalThis.ownNow ??= Date.now;
  Date.now = () => ownNow() + ms;
  return new Date(Date.now()).toDateString() === new Date(ownNow()).toDateString();
}"""


class Locks:
    """The two locks of one tablet."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._ahead = 0

    def go(self, place: str) -> None:
        self.page.evaluate("place => { location.hash = '#' + place }", place)

    def heading(self, words: str) -> None:
        self.page.get_by_role("heading", name=f"{words} , your side", level=1).wait_for()

    def begin_beside(self) -> None:
        """The way in of a further member: what the tablet was asked before is not asked again."""
        who(self.page)
        press(self.page, "Go on")
        press(self.page, "Later")
        press(self.page, "Begin")
        stage(self.page, "open")

    def make_pin(self, pin: str = PIN) -> None:
        self.go("/unlocking")
        self.heading("How you unlock")
        press(self.page, "Make a PIN")
        fill(self.page, "Your PIN", pin)
        fill(self.page, "Your PIN once more", pin)
        press(self.page, "Keep this PIN")
        self.page.get_by_role("button", name="Make another PIN", exact=True).wait_for()

    def make_passkey(self) -> None:
        self.go("/unlocking")
        self.heading("How you unlock")
        press(self.page, "Unlock with this tablet")
        self.page.get_by_role("button", name="Do without it", exact=True).wait_for()

    def pass_time(self, seconds: int) -> None:
        """Sets the clocks of the page and of its vault ahead, as if nobody had touched anything meanwhile."""
        self._ahead += seconds
        self._turn()

    def own_time(self) -> None:
        """The clocks go as they did; a vault that begins anew knows no other time."""
        self._ahead = 0
        self._turn()

    def look_for_the_server(self) -> None:
        """Tells the vault that the network is there, as a browser does: it does not wait for its next contact."""
        self._vault.evaluate("() => { dispatchEvent(new Event('online')); }")

    def _turn(self) -> None:
        for one in (self.page, self._vault):
            assert one.evaluate(AHEAD, self._ahead * 1000), (
                "it is another day: what was agreed counts no longer"
            )

    @property
    def _vault(self) -> Worker:
        vaults = [worker for worker in self.page.workers if "/vault-" in worker.url]
        assert len(vaults) == 1, [worker.url for worker in self.page.workers]
        return vaults[0]

    @property
    def warning(self) -> Locator:
        """What stands over the screen half a minute before it locks."""
        return self.page.get_by_role("alertdialog", name="The screen locks soon")

    def by_pin(self, pin: str = PIN) -> None:
        fill(self.page, "PIN", pin)
        press(self.page, "Unlock")

    def by_words(self, words: list[str], *, has_pin: bool) -> None:
        """Types the five words; who has no PIN puts the offer of one off."""
        fill(self.page, "Five words", " ".join(words))
        press(self.page, "Unlock")
        if not has_pin:
            stage(self.page, "pin")
            press(self.page, "Later")
        stage(self.page, "open")

    def choose(self, name: str) -> None:
        """Taps the button of a member of this tablet."""
        self.page.get_by_role("listitem").filter(has_text=name).get_by_role("button").click()

    def hand_over(self, name: str) -> None:
        self.go("/hand-over")
        press(self.page, f"{name} has finished")
        stage(self.page, "locked")

    def shows(self, *words: str) -> None:
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)
