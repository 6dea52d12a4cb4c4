"""Writes tests/vectors/cards: shares combined, shares as words, cards as the text of a QR, and the word list.

``operation`` says what to do: ``combine`` the shares ``left`` and ``right`` (where it is well, to ``secret``);
``words`` reads ``words`` (to ``share``, which spells the same words); ``card`` reads ``text`` (to ``root`` and
``recovery``); ``root`` and ``recovery`` combine the cards ``left`` and ``right`` and compare with the public key
``public``; ``list`` compares the SHA-256 of the word list, its words joined by line feeds.

The shares called npm were drawn by shamir-secret-sharing 0.0.4; the others by the table of powers here.
"""

from __future__ import annotations

import base64
import hashlib

from mnemonic import Mnemonic

from amanat_sync.keys import ed25519_public, x25519_public
from tests.people_world import drawn
from tests.vectorfiles import Vector, write_vectors

SPEC = "docs/spec/cards.md"
WORDS = Mnemonic("english").wordlist
VECTORS: dict[str, Vector] = {}

NPM = {
    "zeros": (
        bytes(32),
        "f788d1928a3ee4f9e093d46510820cc04fe15db3520ff0ec75cc08f8307298fcf1",
        "24f50a7f99c8333beb49e45b4d32737106dd27d30e29a6981602ab0dd794b8d590",
        "b2929a745f03a6e7279ff0c63246984376cc89fb37be15bff4db190c5653a08dfe",
    ),
    "ones": (
        b"\xff" * 32,
        "ed4f70e332876db5e42f4bde3fcb8d3f328488b90f3eac7a9948932320b010ef51",
        "05d0b8537adbcb9f7809819e564fdc567aa1526cb789bdbfd2fbd5fa801161a0e7",
        "ace1b09dc0405aa3082af7c772016772c0c3f9999afa5f9729740e10933d7ba7ab",
    ),
    "counting": (
        bytes(range(32)),
        "1ed177c218cd1ded4237c3fd14a7e6ccbbf6577ee2af246e2e9b0f88e8c6021679",
        "ee0bf290f8d7c5fc24dcd10cd480e78e948f493b1308af8b85e7a77c0944e25e9c",
        "786ccd2a74086a823bf103fe6c93832e8aa01dbce1cbdee8c0274e61e15c6e3bff",
    ),
}

POWERS = [1]
for _ in range(254):
    # 3 generates the group: multiply by x + 1, modulo x^8 + x^4 + x^3 + x + 1.
    value = POWERS[-1] << 1 ^ POWERS[-1]
    POWERS.append(value ^ 0x11B if value & 0x100 else value)


def times(left: int, right: int) -> int:
    if left == 0 or right == 0:
        return 0
    return POWERS[(POWERS.index(left) + POWERS.index(right)) % 255]


def share(secret: bytes, name: str, x: int) -> bytes:
    slopes = drawn(name)
    return bytes(byte ^ times(slope, x) for byte, slope in zip(secret, slopes, strict=True)) + bytes([x])


def vector(name: str, comment: str, expect: str, operation: str, *, rule: str, **inputs: object) -> None:
    if name in VECTORS:
        raise ValueError(f"two vectors are called {name}")
    told: Vector = {"comment": comment, "spec": f"{SPEC}#{rule}", "operation": operation}
    VECTORS[name] = {**told, **inputs, "expect": expect}


def combine_vectors() -> None:
    rule = "shares"

    def told(name: str, comment: str, left: bytes, right: bytes, secret: bytes) -> None:
        vector(name, comment, "ok", "combine", rule=rule, left=left, right=right, secret=secret)

    def refused(name: str, comment: str, expect: str, left: bytes, right: bytes) -> None:
        vector(name, comment, expect, "combine", rule=rule, left=left, right=right, secret=None)

    for name, (secret, *texts) in NPM.items():
        shares = [bytes.fromhex(text) for text in texts]
        for one, other in ((0, 1), (1, 2), (2, 0)):
            told(
                f"npm-{name}-{one}{other}", "Two of three of the library.", shares[one], shares[other], secret
            )
    secret = drawn("a secret")
    low, second, last = (share(secret, "slopes", x) for x in (1, 2, 255))
    told("lowest", "The lowest numbers.", low, second, secret)
    told("highest", "The highest number.", last, low, secret)
    refused("same", "One card twice.", "card-same", low, low)
    refused("same-number", "Two shares with one number.", "card-same", low, second[:32] + low[32:])
    refused("short", "A byte is missing.", "card-length", low[1:], second)
    refused("long", "A byte follows.", "card-length", low, second + b"\1")
    refused("empty", "Nothing.", "card-length", b"", second)
    refused("number-0", "It would be the secret itself.", "card-number", secret + b"\0", second)


