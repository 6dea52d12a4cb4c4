"""The vectors of tests/vectors/seal, each fed whole and in pieces."""

from __future__ import annotations

import hashlib

import pytest

from amanat_sync.errors import AmanatError
from amanat_sync.seal import (
    FRAME_LENGTH,
    Opener,
    Sealer,
    frames_for,
    open_frames,
    payload_length,
    plain_length,
)
from tests.sync.spelled import unspelled
from tests.vectorfiles import Vector, outcome, vectors

PIECES = (1 << 24, FRAME_LENGTH, 65_552, 40_000, 7)


def released(vector: Vector, piece: int) -> tuple[str, bytes]:
    """The outcome of opening in pieces of ``piece`` bytes, and all plaintext given out before it."""
    plain = b""
    payload = unspelled(vector["payload"])
    cuts = [0, *range(piece, len(payload), piece)]
    if piece < 100:
        # Small pieces where they matter: around the nonce and at the end.
        cuts = [cut for cut in cuts if cut < 64 or cut > len(payload) - 128]
    try:
        opener = Opener(bytes.fromhex(vector["file_key"]), vector["payload_len"])
        for start, end in zip(cuts, [*cuts[1:], len(payload)], strict=True):
            plain += opener.push(payload[start:end])
        plain += opener.finish()
    except AmanatError as fault:
        return fault.code, plain
    return "ok", plain


def open_range(vector: Vector) -> bytes:
    payload_len = vector["payload_len"]
    span = frames_for(vector["start"], vector["end"], payload_len)
    plain = open_frames(
        bytes.fromhex(vector["file_key"]),
        bytes.fromhex(vector["nonce"]),
        vector["first_counter"],
        unspelled(vector["data"]),
        payload_len,
    )
    return span.cut(plain)


@pytest.mark.parametrize("vector", vectors("seal"))
def test_every_seal_vector_ends_as_it_says(vector: Vector) -> None:
    match vector["operation"]:
        case "open":
            for piece in PIECES:
                code, plain = released(vector, piece)
                assert code == vector["expect"], piece
                assert hashlib.sha256(plain).hexdigest() == vector["released_sha256"], piece
        case "range":
            assert outcome(lambda: open_range(vector)) == vector["expect"]
            if vector["expect"] == "ok":
                assert hashlib.sha256(open_range(vector)).hexdigest() == vector["plain_sha256"]
        case "length":
            assert outcome(lambda: plain_length(vector["payload_len"])) == vector["expect"]
            if vector["expect"] == "ok":
                assert plain_length(vector["payload_len"]) == vector["plain_len"]
                assert payload_length(vector["plain_len"]) == vector["payload_len"]
        case "seal":
            file_key, payload = bytes.fromhex(vector["file_key"]), unspelled(vector["payload"])
            opener = Opener(file_key)
            plain = opener.push(payload) + opener.finish()
            assert len(plain) == vector["plain_len"]
            sealer = Sealer(file_key, bytes.fromhex(vector["nonce"]))
            assert sealer.push(plain) + sealer.finish() == payload
            assert sealer.digest.hex() == vector["payload_sha256"]
        case other:
            pytest.fail(f"no runner for {other}")


def test_most_seal_vectors_are_failures_and_there_are_thirty() -> None:
    expected = [param.values[0]["expect"] for param in vectors("seal")]
    assert len(expected) >= 30
    assert sum(code != "ok" for code in expected) > len(expected) / 2
