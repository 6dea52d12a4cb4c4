"""Envelopes: the key of a case's epoch on its way to one device (docs/spec/envelope.md).

HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, for one message.  It is our
own because the libraries draw their ephemeral key themselves, and here randomness comes in as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from amanat_sync.chain import INTERPRETER, Chain, Device
from amanat_sync.errors import refuse
from amanat_sync.keys import hmac_sha256, x25519, x25519_is_sound, x25519_public
from amanat_sync.records import Envelope, Roll, check_signature, decode, encode, sign
from amanat_sync.roll import Rolls

AREA = "envelope"
INFO = b"amanat/1/env"
BEFORE_ENC = 106
"""Bytes of an envelope before ``enc``: what ``info`` holds after its first words."""

_KEM = b"KEM\x00\x20"
_HPKE = b"HPKE\x00\x20\x00\x01"


@dataclass(frozen=True, slots=True)
class Aead:
    """The number of an AEAD in RFC 9180 section 7.3 and the length of its key (Nk)."""

    number: int
    key_length: int


AES_256_GCM = Aead(2, 32)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    # RFC 9180 section 4: LabeledExtract(salt, label, ikm).
    return hmac_sha256(salt or bytes(32), b"HPKE-v1" + suite + label + material)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    # RFC 9180 section 4: LabeledExpand(prk, label, info, L).
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(algorithm=SHA256(), length=length, info=labelled).derive(key)


def kem_secret(shared: bytes, enc: bytes, recipient: bytes) -> bytes:
    """ExtractAndExpand of DHKEM(X25519, HKDF-SHA256) (RFC 9180 section 4.1)."""
    extracted = _extract(_KEM, b"", b"eae_prk", shared)
    return _expand(_KEM, extracted, b"shared_secret", enc + recipient, 32)


def key_schedule(secret: bytes, info: bytes, aead: Aead = AES_256_GCM) -> tuple[bytes, bytes]:
    """Key and base nonce of base mode (RFC 9180 section 5.1)."""
    suite = _HPKE + aead.number.to_bytes(2, "big")
    psk_id = _extract(suite, b"", b"psk_id_hash", b"")
    context = b"\x00" + psk_id + _extract(suite, b"", b"info_hash", info)
    schedule = _extract(suite, secret, b"secret", b"")
    key = _expand(suite, schedule, b"key", context, aead.key_length)
    return key, _expand(suite, schedule, b"base_nonce", context, 12)


def hpke_seal(
    recipient: bytes, info: bytes, aad: bytes, plaintext: bytes, ephemeral: bytes
) -> tuple[bytes, bytes]:
    """``enc`` (32 B) and the ciphertext with its tag.

    ``ephemeral`` is a fresh random X25519 scalar (32 B) that serves this one message.  Raises ``envelope-key``
    where the recipient is of small order.
    """
    enc = x25519_public(ephemeral)
    secret = kem_secret(x25519(ephemeral, recipient, AREA), enc, recipient)
    key, nonce = key_schedule(secret, info)
    return enc, AESGCM(key).encrypt(nonce, plaintext, aad)


def hpke_open(enc: bytes, ciphertext: bytes, scalar: bytes, info: bytes, aad: bytes) -> bytes:
    """The plaintext; ``envelope-open`` where the tag does not hold, ``envelope-key`` where enc is of small order."""
    secret = kem_secret(x25519(scalar, enc, AREA), enc, x25519_public(scalar))
    key, nonce = key_schedule(secret, info)
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except (InvalidTag, ValueError) as fault:
        raise refuse("envelope-open") from fault


def wrap(
    roll: Roll,
    roll_hash: bytes,
    ck: bytes,
    *,
    to: Device,
    from_device: bytes,
    seed: bytes,
    ephemeral: bytes,
) -> bytes:
    """The signed envelope (266 B) that carries ``ck`` (32 B), the key of the roll's epoch, to a device.

    ``seed`` is the Ed25519 seed of ``from_device``.  Whether a key may be wrapped at all (``Chain.may_wrap``,
    ``Rolls.may_wrap``) and whether a supervisor confirmed the device is asked before.  Raises
    ``envelope-recipient`` where ck is not the roll's key.
    """
    if x25519_public(ck) != roll.recipient:
        raise refuse("envelope-recipient")
    bare = Envelope(
        suite=1,
        org=roll.org,
        case=roll.case,
        epoch=roll.epoch,
        roll=roll_hash,
        to_device=to.device,
        enc=bytes(32),
        ct=bytes(48),
        from_device=from_device,
        sig=bytes(64),
    )
    enc, ct = hpke_seal(to.x25519, INFO + encode(bare)[:BEFORE_ENC], b"", ck, ephemeral)
    return sign(replace(bare, enc=enc, ct=ct), seed)


def goes_at_once(device: bytes, rolls: Rolls, chain: Chain) -> bool:
    """Whether a device gets envelopes of this case without a supervisor's word.

    It does where it was in the chain at roll 0's chain_head; any other waits for ``device-confirmed`` (in the
    service case for the admin who lets it join).
    """
    if not rolls.records:
        return False
    known = chain.device(device, rolls.records[0].chain_head)
    return known is not None and known.active


def check(raw: bytes, rolls: Rolls, chain: Chain, *, at_receipt: bool = False) -> Envelope:
    """The envelope that ``raw`` is, checked in all that can be seen without opening it.

    ``at_receipt`` is the server's way: both devices must be active now.  Raises ``envelope-*``.
    """
    envelope = decode(Envelope, raw)
    if envelope.org != rolls.org:
        raise refuse("envelope-org")
    if envelope.case != rolls.case:
        raise refuse("envelope-case")
    roll = rolls.by_hash(envelope.roll)
    if roll is None or roll.epoch != envelope.epoch:
        raise refuse("envelope-roll")
    if not x25519_is_sound(envelope.enc):
        raise refuse("envelope-key")
    sender = chain.device(envelope.from_device)
    if sender is None or not sender.counts or (at_receipt and not sender.active):
        raise refuse("envelope-device")
    check_signature(Envelope, raw, sender.ed25519)
    if all(row.member != sender.member for row in roll.members):
        raise refuse("envelope-from")
    receiver = chain.device(envelope.to_device)
    if receiver is None or not receiver.counts or (at_receipt and not receiver.active):
        raise refuse("envelope-to")
    # An interpreter never gets the key of a family's case.
    if receiver.role == INTERPRETER and not rolls.is_service:
        raise refuse("envelope-to")
    if all(row.member != receiver.member for row in roll.members) and not rolls.has(receiver.member):
        raise refuse("envelope-to")
    return envelope


def open_envelope(raw: bytes, scalar: bytes, rolls: Rolls) -> bytes:
    """The ck (32 B) in an envelope that ``check`` let pass; ``scalar`` is the receiving device's X25519 scalar.

    Raises ``envelope-open`` where it is not for this key, ``envelope-recipient`` where what it carries is not the
    key that its roll names.
    """
    envelope = decode(Envelope, raw)
    roll = rolls.by_hash(envelope.roll)
    if roll is None or roll.epoch != envelope.epoch:
        raise refuse("envelope-roll")
    ck = hpke_open(envelope.enc, envelope.ct, scalar, INFO + raw[:BEFORE_ENC], b"")
    if x25519_public(ck) != roll.recipient:
        raise refuse("envelope-recipient")
    return ck
