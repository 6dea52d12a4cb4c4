"""The thin thread: a worker's tablet films without a server, the film goes up when the server is there, and a
supervisor's command line exports a file that the ``age`` command opens to the very film.

Everything is the real thing: the server's own process, two Chromium profiles over real footage, the shipped page, the
``amanat`` command. The frames are told apart by the number that is painted into each.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e import barcode, mp4
from tests.e2e.browser import FakeMedia, arguments, bundle
from tests.e2e.footage import FRAMES
from tests.e2e.program import Joining, Program, amanat
from tests.e2e.screens import Admin, Watched, Worker, listed, press, stage
from tests.tools import PWA, STATIC, need

pytestmark = pytest.mark.browser

FILM_MS = 4000


@dataclass(frozen=True)
class Thread:
    """What the thread left behind."""

    program: Program
    admin: Watched
    worker: Watched
    tablet: Worker
    film: str
    delivered: list[int]
    opened: bytes
    aged: bytes
    verified: dict[str, object]


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
def profiles(
    fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Watched, Watched]]:
    """An admin's browser and a worker's, each with its witness."""
    folder = tmp_path_factory.mktemp("witness")
    bundle(PWA / "test" / "pages" / "witness.ts", folder / "witness.js")
    witness = (folder / "witness.js").read_text()
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        found = []
        for name in ("admin", "worker"):
            context = playwright.chromium.launch_persistent_context(
                tmp_path_factory.mktemp(name),
                executable_path=need("chromium"),
                headless=True,
                args=arguments(fake_media),
                permissions=["camera", "microphone"],
            )
            stack.callback(context.close)
            found.append(Watched(context, witness))
        yield found[0], found[1]


@pytest.fixture(scope="module")
def thread(
    program: Program, profiles: tuple[Watched, Watched], tmp_path_factory: pytest.TempPathFactory
) -> Thread:
    """Set-up, two who join, a film without a server, its upload, and the supervisor's export."""
    age, folder = need("age"), tmp_path_factory.mktemp("supervisor")
    admin, tablet = Admin(profiles[0]), Worker(profiles[1])
    phrase = admin.set_up(program.setup_link)
    assert len(phrase) == 5
    assert "#" not in admin.page.url

    link = admin.invite_supervisor("Ayesha")
    with Joining(folder / "home", link) as command_line:
        admin.let_in("Ayesha", command_line.words)
        (folder / "phrase").write_text(" ".join(command_line.finish()))
    admin.finish()

    words = tablet.join(admin.invite("Mina", "Field worker"))
    assert "#" not in tablet.page.url
    admin.let_in("Mina", words)
    tablet.begin()
    tablet.go("/families/new")
    expect(tablet.page.get_by_label("Who supervises?", exact=True)).to_contain_text("Ayesha")

    program.stop()
    tablet.open_family("Blue kite", "Ayesha")
    tablet.at_the_camera("Blue kite")
    tablet.ask_one_person("Yes")
    tablet.begin_film(FILM_MS)
    tablet.stop_film()
    tablet.expect_film(1, "On this tablet only")
    seen = tablet.watched.seen()

    # The page starts without the server, and what it has is there.
    tablet.page.reload()
    tablet.unlock()
    tablet.choose("Blue kite")
    tablet.expect_film(1, "On this tablet only")

    program.start()
    tablet.expect_all_sent()
    tablet.choose("Blue kite")
    tablet.expect_film(1, "Sealed copy on the server")

    asked = {"phrase": folder / "phrase"}
    amanat(folder / "home", "pull", **asked)
    films = json.loads(amanat(folder / "home", "films", "--json", **asked).stdout)["films"]
    film = films[0]["film"]
    verified = json.loads(amanat(folder / "home", "verify", film, "--json", **asked).stdout)
    opened = amanat(folder / "home", "open", film, **asked).stdout
    why = ("--why", "the thread is tested")
    exported = amanat(
        folder / "home", "export", film, "-o", folder / "film.age", *why, "--json", **asked
    ).stdout
    (folder / "key").write_text(json.loads(exported)["identity"])
    aged = subprocess.run(
        [age, "-d", "-i", folder / "key", folder / "film.age"], capture_output=True, check=True
    ).stdout
    numbers = [number for number in seen if number is not None]
    assert len(numbers) == len(seen)
    return Thread(program, profiles[0], profiles[1], tablet, film, numbers, opened, aged, verified)


