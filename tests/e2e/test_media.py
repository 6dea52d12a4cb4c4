"""A real Chromium films real footage; what comes out is compared, frame by frame, with what its camera gave.

Frames carry their number as a barcode (barcode.py). The page reads it twice: as the recorder sees each frame, and
on a clone of the camera's track that nothing else touches. PyAV reads it a third time, from the finished file.
"""

from __future__ import annotations

import random
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import barcode, mp4
from tests.e2e.browser import FakeMedia, bundle, chromium, served
from tests.e2e.footage import FRAMES
from tests.tools import PWA

pytestmark = pytest.mark.browser

SEED = 20_261_123


@dataclass(frozen=True)
class Filmed:
    """What the page tells of one film."""

    summary: dict[str, Any]
    cause: str | None
    journal: bytes
    batches: list[dict[str, Any]]
    delivered: list[int | None]
    witnessed: list[int | None]


class FilmingPage:
    """The page of pwa/test/pages/film.ts."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def film(self, **wish: object) -> Filmed:
        told = self._page.evaluate("wish => pages.film(wish)", wish)
        told["journal"] = b64decode(told["journal"])
        return Filmed(**told)

    def remux(self, journal: bytes, size: int | None = None) -> dict[str, Any]:
        """What `remuxFilm` tells of a journal, with the ``file``; or the ``code`` with which it is refused."""
        size = len(journal) if size is None else size
        told: dict[str, Any] = self._page.evaluate(
            "([journal, size]) => pages.remux(journal, size)", [b64encode(journal).decode(), size]
        )
        if "file" in told:
            told["file"] = b64decode(told["file"])
        return told

    def play(self, film: dict[str, Any], times: list[float]) -> dict[str, Any]:
        """What the browser's own player says of a film, and the numbers that it shows at ``times`` (seconds)."""
        told: dict[str, Any] = self._page.evaluate(
            "([file, container, times]) => pages.play(file, container, times)",
            [b64encode(film["file"]).decode(), film["container"], times],
        )
        return told

    def turn(self, frames: int) -> dict[str, Any]:
        """Films something else than the camera, which changes from landscape to portrait after ``frames``."""
        told: dict[str, Any] = self._page.evaluate("frames => pages.turn(frames)", frames)
        told["journal"] = b64decode(told["journal"])
        return told

    def plain(self, ms: int) -> dict[str, Any]:
        """Films so long without WebCodecs."""
        told: dict[str, Any] = self._page.evaluate("ms => pages.plain(ms)", ms)
        told["journal"] = b64decode(told["journal"])
        return told

    def refusal(self, tracks: str) -> str | None:
        code: str | None = self._page.evaluate("tracks => pages.refusal(tracks)", tracks)
        return code


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    bundle(PWA / "test" / "pages" / "film.ts", folder / "film.js")
    (folder / "index.html").write_text(
        '<!doctype html><link rel="icon" href="data:,"><script type="module" src="film.js"></script>'
    )
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def filming(
    site: str, fake_media: FakeMedia, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FilmingPage]:
    with chromium(tmp_path_factory.mktemp("profile"), fake_media) as context:
        page = context.new_page()
        page.goto(site)
        yield FilmingPage(page)


@pytest.fixture(scope="module")
def filmed(filming: FilmingPage) -> Filmed:
    """Four seconds, stopped by the worker."""
    return filming.film(frames=120)


@pytest.fixture(scope="module")
def film(filming: FilmingPage, filmed: Filmed) -> dict[str, Any]:
    return filming.remux(filmed.journal)


def frames_of(filmed: Filmed) -> list[int]:
    """The numbers of the frames that the recorder read; all of them must be readable."""
    assert None not in filmed.delivered, filmed.delivered
    return [number for number in filmed.delivered if number is not None]


def seen_meanwhile(filmed: Filmed) -> list[int]:
    """What the witness saw from the film's first frame to its last."""
    delivered = frames_of(filmed)
    witnessed = [number for number in filmed.witnessed if number is not None]
    start = witnessed.index(delivered[0])
    end = len(witnessed) - witnessed[::-1].index(delivered[-1])
    return witnessed[start:end]


def test_no_frame_is_lost_after_the_camera(filmed: Filmed, film: dict[str, Any]) -> None:
    delivered = frames_of(filmed)
    print(f"codec: {filmed.summary['codec']}")
    print(f"frames dropped by the camera: {barcode.dropped(delivered, FRAMES)}")
    lost = len(delivered) - filmed.summary["frames"]
    print(f"frames delivered by the camera's track: {len(delivered)}; lost after it: {lost}")
    assert barcode.numbers(film["file"]) == delivered
    assert filmed.summary["delivered"] == filmed.summary["frames"] == film["frames"] == len(delivered)


