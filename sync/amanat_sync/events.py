"""The one spelling of an event's JSON, and where an event may stand.

* An event is ``{"kind": ...}`` and all fields of its kind; what is not known is null, nothing is left out.
* It has one spelling: no spaces, fields in the order of ``kinds``, integers as digits.  What does not encode to
  the very bytes it came from is refused, so that two readers never see two events in the same bytes.
* An unknown field in a known kind is refused; an unknown kind is kept, passed on and not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from amanat_sync.errors import refuse
from amanat_sync.kinds import KINDS, Event

DEPTH_TOP: Final = 64
KIND_TOP: Final = 64


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event of a kind that this version does not know: kept and passed on as it came, not applied."""

    kind: str
    raw: bytes


def kind_of(event: Event | UnknownEvent) -> str:
    """The word that stands under ``kind``."""
    return event.kind if isinstance(event, UnknownEvent) else str(event.__struct_config__.tag)


def encode_event(event: Event) -> bytes:
    """The one spelling of ``event`` (UTF-8); raises ``event-json`` where a value breaks its shape."""
    raw = msgspec.json.encode(event)
    decode_event(raw)
    return raw


def decode_event(raw: bytes) -> Event | UnknownEvent:
    """The event in ``raw``; raises ``event-json``."""
    try:
        event: Event = _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _unknown(raw)
    if msgspec.json.encode(event) != raw:
        raise refuse("event-json")
    return event


_DECODER = msgspec.json.Decoder(Event)


def _unknown(raw: bytes) -> UnknownEvent:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise refuse("event-json") from fault
    kind = value.get("kind") if isinstance(value, dict) else None
    if (
        not isinstance(kind, str)
        or not 0 < len(kind) <= KIND_TOP
        or kind in KINDS
        or _depth(value) > DEPTH_TOP
    ):
        raise refuse("event-json")
    return UnknownEvent(kind, raw)


def _depth(value: object) -> int:
    """How many lists and objects lie in each other, counted to one more than is allowed."""
    level, within = [value], 0
    while level and within <= DEPTH_TOP:
        level = [item for one in level for item in _items(one) if isinstance(item, dict | list)]
        within += 1
    return within


def _items(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def check_place(event: Event, *, in_case_group: bool, in_service_case: bool) -> None:
    """Raises ``event-group`` where a kind does not belong to the group or the case that it was found in."""
    fits_group = event.GROUP == "either" or (event.GROUP == "case") == in_case_group
    if not fits_group or (event.SERVICE and not in_service_case):
        raise refuse("event-group")
