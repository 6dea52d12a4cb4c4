"""The vectors of tests/vectors/cards, and splitting."""

from __future__ import annotations

import hashlib
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from amanat_sync.cards import (
    Card,
    combine,
    decode_card,
    encode_card,
    parse_share_words,
    read_card,
    recovery_scalar,
    root_seed,
    share_words,
    split,
)
from tests.feeds import truncations
from tests.vectorfiles import Vector, outcome, vectors

WORDS = Mnemonic("english").wordlist


def read(vector: Vector) -> None:
    match vector["operation"]:
        case "combine":
            secret = combine(bytes.fromhex(vector["left"]), bytes.fromhex(vector["right"]))
            assert secret.hex() == vector["secret"]
        case "words":
            share = parse_share_words(vector["words"], WORDS)
            assert share.hex() == vector["share"]
            assert share_words(share, WORDS) == vector["words"]
        case "card":
            card = decode_card(vector["text"])
            assert (card.root.hex(), card.recovery.hex()) == (vector["root"], vector["recovery"])
            assert encode_card(card) == vector["text"]
        case "root":
            cards = decode_card(vector["left"]), decode_card(vector["right"])
            root_seed(*cards, bytes.fromhex(vector["public"]))
        case "recovery":
            cards = decode_card(vector["left"]), decode_card(vector["right"])
            recovery_scalar(*cards, bytes.fromhex(vector["public"]))
        case "list":
            assert hashlib.sha256("\n".join(WORDS).encode()).hexdigest() == vector["digest"]
        case other:
            pytest.fail(f"no operation {other}")


@pytest.mark.parametrize("vector", vectors("cards"))
def test_every_card_vector_ends_as_it_says(vector: Vector) -> None:
    assert outcome(lambda: read(vector)) == vector["expect"], vector["comment"]


@given(
    secret=st.binary(min_size=32, max_size=32),
    slopes=st.binary(min_size=32, max_size=32),
    numbers=st.lists(st.integers(1, 255), min_size=3, max_size=3, unique=True),
)
def test_any_two_of_three_shares_bring_the_secret_back(
    secret: bytes, slopes: bytes, numbers: list[int]
) -> None:
    shares = split(secret, bytes(numbers), slopes)
    for left, right in combinations(shares, 2):
        assert combine(left, right) == secret
        assert combine(right, left) == secret


@pytest.mark.parametrize("numbers", [b"\1\2", b"\1\2\2", b"\0\1\2", b"\1\2\3\4"])
def test_numbers_that_would_give_a_share_away_are_not_split_with(numbers: bytes) -> None:
    with pytest.raises(ValueError, match="different"):
        split(bytes(32), numbers, bytes(32))


def test_a_share_cut_short_anywhere_is_refused() -> None:
    left, right, _ = split(bytes(range(32)), b"\1\2\3", bytes(range(32)))
    for cut in truncations(left):
        assert outcome(partial(combine, cut, right)) == "card-length"


def test_a_card_cut_short_anywhere_is_refused() -> None:
    share, other, _ = split(bytes(range(32)), b"\1\2\3", bytes(range(32)))
    text = encode_card(Card(share, other))
    for length in range(len(text)):
        expected = "card-magic" if length < len("amanat-card-1.") else "card-length"
        assert outcome(partial(decode_card, text[:length])) == expected


def a_card() -> Card:
    root = split(hashlib.sha256(b"root").digest(), b"\x01\x02\x03", hashlib.sha256(b"a").digest())
    recovery = split(hashlib.sha256(b"recovery").digest(), b"\x01\x02\x03", hashlib.sha256(b"b").digest())
    return Card(root[1], recovery[1])


def test_a_card_reads_the_same_however_it_is_typed() -> None:
    card = a_card()
    root, recovery = share_words(card.root, WORDS), share_words(card.recovery, WORDS)
    both = [*root, *recovery]
    for lines in (
        [encode_card(card) + "\n"],
        [" ".join(root), " ".join(recovery)],
        ["Root: " + " ".join(root).upper(), "", "recovery:", " ".join(recovery)],
        [" ".join(both)],
        both,
        *([" ".join(both[:at]), " ".join(both[at:])] for at in range(len(both))),
    ):
        assert read_card(lines, WORDS) == card


def test_a_card_takes_its_own_lines_and_leaves_the_next_cards() -> None:
    card = a_card()
    words = [" ".join(share_words(share, WORDS)) for share in (card.root, card.recovery)]
    lines = iter([encode_card(card), *words, *words, "more"])
    assert [read_card(lines, WORDS) for _ in range(3)] == [card] * 3
    assert list(lines) == ["more"]


def test_a_card_with_too_few_or_too_many_words_is_refused() -> None:
    card = a_card()
    both = [*share_words(card.root, WORDS), *share_words(card.recovery, WORDS)]
    for cut in range(len(both)):
        assert outcome(partial(read_card, [" ".join(both[:cut])], WORDS)) == "card-words"
    assert outcome(partial(read_card, [" ".join([*both, "zoo"])], WORDS)) == "card-words"
    assert outcome(partial(read_card, ["amanat-card-2." + encode_card(card)[14:]], WORDS)) == "card-words"
