"""A film from one identity to another through a real server: what the command line is for."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amanat_client.filmkeys import manifest_of
from amanat_client.films import Films
from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.send import Sender
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.kinds import FilmCanOpen, FilmOpened
from amanat_sync.manifest import TRIAL
from tests.client.liars import reader
from tests.client.scenes import FILM, Silent
from tests.server.living import LivingService, living_service
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk


@pytest.fixture
def service(tmp_path: Path) -> Iterator[LivingService]:
    with living_service(tmp_path) as living:
        yield living


def sent_film(service: LivingService) -> tuple[Desk, Desk, bytes, bytes]:
    """A worker, a supervisor, their case, and a film that was sent."""
    worker, supervisor = service.join(FIELD), service.join(SUPERVISOR)
    case = service.open_case(worker, supervisor)
    sender = Sender(worker)
    film = sender.seal(case, io.BytesIO(FILM), ms=1000, days=60)
    sender.send(film)
    return worker, supervisor, case, film.clip


def test_a_supervisor_opens_the_very_film_that_was_sealed(service: LivingService) -> None:
    _, supervisor, _, clip = sent_film(service)
    pulled = Puller(supervisor, Silent()).pull()
    assert (pulled.films, pulled.waiting) == (1, 0)
    out = io.BytesIO()
    Films(supervisor).write(clip, out)
    assert out.getvalue() == FILM
    assert Films(supervisor).verify(clip).faults == []


def test_a_film_says_for_ever_that_it_was_a_trial(service: LivingService) -> None:
    _, supervisor, _, clip = sent_film(service)
    Puller(supervisor, Silent()).pull()
    assert manifest_of(supervisor, clip).flags == TRIAL


def test_the_age_command_opens_an_export_to_the_very_film(service: LivingService, tmp_path: Path) -> None:
    age = need("age")
    _, supervisor, case, clip = sent_film(service)
    Puller(supervisor, Silent()).pull()
    path, key = tmp_path / "film.age", tmp_path / "key.txt"
    with path.open("wb") as out:
        exported = Films(supervisor).export(clip, "the family asked for it", out)
    assert exported.identity is not None
    key.write_text(exported.identity)
    opened = subprocess.run([age, "-d", "-i", key, path], capture_output=True, check=True)
    assert opened.stdout == FILM
    supervisor.fetch_case(case)
    reasons = [getattr(read.event, "why", None) for read in supervisor.events(case)]
    assert "the family asked for it" in reasons


def test_a_note_in_bengali_comes_back_letter_for_letter(service: LivingService) -> None:
    worker, supervisor, case, _ = sent_film(service)
    Notes(worker).add(case, "মা হাসলেন 🙂 ক্ষ")
    Puller(supervisor, Silent()).pull()
    Notes(supervisor).add(case, "দেখলাম।")
    worker.fetch_case(case)
    assert Notes(worker).read(case) == "মা হাসলেন 🙂 ক্ষ\nদেখলাম।"


def test_a_pull_that_was_cut_goes_on_where_it_was(service: LivingService) -> None:
    _, supervisor, _, clip = sent_film(service)
    Puller(supervisor, Silent()).pull(films=False)
    part = supervisor.store.part_path(clip)
    whole = supervisor.server.ask("GET", f"/v1/clips/{clip.hex()}/payload").content
    part.write_bytes(whole[:70_000])
    seen: list[int] = []

    class Watching:
        def film(self, _clip: bytes, done: int, _total: int) -> None:
            seen.append(done)

    Puller(supervisor, Watching()).pull()
    assert seen[0] == 70_000
    assert supervisor.store.film_path(clip).read_bytes() == whole


def test_a_film_whose_date_has_come_opens_for_nobody_and_leaves_every_device(service: LivingService) -> None:
    worker, supervisor, case, clip = sent_film(service)
    Puller(supervisor, Silent()).pull()
    service.clock.turn(days=61)
    service.server.stop()
    service.server.start()  # the sweeper sweeps at the start
    for desk in (supervisor, worker):
        assert Puller(desk, Silent()).pull().destroyed == 1
    assert not supervisor.store.film_path(clip).exists()
    with pytest.raises(AmanatError, match="share-destroyed"):
        supervisor.share(clip)
    with pytest.raises(AmanatError):
        Films(supervisor).write(clip, io.BytesIO())
    assert supervisor.books.ledger(case).n == worker.books.ledger(case).n


def test_a_supervisors_device_says_once_that_a_film_can_open_and_each_time_that_it_was_opened(
    service: LivingService,
) -> None:
    worker, supervisor, case, clip = sent_film(service)
    for desk in (supervisor, supervisor, worker):
        assert Puller(desk, Silent()).pull().faults == []
    Films(supervisor).write(clip, io.BytesIO())
    Films(worker).write(clip, io.BytesIO())
    supervisor.fetch_case(case)
    said = [
        (type(read.event), read.frame.device)
        for read in supervisor.events(case)
        if isinstance(read.event, FilmCanOpen | FilmOpened)
    ]
    assert said == [
        (FilmCanOpen, supervisor.identity.device),
        (FilmOpened, supervisor.identity.device),
        (FilmOpened, worker.identity.device),
    ]


def test_words_written_without_a_network_are_written_on_and_all_arrive(service: LivingService) -> None:
    worker, supervisor, case, _ = sent_film(service)
    away = reader(service, worker.identity, worker.store.folder, lost=[f"POST /v1/cases/{case.hex()}/events"])
    for words in ("one", "দুই", "three"):
        Notes(away).add(case, words)
    assert Notes(away).read(case) == "one\nদুই\nthree"
    away.server.close()
    away.store.close()
    for desk in (worker, supervisor):
        assert Puller(desk, Silent()).pull().faults == []
        assert Notes(desk).read(case) == "one\nদুই\nthree"


def test_a_device_whose_folder_was_lost_writes_on_after_what_it_wrote(service: LivingService) -> None:
    worker, supervisor, case, _ = sent_film(service)
    Notes(worker).add(case, "before")
    again = reader(service, worker.identity, service.folder / "again")
    assert Puller(again, Silent()).pull().faults == []
    Notes(again).add(case, "after")
    assert Puller(supervisor, Silent()).pull().faults == []
    assert Notes(supervisor).read(case) == "before\nafter"
    again.server.close()
    again.store.close()
