"""Runs the application on a socket of its own until it is told to stop."""

from __future__ import annotations

import os
import resource
import socket
from typing import TYPE_CHECKING

import uvicorn

from amanat_server.app import create_app
from amanat_server.binding import bind_shares
from amanat_server.clock import SystemClock
from amanat_server.connection import Host, connections
from amanat_server.limits import Patience
from amanat_server.lock import alone_in
from amanat_server.pages import Pages
from amanat_server.resources.stream import Bell
from amanat_server.secrets import TOKEN_LENGTH, read_service_key, setup_link
from amanat_server.settings import BadSetting
from amanat_server.stores.folder import open_stores
from amanat_sync.chain import Chain
from amanat_sync.keys import sha256

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amanat_server.secrets import ServiceKey
    from amanat_server.settings import Settings
    from amanat_server.stores.ports import Stores
    from amanat_server.tls import TlsFiles

CONNECTIONS = 8192
FILES_BESIDE = 512
BACKLOG = 2048
KEEP_ALIVE_SECONDS = 30
DRAIN_SECONDS = 10


async def serve(settings: Settings, static: Path, say: Callable[[str], None]) -> None:
    """Opens the stores, prints where the service is (and, before set-up, the link that starts it), and serves.

    ``FileNotFoundError`` where ``init`` has not been run; ``AmanatError`` where the stores cannot be opened.
    """
    key = read_service_key(settings.data / "service.key")
    _allow_connections()
    with alone_in(settings.data), _socket(settings) as listening:
        await _serve(settings.at(listening.getsockname()[1]), static, say, key, listening)


async def _serve(
    settings: Settings, static: Path, say: Callable[[str], None], key: ServiceKey, listening: socket.socket
) -> None:
    clock = SystemClock()
    async with open_stores(settings.data) as stores:
        records = await stores.chain.records()
        if records:
            await _check(Chain.load(records), stores, settings)
        tls = _tls(settings, clock.now_ms(), say)
        bell, patience = Bell(), Patience()
        app = create_app(settings, stores, clock, key=key, pages=Pages(static), bell=bell, patience=patience)
        if not records:
            token = os.urandom(TOKEN_LENGTH)
            await stores.chain.offer_setup(sha256(token))
            say(f"Set the service up here, once:\n\n  {setup_link(settings.origin, token, key)}\n")
        else:
            say(f"Amanat is at {settings.origin}")
        config = uvicorn.Config(
            app,
            http=connections(patience),
            ws="none",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=DRAIN_SECONDS,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        await Host(config, bell).serve(sockets=[listening])


def _allow_connections() -> None:
    """As many open files as the connections need, where the system lets this program have them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + FILES_BESIDE
    if resource.RLIM_INFINITY not in (soft, hard):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))
    elif soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


async def _check(chain: Chain, stores: Stores, settings: Settings) -> None:
    """What would keep the app from starting is said before it says where it is."""
    if chain.demo and not settings.may_be_demo:
        raise BadSetting(
            "a demo runs on this machine only, or behind TLS: AMANAT_HOST, AMANAT_ORIGIN, AMANAT_TLS"
        )
    await bind_shares(stores.shares, chain)


def _tls(settings: Settings, now_ms: int, say: Callable[[str], None]) -> TlsFiles | None:
    if not settings.tls:
        return None
    # Making certificates takes memory that a server behind a proxy has no use for.
    from amanat_server.tls import prepare  # noqa: PLC0415

    files = prepare(settings.data / "tls", settings.names, now_ms)
    say(f"Put this authority on each tablet, once: {files.authority}")
    return files


def _socket(settings: Settings) -> socket.socket:
    """A listening socket; ``BadSetting`` where nobody can listen there.  Who connects early waits."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as fault:
        listening.close()
        where = f"{settings.host} port {settings.port}"
        raise BadSetting(
            f"AMANAT_HOST, AMANAT_PORT: nobody can listen at {where} ({fault.strerror})"
        ) from fault
    return listening
