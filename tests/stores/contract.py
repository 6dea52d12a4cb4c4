"""What every implementation of the ports promises: people and cases.

The ledger, films and uploads have modules of their own beside this one.

A module that subclasses these classes gives a fixture ``service``; a store that fails here may not be used.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from amanat_server.stores.values import Invite, Stored
from tests.stores.samples import (
    CASE,
    H0,
    LAPTOP,
    OTHER_CASE,
    SUPERVISOR,
    TABLET,
    WORKER,
    buried,
    enrolment,
    envelope,
    frames,
    id_of,
    invite,
    roll,
)
from tests.stores.service import Service, refused

pytestmark = pytest.mark.anyio
TOKEN = b"t" * 32


class ChainContract:
    """``ChainStore``."""

    async def started(self, service: Service) -> None:
        await service.stores.chain.offer_setup(TOKEN)
        assert await service.stores.chain.set_up(TOKEN, [b"genesis", b"admin"]) is Stored.NEW

    async def test_a_chain_is_empty_before_set_up(self, service: Service) -> None:
        assert await service.stores.chain.records() == []
        with refused("chain-seq"):
            await service.stores.chain.append(0, [b"genesis"])

    async def test_only_the_token_that_was_offered_last_sets_up(self, service: Service) -> None:
        with refused("setup-token"):
            await service.stores.chain.set_up(TOKEN, [b"genesis"])
        await service.stores.chain.offer_setup(b"u" * 32)
        await service.stores.chain.offer_setup(TOKEN)
        with refused("setup-token"):
            await service.stores.chain.set_up(b"u" * 32, [b"genesis"])
        await service.power_cut()
        assert await service.stores.chain.set_up(TOKEN, [b"genesis"]) is Stored.NEW

    async def test_a_service_is_set_up_once(self, service: Service) -> None:
        await self.started(service)
        with refused("setup-done"):
            await service.stores.chain.set_up(TOKEN, [b"another"])
        with refused("setup-done"):
            await service.stores.chain.offer_setup(TOKEN)
        assert await service.stores.chain.set_up(TOKEN, [b"genesis", b"admin"]) is Stored.SAME

    async def test_records_come_in_order_and_survive_a_power_cut(self, service: Service) -> None:
        await self.started(service)
        assert await service.stores.chain.append(2, [b"two", b"three"]) is Stored.NEW
        await service.power_cut()
        assert await service.stores.chain.records() == [b"genesis", b"admin", b"two", b"three"]
        assert await service.stores.chain.records(after=2) == [b"three"]

    async def test_the_same_record_twice_changes_nothing(self, service: Service) -> None:
        await self.started(service)
        await service.stores.chain.append(2, [b"two"])
        assert await service.stores.chain.append(2, [b"two"]) is Stored.SAME
        assert await service.stores.chain.append(1, [b"admin", b"two", b"three"]) is Stored.NEW
        assert await service.stores.chain.records(after=1) == [b"two", b"three"]

    async def test_another_record_at_a_taken_place_refuses_the_whole_post(self, service: Service) -> None:
        await self.started(service)
        await service.stores.chain.append(2, [b"two"])
        with refused("chain-seq"):
            await service.stores.chain.append(1, [b"admin", b"other two", b"three"])
        with refused("chain-seq"):
            await service.stores.chain.append(4, [b"four"])
        assert await service.stores.chain.records(after=1) == [b"two"]


class EnrolContract:
    """``EnrolStore``."""

    async def test_an_invite_is_found_until_it_is_used(self, service: Service) -> None:
        enrol = service.stores.enrol
        assert await enrol.find_invite(TOKEN) is None
        assert await enrol.invite(invite()) is Stored.NEW
        assert await enrol.invite(invite()) is Stored.SAME
        assert await enrol.find_invite(TOKEN) == Invite(TOKEN, WORKER, 1, 1000)
        await enrol.join(TOKEN, enrolment(), 5)
        assert await enrol.find_invite(TOKEN) is None
        with refused("enrol-used"):
            await enrol.invite(invite())

    async def test_an_invite_with_other_fields_is_refused(self, service: Service) -> None:
        await service.stores.enrol.invite(invite())
        with refused("enrol-used"):
            await service.stores.enrol.invite(invite(until=2000))

    async def test_a_link_lets_one_device_wait(self, service: Service) -> None:
        await service.stores.enrol.invite(invite())
        one = enrolment("one")
        assert await service.stores.enrol.join(TOKEN, one, 1000) == (one.id, Stored.NEW)
        await service.power_cut()
        again = replace(one, id=id_of("another id"))
        assert await service.stores.enrol.join(TOKEN, again, 5000) == (one.id, Stored.SAME)
        with refused("enrol-used"):
            await service.stores.enrol.join(TOKEN, enrolment("two"), 5)
        waits = replace(one, token_hash=TOKEN, at=1000)
        assert await service.stores.enrol.waiting() == [waits]
        assert await service.stores.enrol.enrolment(one.id) == waits

    async def test_an_old_or_unknown_link_lets_nobody_wait(self, service: Service) -> None:
        await service.stores.enrol.invite(invite(until=1000))
        with refused("enrol-expired"):
            await service.stores.enrol.join(TOKEN, enrolment(), 1001)
        with refused("enrol-used"):
            await service.stores.enrol.join(b"u" * 32, enrolment(), 5)
        assert await service.stores.enrol.waiting() == []

    async def test_a_wait_ends_once(self, service: Service) -> None:
        enrol = service.stores.enrol
        await enrol.invite(invite())
        one = enrolment()
        await enrol.join(TOKEN, one, 5)
        assert await enrol.settle(one.id, "joined")
        assert await enrol.settle(one.id, "joined")
        assert not await enrol.settle(one.id, "refused")
        assert not await enrol.settle(id_of("nobody"), "joined")
        await service.power_cut()
        joined = replace(one, state="joined", token_hash=TOKEN, at=5)
        assert await service.stores.enrol.enrolment(one.id) == joined
        assert await service.stores.enrol.waiting() == []


class CaseContract:
    """``CaseStore``."""

    async def test_rolls_follow_one_another(self, service: Service) -> None:
        cases = service.stores.cases
        with refused("roll-seq"):
            await cases.put_roll(roll(1))
        assert await cases.put_roll(roll(0)) is Stored.NEW
        assert await cases.put_roll(roll(1)) is Stored.NEW
        assert await cases.put_roll(roll(0)) is Stored.SAME
        with refused("roll-seq"):
            await cases.put_roll(roll(1, raw=b"another"))
        with refused("roll-seq"):
            await cases.put_roll(roll(3))
        await service.power_cut()
        assert await service.stores.cases.rolls(CASE) == [b"roll 0", b"roll 1"]
        assert await service.stores.cases.rolls(OTHER_CASE) == []

    async def test_a_refused_roll_opens_no_case(self, service: Service) -> None:
        with refused("roll-seq"):
            await service.stores.cases.put_roll(roll(1))
        assert await service.stores.cases.cases() == []
        await service.stores.cases.put_roll(roll(0))
        await service.stores.cases.put_roll(roll(0, case=OTHER_CASE))
        assert await service.stores.cases.cases() == [CASE, OTHER_CASE]

    async def test_who_leaves_the_newest_roll_no_longer_sees_the_case_move(self, service: Service) -> None:
        cases = service.stores.cases
        await cases.put_roll(roll(0, WORKER, SUPERVISOR))
        assert [mark.case for mark in await cases.moved(WORKER)] == [CASE]
        await cases.put_roll(roll(1, SUPERVISOR))
        assert await cases.moved(WORKER) == []
        assert [mark.roll for mark in await cases.moved(SUPERVISOR)] == [1]

    async def test_what_moved_since_a_place_is_told_once_and_in_order(self, service: Service) -> None:
        cases = service.stores.cases
        assert await cases.newest_move() == 0
        await cases.put_roll(roll(0))
        await cases.put_roll(roll(0, case=OTHER_CASE))
        since = await cases.newest_move()
        assert await cases.moved(WORKER, since) == []
        await service.stores.ledger.append(CASE, H0, frames(2))
        (mark,) = await cases.moved(WORKER, since)
        assert (mark.case, mark.n, mark.roll) == (CASE, 2, 0)
        assert mark.moved == await cases.newest_move()
        assert [each.case for each in await cases.moved(WORKER)] == [OTHER_CASE, CASE]
        await service.stores.tombstones.put([buried()])
        assert [each.case for each in await cases.moved(WORKER, mark.moved)] == [CASE]
        await service.power_cut()
        assert [each.case for each in await service.stores.cases.moved(WORKER, mark.moved)] == [CASE]

    async def test_a_frame_that_stands_already_moves_no_case(self, service: Service) -> None:
        await service.stores.cases.put_roll(roll(0))
        await service.stores.ledger.append(CASE, H0, frames(1))
        since = await service.stores.cases.newest_move()
        await service.stores.ledger.append(CASE, H0, frames(1))
        assert await service.stores.cases.newest_move() == since

    async def test_envelopes_go_to_one_device_each_once(self, service: Service) -> None:
        cases = service.stores.cases
        await cases.put_roll(roll(0))
        assert await cases.put_envelopes([envelope("a"), envelope("b", LAPTOP)]) is Stored.NEW
        assert await cases.put_envelopes([envelope("a"), envelope("c")]) is Stored.NEW
        assert await cases.put_envelopes([envelope("c"), envelope("a")]) is Stored.SAME
        await service.power_cut()
        assert await service.stores.cases.envelopes(CASE, TABLET) == [b"a", b"c"]
        assert await service.stores.cases.envelopes(CASE, LAPTOP) == [b"b"]
        assert await service.stores.cases.envelopes(OTHER_CASE, LAPTOP) == []

    async def test_an_epoch_has_one_recovery_file(self, service: Service) -> None:
        cases = service.stores.cases
        assert await cases.put_recovery(CASE, 2, b"age two") is Stored.NEW
        assert await cases.put_recovery(CASE, 1, b"age one") is Stored.NEW
        assert await cases.put_recovery(CASE, 1, b"age one") is Stored.SAME
        with refused("recovery-differs"):
            await cases.put_recovery(CASE, 1, b"age other")
        await service.power_cut()
        assert await service.stores.cases.recovery(CASE) == [(1, b"age one"), (2, b"age two")]
