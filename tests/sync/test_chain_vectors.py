"""The vectors of tests/vectors/chain."""

from __future__ import annotations

import pytest

from amanat_sync.chain import Chain
from tests.people_world import read_chain
from tests.vectorfiles import Vector, outcome, vectors


def read(vector: Vector) -> Chain:
    """The chain after the vector's record."""
    record = bytes.fromhex(vector["record"])
    if vector["certificates"] == 0:
        pinned = vector["pinned"]
        return Chain.start(record, None if pinned is None else bytes.fromhex(pinned))
    chain = read_chain(vector)
    before = chain.records
    try:
        chain.append(record, vector["now_ms"])
    except BaseException:
        assert chain.records == before
        raise
    finally:
        forked = vector["expect"] == "chain-fork"
        assert chain.may_wrap is not forked
        assert chain.forks == ((record,) if forked else ())
    return chain


@pytest.mark.parametrize("vector", vectors("chain"))
def test_every_chain_vector_ends_as_it_says(vector: Vector) -> None:
    assert outcome(lambda: read(vector)) == vector["expect"], vector["comment"]


@pytest.mark.parametrize("vector", [one for one in vectors("chain") if "after" in one.values[0]])
def test_a_device_is_afterwards_what_the_vector_says(vector: Vector) -> None:
    chain = read(vector)
    for told in vector["after"]:
        device = chain.device(bytes.fromhex(told["device"]))
        assert device is not None
        assert device.role == told["role"]
        assert device.counts is told["counts"]
        assert (device.revoked_at_seq is not None) is told["revoked"]
