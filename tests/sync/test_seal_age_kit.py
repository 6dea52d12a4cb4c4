"""The age test kit, without armor and passphrases: files made elsewhere, most of them broken in one place.

Keys of the kit's hybrid kind (ML-KEM-768 with X25519) are not ours: those files must be read strictly, and none of
their stanzas may open, whatever the kit expects of a program that has such keys (docs/spec/header.md).
"""

from __future__ import annotations

import hashlib

import pytest

from amanat_sync.errors import AmanatError
from amanat_sync.header import open_header, read_header
from amanat_sync.seal import Opener
from tests.sync.agekit import KitFile, kit, scalar_of
from tests.vectorfiles import outcome

OURS = [file for file in kit() if not file.armored and not file.passphrase]
HYBRID = [file for file in OURS if any(scalar_of(identity) is None for identity in file.identities)]
X25519 = [file for file in OURS if file not in HYBRID]
CODES = {
    "success": {"ok"},
    "no match": {"header-no-match"},
    "HMAC failure": {"header-mac"},
    "header failure": {"header-syntax", "header-truncated", "header-key"},
    "payload failure": {"seal-tag", "seal-truncated", "seal-trailing", "seal-empty-last"},
}
# The kit counts a payload that ends in its nonce as a fault of the header.
CUT_IN_NONCE = {"stream_no_nonce", "stream_short_nonce"}
SCALAR = next(scalar for file in X25519 if file.identities and (scalar := scalar_of(file.identities[0])))


def named(files: list[KitFile]) -> list[object]:
    return [pytest.param(file, id=file.name) for file in files]


def opened(file: KitFile, pieces: list[bytes]) -> tuple[str, bytes]:
    """The outcome and the plaintext given out; ``pieces`` is how the payload comes."""
    plain = b""
    scalars = [scalar for identity in file.identities if (scalar := scalar_of(identity)) is not None]
    try:
        raw = file.file[: read_header(file.file).length]
        opener = Opener(open_header(raw, scalars[0] if scalars else SCALAR, pass_over=True))
        for piece in pieces:
            plain += opener.push(piece)
        plain += opener.finish()
    except AmanatError as fault:
        return fault.code, plain
    return "ok", plain


def feeds_of(file: KitFile) -> list[list[bytes]]:
    """The payload whole, in uneven pieces, byte by byte, and (where it is short) split at each byte."""
    if outcome(lambda: read_header(file.file)) != "ok":
        return [[]]
    payload = file.file[read_header(file.file).length :]
    feeds = [[payload], [payload[at : at + 4099] for at in range(0, len(payload), 4099)]]
    if len(payload) < 150_000:
        feeds.append([payload[at : at + 1] for at in range(len(payload))])
    if len(payload) < 1000:
        feeds += [[payload[:at], payload[at:]] for at in range(1, len(payload))]
    return feeds


@pytest.mark.parametrize("file", named(X25519))
def test_every_x25519_file_of_the_kit_ends_as_it_says(file: KitFile) -> None:
    allowed = CODES[file.expect] | ({"seal-truncated"} if file.name in CUT_IN_NONCE else set())
    for pieces in feeds_of(file):
        code, plain = opened(file, pieces)
        assert code in allowed
        if file.payload:
            assert hashlib.sha256(plain).hexdigest() == file.payload


@pytest.mark.parametrize("file", named(X25519))
def test_a_film_refuses_the_kit_s_headers_that_hold_other_stanzas(file: KitFile) -> None:
    if outcome(lambda: read_header(file.file)) != "ok":
        return
    header = read_header(file.file)
    others = any(stanza.kind != "X25519" for stanza in header.stanzas)
    code = outcome(lambda: open_header(file.file[: header.length], SCALAR))
    assert (code == "age-stanza") == others


@pytest.mark.parametrize("file", named(HYBRID))
def test_a_hybrid_stanza_opens_nothing(file: KitFile) -> None:
    for pieces in feeds_of(file):
        code, plain = opened(file, pieces)
        # A file that has an X25519 stanza beside it opens by that one.
        expected = (
            {"ok"}
            if file.name == "hybrid_and_x25519" and code == "ok"
            else {"header-no-match", "header-syntax"}
        )
        assert code in expected
        assert plain == b"" or code == "ok"


def test_the_kit_is_run_as_a_whole() -> None:
    left = [file.name for file in kit() if file not in OURS]
    assert all("armor" in name or "scrypt" in name for name in left)
    assert len(X25519) >= 60
    assert len(HYBRID) >= 15
