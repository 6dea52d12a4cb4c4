# Over 400 lines: one row for each vector, and a table of vectors is read in one place.
"""Writes tests/vectors/seal: payloads, ranges and lengths, one reason each.

The bytes come from `cryptography` and the sentences of docs/spec/payload.md, not from amanat_sync. Plaintexts are
chosen so that ciphertexts are zeros, and bytes are written as a list of hex strings in which "00*65536" stands for a
byte that repeats: so a frame of 64 KiB is a line.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.vectorfiles import Vector, write_vectors

FRAME = 65_536
TAG = 16
SEALED = FRAME + TAG
FILE_KEY = bytes(range(0x10, 0x20))
NONCE = bytes(range(0xA0, 0xB0))


class Frames:
    """The frames of one stream key."""

    def __init__(self, file_key: bytes = FILE_KEY, nonce: bytes = NONCE) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
        self._cipher = ChaCha20Poly1305(key)

    def plain(self, counter: int, size: int, *, last: bool) -> bytes:
        """The plaintext that a frame of zeros seals."""
        return self._cipher.encrypt(self._nonce(counter, last=last), bytes(size), None)[:size]

    def seal(
        self, counter: int, size: int, *, last: bool, aad: bytes | None = None, order: str = "big"
    ) -> bytes:
        plain = self.plain(counter, size, last=last)
        return self._cipher.encrypt(self._nonce(counter, last=last, order=order), plain, aad)

    @staticmethod
    def _nonce(counter: int, *, last: bool, order: str = "big") -> bytes:
        return counter.to_bytes(11, "big" if order == "big" else "little") + bytes([last])


FRAMES = Frames()


def sizes(length: int) -> list[int]:
    """The frames' plaintext lengths of a payload that seals ``length`` bytes."""
    full, rest = divmod(length, FRAME)
    return [FRAME] * full + ([rest] if rest or not full else [])


def frames(length: int) -> list[bytes]:
    parts = sizes(length)
    return [FRAMES.seal(i, size, last=i == len(parts) - 1) for i, size in enumerate(parts)]


def payload(length: int) -> bytes:
    return NONCE + b"".join(frames(length))


def plain(length: int, count: int | None = None) -> bytes:
    """What the first ``count`` frames (all where None) of a payload of ``length`` plaintext bytes hold."""
    parts = sizes(length)
    whole = [FRAMES.plain(i, size, last=i == len(parts) - 1) for i, size in enumerate(parts)]
    return b"".join(whole[:count])


def flip(raw: bytes, at: int) -> bytes:
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def spelled(raw: bytes) -> list[str]:
    """``raw`` as hex, long runs of one byte as ``byte*count``."""
    parts: list[str] = []
    at = 0
    while at < len(raw):
        run = len(raw) - at - len(raw[at:].lstrip(raw[at : at + 1]))
        if run >= 64:
            parts.append(f"{raw[at]:02x}*{run}")
            at += run
            continue
        end = next((i for i in range(at + 1, len(raw)) if raw[i : i + 64] == raw[i : i + 1] * 64), len(raw))
        parts.append(raw[at:end].hex())
        at = end
    return parts


def opening(
    comment: str,
    raw: bytes,
    expect: str,
    released: bytes,
    *,
    payload_len: int | None = None,
    file_key: bytes = FILE_KEY,
    section: str = "3",
) -> Vector:
    return {
        "comment": comment,
        "spec": f"docs/spec/payload.md MUST {section}",
        "operation": "open",
        "file_key": file_key.hex(),
        "payload_len": payload_len,
        "payload": spelled(raw),
        "released_sha256": hashlib.sha256(released).hexdigest(),
        "expect": expect,
    }


