"""The age test kit (npm ``cctv-age``) as Python reads it, and age's spelling of keys (Bech32)."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from functools import cache

from tests.tools import PWA

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_FILE = re.compile(r'^// \.\./testdata/(\w+)\nvar \w+ = __toBinary\("([^"]*)"\);$', re.MULTILINE)


@dataclass(frozen=True)
class KitFile:
    """One file of the kit: what it expects, the keys it gives, and the age file itself."""

    name: str
    expect: str
    payload: str
    identities: tuple[str, ...]
    armored: bool
    passphrase: bool
    file: bytes


def _read(name: str, raw: bytes) -> KitFile:
    head, _, file = raw.partition(b"\n\n")
    pairs = [line.partition(": ")[::2] for line in head.decode("ascii").split("\n")]
    told = dict(pairs)
    return KitFile(
        name=name,
        expect=told["expect"],
        payload=told.get("payload", ""),
        identities=tuple(value for key, value in pairs if key == "identity"),
        armored="armored" in told,
        passphrase="passphrase" in told,
        file=zlib.decompress(file) if told.get("compressed") == "zlib" else file,
    )


@cache
def kit() -> tuple[KitFile, ...]:
    """All files of the kit; raises where the package does not look as it should."""
    text = (PWA / "node_modules" / "cctv-age" / "index.js").read_text("ascii")
    files = tuple(_read(name, base64.b64decode(content)) for name, content in _FILE.findall(text))
    if len(files) < 140:
        raise ValueError("the kit has fewer files than it is known to have")
    return files


def secret_key(scalar: bytes) -> str:
    """``AGE-SECRET-KEY-1…`` for an X25519 scalar."""
    return _bech32("age-secret-key-", scalar).upper()


def recipient(public: bytes) -> str:
    """``age1…`` for an X25519 public key."""
    return _bech32("age", public)


def scalar_of(identity: str) -> bytes | None:
    """The scalar behind ``AGE-SECRET-KEY-1…``; None for a key of another kind."""
    prefix, _, data = identity.lower().rpartition("1")
    if prefix != "age-secret-key-":
        return None
    values = [_ALPHABET.index(letter) for letter in data[:-6]]
    number = 0
    for value in values:
        number = number << 5 | value
    return (number >> (len(values) * 5 - 256)).to_bytes(32, "big")


def _bech32(prefix: str, raw: bytes) -> str:
    number = int.from_bytes(raw, "big") << (-len(raw) * 8 % 5)
    count = -(-len(raw) * 8 // 5)
    values = [number >> 5 * (count - 1 - i) & 31 for i in range(count)]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return f"{prefix}1" + "".join(_ALPHABET[value] for value in values)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                check ^= generator
    return check
