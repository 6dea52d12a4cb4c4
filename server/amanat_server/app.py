"""The one place where the server's parts are joined."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from amanat_server.audit import Audit
from amanat_server.auth import Authentication
from amanat_server.binding import bind_shares
from amanat_server.directory import Directory
from amanat_server.limits import Patience, Rates
from amanat_server.metrics import Metrics, Tally
from amanat_server.problems import Problems
from amanat_server.readiness import Readiness, Witness
from amanat_server.resources.cases import CaseRecords
from amanat_server.resources.chain import Certificates
from amanat_server.resources.clips import Clips, ManifestBook
from amanat_server.resources.commands import Commands
from amanat_server.resources.enrol import Enrolments
from amanat_server.resources.events import Events
from amanat_server.resources.service import Service
from amanat_server.resources.shares import Shares
from amanat_server.resources.stream import Stream
from amanat_server.resources.uploads import Uploads
from amanat_server.sweeper import Sweeper
from amanat_sync.errors import AmanatError
from amanat_sync.request import NonceWindow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from amanat_server.clock import Clock
    from amanat_server.pages import Pages
    from amanat_server.resources.stream import Bell
    from amanat_server.secrets import ServiceKey
    from amanat_server.settings import Settings
    from amanat_server.stores.ports import Stores


def create_app(
    settings: Settings,
    stores: Stores,
    clock: Clock,
    *,
    key: ServiceKey,
    pages: Pages,
    bell: Bell,
    patience: Patience,
) -> Starlette:
    """The ASGI application over open stores; whoever opened the stores closes them after it has ended.

    ``bell`` is handed in because the server rings its end before it waits for connections to close.
    """
    directory = Directory(stores.chain, stores.cases, clock)
    readiness = Readiness()
    counts: Counter[int] = Counter()
    sweeper = Sweeper(stores=stores, directory=directory, bell=bell, key=key, clock=clock)
    book = ManifestBook(clips=stores.clips, directory=directory, shares=stores.shares, clock=clock)
    problems = Problems(readiness)
    resources = (
        Service(
            directory=directory,
            shares=stores.shares,
            key=key,
            clock=clock,
            build=pages.build,
            readiness=readiness,
            demo_allowed=settings.may_be_demo,
        ),
        Certificates(directory=directory, bell=bell),
        Enrolments(store=stores.enrol, directory=directory, bell=bell, clock=clock),
        CaseRecords(store=stores.cases, ledger=stores.ledger, directory=directory, bell=bell),
        Events(
            ledger=stores.ledger,
            tombstones=stores.tombstones,
            directory=directory,
            bell=bell,
            key=key,
            clock=clock,
        ),
        Uploads(
            book=book,
            uploads=stores.uploads,
            directory=directory,
            settings=settings,
            clock=clock,
            idle=patience.idle,
        ),
        Clips(
            book=book, clips=stores.clips, uploads=stores.uploads, shares=stores.shares, directory=directory
        ),
        Shares(shares=stores.shares, clips=stores.clips, directory=directory, key=key, clock=clock),
        Commands(
            store=stores.commands,
            clips=stores.clips,
            ledger=stores.ledger,
            tombstones=stores.tombstones,
            directory=directory,
            sweeper=sweeper,
            bell=bell,
            clock=clock,
        ),
        Stream(bell=bell),
        Metrics(counts=counts, uploads=stores.uploads, sweeper=sweeper),
        pages,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await directory.load()
        if directory.is_set_up:
            await bind_shares(stores.shares, directory.chain)
        # What fell due while the server was off goes before anybody is answered; a failure is met again by ``run``.
        with contextlib.suppress(AmanatError):
            await sweeper.sweep()
        readiness.set(ready=True)
        async with asyncio.TaskGroup() as tasks:
            running = (
                tasks.create_task(sweeper.run(settings.sweep_seconds)),
                tasks.create_task(bell.ping_for_ever()),
            )
            try:
                yield
            finally:
                readiness.set(ready=False)
                bell.end()
                for task in running:
                    task.cancel()

    app = Starlette(
        routes=[route for resource in resources for route in resource.routes()],
        exception_handlers={AmanatError: problems.refused, HTTPException: problems.unmatched},
        middleware=[
            Middleware(Tally, counts=counts),
            Middleware(Witness, readiness=readiness),
            Middleware(Audit, clock=clock),
            Middleware(
                Authentication,
                authority=settings.authority,
                clock=clock,
                started_ms=clock.now_ms(),
                nonces=NonceWindow(),
                rates=Rates(settings.requests_per_minute),
                patience=patience,
                directory=directory,
                enrolments=stores.enrol,
            ),
        ],
        lifespan=lifespan,
    )
    # A target has one spelling (docs/spec/request.md): no other one is led to it.
    app.router.redirect_slashes = False
    return app
