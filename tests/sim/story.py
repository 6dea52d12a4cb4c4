"""Stories that a seed draws: what people do and what fails, one step after another, then fair weather."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from amanat_sync import command as commands
from amanat_sync.errors import AmanatError
from tests.sim.camera import film
from tests.sim.field import FieldSimulator, cancelled
from tests.sim.network import Weather
from tests.sim.tablet import DAY_MS

if TYPE_CHECKING:
    from random import Random

    from tests.sim.tablet import Tablet

MINUTE_MS = 60_000


class Story:
    """One story in one field."""

    def __init__(self, field: FieldSimulator) -> None:
        self._field = field
        self._random = field.random
        self._has_opened = False

    async def run(self, steps: int) -> None:
        """A story of so many steps, then fair weather."""
        if self._random.random() < 0.4:
            self._field.service.back_up()
        for _ in range(steps):
            step = self._random.choices([way for way, _ in STORY], [weight for _, weight in STORY])[0]
            await step(self)
            await asyncio.sleep(self._random.random() * self._random.choice((0.02, 0.3, 3)))
            self._field.witness.check()
        await self._field.settle()

    def _somebody(self) -> Tablet:
        return self._random.choice(self._field.tablets)

    async def _somebody_writes(self) -> None:
        tablet = self._somebody()
        cases = [case for case in tablet.books.cases() if tablet.may_write(case)]
        if cases:
            await self._deed(tablet, tablet.write(self._random.choice(cases)))

    async def _somebody_films(self) -> None:
        tablet = self._somebody()
        cases = [case for case in tablet.books.cases() if tablet.may_write(case)]
        if cases and tablet.name != "Gus":
            days, size = self._random.choice((1, 7, 30, 90)), self._random.randint(1, 3000)
            await self._deed(tablet, film(tablet, self._random.choice(cases), days, size))

    async def _somebody_opens_a_case(self) -> None:
        tablet = self._field.tablets[0]
        if not self._has_opened and tablet.books.is_joined:
            self._has_opened = True
            opened = self._field.world.second(self._random.randrange(4))
            await self._deed(tablet, tablet.open_case(opened))

    async def _somebody_orders(self) -> None:
        tablet = self._somebody()
        films = [*(reel.clip for reel in tablet.reels()), *(copy.clip for copy in tablet.copies())]
        if not films or tablet.books.revoked:
            return
        clip = self._random.choice(films)
        case = self._field.witness.films[clip].case
        senior = tablet.name in ("Sue", "Gus")
        second = self._field.world.people["Gus" if tablet.name != "Gus" else "Sue"]
        op = self._random.choice((commands.STOP, commands.HOLD, commands.DESTROY, commands.EARLIER))
        due_at = self._field.clock.now_ms() + 4 * DAY_MS if op == commands.EARLIER else 0
        two = op == commands.DESTROY or (op == commands.HOLD and not (senior and tablet.name == "Sue"))
        await self._deed(tablet, tablet.command(op, case, clip, second if two else None, due_at))

    async def _deed(self, tablet: Tablet, deed: Coroutine[object, object, object]) -> None:
        """A deed that a crash may interrupt before the person is told that it is kept."""
        if self._random.random() < 0.15:
            task = asyncio.ensure_future(deed)
            self._field.begin(tablet)
            await asyncio.sleep(self._random.random() * 0.4)
            ended = task.done()
            await cancelled(task)
            if not ended:
                await self._field.crash(tablet)
            return
        await deed

    async def _contacts_begin(self) -> None:
        for tablet in self._field.tablets:
            if self._random.random() < 0.6:
                self._field.begin(tablet)

    async def _weather_changes(self) -> None:
        if self._random.random() < 0.3:
            self._field.cut_network(self._random.randint(0, 6000))
            return
        draw = self._random.random
        self._field.network.left = None
        self._field.network.weather = Weather(
            lost=draw() * 0.15,
            cut=draw() * 0.15,
            unanswered=draw() * 0.15,
            half_answered=draw() * 0.15,
            late=draw() * 0.1,
            slowest=self._random.choice((0.05, 0.5, 3)),
        )

    async def _weather_clears(self) -> None:
        self._field.mend_network()

    async def _a_device_crashes(self) -> None:
        await self._field.crash(self._somebody())

    async def _a_store_is_wiped(self) -> None:
        if self._random.random() < 0.3:
            await self._field.wipe_store(self._somebody())

    async def _a_clock_jumps(self) -> None:
        self._somebody().clock.wrong_ms = wrong_clock(self._random)

    async def _a_write_fails(self) -> None:
        self._field.service.medium.fail_at(self._random.randint(1, 8), written=self._random.random() < 0.5)

    async def _the_power_goes(self) -> None:
        loop = asyncio.get_running_loop()
        self._field.service.medium.lose_power_at(
            self._random.randint(1, 10),
            lambda: self._field.restarts.append(loop.create_task(self._field.crash_server())),
            written=self._random.random() < 0.5,
        )

    async def _the_server_crashes(self) -> None:
        await self._field.crash_server()

    async def _a_backup_is_made(self) -> None:
        if self._field.revoked is None:
            self._field.service.back_up()

    async def _a_device_is_revoked(self) -> None:
        if self._field.revoked is None and len(self._field.tablets) > 2:
            await self._field.revoke(self._field.tablets[2])

    async def _late_frames_are_admitted(self) -> None:
        sue = self._field.tablets[1]
        for case in sue.books.cases():
            if self._field.revoked is not None and sue.may_write(case):
                try:
                    await self._field.contacts[sue.name].puller.admit_late(case)
                except AmanatError as error:
                    self._field.witness.note(f"{sue.name} cannot admit: {error.code}")

    async def _the_server_is_restored(self) -> None:
        await self._field.restore_server()

    async def _time_passes(self) -> None:
        await self._field.wait(days=self._random.choice((0.1, 1, 8, 35)))

    async def _room_is_short(self) -> None:
        self._somebody().short_of_room = True

    async def _somebody_looks(self) -> None:
        self._field.look_at_all(self._somebody())


def wrong_clock(random: Random) -> int:
    """How wrong (ms) a clock is: often right, sometimes by minutes, days or years."""
    scale = random.choice((0, 0, MINUTE_MS, 10 * MINUTE_MS, DAY_MS, 400 * DAY_MS))
    return random.randint(-scale, scale)


STORY: tuple[tuple[Callable[[Story], Coroutine[object, object, None]], int], ...] = (
    (Story._contacts_begin, 8),
    (Story._somebody_writes, 5),
    (Story._somebody_films, 4),
    (Story._somebody_opens_a_case, 1),
    (Story._somebody_orders, 1),
    (Story._somebody_looks, 2),
    (Story._weather_changes, 3),
    (Story._weather_clears, 2),
    (Story._a_device_crashes, 1),
    (Story._a_store_is_wiped, 1),
    (Story._a_clock_jumps, 1),
    (Story._a_write_fails, 1),
    (Story._the_power_goes, 1),
    (Story._the_server_crashes, 1),
    (Story._a_backup_is_made, 1),
    (Story._the_server_is_restored, 1),
    (Story._a_device_is_revoked, 1),
    (Story._late_frames_are_admitted, 1),
    (Story._time_passes, 1),
    (Story._room_is_short, 1),
)
"""What may happen, and how often."""
