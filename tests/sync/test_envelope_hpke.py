"""HPKE: RFC 9180's own numbers, and both ways against the HPKE of `cryptography`."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from amanat_sync.envelope import (
    Aead,
    check,
    goes_at_once,
    hpke_open,
    hpke_seal,
    kem_secret,
    key_schedule,
    open_envelope,
    wrap,
)
from amanat_sync.errors import AmanatError
from amanat_sync.keys import x25519, x25519_public
from amanat_sync.staff import ADD
from tests.feeds import truncations
from tests.people_world import ADA, FAY, FAY_TWO, NEW, SUE, ck, grown, made, opened

INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
PLAINTEXT = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")
AAD = bytes.fromhex("436f756e742d30")
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

# RFC 9180 has no numbers for X25519 with AES-256-GCM, so its two other AEADs stand for both lengths of key:
# skEm, skRm, shared_secret, key, base_nonce, ct of appendices A.1.1 and A.2.1.
PUBLISHED = {
    "A.1.1": (
        Aead(1, 16),
        "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
        "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    ),
    "A.2.1": (
        Aead(3, 32),
        "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
        "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
    ),
}


@pytest.mark.parametrize("section", PUBLISHED)
def test_the_numbers_of_rfc_9180_come_out(section: str) -> None:
    aead, ephemeral, scalar, ciphertext = PUBLISHED[section]
    point = x25519_public(bytes.fromhex(scalar))
    enc = x25519_public(bytes.fromhex(ephemeral))
    secret = kem_secret(x25519(bytes.fromhex(ephemeral), point, "envelope"), enc, point)
    key, nonce = key_schedule(secret, INFO, aead)
    cipher = AESGCM(key) if aead.number == 1 else ChaCha20Poly1305(key)
    assert cipher.encrypt(nonce, PLAINTEXT, AAD).hex() == ciphertext
    if section == "A.1.1":
        assert secret.hex() == "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"
        assert (key.hex(), nonce.hex()) == ("4531685d41d65f03dc48f6b8302c05b0", "56d890e5accaaf011cff4b7d")


@given(
    scalar=st.binary(min_size=32, max_size=32),
    ephemeral=st.binary(min_size=32, max_size=32),
    info=st.binary(max_size=200),
    plaintext=st.binary(max_size=100),
)
def test_cryptography_opens_what_we_seal_and_we_open_what_it_seals(
    scalar: bytes, ephemeral: bytes, info: bytes, plaintext: bytes
) -> None:
    public = x25519_public(scalar)
    enc, ciphertext = hpke_seal(public, info, b"", plaintext, ephemeral)
    assert (
        SUITE.decrypt(enc + ciphertext, X25519PrivateKey.from_private_bytes(scalar), info=info) == plaintext
    )
    sealed = SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=info)
    assert hpke_open(sealed[:32], sealed[32:], scalar, info, b"") == plaintext


def test_a_key_of_small_order_is_refused_on_either_side() -> None:
    with pytest.raises(AmanatError, match="envelope-key"):
        hpke_seal(bytes(32), INFO, b"", PLAINTEXT, bytes(range(32)))
    with pytest.raises(AmanatError, match="envelope-key"):
        hpke_open(bytes(32), bytes(48), bytes(range(32)), INFO, b"")


def test_a_ciphertext_cut_short_anywhere_does_not_open() -> None:
    scalar = bytes(range(32))
    enc, ciphertext = hpke_seal(x25519_public(scalar), INFO, b"", PLAINTEXT, bytes(range(1, 33)))
    for cut in truncations(ciphertext):
        with pytest.raises(AmanatError, match="envelope-open"):
            hpke_open(enc, cut, scalar, INFO, b"")


def sent() -> bytes:
    chain = grown()
    rolls = opened(chain)
    to = chain.device(SUE.device)
    newest = rolls.newest
    assert to is not None
    assert newest is not None
    keys = {"to": to, "from_device": FAY.device, "seed": FAY.seed, "ephemeral": bytes(range(32))}
    return wrap(newest, rolls.newest_hash, ck(1), **keys)  # type: ignore[arg-type]  # the names are wrap's own


def test_an_envelope_cut_short_anywhere_or_one_byte_longer_is_refused() -> None:
    chain = grown()
    rolls = opened(chain)
    raw = sent()
    for odd in [*truncations(raw), raw + b"\0"]:
        with pytest.raises(AmanatError, match="envelope-length"):
            check(odd, rolls, chain)


def test_what_is_wrapped_opens_for_the_device_it_was_wrapped_for_alone() -> None:
    chain = grown()
    rolls = opened(chain)
    raw = sent()
    check(raw, rolls, chain, at_receipt=True)
    assert open_envelope(raw, SUE.scalar, rolls) == ck(1)
    with pytest.raises(AmanatError, match="envelope-open"):
        open_envelope(raw, FAY.scalar, rolls)


def test_another_key_than_the_rolls_is_not_wrapped() -> None:
    chain = grown()
    rolls = opened(chain)
    to = chain.device(SUE.device)
    newest = rolls.newest
    assert to is not None
    assert newest is not None
    with pytest.raises(AmanatError, match="envelope-recipient"):
        wrap(
            newest,
            rolls.newest_hash,
            ck(2),
            to=to,
            from_device=FAY.device,
            seed=FAY.seed,
            ephemeral=bytes(32),
        )


def test_a_device_that_came_after_the_case_waits_for_a_supervisors_word() -> None:
    chain = grown()
    rolls = opened(chain)
    chain.append(made(chain, ADA.seed, ADD, NEW))
    assert goes_at_once(SUE.device, rolls, chain)
    assert not goes_at_once(NEW.device, rolls, chain)
    assert not goes_at_once(FAY_TWO.device, rolls, chain)
