"""Three recovery cards out of the root's seed and the recovery scalar; any two bring both back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_sync.cards import combine, parse_share_words, share_words, split
from amanat_sync.errors import refuse
from amanat_sync.keys import ed25519_public, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_client.entropy import Entropy
    from amanat_client.service import Founded


@dataclass(frozen=True, slots=True)
class WordCard:
    """A card as words, 24 for each of the two secrets."""

    root: list[str]
    recovery: list[str]


def make_cards(founded: Founded, entropy: Entropy, word_list: Sequence[str]) -> list[WordCard]:
    """The cards; shown once."""
    roots = split(founded.root_seed, bytes((1, 2, 3)), entropy.draw(32))
    recoveries = split(founded.recovery_scalar, bytes((1, 2, 3)), entropy.draw(32))
    return [
        WordCard(list(share_words(root, word_list)), list(share_words(recovery, word_list)))
        for root, recovery in zip(roots, recoveries, strict=True)
    ]


def root_from_words(
    left: Sequence[str], right: Sequence[str], root: bytes, word_list: Sequence[str]
) -> bytes:
    """The root's seed (32 B) for one signature, out of the words of two cards; raises ``card-*``."""
    seed = combine(parse_share_words(left, word_list), parse_share_words(right, word_list))
    if not same(ed25519_public(seed), root):
        raise refuse("card-checksum")
    return seed


def lines_of(cards: Sequence[WordCard]) -> list[str]:
    """The cards as they are printed at the terminal."""
    return [
        f"\nCard {number}\n  root:     {' '.join(card.root)}\n  recovery: {' '.join(card.recovery)}"
        for number, card in enumerate(cards, 1)
    ]
