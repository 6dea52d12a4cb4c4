"""The one codec that encodes, decodes, signs and checks every record of ``layouts``.

Integers are big-endian; ids are 16 bytes; times are milliseconds.  Bytes after a record are refused.
Checks run in the order of the table, so that a record with one fault has one code in both languages:
length, magic, then field by field, then (in the rules) keys, signature and meaning.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, get_type_hints

from amanat_sync.errors import refuse
from amanat_sync.fields import Enum, Field, Flags, Int, Raw, Rest, Rows, Signature, Suite, Zeros, width_of
from amanat_sync.keys import ed25519_is_sound, ed25519_sign, ed25519_verify
from amanat_sync.layouts import (
    COMMANDS,
    HEAD_KINDS,
    MANIFEST_KINDS,
    OPS,
    RECORDS,
    ROLES,
    SLOT_KINDS,
    TOMBSTONE_KINDS,
    Certificate,
    Command,
    Envelope,
    Frame,
    Head,
    Manifest,
    Record,
    Roll,
    RollMember,
    SealedHeader,
    Slot,
    Tombstone,
)

__all__ = [
    "COMMANDS",
    "HEAD_KINDS",
    "INTEGER_TOP",
    "MANIFEST_KINDS",
    "OPS",
    "RECORDS",
    "ROLES",
    "SLOT_KINDS",
    "TOMBSTONE_KINDS",
    "Certificate",
    "Command",
    "Envelope",
    "Frame",
    "Head",
    "Manifest",
    "R",
    "Record",
    "Roll",
    "RollMember",
    "SealedHeader",
    "Slot",
    "Tombstone",
    "check_signature",
    "decode",
    "encode",
    "layout",
    "least_length",
    "sign",
    "signed_message",
]

INTEGER_TOP = 2**53 - 1
R = TypeVar("R", bound=Record)


@cache
def layout(kind: type[Record]) -> tuple[tuple[str, Field], ...]:
    """The table of a record: name and field, in the order of the bytes."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple((field.name, hints[field.name].__metadata__[0]) for field in fields(kind))


@cache
def least_length(kind: type[Record]) -> int:
    """The shortest a whole record can be."""
    return len(kind.MAGIC) + sum(width_of(field) for _, field in layout(kind))


@cache
def _steps(kind: type[Record]) -> tuple[tuple[int, Field | None], ...]:
    """For each field its width, and the field itself where more is to be done than to take its bytes."""
    return tuple(
        (width_of(field), None if isinstance(field, Raw | Signature) else field) for _, field in layout(kind)
    )


@cache
def _grows(kind: type[Record]) -> bool:
    """Whether a record can be longer than its shortest."""
    return any(isinstance(field, Rest | Rows) for _, field in layout(kind))


def decode(kind: type[R], raw: bytes) -> R:
    """The record that ``raw`` is, whole; raises ``<area>-length`` and the other codes of its table."""
    area = kind.AREA
    spare = len(raw) - least_length(kind)
    if spare < 0 or (spare > 0 and not _grows(kind)):
        raise refuse(f"{area}-length")
    if not raw.startswith(kind.MAGIC):
        raise refuse(f"{area}-magic")
    at = len(kind.MAGIC)
    values: list[Any] = []
    for width, field in _steps(kind):
        match field:
            case None:
                values.append(raw[at : at + width])
                at += width
            case Rows(row=row):
                count = int.from_bytes(raw[at : at + 2], "big")
                if spare != count * least_length(row):
                    raise refuse(f"{area}-length")
                at += 2
                size = least_length(row)
                values.append(
                    tuple(decode(row, raw[at + i * size : at + (i + 1) * size]) for i in range(count))
                )
                at += count * size
            case Rest():
                values.append(raw[at : at + width + spare])
                at += width + spare
            case _:
                values.append(_value(area, field, raw[at : at + width]))
                at += width
    return kind(*values)


def _value(area: str, field: Field, raw: bytes) -> int | bytes:
    number = int.from_bytes(raw, "big")
    match field:
        case Int():
            if number > INTEGER_TOP:
                raise refuse(f"{area}-integer")
            return number
        case Enum(names=names, zero=zero):
            if number > len(names) or (number == 0 and not zero):
                raise refuse(f"{area}-enum")
            return number
        case Flags(mask=mask):
            if number & ~mask:
                raise refuse(f"{area}-unknown-flag")
            return number
        case Suite():
            if number != 1:
                raise refuse(f"{area}-suite")
            return number
        case Zeros():
            if any(raw):
                raise refuse(f"{area}-zeros")
            return raw
        case _:
            return raw


def encode(record: Record) -> bytes:
    """The bytes of a record; ``ValueError`` where a value does not fit its field."""
    parts = [record.MAGIC]
    for name, field in layout(type(record)):
        value = getattr(record, name)
        match field:
            case Rows():
                parts.append(len(value).to_bytes(2, "big"))
                parts.extend(encode(row) for row in value)
            case Int() | Enum() | Flags() | Suite():
                if not 0 <= value <= INTEGER_TOP:
                    raise ValueError(f"{name} is out of range")
                parts.append(int(value).to_bytes(width_of(field), "big"))
            case Rest(least=least):
                if len(value) < least:
                    raise ValueError(f"{name} is too short")
                parts.append(value)
            case _:
                if len(value) != width_of(field):
                    raise ValueError(f"{name} has {len(value)} bytes, not {width_of(field)}")
                parts.append(value)
    return b"".join(parts)


def signed_message(magic: bytes, before: bytes) -> bytes:
    """What a signature covers: ``"amanat/1/" || magic || 0x00 || all bytes before sig``."""
    return b"amanat/1/" + magic + b"\x00" + before


def sign(record: Record, seed: bytes) -> bytes:
    """The whole record with its signature by the key of ``seed``; the ``sig`` it has is replaced."""
    unsigned = encode(_with_sig(record, bytes(64)))[:-64]
    return unsigned + ed25519_sign(seed, signed_message(record.MAGIC, unsigned))


def _with_sig(record: Record, sig: bytes) -> Record:
    values = {name: getattr(record, name) for name, _ in layout(type(record))}
    return type(record)(**{**values, "sig": sig})


def check_signature(kind: type[Record], raw: bytes, public: bytes) -> None:
    """Raises ``<area>-key`` where ``public`` is not sound, ``<area>-signature`` where the signature fails."""
    if not ed25519_is_sound(public):
        raise refuse(f"{kind.AREA}-key")
    if not ed25519_verify(public, signed_message(kind.MAGIC, raw[:-64]), raw[-64:]):
        raise refuse(f"{kind.AREA}-signature")
