"""The contract over the fake in memory, and the fake's own faults."""

from __future__ import annotations

import pytest

from amanat_server.stores.values import Stored
from tests.stores import contract, contract_films, contract_ledger, contract_uploads
from tests.stores.samples import CASE, FILM, H0, frames, roll
from tests.stores.service import MemoryService, refused

pytestmark = pytest.mark.anyio


@pytest.fixture
def service() -> MemoryService:
    return MemoryService()


class TestChain(contract.ChainContract):
    pass


class TestEnrol(contract.EnrolContract):
    pass


class TestCases(contract.CaseContract):
    pass


class TestLedger(contract_ledger.LedgerContract):
    pass


class TestClips(contract_films.ClipContract):
    pass


class TestCommands(contract_films.CommandContract):
    pass


class TestTombstones(contract_films.TombstoneContract):
    pass


class TestShares(contract_films.ShareContract):
    pass


class TestUploads(contract_uploads.UploadContract):
    pass


async def test_the_nth_write_fails_and_the_next_one_works(service: MemoryService) -> None:
    service.medium.fail_at(2)
    await service.stores.cases.put_roll(roll(0))
    with refused("store-failed"):
        await service.stores.cases.put_roll(roll(1))
    assert await service.stores.cases.rolls(CASE) == [b"roll 0"]
    assert await service.stores.cases.put_roll(roll(1)) is Stored.NEW


async def test_a_write_whose_answer_is_lost_is_found_again(service: MemoryService) -> None:
    service.medium.fail_at(1, written=True)
    with refused("store-failed"):
        await service.stores.ledger.append(CASE, H0, frames(2))
    assert (await service.stores.ledger.append(CASE, H0, frames(2))).n == 2


async def test_a_medium_that_syncs_rarely_forgets_what_it_acknowledged() -> None:
    service = MemoryService(every=3)
    await service.stores.cases.put_roll(roll(0))
    await service.stores.shares.put(FILM, b"S" * 32)
    await service.stores.ledger.append(CASE, H0, frames(1))
    await service.stores.cases.put_roll(roll(1))
    await service.power_cut()
    assert await service.stores.cases.rolls(CASE) == [b"roll 0"]
    assert await service.stores.shares.get(FILM) == b"S" * 32
    assert (await service.stores.ledger.page(CASE, 0, 5)).items == (frames(1)[0].raw,)


async def test_the_fake_needs_no_event_loop(service: MemoryService) -> None:
    step = service.stores.cases.put_roll(roll(0))
    with pytest.raises(StopIteration) as ended:
        step.send(None)
    assert ended.value.value is Stored.NEW
