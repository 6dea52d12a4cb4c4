"""What vectors of the ledger share: the chain and the rolls, read by both languages, and the rules they name."""

from __future__ import annotations

import json
from typing import Any

from amanat_sync.chain import Chain
from amanat_sync.roll import Rolls
from tests.tools import VECTORS

CASE_WORLD = VECTORS / "worlds" / "case.json"


def write_world(chain: Chain, rolls: Rolls) -> None:
    """Writes what stands for a service and a case: certificates, rolls and the case's id, in hex."""
    told = {
        "case": rolls.case.hex(),
        "certificates": [raw.hex() for raw in chain.records],
        "rolls": [raw.hex() for raw in rolls.raws],
    }
    CASE_WORLD.parent.mkdir(parents=True, exist_ok=True)
    CASE_WORLD.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def read_world(vector: dict[str, Any]) -> tuple[Chain, Rolls]:
    """What the checker of a vector has: the first ``certificates`` and the first ``rolls``; all where it names none."""
    told = json.loads(CASE_WORLD.read_text("utf-8"))
    every = Chain.load(bytes.fromhex(raw) for raw in told["certificates"])
    rolls = Rolls(every.org, bytes.fromhex(told["case"]))
    for raw in told["rolls"][: vector.get("rolls")]:
        rolls.append(bytes.fromhex(raw), every)
    chain = Chain.load(bytes.fromhex(raw) for raw in told["certificates"][: vector.get("certificates")])
    return chain, rolls


def rule(page: str, expect: str, rules: dict[int, str]) -> str:
    """The rule that a vector of docs/spec/<page>.md is about: ``rules`` says which codes (their ends) each gives.

    Faults of a byte table have theirs in records.md; a vector that is accepted is about the page as a whole.
    """
    if expect == "ok":
        return f"docs/spec/{page}.md"
    reason = expect.partition("-")[2]
    for number, reasons in rules.items():
        if reason in reasons.split():
            return f"docs/spec/{page}.md MUST {number}"
    return "docs/spec/records.md"