def word_vectors() -> None:
    rule = "words"
    one = share(drawn("a secret"), "slopes", 1)

    def spelled(raw: bytes) -> list[str]:
        bits = "".join(f"{byte:08b}" for byte in raw)
        return [WORDS[int(bits[at : at + 11], 2)] for at in range(0, len(bits), 11)]

    def told(name: str, comment: str, expect: str, words: list[str], raw: bytes | None = None) -> None:
        vector(name, comment, expect, "words", rule=rule, words=words, share=raw)

    words = spelled(one)
    told("words", "Twenty-four words.", "ok", words, one)
    low = bytes(32) + b"\1"
    told("words-low", "The first word many times, the second last.", "ok", spelled(low), low)
    high = b"\xff" * 33
    told("words-high", "The last word of the list.", "ok", spelled(high), high)
    told("words-few", "One is missing.", "card-words", words[:23])
    told("words-many", "One too many.", "card-words", [*words, words[0]])
    told("words-unknown", "Not of the list.", "card-words", [*words[:23], "amanat"])
    told("words-beginning", "The first letters only.", "card-words", [word[:2] for word in words])
    told("words-number", "A share without a number.", "card-number", spelled(one[:32] + b"\0"))
    digest = hashlib.sha256("\n".join(WORDS).encode()).digest()
    vector("list", "Both packages have the same list.", "ok", "list", rule=rule, digest=digest)


def card_vectors() -> None:
    rule = "the-qr"
    seed, scalar = drawn("root seed"), drawn("recovery scalar")
    cards = [
        (share(seed, "roots", x), share(scalar, "recoveries", y)) for x, y in ((7, 90), (8, 7), (200, 1))
    ]
    texts = [text_of(root + recovery) for root, recovery in cards]

    def told(name: str, comment: str, expect: str, text: str) -> None:
        root, recovery = cards[0] if expect == "ok" else (None, None)
        vector(name, comment, expect, "card", rule=rule, text=text, root=root, recovery=recovery)

    told("card", "A card.", "ok", texts[0])
    told("card-empty", "Nothing.", "card-magic", "")
    told("card-prefix", "Another text.", "card-magic", texts[0].replace("-1.", "-2."))
    told("card-short", "A letter is missing.", "card-length", texts[0][:-1])
    told("card-long", "Four letters follow.", "card-length", texts[0] + "AAAA")
    told("card-letter", "A letter that is none of base64url.", "card-length", texts[0][:-1] + "+")
    told("card-number", "The second share has no number.", "card-number", text_of(cards[0][0] + bytes(33)))
    both = {"left": texts[0], "right": texts[1]}
    public = ed25519_public(seed)
    vector("root", "Two cards bring the root back.", "ok", "root", rule=rule, **both, public=public)
    recipient = x25519_public(scalar)
    vector("recovery", "And the recovery scalar.", "ok", "recovery", rule=rule, **both, public=recipient)
    other = text_of(share(drawn("x"), "roots", 9) + share(drawn("y"), "recoveries", 9))
    mixed = {"left": texts[0], "right": other}
    wrong = "Cards of two services."
    vector("root-mixed", wrong, "card-checksum", "root", rule=rule, **mixed, public=public)
    vector("recovery-mixed", wrong, "card-checksum", "recovery", rule=rule, **mixed, public=recipient)
    twice = {"left": texts[2], "right": texts[2]}
    vector("root-same", "One card twice.", "card-same", "root", rule=rule, **twice, public=public)


def text_of(raw: bytes) -> str:
    return "amanat-card-1." + base64.urlsafe_b64encode(raw).decode()


def main() -> None:
    combine_vectors()
    word_vectors()
    card_vectors()
    write_vectors("cards", VECTORS)


if __name__ == "__main__":
    main()
