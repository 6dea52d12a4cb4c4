"""What headers and sealed headers promise beside their vectors."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanat_sync.header import (
    MAX_HEADER,
    open_header,
    open_recovery_file,
    open_sealed_header,
    read_header,
    read_sealed_header,
    seal_header,
    write_header,
    write_recovery_file,
)
from amanat_sync.keys import x25519_public
from amanat_sync.stanzas import Stanza, signed_text, unsigned_text
from tests.feeds import truncations
from tests.vectorfiles import outcome

FILE_KEY = bytes(range(16))
SCALARS = [bytes([i]) * 32 for i in range(1, 6)]
PUBLICS = [x25519_public(scalar) for scalar in SCALARS]
EPHEMERALS = [bytes([100 + i]) * 32 for i in range(5)]
HEADER = write_header(FILE_KEY, PUBLICS[:2], EPHEMERALS[:2])
SHARE, ORG, CASE, GROUP, CLIP = (bytes([200 + i]) * n for i, n in enumerate((32, 32, 16, 16, 16)))
VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
STANZAS = st.builds(
    Stanza,
    VISIBLE,
    st.lists(VISIBLE, max_size=3).map(tuple),
    st.one_of(st.binary(max_size=150), st.just(bytes(48))),
)


def seal(header: bytes = HEADER, *, version: int = 1) -> bytes:
    return seal_header(
        SHARE, ORG, CASE, GROUP, clip=CLIP, version=version, epoch=1, nonce=bytes(range(12)), header=header
    )


@given(st.lists(STANZAS, min_size=1, max_size=5), st.binary(min_size=32, max_size=32), st.binary(max_size=50))
def test_a_header_is_read_to_the_stanzas_it_was_written_from(
    stanzas: list[Stanza], mac: bytes, after: bytes
) -> None:
    raw = signed_text(unsigned_text(stanzas), mac)
    header = read_header(raw + after)
    assert header.stanzas == tuple(stanzas)
    assert header.mac == mac
    assert header.unsigned == unsigned_text(stanzas)
    assert header.length == len(raw)


@given(st.lists(STANZAS, min_size=1, max_size=3), st.data())
def test_a_header_has_one_spelling(stanzas: list[Stanza], data: st.DataObject) -> None:
    raw = bytearray(signed_text(unsigned_text(stanzas), bytes(32)))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    changed = bytes(raw)
    if outcome(lambda: read_header(changed)) == "ok":
        header = read_header(changed)
        assert signed_text(unsigned_text(header.stanzas), header.mac) == changed[: header.length]


@given(st.binary(max_size=200))
def test_any_bytes_after_the_first_line_are_read_or_refused(rest: bytes) -> None:
    assert outcome(lambda: read_header(b"age-encryption.org/v1\n" + rest)).startswith(("ok", "header-"))


def test_each_recipient_gets_the_file_key_and_nobody_else() -> None:
    assert open_header(HEADER, SCALARS[0]) == FILE_KEY
    assert open_header(HEADER, SCALARS[1]) == FILE_KEY
    assert outcome(lambda: open_header(HEADER, SCALARS[2])) == "header-no-match"


def test_a_header_cut_at_each_byte_says_that_it_is_cut() -> None:
    for part in truncations(HEADER):
        assert outcome(partial(open_header, part, SCALARS[0])) == "header-truncated"


def test_a_header_with_any_bit_changed_opens_nothing() -> None:
    for at in range(len(HEADER)):
        for bit in range(8):
            changed = HEADER[:at] + bytes([HEADER[at] ^ 1 << bit]) + HEADER[at + 1 :]
            assert outcome(partial(open_header, changed, SCALARS[0])) != "ok"


def test_a_sealed_header_is_forty_bytes_and_a_tag_longer() -> None:
    assert len(seal()) == 40 + len(HEADER) + 16
    assert open_sealed_header(SHARE, ORG, CASE, GROUP, seal()) == HEADER


def test_a_sealed_header_with_any_bit_changed_opens_nothing() -> None:
    sealed = seal()
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 0x40]) + sealed[at + 1 :]
        code = outcome(partial(open_sealed_header, SHARE, ORG, CASE, GROUP, changed))
        assert code == ("header-magic" if at < 4 else "header-tag")


def test_a_sealed_header_cut_at_each_byte_opens_nothing() -> None:
    for part in truncations(seal()):
        code = outcome(partial(open_sealed_header, SHARE, ORG, CASE, GROUP, part))
        assert code == ("header-length" if len(part) < 57 else "header-tag")


def test_version_zero_never_leaves_the_tablet() -> None:
    sealed = seal(version=0)
    assert outcome(lambda: read_sealed_header(sealed)) == "header-version"
    assert read_sealed_header(sealed, on_tablet=True).version == 0
    assert open_sealed_header(SHARE, ORG, CASE, GROUP, sealed, on_tablet=True) == HEADER


def test_only_a_whole_header_is_sealed() -> None:
    assert outcome(lambda: seal(HEADER[:-1])) == "header-truncated"
    assert outcome(lambda: seal(HEADER + b"\n")) == "header-length"


def test_a_header_for_more_recipients_than_it_holds_is_not_written() -> None:
    def write(count: int) -> bytes:
        return write_header(FILE_KEY, [PUBLICS[0]] * count, [EPHEMERALS[0]] * count)

    most = (MAX_HEADER - 70) // 98
    assert open_header(write(most), SCALARS[0]) == FILE_KEY
    assert outcome(lambda: write(most + 1)) == "header-length"


def test_keys_that_do_not_pair_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="ephemeral"):
        write_header(FILE_KEY, PUBLICS[:2], EPHEMERALS[:1])
    with pytest.raises(ValueError, match="ephemeral"):
        write_header(FILE_KEY, [], [])
    with pytest.raises(ValueError, match="case key"):
        write_recovery_file(
            bytes(31), PUBLICS[0], file_key=FILE_KEY, nonce=bytes(16), ephemeral=EPHEMERALS[0]
        )


def test_a_recovery_file_cut_at_each_byte_is_refused() -> None:
    case_key = bytes(range(32))
    file = write_recovery_file(
        case_key, PUBLICS[0], file_key=FILE_KEY, nonce=bytes(16), ephemeral=EPHEMERALS[0]
    )
    assert open_recovery_file(file, SCALARS[0]) == case_key
    for part in truncations(file):
        code = outcome(partial(open_recovery_file, part, SCALARS[0]))
        assert code in {"header-truncated", "seal-truncated", "seal-tag"}
