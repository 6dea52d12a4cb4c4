"""Signed requests beyond the vectors: an independent verifier, cut input, the window of nonces."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from hypothesis import given
from hypothesis import strategies as st

from amanat_sync.errors import AmanatError
from amanat_sync.keys import ed25519_public, sha256
from amanat_sync.request import (
    NONCES_KEPT_MS,
    NonceWindow,
    Patch,
    authority_of,
    check_request,
    keyid_of,
    parse_request,
    sign_request,
)
from tests.feeds import truncations

SEED = bytes(range(1, 33))
PUBLIC = ed25519_public(SEED)
KEYID = keyid_of(PUBLIC)
CASE = "ab" * 16
NOW_S = 1_700_000_000


@dataclass
class Message:
    """A request as the independent library takes it."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        assert key_id == KEYID
        return Ed25519PublicKey.from_public_bytes(PUBLIC)

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        raise KeyError(key_id)


def independent() -> HTTPMessageVerifier:
    return HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())


def pairs(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def code_of(act: object) -> str:
    assert callable(act)
    with pytest.raises(AmanatError) as caught:
        act()
    return caught.value.code


@pytest.mark.parametrize(
    ("method", "target", "body", "patch", "more"),
    [
        ("GET", "/v1/chain?after=3", b"", None, ()),
        ("GET", "/v1/service", b"", None, ()),
        ("DELETE", f"/v1/uploads/{CASE}", b"", None, ()),
        ("POST", f"/v1/cases/{CASE}/events", b"\x00\x01frames", None, ("content-digest",)),
        ("PATCH", f"/v1/uploads/{CASE}", b"", Patch(4096, 1_048_576), ("upload-offset", "content-length")),
    ],
)
def test_an_independent_verifier_accepts_what_we_sign(
    method: str, target: str, body: bytes, patch: Patch | None, more: tuple[str, ...]
) -> None:
    created = int(dt.datetime.now(dt.UTC).timestamp())
    headers = sign_request(
        method,
        "amanat.example",
        target,
        keyid=KEYID,
        seed=SEED,
        created=created,
        nonce=bytes(16),
        body=body,
        patch=patch,
    )
    if patch is not None:
        headers["content-length"] = str(patch.length)
    message = Message(method, f"https://amanat.example{target}", headers)
    covered = ("@method", "@authority", "@path", "@query", *more)
    (result,) = independent().verify(
        message, expect_tag="amanat-1", require_components=covered, body=body or None
    )
    assert len(result.covered_components) == len(covered) + 1, "the parameters are covered as well"
    assert result.parameters["keyid"] == KEYID
    assert "alg" not in result.parameters


def test_parameters_in_another_order_are_refused_though_the_signature_holds() -> None:
    message = Message("GET", "https://amanat.example/v1/chain?after=3")
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=SigningKeys())
    signer.sign(
        message,
        key_id=KEYID,
        created=dt.datetime.fromtimestamp(NOW_S, dt.UTC),
        nonce="AAAAAAAAAAAAAAAAAAAAAA",
        tag="amanat-1",
        label="a",
        include_alg=False,
        covered_component_ids=("@method", "@authority", "@path", "@query"),
    )
    headers = {name.lower(): value for name, value in message.headers.items()}
    assert ";created=1700000000;keyid=" in headers["signature-input"]
    code = code_of(lambda: parse_request("GET", b"/v1/chain?after=3", pairs(headers), "amanat.example"))
    assert code == "request-profile"


class SigningKeys(Keys):
    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        assert key_id == KEYID
        return Ed25519PrivateKey.from_private_bytes(SEED)


def signed_get() -> dict[str, str]:
    return sign_request(
        "GET", "a.example", "/v1/chain", keyid=KEYID, seed=SEED, created=NOW_S, nonce=bytes(16)
    )


@pytest.mark.parametrize("name", ["signature", "signature-input"])
def test_a_header_cut_short_anywhere_breaks_the_profile(name: str) -> None:
    headers = signed_get()
    for cut in truncations(headers[name].encode()):
        rest = [*pairs({key: value for key, value in headers.items() if key != name}), (name.encode(), cut)]
        assert (
            code_of(lambda rest=rest: parse_request("GET", b"/v1/chain", rest, "a.example"))
            == "request-profile"
        )


