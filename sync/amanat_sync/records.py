"""The tables of every fixed layout, and the one codec that encodes, decodes, signs and checks them all.

Integers are big-endian; ids are 16 bytes; times are milliseconds.  Bytes after a record are refused.
Checks run in the order of the table, so that a record with one fault has one code in both languages:
length, magic, then field by field, then (in the rules) keys, signature and meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, Protocol, TypeVar, get_type_hints

from amanat_sync.errors import refuse
from amanat_sync.fields import Enum, Field, Flags, Int, Raw, Rest, Rows, Signature, Suite, Zeros, width_of
from amanat_sync.keys import ed25519_is_sound, ed25519_sign, ed25519_verify

INTEGER_TOP = 2**53 - 1
OPS = ("genesis", "add", "revoke", "re-role", "endorse", "rotate-root")
ROLES = ("field", "supervisor", "interpreter", "admin", "safeguarding", "service", "recovery", "courier")
MANIFEST_KINDS = ("film", "clip", "still", "voice note")
HEAD_KINDS = ("head", "restart", "lease")
COMMANDS = ("stop", "resume", "earlier", "destroy", "hold", "release")
TOMBSTONE_KINDS = ("date", "command")
SLOT_KINDS = ("tablet key", "courier seed", "identity", "case", "share", "lease", "journal", "film")

Id = Annotated[bytes, Raw(16)]
Hash = Annotated[bytes, Raw(32)]
Key = Annotated[bytes, Raw(32)]
U32 = Annotated[int, Int(4)]
U64 = Annotated[int, Int(8)]
Time = Annotated[int, Int(8, "ms")]
SuiteOne = Annotated[int, Suite()]
Three = Annotated[bytes, Zeros(3)]
Sig = Annotated[bytes, Signature()]


class Record(Protocol):
    """A dataclass whose annotations are a table; ``MAGIC`` may be empty, ``AREA`` starts its error codes."""

    MAGIC: ClassVar[bytes]
    AREA: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Certificate:
    """AMC1, one record of the certificate chain (288 B)."""

    MAGIC: ClassVar[bytes] = b"AMC1"
    AREA: ClassVar[str] = "chain"
    op: Annotated[int, Enum(OPS)]
    role: Annotated[int, Enum(ROLES, zero=True)]
    flags: Annotated[int, Flags(2, 1, "bit 0 = demo, in a genesis only")]
    org: Hash
    seq: U64
    prev: Hash
    member: Id
    device: Id
    ed25519: Key
    x25519: Key
    not_before: Time
    not_after: Time
    signer: Key
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class RollMember:
    """One row of a roll (18 B)."""

    MAGIC: ClassVar[bytes] = b""
    AREA: ClassVar[str] = "roll"
    member: Id
    role: Annotated[int, Enum(ROLES)]
    flags: Annotated[int, Flags(1)]


@dataclass(frozen=True, slots=True)
class Roll:
    """ACR1, who is in a case (242 + 18 n B)."""

    MAGIC: ClassVar[bytes] = b"ACR1"
    AREA: ClassVar[str] = "roll"
    suite: SuiteOne
    flags: Annotated[int, Flags(2)]
    org: Hash
    case: Id
    seq: U32
    prev: Hash
    epoch: U32
    recipient: Key
    chain_head: Hash
    members: Annotated[tuple[RollMember, ...], Rows(RollMember)]
    device: Id
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class Envelope:
    """ACE1, a case key on its way to one device (266 B)."""

    MAGIC: ClassVar[bytes] = b"ACE1"
    AREA: ClassVar[str] = "envelope"
    suite: SuiteOne
    org: Hash
    case: Id
    epoch: U32
    roll: Annotated[bytes, Raw(32, "SHA-256 of the whole roll")]
    to_device: Id
    enc: Key
    ct: Annotated[bytes, Raw(48, "ck and its tag")]
    from_device: Id
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class SealedHeader:
    """ASH1, a film's age header under its share (40 + header + 16 B)."""

    MAGIC: ClassVar[bytes] = b"ASH1"
    AREA: ClassVar[str] = "header"
    clip: Id
    version: U32
    epoch: U32
    nonce: Annotated[bytes, Raw(12)]
    ciphertext: Annotated[bytes, Rest(17, "AES-256-GCM, tag included")]


