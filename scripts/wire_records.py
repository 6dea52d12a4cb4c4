"""The TypeScript tables and the byte tables of docs/spec that come from the records and codes."""

from __future__ import annotations

import json

from amanat_sync import records
from amanat_sync.errors import CODES
from amanat_sync.fields import Enum, Field, Flags, Int, Raw, Rest, Rows, Signature, Suite, Zeros, width_of
from amanat_sync.records import RECORDS, Record, layout, least_length

NOTICE = "// Made by `make wire` from {source}; changes go there.\n"

NUMBERS = {
    "OPS": records.OPS,
    "ROLES": records.ROLES,
    "MANIFEST_KINDS": records.MANIFEST_KINDS,
    "HEAD_KINDS": records.HEAD_KINDS,
    "COMMANDS": records.COMMANDS,
    "TOMBSTONE_KINDS": records.TOMBSTONE_KINDS,
    "SLOT_KINDS": records.SLOT_KINDS,
}


def ts_type(field: Field) -> str:
    match field:
        case Int() | Enum() | Flags() | Suite():
            return "number"
        case Rows(row=row):
            return f"readonly {row.__name__}[]"
        case _:
            return "Bytes"


def ts_field(name: str, field: Field) -> str:
    match field:
        case Int(width=width):
            return f"{{ name: '{name}', is: 'int', width: {width} }}"
        case Enum(names=names, zero=zero, width=width):
            return f"{{ name: '{name}', is: 'enum', width: {width}, top: {len(names)}, zero: {str(zero).lower()} }}"
        case Flags(width=width, mask=mask):
            return f"{{ name: '{name}', is: 'flags', width: {width}, mask: {mask} }}"
        case Suite():
            return f"{{ name: '{name}', is: 'suite', width: 2 }}"
        case Raw(size=size):
            return f"{{ name: '{name}', is: 'raw', width: {size} }}"
        case Zeros(size=size):
            return f"{{ name: '{name}', is: 'zeros', width: {size} }}"
        case Rest(least=least):
            return f"{{ name: '{name}', is: 'rest', width: {least} }}"
        case Rows(row=row):
            return f"{{ name: '{name}', is: 'rows', width: 2, row: {row.__name__} }}"
        case Signature():
            return f"{{ name: '{name}', is: 'signature', width: 64 }}"


def ts_records() -> str:
    parts = [NOTICE.format(source="sync/amanat_sync/layouts.py")]
    parts.append("import type { Bytes } from './bytes';\nimport type { Layout } from './records';\n")
    for name, meanings in NUMBERS.items():
        entries = ", ".join(f"'{meaning}': {number}" for number, meaning in enumerate(meanings, 1))
        parts.append(
            f"\n/** The numbers of {name.lower().replace('_', ' ')}. */\n"
            f"export const {name} = {{ {entries} }} as const;\n"
        )
    for kind in RECORDS:
        summary = (kind.__doc__ or "").strip()
        parts.append(f"\n/** {summary} */\nexport interface {kind.__name__} {{\n")
        parts.extend(f"  readonly {name}: {ts_type(field)};\n" for name, field in layout(kind))
        parts.append("}\n")
        parts.append(f"export const {kind.__name__}: Layout<{kind.__name__}> = {{\n")
        parts.append(
            f"  name: '{kind.__name__}',\n  magic: '{kind.MAGIC.decode()}',\n  area: '{kind.AREA}',\n  fields: [\n"
        )
        parts.extend(f"    {ts_field(name, field)},\n" for name, field in layout(kind))
        parts.append("  ],\n};\n")
    return "".join(parts)


def ts_errors() -> str:
    lines = [
        NOTICE.format(source="sync/amanat_sync/errors.py"),
        "/** Every code: its HTTP status (0: none) and one sentence. */\n",
        "export const CODES = {\n",
    ]
    lines.extend(
        f"  '{code}': {{ status: {entry.status}, text: {json.dumps(entry.text)} }},\n"
        for code, entry in CODES.items()
    )
    lines.append("} as const;\n\nexport type Code = keyof typeof CODES;\n")
    return "".join(lines)


def spec_row(name: str, field: Field) -> str:
    match field:
        case Int(width=width, note=note):
            return f"| `{name}` | {width} | unsigned integer{f', {note}' if note else ''} |"
        case Enum(names=names, zero=zero, width=width):
            listed = ", ".join(f"{number} {meaning}" for number, meaning in enumerate(names, 1))
            return f"| `{name}` | {width} | {'0 none, ' if zero else ''}{listed} |"
        case Flags(width=width, note=note):
            return f"| `{name}` | {width} | flags{f', {note}' if note else ', none known'}; other bits must be 0 |"
        case Suite():
            return f"| `{name}` | 2 | 1; others are refused |"
        case Raw(size=size, note=note):
            return f"| `{name}` | {size} | {note or 'bytes'} |"
        case Zeros(size=size):
            return f"| `{name}` | {size} | must be zero |"
        case Rest(least=least, note=note):
            return f"| `{name}` | ≥ {least} | {note} |"
        case Rows(row=row):
            return f"| `{name}` | 2 + n × {least_length(row)} | n (u16), then n rows of {row.__name__} |"
        case Signature():
            return f'| `{name}` | 64 | Ed25519 over `"amanat/1/"`, magic, 0x00 and all bytes before |'


def spec_table(kind: type[Record]) -> str:
    at = len(kind.MAGIC)
    lines = [
        f"## {kind.__name__}\n",
        (kind.__doc__ or "").strip() + "\n",
        f"Error codes start with `{kind.AREA}-`.\n",
        "| at | field | bytes | meaning |",
        "|---|---|---|---|",
    ]
    if kind.MAGIC:
        lines.append(f"| 0 | magic | {len(kind.MAGIC)} | `{kind.MAGIC.decode()}` |")
    floating = False
    for name, field in layout(kind):
        lines.append(f"| {'…' if floating else at} {spec_row(name, field)}")
        at += width_of(field)
        floating = floating or isinstance(field, Rest | Rows)
    return "\n".join(lines) + "\n"


def spec_records() -> str:
    head = (
        "# Byte tables of every record\n\n"
        "Made by `make wire` from `sync/amanat_sync/layouts.py`; changes go there. Integers are big-endian and at\n"
        "most 2^53−1, ids are 16 random bytes, times are milliseconds since 1970 UTC, bytes after a record are\n"
        "refused. Enumerations count from 1; 0 is refused except where the table says so. A record with one fault\n"
        "has one code: length, magic, then the fields in their order, then keys, signature and meaning.\n\n"
    )
    return head + "\n".join(spec_table(kind) for kind in RECORDS)
