"""The events of a case as this identity may read them (docs/spec/ledger.md, docs/spec/events.md).

An event that does not open, is not of its place, or is late says nothing here but why; the others go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_sync.chain import SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.events import UnknownEvent, check_place, decode_event
from amanat_sync.frame import clip_notes_key, note_key, open_frame
from amanat_sync.ids import parse_base64url
from amanat_sync.kinds import Admit
from amanat_sync.ledger import Item, item_hash
from amanat_sync.records import Frame, decode
from amanat_sync.roll import is_service_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk
    from amanat_sync.kinds import Event

BARE = 32
LATE = "event-late"


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event in the order: its number (None while it waits here to be sent), its frame, and what it says.

    ``event`` is None where it says nothing to this identity; ``fault`` is then the code that tells why, None where
    no key of its epoch is here.
    """

    n: int | None
    hash: bytes
    frame: Frame
    event: Event | UnknownEvent | None
    fault: str | None = None


class Reader:
    """Reads the events of one case once; keys stay in memory for that long."""

    def __init__(self, desk: Desk, case: bytes) -> None:
        """Raises ``share-*`` where the case's share is not lent."""
        self._desk = desk
        self._case = case
        self._share = desk.share(case)
        self._film_keys: dict[bytes, bytes | str] = {}

    def events(self) -> Iterator[ReadEvent]:
        """The events in order, those that wait here last; what is late counts once a supervisor has admitted it."""
        read = [
            self._read(n, raw) for n, raw in self._desk.store.places("items", self._case) if len(raw) != BARE
        ]
        admitted = self._admitted(read)
        for one in read:
            yield replace(one, event=None, fault=LATE) if self._is_late(one, admitted) else one
        for raw in self._desk.waiting(self._case):
            yield self._read(None, raw)

    def _read(self, n: int | None, raw: bytes) -> ReadEvent:
        frame = decode(Frame, raw)
        in_case = frame.group == self._case
        service = is_service_case(self._desk.books.chain.org, self._case)
        event, fault = None, None
        try:
            key = self._case_group_key(frame) if in_case else self._film_group_key(frame)
            if key is not None:
                event = decode_event(open_frame(raw, key))
                if not isinstance(event, UnknownEvent):
                    check_place(event, in_case_group=in_case, in_service_case=service)
        except AmanatError as error:
            event, fault = None, error.code
        return ReadEvent(n, item_hash(raw), frame, event, fault)

    def _case_group_key(self, frame: Frame) -> bytes | None:
        ck = self._desk.books.case_key(self._case, frame.epoch, self._desk.identity)
        return note_key(ck, self._share, self._case, frame.epoch, frame.device) if ck is not None else None

    def _film_group_key(self, frame: Frame) -> bytes:
        """The key of text that belongs to a film; a film that does not open is asked for once."""
        known = self._film_keys.get(frame.group)
        if known is None:
            known = self._film_keys[frame.group] = self._file_key(frame.group)
        if isinstance(known, str):
            raise AmanatError(known)
        return clip_notes_key(known, frame.group, frame.device)

    def _file_key(self, film: bytes) -> bytes | str:
        try:
            manifest = manifest_of(self._desk, film)
            if manifest.case != self._case:
                return "manifest-case"
            return file_key_of(self._desk, manifest)
        except AmanatError as error:
            if error.code == "server-unreachable":
                raise
            return error.code

    def _is_late(self, read: ReadEvent, admitted: set[bytes]) -> bool:
        author = self._desk.books.chain.device(read.frame.device)
        if author is None or author.revoked_at_seq is None or read.n is None:
            return False
        item = Item(read.n, read.hash, b"", read.frame)
        return self._desk.books.ledger(self._case).is_late(item, author.revoked_at_seq, admitted)

    def _admitted(self, read: list[ReadEvent]) -> set[bytes]:
        """What supervisors of the case have admitted, by events that are not late themselves."""
        chain = self._desk.books.chain
        admitted: set[bytes] = set()
        for one in read:
            if isinstance(one.event, Admit) and not self._is_late(one, set()):
                author = chain.device(one.frame.device)
                if (
                    author is not None
                    and chain.member_role(author.member, one.frame.chain_head) == SUPERVISOR
                ):
                    admitted.add(parse_base64url(one.event.hash))
        return admitted
