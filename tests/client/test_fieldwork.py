"""A field worker's family at the command line's client: who is there, what they answered, and only then a film."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

import pytest

from amanat_client.fieldwork import Fieldwork
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.kinds import CaseOpened, FilmSent, PersonAdded, VisitPlanned, VisitStarted
from tests.client.scenes import FILM, opened, pulled
from tests.server.living import living_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk
    from tests.server.living import LivingService


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingService]:
    with living_service(tmp_path_factory.mktemp("fieldwork")) as living:
        yield living


@pytest.fixture(scope="module")
def pair(service: LivingService) -> tuple[Desk, Desk]:
    """A worker and a supervisor."""
    return service.join(FIELD), service.join(SUPERVISOR)


def test_a_family_with_everybodys_yes_is_filmed_and_its_supervisor_opens_the_film(
    pair: tuple[Desk, Desk],
) -> None:
    worker, supervisor = pair
    work = Fieldwork(worker)
    case = work.open_family("Blue kite", supervisor.identity.member, languages=("syl",), ends_at=9)
    mother, child = work.add_person(case, "adult", ("syl",)), work.add_person(case, "child")
    for person in (mother, child):
        work.answer(case, person, "yes")
    work.plan_visit(case, 7)
    film = work.film(case, io.BytesIO(FILM), ms=1000, days=60, here=[mother, child])
    assert pulled(supervisor).faults == []
    assert opened(supervisor, film) == (FILM, None)
    told = [read.event for read in supervisor.events(case)]
    first = told[0]
    assert isinstance(first, CaseOpened)
    assert (first.label, first.languages, first.ends_at) == ("Blue kite", ["syl"], 9)
    for kind in (PersonAdded, VisitPlanned, VisitStarted, FilmSent):
        assert any(isinstance(event, kind) for event in told)


@pytest.mark.parametrize("last", ["no", "later", None])
def test_the_newest_answer_of_each_counts_and_nobody_is_passed_over(
    pair: tuple[Desk, Desk], last: Literal["no", "later"] | None
) -> None:
    worker, supervisor = pair
    work = Fieldwork(worker)
    case = work.open_family("Marigold", supervisor.identity.member)
    mother, child = work.add_person(case, "adult"), work.add_person(case, "child")
    work.answer(case, mother, "yes")
    if last is not None:
        work.answer(case, child, "yes")
        work.answer(case, child, last)
    with pytest.raises(AmanatError, match="film-not-agreed"):
        work.film(case, io.BytesIO(FILM), ms=1000, days=60, here=[mother, child])
    with pytest.raises(AmanatError, match="film-not-agreed"):
        work.film(case, io.BytesIO(FILM), ms=1000, days=60, here=[])
    assert not any(isinstance(read.event, VisitStarted) for read in worker.events(case))


def test_who_supervises_nobody_opens_no_family(pair: tuple[Desk, Desk]) -> None:
    worker, _ = pair
    with pytest.raises(AmanatError, match="roll-no-supervisor"):
        Fieldwork(worker).open_family("Olive tree", worker.identity.member)
    with pytest.raises(AmanatError, match="roll-no-supervisor"):
        Fieldwork(worker).open_family("Olive tree", b"\x07" * 16)
