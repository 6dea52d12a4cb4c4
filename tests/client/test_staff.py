"""Joining, endorsing and revoking: who comes in, by whose word, and what an admin's device may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from amanat_client.identity import draw_identity
from amanat_client.joining import ask_to_join, has_joined, read_link
from amanat_client.staffing import Staffing
from amanat_sync.chain import ADMIN, FIELD, SAFEGUARDING, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.ids import base64url
from amanat_sync.kinds import MemberNamed
from amanat_sync.roll import service_case_of
from tests.client.liars import Told, reader
from tests.client.scenes import pulled
from tests.server.living import LivingService, living_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amanat_client.desk import Desk
    from amanat_client.joining import Asked

CERTIFICATE = 288
WORD_LIST = [str(place) for place in range(2048)]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingService]:
    with living_service(tmp_path_factory.mktemp("staff")) as living:
        yield living


def newcomer(service: LivingService, link: str) -> tuple[Desk, list[str], Asked]:
    """A device that asks to join by a link, its six words, and its request."""
    read = read_link(link, service.admin.store)
    identity = draw_identity(read.member, service.admin.entropy)
    desk = service.desk(identity)
    asked = ask_to_join(read, identity, desk.server, WORD_LIST)
    desk.store.put("root", b"service", read.root)
    return desk, asked.words, asked


def let_in(service: LivingService, role: int, root_seed: bytes | None = None) -> Desk:
    """Somebody who joined by a link and six words."""
    reception = service.reception
    link = reception.invite(role, service.admin.entropy.draw(16), "Sunflower")
    desk, words, _ = newcomer(service, link)
    reception.approve(reception.find(words), words, root_seed)
    desk.fetch_chain()
    return desk


def test_six_words_let_one_device_in_and_it_reads_the_services_names(service: LivingService) -> None:
    desk = let_in(service, FIELD)
    assert pulled(desk).faults == []
    case = service_case_of(desk.books.chain.org)
    names = [read.event.name for read in desk.events(case) if isinstance(read.event, MemberNamed)]
    assert names == ["Admin"]


def test_words_of_one_that_waits_do_not_let_another_in(service: LivingService) -> None:
    reception, draw = service.reception, service.admin.entropy.draw
    first, first_words, _ = newcomer(service, reception.invite(FIELD, draw(16), "Sunflower"))
    second, second_words, _ = newcomer(service, reception.invite(FIELD, draw(16), "Sunflower"))
    entries = {entry.device: entry for entry in reception.waiting()}
    theirs = entries[base64url(first.identity.device)]
    with pytest.raises(AmanatError, match="enrol-words"):
        reception.approve(theirs, second_words)
    with pytest.raises(AmanatError, match="enrol-words"):
        reception.find(first_words[::-1])
    assert reception.find(second_words).device == base64url(second.identity.device)
    for entry in entries.values():
        reception.differ(entry)


def test_keys_that_the_server_put_in_the_place_of_others_are_refused(service: LivingService) -> None:
    reception = service.reception
    link = reception.invite(FIELD, service.admin.entropy.draw(16), "Sunflower")
    desk, words, asked = newcomer(service, link)
    entry = reception.find(words)
    for other in (
        structs.replace(entry, ed25519=base64url(desk.identity.x25519)),
        structs.replace(entry, x25519=base64url(desk.identity.ed25519)),
        structs.replace(entry, hmac=base64url(bytes(32))),
        structs.replace(entry, role=SUPERVISOR),
    ):
        with pytest.raises(AmanatError, match="enrol-"):
            reception.approve(other, words)
    assert desk.identity.device not in [one.device for one in service.admin.books.chain.devices()]
    reception.differ(entry)
    with pytest.raises(AmanatError, match="enrol-words"):
        has_joined(asked, desk.server)


def test_an_admin_is_the_roots_to_certify(service: LivingService) -> None:
    with pytest.raises(AmanatError, match="chain-signer"):
        let_in(service, ADMIN)
    for entry in service.reception.waiting():
        service.reception.differ(entry)
    second = let_in(service, ADMIN, service.founded.root_seed)
    safeguarding = let_in(service, SAFEGUARDING, service.founded.root_seed)
    chain = second.books.chain
    assert (chain.member_role(second.identity.member), second.books.is_joined) == (ADMIN, True)
    safeguarding.fetch_chain()
    assert safeguarding.books.chain.member_role(safeguarding.identity.member) == SAFEGUARDING
    # Another admin than the certifier vouches for a supervisor; the certifier cannot.
    supervisor = let_in(service, SUPERVISOR)
    device = supervisor.identity.device
    with pytest.raises(AmanatError, match="chain-endorse"):
        Staffing(service.admin).endorse(device)
    Staffing(second).endorse(device)
    supervisor.fetch_chain()
    assert supervisor.books.chain.is_supervisor(supervisor.identity.member)
    with pytest.raises(AmanatError, match="chain-signer"):
        Staffing(service.admin).revoke(second.identity.device)


def test_a_device_that_counts_later_comes_into_the_service_case_then(service: LivingService) -> None:
    supervisor = let_in(service, SUPERVISOR)
    with pytest.raises(AmanatError, match="right-role"):
        pulled(supervisor)
    Staffing(service.admin).endorse(supervisor.identity.device, service.founded.root_seed)
    Staffing(service.admin).tend_service_case()
    assert pulled(supervisor).faults == []
    case = service_case_of(supervisor.books.chain.org)
    assert supervisor.books.epochs(case) == [1]


def test_a_revoked_device_is_told_so_and_opens_nothing(service: LivingService) -> None:
    desk = let_in(service, FIELD)
    assert pulled(desk).faults == []
    Staffing(service.admin).revoke(desk.identity.device)
    with pytest.raises(AmanatError, match="right-revoked"):
        pulled(desk)
    assert desk.books.chain.device(desk.identity.device) is not None
    with pytest.raises(AmanatError, match="right-revoked"):
        desk.share(service_case_of(desk.books.chain.org))
    with pytest.raises(AmanatError, match="chain-target"):
        Staffing(service.admin).revoke(bytes(16))


def test_a_certificate_that_lost_its_place_is_made_again_on_the_new_head(service: LivingService) -> None:
    admin = service.admin
    victim = let_in(service, FIELD)
    let_in(service, FIELD)
    behind = reader(service, admin.identity, service.folder / "behind", {"GET /v1/chain": one_behind()})
    behind.fetch_chain()
    Staffing(behind).revoke(victim.identity.device)
    admin.fetch_chain()
    device = admin.books.chain.device(victim.identity.device)
    assert device is not None
    assert device.revoked_at_seq is not None
    behind.server.close()
    behind.store.close()


def one_behind() -> Callable[[Told], Told]:
    """The first answer lacks the newest certificate and the second brings nothing: it was stored a moment later."""
    before: list[Told] = []

    def lie(told: Told) -> Told:
        before.append(told)
        match len(before):
            case 1:
                return Told(told.body[:-CERTIFICATE], told.cursor)
            case 2:
                return Told(b"", told.cursor)
            case _:
                return told

    return lie


def test_in_one_room_the_proof_lets_a_device_in_and_a_forged_one_does_not(service: LivingService) -> None:
    reception = service.reception
    desk, _, asked = newcomer(service, reception.invite(FIELD, b"\x21" * 16, "Sunflower"))
    entry = next(one for one in reception.waiting() if one.member == base64url(b"\x21" * 16))
    with pytest.raises(AmanatError, match="enrol-hmac"):
        reception.approve_in_room(structs.replace(entry, hmac=base64url(bytes(32))))
    assert not has_joined(asked, desk.server)
    reception.approve_in_room(entry)
    assert has_joined(asked, desk.server)
