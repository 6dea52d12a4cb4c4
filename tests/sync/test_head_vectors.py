"""Every vector of tests/vectors/head, in Python."""

from __future__ import annotations

import pytest

from amanat_sync.head import check_head, check_lease
from tests.vectorfiles import Vector, outcome, vectors


def act(vector: Vector) -> None:
    raw, org, key = (bytes.fromhex(vector[name]) for name in ("head", "org", "service_key"))
    if vector["of"] == "head":
        check_head(raw, org, key, bytes.fromhex(vector["case"]))
        return
    group, commit = bytes.fromhex(vector["group"]), bytes.fromhex(vector["share_commit"])
    check_lease(raw, org, key, group=group, share_commit=commit, now_ms=vector["now_ms"])


@pytest.mark.parametrize("vector", vectors("head"))
def test_a_head_ends_as_its_vector_says(vector: Vector) -> None:
    assert outcome(lambda: act(vector)) == vector["expect"], vector["comment"]
