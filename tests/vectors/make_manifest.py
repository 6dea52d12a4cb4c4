"""Writes tests/vectors/manifest: who may make a manifest, what it may say, and what it is held against."""

from __future__ import annotations

from typing import Any

from amanat_sync.keys import hkdf, sha256
from amanat_sync.manifest import CLIP, DAY_MS, FILM, HELD, STILL, TRIAL, VOICE_NOTE
from amanat_sync.records import Manifest, sign
from tests.ledger_world import (
    ADMIN,
    COURIER,
    GUARD,
    INTERPRETER,
    LOST,
    NOW,
    SERVICE,
    SUPERVISOR,
    WAITING,
    WORKER,
    Person,
    drawn,
    grown,
    patched,
)
from tests.vectorfiles import Vector, write_vectors
from tests.worlds import rule

WORLD = grown()
BEFORE = WORLD.chain.hash_at(WORLD.chain.seq - 1)
"""The chain's head before LOST was revoked."""
PAYLOAD = bytes(16 + 16 + 40)
GATE = b"the frame that opened the camera"
CLIP_ID, NOTE_ID, NEW_ID = drawn("clip", 16), drawn("voice note", 16), drawn("held film", 16)

RULES = {
    1: "org",
    2: "signature key",
    3: "chain-head",
    4: "device",
    5: "kind",
    6: "due",
    7: "payload",
    8: "differs",
    9: "file-key share",
    10: "digest",
    11: "gate",
}


def manifest(by: Person = WORKER, **changed: object) -> bytes:
    given: dict[str, Any] = dict(changed)
    clip = given.get("clip", WORLD.film)
    group = given.get("group", clip)
    fields: dict[str, Any] = {
        "suite": 1,
        "kind": FILM,
        "flags": 0,
        "org": WORLD.org,
        "case": WORLD.case,
        "clip": clip,
        "group": group,
        "parent": bytes(16),
        "gate": sha256(GATE),
        "due_at": NOW + 28 * DAY_MS,
        "payload_len": len(PAYLOAD),
        "payload_digest": sha256(PAYLOAD),
        "file_key_commit": hkdf(WORLD.file_key, clip, b"amanat/1/commit"),
        "share_commit": sha256(b"amanat/1/share", group, WORLD.film_share),
        "chain_head": BEFORE,
        "device": by.device,
    }
    return sign(Manifest(**{**fields, **given}), by.seed)


def made(comment: str, expect: str, raw: bytes, **more: object) -> Vector:
    return {
        "comment": comment,
        "spec": rule("manifest", expect, RULES),
        "manifest": raw,
        **more,
        "expect": expect,
    }


def accepted() -> dict[str, Vector]:
    return {
        "film": made("A worker's film: its own group, no parent.", "ok", manifest()),
        "film-trial": made("Bit 0 marks a trial.", "ok", manifest(flags=TRIAL)),
        "film-held": made(
            "A held film has the old one as parent and a group of its own.",
            "ok",
            manifest(GUARD, flags=HELD, clip=NEW_ID, parent=WORLD.film),
        ),
        "clip": made(
            "A clip shreds with its film.",
            "ok",
            manifest(kind=CLIP, clip=CLIP_ID, group=WORLD.film, parent=WORLD.film),
        ),
        "still": made(
            "A still of a clip.", "ok", manifest(kind=STILL, clip=NOTE_ID, group=WORLD.film, parent=CLIP_ID)
        ),
        "voice-note-of-a-family": made(
            "Its own group, no parent.", "ok", manifest(SUPERVISOR, kind=VOICE_NOTE, clip=NOTE_ID)
        ),
        "voice-note-of-a-film": made(
            "The film's group: it shreds with it.",
            "ok",
            manifest(kind=VOICE_NOTE, clip=NOTE_ID, group=WORLD.film, parent=WORLD.film),
        ),
        "signer-revoked-later": made(
            "Signed before LOST was revoked: judged by its gate.", "ok", manifest(LOST)
        ),
        "payload-empty": made("One empty last frame: 16 + 16 B.", "ok", manifest(payload_len=32)),
        "payload-full-frame": made("The last frame may be full.", "ok", manifest(payload_len=16 + 65_552)),
        "share": made("S and the group give the commitment.", "ok", manifest(), share=WORLD.film_share),
        "file-key": made(
            "The file key and the clip give the commitment.", "ok", manifest(), file_key=WORLD.file_key
        ),
        "gate": made("The gate's frame, with the same date.", "ok", manifest(), **gate()),
        "digest": made("The payload as a whole.", "ok", manifest(), payload=PAYLOAD),
        "same": made("The same bytes again.", "ok", manifest(), standing=manifest()),
    }


def gate(**changed: object) -> dict[str, object]:
    return {"gate_frame": GATE, "opened_at": NOW, "gate_due_at": NOW + 28 * DAY_MS, **changed}


def malformed() -> dict[str, Vector]:
    good = manifest()

    def patch(comment: str, reason: str, **changed: bytes) -> Vector:
        return made(comment, f"manifest-{reason}", patched(Manifest, good, WORKER.seed, **changed))

    return {
        "length-short": made("One byte is missing.", "manifest-length", good[:-1]),
        "length-long": made("One byte follows.", "manifest-length", good + b"\x00"),
        "magic": patch("ACM2.", "magic", magic=b"ACM2"),
        "suite": patch("Suite 2 is not known.", "suite", suite=b"\x00\x02"),
        "kind-zero": patch("Kinds count from 1.", "enum", kind=b"\x00"),
        "kind-unknown": patch("Kind 5 does not exist.", "enum", kind=b"\x05"),
        "flag-unknown": patch("Bit 2 is not listed.", "unknown-flag", flags=b"\x04"),
        "due-too-large": patch("2^53 ms.", "integer", due_at=(2**53).to_bytes(8, "big")),
        "payload-len-too-large": patch("2^53 bytes.", "integer", payload_len=(2**53).to_bytes(8, "big")),
    }


