"""Writes tests/vectors/head: heads, restarts and leases; ``of`` says which a vector is held to be."""

from __future__ import annotations

from typing import Any

from amanat_sync.keys import SMALL_ORDER
from amanat_sync.records import Head, sign
from tests.ledger_world import DAY, NOW, SERVICE, WORKER, drawn, patched
from tests.vectorfiles import Vector, write_vectors
from tests.worlds import rule

ORG, CASE, FILM = drawn("org"), drawn("case", 16), drawn("film", 16)
COMMIT, RUNNING = drawn("share commit"), drawn("running hash")
HEAD, RESTART, LEASE = 1, 2, 3

RULES = {1: "org signature key", 2: "kind", 3: "case", 5: "lease"}


def signed(kind: int = HEAD, **changed: object) -> bytes:
    fields: dict[str, Any] = {
        "kind": kind,
        "reserved": bytes(3),
        "org": ORG,
        "case": FILM if kind == LEASE else CASE,
        "n": NOW + 30 * DAY if kind == LEASE else 12,
        "running": COMMIT if kind == LEASE else RUNNING,
        "chain_seq": 7,
        "time": NOW,
    }
    return sign(Head(**{**fields, **changed}), SERVICE.seed)


def head(comment: str, expect: str, raw: bytes, **changed: object) -> Vector:
    given = {"org": ORG, "service_key": SERVICE.public, "case": CASE}
    return {
        "comment": comment,
        "spec": rule("head", expect, RULES),
        "of": "head",
        "head": raw,
        **given,
        **changed,
    } | {"expect": expect}


def lease(comment: str, expect: str, raw: bytes, **changed: object) -> Vector:
    given = {
        "org": ORG,
        "service_key": SERVICE.public,
        "group": FILM,
        "share_commit": COMMIT,
        "now_ms": NOW + DAY,
    }
    return {
        "comment": comment,
        "spec": rule("head", expect, RULES),
        "of": "lease",
        "head": raw,
        **given,
        **changed,
    } | {"expect": expect}


def made() -> dict[str, Vector]:
    good, lent = signed(), signed(LEASE)

    def patch(reason: str, comment: str, **changed: bytes) -> Vector:
        return head(comment, f"head-{reason}", patched(Head, good, SERVICE.seed, **changed))

    return {
        "head": head("A case's head.", "ok", good),
        "head-empty-case": head("Nothing has happened yet.", "ok", signed(n=0)),
        "restart": head("A restart has a head's shape.", "ok", signed(RESTART)),
        "lease": lease("A film's share, lent for 30 days.", "ok", lent),
        "lease-last-moment": lease("One millisecond is left.", "ok", lent, now_ms=NOW + 30 * DAY - 1),
        "length": head("One byte follows.", "head-length", good + b"\x00"),
        "length-short": head("One byte is missing.", "head-length", good[:-1]),
        "magic": patch("magic", "AHD2.", magic=b"AHD2"),
        "kind-zero": patch("enum", "Kinds count from 1.", kind=b"\x00"),
        "kind-unknown": patch("enum", "Kind 4 does not exist.", kind=b"\x04"),
        "reserved": patch("zeros", "Three bytes must be zero.", reserved=b"\x00\x00\x01"),
        "n-too-large": patch("integer", "2^53.", n=(2**53).to_bytes(8, "big")),
        "org": head("Another service's.", "head-org", signed(org=drawn("other org"))),
        "case": head("Another case's.", "head-case", signed(case=drawn("other case", 16))),
        "signature": head("Signed by a worker.", "head-signature", patched(Head, good, WORKER.seed)),
        "signature-turned": head(
            "H was turned.", "head-signature", good[:70] + bytes([good[70] ^ 1]) + good[71:]
        ),
        "key": head(
            "A small-order key signs anything.", "head-key", good, service_key=sorted(SMALL_ORDER)[1]
        ),
        "head-is-a-lease": head("A lease where a head belongs.", "head-kind", signed(LEASE, case=CASE)),
        "lease-is-a-head": lease(
            "A head where a lease belongs.", "head-kind", signed(case=FILM, running=COMMIT)
        ),
        "lease-over": lease("It ends at its millisecond.", "head-lease", lent, now_ms=NOW + 30 * DAY),
        "lease-of-another-film": lease("Another group.", "head-lease", lent, group=drawn("other film", 16)),
        "lease-of-another-share": lease(
            "Another share.", "head-lease", lent, share_commit=drawn("other commit")
        ),
        "lease-too-long": lease("31 days.", "head-lease", signed(LEASE, n=NOW + 31 * DAY)),
        "lease-org": lease("Another service's.", "head-org", signed(LEASE, org=drawn("other org"))),
    }


if __name__ == "__main__":
    write_vectors("head", made())
