"""The frames of an age v1 payload: their sizes, keys and nonces.  The normative page is docs/spec/payload.md."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from amanat_sync.errors import refuse
from amanat_sync.keys import hkdf

FILE_KEY_LENGTH = 16
NONCE_LENGTH = 16
TAG_LENGTH = 16
FRAME_LENGTH = 65_536
SEALED_FRAME = FRAME_LENGTH + TAG_LENGTH


def stream_key(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The key of a payload's frames; file key and payload nonce have 16 bytes each."""
    if len(file_key) != FILE_KEY_LENGTH or len(nonce) != NONCE_LENGTH:
        raise ValueError("a file key and a payload nonce have 16 bytes each")
    return ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))


def frame_nonce(counter: int, *, last: bool) -> bytes:
    """The nonce (12 B) of the frame with ``counter`` frames before it."""
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def open_frame(key: ChaCha20Poly1305, counter: int, frame: bytes | memoryview, *, last: bool) -> bytes | None:
    """The frame's plaintext, or None where it does not open in that place."""
    try:
        return key.decrypt(frame_nonce(counter, last=last), frame, None)
    except InvalidTag:
        return None


def payload_length(plain_len: int) -> int:
    """The bytes of a payload (nonce and frames) that seals ``plain_len`` bytes."""
    if plain_len < 0:
        raise ValueError("a length is not negative")
    frames = max(1, -(-plain_len // FRAME_LENGTH))
    return NONCE_LENGTH + plain_len + frames * TAG_LENGTH


def plain_length(payload_len: int) -> int:
    """The bytes sealed in a payload of that length; ``seal-length`` where no payload has it."""
    frames = max(1, -(-(payload_len - NONCE_LENGTH) // SEALED_FRAME))
    plain = payload_len - NONCE_LENGTH - frames * TAG_LENGTH
    if plain < 0 or payload_length(plain) != payload_len:
        raise refuse("seal-length")
    return plain


class Room:
    """Memory that is used again for every frame, because fresh memory costs more than the cipher does."""

    def __init__(self, frame: int) -> None:
        """Room for the frames of a push of 1 MiB, the one held back before it included."""
        self._view = memoryview(bytearray(17 * frame))
        self._frame = frame
        self._end = 0
        self._parts: list[bytes] = []

    def next(self) -> memoryview:
        """Where the next frame goes."""
        if self._end == len(self._view):
            self._parts.append(bytes(self._view))
            self._end = 0
        return self._view[self._end : self._end + self._frame]

    def keep(self) -> None:
        """What was written to ``next`` stays."""
        self._end += self._frame

    def empty(self, before: bytes = b"") -> bytes:
        """``before`` and all that was kept since the last time."""
        parts = [part for part in (before, *self._parts, bytes(self._view[: self._end])) if part]
        self._parts, self._end = [], 0
        return b"".join(parts)


class Blocks:
    """Cuts a stream into blocks of one size."""

    def __init__(self, size: int, *, holds: bool) -> None:
        """With ``holds`` a whole block is kept back until a byte after it tells that it is not the last."""
        self._size = size
        self._holds = holds
        self._held = bytearray()

    def __len__(self) -> int:
        """Bytes held."""
        return len(self._held)

    def take(self, view: memoryview) -> list[memoryview]:
        """The whole blocks that are not held back; they are views, to be used before ``view`` changes."""
        views = []
        if self._held:
            missing = self._size - len(self._held)
            self._held += view[:missing]
            view = view[missing:]
            if len(self._held) == self._size and (view or not self._holds):
                views.append(memoryview(self._held))
                self._held = bytearray()
        whole = max(0, len(view) - self._holds) // self._size * self._size
        views.extend(view[at : at + self._size] for at in range(0, whole, self._size))
        self._held += view[whole:]
        return views

    def rest(self) -> bytes:
        """What is held; nothing is after it."""
        held, self._held = bytes(self._held), bytearray()
        return held
