"""Single faults, told one by one: what the simulator can do, and what comes of it."""

from __future__ import annotations

import pytest

from amanat_sync.errors import AmanatError
from tests.sim.camera import film, look
from tests.sim.field import FieldSimulator


def test_a_case_younger_than_the_backup_comes_back() -> None:
    field = FieldSimulator(1, devices=2)
    fay, sue = field.tablets
    opened = field.world.second(0)

    async def story() -> None:
        field.service.back_up()
        await fay.open_case(opened)
        for _ in range(2):
            await field.settle()
            await fay.write(opened.case)
            await field.settle()
            await sue.write(opened.case)
        await field.settle()
        await field.restore_server()
        await field.settle()

    field.play(story())
    assert len(field.service.medium.state.cases[opened.case].frames) == 4
    assert not field.witness.alarms


@pytest.mark.parametrize("after_bytes", [0, 1, 300, 700, 1500, 2600, 4000])
def test_a_film_that_was_cut_anywhere_arrives_whole(after_bytes: int) -> None:
    field = FieldSimulator(2, devices=2)
    fay, sue = field.tablets

    async def story() -> None:
        clip = await film(fay, field.world.first.case, days=30, size=2000)
        field.cut_network(after_bytes)
        assert not await field.contact(fay)
        await field.settle()
        assert look(sue, clip) == field.witness.films[clip].plain

    field.play(story())


def test_a_film_is_gone_everywhere_after_its_date_and_after_a_restore() -> None:
    field = FieldSimulator(3, devices=2)
    fay, sue = field.tablets

    async def story() -> None:
        clip = await film(fay, field.world.first.case, days=7, size=500)
        await field.settle()
        field.service.back_up()
        await field.wait(days=8)
        await field.restore_server()
        await field.settle()
        assert clip not in field.service.medium.state.shares
        for tablet in (fay, sue):
            with pytest.raises(AmanatError):
                look(tablet, clip)

    field.play(story())


def test_a_device_that_lost_its_store_learns_everything_again_and_writes_on() -> None:
    field = FieldSimulator(4, devices=2)
    sue = field.tablets[1]
    case = field.world.first.case

    async def story() -> None:
        await field.settle()
        await sue.write(case)
        await field.settle()
        await field.wipe_store(sue)
        assert not sue.may_write(case)
        await field.settle()
        await sue.write(case)
        await field.settle()

    field.play(story())
    assert len(field.service.medium.state.cases[case].frames) == 2


def test_a_late_frame_waits_until_a_supervisor_admits_it() -> None:
    field = FieldSimulator(5, devices=3)
    sue, fred = field.tablets[1:]
    case = field.world.first.case

    async def story() -> None:
        await field.settle()
        await fred.write(case)
        await field.revoke(fred)
        await field.contact(field.office)
        await field.settle()
        book = field.service.medium.state.cases[case]
        assert (len(book.frames), len(book.late)) == (0, 1)
        await field.contacts[sue.name].puller.admit_late(case)
        await field.settle()
        assert (len(book.frames), len(book.late)) == (2, 0)

    field.play(story())
