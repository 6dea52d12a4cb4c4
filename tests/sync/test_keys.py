"""Keys: what the libraries let pass and we refuse, and the algorithms against their RFCs."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from amanat_sync.errors import AmanatError
from amanat_sync.keys import (
    SMALL_ORDER,
    ed25519_is_sound,
    ed25519_public,
    ed25519_sign,
    ed25519_verify,
    hkdf,
    hmac_sha256,
    same,
    sha256,
    x25519,
    x25519_is_sound,
    x25519_public,
)
from tests.weak_keys import FIELD_PRIME, NOT_CANONICAL_ED25519, NOT_CANONICAL_X25519, SMALL_ORDER_X25519

ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, FIELD_PRIME) % FIELD_PRIME
Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def added(left: Point, right: Point) -> Point:
    """The sum of two points of edwards25519 (RFC 8032 section 5.1.4, affine)."""
    (x1, y1), (x2, y2) = left, right
    t = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, FIELD_PRIME)
    y = (y1 * y2 + x1 * x2) * pow(1 - t, -1, FIELD_PRIME)
    return x % FIELD_PRIME, y % FIELD_PRIME


def decoded(encoded: bytes) -> Point:
    """The point behind an encoding (RFC 8032 section 5.1.3); ValueError where there is none."""
    whole = int.from_bytes(encoded, "little")
    y, sign = whole & (2**255 - 1), whole >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, FIELD_PRIME) % FIELD_PRIME
    x = pow(square, (FIELD_PRIME + 3) // 8, FIELD_PRIME)
    if x * x % FIELD_PRIME != square:
        x = x * pow(2, (FIELD_PRIME - 1) // 4, FIELD_PRIME) % FIELD_PRIME
    if x * x % FIELD_PRIME != square:
        raise ValueError("no such point")
    return (FIELD_PRIME - x) % FIELD_PRIME if x & 1 != sign else x, y


def test_the_eight_encodings_are_all_points_whose_order_divides_8() -> None:
    points = {decoded(key) for key in SMALL_ORDER}
    assert len(points) == len(SMALL_ORDER) == 8
    for point in points:
        double = added(point, point)
        assert added(added(double, double), added(double, double)) == IDENTITY


@pytest.mark.parametrize("key", sorted(SMALL_ORDER), ids=bytes.hex)
def test_a_small_order_key_verifies_nothing(key: bytes) -> None:
    assert not ed25519_is_sound(key)
    # R is the identity and S is 0: where the challenge times the key is the identity too, the equation holds.
    forged = bytes([1]) + bytes(63)
    assert not any(ed25519_verify(key, bytes([n]), forged) for n in range(32))


def test_the_library_lets_a_small_order_key_verify_any_message() -> None:
    identity = bytes([1]) + bytes(31)
    Ed25519PublicKey.from_public_bytes(identity).verify(bytes([1]) + bytes(63), b"anything")


@pytest.mark.parametrize("name", NOT_CANONICAL_ED25519)
def test_an_encoding_that_is_not_canonical_is_not_sound(name: str) -> None:
    assert not ed25519_is_sound(NOT_CANONICAL_ED25519[name])


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_not_sound(length: int) -> None:
    assert not ed25519_is_sound(bytes([9]) * length)
    assert not x25519_is_sound(bytes([9]) * length)


def test_a_signature_whose_s_is_not_below_l_does_not_hold() -> None:
    seed = bytes(range(32))
    signature = ed25519_sign(seed, b"message")
    larger = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    assert ed25519_verify(ed25519_public(seed), b"message", signature)
    assert not ed25519_verify(ed25519_public(seed), b"message", signature[:32] + larger)
    assert not ed25519_verify(ed25519_public(seed), b"message", signature[:-1])
    assert not ed25519_verify(ed25519_public(seed), b"messages", signature)


@pytest.mark.parametrize("name", SMALL_ORDER_X25519)
def test_a_point_that_agrees_on_zeros_is_refused(name: str) -> None:
    point = SMALL_ORDER_X25519[name]
    assert not x25519_is_sound(point)
    with pytest.raises(AmanatError, match="roll-key"):
        x25519(bytes(range(32)), point, "roll")


@pytest.mark.parametrize("name", NOT_CANONICAL_X25519)
def test_a_point_that_is_not_canonical_is_not_sound(name: str) -> None:
    assert not x25519_is_sound(NOT_CANONICAL_X25519[name])


def test_ordinary_keys_are_sound() -> None:
    for n in range(64):
        seed = sha256(bytes([n]))
        assert ed25519_is_sound(ed25519_public(seed))
        assert x25519_is_sound(x25519_public(seed))


def test_the_answers_of_the_rfcs() -> None:
    # RFC 8032 section 7.1, test 2.
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert ed25519_public(seed) == public
    assert ed25519_sign(seed, b"\x72") == signature
    assert ed25519_verify(public, b"\x72", signature)
    # RFC 7748 sections 5.2 and 6.1.
    scalar = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    point = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    agreed = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert x25519(scalar, point, "roll").hex() == agreed
    bob = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    assert x25519_public(bob).hex() == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    # RFC 5869 appendix A.1.
    okm = hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert okm.hex().startswith("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")
    # RFC 4231 section 4.3.
    mac = hmac_sha256(b"Jefe", b"what do ya want for nothing?")
    assert mac.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert same(mac, bytes(mac))
    assert not same(mac, mac[:-1])
