# Over 400 lines: one row for each vector, and a table of vectors is read in one place.
"""Writes tests/vectors/header: headers, recovery files, sealed headers and commitments, one reason each.

Run by ``make wire``.  The bytes come from `cryptography` and the sentences of docs/spec/header.md, not from
amanat_sync.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.vectorfiles import Vector, write_vectors

INTRO = b"age-encryption.org/v1\n"
FILE_KEY = bytes(range(0x10, 0x20))
NONCE = bytes(range(0xA0, 0xB0))
SCALAR = bytes(range(1, 33))
OTHER = bytes(range(33, 65))
EPHEMERAL = bytes(range(65, 97))
EPHEMERAL_2 = bytes(range(97, 129))
ORG = hashlib.sha256(b"org").digest()
CASE = bytes([0xC0]) * 16
GROUP = bytes([0xC1]) * 16
CLIP = bytes([0xC2]) * 16
SHARE = hashlib.sha256(b"share").digest()
CASE_KEY = hashlib.sha256(b"case key").digest()
GCM_NONCE = bytes(range(0x30, 0x3C))
SPEC = "docs/spec/header.md MUST "


def hkdf(key: bytes, salt: bytes, info: bytes, length: int = 32) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)


def public(scalar: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(scalar).public_key().public_bytes_raw()


def b64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def lines(raw: bytes) -> bytes:
    text = b64(raw)
    return b"".join(text[at : at + 64] + b"\n" for at in range(0, len(text) + 1, 64))


def wrapped(
    scalar: bytes = SCALAR, ephemeral: bytes = EPHEMERAL, file_key: bytes = FILE_KEY
) -> tuple[bytes, bytes]:
    """The sender's share and the wrapped file key."""
    own, recipient = public(ephemeral), public(scalar)
    shared = X25519PrivateKey.from_private_bytes(ephemeral).exchange(
        X25519PublicKey.from_public_bytes(recipient)
    )
    key = hkdf(shared, own + recipient, b"age-encryption.org/v1/X25519")
    return own, ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)


def stanza(scalar: bytes = SCALAR, ephemeral: bytes = EPHEMERAL) -> bytes:
    own, body = wrapped(scalar, ephemeral)
    return b"-> X25519 " + b64(own) + b"\n" + lines(body)


def signed(stanzas: bytes, file_key: bytes = FILE_KEY, *, intro: bytes = INTRO) -> bytes:
    unsigned = intro + stanzas + b"---"
    mac = hmac.digest(hkdf(file_key, b"", b"header"), unsigned, "sha256")
    return unsigned + b" " + b64(mac) + b"\n"


