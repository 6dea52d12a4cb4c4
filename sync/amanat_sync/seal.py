"""The sealed payload: an age v1 payload whose header lies apart, sealed and opened as a stream or in ranges.

``nonce (16 B) || frames``; a frame is up to 65,536 bytes under ChaCha20-Poly1305 and its 16-byte tag, its nonce
the 11-byte count of the frames before it and one byte that is 1 in the last frame only.  The last frame is empty
only where the whole payload is.  The normative page is docs/spec/payload.md; age v1 is C2SP's age.md.

[Note: one pass] One file key and one nonce serve one pass over bytes: with both repeated over other bytes, anybody
who sees both payloads learns how the plaintexts differ.  So a Sealer can be neither rewound nor used again, and a
pass that was interrupted is thrown away with its key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.payload import (
    FILE_KEY_LENGTH,
    FRAME_LENGTH,
    NONCE_LENGTH,
    SEALED_FRAME,
    TAG_LENGTH,
    Blocks,
    Room,
    frame_nonce,
    open_frame,
    payload_length,
    plain_length,
    stream_key,
)

__all__ = [
    "FILE_KEY_LENGTH",
    "FRAME_LENGTH",
    "NONCE_LENGTH",
    "SEALED_FRAME",
    "TAG_LENGTH",
    "FrameSpan",
    "Opener",
    "Sealer",
    "frames_for",
    "open_frames",
    "payload_length",
    "plain_length",
]


class Sealer:
    """Seals one payload in one pass; see [Note: one pass].

    What ``push`` and ``finish`` return, joined in order, is the payload.  A call after ``finish``, or after a call
    that raised, is ``seal-finished``.
    """

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        """``file_key`` and ``nonce`` (16 B each) are random and are used nowhere else."""
        self._key = stream_key(file_key, nonce)
        self._head = nonce
        self._blocks = Blocks(FRAME_LENGTH, holds=True)
        self._counter = 0
        self._room = Room(SEALED_FRAME)
        self._hash = hashlib.sha256()
        self._length = 0
        self._ready = True

    @property
    def length(self) -> int:
        """Bytes of payload returned so far."""
        return self._length

    @property
    def digest(self) -> bytes:
        """SHA-256 of the payload as returned so far (32 B)."""
        return self._hash.digest()

    def push(self, data: bytes) -> bytes:
        """Takes the next plaintext; returns the frames that are surely not the last (perhaps nothing yet)."""
        self._claim()
        for frame in self._blocks.take(memoryview(data)):
            nonce = frame_nonce(self._counter, last=False)
            self._counter += 1
            self._key.encrypt_into(nonce, frame, None, self._room.next())
            self._room.keep()
        part = self._told(self._room.empty(self._head))
        self._ready = True
        return part

    def finish(self) -> bytes:
        """The rest of the payload, its last frame included; the pass is over with it."""
        self._claim()
        last = self._key.encrypt(frame_nonce(self._counter, last=True), self._blocks.rest(), None)
        return self._told(self._head + last)

    def _claim(self) -> None:
        """Leaves the Sealer used up, should the call that claims it raise."""
        if not self._ready:
            raise refuse("seal-finished")
        self._ready = False

    def _told(self, part: bytes) -> bytes:
        self._hash.update(part)
        self._length += len(part)
        self._head = b""
        return part


class Opener:
    """Opens one payload from its start, as it comes.

    What ``push`` returns has passed its tag and stands in its place; that the payload is whole is known only when
    ``finish`` returns.  A fault is raised by the first call that has no plaintext to return before it, and by every
    call after that; so the plaintext before a fault is the same however the payload was cut into pieces.

    Codes: ``seal-tag``, ``seal-trailing``, ``seal-truncated``, ``seal-empty-last``; ``seal-finished`` after the end.
    Where the payload's length is not known beforehand, a payload that ends inside a frame is ``seal-tag``, because
    nothing tells it from a damaged last frame.
    """

    def __init__(self, file_key: bytes, payload_len: int | None = None) -> None:
        """``payload_len`` is the manifest's; ``seal-length`` where no payload has that length."""
        if len(file_key) != FILE_KEY_LENGTH:
            raise ValueError("a file key has 16 bytes")
        if payload_len is not None:
            plain_length(payload_len)
        self._file_key = file_key
        self._payload_len = payload_len
        self._taken = 0
        self._nonce = b""
        self._key: ChaCha20Poly1305 | None = None
        self._blocks = Blocks(SEALED_FRAME, holds=False)
        self._counter = 0
        self._room = Room(FRAME_LENGTH)
        self._final: bytes | None = None
        self._over: str | None = None

    def push(self, data: bytes) -> bytes:
        """Takes the next bytes of the payload; returns the plaintext that they make certain."""
        self._check()
        view = memoryview(data)
        if self._payload_len is not None:
            view = view[: self._payload_len - self._taken]
        self._taken += len(view)
        plain = self._take(view)
        if len(view) < len(data) and self._over is None:
            self._over = "seal-trailing"
        if not plain:
            self._check()
        return plain

    def finish(self) -> bytes:
        """The plaintext of the last frame; after it the payload is known to be whole."""
        self._check()
        try:
            plain = self._last()
        except AmanatError as fault:
            self._over = fault.code
            raise
        self._over = "seal-finished"
        return plain

    def _check(self) -> None:
        if self._over is not None:
            raise refuse(self._over)

    def _take(self, view: memoryview) -> bytes:
        if self._key is None:
            missing = NONCE_LENGTH - len(self._nonce)
            self._nonce += bytes(view[:missing])
            view = view[missing:]
            if len(self._nonce) < NONCE_LENGTH:
                return b""
            self._key = stream_key(self._file_key, self._nonce)
        frames = self._blocks.take(view)
        if self._final is not None and (frames or len(self._blocks)):
            self._over = "seal-trailing"
            return self._final
        for number, frame in enumerate(frames, 1):
            try:
                self._key.decrypt_into(frame_nonce(self._counter, last=False), frame, None, self._room.next())
            except InvalidTag:
                more = number < len(frames) or len(self._blocks) > 0
                return self._room.empty() + self._full_last(self._key, frame, more=more)
            self._counter += 1
            self._room.keep()
        return self._room.empty()

    def _full_last(self, key: ChaCha20Poly1305, frame: memoryview, *, more: bool) -> bytes:
        """A whole frame that is no middle one: the last one, given out by ``finish``, or one that does not open."""
        plain = open_frame(key, self._counter, frame, last=True)
        if plain is not None and not more:
            self._final = plain
            return b""
        self._over = "seal-tag" if plain is None else "seal-trailing"
        return plain or b""

    def _last(self) -> bytes:
        frame = self._blocks.rest()
        short = self._payload_len is not None and self._taken < self._payload_len
        if self._final is not None and not short:
            return self._final
        if self._key is None or short or len(frame) < TAG_LENGTH:
            raise refuse("seal-truncated")
        plain = open_frame(self._key, self._counter, frame, last=True)
        if plain is None:
            raise refuse("seal-tag")
        # C2SP age, "Payload": the last frame MUST NOT be empty unless the whole payload is.
        if not plain and self._counter > 0:
            raise refuse("seal-empty-last")
        return plain


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """The frames that hold a range of plaintext."""

    start: int
    """Offset in the payload of the first byte to fetch."""
    end: int
    """Offset after the last byte to fetch."""
    counter: int
    """The number of the first frame, from 0."""
    skip: int
    """Bytes of the frames' plaintext before the range."""
    length: int
    """Bytes in the range."""

    def cut(self, plain: bytes) -> bytes:
        """The range out of the frames' whole plaintext; ``seal-range`` where that is too short."""
        if len(plain) < self.skip + self.length:
            raise refuse("seal-range")
        return plain[self.skip : self.skip + self.length]


