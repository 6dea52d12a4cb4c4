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

from amanat_sync.errors import AmanatError
from amanat_sync.ledger import CaseLedger
from tests.people_world import NOW
from tests.sim.camera import look
from tests.sim.contact import Contact
from tests.sim.meeting import Meeting
from tests.sim.network import Line, Network
from tests.sim.reckoning import unsettled
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
CALM_ROUNDS = 2


@dataclass(frozen=True)
class Rules:
    """The parts that a test may put a broken one in place of."""

    ledgers: LedgerMaker = CaseLedger
    tablet: type[Tablet] = Tablet
    meeting: type[Meeting] = Meeting
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
        self.witness.tablets = list(self.tablets)
        self.contacts = {
            tablet.name: Contact(rules.meeting(tablet)) for tablet in (*self.tablets, self.office)
        }
        self.revoked: Tablet | None = None
        self._running: dict[str, asyncio.Task[bool]] = {}
        self.restarts: list[asyncio.Task[None]] = []
        self._turn = asyncio.Lock()
        self._twins: list[SimService] = []

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
        tasks = [*self._running.values(), *self.restarts]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.network.end()
        for service in (self.service, *self._twins):
            await service.crash()

    # What a test can do to the field.

    async def contact(self, tablet: Tablet) -> bool:
        """Lets a device meet the server; whether it got through with all it had to do."""
        self.begin(tablet)
        return await self._running[tablet.name]

    def begin(self, tablet: Tablet) -> None:
        """A contact beside whatever else goes on; one that is under way goes on."""
        running = self._running.get(tablet.name)
        if running is not None and running.done():
            running.result()
        if running is None or running.done():
            self._running[tablet.name] = asyncio.ensure_future(self.contacts[tablet.name].run())

    async def crash(self, tablet: Tablet) -> None:
        """The device stops in the middle of what it does and loses what was not synced."""
        self.witness.note(f"{tablet.name} crashes")
        running = self._running.pop(tablet.name, None)
        if running is not None:
            await cancelled(running)
        tablet.crash()

    async def wipe_store(self, tablet: Tablet) -> None:
        """The browser clears the device's storage."""
        self.witness.note(f"{tablet.name} loses its store")
        running = self._running.pop(tablet.name, None)
        if running is not None:
            await cancelled(running)
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
        self.revoked = tablet
        self.witness.tablets.append(self.office)
        await self.office.revoke(tablet.who.device)
        self.service.backups.clear()
        self.begin(self.office)

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
        await asyncio.gather(*self.restarts)
        self.witness.note("fair weather")
        for task in self._running.values():
            await asyncio.wait({task})
        began, calm = self.clock.now_ms(), 0
        while self.clock.now_ms() < began + SETTLED_WITHIN_MS:
            ended = await asyncio.gather(*(self.contact(tablet) for tablet in self.witness.tablets))
            left = unsettled(self.witness)
            # A film that is stopped is asked for at every contact: that alone is no unrest.
            calm = 0 if left else calm + 1
            if calm > CALM_ROUNDS or (all(ended) and not left):
                break
            await asyncio.sleep(ROUND_SECONDS)
        self.witness.check()
        left = unsettled(self.witness)
        if left:
            raise Broken("I8: a minute after the last fault: " + "; ".join(left[:4]))
        for tablet in self.tablets:
            self.look_at_all(tablet)
            unexpected = {code for code in tablet.errors.values() if code not in EXPECTED}
            if unexpected:
                raise Broken(f"I9: {tablet.name} shows {sorted(unexpected)}")

    def look_at_all(self, tablet: Tablet) -> None:
        """At every film that is on the device."""
        for clip in (*(reel.clip for reel in tablet.reels()), *(copy.clip for copy in tablet.copies())):
            try:
                look(tablet, clip)
            except AmanatError as error:
                self.witness.note(f"{tablet.name} may not look: {error.code}")
                if error.code not in UNSEEN:
                    raise


async def cancelled(task: asyncio.Task[bool] | asyncio.Future[object]) -> None:
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
