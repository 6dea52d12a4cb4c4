"""A living service for tests: the real app on a real socket, its clock turned by the test, real identities.

Nothing is patched: stores, clock, randomness and settings come in as they do in the program.
"""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import uvicorn

from amanat_client.books import Books
from amanat_client.desk import Desk
from amanat_client.identity import Identity, SealedBox, draw_identity
from amanat_client.opening import open_case
from amanat_client.service import Founded, Reception, SetupLink, found_service
from amanat_client.store import Store
from amanat_client.transport import Server
from amanat_server.app import create_app
from amanat_server.connection import Host, connections
from amanat_server.limits import Patience
from amanat_server.pages import Pages
from amanat_server.resources.stream import Bell
from amanat_server.secrets import ServiceKey, setup_link
from amanat_server.settings import Settings
from amanat_server.stores.folder import Parts, open_stores, system_parts
from amanat_sync import certify
from amanat_sync.chain import ADMIN, SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.ids import base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import MemberNamed, ServiceSettings
from amanat_sync.roll import service_case_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    import httpx

START_MS = 1_790_000_000_000
TOKEN = bytes(range(32))


class TurnedClock:
    """A clock that a test turns; pausing turns it."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def pause(self, seconds: float) -> None:
        self.turn(seconds=seconds)

    def turn(self, *, days: float = 0, seconds: float = 0) -> None:
        """Moves the time on."""
        self._now_ms += int(days * 86_400_000 + seconds * 1000)


class Watch(Protocol):
    """A clock that identities and tests read."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""

    def pause(self, seconds: float) -> None:
        """Waits, or turns the clock as if it had."""


class Reachable(Protocol):
    """What identities need of a server, in this process or in one of its own."""

    @property
    def origin(self) -> str:
        """How it is spelled."""

    @property
    def link(self) -> str:
        """The set-up link."""

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""

    @property
    def clock(self) -> Watch:
        """The time as it has it."""

    @property
    def authority(self) -> str:
        """What requests are signed for."""


class SeededEntropy:
    """Random bytes of a seed, for identities whose keys protect nothing."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def draw(self, size: int) -> bytes:
        return self._random.randbytes(size)


class LivingServer:
    """The application in a thread of its own, over a folder; ``stop`` and ``start`` again is a restart."""

    def __init__(
        self,
        folder: Path,
        clock: TurnedClock,
        environ: dict[str, str] | None = None,
        parts: Parts | None = None,
        patience: Patience | None = None,
        static: Path | None = None,
    ) -> None:
        self.folder = folder
        self._patience = patience or Patience()
        self._static = static or folder / "none"
        self.clock = clock
        self.key = ServiceKey.from_seed(b"s" * 32)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._parts = parts
        self.settings = Settings.from_env(
            {
                "AMANAT_DATA": str(folder),
                "AMANAT_PORT": str(self.port),
                "AMANAT_ORIGIN": f"http://localhost:{self.port}",
                "AMANAT_SWEEP_SECONDS": "3600",
                "AMANAT_REQUESTS_PER_MINUTE": "1000000",
                **(environ or {}),
            }
        )
        self._thread: threading.Thread | None = None
        self._server: uvicorn.Server | None = None

    @property
    def origin(self) -> str:
        return self.settings.origin

    @property
    def authority(self) -> str:
        return self.settings.authority

    @property
    def link(self) -> str:
        return setup_link(self.origin, TOKEN, self.key)

    def start(self) -> None:
        ready = threading.Event()
        fault: list[Exception] = []
        listening = socket.socket(fileno=self._socket.dup().detach())

        async def run() -> None:
            async with open_stores(self.folder, self._parts or system_parts(threads=2)) as stores:
                if not await stores.chain.records():
                    await stores.chain.offer_setup(sha256(TOKEN))
                bell = Bell()
                app = create_app(
                    self.settings,
                    stores,
                    self.clock,
                    key=self.key,
                    pages=Pages(self._static),
                    bell=bell,
                    patience=self._patience,
                )
                config = uvicorn.Config(
                    app,
                    http=connections(self._patience),
                    ws="none",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    date_header=False,
                )
                self._server = Host(config, bell)
                serving = asyncio.create_task(self._server.serve(sockets=[listening]))
                await asyncio.wait(
                    {asyncio.create_task(self._until_answering()), serving}, return_when="FIRST_COMPLETED"
                )
                ready.set()
                await serving

        def main() -> None:
            try:
                asyncio.run(run())
            except (OSError, AmanatError) as error:
                fault.append(error)
            finally:
                ready.set()

        self._thread = threading.Thread(target=main, daemon=True)
        self._thread.start()
        ready.wait(30)
        if fault:
            raise fault[0]

    async def _until_answering(self) -> None:
        """Connections wait in the socket's queue: the first answer means that the app has started."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(30)
            self._server = None

    def close(self) -> None:
        self.stop()
        self._socket.close()