def loose(text: bytes) -> bytes:
    """Base64 of 32 bytes with a bit set that its last letter does not need."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1 :][:1]


HEADER = signed(stanza())
SHARE_TEXT = b64(wrapped()[0])
BODY_TEXT = b64(wrapped()[1])
MAC_TEXT = HEADER[-44:-1]


def remade(old: bytes, new: bytes) -> bytes:
    """The header with ``old`` put as ``new`` before it is authenticated: only the spelling is wrong."""
    changed = stanza().replace(old, new)
    if changed == stanza():
        raise ValueError("nothing changed")
    return signed(changed)


def head(comment: str, raw: bytes, expect: str, must: str = "1", *, scalar: bytes = SCALAR) -> Vector:
    return {
        "comment": comment,
        "spec": SPEC + must,
        "operation": "open-header",
        "header": raw,
        "scalar": scalar,
        "file_key": FILE_KEY if expect == "ok" else None,
        "expect": expect,
    }


def payload(plain: bytes, file_key: bytes = FILE_KEY) -> bytes:
    key = ChaCha20Poly1305(hkdf(file_key, NONCE, b"payload"))
    return NONCE + key.encrypt(bytes(11) + b"\x01", plain, None)


def recovery(comment: str, raw: bytes, expect: str, must: str = "7") -> Vector:
    return {
        "comment": comment,
        "spec": SPEC + must,
        "operation": "open-recovery",
        "file": raw,
        "scalar": SCALAR,
        "case_key": CASE_KEY if expect == "ok" else None,
        "expect": expect,
    }


def ash1(
    *,
    clip: bytes = CLIP,
    version: int = 1,
    epoch: int = 1,
    share: bytes = SHARE,
    place: bytes = ORG + CASE + GROUP,
    info: bytes = b"amanat/1/seal",
    magic: bytes = b"ASH1",
    header: bytes = HEADER,
    aad_tail: int = 28,
) -> bytes:
    before = magic + clip + version.to_bytes(4, "big") + epoch.to_bytes(4, "big")
    key = AESGCM(hkdf(share, clip, info))
    return before + GCM_NONCE + key.encrypt(GCM_NONCE, header, place + before[:aad_tail])


def sealed(comment: str, raw: bytes, expect: str, must: str = "9", *, on_tablet: bool = False) -> Vector:
    return {
        "comment": comment,
        "spec": SPEC + must,
        "operation": "open-sealed",
        "share": SHARE,
        "org": ORG,
        "case": CASE,
        "group": GROUP,
        "on_tablet": on_tablet,
        "sealed": raw,
        "header": HEADER if expect == "ok" else None,
        "expect": expect,
    }


def flip(raw: bytes, at: int) -> bytes:
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def whole_headers() -> dict[str, Vector]:
    two = signed(stanza(OTHER, EPHEMERAL_2) + stanza())
    return {
        "ok-one-recipient": head("a film's header", HEADER, "ok"),
        "ok-second-of-two": head("the second stanza is ours", two, "ok", "5"),
        "no-match": head("another scalar", HEADER, "header-no-match", "5", scalar=OTHER),
        "no-match-body-damaged": head(
            "one bit of the wrapped file key",
            signed(b"-> X25519 " + SHARE_TEXT + b"\n" + lines(flip(wrapped()[1], 0))),
            "header-no-match",
            "5",
        ),
        "mac-changed": head(
            "one bit of the check",
            HEADER[:-44] + b64(flip(base64.b64decode(MAC_TEXT + b"="), 0)) + b"\n",
            "header-mac",
            "6",
        ),
        "mac-of-another-file-key": head(
            "the check of another file key", signed(stanza(), bytes(16)), "header-mac", "6"
        ),
        "mac-stanza-added": head(
            "a stanza put in after the check was made",
            HEADER.replace(b"---", stanza(OTHER, EPHEMERAL_2) + b"---"),
            "header-mac",
            "6",
        ),
        "mac-stanza-taken": head(
            "a stanza taken out", two.replace(stanza(OTHER, EPHEMERAL_2), b""), "header-mac", "6"
        ),
        "stanza-of-another-kind": head(
            "a film's header holds X25519 only",
            signed(stanza() + b"-> ssh-ed25519 abc\n\n"),
            "age-stanza",
            "4",
        ),
        "stanza-of-a-passphrase": head(
            "a passphrase opens no film", signed(b"-> scrypt abc 10\n" + lines(bytes(32))), "age-stanza", "4"
        ),
        "share-small-order-zero": head(
            "a share of zeros", remade(SHARE_TEXT, b64(bytes(32))), "header-key", "3"
        ),
        "share-small-order-one": head(
            "a share of order 1", remade(SHARE_TEXT, b64(bytes([1]) + bytes(31))), "header-key", "3"
        ),
        "share-small-order-eight": head(
            "a share of order 8",
            remade(
                SHARE_TEXT,
                b64(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")),
            ),
            "header-key",
            "3",
        ),
        "length-bytes-follow": head("a byte after the header", HEADER + b"\0", "header-length"),
        "length-too-long": head(
            "65,536 bytes without an end", INTRO + b"-> X25519 " + b"a" * 65_536, "header-length", "2"
        ),
    }


def misspelled() -> dict[str, Vector]:
    cases: dict[str, tuple[str, bytes]] = {
        "version-two": ("another version of age", signed(stanza(), intro=b"age-encryption.org/v2\n")),
        "carriage-return": ("lines end in CR LF", HEADER.replace(b"\n", b"\r\n")),
        "no-stanza": ("a header for nobody", signed(b"")),
        "share-padded": ("base64 with padding", remade(SHARE_TEXT, SHARE_TEXT + b"=")),
        "share-loose-bits": ("a second spelling of the same share", remade(SHARE_TEXT, loose(SHARE_TEXT))),
        "share-url-letters": ("letters of base64url", remade(SHARE_TEXT, SHARE_TEXT[:-2] + b"-_")),
        "share-short": ("a share of 31 bytes", remade(SHARE_TEXT, b64(wrapped()[0][:31]))),
        "share-long": ("a share of 33 bytes", remade(SHARE_TEXT, b64(wrapped()[0] + b"\0"))),
        "share-missing": ("no share", remade(b"X25519 " + SHARE_TEXT, b"X25519")),
        "argument-more": ("a second argument", remade(SHARE_TEXT, SHARE_TEXT + b" x")),
        "body-loose-bits": ("a second spelling of the body", remade(BODY_TEXT, loose(BODY_TEXT))),
        "body-short": ("a body of 31 bytes", remade(BODY_TEXT, b64(wrapped()[1][:31]))),
        "body-long": ("a file key of 17 bytes", remade(BODY_TEXT, b64(wrapped(file_key=bytes(17))[1]))),
        "body-last-line-missing": (
            "a body that fills its line needs an empty one after it",
            signed(b"-> X25519 " + SHARE_TEXT + b"\n" + b64(bytes(48)) + b"\n"),
        ),
        "mac-loose-bits": ("a second spelling of the check", HEADER[:-44] + loose(MAC_TEXT) + b"\n"),
        "mac-short": ("a check of 31 bytes", HEADER[:-44] + b64(bytes(31)) + b"\n"),
        "mac-space-after": ("a space at the end", HEADER[:-1] + b" \n"),
        "mac-missing": ("three dashes alone", HEADER[:-45] + b"\n"),
    }
    return {
        f"syntax-{name}": head(text, raw, "header-syntax", "2") for name, (text, raw) in cases.items()
    } | {
        "truncated-in-version": head("cut in the first line", HEADER[:10], "header-truncated", "2"),
        "truncated-in-stanza": head("cut in the body", HEADER[:80], "header-truncated", "2"),
        "truncated-before-line-feed": head(
            "the last line feed is missing", HEADER[:-1], "header-truncated", "2"
        ),
    }


def misspelled_others() -> dict[str, Vector]:
    """Stanzas of another kind: nothing but their spelling is judged."""
    cases = {
        "argument-empty": ("two spaces", b"-> other  x\n\n"),
        "argument-missing-after-space": ("a space at the end", b"-> other \n\n"),
        "argument-not-ascii": ("a letter that is not ASCII", b"-> other \xc3\xa9\n\n"),
        "argument-control": ("a letter that is not visible", b"-> other \x01\n\n"),
        "body-line-too-long": ("a line of 68 columns", b"-> other\n" + b64(bytes(51)) + b"\n\n"),
        "body-short-line-inside": ("a short line that is not the last", b"-> other\nAAAA\nAAAA\n"),
        "body-missing": ("no line for the body", b"-> other\n"),
        "body-loose-bits-other": ("a second spelling", b"-> other\nAB\n"),
        "body-not-base64": ("a letter that base64 has not", b"-> other\nAA-A\n"),
        "body-odd-letter": ("five letters of base64", b"-> other\nAAAAA\n"),
    }
    return {
        f"syntax-{name}": recovery(text, signed(other + stanza()) + payload(CASE_KEY), "header-syntax", "2")
        for name, (text, other) in cases.items()
    }


def recoveries() -> dict[str, Vector]:
    grease = b"-> joint-oil-grease x y\n" + lines(b"passed over")
    file = HEADER + payload(CASE_KEY)
    return {
        "recovery-ok": recovery("a recovery file", file, "ok"),
        "recovery-ok-other-stanza": recovery(
            "a stanza of another kind is passed over", signed(grease + stanza()) + payload(CASE_KEY), "ok"
        ),
        "recovery-ok-body-of-a-full-line": recovery(
            "a body of 48 bytes fills its line, an empty line ends it",
            signed(b"-> other\n" + lines(bytes(48)) + stanza()) + payload(CASE_KEY),
            "ok",
        ),
        "recovery-only-others": recovery(
            "only stanzas of other kinds", signed(grease) + payload(CASE_KEY), "header-no-match", "5"
        ),
        "recovery-passphrase-beside": recovery(
            "a passphrase stanza stands alone or not at all",
            signed(stanza() + b"-> scrypt abc 10\n" + lines(bytes(32))) + payload(CASE_KEY),
            "header-syntax",
        ),
        "recovery-damaged": recovery("one bit of the payload", flip(file, -1), "seal-tag"),
        "recovery-cut-at-header": recovery("no payload", HEADER, "seal-truncated"),
        "recovery-short-key": recovery("a key of 31 bytes", HEADER + payload(CASE_KEY[:31]), "seal-length"),
        "recovery-long-key": recovery("a key of 33 bytes", HEADER + payload(CASE_KEY + b"\0"), "seal-length"),
        "recovery-armored": recovery(
            "recovery files are binary", b"-----BEGIN AGE ENCRYPTED FILE-----\n" + file, "header-syntax", "2"
        ),
    }


def sealed_headers() -> dict[str, Vector]:
    raw = ash1()
    return {
        "sealed-ok": sealed("a sealed header", raw, "ok"),
        "sealed-ok-later-version": sealed("version 7 of epoch 3", ash1(version=7, epoch=3), "ok"),
        "sealed-ok-journal": sealed("version 0 on the tablet", ash1(version=0), "ok", "10", on_tablet=True),
        "sealed-version-zero": sealed("version 0 elsewhere", ash1(version=0), "header-version", "10"),
        "sealed-epoch-zero": sealed("epochs count from 1", ash1(epoch=0), "header-epoch", "10"),
        "sealed-magic": sealed("letters of another format", ash1(magic=b"ASH2"), "header-magic"),
        "sealed-too-short": sealed(
            "40 bytes and a tag around nothing", raw[:40] + bytes(16), "header-length"
        ),
        "sealed-too-long": sealed("a header above 65,536 bytes", ash1(header=bytes(65_537)), "header-length"),
        "sealed-truncated": sealed("the last byte is missing", raw[:-1], "header-tag"),
        "sealed-trailing": sealed("a byte more", raw + b"\0", "header-tag"),
        "sealed-bit": sealed("one bit of the ciphertext", flip(raw, 50), "header-tag"),
        "sealed-nonce": sealed("one bit of the nonce", flip(raw, 30), "header-tag"),
        "sealed-version-changed": sealed("version 2 put for 1", raw[:23] + b"\x02" + raw[24:], "header-tag"),
        "sealed-epoch-changed": sealed("epoch 2 put for 1", raw[:27] + b"\x02" + raw[28:], "header-tag"),
        "sealed-clip-changed": sealed("another clip's id", flip(raw, 10), "header-tag"),
        "sealed-other-share": sealed("another share", ash1(share=bytes(32)), "header-tag", "8"),
        "sealed-other-org": sealed("another service", ash1(place=bytes(32) + CASE + GROUP), "header-tag"),
        "sealed-other-case": sealed("another case", ash1(place=ORG + GROUP + GROUP), "header-tag"),
        "sealed-other-group": sealed("another group", ash1(place=ORG + CASE + CASE), "header-tag"),
        "sealed-other-info": sealed(
            "a key for another purpose", ash1(info=b"amanat/1/commit"), "header-tag", "8"
        ),
        "sealed-bare-aad": sealed(
            "service, case and group are not authenticated", ash1(place=b""), "header-tag"
        ),
    }


def writing() -> dict[str, Vector]:
    two = signed(stanza(OTHER, EPHEMERAL_2) + stanza())
    return {
        "write-header": {
            "comment": "what is written for two recipients",
            "spec": SPEC + "1",
            "operation": "write-header",
            "file_key": FILE_KEY,
            "recipients": [public(OTHER), public(SCALAR)],
            "ephemerals": [EPHEMERAL_2, EPHEMERAL],
            "header": two,
            "expect": "ok",
        },
        "write-header-small-order": {
            "comment": "a recipient of small order",
            "spec": SPEC + "3",
            "operation": "write-header",
            "file_key": FILE_KEY,
            "recipients": [bytes(32)],
            "ephemerals": [EPHEMERAL],
            "header": None,
            "expect": "header-key",
        },
        "write-recovery": {
            "comment": "what is written to the recovery recipient",
            "spec": SPEC + "7",
            "operation": "write-recovery",
            "case_key": CASE_KEY,
            "recipient": public(SCALAR),
            "file_key": FILE_KEY,
            "nonce": NONCE,
            "ephemeral": EPHEMERAL,
            "file": HEADER + payload(CASE_KEY),
            "expect": "ok",
        },
        "write-sealed": {
            "comment": "what is written as version 2 of epoch 1",
            "spec": SPEC + "9",
            "operation": "write-sealed",
            "share": SHARE,
            "org": ORG,
            "case": CASE,
            "group": GROUP,
            "clip": CLIP,
            "version": 2,
            "epoch": 1,
            "nonce": GCM_NONCE,
            "header": HEADER,
            "sealed": ash1(version=2),
            "expect": "ok",
        },
        "commitments": {
            "comment": "what manifests say about file key and share",
            "spec": SPEC + "11",
            "operation": "commit",
            "file_key": FILE_KEY,
            "clip": CLIP,
            "group": GROUP,
            "share": SHARE,
            "file_key_commit": hkdf(FILE_KEY, CLIP, b"amanat/1/commit"),
            "share_commit": hashlib.sha256(b"amanat/1/share" + GROUP + SHARE).digest(),
            "expect": "ok",
        },
    }


def main() -> None:
    write_vectors(
        "header",
        whole_headers() | misspelled() | misspelled_others() | recoveries() | sealed_headers() | writing(),
    )


if __name__ == "__main__":
    main()
