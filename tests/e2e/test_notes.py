"""Notes: two browsers and the command line write and read the same, offline too, and nothing half-typed is lost."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.pages_notes import NotesPage
from tests.e2e.program import Joining, amanat
from tests.e2e.screens import Watched, begin, keep_words, press
from tests.e2e.test_demo import Demo, free_port
from tests.scans.scanner import Scan, windows
from tests.tools import STATIC, need

pytestmark = pytest.mark.browser

BALLAST = 64 << 20
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{3}}"


@dataclass
class Tablet:
    """A browser that has joined, and where it lies on disk."""

    watched: Watched
    folder: Path
    words: list[str]
    notes: NotesPage = field(init=False)

    def __post_init__(self) -> None:
        self.notes = NotesPage(self.watched.page)

    def offline(self, *, on: bool) -> None:
        self.watched.context.set_offline(on)


@dataclass
class Place:
    """A worker's and a supervisor's browser, a command line of the supervisor's, and the family that all have."""

    worker: Tablet
    supervisor: Tablet
    home: Path
    phrase: Path
    family: str
    film: str

    def asked(self, *words: str) -> dict[str, list[dict[str, object]]]:
        """What the command line answers, once it has pulled."""
        amanat(self.home, "pull", phrase=self.phrase)
        told: dict[str, list[dict[str, object]]] = json.loads(
            amanat(self.home, *words, "--json", phrase=self.phrase).stdout
        )
        return told

    def texts(self, of: str) -> list[str]:
        return [str(note["text"]) for note in self.asked("note", of)["notes"]]


