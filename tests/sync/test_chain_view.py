"""What a chain tells: now, as of an earlier head, and after records that were refused."""

from __future__ import annotations

from functools import partial

import pytest

from amanat_sync.certify import build_add, build_endorse, build_genesis, build_rerole, build_revoke
from amanat_sync.chain import ADMIN, FIELD, INTERPRETER, SUPERVISOR, Chain
from amanat_sync.errors import AmanatError
from amanat_sync.keys import sha256
from amanat_sync.staff import ADD, ENDORSE, REROLE, REVOKE
from tests.feeds import truncations
from tests.people_world import (
    ADA,
    BEN,
    CARDS,
    FAY,
    FAY_TWO,
    FRED,
    NEW,
    NOW,
    ROOT,
    SERVER,
    SID,
    SUE,
    TABLET,
    Person,
    drawn,
    grown,
    made,
)
from tests.vectorfiles import outcome


def test_every_record_is_found_by_its_hash_and_its_place() -> None:
    chain = grown()
    for seq, raw in enumerate(chain.records):
        assert chain.hash_at(seq) == sha256(raw)
        assert chain.seq_of(sha256(raw)) == seq
    assert chain.head == chain.hash_at(chain.seq)
    assert chain.seq_of(bytes(32)) is None
    with pytest.raises(KeyError):
        chain.device(FAY.device, bytes(32))


def test_a_device_is_found_by_its_id_its_key_and_its_keyid() -> None:
    chain = grown()
    device = chain.device(FAY.device)
    assert device is not None
    assert chain.by_key(FAY.ed25519) == device
    assert chain.by_keyid(sha256(FAY.ed25519)[:16]) == device
    assert chain.by_keyid(sha256(bytes(32))[:16]) is None
    assert chain.by_key(bytes(32)) is None
    assert device in chain.devices()
    assert [one.device for one in chain.devices_of(FAY.member)] == [FAY.device, FAY_TWO.device]


def test_the_past_is_as_it_was_at_each_head() -> None:
    chain = grown()
    heads = [chain.hash_at(seq) for seq in range(chain.seq + 1)]
    seen = [chain.devices_at(head) for head in heads]
    chain.append(made(chain, ADA.seed, REVOKE, SUE))
    chain.append(made(chain, BEN.seed, ENDORSE, SID))
    assert [chain.devices_at(head) for head in heads] == seen
    for seq in range(len(heads)):
        shorter = grown(seq)
        assert shorter.devices() == chain.devices_at(heads[seq])


def test_a_supervisor_counts_from_the_endorsement_to_the_revocation() -> None:
    chain = grown()
    certified, endorsed = chain.hash_at(6), chain.hash_at(7)
    assert not chain.is_supervisor(SUE.member, certified)
    assert chain.member_role(SUE.member, certified) is None
    assert chain.is_supervisor(SUE.member, endorsed)
    chain.append(made(chain, ADA.seed, REVOKE, SUE))
    assert not chain.is_supervisor(SUE.member)
    assert chain.member_role(SUE.member) == SUPERVISOR
    revoked = chain.device(SUE.device)
    assert revoked is not None
    assert (revoked.revoked_at_seq, revoked.active) == (chain.seq, False)


def test_a_promotion_holds_once_it_is_endorsed_and_for_every_device_of_the_member() -> None:
    chain = grown()
    chain.append(made(chain, FAY.seed, ENDORSE, FAY_TWO))
    chain.append(made(chain, ADA.seed, REROLE, FAY, role=SUPERVISOR))
    assert chain.member_role(FAY.member) == FIELD
    chain.append(build_endorse(chain, FAY_TWO.seed, device=FAY.device))
    assert chain.member_role(FAY.member) == SUPERVISOR
    assert {device.role for device in chain.devices_of(FAY.member)} == {SUPERVISOR}


def test_a_promotion_that_a_later_role_overtook_does_not_come_back() -> None:
    chain = grown()
    chain.append(made(chain, FAY.seed, ENDORSE, FAY_TWO))
    chain.append(made(chain, ADA.seed, REROLE, FAY, role=SUPERVISOR))
    chain.append(made(chain, ADA.seed, REROLE, FAY_TWO, role=INTERPRETER))
    chain.append(build_endorse(chain, BEN.seed, device=FAY.device))
    assert chain.member_role(FAY.member) == INTERPRETER


def test_a_member_who_comes_back_may_have_another_role_once_endorsed() -> None:
    chain = grown()
    back = Person("Fred", INTERPRETER, "new tablet")
    chain.append(made(chain, ADA.seed, ADD, back))
    assert chain.member_role(FRED.member) == FIELD
    chain.append(made(chain, BEN.seed, ENDORSE, back))
    assert chain.member_role(FRED.member) == INTERPRETER


