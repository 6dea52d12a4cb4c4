"""What the Sealer, the Opener and ranges promise beside their vectors."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanat_sync.errors import AmanatError
from amanat_sync.seal import (
    FRAME_LENGTH,
    SEALED_FRAME,
    Opener,
    Sealer,
    frames_for,
    open_frames,
    payload_length,
    plain_length,
)
from tests.feeds import feeds, truncations
from tests.vectorfiles import outcome

FILE_KEY = bytes(range(16))
NONCE = bytes(range(200, 216))
LENGTHS = st.one_of(
    st.integers(0, 300),
    st.integers(-2, 2).map(lambda d: FRAME_LENGTH + d),
    st.integers(-2, 2).map(lambda d: 2 * FRAME_LENGTH + d),
)


def plain_of(length: int) -> bytes:
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def seal(plain: bytes, pieces: list[bytes] | None = None) -> bytes:
    sealer = Sealer(FILE_KEY, NONCE)
    return b"".join(sealer.push(piece) for piece in ([plain] if pieces is None else pieces)) + sealer.finish()


def opened(pieces: list[bytes], payload_len: int | None = None) -> tuple[str, bytes]:
    """The outcome of opening what comes in ``pieces``, and all plaintext given out before it."""
    plain = b""
    opener = Opener(FILE_KEY, payload_len)
    try:
        for piece in pieces:
            plain += opener.push(piece)
        plain += opener.finish()
    except AmanatError as fault:
        return fault.code, plain
    return "ok", plain


def cut(raw: bytes, sizes: list[int]) -> list[bytes]:
    """``raw`` in pieces of the sizes, over and over."""
    pieces: list[bytes] = []
    at = 0
    while at < len(raw):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(raw[at : at + size])
        at += size
    return pieces


SIZES = st.lists(st.integers(1, 3 * FRAME_LENGTH), min_size=1, max_size=4).map(lambda sizes: [*sizes, 40_000])


@given(LENGTHS, SIZES, SIZES, st.booleans())
def test_what_is_sealed_opens_to_the_same_bytes_however_it_is_cut(
    length: int, sealing: list[int], opening: list[int], known: bool
) -> None:
    plain = plain_of(length)
    payload = seal(plain, cut(plain, sealing))
    assert payload == seal(plain)
    assert len(payload) == payload_length(length)
    assert plain_length(len(payload)) == length
    assert opened(cut(payload, opening), len(payload) if known else None) == ("ok", plain)


@given(LENGTHS, SIZES, st.data())
def test_a_changed_bit_is_refused_alike_in_any_pieces(
    length: int, sizes: list[int], data: st.DataObject
) -> None:
    payload = bytearray(seal(plain_of(length)))
    bit = data.draw(st.integers(0, len(payload) * 8 - 1))
    payload[bit // 8] ^= 1 << bit % 8
    whole = opened([bytes(payload)])
    assert whole[0] == "seal-tag"
    assert plain_of(length).startswith(whole[1])
    assert opened(cut(bytes(payload), sizes)) == whole


@given(LENGTHS, st.data())
def test_a_payload_cut_or_made_longer_is_refused_where_its_length_is_known(
    length: int, data: st.DataObject
) -> None:
    payload = seal(plain_of(length))
    end = data.draw(st.integers(0, len(payload) - 1))
    assert opened([payload[:end]], len(payload))[0] == "seal-truncated"
    more = data.draw(st.binary(min_size=1, max_size=40))
    assert opened([payload + more], len(payload))[0] == "seal-trailing"
    assert opened([payload, more], len(payload))[0] == "seal-trailing"


@given(LENGTHS.filter(bool), st.data())
def test_every_range_is_the_slice_of_the_plaintext(length: int, data: st.DataObject) -> None:
    plain = plain_of(length)
    payload = seal(plain)
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, length))
    span = frames_for(start, end, len(payload))
    frames = open_frames(FILE_KEY, NONCE, span.counter, payload[span.start : span.end], len(payload))
    assert span.cut(frames) == plain[start:end]


@given(st.integers(0, 2**60))
def test_a_length_and_its_payload_s_belong_together(length: int) -> None:
    assert plain_length(payload_length(length)) == length


@given(st.integers(-5, 3 * SEALED_FRAME))
def test_a_length_that_no_payload_has_is_refused(payload_len: int) -> None:
    code = outcome(lambda: plain_length(payload_len))
    possible = any(
        payload_length(plain) == payload_len for plain in range(max(0, payload_len - 80), payload_len + 1)
    )
    assert (code == "ok") == possible


def test_a_payload_opens_alike_split_at_each_byte_and_byte_by_byte() -> None:
    plain = plain_of(300)
    for pieces in feeds(seal(plain)):
        assert opened(pieces) == ("ok", plain)


def test_a_payload_cut_at_each_byte_is_refused_and_gives_nothing_out() -> None:
    payload = seal(plain_of(300))
    for part in truncations(payload):
        assert opened([part], len(payload)) == ("seal-truncated", b"")
        # Without the length, a cut frame cannot be told from a damaged one.
        assert opened([part]) == ("seal-truncated" if len(part) < 32 else "seal-tag", b"")


def test_frames_on_both_sides_of_a_border_open_alike_wherever_the_cut_is() -> None:
    plain = plain_of(2 * FRAME_LENGTH + 10)
    payload = seal(plain)
    for border in (16, 16 + SEALED_FRAME, 16 + 2 * SEALED_FRAME, len(payload)):
        for at in range(border - 20, min(border + 20, len(payload))):
            assert opened([payload[: max(0, at)], payload[max(0, at) :]]) == ("ok", plain)


def test_empty_pieces_change_nothing() -> None:
    plain = plain_of(FRAME_LENGTH)
    payload = seal(plain, [b"", plain, b"", b""])
    assert payload == seal(plain)
    assert opened([b"", payload[:20], b"", payload[20:], b""]) == ("ok", plain)


def test_length_and_digest_are_of_what_was_returned() -> None:
    sealer = Sealer(FILE_KEY, NONCE)
    payload = b""
    for piece in cut(plain_of(3 * FRAME_LENGTH), [50_000, 1]):
        payload += sealer.push(piece)
        assert sealer.length == len(payload)
        assert sealer.digest == hashlib.sha256(payload).digest()
    payload += sealer.finish()
    assert sealer.length == len(payload)
    assert sealer.digest == hashlib.sha256(payload).digest()


def test_a_finished_sealer_seals_nothing_more() -> None:
    sealer = Sealer(FILE_KEY, NONCE)
    sealer.finish()
    assert outcome(lambda: sealer.push(b"more")) == "seal-finished"
    assert outcome(sealer.finish) == "seal-finished"


def test_a_pass_that_broke_cannot_go_on() -> None:
    sealer = Sealer(FILE_KEY, NONCE)
    with pytest.raises(TypeError):
        sealer.push("text")  # type: ignore[arg-type]  # the fault that is asked for
    assert outcome(lambda: sealer.push(b"more")) == "seal-finished"


def test_a_fault_comes_again_with_every_call_after_it() -> None:
    opener = Opener(FILE_KEY)
    opener.push(seal(plain_of(100))[:-1] + b"\0")
    for _ in range(2):
        assert outcome(opener.finish) == "seal-tag"
    assert outcome(lambda: opener.push(b"more")) == "seal-tag"


def test_an_opener_that_ended_takes_nothing_more() -> None:
    opener = Opener(FILE_KEY)
    opener.push(seal(b"film"))
    assert opener.finish() == b"film"
    assert outcome(lambda: opener.push(b"more")) == "seal-finished"
    assert outcome(opener.finish) == "seal-finished"


def test_keys_and_nonces_of_another_length_are_a_fault_of_the_caller() -> None:
    for make in (
        lambda: Sealer(bytes(15), NONCE),
        lambda: Sealer(FILE_KEY, bytes(12)),
        lambda: Opener(bytes(32)),
    ):
        with pytest.raises(ValueError, match="16 bytes"):
            make()


def test_frames_of_two_payloads_do_not_fit_into_each_other() -> None:
    one = seal(plain_of(2 * FRAME_LENGTH))
    other_sealer = Sealer(FILE_KEY, bytes(16))
    other = other_sealer.push(plain_of(2 * FRAME_LENGTH)) + other_sealer.finish()
    mixed = one[: 16 + SEALED_FRAME] + other[16 + SEALED_FRAME :]
    assert opened([mixed]) == ("seal-tag", plain_of(FRAME_LENGTH))
