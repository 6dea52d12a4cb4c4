"""The field: several devices, a network and a server, and all that can go wrong between them, drawn from one seed.

A test says what happens (``cut_network``, ``crash``, ``wait``) or lets the seed draw a story; ``settle`` ends every
fault and sees whether all promises were kept.  The same seed plays the same story: time, randomness and the order of
everything come from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from amanat_sync import command as commands
from amanat_sync.errors import AmanatError
from amanat_sync.ledger import CaseLedger
from tests.people_world import NOW
from tests.sim.contact import Contact
from tests.sim.network import Line, Network, Weather
from tests.sim.service import SWEEP_SECONDS, SimService
from tests.sim.tablet import DAY_MS, Tablet
from tests.sim.virtual_time import OwnClock, VirtualLoop, WorldClock
from tests.sim.witness import Broken, Witness
from tests.sim.world import CREW, World, world

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.sim.books import LedgerMaker

MINUTE_MS = 60_000
SETTLED_WITHIN_MS = 60_000
"""I8."""
ROUND_SECONDS = 3.0


@dataclass(frozen=True)
class Rules:
    """The parts that a test may put a broken one in place of."""

    ledgers: LedgerMaker = CaseLedger
    tablet: type[Tablet] = Tablet
    contact: type[Contact] = Contact
    lazy_server: int = 1
    forgetful_server: bool = False


HONEST = Rules()


class FieldSimulator:
    """One field; ``devices`` are so many of the case's crew, their clocks by ``clock`` ms wrong."""

    def __init__(
        self,
        seed: int,
        devices: int = 3,
        clock: Callable[[Random], int] = lambda random: 0,  # noqa: ARG005  the right time
        rules: Rules = HONEST,
    ) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.loop = VirtualLoop()
        self.world: World = world()
        self.clock = WorldClock(self.loop, NOW + DAY_MS)
        self.service = SimService(
            self.world,
            self.clock,
            self._drawn(),
            lazy=rules.lazy_server,
            forgetful=rules.forgetful_server,
        )
        self.network = Network(self.service, self._drawn())
        self.witness = Witness(self.clock, self.service, seed)
        self.tablets = [self._tablet(who.name, clock, rules) for who in CREW[:devices]]
        self.office = self._tablet("Ada", clock, rules)
        """An admin, who stands in no case."""
        self.witness.tablets = [*self.tablets, self.office]
        self._contacts = {tablet.name: rules.contact(tablet) for tablet in self.witness.tablets}
        self._revoked: Tablet | None = None
        self._running: dict[str, asyncio.Task[bool]] = {}
        self._restarts: list[asyncio.Task[None]] = []
        self._turn = asyncio.Lock()
        self._twins: list[SimService] = []
        self._opened_here = 0

    def play(self, story: Coroutine[object, object, None]) -> None:
        """Runs a story from the server's start to the end of everything."""

        async def whole() -> None:
            await self.service.start()
            try:
                await story
            finally:
                await self._end()

        try:
            self.loop.run_until_complete(whole())
        except Exception as fault:
            steps = "\n".join(self.witness.trace)
            raise Broken(f"seed {self.seed}: {fault!r}; SEED={self.seed} repeats it\n{steps}") from fault
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()

    def _drawn(self) -> Random:
        return Random(self.random.getrandbits(64))

    def _tablet(self, name: str, clock: Callable[[Random], int], rules: Rules) -> Tablet:
        who = self.world.people[name]
        own, random = OwnClock(self.clock, clock(self.random)), self._drawn()
        line = Line(who, self.network, own, random)
        tablet = rules.tablet(
            self.world,
            who,
            line,
            own,
            random,
            self.witness,
            ledgers=rules.ledgers,
            wants_films=name in ("Sue", "Gus"),
        )
        if name == "Fay":
            # She opened the first case before the story begins.
            shelf, first = tablet.shelf, self.world.first
            tablet.books.add_rolls(first.case, [first.roll])
            shelf.put("ck", first.case, (1, first.ck))
            shelf.put("share", first.case, first.share)
            shelf.put("opened", first.case, first)
            shelf.put("work", first.case, ())
            shelf.sync()
        return tablet

    async def _end(self) -> None:
        tasks = [*self._running.values(), *self._restarts]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.network.end()
        for service in (self.service, *self._twins):
            await service.crash()

    # What a test can do to the field.

    async def contact(self, tablet: Tablet) -> bool:
        """Lets a device meet the server; whether it got through with all it had to do."""
        self._begin(tablet)
        return await self._running[tablet.name]

    def _begin(self, tablet: Tablet) -> None:
        """A contact beside whatever else goes on; one that is under way goes on."""
        running = self._running.get(tablet.name)
        if running is not None and running.done():
            running.result()
        if running is None or running.done():
            self._running[tablet.name] = asyncio.ensure_future(self._contacts[tablet.name].run())

    async def crash(self, tablet: Tablet) -> None:
        """The device stops in the middle of what it does and loses what was not synced."""
        self.witness.note(f"{tablet.name} crashes")
        running = self._running.pop(tablet.name, None)
        if running is not None:
            await _cancelled(running)
        tablet.crash()

    async def wipe_store(self, tablet: Tablet) -> None:
        """The browser clears the device's storage."""
        self.witness.note(f"{tablet.name} loses its store")
        running = self._running.pop(tablet.name, None)
        if running is not None:
            await _cancelled(running)
        self.witness.store_wiped(tablet)
        tablet.wipe_store()

    def cut_network(self, after_bytes: int = 0) -> None:
        """After so many bytes nothing passes any more, until the network is mended."""
        self.witness.note(f"the network ends after {after_bytes} bytes")
        self.network.cut(after_bytes)

    def mend_network(self) -> None:
        """Fair weather."""
        self.network.mend()

    async def crash_server(self) -> None:
        """The server's process ends and another one starts."""
        async with self._turn:
            self.witness.note("the server crashes")
            await self.service.crash()
            await asyncio.sleep(self.random.random() * 5)
            await self.service.start()
        self.witness.check()

    async def restore_server(self) -> None:
        """The server goes back to its last backup."""
        if self.service.backups:
            async with self._turn:
                await self.service.restore()
                self.witness.restored()
            self.witness.check()

    async def revoke(self, tablet: Tablet) -> None:
        """The admin takes a device's rights away; no backup from before is used any more."""
        self.witness.note(f"{tablet.name} is to be revoked")
        self._revoked = tablet
        await self.office.revoke(tablet.who.device)
        self.service.backups.clear()
        self._begin(self.office)

    async def lie(self, to: Tablet) -> SimService:
        """From now on the service shows ``to`` another history than everybody else."""
        self.witness.liars = True
        twin = self.service.twin()
        await twin.start()
        self._twins.append(twin)
        self.network.services[to.name] = twin
        return twin

    async def wait(self, *, days: float = 0, seconds: float = 0) -> None:
        """Lets time pass; the server sweeps at the end of it."""
        if days:
            self.witness.note(f"{days} days pass")
            self.clock.leap(round(days * DAY_MS))
            await asyncio.sleep(SWEEP_SECONDS + 1)
        await asyncio.sleep(seconds)

    async def settle(self) -> None:
        """Ends every fault; within a minute everything must be synced (I8), with every promise kept."""
        self.mend_network()
        self.service.medium.heal()
        await asyncio.gather(*self._restarts)
        self.witness.note("fair weather")
        for task in self._running.values():
            await asyncio.wait({task})
        began = self.clock.now_ms()
        while self.clock.now_ms() < began + SETTLED_WITHIN_MS:
            ended = await asyncio.gather(*(self.contact(tablet) for tablet in self._awake()))
            left = self.witness.unsettled()
            if all(ended) and not left:
                break
            await asyncio.sleep(ROUND_SECONDS)
        self.witness.check()
        left = self.witness.unsettled()
        if left:
            raise Broken("I8: a minute after the last fault: " + "; ".join(left[:4]))
        for tablet in self.tablets:
            await self._looks(tablet)
            unexpected = {code for code in tablet.errors.values() if code not in EXPECTED}
            if unexpected:
                raise Broken(f"I9: {tablet.name} shows {sorted(unexpected)}")

    # What the seed draws.

    async def story(self, steps: int = 10) -> None:
        """A story of so many steps, then fair weather."""
        if self.random.random() < 0.4:
            self.service.back_up()
        for _ in range(steps):
            step = self.random.choices([way for way, _ in STORY], [weight for _, weight in STORY])[0]
            await step(self)
            await asyncio.sleep(self.random.random() * self.random.choice((0.02, 0.3, 3)))
            self.witness.check()
        await self.settle()

    def _awake(self) -> list[Tablet]:
        """Everybody who has anything to do with the server."""
        return self.witness.tablets if self._revoked else self.tablets

    def _somebody(self) -> Tablet:
        return self.random.choice(self.tablets)

    async def _somebody_writes(self) -> None:
        tablet = self._somebody()
        cases = [case for case in tablet.books.cases() if tablet.may_write(case)]
        if cases:
            await self._deed(tablet, tablet.write(self.random.choice(cases)))

    async def _somebody_films(self) -> None:
        tablet = self._somebody()
        cases = [case for case in tablet.books.cases() if tablet.may_write(case)]
        if cases and tablet.name != "Gus":
            days, size = self.random.choice((1, 7, 30, 90)), self.random.randint(1, 3000)
            await self._deed(tablet, tablet.film(self.random.choice(cases), days, size))

    async def _somebody_opens_a_case(self) -> None:
        tablet = self.tablets[0]
        if self._opened_here == 0 and tablet.books.is_joined:
            self._opened_here = 1
            opened = self.world.second(self.random.randrange(4))
            await self._deed(tablet, tablet.open_case(opened))

    async def _somebody_orders(self) -> None:
        tablet = self._somebody()
        films = [*(reel.clip for reel in tablet.reels()), *(copy.clip for copy in tablet.copies())]
        if not films or tablet.books.revoked:
            return
        clip = self.random.choice(films)
        case = self.witness.films[clip].case
        senior = tablet.name in ("Sue", "Gus")
        second = self.world.people["Gus" if tablet.name != "Gus" else "Sue"]
        op = self.random.choice((commands.STOP, commands.HOLD, commands.DESTROY, commands.EARLIER))
        due_at = self.clock.now_ms() + 4 * DAY_MS if op == commands.EARLIER else 0
        two = op == commands.DESTROY or (op == commands.HOLD and not (senior and tablet.name == "Sue"))
        await self._deed(tablet, tablet.command(op, case, clip, second if two else None, due_at))

    async def _deed(self, tablet: Tablet, deed: Coroutine[object, object, object]) -> None:
        """A deed that a crash may interrupt before the person is told that it is kept."""
        if self.random.random() < 0.15:
            task = asyncio.ensure_future(deed)
            self._begin(tablet)
            await asyncio.sleep(self.random.random() * 0.4)
            ended = task.done()
            await _cancelled(task)
            if not ended:
                await self.crash(tablet)
            return
        await deed

    async def _contacts_begin(self) -> None:
        for tablet in self.tablets:
            if self.random.random() < 0.6:
                self._begin(tablet)

    async def _weather_changes(self) -> None:
        if self.random.random() < 0.3:
            self.cut_network(self.random.randint(0, 6000))
            return
        draw = self.random.random
        self.network.left = None
        self.network.weather = Weather(
            lost=draw() * 0.15,
            cut=draw() * 0.15,
            unanswered=draw() * 0.15,
            half_answered=draw() * 0.15,
            late=draw() * 0.1,
            slowest=self.random.choice((0.05, 0.5, 3)),
        )

    async def _weather_clears(self) -> None:
        self.mend_network()

    async def _a_device_crashes(self) -> None:
        await self.crash(self._somebody())

    async def _a_store_is_wiped(self) -> None:
        if self.random.random() < 0.3:
            await self.wipe_store(self._somebody())

    async def _a_clock_jumps(self) -> None:
        self._somebody().clock.wrong_ms = wrong_clock(self.random)

    async def _a_write_fails(self) -> None:
        self.service.medium.fail_at(self.random.randint(1, 8), written=self.random.random() < 0.5)

    async def _the_power_goes(self) -> None:
        loop = asyncio.get_running_loop()
        self.service.medium.lose_power_at(
            self.random.randint(1, 10),
            lambda: self._restarts.append(loop.create_task(self.crash_server())),
            written=self.random.random() < 0.5,
        )

    async def _the_server_crashes(self) -> None:
        await self.crash_server()

    async def _a_backup_is_made(self) -> None:
        if self._revoked is None:
            self.service.back_up()

    async def _a_device_is_revoked(self) -> None:
        if self._revoked is None and len(self.tablets) > 2:
            await self.revoke(self.tablets[2])

    async def _late_frames_are_admitted(self) -> None:
        sue = self.tablets[1]
        for case in sue.books.cases():
            if self._revoked is not None and sue.may_write(case):
                try:
                    await self._contacts[sue.name].admit_late(case)
                except AmanatError as error:
                    self.witness.note(f"{sue.name} cannot admit: {error.code}")

    async def _the_server_is_restored(self) -> None:
        await self.restore_server()

    async def _time_passes(self) -> None:
        await self.wait(days=self.random.choice((0.1, 1, 8, 35)))

    async def _room_is_short(self) -> None:
        self._somebody().short_of_room = True

    async def _somebody_looks(self) -> None:
        await self._looks(self._somebody())

    async def _looks(self, tablet: Tablet) -> None:
        """At every film that is on the device."""
        for clip in (*(reel.clip for reel in tablet.reels()), *(copy.clip for copy in tablet.copies())):
            try:
                await tablet.look(clip)
            except AmanatError as error:
                self.witness.note(f"{tablet.name} may not look: {error.code}")
                if error.code not in UNSEEN:
                    raise


