"""Writes tests/vectors/tombstone: who may say that a share was destroyed, and of which."""

from __future__ import annotations

from typing import Any

from amanat_sync.keys import SMALL_ORDER
from amanat_sync.records import Tombstone, sign
from tests.ledger_world import NOW, SERVICE, WORKER, drawn, patched, person
from tests.vectorfiles import Vector, write_vectors
from tests.worlds import rule

ORG, CASE, FILM, COMMIT = drawn("org"), drawn("case", 16), drawn("film", 16), drawn("share commit")
FORMER = person("former service", "service")

RULES = {1: "org case", 2: "signature key", 3: "share"}


def signed(seed: bytes = SERVICE.seed, **changed: object) -> bytes:
    fields: dict[str, Any] = {
        "kind": 1,
        "reserved": bytes(3),
        "org": ORG,
        "case": CASE,
        "group": FILM,
        "share_commit": COMMIT,
        "destroyed_at": NOW,
    }
    return sign(Tombstone(**{**fields, **changed}), seed)


def told(comment: str, expect: str, raw: bytes, **changed: object) -> Vector:
    given = {
        "org": ORG,
        "service_keys": [SERVICE.public],
        "case": CASE,
        "group": FILM,
        "share_commit": COMMIT,
    }
    return {
        "comment": comment,
        "spec": rule("tombstone", expect, RULES),
        "tombstone": raw,
        **given,
        **changed,
        "expect": expect,
    }


def made() -> dict[str, Vector]:
    good = signed()

    def patch(reason: str, comment: str, **changed: bytes) -> Vector:
        return told(comment, f"tombstone-{reason}", patched(Tombstone, good, SERVICE.seed, **changed))

    both = [SERVICE.public, FORMER.public]
    return {
        "by-date": told("The film's day had come.", "ok", good),
        "by-command": told("Somebody who may has asked for it.", "ok", signed(kind=2)),
        "by-a-former-key": told(
            "A tombstone outlives its key.", "ok", signed(FORMER.seed), service_keys=both
        ),
        "by-the-newest-of-two-keys": told("The first key of the list.", "ok", good, service_keys=both),
        "length": told("One byte is missing.", "tombstone-length", good[:-1]),
        "length-long": told("One byte follows.", "tombstone-length", good + b"\x00"),
        "magic": patch("magic", "ATB2.", magic=b"ATB2"),
        "kind-zero": patch("enum", "Kinds count from 1.", kind=b"\x00"),
        "kind-unknown": patch("enum", "Kind 3 does not exist.", kind=b"\x03"),
        "reserved": patch("zeros", "Three bytes must be zero.", reserved=b"\x01\x00\x00"),
        "time-too-large": patch("integer", "2^53 ms.", destroyed_at=(2**53).to_bytes(8, "big")),
        "org": told("Another service's.", "tombstone-org", signed(org=drawn("other org"))),
        "case": told("Another case's.", "tombstone-case", signed(case=drawn("other case", 16))),
        "signature": told(
            "Signed by a worker.", "tombstone-signature", patched(Tombstone, good, WORKER.seed)
        ),
        "signature-moved": told(
            "Another group put in.", "tombstone-signature", good[:56] + drawn("other film", 16) + good[72:]
        ),
        "signature-no-key": told(
            "The chain has no service key.", "tombstone-signature", good, service_keys=[]
        ),
        "key": told(
            "A small-order key signs anything.", "tombstone-key", good, service_keys=[sorted(SMALL_ORDER)[2]]
        ),
        "group": told(
            "Another film was destroyed.", "tombstone-share", signed(group=drawn("other film", 16))
        ),
        "share": told("Another share of that group.", "tombstone-share", signed(share_commit=drawn("other"))),
    }


if __name__ == "__main__":
    write_vectors("tombstone", made())
