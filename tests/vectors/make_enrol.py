"""Writes tests/vectors/enrol: links, requests to join, their HMAC and the six words.

``operation`` says what to do: ``link`` decodes ``fragment`` (and where it is well, compares ``link``); ``joining``
checks ``joining``; ``hmac`` checks ``hmac`` of ``joining`` under ``e``; ``words`` compares ``typed`` with the words
of ``joining``, ``e`` and ``hmac``; ``pin`` decodes ``fragment`` and compares it with ``pinned``.

HMAC and words are made here from the sentences of docs/spec/enrolment.md, not by amanat_sync.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from mnemonic import Mnemonic

from amanat_sync.keys import SMALL_ORDER
from tests.people_world import FAY, NEW, SUE, TABLET, drawn
from tests.vectorfiles import Vector, write_vectors
from tests.weak_keys import NOT_CANONICAL_ED25519, NOT_CANONICAL_X25519, SMALL_ORDER_X25519

SPEC = "docs/spec/enrolment.md"
WORDS = Mnemonic("english").wordlist
E = drawn("e", 16)
ROOT_HASH = drawn("root hash")
VECTORS: dict[str, Vector] = {}

Fields = dict[str, bytes | int]
ALONE: Fields = {
    "root": ROOT_HASH,
    "member": NEW.member,
    "device": NEW.device,
    "role": 1,
    "ed25519": NEW.ed25519,
    "x25519": NEW.x25519,
    "tablet": bytes(16),
    "courier": bytes(32),
}
WITH_TABLET: Fields = {**ALONE, "tablet": TABLET.device, "courier": TABLET.ed25519}
LINK: dict[str, object] = {
    "root": ROOT_HASH,
    "server": "https://films.example.org",
    "service": "Sunflower Centre",
    "role": 1,
    "member": NEW.member,
    "token": drawn("token"),
    "e": E,
}


def vector(name: str, comment: str, expect: str, operation: str, *, rule: str, **inputs: object) -> None:
    if name in VECTORS:
        raise ValueError(f"two vectors are called {name}")
    told: Vector = {"comment": comment, "spec": f"{SPEC}#{rule}", "operation": operation}
    VECTORS[name] = {**told, **inputs, "expect": expect}


def message(joining: Fields) -> bytes:
    parts = (value.to_bytes(1, "big") if isinstance(value, int) else value for value in joining.values())
    return b"".join(parts)


def mac_of(joining: Fields, e: bytes = E) -> bytes:
    return hmac.new(e, b"amanat/1/enrol" + message(joining), hashlib.sha256).digest()


def words_of(joining: Fields, e: bytes = E) -> list[str]:
    digest = hashlib.sha256(b"amanat/1/words" + message(joining) + e + mac_of(joining, e)).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    return [WORDS[int(bits[at : at + 11], 2)] for at in range(0, 66, 11)]


def text64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def fragment(link: dict[str, object], *, spaced: bool = False, escaped: bool = False) -> str:
    shown = {name: text64(value) if isinstance(value, bytes) else value for name, value in link.items()}
    text = json.dumps(shown, ensure_ascii=escaped, separators=(", ", ": ") if spaced else (",", ":"))
    return "#join=" + text64(text.encode())


def link_vectors() -> None:
    rule = "the-link"

    def well(name: str, comment: str, **changed: object) -> None:
        link = {**LINK, **changed}
        vector(name, comment, "ok", "link", rule=rule, fragment=fragment(link), link=link)

    def refused(name: str, comment: str, text: str) -> None:
        vector(name, comment, "enrol-link", "link", rule=rule, fragment=text)

    well("link", "A link as it is sent.")
    well("link-bengali", "A name in Bengali.", service="সূর্যমুখী কেন্দ্র")
    well("link-emoji", "A name beyond 16 bits.", service="Sunflower \U0001f33b")
    well("link-quotes", "A name with quotes and a backslash.", service='"Sun"\\flower')
    well("link-localhost", "A server on this machine.", server="http://localhost:8000")
    well("link-port", "A port of its own.", server="https://films.example.org:8443")
    good = fragment(LINK)
    refused("link-empty", "Nothing.", "")
    refused("link-other", "Another fragment.", good.replace("#join=", "#setup="))
    refused("link-short", "Its last letter is missing.", good[:-1])
    refused("link-long", "One letter follows.", good + "A")
    refused("link-padding", "Padding.", good + "=")
    refused("link-spaces", "Another spelling of the same values.", fragment(LINK, spaced=True))
    refused("link-escapes", "Escapes that are not needed.", fragment({**LINK, "service": "স"}, escaped=True))
    turned = dict(reversed(LINK.items()))
    refused("link-order", "Another order of the same values.", fragment(turned))
    refused("link-more", "A name that is not known.", fragment({**LINK, "more": 1}))
    refused("link-less", "A value is missing.", fragment({k: v for k, v in LINK.items() if k != "e"}))
    plain = base64.urlsafe_b64decode(good.removeprefix("#join=") + "==")
    refused("link-twice", "A name stands twice.", "#join=" + text64(plain[:-1] + b',"role":1}'))
    refused("link-list", "Not an object.", "#join=" + text64(b"[]"))
    refused("link-null", "Nothing at all.", "#join=" + text64(b"null"))
    refused("link-utf8", "Not UTF-8.", "#join=" + text64(plain.replace(b"Sunflower", b"Sun\xff")))
    for name, size in {"root": 31, "member": 17, "token": 16, "e": 32}.items():
        refused(
            f"link-{name}-size", f"Its {name} has another size.", fragment({**LINK, name: drawn(name)[:size]})
        )
    refused("link-member-zeros", "A courier is not invited.", fragment({**LINK, "member": bytes(16)}))
    roles: dict[str, object] = {"0": 0, "courier": 8, "service": 6, "true": True, "float": 1.0, "text": "1"}
    for name, role in roles.items():
        refused(f"link-role-{name}", "Not the role of a person.", fragment({**LINK, "role": role}))
    servers = {
        "http": "http://films.example.org",
        "path": "https://films.example.org/app",
        "slash": "https://films.example.org/",
        "user": "https://me@films.example.org",
        "upper": "https://Films.example.org",
        "scheme": "javascript:alert(1)",
        "port-0": "https://films.example.org:0",
        "long": "https://" + "a" * 200,
        "line": "https://films.example.org\n",
    }
    for name, server in servers.items():
        refused(
            f"link-server-{name}", "Not an address in its one spelling.", fragment({**LINK, "server": server})
        )
    names = {"empty": "", "long": "স" * 67, "control": "Sun\nflower", "control-c1": "Sun\x85flower"}
    for name, service in names.items():
        refused(
            f"link-service-{name}", "Not a name that can be shown.", fragment({**LINK, "service": service})
        )
    lone = fragment({**LINK, "service": "\ud800"}, escaped=True)
    refused("link-service-surrogate", "Half a letter.", lone)
    vector("pin-same", "The device's own service.", "ok", "pin", rule=rule, fragment=good, pinned=ROOT_HASH)
    vector("pin-none", "A new device.", "ok", "pin", rule=rule, fragment=good, pinned=None)
    other = drawn("another root")
    vector(
        "pin-other",
        "It belongs to another service.",
        "enrol-root",
        "pin",
        rule=rule,
        fragment=good,
        pinned=other,
    )


def joining_vectors() -> None:
    rule = "the-request"

    def told(name: str, comment: str, expect: str, joining: Fields) -> None:
        vector(name, comment, expect, "joining", rule=rule, joining=joining)

    told("joining", "A laptop.", "ok", ALONE)
    told("joining-tablet", "A tablet's first member.", "ok", WITH_TABLET)
    for role in (0, 6, 7, 8, 9):
        told(f"joining-role-{role}", "Not the role of a person.", "enrol-enum", {**ALONE, "role": role})
    told("joining-member", "No member.", "enrol-device", {**ALONE, "member": bytes(16)})
    told("joining-device", "No device.", "enrol-device", {**ALONE, "device": bytes(16)})
    same = {**WITH_TABLET, "tablet": NEW.device}
    told("joining-same", "Tablet and device have ids of their own.", "enrol-device", same)
    told(
        "joining-no-courier",
        "A tablet without its key.",
        "enrol-zeros",
        {**WITH_TABLET, "courier": bytes(32)},
    )
    told(
        "joining-no-tablet", "A key without its tablet.", "enrol-zeros", {**WITH_TABLET, "tablet": bytes(16)}
    )
    for number, key in enumerate(sorted(SMALL_ORDER)):
        told(f"joining-ed25519-{number}", "A key of small order.", "enrol-key", {**ALONE, "ed25519": key})
        if any(key):
            told(
                f"joining-courier-{number}",
                "A key of small order.",
                "enrol-key",
                {**WITH_TABLET, "courier": key},
            )
    for name, key in NOT_CANONICAL_ED25519.items():
        told(f"joining-ed25519-{name}", "Not canonical.", "enrol-key", {**ALONE, "ed25519": key})
    for name, key in {**SMALL_ORDER_X25519, **NOT_CANONICAL_X25519}.items():
        told(f"joining-x25519-{name}", "Small order or not canonical.", "enrol-key", {**ALONE, "x25519": key})


def mac_vectors() -> None:
    rule = "hmac"

    def told(name: str, comment: str, expect: str, joining: Fields, mac: bytes, e: bytes = E) -> None:
        vector(name, comment, expect, "hmac", rule=rule, joining=joining, e=e, hmac=mac)

    told("hmac", "A laptop.", "ok", ALONE, mac_of(ALONE))
    told("hmac-tablet", "A tablet's first member.", "ok", WITH_TABLET, mac_of(WITH_TABLET))
    told("hmac-e", "Made from another link.", "enrol-hmac", ALONE, mac_of(ALONE, drawn("other", 16)))
    told("hmac-short", "Cut short.", "enrol-hmac", ALONE, mac_of(ALONE)[:31])
    others: Fields = {
        "root": drawn("another root"),
        "member": FAY.member,
        "device": FAY.device,
        "role": 2,
        "ed25519": FAY.ed25519,
        "x25519": FAY.x25519,
        "tablet": drawn("another tablet", 16),
        "courier": SUE.ed25519,
    }
    for name, other in others.items():
        changed = {**WITH_TABLET, name: other}
        told(
            f"hmac-other-{name}", f"Another {name} than was sent.", "enrol-hmac", changed, mac_of(WITH_TABLET)
        )


def words_vectors() -> None:
    rule = "words"

    def told(name: str, comment: str, expect: str, typed: list[str], joining: Fields = ALONE) -> None:
        mac = mac_of(joining)
        vector(name, comment, expect, "words", rule=rule, joining=joining, e=E, hmac=mac, typed=typed)

    words = words_of(ALONE)
    told("words", "A laptop.", "ok", words)
    told("words-tablet", "A tablet's first member.", "ok", words_of(WITH_TABLET), WITH_TABLET)
    told("words-case", "Case and blanks do not count.", "ok", [f" {word.upper()}" for word in words])
    told("words-five", "One is missing.", "enrol-words", words[:5])
    told("words-seven", "One too many.", "enrol-words", [*words, words[0]])
    told("words-order", "Another order.", "enrol-words", [words[1], words[0], *words[2:]])
    told(
        "words-last",
        "The last is another.",
        "enrol-words",
        [*words[:5], WORDS[(WORDS.index(words[5]) + 1) % 2048]],
    )
    told("words-beginning", "The first letters only.", "enrol-words", [word[:3] for word in words])
    told("words-other", "Those of another device.", "enrol-words", words_of(WITH_TABLET))


def main() -> None:
    link_vectors()
    joining_vectors()
    mac_vectors()
    words_vectors()
    write_vectors("enrol", VECTORS)


if __name__ == "__main__":
    main()
