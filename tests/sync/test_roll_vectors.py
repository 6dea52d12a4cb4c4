"""The vectors of tests/vectors/roll."""

from __future__ import annotations

import pytest

from amanat_sync.roll import Rolls
from tests.people_world import read_chain
from tests.vectorfiles import Vector, outcome, vectors


def read(vector: Vector) -> None:
    chain = read_chain(vector)
    raws = [bytes.fromhex(raw) for raw in vector["rolls"]]
    rolls = Rolls.load(chain.org, bytes.fromhex(vector["case"]), raws, chain)
    roll = bytes.fromhex(vector["roll"])
    try:
        rolls.append(roll, chain, at_receipt=vector["at_receipt"])
    except BaseException:
        assert list(rolls.raws) == raws
        raise
    finally:
        forked = vector["expect"] == "roll-fork"
        assert rolls.may_wrap is not forked
        assert rolls.forks == ((roll,) if forked else ())


@pytest.mark.parametrize("vector", vectors("roll"))
def test_every_roll_vector_ends_as_it_says(vector: Vector) -> None:
    assert outcome(lambda: read(vector)) == vector["expect"], vector["comment"]
