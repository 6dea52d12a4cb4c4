"""The kinds of field that a record's table is made of.

A record is declared once, as a frozen dataclass whose annotations are the table; from it come the codec in
Python, the tables in TypeScript and the byte tables in docs/spec.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Int:
    """An unsigned big-endian integer of ``width`` bytes, at most 2^53-1: both languages hold that exactly."""

    width: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Enum:
    """A number out of a list of meanings, counted from 1; 0 only where ``zero`` allows it."""

    names: tuple[str, ...]
    zero: bool = False
    width: int = 1


@dataclass(frozen=True, slots=True)
class Flags:
    """A set of bits; every bit outside ``mask`` must be 0."""

    width: int
    mask: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """The suite of algorithms (u16); 1 is the only one."""


@dataclass(frozen=True, slots=True)
class Raw:
    """``size`` bytes as they are."""

    size: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Zeros:
    """``size`` bytes that must be zero."""

    size: int


@dataclass(frozen=True, slots=True)
class Rest:
    """All bytes up to the fields after it, at least ``least`` of them."""

    least: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A u16 count, then that many rows of a record without magic."""

    row: type


@dataclass(frozen=True, slots=True)
class Signature:
    """Ed25519 over ``"amanat/1/" || magic || 0x00 || all bytes before it`` (64 B); always the last field."""


Field = Int | Enum | Flags | Suite | Raw | Zeros | Rest | Rows | Signature


def width_of(field: Field) -> int:
    """The bytes a field takes; for ``Rest`` and ``Rows`` the least it can take."""
    match field:
        case Int(width=width) | Enum(width=width) | Flags(width=width):
            return width
        case Raw(size=size) | Zeros(size=size):
            return size
        case Suite() | Rows():
            return 2
        case Rest(least=least):
            return least
        case Signature():
            return 64
