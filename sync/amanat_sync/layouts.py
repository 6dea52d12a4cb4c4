"""The table of every fixed layout: each record is declared here once, and nowhere else.

From these declarations come the codec in Python, the tables in TypeScript and the byte tables in docs/spec.
Ids are 16 random bytes, times are milliseconds since 1970 UTC, enumerations count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Protocol

from amanat_sync.fields import Enum, Flags, Int, Raw, Rest, Rows, Signature, Suite, Zeros

OPS = ("genesis", "add", "revoke", "re-role", "endorse", "rotate-root")
ROLES = ("field", "supervisor", "interpreter", "admin", "safeguarding", "service", "recovery", "courier")
MANIFEST_KINDS = ("film", "clip", "still", "voice note")
HEAD_KINDS = ("head", "restart", "lease")
COMMANDS = ("stop", "resume", "earlier", "destroy", "hold", "release")
TOMBSTONE_KINDS = ("date", "command")
SLOT_KINDS = (
    "tablet key", "courier seed", "identity", "case", "share", "lease", "journal", "film", "root"
)  # fmt: skip

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
