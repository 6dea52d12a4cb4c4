"""Notes: reading them, and adding a paragraph (docs/spec/events.md, note-update).

A note is a Yjs document; the note of a case has the case's id, that of a film the film's.  pycrdt counts text in UTF-8
bytes and an insert inside a Bengali letter silently diverges, so this side appends at the end and changes nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycrdt import Doc, Text

from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import NoteUpdate

if TYPE_CHECKING:
    from amanat_client.desk import Desk

ROOT = "text"
UPDATE_TOP = 192 * 1024


def client_id(device: bytes, document: bytes) -> int:
    """The Yjs client id of a device in a document: the first 4 bytes of SHA-256(device || document)."""
    return int.from_bytes(sha256(device, document)[:4], "big")


def check_update(update: bytes, author: int, standing: bytes) -> None:
    """Whether ``author`` (a Yjs client id) may have made an update to the document whose state is ``standing``.

    It is tried on a scratch document, which is thrown away.  Raises ``event-note`` for one that is no update, has more
    than 192 KiB, or brings words under another id.
    """
    if len(update) > UPDATE_TOP or not _is_by(update, author):
        raise refuse("event-note")
    scratch: Doc[Text] = Doc()
    scratch.apply_update(standing)
    before = _clocks(scratch.get_state())
    try:
        scratch.apply_update(update)
    except ValueError as fault:
        raise refuse("event-note") from fault
    after = _clocks(scratch.get_state())
    if any(clock != before.get(client, 0) for client, clock in after.items() if client != author):
        raise refuse("event-note")


class Notes:
    """The notes of the cases and films that were pulled."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.refused: list[str] = []
        """The codes of updates that were not applied when a note was last read."""

    def read(self, document: bytes) -> str:
        """The text of the note of a case or film, empty where nothing was written; ``right-missing``."""
        return str(self._document(document)[1])

    def add(self, document: bytes, paragraph: str) -> None:
        """Adds a paragraph at the end and sends it; ``server-unreachable`` leaves it waiting here.

        Raises ``event-note`` for a paragraph of more than 192 KiB.
        """
        yjs, text = self._document(document)
        before = yjs.get_state()
        text += ("\n" if str(text) else "") + paragraph
        update = yjs.get_update(before)
        if len(update) > UPDATE_TOP:
            raise refuse("event-note")
        event = NoteUpdate(doc=base64url(document), yjs=base64url(update), range=None)
        case = self.case_of(document)
        film = None
        if case != document:
            film = (document, file_key_of(self._desk, manifest_of(self._desk, document)))
        self._desk.write(case, event, film)

    def case_of(self, document: bytes) -> bytes:
        """The case that a note belongs to; ``right-missing`` where neither case nor film is here."""
        if document in self._desk.books.cases():
            return document
        return manifest_of(self._desk, document).case

    def _document(self, document: bytes) -> tuple[Doc[Text], Text]:
        """The note with every update that its author may have made; snapshots only repeat what these say."""
        yjs: Doc[Text] = Doc(client_id=client_id(self._desk.identity.device, document))
        text = yjs.get(ROOT, type=Text)
        self.refused = []
        for read in self._desk.events(self.case_of(document)):
            event = read.event
            if read.fault is not None and read.frame.group == document:
                self.refused.append(read.fault)
            if not isinstance(event, NoteUpdate) or parse_base64url(event.doc) != document:
                continue
            # Words about a film lie under the film's key, so that they go when it goes.
            if read.frame.group != document:
                self.refused.append("event-group")
                continue
            update = parse_base64url(event.yjs)
            try:
                check_update(update, client_id(read.frame.device, document), yjs.get_update())
            except AmanatError as error:
                self.refused.append(error.code)
            else:
                yjs.apply_update(update)
        return yjs, text


def _is_by(update: bytes, author: int) -> bool:
    """Whether an update (Yjs update format 1) has structs of nobody but ``author``.

    It starts with the number of authors, then for each the number of structs and the author's id, all as variable
    length integers; pending structs show up here and in no state.
    """
    numbers = _integers(update, 3)
    if numbers[:1] == [0]:
        return True
    return len(numbers) == 3 and numbers[0] == 1 and numbers[2] == author


def _clocks(state: bytes) -> dict[int, int]:
    """Who stands in a document with how many units, out of its state vector."""
    numbers = _integers(state, len(state))
    return dict(zip(numbers[1::2], numbers[2::2], strict=False))


def _integers(raw: bytes, count: int) -> list[int]:
    """The first ``count`` integers of variable length (7 bits a byte, the lowest first), fewer where bytes end."""
    found: list[int] = []
    value = shift = 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            found.append(value)
            value = shift = 0
            if len(found) == count:
                break
    return found