@dataclass(slots=True)
class People:
    """A service's identities, as many as a test asks for; ``set_up`` comes first."""

    server: Reachable
    folder: Path
    clock: Watch
    seed: int
    admin: Desk = field(init=False)
    reception: Reception = field(init=False)
    founded: Founded = field(init=False)
    http: Callable[[], httpx.Client | None] = lambda: None
    """Makes the connections of identities, where the usual ones do not do."""
    _count: int = 0
    _desks: list[Desk] = field(default_factory=list)

    def close(self) -> None:
        """Ends every identity's connections and files."""
        for desk in self._desks:
            desk.server.close()
            desk.store.close()

    def set_up(self) -> None:
        """The first admin founds the service and opens the service case, as the command line does."""
        link = SetupLink(self.server.link)
        entropy = self._entropy()
        identity = draw_identity(entropy.draw(16), entropy)
        desk = self.desk(identity)
        unsigned = Server(self.server.origin, None, self.clock, entropy, self.http())
        self.founded = found_service(
            link,
            identity,
            server=unsigned,
            books=desk.books,
            store=desk.store,
            clock=self.clock,
            entropy=entropy,
        )
        unsigned.close()
        self.admin = desk
        self.reception = Reception(desk, SealedBox(entropy.draw(32), entropy), [str(n) for n in range(2048)])
        settings = ServiceSettings(name="Sunflower", phone=None, days=60, offline_days=7, languages=["en"])
        named = MemberNamed(member=base64url(identity.member), name="Admin")
        open_case(
            desk,
            service_case_of(desk.books.chain.org),
            {identity.member: ADMIN},
            "service",
            further=(settings, named),
        )

    def desk(self, identity: Identity) -> Desk:
        """An identity at work, with a folder of its own."""
        self._count += 1
        store = Store(self.folder / f"identity-{self._count}")
        server = Server(self.server.origin, identity, self.clock, self._entropy(), self.http())
        self._desks.append(Desk(identity, server, Books(store), store, self.clock, self._entropy()))
        return self._desks[-1]

    def join(self, role: int, member: bytes | None = None, *, endorse: bool | None = None) -> Desk:
        """A new device, certified by the admin; the root endorses supervisors, as at set-up, or as ``endorse`` says."""
        entropy = self._entropy()
        identity = draw_identity(member or entropy.draw(16), entropy)
        admin, chain = self.admin, self.admin.books.chain
        admin.fetch_chain()
        raw = certify.build_add(
            chain,
            admin.identity.seed,
            role=role,
            member=identity.member,
            device=identity.device,
            ed25519=identity.ed25519,
            x25519=identity.x25519,
            not_before=self.clock.now_ms(),
        )
        admin.server.ask("POST", "/v1/chain", raw)
        admin.books.add_certificates([raw])
        if endorse if endorse is not None else role == SUPERVISOR:
            self.post_certificate(
                certify.build_endorse(admin.books.chain, self.founded.root_seed, device=identity.device)
            )
        desk = self.desk(identity)
        desk.store.put("root", b"service", admin.books.chain.org)
        desk.fetch_chain()
        return desk

    def post_certificate(self, raw: bytes) -> None:
        """Posts a certificate by the admin's device and takes it in."""
        self.admin.server.ask("POST", "/v1/chain", raw)
        self.admin.books.add_certificates([raw])

    def open_case(self, opener: Desk, *others: Desk, label: str = "Rokeya and son") -> bytes:
        """A case with its opener and others in it."""
        case = opener.entropy.draw(16)
        opener.fetch_chain()
        chain = opener.books.chain
        members = {
            desk.identity.member: chain.member_role(desk.identity.member) or 0 for desk in (opener, *others)
        }
        open_case(opener, case, members, label)
        return case

    def _entropy(self) -> SeededEntropy:
        self._count += 1
        return SeededEntropy(self.seed * 1000 + self._count)


@dataclass(slots=True)
class LivingService(People):
    """A service that was set up, in this process, with a clock that is turned."""

    server: LivingServer
    clock: TurnedClock


@contextmanager
def living_service(
    folder: Path,
    environ: dict[str, str] | None = None,
    seed: int = 1,
    *,
    parts: Parts | None = None,
    patience: Patience | None = None,
    static: Path | None = None,
    http: Callable[[], httpx.Client | None] = lambda: None,
    between: Callable[[int], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> Iterator[LivingService]:
    """A service that runs until the end of the block; ``between`` is given its port and stands before it."""
    clock = TurnedClock()
    server = LivingServer(folder / "server", clock, environ, parts, patience, static)
    server.start()
    service = LivingService(server, folder, clock, seed, http)
    try:
        with between(server.port):
            service.set_up()
            yield service
    finally:
        service.close()
        server.close()
