"""How a service is set up and how devices join it: tokens, links, and what happens to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amanat_client.entropy import SystemEntropy
from amanat_client.identity import draw_identity
from amanat_sync import certify
from amanat_sync.chain import ADMIN, FIELD, RECOVERY, SERVICE, Chain
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256, x25519_public
from amanat_sync.wire import (
    EnrolMade,
    EnrolRequest,
    EnrolState,
    EnrolsWaiting,
    InviteRequest,
    ServiceInfo,
    Setup,
    decode_json,
    encode_json,
)
from tests.server.asking import Answer, Ask, Asker
from tests.server.living import TOKEN, LivingServer, TurnedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.identity import Identity
    from tests.server.scene import Scene


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[LivingServer]:
    """A server that nobody has set up."""
    server = LivingServer(tmp_path / "fresh", TurnedClock())
    server.start()
    yield server
    server.close()


def records(
    server: LivingServer, *, demo: bool = False, key: bytes | None = None, admin: bool = True
) -> bytes:
    """The first certificates as a browser makes them."""
    root, now_ms, entropy = b"r" * 32, server.clock.now_ms(), SystemEntropy()
    chain = Chain.start(certify.build_genesis(root, demo=demo, not_before=now_ms))
    identity = draw_identity(b"a" * 16, entropy)
    made = [(ADMIN, b"a" * 16, identity.ed25519, identity.x25519)] if admin else []
    made += [
        (SERVICE, b"s" * 16, key or server.key.public, bytes(32)),
        (RECOVERY, b"y" * 16, bytes(32), x25519_public(b"z" * 32)),
    ]
    for role, member, ed25519, x25519 in made:
        chain.append(
            certify.build_add(
                chain,
                root,
                role=role,
                member=member,
                device=member[::-1][:15] + b"d",
                ed25519=ed25519,
                x25519=x25519,
                not_before=now_ms,
            )
        )
    return b"".join(chain.records)


def set_up(server: LivingServer, raw: bytes, token: bytes = TOKEN) -> Answer:
    body = encode_json(Setup(token=base64url(token), records=base64url(raw)))
    return Asker(server, b"?" * 32).send(Ask("POST", "/v1/setup", body), {})


def test_before_set_up_there_is_no_service_and_nobody_in_it(fresh: LivingServer) -> None:
    stranger = Asker(fresh, b"?" * 32)
    info = decode_json(ServiceInfo, stranger.send(Ask("GET", "/v1/service"), {}).content)
    assert (info.org, info.service_key) == (None, base64url(fresh.key.public))
    assert stranger("GET", "/v1/chain").code == "request-key"


def test_a_set_up_that_stands_stands_for_good(fresh: LivingServer) -> None:
    raw = records(fresh)
    assert set_up(fresh, raw, b"another token of the same length").code == "setup-token"
    assert set_up(fresh, raw).status == 201
    assert set_up(fresh, raw).status == 200, "the answer was lost, and it is asked again"
    assert set_up(fresh, records(fresh)).code == "setup-done"
    fresh.stop()
    fresh.start()
    assert set_up(fresh, raw).status == 200


@pytest.mark.parametrize("what", ["another service's key", "no admin", "cut short", "spoiled"])
def test_a_set_up_of_other_records_is_refused(what: str, fresh: LivingServer) -> None:
    raw = {
        "another service's key": records(fresh, key=Asker(fresh, b"k" * 32).ed25519),
        "no admin": records(fresh, admin=False),
        "cut short": records(fresh)[:-288],
        "spoiled": records(fresh)[:-1] + b"x",
    }[what]
    assert set_up(fresh, raw).code == ("request-length" if what == "nothing" else "setup-records")
    assert set_up(fresh, records(fresh)).status == 201


def test_a_demo_is_for_this_machine(tmp_path: Path) -> None:
    for origin, answer in (
        ({"AMANAT_HOST": "127.0.0.1"}, "ok"),
        ({"AMANAT_HOST": "0.0.0.0", "AMANAT_ORIGIN": "http://films.example"}, "setup-records"),  # noqa: S104 - a setting, not bound
    ):
        server = LivingServer(tmp_path / answer, TurnedClock(), origin)
        server.start()
        try:
            assert set_up(server, records(server, demo=True)).code == answer
        finally:
            server.close()


def invite(scene: Scene, token: bytes, role: int = FIELD, member: bytes = b"n" * 16) -> Answer:
    asked = InviteRequest(member=base64url(member), role=role, token_hash=base64url(sha256(token)))
    return scene.asks["admin"]("POST", "/v1/invites", encode_json(asked))


def request_of(identity: Identity, token: bytes) -> bytes:
    return encode_json(
        EnrolRequest(
            token=base64url(token),
            member=base64url(identity.member),
            device=base64url(identity.device),
            ed25519=base64url(identity.ed25519),
            x25519=base64url(identity.x25519),
            courier=None,
            hmac=base64url(b"h" * 32),
        )
    )


def test_a_link_lets_one_device_ask(everybody: Scene) -> None:
    token, server = b"a link of thirty-two bytes, whole", everybody.living.server
    token = sha256(token)
    one, two = (draw_identity(b"n" * 16, SystemEntropy()) for _ in range(2))
    new, other = Asker(server, one.seed), Asker(server, two.seed)
    assert new("POST", "/v1/enrol", request_of(one, token)).code == "enrol-used", "nobody was invited"
    assert invite(everybody, token).status == 201
    assert other("POST", "/v1/enrol", request_of(one, token)).code == "request-key", "signed by another key"
    made = new("POST", "/v1/enrol", request_of(one, token))
    assert made.status == 201
    again = new("POST", "/v1/enrol", request_of(one, token))
    assert (again.status, again.content) == (200, made.content)
    assert other("POST", "/v1/enrol", request_of(two, token)).code == "enrol-used"
    place = f"/v1/enrol/{parse_base64url(decode_json(EnrolMade, made.content).id).hex()}"
    assert decode_json(EnrolState, new("GET", place).content).state == "waiting"
    assert other("GET", place).code == "request-key"
    assert everybody.asks["worker"]("GET", place).code == "right-missing"
    waiting = decode_json(EnrolsWaiting, everybody.asks["admin"]("GET", "/v1/enrol").content)
    assert [entry.ed25519 for entry in waiting.enrols] == [base64url(one.ed25519)]
    assert everybody.asks["admin"]("DELETE", place).status == 204
    assert decode_json(EnrolState, new("GET", place).content).state == "refused"


def test_a_link_is_good_for_a_day(everybody: Scene) -> None:
    token = sha256(b"slow")
    late = draw_identity(b"n" * 16, SystemEntropy())
    assert invite(everybody, token).status == 201
    everybody.living.clock.turn(seconds=24 * 3600 + 1)
    answer = Asker(everybody.living.server, late.seed)("POST", "/v1/enrol", request_of(late, token))
    assert answer.code == "enrol-expired"


def test_an_invite_that_is_sent_again_later_is_the_same_one(everybody: Scene) -> None:
    """The answer was lost on the way; the link that the admin shows goes on being good."""
    first = invite(everybody, sha256(b"sent twice"))
    everybody.living.clock.turn(seconds=60)
    again = invite(everybody, sha256(b"sent twice"))
    assert (first.status, again.status) == (201, 200)
    assert first.content == again.content
    assert invite(everybody, sha256(b"sent twice"), member=b"o" * 16).code == "enrol-used"


def test_nobody_is_invited_to_be_the_service(everybody: Scene) -> None:
    assert invite(everybody, sha256(b"service"), role=SERVICE).code == "chain-role"
    assert invite(everybody, sha256(b"recovery"), role=RECOVERY).code == "chain-role"


def test_a_device_has_joined_when_the_chain_has_its_key(everybody: Scene) -> None:
    token = sha256(b"joined")
    identity = draw_identity(b"j" * 16, SystemEntropy())
    new = Asker(everybody.living.server, identity.seed)
    invite(everybody, token, member=identity.member)
    made = new("POST", "/v1/enrol", request_of(identity, token))
    admin = everybody.living.admin
    admin.fetch_chain()
    raw = certify.build_add(
        admin.books.chain,
        admin.identity.seed,
        role=FIELD,
        member=identity.member,
        device=identity.device,
        ed25519=identity.ed25519,
        x25519=identity.x25519,
        not_before=everybody.living.clock.now_ms(),
    )
    assert everybody.asks["admin"]("POST", "/v1/chain", raw).status == 201
    place = f"/v1/enrol/{parse_base64url(decode_json(EnrolMade, made.content).id).hex()}"
    late = everybody.asks["admin"]("DELETE", place)
    assert late.code == "right-missing", "who is in is not turned away but revoked"
    assert decode_json(EnrolState, new("GET", place).content).state == "joined"
    waiting = decode_json(EnrolsWaiting, everybody.asks["admin"]("GET", "/v1/enrol").content)
    assert base64url(identity.ed25519) not in {entry.ed25519 for entry in waiting.enrols}
    assert new("GET", "/v1/chain").status == 200