def test_the_recorder_misses_nothing_that_the_track_delivers(filmed: Filmed) -> None:
    assert seen_meanwhile(filmed) == frames_of(filmed)


def test_the_file_opens_from_its_front_and_other_tools_read_all_of_it(
    film: dict[str, Any], filmed: Filmed, tmp_path: Path
) -> None:
    if film["container"] == "mp4":
        assert [box for box in mp4.boxes(film["file"]) if box != "free"] == ["ftyp", "moov", "mdat"]
    path = tmp_path / f"film.{film['container']}"
    path.write_bytes(film["file"])
    read = mp4.probe(path)
    picture, sound = sorted(read["streams"], key=lambda stream: stream["codec_type"], reverse=True)
    assert (picture["width"], picture["height"]) == (1280, 720)
    assert int(picture["nb_read_frames"]) == len(filmed.delivered)
    assert sound["codec_name"] == "opus"
    assert abs(float(read["format"]["duration"]) * 1000 - film["ms"]) <= 1


def test_the_browser_plays_it_and_shows_the_frame_that_it_is_asked_for(
    filming: FilmingPage, filmed: Filmed, film: dict[str, Any]
) -> None:
    delivered = frames_of(filmed)
    times = mp4.times(film["file"])
    chosen = [0, 1, 17, 30, 31, 64, len(delivered) - 1]
    told = filming.play(film, [times[nth] + 0.005 for nth in chosen])
    assert told["numbers"] == [delivered[nth] for nth in chosen]
    assert (told["width"], told["height"]) == (1280, 720)
    assert told["duration"] == pytest.approx(film["ms"] / 1000, abs=0.002)


def test_the_sound_of_the_room_is_in_the_film(film: dict[str, Any]) -> None:
    assert mp4.loudness(film["file"]) > 0.01


def test_the_length_of_the_file_is_a_padme_size(film: dict[str, Any]) -> None:
    assert film["length"] == len(film["file"]) == mp4.padme(film["length"])


def test_a_second_pass_gives_the_same_bytes(
    filming: FilmingPage, filmed: Filmed, film: dict[str, Any]
) -> None:
    assert filming.remux(filmed.journal)["file"] == film["file"]


def test_the_journal_is_handed_on_all_the_time(filmed: Filmed) -> None:
    handed = [batch["progress"]["frames"] for batch in filmed.batches]
    assert handed == sorted(handed)
    assert handed[-1] == len(filmed.delivered)
    # A record holds half a second, so four seconds make eight; a busy machine makes them fewer and longer.
    assert len({count for count in handed if 0 < count < handed[-1]}) >= 3
    assert sum(batch["bytes"] for batch in filmed.batches) == len(filmed.journal) == filmed.summary["bytes"]


def test_a_journal_cut_off_anywhere_plays_up_to_there(
    filming: FilmingPage, filmed: Filmed, tmp_path: Path
) -> None:
    delivered = frames_of(filmed)
    rng = random.Random(SEED)
    for size in sorted(rng.randrange(len(filmed.journal)) for _ in range(8)):
        told = filming.remux(filmed.journal, size)
        if "code" in told:
            assert told["code"] == "film-empty", f"cut at {size} (seed {SEED})"
            continue
        found = barcode.numbers(told["file"])
        assert found == delivered[: len(found)], f"cut at {size} (seed {SEED})"
        assert told["frames"] == len(found)
        path = tmp_path / f"cut.{told['container']}"
        path.write_bytes(told["file"])
        mp4.probe(path)


def test_a_crash_costs_no_more_than_the_batch_that_was_under_way(
    filming: FilmingPage, filmed: Filmed
) -> None:
    committed = 0
    for batch, after in pairwise(filmed.batches):
        committed += batch["bytes"]
        told = filming.remux(filmed.journal, committed)
        if "code" not in told:
            # Pictures wait in the muxer for the sound beside them: a few of those encoded are not written yet.
            assert told["frames"] > batch["progress"]["frames"] - 15
            assert told["frames"] <= after["progress"]["frames"]


@pytest.mark.parametrize(("codec", "container"), [("vp9", "mp4"), ("vp8", "webm")])
def test_other_codecs_make_films_too(
    filming: FilmingPage, tmp_path: Path, codec: str, container: str
) -> None:
    filmed = filming.film(frames=30, codecs=[codec])
    told = filming.remux(filmed.journal)
    print(f"codec: {filmed.summary['codec']}")
    assert (filmed.summary["codec"], told["container"]) == (codec, container)
    assert barcode.numbers(told["file"]) == frames_of(filmed)
    path = tmp_path / f"film.{container}"
    path.write_bytes(told["file"])
    mp4.probe(path)


