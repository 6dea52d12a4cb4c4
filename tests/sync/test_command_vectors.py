"""Every vector of tests/vectors/command, in Python."""

from __future__ import annotations

import pytest

from amanat_sync.command import check_command, check_same, decide
from tests.vectorfiles import Vector, outcome, vectors
from tests.worlds import read_world


def act(vector: Vector) -> None:
    chain, rolls = read_world(vector)
    raw = bytes.fromhex(vector["command"])
    signed = check_command(raw, chain, rolls)
    if "standing" in vector:
        check_same(bytes.fromhex(vector["standing"]), raw)
    decision = decide(
        signed,
        chain,
        rolls,
        now_ms=vector["now_ms"],
        due_at=vector["due_at"],
        ref_member=None if vector["ref_member"] is None else bytes.fromhex(vector["ref_member"]),
        held_alone_by=[bytes.fromhex(member) for member in vector["held_alone_by"]],
    )
    assert (decision.waits, decision.until) == (vector["waits"], vector["until"])


@pytest.mark.parametrize("vector", vectors("command"))
def test_a_command_ends_as_its_vector_says(vector: Vector) -> None:
    assert outcome(lambda: act(vector)) == vector["expect"], vector["comment"]
