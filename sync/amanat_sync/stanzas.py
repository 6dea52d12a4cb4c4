"""The text of an age v1 header: one spelling, read strictly, written back to the same bytes.

    age-encryption.org/v1
    -> X25519 <the sender's share, base64>
    <the wrapped file key, base64 in lines of 64>
    --- <HMAC, base64>

Base64 is that of RFC 4648 without padding, in its canonical form.  Nothing here knows a key.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from amanat_sync.errors import refuse

INTRO = b"age-encryption.org/v1\n"
MAX_HEADER = 65_536
"""Bytes of the longest header that is read: 666 recipients."""
MAC_LENGTH = 32
_COLUMNS = 64
_VISIBLE = frozenset(range(0x21, 0x7F))


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient's part of a header: its kind, its arguments, and its body."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it was read."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    """As written (32 B); whether it holds is known only to who has the file key."""
    unsigned: bytes
    """The bytes that ``mac`` covers: everything up to and with ``---``."""
    length: int
    """Bytes of the whole header, its last line feed included; a payload may follow."""


def write_base64(raw: bytes) -> str:
    """``raw`` in base64 without padding."""
    return base64.b64encode(raw).rstrip(b"=").decode("ascii")


def read_base64(text: bytes) -> bytes:
    """The bytes behind canonical base64 without padding; ``header-syntax`` for any other text."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as fault:
        raise refuse("header-syntax", "not base64") from fault
    if base64.b64encode(raw).rstrip(b"=") != text:
        raise refuse("header-syntax", "not the one spelling of base64")
    return raw


def unsigned_text(stanzas: Sequence[Stanza]) -> bytes:
    """The header up to and with ``---``: what its HMAC covers."""
    lines = [INTRO.decode("ascii")]
    for stanza in stanzas:
        lines.append(" ".join(("->", stanza.kind, *stanza.arguments)) + "\n")
        body = write_base64(stanza.body)
        # A body that fills its last line is followed by an empty one: a line under 64 columns is the end.
        lines.extend(body[at : at + _COLUMNS] + "\n" for at in range(0, len(body) + 1, _COLUMNS))
    lines.append("---")
    return "".join(lines).encode("ascii")


def signed_text(unsigned: bytes, mac: bytes) -> bytes:
    """The whole header."""
    return unsigned + b" " + write_base64(mac).encode("ascii") + b"\n"


def read_header(raw: bytes) -> Header:
    """The header that ``raw`` starts with.

    Raises ``header-syntax``, ``header-truncated`` where ``raw`` ends first, ``header-length`` beyond ``MAX_HEADER``.
    """
    lines = _Lines(raw)
    lines.intro()
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(b"-> "):
        stanzas.append(_stanza(line, lines))
    if not stanzas:
        raise refuse("header-syntax", "no stanza")
    if not line.startswith(b"--- "):
        raise refuse("header-syntax", "a line that starts nothing")
    mac = read_base64(line[4:])
    if len(mac) != MAC_LENGTH:
        raise refuse("header-syntax", "the check has not 32 bytes")
    return Header(tuple(stanzas), mac, raw[: lines.at - len(line) - 1 + 3], lines.at)


class _Lines:
    """The lines of a header, each ended by a line feed."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.at = 0

    def intro(self) -> None:
        if not self._raw.startswith(INTRO):
            raise refuse("header-truncated" if INTRO.startswith(self._raw) else "header-syntax")
        self.at = len(INTRO)

    def next(self) -> bytes:
        end = self._raw.find(b"\n", self.at, MAX_HEADER)
        if end < 0:
            raise refuse("header-truncated" if len(self._raw) < MAX_HEADER else "header-length")
        line = self._raw[self.at : end]
        self.at = end + 1
        return line


def _stanza(line: bytes, lines: _Lines) -> Stanza:
    words = line[3:].split(b" ")
    if not all(words) or not _VISIBLE.issuperset(line.replace(b" ", b"")):
        raise refuse("header-syntax", "a stanza's first line")
    kind, *arguments = (word.decode("ascii") for word in words)
    text = b""
    while True:
        part = lines.next()
        if len(part) > _COLUMNS:
            raise refuse("header-syntax", "a body line is too long")
        text += part
        if len(part) < _COLUMNS:
            return Stanza(kind, tuple(arguments), read_base64(text))
