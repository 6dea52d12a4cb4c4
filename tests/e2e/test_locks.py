"""The two locks of a tablet that two workers share, in real Chromium: PIN, passkey, cover, hand-over, revocation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_locks import Locks
from tests.e2e.program import Joining, Program, amanat
from tests.e2e.screens import Admin, Watched, Worker, keep_words, listed, press, stage
from tests.e2e.test_members import EMPTY
from tests.tools import STATIC, need

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page, Playwright

pytestmark = pytest.mark.browser

LABEL = "Blue kite"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Shared:
    """A tablet on which Mina has a family and Rafi has none."""

    program: Program
    tablet: Worker
    locks: Locks
    words: dict[str, list[str]]

    @property
    def page(self) -> Page:
        return self.tablet.page

    def unlock(self, name: str) -> None:
        """From the list of members; Mina has a PIN, Rafi has none."""
        stage(self.page, "locked")
        self.locks.choose(name)
        self.locks.by_words(self.words[name], has_pin=name == "Mina")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    assert (STATIC / "index.html").exists(), "make build"
    running = Program(tmp_path_factory.mktemp("service"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def authenticator(page: Page) -> None:
    """A platform authenticator that verifies its person and has PRF."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


@pytest.fixture(scope="module")
def shared(
    program: Program,
    playwright: Playwright,
    fake_media: FakeMedia,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shared]:
    """Two workers join one tablet; the first opens a family and makes a PIN."""
    home = tmp_path_factory.mktemp("supervisor") / "home"
    with ExitStack() as stack:
        pages = []
        for name in ("admin", "tablet"):
            context = playwright.chromium.launch_persistent_context(
                tmp_path_factory.mktemp(name),
                executable_path=need("chromium"),
                headless=True,
                args=arguments(fake_media),
                permissions=["camera", "microphone"],
            )
            stack.callback(context.close)
            pages.append(Watched(context, ""))
        admin, tablet = Admin(pages[0]), Worker(pages[1])
        locks = Locks(tablet.page)
        authenticator(tablet.page)
        admin.set_up(program.setup_link)
        with Joining(home, admin.invite_supervisor("Ayesha")) as command_line:
            admin.let_in("Ayesha", command_line.words)
            command_line.finish()
        admin.finish()
        words = {}
        admin.let_in("Mina", tablet.join(admin.invite("Mina", "Field worker")))
        tablet.begin()
        words["Mina"] = tablet.phrase
        locks.go("/hand-over")
        tablet.page.get_by_label("Link", exact=True).fill(admin.invite("Rafi", "Field worker"))
        press(tablet.page, "Go on")
        press(tablet.page, "Join with this tablet")
        words["Rafi"] = keep_words(tablet.page)
        stage(tablet.page, "joining")
        admin.let_in("Rafi", listed(tablet.page, "Six words to read out"))
        locks.begin_beside()
        tablet.phrase = words["Mina"]
        shared = Shared(program, tablet, locks, words)
        locks.go("/hand-over")
        press(tablet.page, "Rafi has finished")
        stage(tablet.page, "locked")
        locks.choose("Mina")
        locks.by_words(words["Mina"], has_pin=False)
        tablet.go("/families/new")
        expect(tablet.page.get_by_label("Who supervises?", exact=True)).to_contain_text("Ayesha")
        tablet.open_family(LABEL, "Ayesha")
        locks.make_pin()
        yield shared


def test_behind_the_screen_lock_stands_no_family_and_the_pin_returns(shared: Shared) -> None:
    locks, page = shared.locks, shared.page
    locks.go("/families")
    page.get_by_text(LABEL).first.wait_for()
    press(page, "Lock")
    stage(page, "veiled")
    locks.shows("Locked. What waits here is still being sent.", "Mina")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunflower Centre")
    assert LABEL not in page.inner_text("body")
    assert page.get_by_label("PIN", exact=True).get_attribute("inputmode") == "numeric"
    locks.by_pin("271828")
    expect(page.get_by_role("alert")).to_contain_text("(unlock-pin)")
    locks.shows("4 tries are left.")
    locks.by_pin()
    stage(page, "open")
    page.get_by_text(LABEL).first.wait_for()


