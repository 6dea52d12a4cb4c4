"""What manifest.md, ledger.md, head.md, command.md and tombstone.md show is true of the vectors and of the tables."""

from __future__ import annotations

import json
import re

import pytest

from amanat_sync.command import FIRST_LENGTH, RIGHTS, THREE_DAYS_MS, WHOLE_LENGTH
from amanat_sync.errors import CODES
from amanat_sync.frame import FRAME_TOP
from amanat_sync.promise import TRANSITIONS, Happening, State
from amanat_sync.records import COMMANDS, ROLES
from tests.tools import ROOT, VECTORS

EXAMPLES = [
    ("manifest", "manifest", "film", "manifest"),
    ("ledger", "event", "frame", "frame"),
    ("head", "head", "head", "head"),
    ("command", "command", "stop", "command"),
    ("tombstone", "tombstone", "by-date", "tombstone"),
]


def page(name: str) -> str:
    return (ROOT / "docs" / "spec" / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize(("name", "fmt", "vector", "field"), EXAMPLES)
def test_the_record_of_the_example_is_a_vector(name: str, fmt: str, vector: str, field: str) -> None:
    raw = json.loads((VECTORS / fmt / f"{vector}.json").read_text("utf-8"))[field]
    at = 0
    for line in page(name).split("```")[1].strip().splitlines():
        told = "".join(re.match(r"(?:[0-9a-f]{2})+(?: (?:[0-9a-f]{2})+)*", line)[0].split())  # type: ignore[index]  # a line without hex is a fault
        assert raw[at : at + len(told)] == told, line
        at += 64 if line.endswith("…") else len(told)


@pytest.mark.parametrize(("name", "fmt"), [(name, fmt) for name, fmt, _, _ in EXAMPLES])
def test_every_rule_that_a_vector_names_exists(name: str, fmt: str) -> None:
    rules = page(name).split("## Rules")[1].split("## Notes")[0]
    for file in sorted((VECTORS / fmt).glob("*.json")):
        spec = json.loads(file.read_text("utf-8"))["spec"]
        match = re.fullmatch(rf"docs/spec/(?:records\.md|{name}\.md(?: MUST (\d+))?)", spec)
        assert match is not None, file
        assert match[1] is None or re.search(rf"^{match[1]}\. ", rules, re.MULTILINE), file


@pytest.mark.parametrize(("name", "area"), [(name, fmt) for name, fmt, _, _ in EXAMPLES])
def test_every_code_that_a_page_names_exists(name: str, area: str) -> None:
    named = {
        code
        for group in re.findall(r"\[((?:`[a-z-]+`(?:, )?)+)\]", page(name))
        for code in re.findall(r"`([a-z-]+)`", group)
    }
    assert named
    for code in named:
        assert (f"{area}{code}" if code.startswith("-") else code) in CODES


def rows(name: str, heading: str) -> list[list[str]]:
    """The cells of the table whose first line holds ``heading``."""
    lines = [line.strip() for line in page(name).splitlines()]
    start = next(at for at, line in enumerate(lines) if line.startswith("|") and heading in line)
    table = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return [table[0], *table[2:]]


def test_who_may_do_what_is_the_table_of_the_code() -> None:
    told = {
        (op, int(count)): (who, besides) for op, count, who, besides in rows("command", "signatures |")[1:]
    }
    supervisor, safeguarding = (ROLES.index(name) + 1 for name in ("supervisor", "safeguarding"))
    names = {
        frozenset({supervisor}): "supervisor",
        frozenset({supervisor, safeguarding}): "supervisor or safeguarding",
    }
    assert len(told) == len(RIGHTS)
    for right in RIGHTS:
        who, besides = told[COMMANDS[right.op - 1], right.signatures]
        assert who == names.get(right.roles, "any member")
        assert ("lapses after 72 h" in besides) == (right.lasts == THREE_DAYS_MS)
        assert ("72 h ahead" in besides) == (right.notice == THREE_DAYS_MS)
        assert ("request" in besides) == right.family


def test_what_becomes_of_a_group_is_the_table_of_the_code() -> None:
    head, *lines = rows("command", "release, lapse")
    columns = [[Happening(word) for word in cell.replace("date", "due").split(", ")] for cell in head[1:]]
    assert {happening for column in columns for happening in column} == set(Happening)
    assert {line[0].replace(", ", "-") for line in lines} == {state.value for state in State}
    for name, *cells in lines:
        for column, cell in zip(columns, cells, strict=True):
            for happening in column:
                after = TRANSITIONS[State(name.replace(", ", "-"))].get(happening)
                assert cell in ("", "—") if after is None else State(cell.replace(", ", "-")) is after, (
                    name,
                    happening,
                )


def test_the_sizes_on_the_pages_are_those_of_the_code() -> None:
    assert f"{FRAME_TOP:,} bytes" in page("ledger")
    assert f"({FIRST_LENGTH} bytes) or two ({WHOLE_LENGTH} bytes)" in page("command")
