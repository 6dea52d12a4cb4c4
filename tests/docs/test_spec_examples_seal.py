"""The examples of payload.md, header.md and journal.md are true: they stand in the vectors they name."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.tools import ROOT, VECTORS


def page(name: str) -> str:
    return (ROOT / "docs" / "spec" / f"{name}.md").read_text("utf-8")


def vector(fmt: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / fmt / f"{name}.json").read_text("utf-8"))
    return loaded


def test_the_payload_of_the_example_is_a_vector() -> None:
    example = page("payload").split("```")[1]
    told = vector("seal", "ok-one-byte")
    assert told["file_key"] in example
    lines = example[example.index("payload") :].split("\n")[:3]
    assert "".join(re.findall(r"\b(?:[0-9a-f]{2})+\b", " ".join(line[10:42] for line in lines))) == "".join(
        told["payload"]
    )


def test_the_header_of_the_example_is_a_vector() -> None:
    blocks = page("header").split("```")
    told = vector("header", "write-sealed")
    assert blocks[1].lstrip("\n").encode() == bytes.fromhex(told["header"])
    start = "".join(re.findall(r"^([0-9a-f]+(?: [0-9a-f]{8})?)\s", blocks[3], re.MULTILINE)).replace(" ", "")
    assert told["sealed"].startswith(start)
    first, last = re.findall(r"([0-9a-f]+)…([0-9a-f]+)", blocks[3])[0]
    assert told["sealed"][80:].startswith(first)
    assert told["sealed"].endswith(last)


def test_the_records_of_the_example_are_a_vector() -> None:
    example = page("journal").split("```")[1].replace(" ", "")
    told = vector("journal", "ok")
    assert told["file_key"] in example
    assert told["film"] in example
    assert all(record in example for record in told["records"])


def test_every_rule_that_a_vector_names_exists() -> None:
    for fmt in ("seal", "header", "journal"):
        for file in sorted((VECTORS / fmt).glob("*.json")):
            match = re.fullmatch(
                r"docs/spec/(\w+)\.md MUST (\d+)", json.loads(file.read_text("utf-8"))["spec"]
            )
            assert match is not None, file
            rules = page(match[1]).split("## Rules")[1].split("## Notes")[0]
            assert re.search(rf"^{match[2]}\. ", rules, re.MULTILINE), file
