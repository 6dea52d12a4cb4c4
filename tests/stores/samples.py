"""Values for tests of the stores, which read no format: bytes of the right lengths are enough."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING

from amanat_server.stores.pour import Streamed
from amanat_server.stores.values import (
    Destruction,
    Enrolment,
    Invite,
    NewCommand,
    NewEnvelope,
    NewFrame,
    NewManifest,
    NewRoll,
    NewTombstone,
    NewUpload,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

H0 = b"\x48" * 32
ORG = b"\x4f" * 32
QUOTA = 1 << 30
DAY = 24 * 3600 * 1000


def id_of(name: str) -> bytes:
    """A 16-byte id that a name stands for."""
    return sha256(name.encode()).digest()[:16]


def hash_of(name: str) -> bytes:
    """32 bytes that a name stands for."""
    return sha256(b"hash " + name.encode()).digest()


CASE, OTHER_CASE = id_of("case"), id_of("other case")
WORKER, SUPERVISOR = id_of("worker"), id_of("supervisor")
TABLET, LAPTOP = id_of("tablet"), id_of("laptop")
FILM, CLIP = id_of("film"), id_of("film")


def invite(token: bytes = b"t" * 32, until: int = 1000) -> Invite:
    """An invite for the worker."""
    return Invite(token, WORKER, 1, until)


def enrolment(name: str = "one") -> Enrolment:
    """A device that asks to join."""
    return Enrolment(
        id_of(f"enrolment {name}"),
        WORKER,
        1,
        id_of(f"device {name}"),
        hash_of("ed"),
        hash_of("x"),
        bytes(16),
        bytes(32),
        hash_of("hmac"),
    )


def roll(seq: int, *members: bytes, case: bytes = CASE, raw: bytes = b"") -> NewRoll:
    """A roll of a case."""
    return NewRoll(case, seq, 1, members or (WORKER, SUPERVISOR), raw or b"roll %d" % seq)


def envelope(name: str, to_device: bytes = TABLET) -> NewEnvelope:
    """An envelope to a device."""
    return NewEnvelope(CASE, 1, to_device, name.encode())


def frames(
    count: int, device: bytes = TABLET, group: bytes = CASE, after: Sequence[NewFrame] = ()
) -> list[NewFrame]:
    """Frames of one author in a chain, from the end of ``after`` on."""
    made: list[NewFrame] = []
    prev = after[-1].hash if after else bytes(32)
    first = after[-1].seq + 1 if after else 0
    for seq in range(first, first + count):
        raw = b"frame %d of " % seq + device + prev + group
        made.append(NewFrame(device, seq, prev, group, sha256(raw).digest(), raw))
        prev = made[-1].hash
    return made


def other_frame(frame: NewFrame) -> NewFrame:
    """Another frame of the same author at the same place."""
    raw = frame.raw + b" differently"
    return NewFrame(frame.device, frame.seq, frame.prev, frame.group, sha256(raw).digest(), raw)


def payload(length: int = 300_000, seed: int = 1) -> bytes:
    """Bytes of a payload."""
    return Random(seed).randbytes(length)


def manifest(
    content: bytes = b"",
    clip: bytes = CLIP,
    group: bytes = FILM,
    due_at: int = 50 * DAY,
    share: bytes = hash_of("S"),
) -> NewManifest:
    """The manifest of a film."""
    raw = b"ACM1 of " + clip + due_at.to_bytes(8, "big") + share
    return NewManifest(
        clip, group, CASE, TABLET, 1, due_at, len(content), sha256(content).digest(), share, raw
    )


def upload(content: bytes, name: str = "upload", clip: bytes = CLIP, expires_at: int = DAY) -> NewUpload:
    """An upload of a payload."""
    return NewUpload(
        id_of(name), clip, WORKER, TABLET, TABLET, len(content), sha256(content).digest(), expires_at
    )


def body(content: bytes, piece: int = 65_536) -> Streamed:
    """A request's body in pieces."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), piece):
            yield content[at : at + piece]

    return Streamed(pieces())


def tombstone(group: bytes = FILM) -> bytes:
    """The 176 bytes of a tombstone."""
    return b"ATB1\x01\x00\x00\x00" + ORG + CASE + group + bytes(104)


def destruction(group: bytes = FILM) -> Destruction:
    """A share to be destroyed."""
    return Destruction(group, tombstone(group))


def buried(group: bytes = FILM) -> NewTombstone:
    """A tombstone as devices get it."""
    return NewTombstone(group, CASE, tombstone(group))


def command(name: str = "command", waiting: bool = False, signatures: int = 1, **kinds: object) -> NewCommand:
    """A command of 240 or 320 bytes; ``effect`` as given."""
    raw = (b"ASC1" + id_of(name) + bytes(220)) + (b"second".ljust(80) if signatures == 2 else b"")
    return NewCommand(id_of(name), CASE, FILM, waiting, raw, **kinds)  # type: ignore[arg-type]  # only effect
