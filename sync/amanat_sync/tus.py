"""tus 1.0 with creation, termination and expiration: what the server decides, as tables and pure functions.

* The stored offset is the truth; a PATCH that starts anywhere else is refused and changes nothing.
* Rights and size are known before a byte: a creation carries the film's manifest and its exact length.
* A new request for an upload preempts the one before it, which keeps what it has made durable.
* An upload ends once: whole, expired, terminated, or with a digest that is not the manifest's.
* Extensions that would change the meaning of a request are refused, not passed over.

Headers come as a mapping with names in lower case.  https://tus.io/protocols/resumable-upload
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from amanat_sync.errors import refuse
from amanat_sync.request import Patch
from amanat_sync.sending import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,termination,expiration"
OFFSET_TYPE: Final = "application/offset+octet-stream"
MANIFEST_LENGTH: Final = 360

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})\Z", re.ASCII)
_METADATA = re.compile(r"manifest (?P<value>[A-Za-z0-9+/]{480})\Z")
_FOREIGN = ("upload-defer-length", "upload-concat", "upload-checksum", "x-http-method-override")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class State(StrEnum):
    """How far an upload is."""

    CREATED = "created"
    RECEIVING = "receiving"
    COMPLETE = "complete"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    DIGEST_FAILED = "digest-failed"


class Happening(StrEnum):
    """What moves an upload on."""

    BYTES = "bytes"
    WHOLE = "whole"
    DIGEST_WRONG = "digest-wrong"
    EXPIRY = "expiry"
    TERMINATION = "termination"


_OPEN = {
    Happening.BYTES: State.RECEIVING,
    Happening.WHOLE: State.COMPLETE,
    Happening.DIGEST_WRONG: State.DIGEST_FAILED,
    Happening.EXPIRY: State.EXPIRED,
    Happening.TERMINATION: State.TERMINATED,
}
TRANSITIONS: Final[dict[State, dict[Happening, State]]] = {
    State.CREATED: _OPEN,
    State.RECEIVING: _OPEN,
    State.COMPLETE: {},
    State.EXPIRED: {Happening.TERMINATION: State.TERMINATED},
    State.TERMINATED: {},
    State.DIGEST_FAILED: {},
}
"""A state, what happens, the state after; what does not stand here leaves the state as it was."""


def step(state: State, happening: Happening) -> State:
    """The state after ``happening``."""
    return TRANSITIONS[state].get(happening, state)


@dataclass(frozen=True, slots=True)
class Creation:
    """What a creation asks for: room for ``length`` bytes of the film that ``manifest`` (360 B) names."""

    manifest: bytes
    length: int


def offers(largest: int) -> dict[str, str]:
    """The headers of the answer to OPTIONS; ``largest`` is the longest upload in bytes."""
    return {
        "tus-resumable": VERSION,
        "tus-version": VERSION,
        "tus-extension": EXTENSIONS,
        "tus-max-size": str(largest),
    }


def check_version(headers: Mapping[str, str]) -> None:
    """Raises ``upload-extension`` or ``upload-version``; for every request but OPTIONS."""
    if any(name in headers for name in _FOREIGN):
        raise refuse("upload-extension")
    # "If the version specified by the Client is not supported by the Server, it MUST respond with the
    # 412 Precondition Failed status ... the Server MUST NOT process the request."
    if headers.get("tus-resumable") != VERSION:
        raise refuse("upload-version")


def read_creation(headers: Mapping[str, str]) -> Creation:
    """What a POST asks for.

    Raises as ``check_version``; ``upload-extension`` where it brings bytes, ``upload-length`` without a length,
    ``upload-metadata`` where the metadata is anything but one manifest in base64.
    """
    check_version(headers)
    if headers.get("content-length", "0") != "0" or headers.get("content-type") == OFFSET_TYPE:
        raise refuse("upload-extension")
    length = headers.get("upload-length", "")
    if not _NUMBER.match(length):
        raise refuse("upload-length")
    return Creation(manifest=_manifest(headers.get("upload-metadata", "")), length=int(length))


def metadata(manifest: bytes) -> str:
    """The Upload-Metadata that carries ``manifest``; ``ValueError`` unless it has 360 bytes."""
    if len(manifest) != MANIFEST_LENGTH:
        raise ValueError("a manifest has 360 bytes")
    return f"manifest {base64.b64encode(manifest).decode('ascii')}"


def _manifest(text: str) -> bytes:
    # Other keys are refused too: a foreign client would put the film's file name there, in the clear.
    match = _METADATA.match(text)
    if match is None:
        raise refuse("upload-metadata")
    try:
        return base64.b64decode(match["value"], validate=True)
    except binascii.Error as fault:
        raise refuse("upload-metadata") from fault


def check_creation(creation: Creation, payload_len: int, largest: int) -> None:
    """Raises ``upload-length`` unless the length is the manifest's, ``upload-too-large`` above ``largest``."""
    if creation.length != payload_len:
        raise refuse("upload-length")
    if creation.length > largest:
        raise refuse("upload-too-large")