def test_a_screen_that_nobody_touches_locks_after_a_warning_and_what_is_half_typed_is_there_after_it(
    shared: Shared,
) -> None:
    locks, page = shared.locks, shared.page
    shared.tablet.choose(LABEL)
    page.get_by_role("link", name="Notes", exact=True).click()
    field = page.get_by_label("New note")
    field.press_sequentially("half a wor")
    # Somebody who is there says so, and the wait begins anew.
    locks.pass_time(272)
    expect(locks.warning).to_contain_text("What you wrote is kept.")
    press(locks.warning, "Stay")
    expect(locks.warning).to_have_count(0)
    locks.pass_time(240)
    expect(locks.warning).to_have_count(0)
    expect(field).to_have_value("half a wor")
    locks.pass_time(32)
    locks.warning.wait_for()
    locks.pass_time(30)
    stage(page, "veiled")
    body = page.inner_text("body")
    assert "half a wor" not in body
    assert LABEL not in body
    locks.by_pin()
    stage(page, "open")
    page.get_by_text("half a wor").or_(page.get_by_label("New note")).first.wait_for()
    words = page.get_by_text("half a wor", exact=True).count()
    assert words == 1 or field.input_value() == "half a wor"
    locks.own_time()


def test_the_cover_shows_a_clock_and_nothing_else(shared: Shared) -> None:
    locks, page = shared.locks, shared.page
    for by_key in (False, True):
        locks.go("/families")
        if by_key:
            page.keyboard.press("Control+.")
        else:
            press(page, "Cover screen")
        stage(page, "covered")
        words = page.inner_text("body").split()
        assert len(words) == 2, words
        assert words[0].count(":") == 1
        assert page.title() == "Amanat"
        page.mouse.click(20, 20)
        stage(page, "veiled")
        locks.by_pin()
        stage(page, "open")


def test_a_passkey_unlocks_without_a_network_and_after_a_restart(shared: Shared) -> None:
    locks, page, program = shared.locks, shared.page, shared.program
    program.stop()
    try:
        locks.make_passkey()
        page.reload()
        stage(page, "locked")
        locks.shows("What waits here is sent after the next unlock.")
        # Nothing on the disk tells a name: initials stand for it until somebody is in.
        assert "Mina" not in page.inner_text("body")
        locks.choose("Member 1")
        press(page, "Unlock with this tablet")
        stage(page, "open")
        locks.go("/families")
        page.get_by_text(LABEL).first.wait_for()
    finally:
        program.start()


def test_five_wrong_pins_ask_for_the_words(shared: Shared) -> None:
    locks, page = shared.locks, shared.page
    press(page, "Lock")
    stage(page, "veiled")
    for left in (4, 3, 2, 1):
        locks.by_pin("000000")
        locks.shows(f"{left} tr{'y is' if left == 1 else 'ies are'} left.")
    locks.by_pin("000000")
    stage(page, "locked")
    locks.choose("Mina")
    assert page.get_by_label("PIN", exact=True).count() == 0
    press(page, "Use words instead")
    page.get_by_label("Five words", exact=True).fill(" ".join(reversed(shared.words["Mina"])))
    press(page, "Unlock")
    expect(page.get_by_role("alert")).to_contain_text(
        "Those words did not open it. Your films are safe and sealed. "
        "Try again, or ask your lead for a new start."
    )
    locks.by_words(shared.words["Mina"], has_pin=True)


def test_handed_over_offline_the_next_member_sends_a_film_and_cannot_open_it(shared: Shared) -> None:
    locks, page, program, tablet = shared.locks, shared.page, shared.program, shared.tablet
    program.stop()
    tablet.at_the_camera(LABEL)
    tablet.ask_one_person("Yes")
    tablet.begin_film(2000)
    # Nothing locks while somebody films, however long nobody touches anything.
    locks.pass_time(360)
    tablet.until_filmed(5000)
    expect(locks.warning).to_have_count(0)
    locks.own_time()
    tablet.stop_film()
    tablet.choose(LABEL)
    tablet.expect_film(1, "On this tablet only")
    locks.hand_over("Mina")
    locks.shows(
        "Films still wait here. They are sent when anybody of this tablet has unlocked; "
        "nobody else can open them.",
        *("Mina", "Rafi"),
    )
    shared.unlock("Rafi")
    locks.go("/families")
    locks.heading("Families")
    assert LABEL not in page.inner_text("body")
    program.start()
    tablet.expect_all_sent()
    locks.hand_over("Rafi")
    program.stop()
    try:
        shared.locks.choose("Mina")
        press(page, "Unlock with this tablet")
        stage(page, "open")
        tablet.choose(LABEL)
        tablet.expect_film(1, "Sealed copy on the server")
    finally:
        program.start()


