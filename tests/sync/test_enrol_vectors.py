"""The vectors of tests/vectors/enrol."""

from __future__ import annotations

from typing import Any

import pytest
from mnemonic import Mnemonic

from amanat_sync.enrol import (
    Joining,
    Link,
    check_enrol_hmac,
    check_joining,
    check_pin,
    check_words,
    decode_link,
    encode_link,
    enrol_words,
)
from tests.vectorfiles import Vector, outcome, vectors

WORDS = Mnemonic("english").wordlist


def unhexed(told: dict[str, Any], *plain: str) -> dict[str, Any]:
    """The values of a vector's object, bytes where they are not ``plain``."""
    return {name: value if name in plain else bytes.fromhex(value) for name, value in told.items()}


def joining_of(vector: Vector) -> Joining:
    values = unhexed(vector["joining"], "role")
    return Joining(**values)


def link_of(told: dict[str, Any]) -> Link:
    values = unhexed(told, "server", "service", "role")
    return Link(**values)


def read(vector: Vector) -> None:
    match vector["operation"]:
        case "link":
            link = decode_link(vector["fragment"])
            assert link == link_of(vector["link"])
            assert encode_link(link) == vector["fragment"]
        case "pin":
            pinned = vector["pinned"]
            check_pin(None if pinned is None else bytes.fromhex(pinned), decode_link(vector["fragment"]))
        case "joining":
            check_joining(joining_of(vector))
        case "hmac":
            check_enrol_hmac(bytes.fromhex(vector["e"]), joining_of(vector), bytes.fromhex(vector["hmac"]))
        case "words":
            mac = bytes.fromhex(vector["hmac"])
            indices = enrol_words(bytes.fromhex(vector["e"]), joining_of(vector), mac)
            check_words(vector["typed"], indices, WORDS)
        case other:
            pytest.fail(f"no operation {other}")


@pytest.mark.parametrize("vector", vectors("enrol"))
def test_every_enrol_vector_ends_as_it_says(vector: Vector) -> None:
    assert outcome(lambda: read(vector)) == vector["expect"], vector["comment"]
