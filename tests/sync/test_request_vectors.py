"""The shared vectors of signed requests."""

from __future__ import annotations

from typing import Any

import pytest

from amanat_sync.keys import sha256
from amanat_sync.request import NonceWindow, check_digest, check_request, parse_request
from tests.vectorfiles import outcome, vectors


def received(vector: dict[str, Any]) -> None:
    """What a server does with the request of a vector."""
    nonces = NonceWindow()
    public = None if vector["public"] is None else bytes.fromhex(vector["public"])
    headers = [(name.encode(), value.encode()) for name, value in vector["headers"]]
    for _ in range(2 if vector["again"] else 1):
        claim = parse_request(vector["method"], vector["target"].encode(), headers, vector["authority"])
        check_request(claim, public, vector["now_ms"], vector["started_ms"], nonces)
        check_digest(claim, sha256(bytes.fromhex(vector["body"])))


@pytest.mark.parametrize("vector", vectors("request"))
def test_a_request_ends_as_its_vector_says(vector: dict[str, Any]) -> None:
    assert outcome(lambda: received(vector)) == vector["expect"]
