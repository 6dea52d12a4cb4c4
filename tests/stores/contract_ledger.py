"""What every ``LedgerStore`` promises."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from amanat_server.stores.values import PAGE_BYTES, Author, Position
from tests.stores.samples import (
    CASE,
    H0,
    LAPTOP,
    OTHER_CASE,
    TABLET,
    buried,
    frames,
    id_of,
    other_frame,
    roll,
)
from tests.stores.service import Service, refused

pytestmark = pytest.mark.anyio


class LedgerContract:
    """``LedgerStore``."""

    async def test_frames_get_numbers_and_the_running_hash(self, service: Service) -> None:
        ledger = service.stores.ledger
        one, two, three = frames(3)
        h1 = sha256(H0 + one.hash).digest()
        h2 = sha256(h1 + two.hash).digest()
        h3 = sha256(h2 + three.hash).digest()
        assert await ledger.append(CASE, H0, [one]) == Position(1, h1)
        assert await ledger.append(CASE, H0, [two, three]) == Position(3, h3)
        await service.power_cut()
        ledger = service.stores.ledger
        assert await ledger.position(CASE) == Position(3, h3)
        assert await ledger.position(CASE, 2) == Position(2, h2)
        assert await ledger.position(CASE, 0) is None
        assert await ledger.position(CASE, 4) is None
        assert await ledger.position(OTHER_CASE) is None
        assert (await ledger.page(CASE, 0, 10)).items == (one.raw, two.raw, three.raw)

    async def test_a_case_without_events_stands_at_nothing(self, service: Service) -> None:
        assert await service.stores.ledger.append(CASE, H0, []) == Position(0, H0)
        assert await service.stores.ledger.position(CASE) is None
        page = await service.stores.ledger.page(CASE, 0, 10)
        assert (page.items, page.newest) == ((), None)
        assert await service.stores.ledger.author(CASE, TABLET) is None

    async def test_a_page_is_cut_at_its_limit_and_tells_the_newest(self, service: Service) -> None:
        made = frames(5)
        newest = await service.stores.ledger.append(CASE, H0, made)
        page = await service.stores.ledger.page(CASE, 1, 2)
        assert page.items == (made[1].raw, made[2].raw)
        assert (page.after, page.newest) == (1, newest)
        page = await service.stores.ledger.page(CASE, 5, 2)
        assert (page.items, page.newest) == ((), newest)

    async def test_each_case_counts_for_itself(self, service: Service) -> None:
        await service.stores.ledger.append(CASE, H0, frames(3))
        assert (await service.stores.ledger.append(OTHER_CASE, H0, frames(1))).n == 1
        assert len((await service.stores.ledger.page(CASE, 0, 10)).items) == 3
        assert len((await service.stores.ledger.page(OTHER_CASE, 0, 10)).items) == 1

    async def test_the_same_frame_twice_changes_nothing(self, service: Service) -> None:
        made = frames(3)
        await service.stores.ledger.append(CASE, H0, made[:2])
        assert (await service.stores.ledger.append(CASE, H0, made)).n == 3
        assert (await service.stores.ledger.append(CASE, H0, [*made, *made])).n == 3
        assert len((await service.stores.ledger.page(CASE, 0, 10)).items) == 3

    async def test_a_gap_refuses_the_whole_post(self, service: Service) -> None:
        made = frames(4)
        with refused("event-gap"):
            await service.stores.ledger.append(CASE, H0, made[1:])
        with refused("event-gap"):
            await service.stores.ledger.append(CASE, H0, [made[0], made[1], made[3]])
        assert await service.stores.ledger.position(CASE) is None

    async def test_a_frame_that_names_another_before_it_is_refused(self, service: Service) -> None:
        one, two = frames(2)
        with refused("event-seq"):
            await service.stores.ledger.append(CASE, H0, [one, replace(two, prev=bytes(32))])
        with refused("event-seq"):
            await service.stores.ledger.append(CASE, H0, [replace(one, prev=b"x" * 32)])

    async def test_another_frame_at_a_taken_place_is_refused_and_kept_as_proof(
        self, service: Service
    ) -> None:
        one, two = frames(2)
        await service.stores.ledger.append(CASE, H0, [one])
        other = other_frame(one)
        for _ in range(2):
            with refused("event-differs"):
                await service.stores.ledger.append(CASE, H0, [other, two])
        await service.power_cut()
        assert await service.stores.ledger.proofs(CASE) == [(one.raw, other.raw)]
        assert (await service.stores.ledger.page(CASE, 0, 10)).items == (one.raw,)

    async def test_two_frames_of_one_post_at_one_place_are_refused(self, service: Service) -> None:
        one, _ = frames(2)
        with refused("event-differs"):
            await service.stores.ledger.append(CASE, H0, [one, other_frame(one)])
        assert await service.stores.ledger.position(CASE) is None

    async def test_authors_chain_for_themselves(self, service: Service) -> None:
        mine, theirs = frames(2), frames(2, LAPTOP)
        await service.stores.ledger.append(CASE, H0, [mine[0], theirs[0], theirs[1], mine[1]])
        assert await service.stores.ledger.author(CASE, LAPTOP) == Author(1, theirs[1].hash)
        assert await service.stores.ledger.find(CASE, theirs[0].hash) == LAPTOP
        assert await service.stores.ledger.find(CASE, mine[0].hash) == TABLET
        assert await service.stores.ledger.find(OTHER_CASE, mine[0].hash) is None

    async def test_late_frames_stay_outside_until_they_are_admitted_in_their_order(
        self, service: Service
    ) -> None:
        made = frames(3)
        ledger = service.stores.ledger
        await ledger.append(CASE, H0, made[:1])
        await ledger.append_late(CASE, made[1:])
        await ledger.append_late(CASE, made[1:])
        assert await ledger.late(CASE) == [made[1].raw, made[2].raw]
        assert (await ledger.page(CASE, 0, 10)).items == (made[0].raw,)
        assert await ledger.author(CASE, TABLET) == Author(2, made[2].hash)
        with refused("event-gap"):
            await ledger.admit(CASE, H0, made[2].hash)
        assert (await ledger.admit(CASE, H0, made[1].hash)).n == 2
        assert (await ledger.admit(CASE, H0, made[1].hash)).n == 2
        await service.power_cut()
        assert await service.stores.ledger.late(CASE) == [made[2].raw]
        assert (await service.stores.ledger.page(CASE, 0, 10)).items == (made[0].raw, made[1].raw)
        with refused("right-missing"):
            await service.stores.ledger.admit(CASE, H0, b"z" * 32)

    async def test_a_late_frame_may_be_the_first_of_its_author(self, service: Service) -> None:
        (one,) = frames(1)
        await service.stores.ledger.append_late(CASE, [one])
        assert (await service.stores.ledger.admit(CASE, H0, one.hash)).n == 1
        with refused("event-gap"):
            await service.stores.ledger.append_late(CASE, frames(1, LAPTOP, after=frames(1, LAPTOP)))

    async def test_shredding_leaves_hashes_and_the_order(self, service: Service) -> None:
        ledger = service.stores.ledger
        film = id_of("film")
        mine = frames(1)
        notes = frames(2, group=film, after=mine)
        last = frames(1, after=notes)
        newest = await ledger.append(CASE, H0, [*mine, *notes, *last])
        await ledger.append_late(CASE, frames(1, LAPTOP, group=film))
        assert await ledger.shred(CASE, film) == 3
        assert await ledger.shred(CASE, film) == 0
        await service.power_cut()
        page = await service.stores.ledger.page(CASE, 0, 10)
        assert page.items == (mine[0].raw, notes[0].hash, notes[1].hash, last[0].raw)
        assert page.newest == newest
        assert await service.stores.ledger.late(CASE) == [frames(1, LAPTOP, group=film)[0].hash]

    async def test_shredding_the_case_leaves_the_notes_of_films(self, service: Service) -> None:
        mine = frames(1)
        notes = frames(1, group=id_of("film"), after=mine)
        await service.stores.ledger.append(CASE, H0, [*mine, *notes])
        await service.stores.ledger.append(OTHER_CASE, H0, frames(1, group=OTHER_CASE))
        assert await service.stores.ledger.shred(CASE, CASE) == 1
        assert (await service.stores.ledger.page(CASE, 0, 10)).items == (mine[0].hash, notes[0].raw)
        assert len((await service.stores.ledger.page(OTHER_CASE, 0, 10)).items[0]) > 32

    async def test_a_page_is_no_larger_than_a_page_and_goes_on_where_it_ended(self, service: Service) -> None:
        ledger = service.stores.ledger
        many = [replace(frame, raw=frame.raw.ljust(300_000)) for frame in frames(40)]
        await ledger.append(CASE, H0, many[:20])
        await ledger.append(CASE, H0, many[20:])
        got: list[bytes] = []
        while len(got) < 40:
            page = await ledger.page(CASE, len(got), 1000)
            assert 0 < sum(map(len, page.items)) <= PAGE_BYTES
            assert page.newest is not None
            assert page.newest.n == 40
            got += page.items
        assert got == [frame.raw for frame in many]
        assert (await ledger.page(CASE, 40, 1000)).items == ()

    async def test_a_frame_that_comes_after_its_film_has_gone_is_kept_as_its_hash(
        self, service: Service
    ) -> None:
        ledger, film = service.stores.ledger, id_of("film")
        mine = frames(1)
        notes = frames(1, group=film, after=mine)
        late = frames(1, LAPTOP, group=film)
        await service.stores.tombstones.put([buried(film)])
        newest = await ledger.append(CASE, H0, [*mine, *notes])
        await ledger.append_late(CASE, late)
        await service.power_cut()
        ledger = service.stores.ledger
        assert (await ledger.page(CASE, 0, 10)).items == (mine[0].raw, notes[0].hash)
        assert await ledger.late(CASE) == [late[0].hash]
        assert await ledger.append(CASE, H0, [*mine, *notes]) == newest
        await ledger.admit(CASE, H0, late[0].hash)
        assert (await ledger.page(CASE, 2, 10)).items == (late[0].hash,)

    async def test_a_restart_is_marked_with_a_new_store_id(self, service: Service) -> None:
        ledger = service.stores.ledger
        assert len(ledger.store_id) == 16
        await service.stores.cases.put_roll(roll(0))
        await service.stores.cases.put_roll(roll(0, case=OTHER_CASE))
        await ledger.append(CASE, H0, frames(2))
        assert await ledger.restarts(CASE) == []
        await ledger.mark_restart(b"r" * 16, {CASE: b"signed at 2", OTHER_CASE: b"signed at 0"})
        await service.power_cut()
        ledger = service.stores.ledger
        assert ledger.store_id == b"r" * 16
        await ledger.append(CASE, H0, frames(3))
        assert await ledger.restarts(CASE) == [(2, b"signed at 2")]
        assert await ledger.restarts(OTHER_CASE) == [(0, b"signed at 0")]
        assert await ledger.restarts(id_of("no case")) == []

    async def test_every_restart_stays_with_its_own_bytes(self, service: Service) -> None:
        ledger = service.stores.ledger
        await service.stores.cases.put_roll(roll(0))
        await ledger.mark_restart(b"1" * 16, {CASE: b"first"})
        await ledger.append(CASE, H0, frames(1))
        await ledger.mark_restart(b"2" * 16, {CASE: b"second"})
        await ledger.mark_restart(b"3" * 16, {CASE: b"third"})
        await service.power_cut()
        assert await service.stores.ledger.restarts(CASE) == [(0, b"first"), (1, b"second"), (1, b"third")]
