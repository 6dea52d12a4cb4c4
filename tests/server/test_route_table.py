"""The server has the routes of the table, with exactly these methods, and none besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from amanat_server.app import create_app
from amanat_server.auth import UNSIGNED
from amanat_server.limits import Patience
from amanat_server.pages import Pages
from amanat_server.resources.stream import Bell
from amanat_server.secrets import ServiceKey
from amanat_server.settings import Settings
from amanat_server.stores.memory.medium import Medium
from amanat_server.stores.memory.service import memory_stores
from amanat_sync.routes import ROUTES
from tests.server.asking import Ask, Asker
from tests.server.living import TurnedClock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.scene import Scene


def routes_of(folder: Path) -> list[tuple[str, str]]:
    app = create_app(
        Settings.from_env({"AMANAT_DATA": str(folder)}),
        memory_stores(Medium(b"s" * 16)),
        TurnedClock(),
        key=ServiceKey.from_seed(b"k" * 32),
        pages=Pages(folder / "none"),
        bell=Bell(),
        patience=Patience(),
    )
    found = []
    for route in app.routes:
        assert isinstance(route, Route)
        assert route.methods is not None
        found += [(method, route.path) for method in route.methods]
    return sorted(found)


def test_the_server_has_the_routes_of_the_table_and_no_other(tmp_path: Path) -> None:
    assert routes_of(tmp_path) == sorted((route.method, route.path) for route in ROUTES)


def test_what_the_table_calls_unsigned_is_what_needs_no_signature() -> None:
    unsigned = {
        (route.method, route.path) for route in ROUTES if not route.signed and route.path.startswith("/v1/")
    }
    assert unsigned == UNSIGNED


def test_another_method_or_path_is_nothing(everybody: Scene) -> None:
    worker: Asker = everybody.asks["worker"]
    for method, target in (
        ("DELETE", f"/v1/clips/{everybody.clip}/payload"),
        ("HEAD", "/v1/chain"),
        ("GET", "/v1/shares"),
        ("PUT", "/v1/commands"),
    ):
        answer = worker.ask(Ask(method, target))
        assert answer.status == 404, (method, target)
