"""A server that tells two histories, of the staff or of a case: noticed, no key wrapped, and other cases go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amanat_client.notes import Notes
from amanat_client.opening import open_case
from amanat_client.pull import Fault
from amanat_client.supervising import Supervising
from amanat_sync import certify
from amanat_sync.chain import ADMIN, FIELD, SUPERVISOR, Chain
from amanat_sync.errors import AmanatError
from amanat_sync.keys import ed25519_public, sha256, x25519_public
from amanat_sync.page import encode_items
from amanat_sync.roll import Rolls, build_roll
from tests.client.liars import and_then, instead, one_more_item
from tests.client.scenes import FILM, Scene, opened, pulled
from tests.server.living import living_service

if TYPE_CHECKING:
    from collections.abc import Iterator


CHAIN = "GET /v1/chain"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    with living_service(folder) as service:
        built = Scene(service, folder)
        built.build()
        yield built
        built.close()


def added(chain: Chain, seed: bytes, role: int, letter: bytes) -> bytes:
    """A certificate for a device that nobody has."""
    return certify.build_add(
        chain,
        seed,
        role=role,
        member=letter * 16,
        device=letter * 16,
        ed25519=ed25519_public(letter * 32),
        x25519=x25519_public(letter * 32),
        not_before=0,
    )


def test_a_certificate_that_a_field_device_signed_is_not_taken_and_the_rest_goes_on(scene: Scene) -> None:
    chain = scene.service.admin.books.chain
    inserted = added(chain, scene.worker.identity.seed, ADMIN, b"x")
    desk = scene.reader({CHAIN: and_then(inserted)})
    told = pulled(desk)
    assert (told.films, told.faults) == (3, [Fault("chain-signer")])
    assert desk.books.chain.records == chain.records
    assert desk.books.chain.device(b"x" * 16) is None
    assert desk.books.chain.may_wrap


def test_two_valid_certificates_at_one_place_stop_the_wrapping_of_keys_for_good(scene: Scene) -> None:
    admin = scene.service.admin
    one, two = (added(admin.books.chain, admin.identity.seed, FIELD, letter) for letter in (b"1", b"2"))
    scene.service.post_certificate(one)
    desk = scene.reader({CHAIN: and_then(two)})
    told = pulled(desk)
    assert told.faults == [Fault("chain-fork")]
    assert (told.films, opened(desk, scene.films[0])) == (3, (FILM, None))
    again = scene.reader(like=desk)
    for one_desk in (desk, again):
        assert one_desk.books.chain.forks == (two,)
        with pytest.raises(AmanatError, match="chain-fork"):
            open_case(one_desk, b"c" * 16, {one_desk.identity.member: SUPERVISOR}, "no")
        with pytest.raises(AmanatError, match="chain-fork"):
            Supervising(one_desk, scene.first).confirm(scene.worker.identity.device)


def test_another_history_of_the_staff_is_told_from_noise(scene: Scene) -> None:
    admin = scene.service.admin
    theirs, ours = Chain.load(admin.books.chain.records), Chain.load(admin.books.chain.records)
    for letter in (b"3", b"4"):
        theirs.append(added(theirs, admin.identity.seed, FIELD, letter))
    ours.append(added(ours, admin.identity.seed, FIELD, b"5"))
    desk = scene.reader({CHAIN: instead(b"".join(ours.records))})
    assert pulled(desk).faults == []

    def later(told_after: bytes) -> bytes:
        return b"".join(theirs.records[len(ours.records) :]) if told_after else b"".join(theirs.records)

    answers = iter((later(b"after"), later(b"")))
    split = scene.reader({CHAIN: lambda told: type(told)(next(answers), told.cursor)}, like=desk)
    assert pulled(split).faults == [Fault("chain-fork")]
    assert not split.books.chain.may_wrap


def test_a_certificate_that_others_name_is_awaited_before_any_key_is_wrapped(scene: Scene) -> None:
    service, desk = scene.service, scene.reader()
    assert pulled(desk).faults == []
    before = b"".join(desk.books.chain.records)
    service.join(FIELD)
    scene.worker.fetch_chain()
    pulled(scene.worker)
    Notes(scene.worker).add(scene.first, "written after somebody joined")
    kept_from = scene.reader({CHAIN: instead(before)}, like=desk)
    assert pulled(kept_from).faults == [Fault("event-chain-head", scene.first)]
    assert not kept_from.books.chain.may_wrap
    assert not scene.reader({CHAIN: instead(before)}, like=desk).books.chain.may_wrap
    honest = scene.reader(like=desk)
    assert pulled(honest).faults == []
    assert honest.books.chain.may_wrap


def test_a_forked_roll_is_kept_as_proof_and_its_case_is_still_read(scene: Scene) -> None:
    worker, case = scene.worker, scene.first
    first = worker.books.rolls(case).records[0]
    other = build_roll(
        Rolls(worker.books.chain.org, case),
        worker.identity.seed,
        epoch=1,
        recipient=x25519_public(b"o" * 32),
        chain_head=first.chain_head,
        members={row.member: row.role for row in first.members},
        device=worker.identity.device,
    )
    target = f"GET /v1/cases/{case.hex()}/rolls"
    desk = scene.reader({target: and_then(encode_items([other]))})
    told = pulled(desk)
    assert (told.films, told.faults) == (3, [Fault("roll-fork", case)])
    for one_desk in (desk, scene.reader(like=desk)):
        assert one_desk.books.rolls(case).forks == (other,)
        with pytest.raises(AmanatError, match="roll-fork"):
            Supervising(one_desk, case).confirm(worker.identity.device)
        assert one_desk.books.may_wrap(scene.second)


def test_frames_that_do_not_belong_there_stop_their_case_and_no_other(scene: Scene) -> None:
    pulled(scene.supervisor)
    frames = [raw for raw in scene.supervisor.store.all("items", scene.first) if len(raw) > 32]
    others = scene.supervisor.store.all("items", scene.second)
    target = f"GET /v1/cases/{scene.first.hex()}/events"
    changed = frames[-1][:-1] + bytes((frames[-1][-1] ^ 1,))
    for frame, code in (
        (frames[0], "event-seq"),
        (frames[-1], "event-seq"),
        (others[0], "event-case"),
        (changed, "event-signature"),
    ):
        desk = scene.reader({target: one_more_item(frame)})
        told = pulled(desk)
        assert told.faults[0] == Fault(code, scene.first)
        assert (told.films, opened(desk, scene.films[2])) == (1, (FILM, None))
        assert desk.books.ledger(scene.first).n == 0
        assert pulled(scene.reader(like=desk)).faults == []


def test_a_page_whose_head_is_of_another_history_is_proof(scene: Scene) -> None:
    desk = scene.reader()
    assert pulled(desk).faults == []
    n, running = desk.books.ledger(scene.first).n, desk.books.ledger(scene.first).h
    Notes(scene.worker).add(scene.first, "one more")
    forged = desk.store.all("items", scene.first)[-1][:-1] + b"?"
    lying = scene.reader(
        {f"GET /v1/cases/{scene.first.hex()}/events": one_more_item(sha256(forged))}, like=desk
    )
    told = pulled(lying)
    assert told.faults[0] == Fault("head-fork", scene.first)
    assert (lying.books.ledger(scene.first).n, lying.books.ledger(scene.first).h) == (n, running)
    assert lying.store.all("proofs", scene.first)