def test_every_frame_that_the_camera_gave_is_in_the_film(thread: Thread, tmp_path: Path) -> None:
    filmed = [number for number in barcode.numbers(thread.aged) if number is not None]
    start = thread.delivered.index(filmed[0])
    delivered = thread.delivered[start : start + len(filmed)]
    print(f"frames of the film: {len(filmed)}; lost after the camera: {len(set(delivered) - set(filmed))}")
    print(f"frames dropped by the camera: {barcode.dropped(filmed, FRAMES)}")
    assert filmed == delivered
    # The camera drops some where the machine is busy, and never most of them.
    assert len(filmed) >= FILM_MS / 1000 * 15
    path = tmp_path / "film"
    path.write_bytes(thread.aged)
    streams = {stream["codec_type"]: stream for stream in mp4.probe(path)["streams"]}
    assert int(streams["video"]["nb_read_frames"]) == len(filmed)
    assert mp4.loudness(thread.aged) > 0.01


def test_age_and_amanat_open_the_same_bytes(thread: Thread) -> None:
    assert thread.aged == thread.opened


def test_the_command_line_finds_no_fault_in_the_film(thread: Thread) -> None:
    assert [film["faults"] for film in thread.verified["films"]] == [[]]  # type: ignore[attr-defined]


def test_the_page_breaks_no_rule_of_its_own_and_asks_nobody_else(thread: Thread) -> None:
    for watched in (thread.admin, thread.worker):
        assert watched.violations() == []
        assert watched.complaints == []
        assert watched.asked == {thread.program.origin}


def test_a_film_cut_by_a_page_that_goes_is_finished_at_the_next_unlock(thread: Thread) -> None:
    tablet = thread.tablet
    tablet.at_the_camera("Blue kite")
    tablet.is_here()
    tablet.begin_film(2000)
    tablet.page.goto("about:blank")
    tablet.page.goto(thread.program.origin)
    tablet.unlock()
    tablet.read_what_was_cut()
    tablet.choose("Blue kite")
    tablet.expect_film(2, "Sealed copy on the server")
    expect(tablet.film(2)).to_contain_text(" s")


def test_without_a_yes_of_everybody_the_camera_stays_shut(thread: Thread) -> None:
    tablet = thread.tablet
    tablet.at_the_camera("Blue kite")
    tablet.is_here()
    for answer in ("Later", "No"):
        tablet.answer(answer)
        expect(tablet.start).to_have_count(0)
        expect(tablet.page.get_by_text("No filming today. Everything else goes on.")).to_be_visible()


def test_the_lock_shuts_the_page_and_other_words_do_not_open_it(thread: Thread) -> None:
    tablet = thread.tablet
    tablet.go("/families")
    press(tablet.page, "Lock")
    stage(tablet.page, "veiled")
    assert "Blue kite" not in tablet.page.inner_text("body")
    tablet.page.get_by_label("Five words", exact=True).fill(" ".join(reversed(tablet.phrase)))
    press(tablet.page, "Unlock")
    expect(tablet.page.get_by_role("alert")).to_contain_text("(unlock-phrase)")
    tablet.page.reload()
    tablet.unlock()


def test_words_that_differ_let_nobody_in(thread: Thread, tmp_path: Path) -> None:
    admin = Admin(thread.admin)
    link = admin.invite("Nobody", "Field worker")
    with Joining(tmp_path / "home", link) as joining:
        guest = admin.guest("Nobody")
        admin.type_words("Nobody", list(reversed(joining.words)))
        expect(guest.get_by_role("alert")).to_contain_text("(enrol-words)")
        press(guest, "They differ")
        guest.wait_for(state="detached")
        assert "not the same" in joining.refused()
    assert not any("Nobody" in member for member in listed(admin.page, "Who is in this service"))
