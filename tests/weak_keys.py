"""Public keys that must be refused, for the vectors of every format that holds a key."""

from __future__ import annotations

FIELD_PRIME = 2**255 - 19

NOT_CANONICAL_ED25519 = {
    "y-is-p": FIELD_PRIME.to_bytes(32, "little"),
    "y-is-p-plus-1": (FIELD_PRIME + 1).to_bytes(32, "little"),
    "y-above-p": (FIELD_PRIME + 3).to_bytes(32, "little"),
    "x-0-signed-y-1": (1 | 1 << 255).to_bytes(32, "little"),
    "x-0-signed-y-minus-1": (FIELD_PRIME - 1 | 1 << 255).to_bytes(32, "little"),
}
SMALL_ORDER_X25519 = {
    "0": bytes(32),
    "1": (1).to_bytes(32, "little"),
    "minus-1": (FIELD_PRIME - 1).to_bytes(32, "little"),
    "order-8": bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    "order-8-other": bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
}
NOT_CANONICAL_X25519 = {
    "u-above-p": (FIELD_PRIME + 9).to_bytes(32, "little"),
    "top-bit": (9 | 1 << 255).to_bytes(32, "little"),
}
