"""Notes: reading them, and writing another one (docs/spec/notes.md).

Each note is a Yjs document of its own, on a case or on a film of it.  pycrdt counts text in UTF-8 bytes and an insert
inside a Bengali letter silently diverges, so this side reads, and writes whole notes; it changes no standing one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pycrdt import Doc, Map, Text

from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import NoteUpdate, VoiceNote

if TYPE_CHECKING:
    from amanat_client.desk import Desk
    from amanat_client.reading import ReadEvent

TEXT, ABOUT = "text", "about"
UPDATE_TOP = 192 * 1024
SAFE_INTEGER = 2**53 - 1


def client_id(device: bytes, document: bytes) -> int:
    """The Yjs client id of a device in a document: the first 4 bytes of SHA-256(device || document)."""
    return int.from_bytes(sha256(device, document)[:4], "big")


def check_author(update: bytes, author: int) -> None:
    """Raises ``event-note`` for more than 192 KiB, and for words under another Yjs client id than ``author``."""
    if len(update) > UPDATE_TOP or not _is_by(update, author):
        raise refuse("event-note")


class NoteDoc:
    """A note's document, which takes updates in, each tried on a second one first."""

    def __init__(self) -> None:
        self._doc, self._scratch = _opened(), _opened()

    def take(self, update: bytes) -> None:
        """Takes an update that was checked; raises ``event-note`` and is unchanged where it does not apply."""
        try:
            self._scratch.apply_update(update)
        except ValueError as fault:
            self._scratch = _opened()
            self._scratch.apply_update(self._doc.get_update())
            raise refuse("event-note") from fault
        self._doc.apply_update(update)

    @property
    def text(self) -> str:
        """What is written."""
        return str(self._doc.get(TEXT, type=Text))

    def about(self, name: str) -> int | None:
        """What the note says of itself in ms: ``made``, ``at`` or ``spoken``; None for nothing, or nonsense."""
        value = (self._doc.get(ABOUT, type=Map).to_py() or {}).get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return int(value) if value == int(value) and 0 <= value <= SAFE_INTEGER else None


@dataclass(slots=True)
class Note:
    """One note: its document, whose device began it (None before its first event), and what was spoken as it."""

    id: bytes
    device: bytes | None = None
    clip: bytes | None = None
    doc: NoteDoc = field(default_factory=NoteDoc)


class Notes:
    """The notes of the cases and films that were pulled."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.refused: list[str] = []
        """The codes of updates that were not applied when notes were last read."""

    def listed(self, of: bytes) -> list[Note]:
        """The notes of a case or of a film, in the order in which they were begun; ``right-missing``."""
        found: dict[bytes, Note] = {}
        self.refused = []
        for read in self._desk.events(self.case_of(of)):
            if read.frame.group != of:
                continue
            if read.fault is not None:
                self.refused.append(read.fault)
            try:
                self._take(read, found)
            except AmanatError as error:
                self.refused.append(error.code)
        return list(found.values())

    def read(self, of: bytes) -> str:
        """What is written in all notes of a case or film, a line for each; ``right-missing``."""
        return "\n".join(note.doc.text for note in self.listed(of) if note.doc.text)

    def add(self, of: bytes, text: str) -> bytes:
        """Writes a note and sends it; answers its id.  ``server-unreachable`` leaves it waiting here.

        Raises ``event-note`` for more than 192 KiB.
        """
        desk = self._desk
        note = desk.entropy.draw(16)
        update = written(text, desk.clock.now_ms(), client_id(desk.identity.device, note))
        if len(update) > UPDATE_TOP:
            raise refuse("event-note")
        event = NoteUpdate(doc=base64url(note), yjs=base64url(update), range=None)
        case = self.case_of(of)
        film = None if case == of else (of, file_key_of(desk, manifest_of(desk, of)))
        desk.write(case, event, film)
        return note

    def case_of(self, of: bytes) -> bytes:
        """The case that a note belongs to; ``right-missing`` where neither case nor film is here."""
        if of in self._desk.books.cases():
            return of
        return manifest_of(self._desk, of).case

    def _take(self, read: ReadEvent, found: dict[bytes, Note]) -> None:
        """Takes one event of the group; snapshots only repeat what the updates say, and are passed over."""
        event, device = read.event, read.frame.device
        if isinstance(event, VoiceNote):
            clip = parse_base64url(event.clip)
            named = parse_base64url(event.doc) if event.doc is not None else clip
            owner = found[named].device if named in found else device
            # Nobody's voice stands under somebody else's words.
            note = found.setdefault(named if owner in (None, device) else clip, Note(clip))
            note.device, note.clip = note.device or device, note.clip or clip
        if not isinstance(event, NoteUpdate):
            return
        document, update = parse_base64url(event.doc), parse_base64url(event.yjs)
        check_author(update, client_id(device, document))
        note = found.setdefault(document, Note(document))
        note.device = note.device or device
        note.doc.take(update)


def written(text: str, made_at: int, author: int) -> bytes:
    """The update of a new note with ``text`` in it, begun at ``made_at`` (ms)."""
    yjs = _opened(author)
    with yjs.transaction():
        # A JavaScript reader has no integers of its own: what it is to read as a number is written as one.
        yjs.get(ABOUT, type=Map)["made"] = float(made_at)
        words = yjs.get(TEXT, type=Text)
        words += text
    return yjs.get_update()


def _opened(author: int = 0) -> Doc[Any]:
    return Doc(client_id=author)


def _is_by(update: bytes, author: int) -> bool:
    """Whether an update (Yjs update format 1) has structs of nobody but ``author``.

    It starts with the number of authors, then for each the number of structs and the author's id, all as variable
    length integers; pending structs show up here and in no state.
    """
    numbers = _integers(update, 3)
    if numbers[:1] == [0]:
        return True
    return len(numbers) == 3 and numbers[0] == 1 and numbers[2] == author


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