def frames_for(start: int, end: int, payload_len: int) -> FrameSpan:
    """What to fetch for the plaintext ``[start, end)`` of a payload of that length.

    Raises ``seal-length`` where no payload has that length, ``seal-range`` for an empty range or one outside.
    """
    if not 0 <= start < end <= plain_length(payload_len):
        raise refuse("seal-range")
    first, last = start // FRAME_LENGTH, (end - 1) // FRAME_LENGTH
    return FrameSpan(
        start=NONCE_LENGTH + first * SEALED_FRAME,
        end=min(NONCE_LENGTH + (last + 1) * SEALED_FRAME, payload_len),
        counter=first,
        skip=start - first * FRAME_LENGTH,
        length=end - start,
    )


def open_frames(file_key: bytes, nonce: bytes, first_counter: int, data: bytes, payload_len: int) -> bytes:
    """The plaintext of whole frames out of the middle of a payload.

    ``data`` starts at frame ``first_counter`` and ends where a frame of the payload ends.  Raises ``seal-length``,
    ``seal-range`` where data does not fit into the payload there, ``seal-tag`` where a frame does not open in its
    place; then none of the plaintext is given out.
    """
    plain_length(payload_len)
    begin = NONCE_LENGTH + first_counter * SEALED_FRAME
    stop = begin + len(data)
    if (
        first_counter < 0
        or not data
        or stop > payload_len
        or (len(data) % SEALED_FRAME and stop != payload_len)
    ):
        raise refuse("seal-range")
    key = stream_key(file_key, nonce)
    view = memoryview(data)
    parts = []
    for number, at in enumerate(range(0, len(data), SEALED_FRAME), first_counter):
        frame = view[at : at + SEALED_FRAME]
        plain = open_frame(key, number, frame, last=begin + at + len(frame) == payload_len)
        if plain is None:
            raise refuse("seal-tag")
        parts.append(plain)
    return b"".join(parts)
