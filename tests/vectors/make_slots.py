"""Writes tests/vectors/slots: single key slots, whole and broken.  Run by ``make wire``."""

from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amanat_sync.records import SLOT_KINDS, Slot, encode
from tests.vectorfiles import Vector, write_vectors

SPEC = "docs/spec/slots.md"
KEY = bytes(range(32))
GROUP = bytes.fromhex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")
NONCE = bytes.fromhex("0102030405060708090a0b0c")
LENGTHS = {
    "tablet key": 32,
    "courier seed": 32,
    "identity": 64,
    "case": 36,
    "share": 32,
    "lease": 32,
    "journal": 16,
}
LENGTHS |= {"film": 48, "root": 64}
BY_TABLET = {"courier seed", "share"}
DUE = 1_800_000_000_000


def plaintext_of(kind: str) -> bytes:
    return bytes(0x40 + i for i in range(LENGTHS[kind]))


def slot_of(kind: str, *, owner: int | None = None, plaintext: bytes | None = None, due_at: int = 0) -> Slot:
    """A sealed slot of that kind; ``plaintext`` is padded with zeros to 72 bytes."""
    by = (0 if kind in BY_TABLET else 3) if owner is None else owner
    number = SLOT_KINDS.index(kind) + 1
    generation = 2 if kind == "case" else 0
    empty = Slot(number, generation, by, GROUP, due_at, NONCE, bytes(72), bytes(16))
    clear = encode(empty)[:28]
    padded = (plaintext_of(kind) if plaintext is None else plaintext).ljust(72, b"\x00")
    sealed = AESGCM(KEY).encrypt(NONCE, padded, clear)
    return replace(empty, ciphertext=sealed[:72], tag=sealed[72:])


def vector(comment: str, raw: bytes, expect: str, key: bytes = KEY, plaintext: bytes = b"") -> Vector:
    return {
        "comment": comment,
        "spec": SPEC,
        "key": key,
        "slot": raw,
        "plaintext": plaintext,
        "expect": expect,
    }


def changed(raw: bytes, at: int, to: int | None = None) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1 if to is None else to]) + raw[at + 1 :]


def make() -> dict[str, Vector]:
    made: dict[str, Vector] = {}
    for kind in SLOT_KINDS:
        due = DUE if kind in {"lease", "film"} else 0
        raw = encode(slot_of(kind, due_at=due))
        name = f"opens-{kind.replace(' ', '-')}"
        made[name] = vector(f"A slot with a {kind}.", raw, "ok", plaintext=plaintext_of(kind))
    film = encode(slot_of("film", due_at=DUE))
    made |= {
        "another-key": vector("The key is another member's.", film, "slot-tag", key=bytes(32)),
        "changed-kind": vector(
            "The kind is authenticated: a film is not a case.", changed(film, 0, 4), "slot-tag"
        ),
        "changed-generation": vector("The generation is authenticated.", changed(film, 1), "slot-tag"),
        "changed-owner": vector("The owner is authenticated.", changed(film, 3), "slot-tag"),
        "changed-group": vector("A slot does not open for another film.", changed(film, 4), "slot-tag"),
        "changed-due-at": vector("A date that was put off does not open.", changed(film, 27), "slot-tag"),
        "changed-nonce": vector("The nonce is another one.", changed(film, 28), "slot-tag"),
        "changed-ciphertext": vector("One bit of the ciphertext is flipped.", changed(film, 40), "slot-tag"),
        "changed-tag": vector("One bit of the tag is flipped.", changed(film, 127), "slot-tag"),
        "unknown-kind": vector("Kinds count from 1 to 9.", changed(film, 0, 10), "slot-enum"),
        "zero-kind": vector(
            "Kind 0 with other bytes set is no empty slot.", changed(film, 0, 0), "slot-enum"
        ),
        "high-flag": vector("The high byte of the flags is 0.", changed(film, 2, 1), "slot-unknown-flag"),
        "due-at-above-2-53": vector("A date fits into 2^53-1.", changed(film, 20, 0xFF), "slot-integer"),
        "film-of-the-tablet": vector(
            "A film belongs to a member, not to the tablet.", encode(slot_of("film", owner=0)), "slot-owner"
        ),
        "share-of-a-member": vector(
            "An unsent share lies under the tablet key.", encode(slot_of("share", owner=3)), "slot-owner"
        ),
        "padding-not-zero": vector(
            "The plaintext is padded with zeros.",
            encode(slot_of("journal", plaintext=plaintext_of("journal").ljust(72, b"\x01"))),
            "slot-zeros",
        ),
        "cut-short": vector("A slot has 128 bytes.", film[:-1], "slot-length"),
        "one-byte-more": vector("A slot has 128 bytes.", film + b"\x00", "slot-length"),
    }
    return made


if __name__ == "__main__":
    write_vectors("slots", make())
