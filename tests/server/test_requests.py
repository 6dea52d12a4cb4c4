"""The rules that every signed request is held to (docs/spec/request.md), asked of the living server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amanat_sync.ids import base64url
from amanat_sync.request import NONCE_LENGTH
from amanat_sync.tus import http_date
from tests.server.asking import TUS, Ask, Asker, code_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.server.scene import Scene

CHAIN = Ask("GET", "/v1/chain")
MINUTES_6 = 6 * 60


def unsigned(asker: Asker) -> str:
    return asker.send(CHAIN, {}).code


def replayed(asker: Asker) -> str:
    signed = asker.sign(CHAIN)
    assert asker.send(CHAIN, signed).code == "ok"
    return asker.send(CHAIN, signed).code


def old(asker: Asker) -> str:
    return asker.send(CHAIN, asker.sign(CHAIN, late_s=MINUTES_6)).code


def early(asker: Asker) -> str:
    return asker.send(CHAIN, asker.sign(CHAIN, late_s=-MINUTES_6)).code


def other_digest(asker: Asker) -> str:
    ask = Ask("POST", "/v1/tombstones", b"t" * 176)
    return asker.send(Ask(ask.method, ask.target, b"T" * 176), asker.sign(ask)).code


def other_target(asker: Asker) -> str:
    return asker.send(CHAIN, asker.sign(Ask("GET", "/v1/holds"))).code


def other_method(asker: Asker) -> str:
    return asker.send(Ask("GET", "/v1/commands"), asker.sign(Ask("POST", "/v1/commands"))).code


def other_authority(asker: Asker) -> str:
    signed = asker.sign(CHAIN)
    assert asker.send(CHAIN, {**signed, "host": "evil.example"}).code == "ok", "the Host header says nothing"
    return asker.send(CHAIN, asker.sign(CHAIN, authority="films.example")).code


def other_offset(asker: Asker) -> str:
    headers = {**TUS, "content-type": "application/offset+octet-stream"}
    return asker.send(Ask("PATCH", f"/v1/uploads/{'ab' * 16}", b"x", headers), asker.sign(CHAIN)).code


def target_spelled(target: str) -> Callable[[Asker], str]:
    return lambda asker: asker.send(Ask("GET", target), asker.sign(CHAIN)).code


def signed_target(target: str) -> Callable[[Asker], str]:
    return lambda asker: asker("GET", target).code


def padded_base64(asker: Asker) -> str:
    signed = asker.sign(CHAIN, nonce=b"n" * NONCE_LENGTH)
    named = base64url(b"n" * NONCE_LENGTH)
    spelled = signed["signature-input"].replace(named, named + "==")
    return asker.send(CHAIN, {**signed, "signature-input": spelled}).code


def other_signature(asker: Asker) -> str:
    first, second = asker.sign(CHAIN), asker.sign(CHAIN)
    return asker.send(CHAIN, {**first, "signature": second["signature"]}).code


def too_large(asker: Asker) -> str:
    """Refused by what is announced, before a byte of it comes."""
    ask = Ask("POST", "/v1/tombstones", b"t")
    return asker.send(ask, {**asker.sign(ask), "content-length": str(8 * 1024 * 1024 + 1)}).code


CASES: dict[str, tuple[str, Callable[[Asker], str]]] = {
    "without a signature": ("request-profile", unsigned),
    "sent twice": ("request-nonce", replayed),
    "six minutes old": ("request-created", old),
    "from the future": ("request-created", early),
    "with another body": ("request-digest", other_digest),
    "for another target": ("request-signature", other_target),
    "for another method": ("request-signature", other_method),
    "for another service": ("request-signature", other_authority),
    "with an offset that was not signed": ("request-profile", other_offset),
    "with a path that is spelled otherwise": ("request-target", target_spelled("/v1/%63hain")),
    "with a doubled slash": ("request-target", target_spelled("/v1//chain")),
    "with a slash at its end": ("request-target", target_spelled("/v1/chain/")),
    "with a query name given twice": ("request-query", signed_target("/v1/chain?after=0&after=1")),
    "with an unknown query name": ("request-query", signed_target("/v1/chain?before=0")),
    "with a query where none belongs": ("request-query", signed_target("/v1/holds?after=0")),
    "with a number in another spelling": ("request-query", signed_target("/v1/chain?after=01")),
    "with an id in capitals": ("request-target", target_spelled(f"/v1/clips/{'AB' * 16}/payload")),
    "with a padded nonce": ("request-profile", padded_base64),
    "with another's signature": ("request-signature", other_signature),
    "that announces too much": ("request-too-large", too_large),
}


@pytest.mark.parametrize("what", CASES)
def test_a_request_is_refused(what: str, everybody: Scene) -> None:
    code, ask = CASES[what]
    assert ask(everybody.asks["worker"]) == code


def test_a_refusal_says_what_time_it_is_at_the_server(everybody: Scene) -> None:
    answer = everybody.asks["worker"].send(CHAIN, {})
    assert answer.headers["date"] == http_date(everybody.living.clock.now_ms())
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


def test_a_request_from_before_a_restart_is_signed_afresh(everybody: Scene) -> None:
    """Nonces are forgotten at a restart, so what was signed before it could have been seen."""
    worker, server = everybody.asks["worker"], everybody.living.server
    before = worker.sign(CHAIN)
    server.clock.turn(seconds=120)
    server.stop()
    server.start()
    assert worker.send(CHAIN, before).code == "request-restart"
    assert worker.send(CHAIN, worker.sign(CHAIN)).code == "ok"


def test_codes_are_read_from_problems_only() -> None:
    assert code_of(500, b"oops") == "HTTP 500"