def ranged(
    comment: str,
    expect: str,
    *,
    start: int,
    end: int,
    length: int,
    data: bytes | None = None,
    counter: int | None = None,
    payload_len: int | None = None,
) -> Vector:
    """``data`` is what was fetched (by default the right bytes), ``counter`` the frame it is taken for."""
    whole = payload(length)
    first = start // FRAME
    fetched = whole[16 + first * SEALED : 16 + ((end - 1) // FRAME + 1) * SEALED] if data is None else data
    return {
        "comment": comment,
        "spec": "docs/spec/payload.md MUST 8",
        "operation": "range",
        "file_key": FILE_KEY.hex(),
        "nonce": NONCE.hex(),
        "payload_len": len(whole) if payload_len is None else payload_len,
        "start": start,
        "end": end,
        "first_counter": first if counter is None else counter,
        "data": spelled(fetched),
        "plain_sha256": hashlib.sha256(plain(length)[start:end]).hexdigest() if expect == "ok" else None,
        "expect": expect,
    }


def lengths(comment: str, expect: str, payload_len: int, plain_len: int | None) -> Vector:
    return {
        "comment": comment,
        "spec": "docs/spec/payload.md MUST 5",
        "operation": "length",
        "payload_len": payload_len,
        "plain_len": plain_len,
        "expect": expect,
    }


def sealing(comment: str, length: int) -> Vector:
    return {
        "comment": comment,
        "spec": "docs/spec/payload.md MUST 2",
        "operation": "seal",
        "file_key": FILE_KEY.hex(),
        "nonce": NONCE.hex(),
        "plain_len": length,
        "payload": spelled(payload(length)),
        "payload_sha256": hashlib.sha256(payload(length)).hexdigest(),
        "expect": "ok",
    }


def whole_payloads() -> dict[str, Vector]:
    names = {
        "empty": (0, "an empty payload is one empty frame, flagged as the last"),
        "one-byte": (1, "the shortest payload with anything in it"),
        "one-full-frame": (FRAME, "a full frame can be the last; no empty one follows"),
        "frame-and-a-byte": (FRAME + 1, "the second frame holds one byte"),
        "two-full-frames": (2 * FRAME, "the last of two full frames carries the flag"),
        "three-frames": (2 * FRAME + 1000, "counters 0, 1, 2 in 11 bytes"),
    }
    made = {f"ok-{name}": opening(text, payload(n), "ok", plain(n)) for name, (n, text) in names.items()}
    made["ok-length-known"] = opening(
        "the manifest's length is given and right", payload(1000), "ok", plain(1000), payload_len=1032
    )
    return made


def cut_payloads() -> dict[str, Vector]:
    two = payload(FRAME + 1000)
    known = len(two)
    first = plain(FRAME + 1000, 1)
    return {
        "truncated-to-nothing": opening("no byte came", b"", "seal-truncated", b""),
        "truncated-in-nonce": opening("15 of the 16 bytes of the nonce", NONCE[:15], "seal-truncated", b""),
        "truncated-after-nonce": opening("a nonce and no frame", NONCE, "seal-truncated", b""),
        "truncated-below-a-tag": opening(
            "a frame shorter than its tag", payload(0)[:-1], "seal-truncated", b""
        ),
        "truncated-after-frame": opening(
            "the frames end with one that is not the last",
            two[: 16 + SEALED],
            "seal-truncated",
            first,
            section="4",
        ),
        "truncated-early-in-frame": opening(
            "three bytes of the second frame", two[: 16 + SEALED + 3], "seal-truncated", first
        ),
        "truncated-in-last-frame": opening(
            "the last frame is cut, and the length is known",
            two[:-5],
            "seal-truncated",
            first,
            payload_len=known,
            section="6",
        ),
        "truncated-by-a-frame-known": opening(
            "the last frame is missing, and the length is known",
            two[: 16 + SEALED],
            "seal-truncated",
            first,
            payload_len=known,
            section="6",
        ),
        "cut-frame-length-unknown": opening(
            "the last frame is cut; without the length that is a damaged frame", two[:-5], "seal-tag", first
        ),
        "last-flag-missing-full": opening(
            "the only frame is full and lacks the flag",
            NONCE + FRAMES.seal(0, FRAME, last=False),
            "seal-truncated",
            FRAMES.plain(0, FRAME, last=False),
            section="4",
        ),
    }


def damaged_payloads() -> dict[str, Vector]:
    three = frames(2 * FRAME + 1000)
    one, two, last = three
    first = plain(2 * FRAME + 1000, 1)
    both = plain(2 * FRAME + 1000, 2)
    short = Frames().seal(0, FRAME - 1, last=False)
    other = Frames(nonce=bytes(16)).seal(0, 100, last=True)
    return {
        "tag-bit-in-ciphertext": opening(
            "one bit of the ciphertext", flip(payload(100), 20), "seal-tag", b""
        ),
        "tag-bit-in-tag": opening("one bit of the tag", flip(payload(100), -1), "seal-tag", b""),
        "tag-bit-in-nonce": opening("one bit of the nonce", flip(payload(100), 3), "seal-tag", b""),
        "tag-bit-in-second-frame": opening(
            "one bit of the second of three", NONCE + one + flip(two, 7) + last, "seal-tag", first
        ),
        "tag-bit-in-last-frame": opening(
            "one bit of the last", NONCE + one + two + flip(last, 7), "seal-tag", both
        ),
        "tag-other-file-key": opening("another file key", payload(100), "seal-tag", b"", file_key=bytes(16)),
        "tag-other-nonce": opening("a frame sealed under another nonce", NONCE + other, "seal-tag", b""),
        "tag-frames-swapped": opening(
            "second frame before the first", NONCE + two + one + last, "seal-tag", b""
        ),
        "tag-frame-repeated": opening(
            "the first frame twice", NONCE + one + one + two + last, "seal-tag", first
        ),
        "tag-frame-left-out": opening("the second frame is missing", NONCE + one + last, "seal-tag", first),
        "tag-first-frame-left-out": opening(
            "the first frame is missing", NONCE + two + last, "seal-tag", b""
        ),
        "tag-counter-from-one": opening(
            "counters start at 1", NONCE + FRAMES.seal(1, 100, last=True), "seal-tag", b"", section="3"
        ),
        "tag-counter-little-endian": opening(
            "the second frame's counter is little-endian",
            NONCE + one + FRAMES.seal(1, 1000, last=True, order="little"),
            "seal-tag",
            first,
        ),
        "tag-additional-data": opening(
            "frames have no additional data",
            NONCE + FRAMES.seal(0, 100, last=True, aad=b"x"),
            "seal-tag",
            b"",
        ),
        "tag-short-middle-frame": opening(
            "a frame before the last that is not full",
            NONCE + short + FRAMES.seal(1, 100, last=True),
            "seal-tag",
            b"",
            section="1",
        ),
        "tag-last-flag-missing": opening(
            "the only frame is short and lacks the flag",
            NONCE + FRAMES.seal(0, 100, last=False),
            "seal-tag",
            b"",
            section="4",
        ),
        "empty-last": opening(
            "an empty last frame after a full one",
            NONCE + one + FRAMES.seal(1, 0, last=True),
            "seal-empty-last",
            first,
            section="4",
        ),
    }


def long_payloads() -> dict[str, Vector]:
    full, short = payload(FRAME), payload(100)
    return {
        "trailing-byte": opening(
            "a byte after a full last frame", full + b"\0", "seal-trailing", plain(FRAME)
        ),
        "trailing-frame": opening(
            "a second last frame after a full one",
            full + FRAMES.seal(1, 100, last=True),
            "seal-trailing",
            plain(FRAME),
        ),
        "trailing-flag-on-first": opening(
            "the first of two full frames carries the flag",
            NONCE + FRAMES.seal(0, FRAME, last=True) + FRAMES.seal(1, FRAME, last=True),
            "seal-trailing",
            FRAMES.plain(0, FRAME, last=True),
            section="4",
        ),
        "trailing-length-known": opening(
            "a byte after a short last frame, and the length is known",
            short + b"\0",
            "seal-trailing",
            b"",
            payload_len=len(short),
            section="6",
        ),
        "trailing-length-unknown": opening(
            "a byte after a short last frame belongs to that frame", short + b"\0", "seal-tag", b""
        ),
        "length-impossible": opening(
            "no payload has the length that the manifest names",
            short,
            "seal-length",
            b"",
            payload_len=31,
            section="5",
        ),
    }


def ranges() -> dict[str, Vector]:
    length = 2 * FRAME + 1000
    one, two, last = frames(length)
    big = len(payload(length))
    return {
        "range-first-bytes": ranged("the first ten bytes", "ok", start=0, end=10, length=length),
        "range-over-a-border": ranged(
            "over the border of two frames", "ok", start=FRAME - 3, end=FRAME + 4, length=length
        ),
        "range-last-byte": ranged("the last byte", "ok", start=length - 1, end=length, length=length),
        "range-whole": ranged("everything", "ok", start=0, end=length, length=length),
        "range-one-full-frame": ranged(
            "a full frame that is the last", "ok", start=5, end=FRAME, length=FRAME
        ),
        "range-empty": ranged("no byte asked for", "seal-range", start=5, end=5, length=length),
        "range-backwards": ranged("the end before the start", "seal-range", start=9, end=5, length=length),
        "range-negative": ranged("a start before the payload", "seal-range", start=-1, end=5, length=length),
        "range-beyond": ranged("one byte too far", "seal-range", start=0, end=length + 1, length=length),
        "range-of-nothing": ranged("an empty payload has no range", "seal-range", start=0, end=1, length=0),
        "range-impossible-length": ranged(
            "no payload has that length",
            "seal-length",
            start=0,
            end=1,
            length=length,
            payload_len=16 + SEALED + 16,
        ),
        "range-wrong-frame": ranged(
            "the second frame for the first", "seal-tag", start=0, end=9, length=length, data=two
        ),
        "range-wrong-counter": ranged(
            "the right frame under another number",
            "seal-tag",
            start=0,
            end=9,
            length=length,
            data=one,
            counter=1,
        ),
        "range-swapped": ranged(
            "two frames in each other's place",
            "seal-tag",
            start=0,
            end=2 * FRAME,
            length=length,
            data=two + one,
        ),
        "range-last-taken-for-middle": ranged(
            "a payload said to be longer", "seal-tag", start=0, end=9, length=FRAME, payload_len=big
        ),
        "range-damaged": ranged("one bit", "seal-tag", start=0, end=9, length=length, data=flip(one, 9)),
        "range-cut": ranged("a frame cut short", "seal-range", start=0, end=9, length=length, data=one[:-1]),
        "range-nothing-fetched": ranged("no data", "seal-range", start=0, end=9, length=length, data=b""),
        "range-too-much": ranged(
            "data beyond the payload",
            "seal-range",
            start=length - 1,
            end=length,
            length=length,
            data=last + b"\0",
        ),
        "range-too-few-frames": ranged(
            "the second frame was not fetched", "seal-range", start=0, end=FRAME + 1, length=length, data=one
        ),
    }


def all_lengths() -> dict[str, Vector]:
    good = {0: 32, 1: 33, FRAME: 16 + SEALED, FRAME + 1: 16 + SEALED + 17, 10 * FRAME: 16 + 10 * SEALED}
    bad = {
        "nothing": 0,
        "nonce": 16,
        "below-a-tag": 31,
        "empty-last-frame": 16 + SEALED + 16,
        "part-of-a-tag": 16 + SEALED + 1,
    }
    made = {
        f"length-{plain_len}": lengths("a length and its payload's", "ok", n, plain_len)
        for plain_len, n in good.items()
    }
    made |= {
        f"length-bad-{name}": lengths("no payload has it", "seal-length", n, None) for name, n in bad.items()
    }
    return made


def main() -> None:
    vectors = (
        whole_payloads() | cut_payloads() | damaged_payloads() | long_payloads() | ranges() | all_lengths()
    )
    vectors |= {
        f"sealing-{n}": sealing("what a Sealer writes", n) for n in (0, 1, FRAME, FRAME + 1, 2 * FRAME)
    }
    write_vectors("seal", vectors)


if __name__ == "__main__":
    main()
