"""Notes: reading them, and adding a paragraph (docs/spec/events.md, note-update).

A note is a Yjs document.  pycrdt counts text in UTF-8 bytes and an insert inside a Bengali letter silently diverges,
so this side appends at the end or replaces nothing at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycrdt import Doc, Text

from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import NoteSnapshot, NoteUpdate

if TYPE_CHECKING:
    from amanat_client.desk import Desk

ROOT = "text"


def client_id(device: bytes, document: bytes) -> int:
    """The Yjs client id of a device in a document: the first 4 bytes of SHA-256(device || document)."""
    return int.from_bytes(sha256(device, document)[:4], "big")


class Notes:
    """The notes of the cases that were pulled; a case's own note has the case's id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, case: bytes) -> str:
        """The text of a case's note, empty where nothing was written."""
        return str(self._document(case)[1])

    def add(self, case: bytes, paragraph: str) -> None:
        """Adds a paragraph at the end and sends it; ``server-unreachable`` leaves it waiting here."""
        document, text = self._document(case)
        before = document.get_state()
        text += ("\n" if str(text) else "") + paragraph
        update = document.get_update(before)
        event = NoteUpdate(doc=base64url(case), yjs=base64url(update), range=None)
        self._desk.write(case, event)

    def _document(self, case: bytes) -> tuple[Doc[Text], Text]:
        document: Doc[Text] = Doc(client_id=client_id(self._desk.identity.device, case))
        text = document.get(ROOT, type=Text)
        for read in self._desk.events(case):
            event = read.event
            if isinstance(event, NoteUpdate | NoteSnapshot) and parse_base64url(event.doc) == case:
                document.apply_update(parse_base64url(event.yjs))
        return document, text
