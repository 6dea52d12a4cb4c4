"""What the rolls of a case tell, and rolls that are cut short or changed."""

from __future__ import annotations

from functools import partial

from amanat_sync.chain import FIELD, INTERPRETER, SUPERVISOR
from amanat_sync.keys import sha256
from amanat_sync.roll import Rolls, is_service_case, service_case_of
from amanat_sync.staff import REVOKE
from tests.feeds import truncations
from tests.people_world import ADA, CASE, FAY, FAY_TWO, IVO, SID, SUE, grown, made, next_roll, opened
from tests.vectorfiles import outcome


def test_a_case_without_a_roll_has_nobody() -> None:
    rolls = Rolls(grown().org, CASE)
    assert (rolls.newest, rolls.seq, rolls.newest_hash) == (None, -1, bytes(32))
    assert (rolls.members, rolls.raws, rolls.signer_of_first) == ({}, (), None)
    assert not rolls.has(FAY.member)
    assert rolls.may_wrap


def test_the_newest_roll_says_who_is_in_the_case() -> None:
    chain = grown()
    rolls = opened(chain)
    rolls.append(next_roll(chain, rolls, SUE, (FAY, SUE, IVO)), chain)
    assert rolls.members == {FAY.member: FIELD, SUE.member: SUPERVISOR, IVO.member: INTERPRETER}
    rolls.append(next_roll(chain, rolls, SUE, (SUE, IVO), 2), chain)
    assert rolls.members == {SUE.member: SUPERVISOR, IVO.member: INTERPRETER}
    assert not rolls.has(FAY.member)
    assert rolls.signer_of_first == FAY.device
    assert [roll.seq for roll in rolls.of_epoch(1)] == [0, 1]
    assert [roll.seq for roll in rolls.of_epoch(2)] == [2]
    assert rolls.of_epoch(3) == ()


def test_an_epoch_is_to_end_when_a_device_of_a_member_is_revoked_and_a_new_one_has_begun_after_it() -> None:
    chain = grown()
    rolls = opened(chain)
    assert not Rolls(chain.org, CASE).needs_new_epoch(chain)
    assert not rolls.needs_new_epoch(chain), "Fred was revoked before, and is nobody of this case"
    chain.append(made(chain, ADA.seed, REVOKE, SID))
    assert not rolls.needs_new_epoch(chain)
    chain.append(made(chain, ADA.seed, REVOKE, FAY_TWO))
    assert rolls.needs_new_epoch(chain)
    rolls.append(next_roll(chain, rolls, SUE, (FAY, SUE, IVO)), chain)
    assert rolls.needs_new_epoch(chain), "a newer roll of the same epoch has the same key"
    rolls.append(next_roll(chain, rolls, SUE, (FAY, SUE, IVO), 2), chain)
    assert not rolls.needs_new_epoch(chain)


def test_every_roll_is_found_by_its_hash() -> None:
    chain = grown()
    rolls = opened(chain)
    rolls.append(next_roll(chain, rolls, SUE, (FAY, SUE, IVO)), chain)
    for raw, roll in zip(rolls.raws, rolls.records, strict=True):
        assert rolls.by_hash(sha256(raw)) == roll
    assert rolls.by_hash(bytes(32)) is None
    assert rolls.newest_hash == sha256(rolls.raws[-1])


def test_rolls_are_loaded_as_they_were_built_and_not_with_one_left_out() -> None:
    chain = grown()
    rolls = opened(chain)
    for people in ((FAY, SUE, IVO), (FAY, SUE, IVO), (FAY, SUE, IVO)):
        rolls.append(next_roll(chain, rolls, SUE, people), chain)
    assert Rolls.load(chain.org, CASE, rolls.raws, chain).records == rolls.records
    for left_out in range(len(rolls.raws) - 1):
        raws = [raw for seq, raw in enumerate(rolls.raws) if seq != left_out]
        assert outcome(partial(Rolls.load, chain.org, CASE, raws, chain)) == "roll-prev"


def test_a_roll_cut_short_anywhere_or_one_byte_longer_is_refused() -> None:
    chain = grown()
    rolls = opened(chain)
    raw = next_roll(chain, rolls, SUE, (FAY, SUE, IVO))
    for odd in [*truncations(raw), raw + b"\0"]:
        assert outcome(partial(rolls.append, odd, chain)) == "roll-length"


def test_a_roll_with_one_bit_flipped_is_refused() -> None:
    chain = grown()
    rolls = opened(chain)
    good = next_roll(chain, rolls, SUE, (FAY, SUE, IVO))
    for at in range(len(good)):
        raw = good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1 :]
        assert outcome(partial(rolls.append, raw, chain)).startswith("roll-"), at
    assert rolls.seq == 0
    assert rolls.may_wrap


def test_the_service_case_is_named_by_the_service() -> None:
    org = grown().org
    assert service_case_of(org) == org[:16]
    assert is_service_case(org, org[:16])
    assert not is_service_case(org, CASE)
    assert Rolls(org, org[:16]).is_service
