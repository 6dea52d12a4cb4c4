"""Writes tests/vectors/journal: records of a film's journal in order, whole and broken.  Run by ``make wire``.

Only the tablet writes and reads journals, so only the app's tests walk these; they come from `cryptography` and the
sentences of docs/spec/journal.md.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.vectorfiles import Vector, write_vectors

FILE_KEY = bytes(range(0x40, 0x50))
FILM = bytes(range(0xE0, 0xF0))
SPEC = "docs/spec/journal.md MUST "


def journal_key(info: bytes = b"amanat/1/journal", salt: bytes = FILM) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(FILE_KEY)


def record(
    counter: int,
    plain: bytes,
    *,
    key: bytes | None = None,
    film: bytes = FILM,
    nonce: bytes | None = None,
    aad: bytes | None = None,
) -> bytes:
    told = counter.to_bytes(8, "big")
    sealed = AESGCM(journal_key() if key is None else key).encrypt(
        bytes(4) + told if nonce is None else nonce, plain, film + told if aad is None else aad
    )
    return told + sealed


def journal(comment: str, records: list[bytes], plains: list[bytes], expect: str, must: str) -> Vector:
    """``plains`` are the records' plaintexts as far as they open."""
    return {
        "comment": comment,
        "spec": SPEC + must,
        "file_key": FILE_KEY,
        "film": FILM,
        "records": records,
        "plains": plains,
        "expect": expect,
    }


def flip(raw: bytes, at: int) -> bytes:
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def main() -> None:
    a, b, c = b"first", b"second", b"third"
    one, two, three = record(0, a), record(1, b), record(2, c)
    vectors = {
        "ok": journal("three records in order", [one, two, three], [a, b, c], "ok", "2"),
        "ok-gap": journal("an attempt in between used its counter up", [one, three], [a, c], "ok", "4"),
        "ok-late-start": journal("the first attempts failed", [record(9, a)], [a], "ok", "4"),
        "ok-wide-counter": journal("a counter of five bytes", [record(2**33 + 1, a)], [a], "ok", "2"),
        "order-repeated": journal("a record twice", [one, one], [a], "journal-order", "5"),
        "order-swapped": journal("the later record first", [two, one], [b], "journal-order", "5"),
        "order-counter-above-2-53": journal(
            "a counter that is no integer", [record(2**53, a)], [], "journal-order", "5"
        ),
        "tag-ciphertext": journal("one bit of the ciphertext", [one, flip(two, 9)], [a], "journal-tag", "2"),
        "tag-tag": journal("one bit of the tag", [flip(one, -1)], [], "journal-tag", "2"),
        "tag-counter": journal(
            "a record under another counter", [one, flip(two, 6)], [a], "journal-tag", "2"
        ),
        "tag-other-film": journal(
            "another film's record", [record(0, a, film=bytes(16))], [], "journal-tag", "2"
        ),
        "tag-other-film-key": journal(
            "a key for another film", [record(0, a, key=journal_key(salt=bytes(16)))], [], "journal-tag", "1"
        ),
        "tag-other-info": journal(
            "a key for another purpose",
            [record(0, a, key=journal_key(info=b"payload"))],
            [],
            "journal-tag",
            "1",
        ),
        "tag-nonce-of-zeros": journal(
            "a nonce without the counter", [one, record(1, b, nonce=bytes(12))], [a], "journal-tag", "2"
        ),
        "tag-bare": journal(
            "film and counter are not authenticated", [record(0, a, aad=b"")], [], "journal-tag", "2"
        ),
        "length-empty": journal("nothing was sealed", [record(0, b"")], [], "journal-length", "3"),
        "length-cut": journal("shorter than counter and tag", [one[:23]], [], "journal-length", "3"),
        "length-none": journal("no byte", [b""], [], "journal-length", "3"),
        "tag-truncated": journal("the last byte is missing", [one[:-1]], [], "journal-tag", "2"),
    }
    write_vectors("journal", vectors)


if __name__ == "__main__":
    main()
