"""The stream that says which cases moved: to whom, how often, and how it ends."""

from __future__ import annotations

import http.client
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from amanat_client.identity import draw_identity
from amanat_client.joining import ask_to_join, read_link
from amanat_client.notes import Notes
from amanat_server.resources.stream import MOST_OF_A_DEVICE, PING, Bell
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.ids import parse_base64url
from amanat_sync.wire import StreamMoved, decode_json
from tests.server.asking import Ask, Asker
from tests.server.living import LivingService, People, living_service
from tests.server.scene import revoke

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from amanat_client.desk import Desk

    Listen = Callable[[Desk], "Ear"]


class Ear:
    """An open stream, read line by line."""

    def __init__(self, living: People, seed: bytes) -> None:
        asker = Asker(living.server, seed)
        self._line = http.client.HTTPConnection("127.0.0.1", living.server.port, timeout=20)
        self._line.request("GET", "/v1/stream", headers=asker.sign(Ask("GET", "/v1/stream")))
        self._answer = self._line.getresponse()
        assert self._answer.status == 200
        assert self._answer.readline() + self._answer.readline() == PING

    def moved(self) -> set[bytes]:
        """The cases of the next event."""
        assert self._answer.readline() == b"event: moved\n"
        data = self._answer.readline().removeprefix(b"data: ")
        self._answer.readline()
        return {parse_base64url(case) for case in decode_json(StreamMoved, data).cases}

    def has_ended(self) -> bool:
        """Waits for the end; whatever is told before is passed over."""
        self._answer.read()
        return True

    def close(self) -> None:
        self._answer.close()
        self._line.close()


@pytest.fixture
def listen(living: LivingService) -> Iterator[Listen]:
    """Opens streams for identities and closes them in the end."""
    with ExitStack() as stack:

        def opened(desk: Desk) -> Ear:
            ear = Ear(living, desk.identity.seed)
            stack.callback(ear.close)
            return ear

        yield opened


@pytest.fixture
def living(tmp_path: Path) -> Iterator[LivingService]:
    with living_service(tmp_path) as service:
        yield service


def test_members_are_told_that_their_case_moved_and_nobody_else(
    living: LivingService, listen: Listen
) -> None:
    worker, supervisor, outsider = living.join(FIELD), living.join(SUPERVISOR), living.join(FIELD)
    case = living.open_case(worker, supervisor)
    theirs = living.open_case(outsider, supervisor)
    inside, outside = listen(supervisor), listen(outsider)
    Notes(worker).add(case, "she laughed")
    assert inside.moved() == {case}
    Notes(outsider).add(theirs, "he slept")
    assert outside.moved() == {theirs}


def test_an_admin_is_called_when_somebody_asks_to_join_and_nobody_else_is(
    living: LivingService, listen: Listen
) -> None:
    worker, supervisor = living.join(FIELD), living.join(SUPERVISOR)
    case = living.open_case(worker, supervisor)
    desk, other = listen(living.admin), listen(supervisor)
    admin = living.admin
    link = read_link(living.reception.invite(FIELD, admin.entropy.draw(16), "Sunflower"), admin.store)
    new = draw_identity(link.member, admin.entropy)
    ask_to_join(link, new, living.desk(new).server, [str(place) for place in range(2048)])
    assert desk.moved() == set()
    Notes(worker).add(case, "she laughed")
    assert other.moved() == {case}


def test_a_supervisor_is_called_when_a_device_is_revoked(living: LivingService, listen: Listen) -> None:
    worker, supervisor = living.join(FIELD), living.join(SUPERVISOR)
    ear = listen(supervisor)
    revoke(living, worker)
    assert ear.moved() == set()


def test_it_ends_for_a_device_that_is_revoked_and_for_no_other(living: LivingService, listen: Listen) -> None:
    worker, supervisor = living.join(FIELD), living.join(SUPERVISOR)
    case = living.open_case(worker, supervisor)
    gone, stays = listen(worker), listen(supervisor)
    revoke(living, worker)
    assert gone.has_ended()
    assert stays.moved() == set()
    supervisor.fetch_chain()
    supervisor.fetch_case(case)
    Notes(supervisor).add(case, "still here")
    assert stays.moved() == {case}


def test_it_ends_when_the_server_stops(living: LivingService, listen: Listen) -> None:
    ears = [listen(living.join(FIELD)) for _ in range(3)]
    living.server.stop()
    assert all(ear.has_ended() for ear in ears)
    living.server.start()


def test_a_device_that_opens_too_many_ends_its_oldest(living: LivingService, listen: Listen) -> None:
    desk = living.join(FIELD)
    ears = [listen(desk) for _ in range(MOST_OF_A_DEVICE + 1)]
    assert ears[0].has_ended()


@pytest.mark.anyio
async def test_a_listener_that_is_slow_costs_a_set_of_ids() -> None:
    bell = Bell()
    slow, quick = bell.listen(b"m" * 16, b"1" * 16), bell.listen(b"m" * 16, b"2" * 16)
    for number in range(10_000):
        bell.moved((number % 7).to_bytes(16, "big"), [b"m" * 16, b"?" * 16])
    await quick.wait()
    assert len(slow.moved) == len(quick.moved) == 7
    bell.leave(slow)
    bell.leave(slow)
    bell.moved(b"8" * 16, [b"m" * 16])
    assert (len(slow.moved), len(quick.moved)) == (7, 8)


@pytest.mark.anyio
async def test_one_ping_reaches_every_listener() -> None:
    bell = Bell()
    listeners = [bell.listen(bytes([n]) * 16, bytes([n]) * 16) for n in range(50)]
    bell.ping()
    for listener in listeners:
        await listener.wait()
        assert listener.pinged


@pytest.mark.anyio
async def test_who_listens_after_the_end_is_ended_at_once() -> None:
    bell = Bell()
    bell.end()
    assert bell.listen(b"m" * 16, b"d" * 16).ended