@given(
    st.binary(max_size=40),
    st.lists(st.tuples(st.sampled_from([b"signature", b"signature-input"]), st.binary())),
)
def test_any_bytes_end_in_a_code(target: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    code = code_of(lambda: parse_request("GET", target, headers, "a.example"))
    assert code in {"request-target", "request-profile"}


def test_a_target_of_any_bytes_has_one_spelling() -> None:
    good = b"/v1/cases/" + CASE.encode() + b"/events?limit=5"
    for at in range(len(good)):
        for byte in (0x25, 0x0A, 0x20, 0x23, 0x5C, 0xE9, 0x00):
            bad = good[:at] + bytes([byte]) + good[at:]
            assert code_of(lambda bad=bad: parse_request("GET", bad, (), "a.example")) == "request-target"


def test_a_failed_signature_uses_no_nonce_up() -> None:
    nonces = NonceWindow()
    claim = parse_request("GET", b"/v1/chain", pairs(signed_get()), "other.example")
    assert code_of(lambda: check_request(claim, PUBLIC, NOW_S * 1000, 0, nonces)) == "request-signature"
    assert len(nonces) == 0


def test_a_nonce_is_remembered_for_as_long_as_its_request_could_come_again() -> None:
    nonces = NonceWindow()
    ahead = (NOW_S - 300) * 1000
    claim = parse_request("GET", b"/v1/chain", pairs(signed_get()), "a.example")
    check_request(claim, PUBLIC, ahead, 0, nonces)
    for later in (0, 1, 299_999, NONCES_KEPT_MS - 1, NONCES_KEPT_MS):
        again = code_of(lambda later=later: check_request(claim, PUBLIC, ahead + later, 0, nonces))
        assert again == "request-nonce", f"{later} ms later"
    over = code_of(lambda: check_request(claim, PUBLIC, ahead + NONCES_KEPT_MS + 1, 0, nonces))
    assert over == "request-created"


def test_the_window_forgets_what_is_over_and_refuses_when_it_is_full() -> None:
    nonces = NonceWindow(capacity=2)
    for number, at in enumerate((0, 1)):
        nonces.add(KEYID, bytes([number]) * 16, at)
    assert code_of(lambda: nonces.add(KEYID, bytes([9]) * 16, NONCES_KEPT_MS)) == "request-rate"
    nonces.add(KEYID, bytes([9]) * 16, NONCES_KEPT_MS + 1)
    assert not nonces.seen(KEYID, bytes(16), NONCES_KEPT_MS + 1)
    assert len(nonces) == 2


def test_the_same_nonce_of_two_keys_is_two_nonces() -> None:
    nonces = NonceWindow()
    nonces.add(KEYID, bytes(16), 0)
    assert nonces.seen(KEYID, bytes(16), 1)
    assert not nonces.seen("00" * 16, bytes(16), 1)


@pytest.mark.parametrize(
    ("origin", "authority"),
    [
        ("https://Amanat.Example", "amanat.example"),
        ("https://amanat.example:443/", "amanat.example"),
        ("http://amanat.example:443", "amanat.example:443"),
        ("http://localhost:8000", "localhost:8000"),
        ("http://[::1]:80", "[::1]"),
    ],
)
def test_an_authority_is_lower_case_without_its_default_port(origin: str, authority: str) -> None:
    assert authority_of(origin) == authority


@pytest.mark.parametrize(
    "origin", ["amanat.example", "ftp://a", "https://a/b", "https://u@a", "https://a?b", ""]
)
def test_what_is_no_origin_has_no_authority(origin: str) -> None:
    with pytest.raises(ValueError, match="an origin is"):
        authority_of(origin)


def test_a_key_is_named_by_its_hash() -> None:
    assert keyid_of(PUBLIC) == sha256(PUBLIC).hex()[:32]