def refused() -> dict[str, Vector]:
    good = manifest()
    tampered = good[:200] + bytes([good[200] ^ 1]) + good[201:]
    kinds = {
        "film-in-another-group": ("A film is its own group.", manifest(group=drawn("other group", 16))),
        "film-with-parent": ("Only a held film has a parent.", manifest(parent=CLIP_ID)),
        "held-without-parent": ("A held film names the one it keeps.", manifest(flags=HELD)),
        "clip-in-its-own-group": ("A clip has its film's group.", manifest(kind=CLIP, parent=CLIP_ID)),
        "clip-without-parent": (
            "A clip names its film.",
            manifest(kind=CLIP, clip=CLIP_ID, group=WORLD.film),
        ),
        "still-of-itself": (
            "A parent is another clip.",
            manifest(kind=STILL, clip=CLIP_ID, group=WORLD.film, parent=CLIP_ID),
        ),
        "voice-note-own-group-with-parent": (
            "Its own group means: about a family.",
            manifest(kind=VOICE_NOTE, clip=NOTE_ID, parent=WORLD.film),
        ),
        "group-is-the-case": ("The case's share is not a film's.", manifest(clip=WORLD.case)),
        "clip-zeros": ("Zeros stand for no clip.", manifest(clip=bytes(16))),
    }
    return {
        **{name: made(comment, "manifest-kind", raw) for name, (comment, raw) in kinds.items()},
        "org": made("Another service's film.", "manifest-org", manifest(org=drawn("other org"))),
        "signature": made("A bit of the digest was turned.", "manifest-signature", tampered),
        "signature-of-another": made(
            "Signed by SUPERVISOR in WORKER's name.",
            "manifest-signature",
            patched(Manifest, good, SUPERVISOR.seed),
        ),
        "device-unknown": made("No certificate.", "manifest-device", manifest(Person("nobody", 1))),
        "device-courier": made("A courier carries.", "manifest-device", manifest(COURIER)),
        "device-service": made("The service films nothing.", "manifest-device", manifest(SERVICE)),
        "device-admin": made("An admin films nothing.", "manifest-device", manifest(ADMIN)),
        "device-interpreter": made("An interpreter films nothing.", "manifest-device", manifest(INTERPRETER)),
        "device-safeguarding-not-held": made(
            "Safeguarding makes only held ones.", "manifest-device", manifest(GUARD)
        ),
        "device-not-endorsed": made("A supervisor nobody endorsed.", "manifest-device", manifest(WAITING)),
        "device-knew-its-revocation": made(
            "Signed by LOST with a chain that revokes it.",
            "manifest-device",
            manifest(LOST, chain_head=WORLD.chain.head),
        ),
        "device-not-yet-certified": made(
            "Signed with a chain that does not have the device yet.",
            "manifest-device",
            manifest(chain_head=WORLD.chain.hash_at(1)),
        ),
        "chain-head-unknown": made(
            "No such certificate.", "manifest-chain-head", manifest(chain_head=drawn("head"))
        ),
        "chain-head-newer": made(
            "A certificate that the checker lacks.",
            "manifest-chain-head",
            manifest(chain_head=WORLD.chain.head),
            certificates=WORLD.chain.seq,
        ),
        "due-missing": made("Every film has a date.", "manifest-due", manifest(due_at=0)),
        "payload-no-frame": made("A nonce alone.", "manifest-payload", manifest(payload_len=16)),
        "payload-half-tag": made(
            "A frame shorter than its tag.", "manifest-payload", manifest(payload_len=31)
        ),
        "payload-empty-last": made(
            "An empty last frame after a full one.",
            "manifest-payload",
            manifest(payload_len=16 + 65_552 + 16),
        ),
        "differs": made(
            "Another manifest for that film.",
            "manifest-differs",
            manifest(due_at=NOW + DAY_MS),
            standing=good,
        ),
        "group-has-another-share": made(
            "All manifests of a group commit to one share.",
            "manifest-differs",
            manifest(
                kind=CLIP, clip=CLIP_ID, group=WORLD.film, parent=WORLD.film, share_commit=drawn("commit")
            ),
            of_group=good,
        ),
        "share-of-another-film": made("Another S.", "manifest-share", good, share=drawn("other S")),
        "file-key-of-another-film": made(
            "Another file key.", "manifest-file-key", good, file_key=drawn("other file key", 16)
        ),
        "digest-of-another": made(
            "One byte turned.", "manifest-digest", good, payload=PAYLOAD[:-1] + b"\x01"
        ),
        "gate-of-another-film": made("Another frame.", "manifest-gate", good, **gate(gate_frame=b"another")),
        "due-after-the-gate-s": made(
            "Later than promised.", "manifest-due", good, **gate(gate_due_at=NOW + DAY_MS)
        ),
        "due-before-the-camera-opened": made(
            "Not after the opening.", "manifest-due", good, **gate(opened_at=NOW + 28 * DAY_MS)
        ),
    }


if __name__ == "__main__":
    write_vectors("manifest", {**accepted(), **malformed(), **refused()})
