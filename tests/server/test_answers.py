"""What is answered to those who may: written once and written again, read whole and in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from amanat_client.send import Sender
from amanat_sync import tus
from amanat_sync.chain import FIELD
from amanat_sync.command import HOLD, STOP, build_command
from amanat_sync.head import check_head, check_lease
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.manifest import share_commit
from amanat_sync.page import Kind, PageReader, decode_items
from amanat_sync.wire import Cases, Holds, ServiceInfo, decode_json
from tests.server.asking import TUS, Ask
from tests.server.scene import FILM, Scene, sealed_film
from tests.server.test_refusals import certificate
from tests.server.test_who_may import RULES, case_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from amanat_client.send import SealedFilm


class Once:
    """A film that was sealed for this module and sent by hand."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.film: SealedFilm = sealed_film(scene.desks["worker"], scene.case)
        self.clip = self.film.clip.hex()

    def command(self, op: int, name: bytes) -> Ask:
        worker = self.scene.desks["supervisor"]
        raw = build_command(
            worker.identity.seed,
            op=op,
            org=worker.books.chain.org,
            case=self.scene.case,
            group=self.film.clip,
            command=name.ljust(16, b"."),
            chain_head=worker.books.chain.head,
            device=worker.identity.device,
        )
        return Ask("POST", "/v1/commands", raw)


@pytest.fixture(scope="module")
def once(everybody: Scene) -> Once:
    return Once(everybody)


WRITES: dict[str, tuple[str, Callable[[Once], Ask], tuple[int, int]]] = {
    "certificates": (
        "admin",
        lambda once: Ask("POST", "/v1/chain", certificate(once.scene, new=b"another new one" + bytes(17))),
        (201, 200),
    ),
    "an invite": ("admin", lambda once: RULES["invite"].ask(once.scene), (201, 200)),
    "a manifest": (
        "worker",
        lambda once: Ask("PUT", f"/v1/clips/{once.clip}/manifest", once.film.manifest),
        (201, 200),
    ),
    "an upload": (
        "worker",
        lambda once: Ask(
            "POST", "/v1/uploads", headers=tus.create_headers(once.film.manifest, once.film.length)
        ),
        (201, 200),
    ),
    "a header": (
        "worker",
        lambda once: Ask("PUT", f"/v1/clips/{once.clip}/headers/1", once.film.header),
        (201, 200),
    ),
    "a share": ("worker", lambda once: Ask("POST", f"/v1/shares/{once.clip}", once.film.share), (201, 200)),
    "a command": ("supervisor", lambda once: once.command(HOLD, b"hold it"), (201, 200)),
    "a tombstone": ("supervisor", lambda once: RULES["tombstones"].ask(once.scene), (204, 204)),
    "events": ("worker", lambda once: RULES["append"].ask(once.scene), (200, 200)),
}


@pytest.mark.parametrize("what", WRITES)
def test_what_is_sent_twice_is_there_once(what: str, once: Once) -> None:
    caller, make, statuses = WRITES[what]
    ask = make(once)
    asker = once.scene.asks[caller]
    first, second = asker.ask(ask), asker.ask(ask)
    found = (first.status, second.status)
    # An earlier test of this session may have sent the invite.
    assert found == statuses or (what == "an invite" and found == (200, 200))
    assert first.headers.get("location") == second.headers.get("location")


def test_an_upload_is_told_how_far_it_is(once: Once) -> None:
    worker, payload = once.scene.asks["worker"], once.film.payload.read_bytes()
    created = worker.ask(WRITES["an upload"][1](once))
    place = created.headers["location"]
    in_two_weeks = once.scene.living.clock.now_ms() + 14 * 86_400_000
    assert created.headers["upload-expires"] == tus.http_date(in_two_weeks)
    part = worker.patch(place, 0, payload[:1000])
    assert (part.status, part.headers["upload-offset"]) == (204, "1000")
    asked = worker("HEAD", place, headers=TUS)
    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == ("1000", str(len(payload)))
    assert asked.headers["cache-control"] == "no-store"
    rest = worker.patch(place, 1000, payload[1000:])
    assert rest.headers["upload-offset"] == str(len(payload))
    assert "upload-expires" not in rest.headers
    assert worker("GET", f"/v1/clips/{once.clip}/payload").content == payload


def test_an_upload_that_was_given_up_begins_anew(everybody: Scene) -> None:
    worker = everybody.asks["worker"]
    film = sealed_film(everybody.desks["worker"], everybody.case)
    create = tus.create_headers(film.manifest, film.length)
    place = worker("POST", "/v1/uploads", headers=create).headers["location"]
    worker.patch(place, 0, film.payload.read_bytes()[:1000])
    assert worker("DELETE", place, headers=TUS).status == 204
    assert worker("HEAD", place, headers=TUS).status == 404
    again = worker("POST", "/v1/uploads", headers=create)
    assert (again.status, again.headers["location"] != place) == (201, True)
    Sender(everybody.desks["worker"]).send(film)
    assert everybody.asks["supervisor"]("GET", f"/v1/clips/{film.clip.hex()}/payload").status == 200


