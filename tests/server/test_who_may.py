"""Who may ask for what: every signed route, asked by everybody with what the route takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from amanat_sync import tus
from amanat_sync.chain import FIELD
from amanat_sync.command import DESTROY, build_command
from amanat_sync.ids import base64url
from amanat_sync.page import decode_items, encode_items
from amanat_sync.request import Patch
from amanat_sync.routes import ROUTES
from amanat_sync.tombstone import BY_DATE, build_tombstone
from amanat_sync.wire import InviteRequest, encode_json
from tests.server.asking import PATCH, TUS, Ask
from tests.server.scene import EVERYBODY, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = "00" * 16
BEFORE_RIGHTS = {"stranger": "request-key", "unendorsed": "right-role"}
READERS = {**BEFORE_RIGHTS, "courier": "right-role", "revoked": "right-revoked"}
OUTSIDE = {"admin": "right-missing", "outsider": "right-missing"}
OF_CASE = {**READERS, **OUTSIDE}
OF_ADMIN = {**READERS, **dict.fromkeys(("worker", "supervisor", "interpreter", "outsider"), "right-role")}
BY_WORKER = {
    **BEFORE_RIGHTS,
    **OUTSIDE,
    **dict.fromkeys(("supervisor", "interpreter", "revoked"), "right-author"),
}
MY_UPLOAD = {
    **BEFORE_RIGHTS,
    **dict.fromkeys(set(EVERYBODY) - {"worker", "stranger", "unendorsed"}, "right-missing"),
}
ALL_BUT_UNKNOWN = {"stranger": "request-key"}


@dataclass(frozen=True)
class Rule:
    """A request, what is answered to those who may (``ok``, or a code that comes after rights), and to all others."""

    ask: Callable[[Scene], Ask]
    refused: dict[str, str]
    let_in: str = "ok"


def get(target: str, refused: dict[str, str], *, read: bool = True, let_in: str = "ok") -> Rule:
    def ask(scene: Scene) -> Ask:
        return Ask("GET", target.format(case=scene.case.hex(), clip=scene.clip), read=read)

    return Rule(ask, refused, let_in)


def case_target(scene: Scene, rest: str) -> str:
    return f"/v1/cases/{scene.case.hex()}/{rest}"


def own_certificate(scene: Scene) -> Ask:
    """The worker's certificate, which the admin signed: posted again, nothing changes."""
    worker = scene.desks["worker"]
    raw = next(raw for raw in worker.books.chain.records if raw[60:200].count(worker.identity.device))
    return Ask("POST", "/v1/chain", raw)


def invite(_scene: Scene) -> Ask:
    asked = InviteRequest(member=base64url(b"m" * 16), role=FIELD, token_hash=base64url(b"h" * 32))
    return Ask("POST", "/v1/invites", encode_json(asked))


def roll(scene: Scene) -> Ask:
    target = case_target(scene, "rolls")
    return Ask("POST", target, decode_items(scene.asks["worker"]("GET", target).content)[0])


def envelope(scene: Scene) -> Ask:
    target = case_target(scene, "envelopes")
    return Ask("POST", target, scene.asks["worker"]("GET", target).content)


def recovery(scene: Scene) -> Ask:
    target = case_target(scene, "recovery")
    return Ask("POST", target, decode_items(scene.asks["admin"]("GET", target).content)[0])


def events(scene: Scene) -> Ask:
    own = scene.desks["worker"].store.all("mine", scene.case)
    return Ask("POST", case_target(scene, "events"), encode_items(own))


def creation(scene: Scene) -> Ask:
    return Ask("POST", "/v1/uploads", headers=tus.create_headers(scene.film.manifest, scene.film.length))


def destroy(scene: Scene) -> Ask:
    """By one signature and without the family's word: refused to the worker too, after the question of rights."""
    worker = scene.desks["worker"]
    raw = build_command(
        worker.identity.seed,
        op=DESTROY,
        org=worker.books.chain.org,
        case=scene.case,
        group=scene.film.clip,
        command=b"destroyed by one",
        chain_head=worker.books.chain.head,
        device=worker.identity.device,
    )
    return Ask("POST", "/v1/commands", raw)


def tombstone(scene: Scene) -> Ask:
    raw = build_tombstone(
        scene.living.server.key.seed,
        kind=BY_DATE,
        org=scene.living.admin.books.chain.org,
        case=b"k" * 16,
        group=b"g" * 16,
        share_commit=bytes(32),
        destroyed_at=1,
    )
    return Ask("POST", "/v1/tombstones", raw)


