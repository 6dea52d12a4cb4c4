"""What a device sends after it was revoked, and what joined after a case was opened: nothing counts by itself."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from amanat_client.films import Films
from amanat_client.notes import Notes
from amanat_client.pull import Fault
from amanat_client.send import Sender
from amanat_client.supervising import Supervising
from amanat_sync import certify
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.kinds import DeviceConfirmed
from amanat_sync.page import encode_items
from tests.client.liars import reader
from tests.client.scenes import FILM, opened, pulled
from tests.server.living import LivingService, living_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingService]:
    with living_service(tmp_path_factory.mktemp("late")) as living:
        yield living


@dataclass(frozen=True, slots=True)
class Found:
    """A tablet that was found after its revocation, what it had, and who reads of it."""

    supervisor: Desk
    case: bytes
    film: bytes
    note: str


def found_tablet(service: LivingService) -> Found:
    """A worker films without a network and is revoked before it comes back; then everything is sent."""
    worker, supervisor = service.join(FIELD), service.join(SUPERVISOR)
    case = service.open_case(worker, supervisor)
    assert pulled(supervisor).faults == []
    away = reader(service, worker.identity, worker.store.folder, lost=[f"POST /v1/cases/{case.hex()}/events"])
    film = Sender(away).seal(case, io.BytesIO(FILM), ms=1, days=60)
    Notes(away).add(case, "written far away")
    revoke(service, worker.identity.device)
    assert pulled(supervisor).faults == []
    back = reader(service, worker.identity, worker.store.folder)
    back.send_outbox(case)
    with pytest.raises(AmanatError, match="right-revoked"):
        Sender(back).send(film)
    for desk in (away, back):
        desk.server.close()
        desk.store.close()
    return Found(supervisor, case, film.clip, "written far away")


def revoke(service: LivingService, device: bytes) -> None:
    """The admin revokes a device."""
    admin = service.admin
    admin.fetch_chain()
    now_ms = service.clock.now_ms()
    service.post_certificate(
        certify.build_revoke(admin.books.chain, admin.identity.seed, device=device, now_ms=now_ms)
    )


def test_late_frames_stay_apart_until_a_supervisor_admits_each(service: LivingService) -> None:
    found = found_tablet(service)
    desk, case = found.supervisor, found.case
    told = pulled(desk)
    assert (told.films, told.faults, Notes(desk).read(case)) == (0, [], "")
    supervising = Supervising(desk, case)
    late = supervising.late()
    assert len(late) == 3
    for frame in late:
        supervising.admit(frame.hash)
    told = pulled(desk)
    assert (told.faults, Notes(desk).read(case)) == ([], found.note)
    assert {read.fault for read in desk.events(case)} == {None}
    assert supervising.late() == []
    assert (told.films, opened(desk, found.film)) == (1, (FILM, None))


def test_a_late_frame_that_got_a_number_without_being_admitted_says_nothing(service: LivingService) -> None:
    found = found_tablet(service)
    desk, case = found.supervisor, found.case
    late = Supervising(desk, case).late()
    # The server takes the carrying itself for a supervisor's word; readers look for the event.
    desk.server.ask("POST", f"/v1/cases/{case.hex()}/events", encode_items([frame.raw for frame in late]))
    told = pulled(desk)
    assert (told.films, Notes(desk).read(case)) == (0, "")
    assert [read.fault for read in desk.events(case) if read.event is None] == ["event-late"] * 3
    assert Films(desk).verify(found.film).faults == ["right-missing"]
    again = reader(service, desk.identity, desk.store.folder)
    assert [read.fault for read in again.events(case) if read.event is None] == ["event-late"] * 3
    again.server.close()
    again.store.close()


def test_a_late_gate_opens_no_film(service: LivingService) -> None:
    found = found_tablet(service)
    desk, case = found.supervisor, found.case
    supervising = Supervising(desk, case)
    gate, *others = supervising.late()
    desk.server.ask("POST", f"/v1/cases/{case.hex()}/events", encode_items([gate.raw]))
    for frame in others:
        supervising.admit(frame.hash)
    told = pulled(desk)
    assert told.faults == [Fault("event-late", case, found.film)]
    assert opened(desk, found.film) == (b"", "event-late")


def test_nobody_but_a_supervisor_of_the_case_admits_or_confirms(service: LivingService) -> None:
    found = found_tablet(service)
    worker = service.join(FIELD)
    case = service.open_case(worker, found.supervisor)
    with pytest.raises(AmanatError, match="right-role"):
        Supervising(worker, case).admit(bytes(32))
    with pytest.raises(AmanatError, match="right-role"):
        Supervising(worker, case).confirm(bytes(16))
    with pytest.raises(AmanatError, match="right-missing"):
        Supervising(found.supervisor, found.case).admit(bytes(32))


def test_a_device_that_joined_later_reads_a_case_once_a_supervisor_has_confirmed_it(
    service: LivingService,
) -> None:
    worker, supervisor = service.join(FIELD), service.join(SUPERVISOR)
    case = service.open_case(worker, supervisor)
    Notes(worker).add(case, "before")
    second = service.join(FIELD, worker.identity.member)
    worker.fetch_chain()
    endorse = certify.build_endorse(worker.books.chain, worker.identity.seed, device=second.identity.device)
    worker.server.ask("POST", "/v1/chain", endorse)
    assert pulled(second).faults == []
    assert Notes(second).read(case) == ""
    assert pulled(supervisor).faults == []
    supervising = Supervising(supervisor, case)
    assert [device.device for device in supervising.waiting()] == [second.identity.device]
    supervising.confirm(second.identity.device)
    assert pulled(supervisor).faults == []
    assert supervising.waiting() == []
    assert pulled(second).faults == []
    assert Notes(second).read(case) == "before"
    assert any(isinstance(read.event, DeviceConfirmed) for read in second.events(case))
    stranger = service.join(FIELD)
    supervisor.fetch_chain()
    with pytest.raises(AmanatError, match="envelope-to"):
        supervising.confirm(stranger.identity.device)