def wrong_clock(random: Random) -> int:
    """How wrong (ms) a clock is: often right, sometimes by minutes, days or years."""
    scale = random.choice((0, 0, MINUTE_MS, 10 * MINUTE_MS, DAY_MS, 400 * DAY_MS))
    return random.randint(-scale, scale)


async def _cancelled(task: asyncio.Task[bool] | asyncio.Future[object]) -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and (fault := task.exception()) is not None:
        raise fault


EXPECTED = frozenset(
    {
        "share-destroyed",
        "share-stopped",
        "command-due",
        "command-signatures",
        "right-missing",
        "promise-step",
        "command-device",
    }
)
"""What people may be shown at the end of an honest story: orders that came too late or twice, stopped films."""

UNSEEN = frozenset({"share-destroyed", "right-missing", "head-lease"})
"""Why somebody may not look: past its time, not all of it is here, the lease has ended."""

STORY: tuple[tuple[Callable[[FieldSimulator], Coroutine[object, object, None]], int], ...] = (
    (FieldSimulator._contacts_begin, 8),
    (FieldSimulator._somebody_writes, 5),
    (FieldSimulator._somebody_films, 4),
    (FieldSimulator._somebody_opens_a_case, 1),
    (FieldSimulator._somebody_orders, 1),
    (FieldSimulator._somebody_looks, 2),
    (FieldSimulator._weather_changes, 3),
    (FieldSimulator._weather_clears, 2),
    (FieldSimulator._a_device_crashes, 1),
    (FieldSimulator._a_store_is_wiped, 1),
    (FieldSimulator._a_clock_jumps, 1),
    (FieldSimulator._a_write_fails, 1),
    (FieldSimulator._the_power_goes, 1),
    (FieldSimulator._the_server_crashes, 1),
    (FieldSimulator._a_backup_is_made, 1),
    (FieldSimulator._the_server_is_restored, 1),
    (FieldSimulator._a_device_is_revoked, 1),
    (FieldSimulator._late_frames_are_admitted, 1),
    (FieldSimulator._time_passes, 1),
    (FieldSimulator._room_is_short, 1),
)
"""What may happen, and how often."""
