"""The age header of a film, which says who can open it, and its sealed form, which needs the group's share as well.

A header is age v1 text with ``X25519`` stanzas; it is never stored bare but as ``ASH1``, under AES-256-GCM with a key
that comes from the share S.  Recovery files are whole age files and may hold stanzas of other kinds, which are passed
over.  The normative page is docs/spec/header.md; age v1 is C2SP's age.md.

[Note: why the header lies apart] The payload never changes, but who may open it does: a re-wrap writes a new header
and leaves gigabytes alone.  And with the header under S, destroying 32 bytes on the server shreds the film in every
copy and backup.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from amanat_sync.errors import refuse
from amanat_sync.keys import hkdf, hmac_sha256, same, sha256, x25519, x25519_public
from amanat_sync.records import SealedHeader, decode, encode
from amanat_sync.seal import FILE_KEY_LENGTH, Opener, Sealer
from amanat_sync.stanzas import (
    MAX_HEADER,
    Header,
    Stanza,
    read_base64,
    read_header,
    signed_text,
    unsigned_text,
    write_base64,
)

__all__ = [
    "MAX_HEADER",
    "Header",
    "Stanza",
    "file_key_commit",
    "open_header",
    "open_recovery_file",
    "open_sealed_header",
    "read_header",
    "read_sealed_header",
    "seal_header",
    "share_commit",
    "write_header",
    "write_recovery_file",
]

CASE_KEY_LENGTH = 32
_X25519 = "X25519"
_WRAP = b"age-encryption.org/v1/X25519"
_ZERO_NONCE = bytes(12)


def write_header(file_key: bytes, recipients: Sequence[bytes], ephemerals: Sequence[bytes]) -> bytes:
    """The age header that gives ``file_key`` (16 B) to each X25519 recipient.

    ``ephemerals`` are as many random scalars (32 B), each used once.  Raises ``header-key`` for a recipient of small
    order, ``header-length`` for more recipients than a header holds.
    """
    if len(file_key) != FILE_KEY_LENGTH or not recipients or len(recipients) != len(ephemerals):
        raise ValueError(
            "a header has a file key of 16 bytes and one ephemeral scalar for each of its recipients"
        )
    stanzas = [_wrap(file_key, public, scalar) for public, scalar in zip(recipients, ephemerals, strict=True)]
    unsigned = unsigned_text(stanzas)
    raw = signed_text(unsigned, _mac(file_key, unsigned))
    if len(raw) > MAX_HEADER:
        raise refuse("header-length")
    return raw


def open_header(raw: bytes, scalar: bytes, *, pass_over: bool = False) -> bytes:
    """The file key (16 B) out of a whole header, with the X25519 scalar of one of its recipients.

    A film's header holds X25519 stanzas only; with ``pass_over`` (recovery files) others are passed over.

    Codes of ``read_header``, and ``header-length`` (bytes follow the header), ``age-stanza`` (a stanza that is not
    X25519), ``header-syntax`` (a stanza that is not well-formed), ``header-key`` (a share of small order),
    ``header-no-match``, ``header-mac``.
    """
    header = read_header(raw)
    if header.length != len(raw):
        raise refuse("header-length", "bytes follow the header")
    kinds = [stanza.kind for stanza in header.stanzas]
    if not pass_over and any(kind != _X25519 for kind in kinds):
        raise refuse("age-stanza")
    # C2SP age, "The scrypt recipient type": an scrypt stanza MUST be the only one in the header.
    if "scrypt" in kinds and len(kinds) > 1:
        raise refuse("header-syntax", "scrypt stands beside another stanza")
    return _unwrap(header, scalar)


def write_recovery_file(
    case_key: bytes, recipient: bytes, *, file_key: bytes, nonce: bytes, ephemeral: bytes
) -> bytes:
    """The age file (binary) that carries a case key (32 B) to the recovery recipient; the last three are random."""
    if len(case_key) != CASE_KEY_LENGTH:
        raise ValueError("a case key has 32 bytes")
    sealer = Sealer(file_key, nonce)
    return write_header(file_key, [recipient], [ephemeral]) + sealer.push(case_key) + sealer.finish()


def open_recovery_file(raw: bytes, scalar: bytes) -> bytes:
    """The case key (32 B) out of an age file; stanzas of other kinds are passed over.

    Codes of ``open_header`` but ``age-stanza``, and of the payload; ``seal-length`` where it does not carry 32 bytes.
    """
    end = read_header(raw).length
    opener = Opener(open_header(raw[:end], scalar, pass_over=True))
    case_key = opener.push(raw[end:]) + opener.finish()
    if len(case_key) != CASE_KEY_LENGTH:
        raise refuse("seal-length", "a recovery file carries 32 bytes")
    return case_key


def seal_header(
    share: bytes,
    org: bytes,
    case: bytes,
    group: bytes,
    *,
    clip: bytes,
    version: int,
    epoch: int,
    nonce: bytes,
    header: bytes,
) -> bytes:
    """``ASH1``: the header under the group's share S (32 B), tied to service, case, group and clip.

    ``nonce`` (12 B) is random.  Version 0 is the header of a film's journal key and stays on the tablet.
    """
    if len(share) != 32 or len(org) != 32 or len(case) != 16 or len(group) != 16:
        raise ValueError("a share or an id has a wrong length")
    if not read_header(header).length == len(header) <= MAX_HEADER:
        raise refuse("header-length")
    record = SealedHeader(
        clip=clip, version=version, epoch=epoch, nonce=nonce, ciphertext=bytes(len(header) + 16)
    )
    before = encode(record)[: -len(record.ciphertext) - len(nonce)]
    key = hkdf(share, clip, b"amanat/1/seal")
    return before + nonce + AESGCM(key).encrypt(nonce, header, org + case + group + before)


def read_sealed_header(raw: bytes, *, on_tablet: bool = False) -> SealedHeader:
    """The record, unopened: what a server can check.

    Codes ``header-length``, ``header-magic``, ``header-version`` (0 where not ``on_tablet``), ``header-epoch``.
    """
    record = decode(SealedHeader, raw)
    if len(record.ciphertext) > MAX_HEADER + 16:
        raise refuse("header-length")
    if record.version == 0 and not on_tablet:
        raise refuse("header-version")
    if record.epoch == 0:
        raise refuse("header-epoch")
    return record


def open_sealed_header(
    share: bytes, org: bytes, case: bytes, group: bytes, raw: bytes, *, on_tablet: bool = False
) -> bytes:
    """The bare header; case and group are the manifest's, and the caller checks that ``clip`` is too.

    Codes of ``read_sealed_header``, and ``header-tag`` where share, service, case, group or any byte is another.
    """
    record = read_sealed_header(raw, on_tablet=on_tablet)
    before = raw[: -len(record.ciphertext) - len(record.nonce)]
    key = hkdf(share, record.clip, b"amanat/1/seal")
    try:
        return AESGCM(key).decrypt(record.nonce, record.ciphertext, org + case + group + before)
    except InvalidTag as fault:
        raise refuse("header-tag") from fault


def file_key_commit(file_key: bytes, clip: bytes) -> bytes:
    """What a manifest says about its file key (32 B); two file keys for one manifest cannot be found."""
    return hkdf(file_key, clip, b"amanat/1/commit")


def share_commit(group: bytes, share: bytes) -> bytes:
    """What manifests, leases and tombstones say about a share (32 B)."""
    return sha256(b"amanat/1/share", group, share)


def _wrap(file_key: bytes, recipient: bytes, ephemeral: bytes) -> Stanza:
    own = x25519_public(ephemeral)
    key = hkdf(x25519(ephemeral, recipient, "header"), own + recipient, _WRAP)
    return Stanza(_X25519, (write_base64(own),), ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None))


def _unwrap(header: Header, scalar: bytes) -> bytes:
    """The file key of the first stanza that opens; every X25519 stanza is checked before."""
    pairs = [_parts(stanza) for stanza in header.stanzas if stanza.kind == _X25519]
    public = x25519_public(scalar)
    secrets = [(x25519(scalar, share, "header"), share, body) for share, body in pairs]
    for secret, share, body in secrets:
        try:
            file_key = ChaCha20Poly1305(hkdf(secret, share + public, _WRAP)).decrypt(_ZERO_NONCE, body, None)
        except InvalidTag:
            continue
        if not same(header.mac, _mac(file_key, header.unsigned)):
            raise refuse("header-mac")
        return file_key
    raise refuse("header-no-match")


def _parts(stanza: Stanza) -> tuple[bytes, bytes]:
    """The sender's share (32 B) and the wrapped file key (32 B) of an X25519 stanza."""
    if len(stanza.arguments) != 1 or len(stanza.body) != FILE_KEY_LENGTH + 16:
        raise refuse("header-syntax", "an X25519 stanza has one share and a body of 32 bytes")
    share = read_base64(stanza.arguments[0].encode("ascii"))
    if len(share) != 32:
        raise refuse("header-syntax", "a share has 32 bytes")
    return share, stanza.body


def _mac(file_key: bytes, unsigned: bytes) -> bytes:
    return hmac_sha256(hkdf(file_key, b"", b"header"), unsigned)
