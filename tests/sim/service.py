"""The server of the field: the real application over stores in memory, which can be told to fail, crash and go back.

What ``amanat-server restore`` does with folders is done here with states: the same steps in the same order.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from amanat_server.app import create_app
from amanat_server.binding import bind_shares
from amanat_server.directory import Directory
from amanat_server.limits import Patience
from amanat_server.pages import Pages
from amanat_server.resources.stream import Bell
from amanat_server.secrets import ServiceKey
from amanat_server.settings import Settings
from amanat_server.stores.memory.medium import Medium, State
from amanat_server.stores.memory.service import memory_stores
from amanat_server.stores.values import Destruction
from amanat_server.sweeper import Sweeper
from amanat_server.upkeep import signed_restarts
from amanat_sync.errors import refuse
from amanat_sync.records import Tombstone, decode
from tests.sim.world import World, copy_state

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from random import Random
    from typing import Any

    from tests.sim.virtual_time import WorldClock

    Message = MutableMapping[str, Any]

T = TypeVar("T")
ORIGIN = "http://field.example"
SWEEP_SECONDS = 30
SETTINGS = Settings.from_env(
    {
        "AMANAT_ORIGIN": ORIGIN,
        "AMANAT_SWEEP_SECONDS": str(SWEEP_SECONDS),
        "AMANAT_REQUESTS_PER_MINUTE": "1000000",
    }
)
NO_PAGES = Pages(Path("/nonexistent"))


class FieldMedium(Medium):
    """A medium that can lose its power at a write.

    With ``lazy`` it acknowledges before it syncs, only each ``lazy``-th write is synced: what no server may do.
    """

    def __init__(self, state: State, lazy: int = 1) -> None:
        super().__init__(state.store_id)
        self.state = state
        self.down = False
        self._lazy = lazy
        self._image = copy_state(state) if lazy > 1 else state
        self._ends_at: tuple[int, bool] | None = None
        self._ended: Callable[[], None] = lambda: None

    def lose_power_at(self, write: int, ended: Callable[[], None], *, written: bool) -> None:
        """At the ``write``-th change from now the power goes; with ``written`` that change was made."""
        self._ends_at = (self.writes + write, written)
        self._ended = ended

    def write(self, change: Callable[[State], T]) -> T:
        if self.down:
            raise refuse("store-failed", "the power is off")
        if self._ends_at is not None and self.writes + 1 >= self._ends_at[0]:
            written = self._ends_at[1]
            self._ends_at = None
            try:
                if written:
                    super().write(change)
            finally:
                self.down = True
                self._ended()
            raise refuse("store-failed", "the power went")
        result = super().write(change)
        if self._lazy > 1 and self.writes % self._lazy == 0:
            self._image = copy_state(self.state)
        return result

    def crash(self) -> None:
        self._ends_at = None
        if self._lazy > 1:
            self.state = copy_state(self._image)
        self.down = False

    def heal(self) -> None:
        """No write fails any more."""
        self._fails.clear()
        self._ends_at = None

    def go_back_to(self, state: State) -> None:
        """Puts another state in place of this one."""
        self.state = state
        self._image = copy_state(state) if self._lazy > 1 else state


class SimService:
    """One server process after another over one medium."""

    def __init__(
        self, world: World, clock: WorldClock, random: Random, *, lazy: int = 1, forgetful: bool = False
    ) -> None:
        """``forgetful``: a restore that tells nobody, what no server may do."""
        self._world = world
        self._clock = clock
        self._random = random
        self._forgetful = forgetful
        self.medium = FieldMedium(world.state(), lazy)
        self.stores = memory_stores(self.medium)
        self.key = ServiceKey.from_seed(world.service.seed)
        self.backups: list[State] = []
        self.restored = 0
        self._app: Callable[..., Awaitable[None]] | None = None
        self._life: asyncio.Task[None] | None = None
        # In the order in which they came, or a crash would end them in another one each time.
        self._requests: dict[asyncio.Task[None], None] = {}

    @property
    def is_up(self) -> bool:
        return self._app is not None

    def twin(self) -> SimService:
        """What a lying service shows to somebody else: the same past, the same keys, another future."""
        twin = SimService(self._world, self._clock, self._random)
        twin.medium.go_back_to(copy_state(self.medium.state))
        return twin

    async def start(self) -> None:
        """A new process; answers when the application is ready."""
        self.medium.crash()
        app = create_app(
            SETTINGS, self.stores, self._clock, key=self.key, pages=NO_PAGES, bell=Bell(), patience=Patience()
        )
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(_live(app, ready))
        await asyncio.wait({ready, self._life}, return_when="FIRST_COMPLETED")
        if not ready.done():
            await self._life
        self._app = app

    async def crash(self) -> None:
        """The process ends in the middle of what it does."""
        self._app = None
        self.medium.down = True
        ending = [*self._requests, *([self._life] if self._life else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        self._requests.clear()
        self._life = None

    def answer(self, scope: Message, receive: object, send: object) -> asyncio.Task[None] | None:
        """Handles a request; None where no process is there."""
        if self._app is None or self.medium.down:
            return None
        task = asyncio.ensure_future(self._app(scope, receive, send))
        self._requests[task] = None
        task.add_done_callback(lambda ended: self._requests.pop(ended, None))
        return task

    def back_up(self) -> None:
        """Keeps what is stored now; unfinished uploads are not in a backup."""
        state = copy_state(self.medium.state)
        state.uploads = {key: each for key, each in state.uploads.items() if each.state == "whole"}
        self.backups.append(state)

    async def restore(self) -> None:
        """Goes back to one of the backups, not always the last, and destroys again what was destroyed since."""
        await self.crash()
        before, state = self.medium.state, copy_state(self._random.choice(self.backups))
        # Both lie apart from data backups: tombstones.log and the vault key that wiped the shares.
        state.log, state.destroyed = list(before.log), set(before.destroyed)
        state.shares = {group: share for group, share in state.shares.items() if group not in state.destroyed}
        self.medium.go_back_to(state)
        self.medium.crash()
        # Whoever restores repeats it until it has gone through.
        self.medium.heal()
        directory = Directory(self.stores.chain, self.stores.cases, self._clock)
        await directory.load()
        await bind_shares(self.stores.shares, directory.chain)
        logged = await self.stores.shares.tombstones()
        again = [Destruction(decode(Tombstone, raw).group, raw) for raw in logged]
        await self.stores.shares.destroy(again, self._clock.now_ms())
        sweeper = Sweeper(
            stores=self.stores, directory=directory, bell=Bell(), key=self.key, clock=self._clock
        )
        await sweeper.bury_again(logged)
        await sweeper.sweep()
        if not self._forgetful:
            restarts = await signed_restarts(self.stores, directory, self.key, self._clock.now_ms())
            await self.stores.ledger.mark_restart(self._random.randbytes(16), restarts)
        self.restored += 1
        await self.start()


async def _live(app: Callable[..., Awaitable[None]], ready: asyncio.Future[None]) -> None:
    """The lifespan of an application, until it is cancelled."""
    started = False

    async def receive() -> Message:
        nonlocal started
        if started:
            await asyncio.Event().wait()
        started = True
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            ready.set_result(None)

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
