"""The page as a person uses it: by headings, labels and buttons."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

PATIENCE_MS = 20_000
LONG_MS = 90_000
WHO = "Who is in the room, or may walk in?"

# What is waited for comes late on a busy machine, be it by a tap or by a look.
expect.set_options(timeout=PATIENCE_MS)


def listed(page: Page, label: str) -> list[str]:
    """The items of the list with that name."""
    items = page.get_by_role("list", name=label, exact=True).get_by_role("listitem")
    items.first.wait_for()
    return [text.strip() for text in items.all_inner_texts()]


def press(within: Page | Locator, name: str) -> None:
    within.get_by_role("button", name=name, exact=True).click()


def fill(within: Page | Locator, label: str, text: str) -> None:
    within.get_by_label(label, exact=True).fill(text)


def stage(page: Page, name: str) -> None:
    """Waits until the page shows that stage."""
    page.locator(f"main[data-stage={name}]").wait_for()


def keep_words(page: Page) -> list[str]:
    """Writes the five words down, which are shown once."""
    page.get_by_role("heading", name="Your five words", level=1).wait_for()
    words = listed(page, "Your five words")
    page.get_by_label("I have written them down", exact=True).check()
    press(page, "Go on")
    return words


def who(page: Page) -> None:
    """The first pages of the way in; a tablet that can unlock by its own lock offers that, and it is put off."""
    first = page.get_by_role("heading", name="Who will use this tablet?", level=1)
    first.wait_for(timeout=LONG_MS)
    press(page, "Go on")
    first.wait_for(state="detached")
    words = page.get_by_role("button", name="My five words are enough", exact=True)
    if words.is_visible():
        words.click()
        words.wait_for(state="detached")


def begin(page: Page) -> None:
    """The way in, from the yes of an admin to the first screen."""
    who(page)
    press(page, "Yes, keep them")
    press(page, "Go on")
    press(page, "Later")
    page.get_by_role("heading", name="Ready to work offline.", level=1).wait_for()
    press(page, "Begin")
    stage(page, "open")


# What any page's policy has refused since it was looked at last: conftest.py looks after each test.
refused: list[str] = []


class Watched:
    """A browser profile, and everything that its pages complained about or asked the network for."""

    def __init__(self, context: BrowserContext, witness: str) -> None:
        self.context = context
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(witness)
        context.on("console", lambda message: self._heard(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self.asked.add("/".join(request.url.split("/")[:3])))
        self.page = context.pages[0]

    def violations(self) -> list[str]:
        """What the page's own policy has refused."""
        found: list[str] = self.page.evaluate("() => witness.violations")
        return found

    def seen(self) -> list[int | None]:
        """The numbers of the frames that the camera's track gave since it was opened."""
        numbers: list[int | None] = self.page.evaluate("() => witness.stop()")
        return numbers

    def _heard(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text or "Trusted" in text:
            refused.append(text)
        # A server that is down is part of the story; everything else that is an error is a fault.
        if kind in ("error", "warning") and "net::ERR_CONNECTION" not in text:
            self.complaints.append(text)


class Admin:
    """The first admin's laptop."""

    def __init__(self, watched: Watched) -> None:
        self.page = watched.page

    def set_up(self, link: str) -> list[str]:
        """Answers the questions and starts the service; gives the five words. The page asks for a supervisor then."""
        self.page.goto(link)
        fill(self.page, "Name of the service", "Sunflower Centre")
        self.go_on("Who can a family phone?")
        fill(self.page, "Phone number", "01632 960983")
        for title in (
            "How many days may a film stay?",
            "How many days may a tablet wait without internet?",
            "Which languages do your screens need?",
            "Now your own keys",
        ):
            self.go_on(title)
        fill(self.page, "Your first name", "Rehana")
        press(self.page, "Make the keys")
        words = keep_words(self.page)
        press(self.page, "Start the service")
        self.page.get_by_role("heading", name="Who will supervise? Let them join now").wait_for()
        return words

    def go_on(self, title: str) -> None:
        """To the next page of the set-up, which has that title."""
        press(self.page, "Go on")
        self.page.get_by_role("heading", name=title, exact=True, level=1).wait_for()

    def invite_supervisor(self, name: str) -> str:
        """A link for the first supervisor, while the set-up asks for one."""
        fill(self.page, "Name of the supervisor", name)
        press(self.page, "Make a link")
        return self.page.get_by_label("Link to send").input_value()

    def finish(self) -> None:
        """Copies the three cards by hand, ends the set-up and comes to work."""
        if self.page.get_by_role("heading", name="Who will supervise? Let them join now").is_visible():
            button = self.page.get_by_role("button", name="Go on", exact=True)
            button.or_(self.page.get_by_role("button", name="Go on without a supervisor", exact=True)).click()
        press(self.page, "Make the three cards")
        for number in (1, 2, 3):
            press(self.page, f"Show the words of card {number}")
            press(self.page, "It is on paper")
        self.page.get_by_label("I printed all three", exact=True).check()
        press(self.page, "Finish")
        begin(self.page)

    def invite(self, name: str, role: str) -> str:
        """A link for somebody."""
        fill(self.page, "Name of the person", name)
        self.page.get_by_label("Role", exact=True).select_option(label=role)
        press(self.page, "Make a link")
        # The name is cleared when the link is there.
        expect(self.page.get_by_label("Name of the person", exact=True)).to_have_value("")
        return self.page.get_by_label("Link to send").input_value()

    def guest(self, name: str) -> Locator:
        guests = self.page.get_by_role("region", name="A new tablet wants to join", exact=True)
        return guests.filter(has_text=name)

    def let_in(self, name: str, words: list[str]) -> None:
        """Types the six words that somebody read out."""
        self.type_words(name, words)
        self.guest(name).wait_for(state="detached")

    def type_words(self, name: str, words: list[str]) -> None:
        """Types six words and lets the tablet join, if they are the ones that it shows."""
        for number, word in enumerate(words, 1):
            fill(self.guest(name), f"Word {number}", word)
        press(self.guest(name), "Let it join")


class Worker:
    """A field worker's tablet."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.page = watched.page
        self.phrase: list[str] = []

    def join(self, link: str) -> list[str]:
        """Opens a link and asks to join; gives the six words to read out."""
        self.page.goto(link)
        press(self.page, "Join with this tablet")
        self.phrase = keep_words(self.page)
        stage(self.page, "joining")
        return listed(self.page, "Six words to read out")

    def begin(self) -> None:
        """Goes the way in to its end, once somebody has let this tablet in."""
        begin(self.page)

    def go(self, place: str) -> None:
        """Goes to a place of the app, such as ``/families``."""
        self.page.evaluate("place => { location.hash = '#' + place }", place)

    def open_family(self, label: str, supervisor: str) -> None:
        self.go("/families/new")
        fill(self.page, "Label", label)
        self.page.get_by_label("Who supervises?", exact=True).select_option(label=supervisor)
        press(self.page, "Open this family")
        self.page.get_by_role("heading", name=f"{label} , your side", level=1).wait_for()

    def at_the_camera(self, label: str) -> None:
        """The visit of a family, from its page."""
        self.choose(label)
        self.page.get_by_role("link", name="Start visit", exact=True).click()
        self.page.get_by_role("heading", name=WHO, level=1).wait_for()

    def ask_one_person(self, answer: str) -> None:
        """Adds a child who is here and who gave that answer."""
        self.add_child()
        self.answer(answer)

    def add_child(self) -> None:
        """Adds a child to the people of a family; who is added is here, and a tap before the page says so undoes it."""
        press(self.page, "Someone else")
        press(self.page, "Child")
        expect(self.person("Child")).to_have_attribute("aria-pressed", "true")

    def is_here(self) -> None:
        """Notes that the child is here; the page shows it once it is kept."""
        row = self.person("Child")
        row.wait_for()
        if row.get_attribute("aria-pressed") != "true":
            row.click()
        expect(row).to_have_attribute("aria-pressed", "true")

    def person(self, word: str) -> Locator:
        """The first row of the people of a visit that bears that word."""
        rows = self.page.get_by_role("list", name="People", exact=True)
        return rows.get_by_role("button", name=word).first

    def answer(self, answer: str) -> None:
        """Notes the child's answer of today, as often as it changes; then what it leads to is shown."""
        if self.page.get_by_role("heading", name="Ready", level=1).is_visible():
            self.page.get_by_role("link", name="Back", exact=True).click()
        self.page.get_by_role("heading", name=WHO, level=1).wait_for()
        again = self.page.get_by_role("link", name="Ask again: Child", exact=True)
        (again if again.is_visible() else self.page.get_by_role("button", name="Next", exact=True)).click()
        press(self.page, answer)
        self.page.get_by_text(f"You said: {answer}", exact=True).wait_for()
        press(self.page, "Next")
        self.page.get_by_role("heading", name="Ready", level=1).wait_for()

    @property
    def start(self) -> Locator:
        return self.page.get_by_role("button", name="Film", exact=True)

    @property
    def films(self) -> Locator:
        return self.page.locator("li[data-film]")

    def begin_film(self, ms: int) -> None:
        """Films until the timer shows that much and all of it is sealed."""
        if self.page.get_by_role("heading", name=WHO, level=1).is_visible():
            press(self.page, "Next")
        # A tablet that has just joined waits for its minute; the click waits until it may film.
        self.start.click(timeout=LONG_MS)
        self.page.locator("button.film-stop").wait_for()
        self.until_filmed(ms)

    def until_filmed(self, ms: int) -> None:
        """Waits until the timer shows that much and all of it is sealed."""
        self.page.wait_for_function(
            """ms => {
              const [m, s] = (document.querySelector('[role=timer] strong')?.textContent ?? '0:0').split(':');
              return (Number(m) * 60 + Number(s)) * 1000 >= ms;
            }""",
            arg=ms,
        )
        self.page.get_by_text("Sealed up to now", exact=True).wait_for()

    def stop_film(self) -> None:
        """Stops, keeps the film, and ends on the page of the family."""
        self.page.locator("button.film-stop").click()
        self.page.get_by_text("Filming has stopped. The film is safe on this tablet.").wait_for(
            timeout=LONG_MS
        )
        self.page.get_by_role("main").locator("[aria-busy=false]").first.wait_for()
        press(self.page, "Keep it")
        press(self.page, "That is enough")

    def read_what_was_cut(self) -> None:
        """After a crash: what was being filmed is told before anything else."""
        self.page.get_by_text("at most one second is missing").wait_for(timeout=LONG_MS)
        press(self.page, "Go on")

    def expect_film(self, nth: int, words: str) -> None:
        """Waits until the nth film (from 1, the oldest) of the family is told in those words."""
        expect(self.film(nth)).to_contain_text(words, timeout=LONG_MS)

    def film(self, nth: int) -> Locator:
        """The row of the nth film, from 1, on the page of the family; the newest one stands first there."""
        return self.films.nth(-nth)

    def unlock(self) -> None:
        stage(self.page, "locked")
        fill(self.page, "Five words", " ".join(self.phrase))
        press(self.page, "Unlock")
        # Who has no PIN is offered one.
        stage(self.page, "pin")
        press(self.page, "Later")
        stage(self.page, "open")

    def choose(self, label: str) -> None:
        """The page of a family, by its row in the list."""
        self.go("/families")
        rows = self.page.get_by_role("list", name="Families", exact=True)
        rows.get_by_role("link").filter(has_text=label).click()
        self.page.get_by_role("heading", name=f"{label} , your side", level=1).wait_for()

    def expect_all_sent(self) -> None:
        """Waits until nothing on this tablet waits for the server, which it sends by itself."""
        self.go("/more")
        expect(self.page.get_by_role("main")).to_contain_text("Nothing waits here.", timeout=LONG_MS)