def test_the_newest_keys_of_service_and_recovery_are_told() -> None:
    chain = grown()
    assert (chain.service_key, chain.recovery_key) == (SERVER.ed25519, CARDS.x25519)
    later = Person("server", SERVER.role, "second")
    chain.append(made(chain, ROOT, ADD, later))
    assert chain.service_key == later.ed25519
    assert chain.service_keys == (later.ed25519, SERVER.ed25519)
    chain.append(made(chain, ROOT, REVOKE, later))
    assert chain.service_key == SERVER.ed25519
    chain.append(made(chain, ROOT, REVOKE, CARDS))
    assert chain.recovery_key is None


def test_records_that_come_together_are_all_taken_in_or_none() -> None:
    chain = grown()
    before = chain.records, chain.devices()
    ahead = grown()
    good = made(ahead, ADA.seed, ADD, NEW)
    ahead.append(good)
    bad = made(ahead, NEW.seed, ADD, SID)
    assert outcome(partial(chain.append_all, [good, bad], NOW)) != "ok"
    assert (chain.records, chain.devices()) == before
    assert chain.by_key(NEW.ed25519) is None
    chain.append_all([good], NOW)
    assert chain.device(NEW.device) is not None


def test_a_fork_is_kept_and_no_key_is_wrapped_any_more() -> None:
    chain = grown()
    ahead = grown()
    chain.append(made(chain, ADA.seed, ADD, NEW))
    other = made(ahead, BEN.seed, REVOKE, SUE)
    for _ in range(2):
        assert outcome(partial(chain.append, other)) == "chain-fork"
    assert chain.forks == (other,)
    assert not chain.may_wrap
    assert chain.is_supervisor(SUE.member)
    chain.append(made(chain, ADA.seed, REVOKE, SUE))
    assert not chain.is_supervisor(SUE.member)
    assert not chain.may_wrap


def test_a_head_that_is_not_here_stops_wrapping_until_its_record_is() -> None:
    chain = grown()
    ahead = grown()
    raw = made(ahead, ADA.seed, ADD, NEW)
    ahead.append(raw)
    chain.expect(chain.head)
    seen = [chain.may_wrap]
    chain.expect(ahead.head)
    seen.append(chain.may_wrap)
    chain.append(raw)
    seen.append(chain.may_wrap)
    assert seen == [True, False, True]


def test_a_certificate_cut_short_anywhere_is_refused() -> None:
    chain = grown()
    raw = made(chain, ADA.seed, ADD, NEW)
    for cut in truncations(raw):
        assert outcome(partial(chain.append, cut)) == "chain-length"


def test_a_certificate_with_one_bit_flipped_is_refused() -> None:
    chain = grown()
    good = made(chain, ADA.seed, ADD, NEW)
    for at in range(len(good)):
        raw = good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1 :]
        assert outcome(partial(chain.append, raw)).startswith("chain-"), at
    assert chain.may_wrap
    assert chain.records == grown().records


def test_a_chain_is_loaded_as_it_was_built_and_not_with_a_record_left_out() -> None:
    chain = grown()
    assert Chain.load(chain.records, chain.org).devices() == chain.devices()
    for left_out in range(1, len(chain.records) - 1):
        records = [raw for seq, raw in enumerate(chain.records) if seq != left_out]
        with pytest.raises(AmanatError, match="chain-prev"):
            Chain.load(records)


def test_no_records_are_no_chain() -> None:
    assert outcome(partial(Chain.load, [])) == "chain-genesis"


def test_what_is_built_is_taken_in() -> None:
    chain = Chain.start(build_genesis(ROOT, demo=True, not_before=NOW), None)
    assert chain.demo
    for signer, who in ((ROOT, ADA), (ADA.seed, FAY), (ADA.seed, TABLET)):
        raw = build_add(
            chain,
            signer,
            role=who.role,
            member=who.member,
            device=who.device,
            ed25519=who.ed25519,
            x25519=who.x25519,
            not_before=NOW,
        )
        chain.append(raw, NOW)
    rerole = build_rerole(chain, ADA.seed, device=FAY.device, role=INTERPRETER, not_before=NOW)
    assert chain.append(rerole, NOW).role == INTERPRETER
    chain.append(build_revoke(chain, ROOT, device=ADA.device, now_ms=NOW), NOW)
    assert outcome(partial(build_revoke, chain, ROOT, device=NEW.device, now_ms=NOW)) == "chain-target"
    assert outcome(partial(build_endorse, chain, ROOT, device=NEW.device)) == "chain-target"
    ada = chain.device(ADA.device)
    assert ada is not None
    assert (ada.role, ada.active) == (ADMIN, False)


def test_a_chain_of_hundreds_of_people_is_read() -> None:
    chain = grown()
    people = [Person(f"worker {n}", FIELD) for n in range(300)]
    for who in people:
        chain.append(made(chain, ADA.seed, ADD, who))
    again = Chain.load(chain.records, chain.org)
    assert len(again.devices()) == len(people) + 12
    assert again.member_role(people[7].member, again.hash_at(20)) is None
    assert again.member_role(people[7].member) == FIELD
    assert again.device(drawn("nobody", 16)) is None
