"""A service under fire: a real server behind the fault proxy, killed and started again while films come in.

After each start, before anybody else reaches the server, everything that it ever acknowledged is looked for.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar, cast

from amanat_client.books import Books
from amanat_client.send import SealedFilm, Sender
from amanat_client.store import Store
from amanat_client.transport import Server
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.kinds import CaseChanged
from tests.faults.acknowledged import Acknowledged, Asking
from tests.faults.process import PATIENCE, ServerEnded, ServerProcess, WallClock
from tests.faults.proxy import Exchange, Fault, FaultProxy, running
from tests.server.living import LivingService

if TYPE_CHECKING:
    from amanat_client.desk import Desk
    from tests.server.living import LivingServer

T = TypeVar("T")
PART = 1 << 20
EVENTS = 8


@dataclass
class Siege:
    """The server, the way to it, and who works there: ``worker`` sends, ``scribe`` too, ``reader`` supervises."""

    server: ServerProcess
    proxy: FaultProxy
    service: LivingService
    worker: Desk
    scribe: Desk
    reader: Desk
    case: bytes
    acknowledged: Acknowledged
    asking: Asking
    up: threading.Event = field(default_factory=threading.Event)
    died: threading.Condition = field(default_factory=threading.Condition)
    kills: int = 0
    faults: list[str] = field(default_factory=list)

    async def strike(self, fault: Fault) -> None:
        """What the proxy does at a fault: the server works on for a moment, then it dies."""
        if not fault.kill:
            return
        while not self.up.is_set():
            await asyncio.to_thread(self.up.wait, PATIENCE)
        self.up.clear()
        await asyncio.sleep(fault.after_ms / 1000)  # the moment of the kill is what is random
        self.proxy.open = False
        self.server.kill()
        with self.died:
            self.kills += 1
            self.died.notify_all()
        threading.Thread(target=self._revive, daemon=True).start()

    def meet_the_rest(self) -> None:
        """Faults for which no PATCH came any more, because an answer that was cut had made the film whole: the server
        dies all the same where one kills."""
        left, self.proxy.faults = self.proxy.faults, []
        for fault in left:
            if fault.kill:
                self.up.wait(PATIENCE)
                self.up.clear()
                self.proxy.open = False
                self.server.kill()
                with self.died:
                    self.kills += 1
                self._revive()

    def outlive(self, kills: int) -> None:
        """Until the server has died so many times in all, and is up again: a kill may come after the last answer."""
        with self.died:
            self.died.wait_for(lambda: self.kills >= kills, PATIENCE)
        self.up.wait(PATIENCE)

    def _revive(self) -> None:
        try:
            self.server.start()
            self.faults += self.acknowledged.lost(self.asking, self.server.folder)
        except (ServerEnded, AmanatError, OSError) as fault:
            self.faults.append(f"after kill {self.kills}: {fault!r}")
        finally:
            self.proxy.open = True
            self.up.set()

    def film(self, desk: Desk, plain: bytes) -> SealedFilm:
        """Seals ``plain``; its sealed bytes are what the server is asked for later."""
        film = Sender(desk).seal(self.case, io.BytesIO(plain), ms=1000, days=60)
        self.acknowledged.payloads[film.clip] = film.payload.read_bytes()
        return film

    def send(self, desk: Desk, film: SealedFilm) -> None:
        """Our own client: goes on where it was cut until everything is acknowledged."""
        self.patiently(lambda: Sender(desk, PART).send(film))

    def patiently(self, act: Callable[[], T]) -> T:
        """Does it again while the server cannot be reached."""
        while True:
            try:
                return act()
            except AmanatError as error:
                if error.code != "server-unreachable" or self.faults:
                    raise
                self.up.wait(PATIENCE)

    @contextmanager
    def small_films(self, random: Random) -> Iterator[None]:
        """Another worker's small films all the while: manifests, headers, shares, many events under the same fire."""
        stop, faults = threading.Event(), list[BaseException]()

        def work() -> None:
            desk = _in_this_thread(self.scribe)
            try:
                while not stop.is_set():
                    film = self.patiently(lambda: self.film(desk, random.randbytes(5000)))
                    self.send(desk, film)
                    for number in range(EVENTS):
                        self.patiently(partial(desk.write, self.case, _change(number)))
                    self.patiently(partial(desk.fetch_case, self.case))
            except BaseException as fault:  # noqa: BLE001  told by the thread that waits for this one
                faults.append(fault)
            finally:
                desk.store.close()
                desk.server.close()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(PATIENCE)
        if faults:
            raise faults[0]


def _change(number: int) -> CaseChanged:
    return CaseChanged(label=f"change {number}", purpose="help", languages=["en"], ends_at=None)


def _in_this_thread(desk: Desk) -> Desk:
    """The same identity with a connection to its store and one to the server of this thread's own."""
    store = Store(desk.store.folder)
    server = Server(desk.server.origin, desk.identity, desk.clock, desk.entropy)
    return replace(desk, store=store, books=Books(store), server=server)


@contextmanager
def siege(
    folder: Path, seed: int, *, wrap: tuple[str, ...] = (), settings: dict[str, str] | None = None
) -> Iterator[Siege]:
    """A service that was set up, with a case of two workers and a supervisor; no fault is planned yet.

    ``wrap`` and ``settings`` as in ``ServerProcess``.
    """
    server = ServerProcess(folder / "server", wrap=wrap, settings=settings)
    server.init()
    held: list[Siege] = []

    async def strike(fault: Fault) -> None:
        await held[0].strike(fault)

    def note(exchange: Exchange) -> None:
        if held:
            held[0].acknowledged.note(exchange)

    proxy = FaultProxy(lambda: server.port, strike, note)
    with running(proxy):
        server.origin = f"http://localhost:{proxy.port}"
        server.start()
        service = LivingService(cast("LivingServer", server), folder, WallClock(), seed)
        try:
            service.set_up()
            worker, scribe, reader = service.join(FIELD), service.join(FIELD), service.join(SUPERVISOR)
            case = service.open_case(worker, scribe, reader)
            for desk in (scribe, reader):
                desk.fetch_chain()
                desk.fetch_case(case)
            asking = Asking.past_the_proxy(lambda: server.port, reader, [worker, scribe])
            acknowledged = Acknowledged(worker.books.chain.org)
            held.append(Siege(server, proxy, service, worker, scribe, reader, case, acknowledged, asking))
            held[0].up.set()
            yield held[0]
            asking.close()
        finally:
            service.close()
            server.kill()
