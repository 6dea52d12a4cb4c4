"""Recovery cards: any two of three bring back the root's seed and the recovery scalar (docs/spec/cards.md).

Each secret of 32 bytes is split over GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, byte by byte, by a line through the
secret at x = 0.  A share is the 32 values of y, then x (33 B): 264 bits, which is 24 words of a list of 2,048.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import ed25519_public, same, x25519_public

SHARE_LENGTH = 33
SHARE_WORDS = 24
WORD_BITS = 11
PREFIX = "amanat-card-1."
"""What the text of a card's QR starts with."""


def _times(left: int, right: int) -> int:
    """The product in GF(2^8)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = left << 1 ^ (0x11B if left & 0x80 else 0)
        right >>= 1
    return product


def _inverse(value: int) -> int:
    """The inverse in GF(2^8): every element but 0 has an order that divides 255."""
    power = 1
    for _ in range(254):
        power = _times(power, value)
    return power


def split(secret: bytes, numbers: bytes, slopes: bytes) -> tuple[bytes, bytes, bytes]:
    """Three shares (33 B each) of a secret (32 B).

    ``numbers`` are three different bytes above 0, ``slopes`` 32 fresh random bytes that serve this secret alone.
    """
    if len(secret) != 32 or len(slopes) != 32 or len(set(numbers)) != 3 or len(numbers) != 3 or 0 in numbers:
        raise ValueError("a secret and slopes of 32 bytes, and three different numbers above 0")
    first, second, third = (
        bytes(value ^ _times(slope, x) for value, slope in zip(secret, slopes, strict=True)) + bytes((x,))
        for x in numbers
    )
    return first, second, third


def check_share(share: bytes) -> None:
    """``card-length`` where it is not 33 bytes, ``card-number`` where x is 0."""
    if len(share) != SHARE_LENGTH:
        raise refuse("card-length")
    if share[-1] == 0:
        raise refuse("card-number")


def combine(left: bytes, right: bytes) -> bytes:
    """The secret (32 B) behind two shares; ``card-same`` where both are of one card.

    Shares of different secrets combine to nonsense: ``root_seed`` and ``recovery_scalar`` check what comes out.
    """
    check_share(left)
    check_share(right)
    x1, x2 = left[-1], right[-1]
    if x1 == x2:
        raise refuse("card-same")
    # Lagrange at x = 0: y1 * x2 / (x1 + x2) + y2 * x1 / (x1 + x2), where + is exclusive or.
    scale = _inverse(x1 ^ x2)
    weight1, weight2 = _times(x2, scale), _times(x1, scale)
    pairs = zip(left[:32], right[:32], strict=True)
    return bytes(_times(y1, weight1) ^ _times(y2, weight2) for y1, y2 in pairs)


def share_words(share: bytes, word_list: Sequence[str]) -> list[str]:
    """A share as 24 words, the most significant bits first."""
    check_share(share)
    bits = int.from_bytes(share, "big")
    places = (bits >> (WORD_BITS * (SHARE_WORDS - 1 - i)) & 0x7FF for i in range(SHARE_WORDS))
    return [word_list[place] for place in places]


def parse_share_words(words: Sequence[str], word_list: Sequence[str]) -> bytes:
    """The share behind 24 words; case and blanks do not count.  Raises ``card-words`` and ``card-number``."""
    if len(words) != SHARE_WORDS:
        raise refuse("card-words")
    places = {word: place for place, word in enumerate(word_list)}
    bits = 0
    for word in words:
        place = places.get(word.strip().lower())
        if place is None:
            raise refuse("card-words")
        bits = bits << WORD_BITS | place
    share = bits.to_bytes(SHARE_LENGTH, "big")
    check_share(share)
    return share


@dataclass(frozen=True, slots=True)
class Card:
    """One of the three cards: a share of the root's seed and one of the recovery scalar."""

    root: bytes
    recovery: bytes


def encode_card(card: Card) -> str:
    """The text of a card's QR: ``amanat-card-1.`` and base64url of both shares."""
    check_share(card.root)
    check_share(card.recovery)
    return PREFIX + base64url(card.root + card.recovery)


def decode_card(text: str) -> Card:
    """The card behind a QR; ``card-magic`` for another text, ``card-length`` for one cut short or longer."""
    if not text.startswith(PREFIX):
        raise refuse("card-magic")
    try:
        raw = parse_base64url(text.removeprefix(PREFIX), 2 * SHARE_LENGTH)
    except ValueError as fault:
        raise refuse("card-length") from fault
    card = Card(raw[:SHARE_LENGTH], raw[SHARE_LENGTH:])
    check_share(card.root)
    check_share(card.recovery)
    return card


def read_card(lines: Iterable[str], word_list: Sequence[str]) -> Card:
    """The card that somebody types or scans: the text of its QR, or its 48 words, the root's before recovery's.

    Takes as many lines as it needs; empty ones, case, and a heading that ends in a colon do not count.  ``card-words``
    where the lines end before the words do, and what ``decode_card`` and ``parse_share_words`` raise.
    """
    words: list[str] = []
    for line in lines:
        text = line.strip()
        if not words and text.startswith(PREFIX):
            return decode_card(text)
        words += [word for word in text.split() if not word.endswith(":")]
        if len(words) >= 2 * SHARE_WORDS:
            break
    root, recovery = words[:SHARE_WORDS], words[SHARE_WORDS:]
    return Card(parse_share_words(root, word_list), parse_share_words(recovery, word_list))


def root_seed(left: Card, right: Card, root: bytes) -> bytes:
    """The root's seed (32 B); ``card-checksum`` where its public key is not ``root``."""
    seed = combine(left.root, right.root)
    if not same(ed25519_public(seed), root):
        raise refuse("card-checksum")
    return seed


def recovery_scalar(left: Card, right: Card, recovery_key: bytes) -> bytes:
    """The recovery scalar (32 B); ``card-checksum`` where its public key is not ``recovery_key``."""
    scalar = combine(left.recovery, right.recovery)
    if not same(x25519_public(scalar), recovery_key):
        raise refuse("card-checksum")
    return scalar
