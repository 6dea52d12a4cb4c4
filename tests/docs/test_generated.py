"""What is made from one source is what is committed, and the pages about the wire say what is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from amanat_sync.errors import CODES
from amanat_sync.request import parse_request
from amanat_sync.routes import ROUTES, codes_of
from amanat_sync.tus import TRANSITIONS, Happening, State
from scripts.wire import SERVED, SPEC, filled, outputs
from tests.tools import ROOT, VECTORS

PAGES = ("http", "events", "request", "tus", "reconcile")


def page(name: str) -> str:
    return (SPEC / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("path", outputs(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_generated_file_is_what_its_source_makes(path: Path) -> None:
    assert path.read_text("utf-8") == outputs()[path], "run `make wire`"


def test_generating_twice_changes_nothing() -> None:
    assert outputs() == outputs()


def test_a_page_that_asks_for_an_unknown_table_is_an_error(tmp_path: Path) -> None:
    asking = tmp_path / "page.md"
    asking.write_text("<!-- made: nothing -->\n<!-- end -->\n", "utf-8")
    with pytest.raises(KeyError):
        filled(asking, {})


def test_the_served_openapi_is_the_documented_one() -> None:
    assert SERVED.read_text("utf-8") == (SPEC / "openapi.json").read_text("utf-8")


def test_every_reference_of_the_schemas_leads_somewhere() -> None:
    for name in ("openapi.json", "wire.schema.json"):
        whole = json.loads((SPEC / name).read_text("utf-8"))
        for reference in references(whole):
            found = whole
            for key in reference.removeprefix("#/").split("/"):
                found = found[key]
            assert found, reference


def test_no_route_stands_twice_and_each_refusal_is_a_code() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert all(code in CODES for route in ROUTES for code in codes_of(route))
    assert all(CODES[code].status >= 400 for route in ROUTES for code in codes_of(route))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_only_codes_that_exist(name: str) -> None:
    for brackets in re.findall(r"\[(`[^\]]+)\]", page(name)):
        assert set(re.findall(r"`([a-z0-9-]+)`", brackets)) <= set(CODES), brackets
    for code, status in re.findall(r"`([a-z0-9-]+)` ([0-9]{3})\b", page(name)):
        assert CODES[code].status == int(status), code


def test_the_example_of_a_request_is_a_vector() -> None:
    vector = json.loads((VECTORS / "request" / "post.json").read_text("utf-8"))
    message, base = (part.strip() for part in page("request").split("```")[1:4:2])
    start, *lines = message.splitlines()
    assert start == f"{vector['method']} {vector['target']} HTTP/1.1"
    told = dict(re.findall(r"^([a-z-]+): (.+)$", "\n".join(lines), re.MULTILINE))
    assert told == dict(vector["headers"])
    pairs = [(name.encode(), value.encode()) for name, value in told.items()]
    claim = parse_request(vector["method"], vector["target"].encode(), pairs, vector["authority"])
    assert claim.base.decode() == base


def test_the_table_of_an_uploads_states_is_the_codes() -> None:
    rows = re.findall(r"^\| ([a-z-]+) \|(.*)\|$", page("tus"), re.MULTILINE)
    told = {row[0]: [cell.strip() for cell in row[1].split("|")] for row in rows}
    assert told.pop("state") == list(Happening)
    assert told == {state: [TRANSITIONS[state].get(one, "") for one in Happening] for state in State}


def references(value: object) -> Iterator[str]:
    """Every ``$ref`` in a document."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "$ref":
                yield one
            else:
                yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)
