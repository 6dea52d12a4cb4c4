"""The OpenAPI 3.1 of every route, and the generated tables of docs/spec/http.md and events.md."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec
from msgspec import inspect

from amanat_sync import kinds, wire
from amanat_sync.errors import CODES
from amanat_sync.kinds import EVENTS
from amanat_sync.routes import OPEN_CODES, ROUTES, SIGNED_CODES, Body, Octets, Plain, Route, codes_of

REF: Final = "#/components/schemas/{name}"
JSON_TYPE: Final = "application/json"
OCTETS_TYPE: Final = "application/octet-stream"
PROBLEM_TYPE: Final = "application/problem+json"
HEX_ID: Final = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
PATH_PARTS: Final[dict[str, Any]] = {"version": {"type": "integer", "minimum": 1, "maximum": 2**32 - 1}}
QUERIES: Final[dict[tuple[str, str], str]] = {
    ("chain", "after"): "the seq above which certificates are wanted",
    ("cases", "since"): "a cursor; absent: from the start",
    ("events", "after"): "a cursor; absent: from the start",
    ("events", "limit"): "1 to 1,000 items; absent: 500",
    ("commands", "after"): "a cursor; absent: from the start",
}


def openapi() -> str:
    """The whole document, with a line break at its end."""
    _, components = msgspec.json.schema_components(wire.SHAPES, ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "Amanat",
            "version": "1",
            "description": "Every request but the open ones is signed: docs/spec/request.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "signature": {
                    "type": "http",
                    "scheme": "signature",
                    "description": "RFC 9421 in one profile, label a, tag amanat-1, Ed25519.",
                }
            },
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def spec_http() -> dict[str, str]:
    """The tables of docs/spec/http.md by name."""
    rows = ["| method and path | who may | takes | gives | own refusals |", "|---|---|---|---|---|"]
    for route in ROUTES:
        path = f"{route.path}?{'=&'.join(route.query)}=" if route.query else route.path
        gives = " ".join(part for part in (str(route.status), _told(route.answer)) if part)
        rows.append(
            f"| {route.method} `{path}` | {route.who} | {_takes(route)} | {gives} | {_codes(route.errors)} |"
        )
    shared = [
        f"- Every signed route: {_codes(SIGNED_CODES)}.",
        f"- Every open route: {_codes(OPEN_CODES)}.",
        "- A route that takes JSON: `request-json` (422); one that takes octets: `request-length` (422).",
    ]
    shapes = [f"### {shape.__name__}\n\n{_sentence(shape)}\n\n{_fields(shape)}" for shape in wire.SHAPES]
    return {"routes": "\n".join(rows), "shared": "\n".join(shared), "shapes": "\n\n".join(shapes)}


def spec_events() -> dict[str, str]:
    """The tables of docs/spec/events.md by name."""
    rows = ["| kind | meaning | group | case |", "|---|---|---|---|"]
    for shape in EVENTS:
        group = {"case": "case", "film": "film", "either": "case or film"}[shape.GROUP]
        rows.append(
            f"| `{shape.__struct_config__.tag}` | {_sentence(shape)} | {group} "
            f"| {'the service case' if shape.SERVICE else 'any'} |"
        )
    fields = [f"### {shape.__struct_config__.tag}\n\n{_fields(shape)}" for shape in EVENTS]
    parts = [
        f"### {shape.__name__}\n\n{_sentence(shape)}\n\n{_fields(shape)}"
        for shape in (kinds.Mark, kinds.UpTo)
    ]
    return {"kinds": "\n".join(rows), "fields": "\n\n".join(fields), "parts": "\n\n".join(parts)}


def _operation(route: Route) -> dict[str, Any]:
    parameters = [_path_part(name) for name in re.findall(r"\{(\w+)\}", route.path)]
    parameters += [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"},
         "description": QUERIES[route.name, name]}
        for name in route.query
    ]  # fmt: skip
    parameters += [
        {"name": name, "in": "header", "required": name != "range", "schema": {"type": "string"}}
        for name in route.headers
    ]
    answer: dict[str, Any] = {"description": _told(route.answer) or "done"}
    if route.answers:
        answer["headers"] = {name: {"schema": {"type": "string"}} for name in route.answers}
    if route.answer is not None:
        answer["content"] = _content(route.answer)
    responses: dict[str, Any] = {str(status): answer for status in _statuses(route)}
    for status, codes in _refusals(route).items():
        responses[str(status)] = {
            "description": ", ".join(codes),
            "content": {PROBLEM_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}},
        }
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.does,
        "description": f"Who may: {route.who}.",
        "security": [{"signature": []}] if route.signed else [],
    }
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.body)}
    return operation | {"responses": dict(sorted(responses.items()))}


def _statuses(route: Route) -> tuple[int, ...]:
    # The same bytes again are 200; a Range of the payload is 206.
    if route.status == 201:
        return (201, 200)
    return (200, 206) if route.name == "payload" else (route.status,)


def _refusals(route: Route) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for code in codes_of(route):
        found.setdefault(CODES[code].status, []).append(code)
    return found


def _path_part(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": PATH_PARTS.get(name, HEX_ID)}


def _content(body: Body) -> dict[str, Any]:
    match body:
        case Octets():
            return {OCTETS_TYPE: {"schema": {"description": _told(body)}}}
        case Plain(content_type=content_type):
            return {content_type: {"schema": {"type": "string", "description": body.what}}}
        case shape:
            return {JSON_TYPE: {"schema": {"$ref": REF.format(name=shape.__name__)}}}


def _takes(route: Route) -> str:
    headers = ", ".join(f"`{name}`" for name in route.headers)
    return "; ".join(part for part in (_told(route.body), headers) if part)


def _told(body: Body | None) -> str:
    match body:
        case None:
            return ""
        case Octets(what=what, each=each, prefixed=prefixed):
            size = f", {each} B each" if each is not None else ""
            return f"{what}{size}{', a u32 length before each' if prefixed else ''}"
        case Plain(what=what):
            return what
        case shape:
            return f"{shape.__name__}"


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{code}` {CODES[code].status}" for code in codes)


def _sentence(shape: type[msgspec.Struct]) -> str:
    return " ".join((shape.__doc__ or "").replace("``", "`").split())


def _fields(shape: type[msgspec.Struct]) -> str:
    info = inspect.type_info(shape)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{shape.__name__} is no struct")
    rows = ["| field | value |", "|---|---|"]
    rows.extend(f"| `{field.name}` | {_value(field.type)} |" for field in info.fields)
    return "\n".join(rows)


def _value(kind: inspect.Type) -> str:
    told = (kind.extra_json_schema or {}).get("description") if isinstance(kind, inspect.Metadata) else None
    match kind.type if isinstance(kind, inspect.Metadata) else kind:
        case inspect.StrType(min_length=least, max_length=top):
            return told or f"text of {least or 0} to {top} code points"
        case inspect.IntType(ge=least, le=top):
            return f"{told or 'integer'}{'' if top == 2**53 - 1 else f', {least} to {top}'}"
        case inspect.BoolType():
            return "true or false"
        case inspect.NoneType():
            return "null"
        case inspect.LiteralType(values=values):
            return ", ".join(f"`{value}`" for value in values)
        case inspect.ListType(item_type=item, max_length=top):
            return f"list{'' if top is None else f' of at most {top}'}: {_value(item)}"
        case inspect.UnionType(types=types):
            return " or ".join(_value(one) for one in types)
        case inspect.StructType(cls=cls):
            return cls.__name__
        case other:
            raise TypeError(f"no words for {other}")