RULES: dict[str, Rule] = {
    "chain": get("/v1/chain", ALL_BUT_UNKNOWN),
    "certify": Rule(
        own_certificate,
        {**READERS, **dict.fromkeys(("worker", "supervisor", "interpreter", "outsider"), "right-author")},
    ),
    "invite": Rule(invite, OF_ADMIN),
    "enrol-state": get(f"/v1/enrol/{NOBODY}", {"stranger": "request-key"}, let_in="right-missing"),
    "enrols": get("/v1/enrol", OF_ADMIN),
    "enrol-refuse": Rule(lambda _: Ask("DELETE", f"/v1/enrol/{NOBODY}"), OF_ADMIN, "right-missing"),
    "cases": get("/v1/cases", READERS),
    "rolls": get("/v1/cases/{case}/rolls", OF_CASE),
    "roll": Rule(roll, BY_WORKER),
    "envelopes": get("/v1/cases/{case}/envelopes", OF_CASE),
    "wrap": Rule(envelope, BY_WORKER),
    "recovery": get("/v1/cases/{case}/recovery", OF_ADMIN),
    "recovery-add": Rule(recovery, BY_WORKER),
    "events": get("/v1/cases/{case}/events", OF_CASE),
    "append": Rule(events, BY_WORKER),
    "late": get("/v1/cases/{case}/late", OF_CASE),
    "upload": Rule(creation, {**BY_WORKER, "admin": "right-author", "outsider": "right-author"}),
    "upload-offset": Rule(lambda scene: Ask("HEAD", scene.upload, headers=TUS), MY_UPLOAD),
    "upload-bytes": Rule(
        lambda scene: Ask("PATCH", scene.upload, b"far", PATCH, Patch(7, 3)), MY_UPLOAD, "upload-offset"
    ),
    "upload-end": Rule(
        lambda scene: Ask("DELETE", scene.sent_upload, headers=TUS), MY_UPLOAD, "upload-complete"
    ),
    "manifest": get("/v1/clips/{clip}/manifest", OF_CASE),
    "manifest-put": Rule(
        lambda scene: Ask("PUT", f"/v1/clips/{scene.clip}/manifest", scene.film.manifest),
        {**BY_WORKER, "admin": "right-author", "outsider": "right-author"},
    ),
    "headers": get("/v1/clips/{clip}/headers", OF_CASE),
    "header": get("/v1/clips/{clip}/headers/1", OF_CASE),
    "header-put": Rule(
        lambda scene: Ask("PUT", f"/v1/clips/{scene.clip}/headers/1", scene.film.header),
        {**BEFORE_RIGHTS, **OUTSIDE},
    ),
    "payload": get("/v1/clips/{clip}/payload", OF_CASE),
    "share": Rule(
        lambda scene: Ask("POST", f"/v1/shares/{scene.clip}", scene.film.share),
        {**BY_WORKER, **dict.fromkeys(OUTSIDE, "share-no-manifest")},
    ),
    "lease": Rule(lambda scene: Ask("POST", f"/v1/shares/{scene.clip}/lease"), OF_CASE),
    "command": Rule(destroy, BY_WORKER, "command-signatures"),
    "commands": get("/v1/commands", READERS),
    "holds": get("/v1/holds", {**BEFORE_RIGHTS, "revoked": "right-revoked"}),
    "tombstones": Rule(tombstone, BEFORE_RIGHTS),
    "stream": get("/v1/stream", READERS, read=False),
}
OTHERWISE = {"enrol"}
"""Routes whose callers are no devices yet: test_joining.py."""


def test_every_signed_route_has_its_rule() -> None:
    assert set(RULES) | OTHERWISE == {route.name for route in ROUTES if route.signed}


@pytest.mark.parametrize("name", RULES)
def test_each_is_answered_what_the_table_says(name: str, everybody: Scene) -> None:
    rule = RULES[name]
    ask = rule.ask(everybody)
    got = {caller: everybody.asks[caller].ask(ask) for caller in EVERYBODY}
    codes = {caller: answer.code for caller, answer in got.items()}
    expected = {caller: rule.refused.get(caller, rule.let_in) for caller in EVERYBODY}
    if ask.method == "HEAD":
        status = {
            "ok": "ok",
            "right-missing": "HTTP 404",
            "right-role": "HTTP 403",
            "request-key": "HTTP 401",
        }
        expected = {caller: status[code] for caller, code in expected.items()}
    assert codes == expected


HIDDEN = (
    "rolls",
    "envelopes",
    "events",
    "late",
    "manifest",
    "headers",
    "header",
    "payload",
    "lease",
    "share",
)


@pytest.mark.parametrize("name", HIDDEN)
def test_what_one_may_not_know_looks_like_what_is_not_there(name: str, everybody: Scene) -> None:
    ask = RULES[name].ask(everybody)
    nowhere = ask.target.replace(everybody.case.hex(), NOBODY).replace(everybody.clip, NOBODY)
    outsider = everybody.asks["outsider"]
    there, absent = outsider.ask(ask), outsider(ask.method, nowhere, ask.body)
    assert there.status == absent.status == 404
    assert there.content == absent.content
