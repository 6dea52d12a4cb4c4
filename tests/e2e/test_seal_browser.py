"""Chromium gives the bytes that Python gives, by its own ChaCha20-Poly1305 and by that of @noble."""

from __future__ import annotations

import hmac
import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from amanat_sync.header import seal_header, write_header
from amanat_sync.keys import ed25519_public, ed25519_sign, hkdf, sha256, x25519, x25519_public
from amanat_sync.seal import Opener, Sealer
from tests.e2e.browser import bundle, chromium, served
from tests.tools import PWA

pytestmark = pytest.mark.browser
WAYS = ["chosen", "noble"]
LENGTHS = [0, 1, 65_536, 65_537, 150_000]
RANDOM = random.Random(8439)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("site")
    bundle(PWA / "test" / "vault" / "seal-page.ts", folder / "page.js")
    (folder / "index.html").write_text(
        "<!doctype html><title>seal</title>"
        "<script type='module'>import * as sealing from './page.js'; globalThis.sealing = sealing;</script>"
    )
    with served(folder) as site, chromium(tmp_path_factory.mktemp("profile")) as context:
        page = context.pages[0]
        page.goto(site)
        page.wait_for_function("globalThis.sealing !== undefined")
        yield page


def sealed(file_key: bytes, nonce: bytes, plain: bytes) -> bytes:
    sealer = Sealer(file_key, nonce)
    return sealer.push(plain) + sealer.finish()


def test_the_trial_of_the_native_cipher_ends_with_an_answer(page: Page) -> None:
    assert page.evaluate("sealing.nativeChacha()") in {True, False}


def test_signatures_secrets_and_hashes_are_those_of_python(page: Page) -> None:
    for _ in range(5):
        seed, point = RANDOM.randbytes(32), x25519_public(RANDOM.randbytes(32))
        assert page.evaluate("([seed, point]) => sealing.raw(seed, point)", [seed.hex(), point.hex()]) == {
            "ed25519Public": ed25519_public(seed).hex(),
            "ed25519Sign": ed25519_sign(seed, seed).hex(),
            "verified": True,
            "verifiedOther": False,
            "verifiedCut": False,
            "x25519": x25519(seed, point, "header").hex(),
            "x25519OfZeros": bytes(32).hex(),
            "hkdf": hkdf(seed, point, seed, 48).hex(),
            "hmac": hmac.digest(seed, seed, "sha256").hex(),
            "sha256": sha256(seed).hex(),
        }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", LENGTHS)
def test_a_payload_of_the_browser_is_that_of_python(page: Page, way: str, length: int) -> None:
    plain = (bytes(range(251)) * (length // 251 + 1))[:length]
    file_key, nonce = RANDOM.randbytes(16), RANDOM.randbytes(16)
    asked = [way, file_key.hex(), nonce.hex(), length]
    theirs = bytes.fromhex(page.evaluate("([way, key, nonce, n]) => sealing.seal(way, key, nonce, n)", asked))
    assert theirs == sealed(file_key, nonce, plain)
    opener = Opener(file_key, len(theirs))
    assert opener.push(theirs) + opener.finish() == plain
    opened = page.evaluate(
        "([way, key, raw]) => sealing.open(way, key, raw)", [way, file_key.hex(), theirs.hex()]
    )
    assert bytes.fromhex(opened) == plain


@pytest.mark.parametrize("way", WAYS)
def test_the_browser_refuses_a_changed_payload(page: Page, way: str) -> None:
    file_key = RANDOM.randbytes(16)
    payload = bytearray(sealed(file_key, RANDOM.randbytes(16), b"film"))
    payload[-1] ^= 1
    asked = [way, file_key.hex(), payload.hex()]
    code = "([way, key, raw]) => sealing.open(way, key, raw).then(() => 'ok', (fault) => fault.code)"
    assert page.evaluate(code, asked) == "seal-tag"


def test_headers_of_the_browser_are_those_of_python(page: Page) -> None:
    scalar = RANDOM.randbytes(32)
    lengths = {
        "org": 32,
        "case": 16,
        "group": 16,
        "clip": 16,
        "share": 32,
        "nonce": 12,
        "file_key": 16,
        "ephemeral": 32,
    }
    parts = {name: RANDOM.randbytes(length) for name, length in lengths.items()}
    header = write_header(parts["file_key"], [x25519_public(scalar)], [parts["ephemeral"]])
    place = (parts["org"], parts["case"], parts["group"])
    ours = seal_header(
        parts["share"], *place, clip=parts["clip"], version=3, epoch=2, nonce=parts["nonce"], header=header
    )
    told = {name: value.hex() for name, value in parts.items()}
    told |= {"scalar": scalar.hex(), "recipient": x25519_public(scalar).hex()}
    answer = page.evaluate("([parts, sealed]) => sealing.headers(parts, sealed)", [told, ours.hex()])
    assert answer == {"sealed": ours.hex(), "file_key": parts["file_key"].hex()}