RANGES = {
    "bytes=0-": (206, slice(0, None)),
    "bytes=0-0": (206, slice(0, 1)),
    "bytes=65000-131999": (206, slice(65000, 132000)),
    "bytes=-7": (206, slice(-7, None)),
    "bytes=5-999999999999": (206, slice(5, None)),
    "bytes=-": (200, slice(None)),
    "bytes=9-3": (416, slice(0, 0)),
    "bytes=0-1,4-5": (200, slice(None)),
    "lines=0-3": (200, slice(None)),
}


@pytest.mark.parametrize("spelled", RANGES)
def test_a_range_of_a_payload_is_the_range_that_was_asked_for(spelled: str, everybody: Scene) -> None:
    status, span = RANGES[spelled]
    payload = everybody.film.payload.read_bytes()
    answer = everybody.asks["supervisor"](
        "GET", f"/v1/clips/{everybody.clip}/payload", headers={"range": spelled}
    )
    assert answer.status == status
    if status == 416:
        assert answer.code == "payload-range"
        return
    assert answer.content == payload[span]
    if status == 206:
        start, stop, _ = span.indices(len(payload))
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(payload)}"


def test_a_pages_head_is_the_servers_own_and_the_last_thing_in_it(everybody: Scene) -> None:
    chain = everybody.living.admin.books.chain
    answer = everybody.asks["supervisor"]("GET", case_target(everybody, "events?limit=1"))
    reader = PageReader()
    items = reader.push(answer.content)
    assert [item.kind for item in items] == [Kind.FRAME, Kind.HEAD]
    head = check_head(items[-1].raw, chain.org, everybody.living.server.key.public, everybody.case)
    assert head.n > 1
    after = answer.headers["amanat-cursor"]
    next_page = everybody.asks["supervisor"]("GET", case_target(everybody, f"events?limit=1&after={after}"))
    assert next_page.content != answer.content
    assert next_page.headers["amanat-cursor"].endswith(".2")


def test_a_lease_lends_the_share_for_thirty_days(everybody: Scene) -> None:
    answer = everybody.asks["supervisor"]("POST", f"/v1/shares/{everybody.clip}/lease")
    share, lease = answer.content[:32], answer.content[32:]
    assert share == everybody.film.share
    now_ms = everybody.living.clock.now_ms()
    told = check_lease(
        lease,
        everybody.living.admin.books.chain.org,
        everybody.living.server.key.public,
        group=everybody.film.clip,
        share_commit=share_commit(everybody.film.clip, share),
        now_ms=now_ms,
    )
    assert told.n == now_ms + 30 * 86_400_000
    assert answer.headers["cache-control"] == "no-store"


def test_the_cases_that_moved_are_told_once(everybody: Scene) -> None:
    worker = everybody.asks["worker"]
    first = decode_json(Cases, worker("GET", "/v1/cases").content)
    assert everybody.case in {parse_base64url(entry.case) for entry in first.cases}
    assert decode_json(Cases, worker("GET", f"/v1/cases?since={first.cursor}").content).cases == []
    sealed_film(everybody.desks["worker"], everybody.case)
    moved = decode_json(Cases, worker("GET", f"/v1/cases?since={first.cursor}").content)
    assert [entry.case for entry in moved.cases] == [base64url(everybody.case)]
    assert moved.cases[0].roll == 1


def test_commands_are_read_from_a_cursor_on(once: Once) -> None:
    supervisor = once.scene.asks["supervisor"]
    before = supervisor("GET", "/v1/commands")
    stop = once.command(STOP, b"stop it")
    assert supervisor.ask(stop).status == 201
    after = supervisor("GET", f"/v1/commands?after={before.headers['amanat-cursor']}")
    assert decode_items(after.content) == [stop.body]
    assert once.film.clip in {
        parse_base64url(group) for group in decode_json(Holds, supervisor("GET", "/v1/holds").content).groups
    }


def test_anybody_is_told_who_the_service_is_and_no_more(everybody: Scene) -> None:
    stranger = everybody.asks["stranger"]
    info = decode_json(ServiceInfo, stranger.send(Ask("GET", "/v1/service"), {}).content)
    assert info.org == base64url(everybody.living.admin.books.chain.org)
    assert (info.demo, info.time) == (False, everybody.living.clock.now_ms())
    assert stranger.send(Ask("GET", "/healthz"), {}).content == b"ok\n"
    options = stranger.send(Ask("OPTIONS", "/v1/uploads"), {})
    assert (options.status, options.headers["tus-version"]) == (204, "1.0.0")
    assert options.headers["tus-extension"] == "creation,termination,expiration"


def test_no_answer_may_be_kept_by_a_cache_for_others(everybody: Scene) -> None:
    for name, rule in RULES.items():
        answer = everybody.asks["worker"].ask(rule.ask(everybody))
        caching = answer.headers.get("cache-control", "")
        assert "private" in caching or "no-store" in caching, name
        assert "server" not in answer.headers, name
        if answer.headers.get("content-type") == "application/json":
            msgspec.json.decode(answer.content)
    assert FIELD == 1
    assert len(FILM) == 179_200
