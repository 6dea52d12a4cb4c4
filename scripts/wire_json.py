"""TypeScript types and decoders, and the JSON Schema, of every JSON shape and event."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, get_args

import msgspec
from msgspec import inspect

from amanat_sync import kinds, scalars, wire
from amanat_sync.kinds import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTICE: Final = (
    "// Made by `make wire` from sync/amanat_sync/{scalars,kinds,wire}.py; changes go there.\n"
    "// Over 400 lines: it is made, and what makes it is short.\n"
    "// Binary values are base64url without padding; times are milliseconds since 1970 UTC.\n"
)
PARTS: Final = (kinds.Mark, kinds.UpTo)
ALIASES: Final = {
    name: alias
    for name, alias in vars(scalars).items()
    if get_args(alias) and isinstance(get_args(alias)[1], msgspec.Meta)
}


def name_of(scalar: inspect.Type) -> str:
    """The first name in scalars.py of this very type, as a constant: ``CursorText`` → ``CURSOR_TEXT``."""
    for name, alias in ALIASES.items():
        if _bare(inspect.type_info(alias)) == scalar:
            return "".join(f"_{letter}" if letter.isupper() else letter for letter in name)[1:].upper()
    raise KeyError(f"a field has a type that scalars.py does not name: {scalar}")


def ts_type(kind: inspect.Type) -> str:
    match _bare(kind):
        case inspect.StrType():
            return "string"
        case inspect.IntType():
            return "number"
        case inspect.BoolType():
            return "boolean"
        case inspect.NoneType():
            return "null"
        case inspect.LiteralType(values=values):
            return " | ".join(f"'{value}'" for value in values)
        case inspect.ListType(item_type=item):
            inner = ts_type(item)
            return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
        case inspect.UnionType(types=types):
            return " | ".join(ts_type(one) for one in types)
        case inspect.StructType(cls=cls):
            return cls.__name__
        case other:
            raise TypeError(f"no TypeScript for {other}")


def ts_read(kind: inspect.Type, value: str) -> str:
    """The expression that reads ``value``."""
    match _bare(kind):
        case inspect.StrType() as scalar:
            return f"text({value}, {name_of(scalar)})"
        case inspect.IntType() as scalar:
            return f"integer({value}, {name_of(scalar)})"
        case inspect.BoolType():
            return f"flag({value})"
        case inspect.NoneType():
            return f"nothing({value})"
        case inspect.LiteralType(values=values):
            words = ", ".join(f"'{word}'" for word in values)
            return f"oneOf({value}, [{words}])"
        case inspect.ListType(item_type=item, min_length=least, max_length=top):
            return f"list({value}, {_reader(item)}, {least or 0}, {'Infinity' if top is None else top})"
        case inspect.UnionType(types=(one, inspect.NoneType())):
            return f"nullable({value}, {_reader(one)})"
        case inspect.StructType(cls=cls):
            return f"read{cls.__name__}({value})"
        case other:
            raise TypeError(f"no reader for {other}")


def ts_wire() -> str:
    parts = [NOTICE, "import {\n  fields,\n  flag,\n  integer,\n  list,\n  nothing,\n  nullable,\n  oneOf,\n"]
    parts.append("  text,\n  type IntegerRule,\n  type Read,\n  type TextRule,\n} from './json';\n\n")
    parts.extend(_rules())
    for shape in (*PARTS, *EVENTS, *wire.SHAPES):
        parts.extend(_shape(shape))
    names = " | ".join(shape.__name__ for shape in EVENTS)
    parts.append(f"\n/** An event of a kind that this version knows. */\nexport type Event =\n  | {names};\n")
    parts.append("\n/** The reader of each kind. */\n")
    parts.append(
        "export const READERS: { readonly [K in Event['kind']]: Read<Extract<Event, { kind: K }>> } = {\n"
    )
    parts.extend(f"  '{_tag(shape)}': read{shape.__name__},\n" for shape in EVENTS)
    parts.append(
        "};\n\n/** Where each kind belongs: its group, and whether it lives in the service case alone. */\n"
    )
    parts.append("export const PLACES = {\n")
    parts.extend(
        f"  '{_tag(shape)}': {{ group: '{shape.GROUP}', service: {str(shape.SERVICE).lower()} }},\n"
        for shape in EVENTS
    )
    parts.append("} as const;\n")
    return "".join(parts).replace(names, names.replace(" | ", "\n  | "))


def schema() -> str:
    """JSON Schema 2020-12 of every shape and kind."""
    shapes = (*EVENTS, *wire.SHAPES)
    _, components = msgspec.json.schema_components(shapes, ref_template="#/$defs/{name}")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "JSON of Amanat",
        "description": "Made by `make wire` from sync/amanat_sync; Event is any known kind of event.",
        "$defs": components | {"Event": {"oneOf": [{"$ref": f"#/$defs/{one.__name__}"} for one in EVENTS]}},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _rules() -> Iterator[str]:
    done: list[inspect.Type] = []
    for name, alias in ALIASES.items():
        scalar = _bare(inspect.type_info(alias))
        if scalar in done:
            continue
        done.append(scalar)
        constant = name_of(scalar)
        match scalar:
            case inspect.StrType(min_length=least, max_length=top, pattern=pattern):
                regex = "null" if pattern is None else f"/{pattern}/"
                yield f"const {constant}: TextRule = {{ least: {least or 0}, top: {top}, pattern: {regex} }};\n"
            case inspect.IntType(ge=least, le=top):
                yield f"const {constant}: IntegerRule = {{ least: {least}, top: {top} }};\n"
            case other:
                raise TypeError(f"{name} is {other}")


def _shape(shape: type[msgspec.Struct]) -> Iterator[str]:
    info = inspect.type_info(shape)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{shape.__name__} is no struct")
    members = [
        (field.name, ts_type(field.type), ts_read(field.type, f"of['{field.name}']")) for field in info.fields
    ]
    if info.tag is not None:
        members.insert(0, ("kind", f"'{info.tag}'", f"oneOf(of['kind'], ['{info.tag}'])"))
    yield f"\n/** {(shape.__doc__ or '').strip()} */\nexport interface {shape.__name__} {{\n"
    for name, of_type, _ in members:
        yield f"  readonly {name}: {of_type};\n"
    keys = ", ".join(f"'{name}'" for name, *_ in members)
    yield f"}}\n\nexport function read{shape.__name__}(value: unknown): {shape.__name__} {{\n"
    yield f"  const of = fields(value, [{keys}]);\n  return {{\n"
    for name, _, read in members:
        yield f"    {name}: {read},\n"
    yield "  };\n}\n"


def _reader(kind: inspect.Type) -> str:
    bare = _bare(kind)
    return (
        f"read{bare.cls.__name__}"
        if isinstance(bare, inspect.StructType)
        else f"(one) => {ts_read(bare, 'one')}"
    )


def _bare(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _tag(shape: type[msgspec.Struct]) -> str:
    return str(shape.__struct_config__.tag)
