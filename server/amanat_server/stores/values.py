"""What goes into the stores and comes out of them: frozen, and with raw bytes as they were received.

Ids have 16 bytes, hashes and keys 32, times are milliseconds since 1970.  A store reads no format: whoever
calls it has checked the bytes and hands over, beside them, the few fields by which they are found again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal


class Stored(Enum):
    """What became of a put: ``NEW`` was written now (201), ``SAME`` stood there with the same bytes (200)."""

    NEW = "new"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Invite:
    """A link that was made and not used yet; ``token_hash`` = SHA-256(token)."""

    token_hash: bytes
    member: bytes
    role: int
    until: int


EnrolState = Literal["waiting", "joined", "refused"]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device that asks to join; ``tablet`` and ``courier_key`` are zeros where none joins with it.

    ``token_hash`` and ``at`` (ms) are filled in by ``EnrolStore.join``: by the first an admin's device knows
    which of its links was used.
    """

    id: bytes
    member: bytes
    role: int
    device: bytes
    ed25519: bytes
    x25519: bytes
    tablet: bytes
    courier_key: bytes
    hmac: bytes
    state: EnrolState = "waiting"
    token_hash: bytes = b""
    at: int = 0


def asks_the_same(enrolment: Enrolment, earlier: Enrolment) -> bool:
    """Whether a request to join repeats one that was taken: all that the device itself says is equal.

    Its role it does not say: that is the invite's.
    """
    kept = replace(
        enrolment,
        id=earlier.id,
        role=earlier.role,
        state=earlier.state,
        token_hash=earlier.token_hash,
        at=earlier.at,
    )
    return kept == earlier


@dataclass(frozen=True, slots=True)
class NewRoll:
    """A roll that was checked, with what it is found by; ``members`` are the ids it names."""

    case: bytes
    seq: int
    epoch: int
    members: tuple[bytes, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class NewEnvelope:
    """An envelope that was checked, with what it is found by."""

    case: bytes
    epoch: int
    to_device: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class CaseMark:
    """How far a case has come: events, newest roll's seq, and ``moved``, which only grows over all cases."""

    case: bytes
    n: int
    roll: int
    moved: int


@dataclass(frozen=True, slots=True)
class NewFrame:
    """An event frame that was checked; ``hash`` = SHA-256(raw), the rest are its fields."""

    device: bytes
    seq: int
    prev: bytes
    group: bytes
    hash: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a case's order: ``running`` is H at ``n`` (docs/spec/ledger.md)."""

    n: int
    running: bytes


@dataclass(frozen=True, slots=True)
class FramePage:
    """Items ``after + 1 …`` in order, each a frame or the 32-byte hash of a shredded one; ``newest`` of the
    case.
    """

    items: tuple[bytes, ...]
    after: int
    newest: Position | None


@dataclass(frozen=True, slots=True)
class Author:
    """The last frame of one device in one case, late ones included."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class NewManifest:
    """A manifest that was checked, with what it is found by."""

    clip: bytes
    group: bytes
    case: bytes
    device: bytes
    kind: int
    due_at: int
    payload_len: int
    payload_digest: bytes
    share_commit: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Clip:
    """A sealed object: its manifest, the newest header version (0: none) and whether the payload is whole."""

    manifest: NewManifest
    headers: int
    payload: Literal["missing", "whole", "deleted"]


@dataclass(frozen=True, slots=True)
class Group:
    """A shred group as the commands left it; ``due_at`` is the earliest of manifests and ``earlier`` (0:
    none).

    ``held_until`` is 0 without a hold; a hold by two signatures has ``HELD_WITHOUT_END``.
    """

    group: bytes
    case: bytes
    share_commit: bytes
    due_at: int
    stopped: bool
    held_until: int
    destroy: bool
    destroyed: bool


PAGE_BYTES = 4 << 20
"""What one page holds of frames at most, for it is held whole; a frame is smaller."""
HELD_WITHOUT_END = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Effect:
    """What an accepted command does to its group; ``None`` leaves a field as it is.

    A ``held_until`` of 0 ends every hold; another one never shortens the hold that stands.
    """

    stopped: bool | None = None
    held_until: int | None = None
    earlier: int | None = None
    destroy: bool | None = None


@dataclass(frozen=True, slots=True)
class NewCommand:
    """A command that was checked: 240 B, or 320 B with the second signature.

    One that waits has no effect.
    """

    command: bytes
    case: bytes
    group: bytes
    waiting: bool
    raw: bytes
    effect: Effect = Effect()


@dataclass(frozen=True, slots=True)
class StoredCommand:
    """A command as it lies in the store; ``no`` grows with each command and each completion."""

    no: int
    command: bytes
    case: bytes
    waiting: bool
    raw: bytes


@dataclass(frozen=True, slots=True)
class NewUpload:
    """An upload to be opened for a clip whose manifest is stored; bytes are reserved at once."""

    id: bytes
    clip: bytes
    member: bytes
    device: bytes
    opened_by: bytes
    length: int
    digest: bytes
    expires_at: int


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload as stored; ``offset`` is what is durable, whatever the file's size says."""

    id: bytes
    clip: bytes
    member: bytes
    device: bytes
    opened_by: bytes
    length: int
    digest: bytes
    expires_at: int
    offset: int
    state: Literal["open", "whole", "expired"]


@dataclass(frozen=True, slots=True)
class Destruction:
    """A share to be destroyed and the tombstone (176 B, signed) that says so."""

    group: bytes
    tombstone: bytes


@dataclass(frozen=True, slots=True)
class NewTombstone:
    """A tombstone that was checked, with what it is found by."""

    group: bytes
    case: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``doctor`` found; ``ok`` is False where somebody has to do something, which ``text``
    says.
    """

    what: str
    ok: bool
    text: str
