"""Every vector of tests/vectors/tombstone, in Python."""

from __future__ import annotations

import pytest

from amanat_sync.tombstone import check_destroys, check_tombstone
from tests.vectorfiles import Vector, outcome, vectors


def act(vector: Vector) -> None:
    raw, org, case, group, commit = (
        bytes.fromhex(vector[name]) for name in ("tombstone", "org", "case", "group", "share_commit")
    )
    keys = [bytes.fromhex(key) for key in vector["service_keys"]]
    check_destroys(check_tombstone(raw, org, keys, case), group, commit)


@pytest.mark.parametrize("vector", vectors("tombstone"))
def test_a_tombstone_ends_as_its_vector_says(vector: Vector) -> None:
    assert outcome(lambda: act(vector)) == vector["expect"], vector["comment"]
