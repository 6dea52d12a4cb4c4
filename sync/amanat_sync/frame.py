"""Event frames: the keys that seal them, and who may have signed them (docs/spec/ledger.md).

What stands in a frame is the JSON of one event; this module treats it as bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amanat_sync.errors import refuse
from amanat_sync.keys import hkdf
from amanat_sync.page import ITEM_TOP
from amanat_sync.records import ROLES, Frame, check_signature, decode, encode, sign

if TYPE_CHECKING:
    from amanat_sync.chain import Chain
    from amanat_sync.roll import Rolls

FRAME_TOP = ITEM_TOP
NOT_AUTHORS = frozenset(ROLES.index(name) + 1 for name in ("service", "recovery", "courier"))
"""The roles that make no events; a courier carries what others have signed."""
_SEALED_AT_LEAST, _SIG, _TAG = 17, 64, 16


def note_key(case_key: bytes, case_share: bytes, case: bytes, epoch: int, device: bytes) -> bytes:
    """The key (32 B) of frames whose group is the case; ``device`` is the author's."""
    return hkdf(case_key + case_share, case + epoch.to_bytes(4, "big") + device, b"amanat/1/notes")


def clip_notes_key(file_key: bytes, group: bytes, device: bytes) -> bytes:
    """The key (32 B) of frames whose group is a film; ``file_key`` (16 B) is the film's, ``device`` the author's."""
    return hkdf(file_key, group + device, b"amanat/1/clip-notes")


def seal_frame(
    text: bytes,
    *,
    case: bytes,
    epoch: int,
    group: bytes,
    device: bytes,
    seq: int,
    prev: bytes,
    chain_head: bytes,
    seen_n: int,
    seen: bytes,
    key: bytes,
    nonce: bytes,
    seed: bytes,
) -> bytes:
    """The frame of an event: ``text`` sealed under ``key`` with a random ``nonce`` (12 B), signed by ``seed``.

    ``prev`` is the hash of the device's frame before (zeros at seq 0), ``seen`` the author's H at ``seen_n``.
    Raises ``event-too-large`` where the whole would exceed 320 KiB.
    """
    clear = Frame(
        case=case,
        epoch=epoch,
        group=group,
        device=device,
        seq=seq,
        prev=prev,
        chain_head=chain_head,
        seen_n=seen_n,
        seen=seen,
        nonce=nonce,
        ciphertext=bytes(_SEALED_AT_LEAST),
        sig=bytes(_SIG),
    )
    sealed = AESGCM(key).encrypt(nonce, text, _aad(encode(clear), _SEALED_AT_LEAST))
    raw = sign(replace(clear, ciphertext=sealed), seed)
    if len(raw) > FRAME_TOP:
        raise refuse("event-too-large")
    return raw


def open_frame(raw: bytes, key: bytes) -> bytes:
    """The text of a frame that was checked; raises ``event-tag`` for another key, case, group or author."""
    frame = decode(Frame, raw)
    try:
        return AESGCM(key).decrypt(frame.nonce, frame.ciphertext, _aad(raw, len(frame.ciphertext)))
    except InvalidTag as fault:
        raise refuse("event-tag") from fault


def check_frame(raw: bytes, chain: Chain, rolls: Rolls, *, at_receipt: bool = False) -> Frame:
    """The frame that ``raw`` is, if the device it names may have made it in this case.

    ``at_receipt`` is the server's question: the author's member must stand in the newest roll too.  A device that
    was revoked later passes here; whether its frame is late is a question of order (``CaseLedger.is_late``).
    Raises ``event-*``; ``event-chain-head`` may pass once the chain was fetched.
    """
    if len(raw) > FRAME_TOP:
        raise refuse("event-too-large")
    frame = decode(Frame, raw)
    if frame.case != rolls.case:
        raise refuse("event-case")
    device = chain.device(frame.device)
    if device is None:
        raise refuse("event-device")
    check_signature(Frame, raw, device.ed25519)
    if chain.seq_of(frame.chain_head) is None:
        raise refuse("event-chain-head")
    then = chain.device(frame.device, frame.chain_head)
    if then is None or then.role in NOT_AUTHORS or then.revoked_at_seq is not None or not device.counts:
        raise refuse("event-device")
    of_epoch = rolls.of_epoch(frame.epoch)
    if not of_epoch:
        raise refuse("event-epoch")
    stands = any(row.member == device.member for roll in of_epoch for row in roll.members)
    if not stands or (at_receipt and not rolls.has(device.member)):
        raise refuse("event-member")
    return frame


def _aad(raw: bytes, sealed: int) -> bytes:
    """All bytes before the nonce."""
    return raw[: len(raw) - _SIG - sealed - 12]
