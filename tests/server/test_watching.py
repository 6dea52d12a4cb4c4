"""What can be seen of a service from outside: logs and metrics that name no family, headers that wall the page in."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import msgspec
import pytest

from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.send import Sender
from amanat_server.pages import DIRECTIVES
from amanat_sync import command
from amanat_sync.chain import FIELD, SUPERVISOR
from tests.server.asking import Ask, Asker
from tests.server.living import People, living_service
from tests.server.program import ProgramServer, RealClock, run
from tests.server.scene import Scene, revoke, sealed_film

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "মা হাসলেন, and looked away"
LABEL = "Rokeya and son"
FIELDS = {"time", "level", "logger", "event", "method", "route", "status", "ms", "code", "groups"}


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


def spellings(secret: bytes) -> set[str]:
    """How bytes may stand in a line of text."""
    return {
        secret.hex(),
        secret.hex().upper(),
        base64.b64encode(secret).decode().rstrip("="),
        base64.urlsafe_b64encode(secret).decode().rstrip("="),
        repr(secret)[2:-1],
        # As a line of JSON has it, which doubles each backslash.
        msgspec.json.encode(repr(secret)[2:-1]).decode()[1:-1],
    }


def written(text: str) -> set[str]:
    """How words may stand in a line of text."""
    return {
        text,
        text.encode("unicode_escape").decode(),
        *spellings(text.encode()),
        *spellings(text.encode("utf-16le")),
    }


def found(text: str, marks: set[str]) -> set[str]:
    return {mark for mark in marks if mark in text}


def test_the_log_of_a_whole_thread_names_nobody(tmp_path: Path) -> None:
    run(tmp_path / "data", "init")
    server = ProgramServer(tmp_path / "data", {"AMANAT_LOG": "debug", "AMANAT_SWEEP_SECONDS": "1"})
    server.start()
    people = People(server, tmp_path, RealClock(), 5)
    try:
        people.set_up()
        worker, supervisor = people.join(FIELD), people.join(SUPERVISOR)
        case = people.open_case(worker, supervisor, label=LABEL)
        film = sealed_film(worker, case)
        Sender(worker).send(film)
        Puller(supervisor, Silent()).pull()
        Notes(supervisor).add(case, NOTE)
        asker = Asker(server, worker.identity.seed)
        stop = command.build_command(
            worker.identity.seed,
            op=command.STOP,
            org=worker.books.chain.org,
            case=case,
            group=film.clip,
            command=worker.entropy.draw(16),
            chain_head=worker.books.chain.head,
            device=worker.identity.device,
        )
        assert asker("POST", "/v1/commands", stop).status == 201
        assert asker("POST", f"/v1/shares/{film.clip.hex()}", b"S" * 32).code == "share-commit"
        assert asker.send(Ask("GET", f"/v1/clips/{film.clip.hex()}/%70ayload?{case.hex()}"), {}).status >= 400
        revoke(people, worker)
        assert asker("GET", "/v1/cases").code == "right-revoked"
        key = (tmp_path / "data" / "service.key").read_bytes()
    finally:
        people.close()
        assert server.stop() == 0
    log = "".join(server.err)
    secrets = [
        case,
        film.clip,
        film.share,
        film.manifest[-64:],
        film.header[-40:],
        key,
        *(desk_part for desk in (worker, supervisor, people.admin) for desk_part in _parts(desk.identity)),
    ]
    marks = written(LABEL) | written(NOTE) | {mark for secret in secrets for mark in spellings(secret)}
    for mark in marks:
        assert found(log + mark, {mark}), "a scan that finds nothing has to be able to"
    assert found(log, marks) == set()
    lines = [msgspec.json.decode(line) for line in server.err]
    assert {"answer"} < {line["event"] for line in lines}
    assert {name for line in lines for name in line} <= FIELDS
    assert "/v1/clips/{clip}/manifest" in log


def _parts(identity: object) -> list[bytes]:
    return [getattr(identity, name) for name in ("member", "device", "seed", "scalar", "ed25519", "x25519")]


def test_metrics_are_for_this_machine_and_not_for_a_proxy(everybody: Scene) -> None:
    asker = everybody.asks["stranger"]
    here = asker.send(Ask("GET", "/metrics"), {})
    assert here.status == 200
    for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"):
        assert asker.send(Ask("GET", "/metrics"), {name: "127.0.0.1"}).status == 404, name
    text = here.content.decode()
    assert 'amanat_answers_total{status="200"}' in text
    marks = {mark for secret in (everybody.case, everybody.film.clip) for mark in spellings(secret)}
    assert found(text, marks) == set()


@pytest.fixture(scope="module")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small app, laid out as the build lays out the real one."""
    folder: Path = tmp_path_factory.mktemp("static")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Amanat</title>")
    (folder / "sw.js").write_text("// nothing")
    (folder / "assets" / "main-1.js").write_text("// nothing")
    (folder / "secret.txt").write_text("not of the app")
    (folder / "build.json").write_bytes(
        msgspec.json.encode({"index.html": "", "sw.js": "", "assets/main-1.js": ""})
    )
    return folder


def test_the_page_is_walled_in_and_nothing_else_is_served(app_folder: Path, tmp_path: Path) -> None:
    with living_service(tmp_path, static=app_folder) as living:
        asker = Asker(living.server, b"?" * 32)
        for target in ("/", "/index.html", "/sw.js", "/assets/main-1.js", "/build.json"):
            page = asker.send(Ask("GET", target), {})
            assert page.status == 200, target
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe-inline" not in policy
            assert "'unsafe-eval'" not in policy
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["referrer-policy"] == "no-referrer"
            assert page.headers["cross-origin-opener-policy"] == "same-origin"
            assert "server" not in page.headers
        assert asker.send(Ask("GET", "/assets/main-1.js"), {}).headers["cache-control"].endswith("immutable")
        assert asker.send(Ask("GET", "/"), {}).headers["cache-control"] == "no-cache"
        for target in (
            "/secret.txt",
            "/assets/",
            "/assets/../secret.txt",
            "/assets/%2e%2e/secret.txt",
            "//secret.txt",
        ):
            assert asker.send(Ask("GET", target), {}).status == 404, target
    assert "frame-ancestors" in DIRECTIVES
