"""The vectors of tests/vectors/envelope."""

from __future__ import annotations

import pytest

from amanat_sync.envelope import check, open_envelope
from amanat_sync.roll import Rolls
from tests.people_world import read_chain
from tests.vectorfiles import Vector, outcome, vectors


def read(vector: Vector) -> None:
    chain = read_chain(vector)
    raws = [bytes.fromhex(raw) for raw in vector["rolls"]]
    rolls = Rolls.load(chain.org, bytes.fromhex(vector["case"]), raws, chain)
    envelope = bytes.fromhex(vector["envelope"])
    check(envelope, rolls, chain, at_receipt=vector["at_receipt"])
    if vector["scalar"] is not None:
        assert open_envelope(envelope, bytes.fromhex(vector["scalar"]), rolls).hex() == vector["ck"]


@pytest.mark.parametrize("vector", vectors("envelope"))
def test_every_envelope_vector_ends_as_it_says(vector: Vector) -> None:
    assert outcome(lambda: read(vector)) == vector["expect"], vector["comment"]