def read_patch(headers: Mapping[str, str]) -> Patch:
    """Where a PATCH's bytes belong; raises as ``check_version``, ``upload-type``, ``upload-offset``."""
    check_version(headers)
    # "All PATCH requests MUST use Content-Type: application/offset+octet-stream, otherwise the server
    # SHOULD return a 415 Unsupported Media Type status."
    if headers.get("content-type") != OFFSET_TYPE:
        raise refuse("upload-type")
    offset, length = headers.get("upload-offset", ""), headers.get("content-length", "")
    if not _NUMBER.match(offset) or not _NUMBER.match(length):
        raise refuse("upload-offset")
    return Patch(int(offset), int(length))


def check_head(state: State) -> None:
    """Raises ``upload-expired`` (410), or ``right-missing`` (404) where the upload is gone for good."""
    if state is State.EXPIRED:
        raise refuse("upload-expired")
    if state in {State.TERMINATED, State.DIGEST_FAILED}:
        raise refuse("right-missing")


def check_patch(state: State, offset: int, length: int, patch: Patch) -> None:
    """May ``patch`` go on at the stored ``offset`` of ``length`` bytes?

    Raises as ``check_head``; ``upload-offset`` where it starts elsewhere, ``request-too-large`` beyond the length.
    """
    check_head(state)
    # "If the offsets do not match, the Server MUST respond with the 409 Conflict status without modifying
    # the upload resource."
    if patch.offset != offset:
        raise refuse("upload-offset")
    if patch.offset + patch.length > length:
        raise refuse("request-too-large")


def check_delete(state: State) -> None:
    """Raises ``upload-complete`` for a film that arrived: its date and commands remove it, nothing else does."""
    if state is State.COMPLETE:
        raise refuse("upload-complete")
    if state is not State.EXPIRED:
        check_head(state)


def created_answer(location: str, expires_ms: int) -> dict[str, str]:
    """The headers of 201, and of 200 where the same manifest has its upload already."""
    return {"tus-resumable": VERSION, "location": location, "upload-expires": http_date(expires_ms)}


def head_answer(state: State, offset: int, length: int, expires_ms: int) -> dict[str, str]:
    """The headers that answer HEAD."""
    # "The Server MUST prevent the client and/or proxies from caching the response."
    answer = patch_answer(state, offset, expires_ms)
    return answer | {"upload-length": str(length), "cache-control": "no-store"}


def patch_answer(state: State, offset: int, expires_ms: int) -> dict[str, str]:
    """The headers of 204 once the bytes before ``offset`` are durable; a whole upload does not expire."""
    answer = {"tus-resumable": VERSION, "upload-offset": str(offset)}
    return answer if state is State.COMPLETE else answer | {"upload-expires": http_date(expires_ms)}


def create_headers(manifest: bytes, length: int) -> dict[str, str]:
    """The headers of a client's creation, but its signature."""
    return {"tus-resumable": VERSION, "upload-length": str(length), "upload-metadata": metadata(manifest)}


def ask_headers() -> dict[str, str]:
    """The headers of a client's HEAD or DELETE, but its signature."""
    return {"tus-resumable": VERSION}


def send_headers() -> dict[str, str]:
    """The headers of a client's PATCH; upload-offset comes with its signature, content-length from the transport."""
    return {"tus-resumable": VERSION, "content-type": OFFSET_TYPE}


def answer_of(status: int, headers: Mapping[str, str], code: str | None, took_ms: int) -> Answer:
    """What came back, as ``sending.next_step`` takes it."""
    offset = headers.get("upload-offset", "")
    return Answer(
        status=status,
        code=code,
        offset=int(offset) if _NUMBER.match(offset) else None,
        url=headers.get("location"),
        took_ms=took_ms,
    )


def http_date(ms: int) -> str:
    """A time in milliseconds as HTTP writes it (IMF-fixdate, RFC 9110 section 5.6.7)."""
    at = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} {at:%H:%M:%S} GMT"


class Turns:
    """Who may write to an upload: the newest request.

    A tablet that lost its network comes back while its old PATCH still looks open.  The new request takes the
    turn; the old one asks ``holds`` before each batch is acknowledged and ends, its durable bytes kept.
    """

    def __init__(self) -> None:
        self._newest: dict[bytes, int] = {}
        self._count = 0

    def take(self, upload: bytes) -> int:
        """A turn that ends every earlier one for ``upload``."""
        self._count += 1
        self._newest[upload] = self._count
        return self._count

    def holds(self, upload: bytes, turn: int) -> bool:
        """Whether ``turn`` is still the newest."""
        return self._newest.get(upload) == turn

    def leave(self, upload: bytes, turn: int) -> None:
        """Ends ``turn``; a later one stays."""
        if self.holds(upload, turn):
            del self._newest[upload]

    def __len__(self) -> int:
        return len(self._newest)
