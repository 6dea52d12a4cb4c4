"""Frames, lists and the order, where a vector would say too little."""

from __future__ import annotations

from functools import partial

import pytest

from amanat_sync.errors import AmanatError
from amanat_sync.frame import FRAME_TOP, check_frame, open_frame
from amanat_sync.ledger import CaseLedger, h0, item_hash, next_h
from amanat_sync.page import ItemReader, decode_items, encode_items
from amanat_sync.records import Head
from tests.feeds import truncations
from tests.ledger_world import NOW, OTHER, SUPERVISOR, WORKER, World
from tests.vectorfiles import outcome


@pytest.fixture(name="world")
def _world() -> World:
    return World()


def test_a_frame_of_320_kib_is_sealed_and_opened_and_one_byte_more_is_refused(world: World) -> None:
    text = b"x" * (FRAME_TOP - 260)
    raw = world.frame(WORKER, text)
    assert len(raw) == FRAME_TOP
    check_frame(raw, world.chain, world.rolls, at_receipt=True)
    assert open_frame(raw, world.key(WORKER)) == text
    assert outcome(lambda: world.frame(WORKER, text + b"x")) == "event-too-large"
    assert outcome(lambda: check_frame(raw + b"x", world.chain, world.rolls)) == "event-too-large"


def test_a_frame_cut_short_is_refused(world: World) -> None:
    raw = world.frame(WORKER)
    for cut in truncations(raw):
        assert outcome(partial(check_frame, cut, world.chain, world.rolls)) in (
            "event-length",
            "event-signature",
        )


def test_no_byte_of_a_frame_can_be_turned(world: World) -> None:
    raw = world.frame(WORKER)
    for at in range(len(raw)):
        turned = raw[:at] + bytes([raw[at] ^ 0x80]) + raw[at + 1 :]
        assert outcome(partial(check_frame, turned, world.chain, world.rolls)) != "ok"


def test_authors_have_keys_of_their_own(world: World) -> None:
    raw = world.frame(WORKER)
    assert outcome(lambda: open_frame(raw, world.key(OTHER))) == "event-tag"
    assert outcome(lambda: open_frame(raw, world.key(WORKER, 2))) == "event-tag"


def test_an_item_that_is_refused_leaves_the_ledger_as_it_was(world: World) -> None:
    ledger = CaseLedger(world.org, world.case)
    first, second = world.make(WORKER), world.make(WORKER)
    third = world.make(WORKER)
    ledger.append(first)
    before = (ledger.n, ledger.h, ledger.newest_of(WORKER.device))
    with pytest.raises(AmanatError, match="event-gap"):
        ledger.append(third)
    assert (ledger.n, ledger.h, ledger.newest_of(WORKER.device)) == before
    ledger.append(second)
    ledger.append(third)
    assert ledger.n == 3


def test_two_frames_for_one_number_are_kept_as_proof(world: World) -> None:
    ledger = CaseLedger(world.org, world.case)
    first, another = world.frame(WORKER), world.frame(WORKER, b"another")
    ledger.append(first)
    with pytest.raises(AmanatError, match="event-differs"):
        ledger.append(another)
    (proof,) = ledger.proofs
    assert (proof.code, proof.n, proof.ours, proof.theirs) == ("event-differs", 1, item_hash(first), another)


def test_h_is_the_same_over_frames_and_over_their_hashes(world: World) -> None:
    frames = [world.make(WORKER), world.make(SUPERVISOR), world.make(OTHER)]
    whole = bare = h0(world.org, world.case)
    for raw in frames:
        whole, bare = next_h(whole, raw), next_h(bare, item_hash(raw))
    assert whole == bare


def test_a_list_reads_the_same_however_it_arrives_and_is_refused_when_cut() -> None:
    items = [b"one", b"t" * 300, b"\x00"]
    raw = encode_items(items)
    assert decode_items(raw) == items
    ends = {0, 7, 311}
    for cut in truncations(raw):
        expected = "ok" if len(cut) in ends else "event-length"
        assert outcome(partial(decode_items, cut)) == expected
    for at in range(len(raw)):
        reader = ItemReader()
        assert reader.push(raw[:at]) + reader.push(raw[at:]) == items
        assert reader.is_clean


def test_a_frame_is_late_only_after_a_head_that_knew_and_until_it_is_admitted(world: World) -> None:
    ledger = CaseLedger(world.org, world.case)
    in_time = ledger.append(world.make(WORKER))
    assert not ledger.is_late(in_time, 3, set()), "no head has reached the revocation"
    ledger.note_head(Head(1, bytes(3), world.org, world.case, ledger.n, ledger.h, chain_seq=4, time=NOW))
    late = ledger.append(world.make(WORKER))
    assert not ledger.is_late(in_time, 3, set())
    assert ledger.is_late(late, 3, set())
    assert not ledger.is_late(late, 3, {late.hash})
    assert not ledger.is_late(late, 5, set()), "that head did not know of a revocation at 5"
    assert not ledger.is_late(late, None, set()), "its device was never revoked"
