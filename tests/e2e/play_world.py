"""A small service for looking at films: a supervisor in a real browser, and a worker whose films carry a number in
each frame.

Admin and worker are identities of ``amanat_client``; the films are made by ffmpeg, sealed and sent as a tablet does it.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from amanat_client.books import Books
from amanat_client.clock import SystemClock
from amanat_client.entropy import SystemEntropy
from amanat_client.fieldwork import Fieldwork
from amanat_client.identity import draw_identity
from amanat_client.joining import ask_to_join, has_joined, read_link
from amanat_client.opening import open_case
from amanat_client.padme import fill_mp4
from amanat_client.service import Reception, SetupLink, found_service
from amanat_client.staffing import Staffing
from amanat_client.transport import Server
from amanat_sync.chain import ADMIN, FIELD, SUPERVISOR
from amanat_sync.ids import base64url
from amanat_sync.kinds import MemberNamed, ServiceSettings
from amanat_sync.roll import service_case_of
from scripts.demo.people import WORD_LIST, Folders, Person
from tests.e2e import barcode, mp4
from tests.e2e.program import Program
from tests.e2e.screens import begin, keep_words, press, stage
from tests.tools import footage, need

SERVICE = "Sunflower Centre"
LABEL = "Blue kite"
DAYS = 60
LONG_MS = 60_000


@dataclass(frozen=True)
class Reel:
    """A film as it was made: its bytes, the number that each picture shows, and when it is shown (s)."""

    plain: bytes
    numbers: list[int]
    times: list[float]

    @property
    def ms(self) -> int:
        return round(self.times[-1] * 1000) + 33


def make_reel(camera: Path, path: Path, *options: str, seconds: float | None = None, loops: int = 1) -> Reel:
    """A film of the numbered footage in ``camera``, coded as a tablet's camera does it unless ``options`` say more."""
    coding = options or ("-g", "30", "-bf", "0", "-preset", "ultrafast", "-tune", "zerolatency")
    command = [
        str(need("ffmpeg")),
        "-v",
        "error",
        "-y",
        "-stream_loop",
        str(loops - 1),
        "-r",
        "30",
        "-i",
        str(camera),
    ]
    command += ["-stream_loop", "-1", "-i", str(footage("bigbuckbunny")), "-map", "0:v", "-map", "1:a"]
    command += ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-b:v", "2M", *coding]
    command += ["-c:a", "libopus", "-b:a", "64k", "-shortest", *(["-t", str(seconds)] if seconds else [])]
    command += ["-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    with path.open("r+b") as file:
        fill_mp4(file)
    plain = path.read_bytes()
    numbers = [number for number in barcode.numbers(plain) if number is not None]
    times = sorted(mp4.times(plain))
    assert len(numbers) == len(times)
    return Reel(plain, numbers, times)


@dataclass
class PlayWorld:
    """The service, and whom it has."""

    program: Program
    folders: Folders
    admin: Person
    root_seed: bytes
    scratch: Path
    worker: Person | None = None
    case: bytes = b""
    people: list[bytes] = field(default_factory=list)
    members: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def begin(cls, program: Program, folder: Path) -> PlayWorld:
        """Sets the service up."""
        folders = Folders(folder, program.origin)
        store, entropy, clock = folders.store("admin"), SystemEntropy(), SystemClock()
        identity = draw_identity(entropy.draw(16), entropy)
        link = SetupLink(program.setup_link)
        unsigned = Server(link.origin, None, clock, entropy)
        founded = found_service(
            link, identity, server=unsigned, books=Books(store), store=store, clock=clock, entropy=entropy
        )
        unsigned.close()
        admin = folders.settle("admin", identity, store, SERVICE)
        settings = ServiceSettings(
            name=SERVICE, phone="01632 960983", days=DAYS, offline_days=7, languages=["en"]
        )
        case = service_case_of(admin.desk.books.chain.org)
        open_case(admin.desk, case, {identity.member: ADMIN}, SERVICE, further=(settings,))
        return cls(program, folders, admin, founded.root_seed, folder)

    def _reception(self) -> Reception:
        return Reception(self.admin.desk, self.admin.box, WORD_LIST)

    def _let_in(self, name: str, member: bytes) -> None:
        reception = self._reception()
        for entry in reception.waiting():
            reception.approve_in_room(entry, self.root_seed)
        self.admin.desk.fetch_chain()
        Staffing(self.admin.desk).tend_service_case()
        case = service_case_of(self.admin.desk.books.chain.org)
        self.admin.desk.write(case, MemberNamed(member=base64url(member), name=name))

    def join_browser(self, page: Page, name: str, role: int = SUPERVISOR) -> list[str]:
        """Somebody joins with a browser; their five words."""
        member = self.admin.desk.entropy.draw(16)
        page.goto(self._reception().invite(role, member, SERVICE))
        press(page, "Join with this tablet")
        phrase = keep_words(page)
        stage(page, "joining")
        self._let_in(name, member)
        begin(page)
        self.members[name] = member
        return phrase

    def join_worker(self, name: str) -> None:
        """The worker's identity, which is of no browser."""
        store, entropy = self.folders.store("worker"), SystemEntropy()
        member = entropy.draw(16)
        link = read_link(self._reception().invite(FIELD, member, SERVICE), store)
        identity = draw_identity(link.member, entropy)
        server = Server(link.server, identity, SystemClock(), entropy)
        asked = ask_to_join(link, identity, server, WORD_LIST)
        self._let_in(name, member)
        assert has_joined(asked, server)
        server.close()
        store.put("root", b"service", link.root)
        self.worker = self.folders.settle("worker", identity, store, SERVICE)
        self.worker.desk.fetch_chain()

    def open_family(self, supervisor: str, label: str = LABEL) -> None:
        """A family with one child who said yes."""
        assert self.worker is not None
        work = Fieldwork(self.worker.desk)
        self.case = work.open_family(label, self.members[supervisor])
        self.people = [work.add_person(self.case, "child")]
        work.answer(self.case, self.people[0], "yes")

    def film(self, reel: Reel) -> str:
        """Films and sends; the film's id in hex."""
        assert self.worker is not None
        path = self.scratch / "source.mp4"
        path.write_bytes(reel.plain)
        with path.open("rb") as source:
            clip = Fieldwork(self.worker.desk).film(
                self.case, source, ms=reel.ms, days=DAYS, here=self.people
            )
        path.unlink()
        return clip.hex()

    def close(self) -> None:
        """Ends everybody's connections and files."""
        self.admin.close()
        if self.worker is not None:
            self.worker.close()


# Reads the number in the middle row of what is shown: the canvas where a picture stands, else the video.
READ_NUMBER = """() => {
  const still = document.querySelector('.play-picture canvas:not([hidden])');
  const shown = still ?? document.querySelector('.play-picture video');
  const canvas = new OffscreenCanvas(576, 96);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(shown, 0, 0, 576, 96, 0, 0, 576, 96);
  const { data } = context.getImageData(0, 0, 576, 96);
  const mean = (nth, row) => {
    let sum = 0;
    let count = 0;
    for (let y = 12; y < 36; y += 4)
      for (let x = 12; x < 36; x += 4, count++) sum += data[4 * ((row * 48 + y) * 576 + nth * 48 + x)];
    return sum / count;
  };
  let number = 0;
  for (let nth = 0; nth < 12; nth++) {
    const [upper, lower] = [mean(nth, 0), mean(nth, 1)];
    if (Math.abs(upper - lower) < 60) return null;
    number = number * 2 + Number(upper > lower);
  }
  return number;
}"""


class Player:
    """The player as a supervisor uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def inbox(self) -> None:
        self.page.evaluate("() => { location.hash = '#/' }")
        self.page.get_by_role("heading", level=1, name="Inbox").wait_for()

    def open(self, film: str) -> None:
        """Opens a film; ends when its first picture is there."""
        self.page.evaluate("film => { location.hash = `#/play/${film}` }", film)
        self.wait_first()

    def wait_first(self) -> None:
        self.page.wait_for_function(
            "() => (document.querySelector('.play-picture video')?.readyState ?? 0) >= 2", timeout=LONG_MS
        )

    def wait_steps(self) -> None:
        """Ends when every picture can be stepped to."""
        expect(self.button("One picture on")).not_to_have_attribute("aria-disabled", "true", timeout=LONG_MS)

    def button(self, heard: str) -> Locator:
        return self.page.get_by_role("button", name=heard, exact=True)

    def seek(self, seconds: float) -> None:
        """Moves the slider there, as a hand does."""
        self.page.evaluate(
            """seconds => {
              const place = document.querySelector('.play-place');
              place.value = String(seconds);
              place.dispatchEvent(new Event('input', { bubbles: true }));
              place.dispatchEvent(new Event('change', { bubbles: true }));
            }""",
            seconds,
        )

    def number(self) -> int | None:
        number: int | None = self.page.evaluate(READ_NUMBER)
        return number

    @property
    def shown(self) -> str:
        """The time as it stands beside the buttons."""
        return self.page.locator(".play-time").inner_text()

    def expect_time(self, words: str) -> None:
        expect(self.page.locator(".play-time")).to_have_text(words)


def place_of(seconds: float) -> str:
    """A time as the player writes it: 1:12.08."""
    hundredths = int(seconds * 100 + 1e-4)
    return f"{hundredths // 6000}:{hundredths % 6000 // 100:02}.{hundredths % 100:02}"


def page_of(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else context.new_page()