@dataclass(frozen=True, slots=True)
class Manifest:
    """ACM1, what a sealed object is and promises (360 B)."""

    MAGIC: ClassVar[bytes] = b"ACM1"
    AREA: ClassVar[str] = "manifest"
    suite: SuiteOne
    kind: Annotated[int, Enum(MANIFEST_KINDS)]
    flags: Annotated[int, Flags(1, 3, "bit 0 = trial, bit 1 = held")]
    org: Hash
    case: Id
    clip: Id
    group: Id
    parent: Id
    gate: Hash
    due_at: Time
    payload_len: U64
    payload_digest: Hash
    file_key_commit: Hash
    share_commit: Hash
    chain_head: Hash
    device: Id
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class Frame:
    """ANE1, one sealed and signed event (244 B and its ciphertext)."""

    MAGIC: ClassVar[bytes] = b"ANE1"
    AREA: ClassVar[str] = "event"
    case: Id
    epoch: U32
    group: Id
    device: Id
    seq: U64
    prev: Hash
    chain_head: Hash
    seen_n: U64
    seen: Hash
    nonce: Annotated[bytes, Raw(12)]
    ciphertext: Annotated[bytes, Rest(17, "AES-256-GCM, tag included")]
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class Head:
    """AHD1, where a case stands, a restart, or a lease (176 B)."""

    MAGIC: ClassVar[bytes] = b"AHD1"
    AREA: ClassVar[str] = "head"
    kind: Annotated[int, Enum(HEAD_KINDS)]
    reserved: Three
    org: Hash
    case: Annotated[bytes, Raw(16, "the group, in a lease")]
    n: Annotated[int, Int(8, "until (ms), in a lease")]
    running: Annotated[bytes, Raw(32, "H at n; share_commit, in a lease")]
    chain_seq: U64
    time: Time
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class Command:
    """ASC1, what a member tells the server to do with a group (240 B)."""

    MAGIC: ClassVar[bytes] = b"ASC1"
    AREA: ClassVar[str] = "command"
    op: Annotated[int, Enum(COMMANDS)]
    flags: Annotated[int, Flags(1, 1, "bit 0 = two signatures")]
    basis: Annotated[int, Flags(2, 0, "0 in R1")]
    org: Hash
    case: Id
    group: Id
    command: Id
    due_at: Time
    ref: Hash
    chain_head: Hash
    device: Id
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """ATB1, that a share was destroyed (176 B)."""

    MAGIC: ClassVar[bytes] = b"ATB1"
    AREA: ClassVar[str] = "tombstone"
    kind: Annotated[int, Enum(TOMBSTONE_KINDS)]
    reserved: Three
    org: Hash
    case: Id
    group: Id
    share_commit: Hash
    destroyed_at: Time
    sig: Sig = b""


@dataclass(frozen=True, slots=True)
class Slot:
    """One key slot of the tablet's slot file (128 B); everything before the nonce is authenticated."""

    MAGIC: ClassVar[bytes] = b""
    AREA: ClassVar[str] = "slot"
    kind: Annotated[int, Enum(SLOT_KINDS)]
    generation: Annotated[int, Int(1)]
    flags: Annotated[int, Flags(2, 0xFF, "low byte = owner")]
    group: Id
    due_at: Time
    nonce: Annotated[bytes, Raw(12)]
    ciphertext: Annotated[bytes, Raw(72)]
    tag: Annotated[bytes, Raw(16)]


RECORDS: tuple[type[Record], ...] = (
    Certificate,
    RollMember,
    Roll,
    Envelope,
    SealedHeader,
    Manifest,
    Frame,
    Head,
    Command,
    Tombstone,
    Slot,
)


