"""Enrolment: how a device joins (docs/spec/enrolment.md).

An admin's link carries a secret ``e`` that the server never sees.  The new device makes its keys and answers with an
HMAC under ``e`` over everything that will be certified; the admin's device checks it by itself.  Six words made from
the same bytes let two people compare what both devices saw.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import ed25519_is_sound, hmac_sha256, same, sha256, x25519_is_sound
from amanat_sync.rights import PEOPLE
from amanat_sync.staff import NO_KEY, NO_MEMBER

FRAGMENT = "#join="
WORDS = 6
WORD_BITS = 11
LONGEST_SERVICE = 200
"""UTF-8 bytes of a service's name at most."""
_LONGEST_SERVER = 200
_SERVER = re.compile(
    r"(?:https://(?:[a-z0-9]+(?:[.-][a-z0-9]+)*|\[[0-9a-f:]+\])"
    r"|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[1-9][0-9]{0,4})?\Z"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BINARY = {"root": 32, "member": 16, "token": 32, "e": 16}
_NAMES = ("root", "server", "service", "role", "member", "token", "e")


@dataclass(frozen=True, slots=True)
class Link:
    """What the QR or link of an invite holds.  ``token`` (32 B) is for the server, ``e`` (16 B) never is."""

    root: bytes
    server: str
    service: str
    role: int
    member: bytes
    token: bytes
    e: bytes


@dataclass(frozen=True, slots=True)
class Joining:
    """A device that wants to join: all that the HMAC and the words cover.

    ``tablet`` and ``courier`` (its Ed25519 key) are zeros where no tablet joins with the device.
    """

    root: bytes
    member: bytes
    device: bytes
    role: int
    ed25519: bytes
    x25519: bytes
    tablet: bytes = NO_MEMBER
    courier: bytes = NO_KEY

    def message(self) -> bytes:
        """``root hash || member || device || role u8 || ed25519 || x25519 || tablet || courier`` (177 B)."""
        return b"".join(
            (
                self.root,
                self.member,
                self.device,
                self.role.to_bytes(1, "big"),
                self.ed25519,
                self.x25519,
                self.tablet,
                self.courier,
            )
        )


def _is_link(link: Link) -> bool:
    sizes = all(len(getattr(link, name)) == size for name, size in _BINARY.items())
    return (
        sizes
        and type(link.role) is int  # JSON's true and 1.0 are equal to 1
        and link.role in PEOPLE
        and link.member != NO_MEMBER
        and len(link.server) <= _LONGEST_SERVER
        and _SERVER.match(link.server) is not None
        and 0 < len(link.service.encode()) <= LONGEST_SERVICE
        and _CONTROL.search(link.service) is None
    )


def encode_link(link: Link) -> str:
    """The fragment, ``#join=`` first; ``ValueError`` for a link that would not be read back."""
    if not _is_link(link):
        raise ValueError("not a link that can be read back")
    values = {name: getattr(link, name) for name in _NAMES}
    shown = {name: base64url(value) if isinstance(value, bytes) else value for name, value in values.items()}
    return FRAGMENT + base64url(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode())


def join_url(link: Link) -> str:
    """The whole link as it is sent or shown as a QR."""
    return f"{link.server}/{encode_link(link)}"


def decode_link(fragment: str) -> Link:
    """The link behind a fragment in its one spelling; ``enrol-link`` for anything else."""
    if not fragment.startswith(FRAGMENT):
        raise refuse("enrol-link")
    try:
        values = json.loads(parse_base64url(fragment.removeprefix(FRAGMENT)).decode())
        link = Link(**{**values, **{name: parse_base64url(values[name]) for name in _BINARY}})
        # Other orders, blanks, escapes and repeated names do not give the same text again.
        if encode_link(link) != fragment:
            raise refuse("enrol-link")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise refuse("enrol-link") from fault
    return link


def check_pin(pinned: bytes | None, link: Link) -> None:
    """``enrol-root`` where the device has the root of another service: it joins no other until it is wiped."""
    if pinned is not None and pinned != link.root:
        raise refuse("enrol-root")


def check_joining(joining: Joining) -> None:
    """What an admin's device asks of the keys before anything is signed; raises ``enrol-*``."""
    if joining.role not in PEOPLE:
        raise refuse("enrol-enum")
    if NO_MEMBER in (joining.member, joining.device) or joining.device == joining.tablet:
        raise refuse("enrol-device")
    if not ed25519_is_sound(joining.ed25519) or not x25519_is_sound(joining.x25519):
        raise refuse("enrol-key")
    if (joining.tablet == NO_MEMBER) != (joining.courier == NO_KEY):
        raise refuse("enrol-zeros")
    if joining.courier != NO_KEY and not ed25519_is_sound(joining.courier):
        raise refuse("enrol-key")


def enrol_hmac(e: bytes, joining: Joining) -> bytes:
    """What the new device sends as proof that it read the link (32 B)."""
    return hmac_sha256(e, b"amanat/1/enrol" + joining.message())


def check_enrol_hmac(e: bytes, joining: Joining, mac: bytes) -> None:
    """``enrol-hmac`` where the request was not made from this link, or was changed on its way."""
    if not same(enrol_hmac(e, joining), mac):
        raise refuse("enrol-hmac")


def enrol_words(e: bytes, joining: Joining, mac: bytes) -> tuple[int, ...]:
    """Six places in the word list: the first 66 bits, the most significant bit of byte 0 first."""
    digest = sha256(b"amanat/1/words", joining.message(), e, mac)
    bits = int.from_bytes(digest[:9], "big") >> (72 - WORDS * WORD_BITS)
    return tuple(bits >> (WORD_BITS * (WORDS - 1 - i)) & 0x7FF for i in range(WORDS))


def spell(indices: Sequence[int], word_list: Sequence[str]) -> list[str]:
    """The words at those places."""
    return [word_list[index] for index in indices]


def check_words(typed: Sequence[str], indices: Sequence[int], word_list: Sequence[str]) -> None:
    """``enrol-words`` where what the admin typed is not what the new device shows; case and blanks do not count."""
    if [word.strip().lower() for word in typed] != spell(indices, word_list):
        raise refuse("enrol-words")