@pytest.mark.parametrize(
    ("ending", "reason"),
    [("camera-ends", "camera"), ("microphone-ends", "camera"), ("page-hidden", "call")],
)
def test_what_ends_the_camera_ends_the_film_and_keeps_it(
    filming: FilmingPage, ending: str, reason: str
) -> None:
    filmed = filming.film(frames=20, ending=ending)
    assert (filmed.summary["reason"], filmed.cause) == (reason, None)
    assert barcode.numbers(filming.remux(filmed.journal)["file"]) == frames_of(filmed)


def test_a_picture_that_is_turned_on_the_way_ends_the_film_and_keeps_it(filming: FilmingPage) -> None:
    told = filming.turn(frames=20)
    assert told["summary"]["reason"] == "camera"
    assert told["cause"] is not None
    film = filming.remux(told["journal"])
    # The turned frame is the one that could not be encoded.
    assert film["frames"] == told["summary"]["frames"] == told["summary"]["delivered"] - 1 >= 20
    assert len(mp4.times(film["file"])) == film["frames"]


def test_where_frames_cannot_be_read_one_by_one_the_browsers_own_recorder_films(
    filming: FilmingPage, tmp_path: Path
) -> None:
    told = filming.plain(4000)
    assert (told["summary"]["reason"], told["cause"], told["summary"]["sound"]) == ("stop", None, True)
    film = filming.remux(told["journal"])
    numbers = barcode.numbers(film["file"])
    shown = [number for number in numbers if number is not None]
    assert len(shown) == len(numbers) > 0
    left_out = barcode.dropped(shown, FRAMES)
    print(f"codec: {film['codec']}, {len(shown)} frames, {left_out} left out")
    # Each frame once and in order; which of them a browser leaves out is its own affair.
    assert all((after - before) % FRAMES in range(1, FRAMES // 2) for before, after in pairwise(shown))
    assert film["ms"] >= 3500
    assert abs(film["ms"] - told["summary"]["ms"]) < 1000
    path = tmp_path / "film.mp4"
    path.write_bytes(film["file"])
    mp4.probe(path)
    # What was told as durable was durable: a crash there would have left at least that much.
    size, most = 0, 0.0
    for batch in told["batches"]:
        size += batch["bytes"]
        if batch["progress"]["ms"] == 0:
            continue
        left = filming.remux(told["journal"], size)
        assert left["ms"] >= batch["progress"]["ms"], batch
        most = max(most, batch["at"] - left["ms"])
    print(f"at most {most:.0f} ms behind what was filmed")


def test_a_slow_journal_costs_no_frame(filming: FilmingPage) -> None:
    filmed = filming.film(frames=120, slowSink=40)
    assert len(filmed.batches) <= 6
    assert (
        barcode.numbers(filming.remux(filmed.journal)["file"]) == frames_of(filmed) == seen_meanwhile(filmed)
    )


def test_filming_stops_by_itself_at_its_limit(filming: FilmingPage) -> None:
    filmed = filming.film(frames=900, ending="none", limitMs=1000)
    assert filmed.summary["reason"] == "limit"
    film = filming.remux(filmed.journal)
    times = mp4.times(film["file"])
    # The first picture at the limit is the last one of the film, however late a busy camera gives it; a journal
    # keeps whole milliseconds.
    assert times[-2] <= 1 <= times[-1]


def test_filming_stops_by_itself_at_the_size_of_the_ballast(filming: FilmingPage) -> None:
    filmed = filming.film(frames=900, ending="none", maxBytes=200_000)
    assert filmed.summary["reason"] == "full"
    assert filmed.summary["bytes"] >= 200_000
    assert barcode.numbers(filming.remux(filmed.journal)["file"]) == frames_of(filmed)


def test_a_journal_that_takes_no_more_ends_the_film_and_keeps_what_it_took(filming: FilmingPage) -> None:
    filmed = filming.film(frames=30, ending="sink-refuses")
    assert (filmed.summary["reason"], filmed.cause) == ("full", "no room")
    found = barcode.numbers(filming.remux(filmed.journal)["file"])
    assert found == frames_of(filmed)[: len(found)]
    assert found


def test_a_microphone_that_says_nothing_does_not_cost_the_film(filming: FilmingPage) -> None:
    filmed = filming.film(frames=90, silent=True)
    assert filmed.summary["sound"] is False
    assert barcode.numbers(filming.remux(filmed.journal)["file"]) == frames_of(filmed)


@pytest.mark.parametrize(
    ("tracks", "code"), [("none", "film-camera"), ("ended", "film-camera"), ("no-codec", "film-codec")]
)
def test_filming_that_cannot_begin_says_why(filming: FilmingPage, tracks: str, code: str) -> None:
    assert filming.refusal(tracks) == code