@cache
def layout(kind: type[Record]) -> tuple[tuple[str, Field], ...]:
    """The table of a record: name and field, in the order of the bytes."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple((field.name, hints[field.name].__metadata__[0]) for field in fields(kind))


@cache
def least_length(kind: type[Record]) -> int:
    """The shortest a whole record can be."""
    return len(kind.MAGIC) + sum(width_of(field) for _, field in layout(kind))


def decode(kind: type[R], raw: bytes) -> R:
    """The record that ``raw`` is, whole; raises ``<area>-length`` and the other codes of its table."""
    area = kind.AREA
    spare = len(raw) - least_length(kind)
    if spare < 0 or (spare > 0 and not any(isinstance(field, Rest | Rows) for _, field in layout(kind))):
        raise refuse(f"{area}-length")
    if not raw.startswith(kind.MAGIC):
        raise refuse(f"{area}-magic")
    at = len(kind.MAGIC)
    values: dict[str, Any] = {}
    for name, field in layout(kind):
        match field:
            case Rows(row=row):
                count = int.from_bytes(raw[at : at + 2], "big")
                if spare != count * least_length(row):
                    raise refuse(f"{area}-length")
                at += 2
                size = least_length(row)
                values[name] = tuple(decode(row, raw[at + i * size : at + (i + 1) * size]) for i in range(count))
                at += count * size
            case Rest(least=least):
                values[name] = raw[at : at + least + spare]
                at += least + spare
            case _:
                width = width_of(field)
                values[name] = _value(area, field, raw[at : at + width])
                at += width
    return kind(**values)


def _value(area: str, field: Field, raw: bytes) -> int | bytes:
    number = int.from_bytes(raw, "big")
    match field:
        case Int():
            if number > INTEGER_TOP:
                raise refuse(f"{area}-integer")
            return number
        case Enum(names=names, zero=zero):
            if number > len(names) or (number == 0 and not zero):
                raise refuse(f"{area}-enum")
            return number
        case Flags(mask=mask):
            if number & ~mask:
                raise refuse(f"{area}-unknown-flag")
            return number
        case Suite():
            if number != 1:
                raise refuse(f"{area}-suite")
            return number
        case Zeros():
            if any(raw):
                raise refuse(f"{area}-zeros")
            return raw
        case _:
            return raw


def encode(record: Record) -> bytes:
    """The bytes of a record; ``ValueError`` where a value does not fit its field."""
    parts = [record.MAGIC]
    for name, field in layout(type(record)):
        value = getattr(record, name)
        match field:
            case Rows():
                parts.append(len(value).to_bytes(2, "big"))
                parts.extend(encode(row) for row in value)
            case Int() | Enum() | Flags() | Suite():
                if not 0 <= value <= INTEGER_TOP:
                    raise ValueError(f"{name} is out of range")
                parts.append(int(value).to_bytes(width_of(field), "big"))
            case Rest(least=least):
                if len(value) < least:
                    raise ValueError(f"{name} is too short")
                parts.append(value)
            case _:
                if len(value) != width_of(field):
                    raise ValueError(f"{name} has {len(value)} bytes, not {width_of(field)}")
                parts.append(value)
    return b"".join(parts)


def signed_message(magic: bytes, before: bytes) -> bytes:
    """What a signature covers: ``"amanat/1/" || magic || 0x00 || all bytes before sig``."""
    return b"amanat/1/" + magic + b"\x00" + before


def sign(record: Record, seed: bytes) -> bytes:
    """The whole record with its signature by the key of ``seed``; the ``sig`` it has is replaced."""
    unsigned = encode(_with_sig(record, bytes(64)))[:-64]
    return unsigned + ed25519_sign(seed, signed_message(record.MAGIC, unsigned))


def _with_sig(record: Record, sig: bytes) -> Record:
    values = {name: getattr(record, name) for name, _ in layout(type(record))}
    return type(record)(**{**values, "sig": sig})


def check_signature(kind: type[Record], raw: bytes, public: bytes) -> None:
    """Raises ``<area>-key`` where ``public`` is not sound, ``<area>-signature`` where the signature does not hold."""
    if not ed25519_is_sound(public):
        raise refuse(f"{kind.AREA}-key")
    if not ed25519_verify(public, signed_message(kind.MAGIC, raw[:-64]), raw[-64:]):
        raise refuse(f"{kind.AREA}-signature")
