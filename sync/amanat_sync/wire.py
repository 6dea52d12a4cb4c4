"""Every JSON shape that a route takes or gives; the events of a ledger stand in ``events``.

No key is optional: what is absent is null.  Unknown fields are refused.  Binary values are base64url of an exact
length, ids included (in paths an id is hex).  Which route carries which shape stands in ``routes``.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

import msgspec

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.scalars import (
    Certificates,
    CodeText,
    Count,
    CursorText,
    Hash,
    Id,
    Key,
    Role,
    Sentence,
    Status,
    Time,
    Token,
)


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a body of JSON is made of."""


class ServiceInfo(Shape, frozen=True):
    """What anybody may know of a service; ``org`` is null before set-up."""

    org: Hash | None
    service_key: Key
    time: Time
    build: Sentence
    demo: bool


class Setup(Shape, frozen=True):
    """The genesis and the first certificates, joined, with the token of the set-up link."""

    token: Token
    records: Certificates


class InviteRequest(Shape, frozen=True):
    """Room for one device to join; ``token_hash`` is SHA-256 of the token's 32 bytes."""

    member: Id
    role: Role
    token_hash: Hash


class InviteMade(Shape, frozen=True):
    """Until when the invite can be used."""

    until: Time


class Courier(Shape, frozen=True):
    """A tablet's outbox that joins together with the tablet's first member."""

    tablet: Id
    ed25519: Key


class EnrolRequest(Shape, frozen=True):
    """A new device's keys, with the proof that it was made from the link (docs/spec/enrolment.md)."""

    token: Token
    member: Id
    device: Id
    ed25519: Key
    x25519: Key
    courier: Courier | None
    hmac: Hash


class EnrolMade(Shape, frozen=True):
    """Where the new device asks how its request stands."""

    id: Id


class EnrolState(Shape, frozen=True):
    """How a request to join stands."""

    state: Literal["waiting", "joined", "refused"]


class EnrolWaiting(Shape, frozen=True):
    """A request to join as the admins' devices see it; ``role`` is the invite's."""

    id: Id
    token_hash: Hash
    member: Id
    role: Role
    device: Id
    ed25519: Key
    x25519: Key
    courier: Courier | None
    hmac: Hash
    at: Time


class EnrolsWaiting(Shape, frozen=True):
    """The requests to join that wait for an admin."""

    enrols: list[EnrolWaiting]


class CaseMoved(Shape, frozen=True):
    """Where a case stands: the number of its newest event and the seq of its newest roll."""

    case: Id
    n: Count
    roll: Count


class Cases(Shape, frozen=True):
    """Which of my cases moved since a cursor, and the cursor to ask with next."""

    cursor: CursorText
    cases: list[CaseMoved]


class Holds(Shape, frozen=True):
    """The groups that are held, at the server's time."""

    time: Time
    groups: list[Id]


class StreamMoved(Shape, frozen=True):
    """``data`` of the server-sent event ``moved``: the cases to ask about; none where a device joins or leaves."""

    cases: Annotated[list[Id], msgspec.Meta(max_length=1000)]


class Problem(Shape, frozen=True):
    """problem+json (RFC 9457); ``code`` is what programs read, ``title`` is English for developers."""

    type: Sentence
    title: Sentence
    status: Status
    code: CodeText
    detail: Sentence | None


SHAPES: tuple[type[Shape], ...] = (
    ServiceInfo,
    Setup,
    InviteRequest,
    InviteMade,
    Courier,
    EnrolRequest,
    EnrolMade,
    EnrolState,
    EnrolWaiting,
    EnrolsWaiting,
    CaseMoved,
    Cases,
    Holds,
    StreamMoved,
    Problem,
)

S = TypeVar("S", bound=Shape)


def encode_json(value: Shape) -> bytes:
    """The JSON of ``value``, without spaces, fields in declared order (UTF-8)."""
    return msgspec.json.encode(value)


def decode_json(shape: type[S], raw: bytes, code: str = "request-json") -> S:
    """The ``shape`` in ``raw``; raises ``code``, which is ``server-answer`` where a client reads an answer."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise refuse(code) from fault


def problem_of(error: AmanatError) -> Problem:
    """The problem that an answer carries for ``error``; the status of a local fault is 500."""
    return Problem(
        type=f"/problems/{error.code}",
        title=error.text,
        status=error.status or 500,
        code=error.code,
        detail=error.detail or None,
    )