@pytest.fixture(scope="module")
def place(fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    assert (STATIC / "index.html").exists(), "make build"
    need("ffmpeg")
    folder = tmp_path_factory.mktemp("notes")
    with ExitStack() as stack:
        demo = Demo(folder / "data", free_port())
        stack.callback(demo.stop)
        playwright = stack.enter_context(sync_playwright())
        tablets = {}
        for who in ("worker", "supervisor"):
            context = playwright.chromium.launch_persistent_context(
                folder / who,
                executable_path=need("chromium"),
                headless=True,
                args=arguments(fake_media),
                permissions=["camera", "microphone"],
            )
            stack.callback(context.close)
            watched = Watched(context, witness)
            watched.page.goto(demo.link(who))
            press(watched.page, "Join with this tablet")
            words = keep_words(watched.page)
            begin(watched.page)
            tablets[who] = Tablet(watched, folder / who, words)
        home, phrase = folder / "home", folder / "words"
        with Joining(home, demo.link("supervisor", 2)) as joining:
            phrase.write_text(" ".join(joining.finish()))
        amanat(home, "pull", phrase=phrase)
        cases = json.loads(amanat(home, "cases", "--json", phrase=phrase).stdout)["cases"]
        family = next(case["case"] for case in cases if case["label"] == "Marigold")
        films = json.loads(amanat(home, "films", family, "--json", phrase=phrase).stdout)["films"]
        yield Place(tablets["worker"], tablets["supervisor"], home, phrase, family, films[0]["film"])


def test_two_offline_at_once_keep_every_letter_and_the_command_line_reads_the_same(place: Place) -> None:
    worker, supervisor = place.worker.notes, place.supervisor.notes
    for notes in (worker, supervisor):
        notes.open(place.family)
    base = "ক🙂 শেষ"
    worker.write(base)
    worker.says(base, "Sent")
    supervisor.reads(base)
    for tablet in (place.worker, place.supervisor):
        tablet.offline(on=True)
    # One puts a vowel sign on the letter before the emoji, the other writes behind the emoji.
    mine = worker.change(base)
    mine.press("Home")
    mine.press("ArrowRight")
    mine.press_sequentially("ো")
    theirs = supervisor.change(base)
    theirs.press("Home")
    theirs.press("ArrowRight")
    theirs.press("ArrowRight")
    theirs.press_sequentially(" মা")
    for notes in (worker, supervisor):
        notes.done()
    worker.reads("কো🙂 শেষ")
    worker.says("কো🙂 শেষ", "On this tablet")
    supervisor.reads("ক🙂 মা শেষ")
    for tablet in (place.worker, place.supervisor):
        tablet.offline(on=False)
    both = "কো🙂 মা শেষ"
    for notes in (worker, supervisor):
        notes.reads(both)
        notes.says(both, "is writing too")
    assert both in place.texts(place.family)


def test_a_spoken_note_is_heard_by_the_supervisor_and_opened_by_the_command_line(
    place: Place, tmp_path: Path
) -> None:
    worker, supervisor = place.worker.notes, place.supervisor.notes
    for notes in (worker, supervisor):
        notes.open(place.family)
    worker.speak(2000)
    worker.listen()
    worker.says("Voice note", "Sent")
    supervisor.listen()
    spoken = [note for note in place.asked("note", place.family)["notes"] if note["clip"] is not None]
    assert len(spoken) == 1
    assert 1500 <= int(str(spoken[0]["spoken_ms"])) <= 10_000
    sound = tmp_path / "voice.webm"
    amanat(place.home, "open", spoken[0]["clip"], "-o", sound, phrase=place.phrase)
    shown = subprocess.run(
        [need("ffprobe"), "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", sound],
        capture_output=True,
        check=True,
        text=True,
    )
    assert shown.stdout.split() == ["opus"]


def test_a_note_on_a_film_stands_on_the_film_alone(place: Place) -> None:
    supervisor = place.supervisor.notes
    supervisor.open(place.family, place.film)
    supervisor.write("He waits for her.")
    supervisor.says("He waits for her.", "Sent")
    assert "He waits for her." in place.texts(place.film)
    assert "He waits for her." not in place.texts(place.family)


def test_what_is_half_typed_when_the_lock_falls_is_there_after_it(place: Place) -> None:
    worker = place.worker.notes
    worker.open(place.family)
    worker.field.press_sequentially("half a wor")
    worker.lock_and_unlock(place.worker.words)
    worker.open(place.family)
    worker.reads("half a wor")


def test_text_of_any_kind_is_shown_as_text(place: Place) -> None:
    worker, supervisor = place.worker.notes, place.supervisor.notes
    for notes in (worker, supervisor):
        notes.open(place.family)
    worker.write(HOSTILE)
    for notes in (worker, supervisor):
        notes.reads(HOSTILE)
    expect(supervisor.page.locator("main img, main script")).to_have_count(0)
    for tablet in (place.worker, place.supervisor):
        assert tablet.watched.violations() == []
        assert tablet.watched.complaints == []


@pytest.mark.long
def test_nothing_written_or_spoken_lies_open_in_the_browser_folder(place: Place, tmp_path: Path) -> None:
    clip = next(note["clip"] for note in place.asked("note", place.family)["notes"] if note["clip"])
    sound = tmp_path / "voice.webm"
    amanat(place.home, "open", clip, "-o", sound, phrase=place.phrase)
    spoken: dict[str, bytes | str] = {
        f"spoken {n}": piece for n, piece in enumerate(windows(sound.read_bytes(), 6))
    }
    assert len(spoken) >= 4
    markers: dict[str, bytes | str] = {"typed": "half a wor", **spoken}
    place.worker.watched.context.close()
    # The ballast is hundreds of megabytes of sealed zeros, too many to be looked at under every skin.
    for path in [
        path for path in place.worker.folder.rglob("*") if path.is_file() and path.stat().st_size > BALLAST
    ]:
        raw = path.read_bytes()
        assert not any(
            (marker.encode() if isinstance(marker, str) else marker) in raw for marker in markers.values()
        )
        path.unlink()
    assert Scan.begin(place.worker.folder).find(markers) == {}
