"""Every vector of tests/vectors/manifest, in Python."""

from __future__ import annotations

import pytest

from amanat_sync.keys import sha256
from amanat_sync.manifest import (
    check_digest,
    check_file_key,
    check_gate,
    check_group,
    check_manifest,
    check_same,
    check_share,
)
from amanat_sync.records import Manifest, decode
from tests.vectorfiles import Vector, outcome, vectors
from tests.worlds import read_world


def act(vector: Vector) -> None:
    chain, _ = read_world(vector)
    raw = bytes.fromhex(vector["manifest"])
    manifest = check_manifest(raw, chain)
    if "standing" in vector:
        check_same(bytes.fromhex(vector["standing"]), raw)
    if "of_group" in vector:
        check_group(decode(Manifest, bytes.fromhex(vector["of_group"])), manifest)
    if "share" in vector:
        check_share(manifest, bytes.fromhex(vector["share"]))
    if "file_key" in vector:
        check_file_key(manifest, bytes.fromhex(vector["file_key"]))
    if "payload" in vector:
        payload = bytes.fromhex(vector["payload"])
        check_digest(manifest, len(payload), sha256(payload))
    if "gate_frame" in vector:
        check_gate(manifest, bytes.fromhex(vector["gate_frame"]), vector["opened_at"], vector["gate_due_at"])


@pytest.mark.parametrize("vector", vectors("manifest"))
def test_a_manifest_ends_as_its_vector_says(vector: Vector) -> None:
    assert outcome(lambda: act(vector)) == vector["expect"], vector["comment"]
