"""How the ``age`` tool spells X25519 keys: Bech32 (BIP-173) with the prefixes of C2SP age.md."""

from __future__ import annotations

from amanat_sync.errors import refuse

RECIPIENT, IDENTITY = "age", "age-secret-key-"
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode_recipient(public: bytes) -> str:
    """``age1…`` of an X25519 public key (32 B)."""
    return _encode(RECIPIENT, public)


def encode_identity(scalar: bytes) -> str:
    """``AGE-SECRET-KEY-1…`` of an X25519 scalar (32 B)."""
    return _encode(IDENTITY, scalar).upper()


def decode_recipient(text: str) -> bytes:
    """The X25519 public key (32 B) of ``age1…``; ``export-recipient`` for anything else."""
    prefix, _, letters = text.rpartition("1")
    if text != text.lower() or prefix != RECIPIENT or any(letter not in LETTERS for letter in letters):
        raise refuse("export-recipient")
    values = [LETTERS.index(letter) for letter in letters]
    if len(values) < 6 or _checksum(_expand(prefix) + values) != 1:
        raise refuse("export-recipient")
    bits = 0
    for value in values[:-6]:
        bits = bits << 5 | value
    spare = len(values[:-6]) * 5 - 256
    if spare not in range(5) or bits & ((1 << spare) - 1):
        raise refuse("export-recipient")
    return (bits >> spare).to_bytes(32, "big")


def _encode(prefix: str, raw: bytes) -> str:
    spare = -len(raw) * 8 % 5
    bits = int.from_bytes(raw, "big") << spare
    count = (len(raw) * 8 + spare) // 5
    values = [bits >> (5 * (count - 1 - place)) & 31 for place in range(count)]
    check = _checksum(_expand(prefix) + values + [0] * 6) ^ 1
    values += [check >> (5 * (5 - place)) & 31 for place in range(6)]
    return prefix + "1" + "".join(LETTERS[value] for value in values)


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            check ^= term if top >> place & 1 else 0
    return check