@pytest.mark.long
def test_a_lost_tablet_says_so_and_opens_nothing(
    playwright: Playwright, fake_media: FakeMedia, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path / "home"
    lost = Program(tmp_path_factory.mktemp("lost"))
    with ExitStack() as stack:
        stack.callback(lost.stop)
        lost.start()
        made = amanat(home, "admin", "set-up", lost.setup_link, "--name", "Sunflower Centre", "--json")
        phrase = tmp_path / "phrase"
        phrase.write_text(" ".join(json.loads(made.stdout)["phrase"]))
        link = json.loads(amanat(home, "admin", "invite", "field", "--json", phrase=phrase).stdout)["link"]
        profile = tmp_path_factory.mktemp("tablet")

        def begin() -> BrowserContext:
            return playwright.chromium.launch_persistent_context(
                profile, executable_path=need("chromium"), headless=True, args=arguments(fake_media)
            )

        context = begin()
        tablet = Worker(Watched(context, ""))
        words = tablet.join(link)
        joined = json.loads(amanat(home, "approve", "--json", *words, phrase=phrase).stdout)
        tablet.begin()
        sealed = keys_on(profile)
        assert len(sealed) >= len(WAYS)
        sealed["wrapped DSK"] = bytes(tablet.page.evaluate(WRAPPED))
        assert len(sealed["wrapped DSK"]) == WRAPPED_LENGTH
        assert found_on(profile, sealed) == set(sealed)
        amanat(home, "admin", "revoke", joined["device"], "--yes", phrase=phrase)
        # The server tells it at once.
        stage(tablet.page, "revoked")
        expect(tablet.page.get_by_role("alert")).to_have_text(
            "This tablet was reported lost. Its keys are gone. Nothing here can be opened."
        )
        tablet.page.wait_for_function(EMPTY)
        # The database sweeps what was dropped when it is opened the next time, at the latest.
        for _ in range(2):
            context.close()
            context = begin()
            context.pages[0].goto(lost.origin)
            stage(context.pages[0], "new")
        context.close()
        assert found_on(profile, sealed) == set()


# The member's DSK as their five words wrap it: 32 bytes and a tag of 16.
WRAPPED_LENGTH = 48
WRAPPED = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('amanat');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const reading = opening.result.transaction(['members']).objectStore('members').getAll();
    reading.onsuccess = async () => {
      opening.result.close();
      resolve([...new Uint8Array(await reading.result[0].wraps[0].sealed.arrayBuffer())]);
    };
  };
})"""
# A tablet's first member has so many slots: the tablet key, the courier's, their own.
WAYS = ("tablet key", "courier", "identity")
PAGE = 4096
BANK = 64 * PAGE
SLOT = 128
# Above that a file is the ballast, which holds nothing.
BALLAST = 64 << 20


def files_of(profile: Path) -> list[Path]:
    return [path for path in sorted(profile.rglob("*")) if path.is_file() and not path.is_symlink()]


def keys_on(profile: Path) -> dict[str, bytes]:
    """The sealed key of each slot that lies in the slot file of a profile."""
    (raw,) = [
        path.read_bytes()
        for path in files_of(profile / "Default" / "File System")
        if path.stat().st_size == 2 * (PAGE + BANK)
    ]
    slots = [raw[at : at + SLOT] for at in range(2 * PAGE, len(raw), SLOT)]
    return {f"slot {nth}": slot[40:112] for nth, slot in enumerate(slots) if any(slot)}


def found_on(profile: Path, needles: dict[str, bytes]) -> set[str]:
    """Which of them lie in the files of a profile."""
    found: set[str] = set()
    for path in files_of(profile):
        if path.stat().st_size < BALLAST:
            raw = path.read_bytes()
            found |= {name for name, needle in needles.items() if needle in raw}
    return found
