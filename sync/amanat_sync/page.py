"""Lists and pages: items with their lengths before them, read as they arrive (docs/spec/ledger.md).

A page of a case's ledger is frames (a shredded one is its bare hash), tombstones and restarts, and a head last.
A page that is cut yields its whole items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from amanat_sync.errors import refuse
from amanat_sync.head import HEAD, RESTART
from amanat_sync.records import Frame, Head, Tombstone, least_length

ITEM_TOP = 320 * 1024
"""The longest an item, and so a frame, can be (bytes)."""
HASH_LENGTH = 32


def encode_items(items: Iterable[bytes]) -> bytes:
    """Items one after another, each with its length (u32) before it."""
    return b"".join(len(item).to_bytes(4, "big") + item for item in items)


class ItemReader:
    """Takes bytes as they come and gives the items that are whole."""

    def __init__(self, top: int = ITEM_TOP) -> None:
        self._top = top
        self._held = bytearray()

    @property
    def is_clean(self) -> bool:
        """Whether everything taken so far was given out: no item is cut."""
        return not self._held

    def push(self, data: bytes) -> list[bytes]:
        """The items that ``data`` completes.

        Raises ``event-length`` for an empty item and ``event-too-large`` for one over the top, before it is here.
        """
        self._held += data
        return list(self._whole())

    def _whole(self) -> Iterator[bytes]:
        at = 0
        try:
            while len(self._held) - at >= 4:
                length = int.from_bytes(self._held[at : at + 4], "big")
                if length == 0:
                    raise refuse("event-length")
                if length > self._top:
                    raise refuse("event-too-large")
                if len(self._held) - at - 4 < length:
                    return
                yield bytes(self._held[at + 4 : at + 4 + length])
                at += 4 + length
        finally:
            del self._held[:at]


def decode_items(raw: bytes, top: int = ITEM_TOP) -> list[bytes]:
    """The items of a whole list; ``event-length`` where the last one is cut."""
    reader = ItemReader(top)
    items = reader.push(raw)
    if not reader.is_clean:
        raise refuse("event-length")
    return items


class Kind(Enum):
    """What an item of a page is."""

    FRAME = "frame"
    SHREDDED = "shredded"
    TOMBSTONE = "tombstone"
    RESTART = "restart"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class PageItem:
    """One item of a page; nothing but its length, magic and, for a head, its kind was looked at."""

    kind: Kind
    raw: bytes


def classify(raw: bytes) -> PageItem:
    """What an item is, by length and magic; raises ``event-magic`` for what a page does not hold."""
    if len(raw) == HASH_LENGTH:
        return PageItem(Kind.SHREDDED, raw)
    if raw.startswith(Frame.MAGIC):
        return PageItem(Kind.FRAME, raw)
    if raw.startswith(Tombstone.MAGIC) and len(raw) == least_length(Tombstone):
        return PageItem(Kind.TOMBSTONE, raw)
    if raw.startswith(Head.MAGIC) and len(raw) == least_length(Head) and raw[4] in (HEAD, RESTART):
        return PageItem(Kind.HEAD if raw[4] == HEAD else Kind.RESTART, raw)
    raise refuse("event-magic")


class PageReader:
    """Takes a page as it comes and gives its whole items, each as what it is."""

    def __init__(self) -> None:
        self._items = ItemReader()
        self._ended = False

    @property
    def is_whole(self) -> bool:
        """Whether the head came and nothing is left: until then the page may have been cut."""
        return self._ended and self._items.is_clean

    def push(self, data: bytes) -> list[PageItem]:
        """The items that ``data`` completes; raises ``event-page`` for bytes after the head."""
        if self._ended and data:
            raise refuse("event-page")
        found: list[PageItem] = []
        for raw in self._items.push(data):
            if self._ended:
                raise refuse("event-page")
            item = classify(raw)
            self._ended = item.kind is Kind.HEAD
            found.append(item)
        if self._ended and not self._items.is_clean:
            raise refuse("event-page")
        return found
