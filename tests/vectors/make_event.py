# Over 400 lines: one row for each vector, and a table of vectors is read in one place.
"""Writes tests/vectors/event: frames, pages, and orders with their gaps, forks, restarts and late frames.

A vector's ``of`` says what it is about: ``frame`` (check and open), ``page`` (read), ``order`` (fold, item by item).
"""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amanat_sync.head import build_head
from amanat_sync.keys import hkdf, sha256
from amanat_sync.page import encode_items
from amanat_sync.records import Frame, decode, sign
from amanat_sync.tombstone import BY_DATE, build_tombstone
from tests.ledger_world import (
    COURIER,
    LOST,
    NOW,
    OTHER,
    SERVICE,
    STRANGER,
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
TEXT = b'{"kind":"film-stopped","film":"AAAAAAAAAAAAAAAAAAAAAA","at":1}'
H0 = sha256(b"amanat/1/case", WORLD.org, WORLD.case)
KEY = drawn("a key")

RULES = {
    "frame": {2: "case", 3: "signature key", 4: "chain-head", 5: "device", 6: "epoch member", 7: "tag"},
    "order": {2: "case", 8: "seq", 9: "differs", 10: "gap", 11: "fork", 16: "late"},
    "page": {17: "length too-large", 18: "magic page"},
}


def note_key(by: Person, epoch: int = 1) -> bytes:
    salt = WORLD.case + epoch.to_bytes(4, "big") + by.device
    return hkdf(WORLD.case_key + WORLD.case_share, salt, b"amanat/1/notes")


def frame(by: Person = WORKER, seq: int = 0, prev: bytes = bytes(32), **changed: object) -> bytes:
    """A frame put together by the page's sentences, not by ``seal_frame``."""
    given: dict[str, Any] = dict(changed)
    key, text = given.pop("key", None) or note_key(by, given.get("epoch", 1)), given.pop("text", TEXT)
    fields: dict[str, Any] = {
        "case": WORLD.case,
        "epoch": 1,
        "group": WORLD.case,
        "device": by.device,
        "seq": seq,
        "prev": prev,
        "chain_head": BEFORE,
        "seen_n": 0,
        "seen": H0,
        "nonce": drawn(f"{by.name} {seq} {len(text)}", 12),
        **given,
    }
    widths = {"epoch": 4, "seq": 8, "seen_n": 8}
    aad = b"ANE1" + b"".join(
        value.to_bytes(widths[name], "big") if name in widths else value
        for name, value in fields.items()
        if name != "nonce"
    )
    assert len(aad) == 168
    sealed = AESGCM(key).encrypt(fields["nonce"], text, aad)
    return sign(Frame(**fields, ciphertext=sealed), by.seed)


def told(of: str, comment: str, expect: str, **more: object) -> Vector:
    return {"comment": comment, "spec": rule("ledger", expect, RULES[of]), "of": of, **more, "expect": expect}


def one(comment: str, expect: str, raw: bytes, **more: object) -> Vector:
    return told("frame", comment, expect, frame=raw, **more)


def frames() -> dict[str, Vector]:
    good = frame()
    clip_key = hkdf(WORLD.file_key, WORLD.film + WORKER.device, b"amanat/1/clip-notes")
    of_film = frame(group=WORLD.film, key=clip_key)
    keys = {"case_key": WORLD.case_key, "case_share": WORLD.case_share}
    kept = {
        "frame": one("A worker's event opens with the note key.", "ok", good, text=TEXT, **keys),
        "frame-of-a-film": one(
            "A film's event opens with the clip-notes key.", "ok", of_film, text=TEXT, file_key=WORLD.file_key
        ),
        "frame-empty-event": one("An event of one byte.", "ok", frame(text=b"0"), text=b"0", **keys),
        "frame-of-a-later-epoch": one("Epoch 2 has its own key.", "ok", frame(epoch=2), text=TEXT, **keys),
        "frame-at-receipt": one("Its author stands in the newest roll.", "ok", good, at_receipt=True),
        "frame-of-a-former-member": one(
            "OTHER left with epoch 2; readers keep what was made in epoch 1.", "ok", frame(OTHER)
        ),
        "frame-signer-revoked-later": one("Whether it is late is a question of order.", "ok", frame(LOST)),
    }
    turned = good[:230] + bytes([good[230] ^ 1]) + good[231:]
    kept |= {
        "frame-length": one("Shorter than any frame.", "event-length", good[:244]),
        "frame-magic": one("ANE2.", "event-magic", patched_frame(good, magic=b"ANE2")),
        "frame-seq-too-large": one(
            "2^53.", "event-integer", patched_frame(good, seq=(2**53).to_bytes(8, "big"))
        ),
        "frame-case": one("Another case's event.", "event-case", frame(case=drawn("other case", 16))),
        "frame-device-unknown": one("No certificate.", "event-device", frame(Person("nobody", 1))),
        "frame-device-courier": one("A courier carries, it makes nothing.", "event-device", frame(COURIER)),
        "frame-device-service": one("The service makes heads, no events.", "event-device", frame(SERVICE)),
        "frame-device-not-endorsed": one("A supervisor nobody endorsed.", "event-device", frame(WAITING)),
        "frame-device-knew-its-revocation": one(
            "Signed with the chain that revokes it.", "event-device", frame(LOST, chain_head=WORLD.chain.head)
        ),
        "frame-signature": one("A bit of the ciphertext was turned.", "event-signature", turned),
        "frame-signature-of-another": one(
            "Signed by SUPERVISOR in WORKER's name.",
            "event-signature",
            patched_frame(good, SUPERVISOR.seed),
        ),
        "frame-chain-head": one("No such certificate.", "event-chain-head", frame(chain_head=drawn("head"))),
        "frame-epoch": one("Epoch 3 does not exist.", "event-epoch", frame(epoch=3)),
        "frame-member-of-no-roll": one("STRANGER stands in no roll.", "event-member", frame(STRANGER)),
        "frame-member-after-leaving": one(
            "OTHER does not stand in the rolls of epoch 2.", "event-member", frame(OTHER, epoch=2)
        ),
        "frame-member-left-at-receipt": one(
            "OTHER does not stand in the newest roll.", "event-member", frame(OTHER), at_receipt=True
        ),
        "frame-tag-other-share": one(
            "Another S_case gives another key.",
            "event-tag",
            good,
            text=TEXT,
            case_key=WORLD.case_key,
            case_share=drawn("other S_case"),
        ),
        "frame-tag-moved-group": one(
            "Sealed for the case, sent as the film's: the bytes before the nonce are bound.",
            "event-tag",
            patched_frame(good, group=WORLD.film),
            text=TEXT,
            **keys,
        ),
        "frame-tag-note-key-on-a-film": one(
            "Text of a film never opens with the note key.", "event-tag", of_film, text=TEXT, **keys
        ),
    }
    return kept


def patched_frame(raw: bytes, seed: bytes | None = None, **changed: bytes) -> bytes:
    """``patched`` for a frame: the ciphertext keeps its length."""
    head, rest = raw[:180], raw[180:-64]
    table = patched(Frame, head + bytes(17) + bytes(64), WORKER.seed, **changed)[:180]
    record = decode(Frame, raw)
    if "magic" in changed or "seq" in changed:
        return table + rest + record.sig
    return sign(decode(Frame, table + rest + bytes(64)), seed or WORKER.seed)


def running(*items: bytes) -> bytes:
    h = H0
    for item in items:
        h = sha256(h, item if len(item) == 32 else sha256(item))
    return h


def order(comment: str, expect: str, *items: bytes, **more: object) -> Vector:
    ends = {"n": len(items), "h": running(*items)} if expect == "ok" and "h" not in more else {}
    return told("order", comment, expect, org=WORLD.org, case=WORLD.case, items=list(items), **ends, **more)


def head(n: int, h: bytes, *, chain_seq: int = 1, time: int = NOW, restart: bool = False) -> bytes:
    return build_head(
        SERVICE.seed,
        org=WORLD.org,
        case=WORLD.case,
        n=n,
        running=h,
        chain_seq=chain_seq,
        time=time,
        restart=restart,
    )


def orders() -> dict[str, Vector]:
    a0 = frame()
    a1 = frame(seq=1, prev=sha256(a0))
    a2 = frame(seq=2, prev=sha256(a1))
    a3 = frame(seq=3, prev=sha256(a2))
    b0 = frame(SUPERVISOR, seen_n=2, seen=running(a0, a1))
    b1 = frame(SUPERVISOR, seq=1, prev=sha256(b0), seen_n=3, seen=running(a0, a1, b0))
    b_alone = frame(SUPERVISOR)
    bare = sha256
    return {
        "order": order("Two devices; B saw two of A.", "ok", a0, a1, b0, a2, b1),
        "order-empty": order("H of a case without events.", "ok"),
        "order-shredded-keeps-h": told(
            "order",
            "A bare hash gives the same H as the frame did.",
            "ok",
            org=WORLD.org,
            case=WORLD.case,
            items=[a0, bare(a1), b0],
            n=3,
            h=running(a0, a1, b0),
        ),
        "order-over-a-shredded": order(
            "A chain passes over a bare hash that prev names.", "ok", a0, bare(a1), a2
        ),
        "order-over-two-shredded": order("Two in a row.", "ok", a0, bare(a1), bare(a2), a3),
        "order-first-shredded": order("A device's first may be the shredded one.", "ok", bare(a0), a1),
        "order-late-admitted": order(
            "Admitted: it counts.",
            "ok",
            a0,
            head(1, running(a0), chain_seq=9),
            a1,
            revoked_at_seq=9,
            admitted=[sha256(a1)],
            n=2,
            h=running(a0, a1),
        ),
        "order-before-the-head-that-knew": order(
            "Numbered before the first head that reaches the revocation.",
            "ok",
            a0,
            a1,
            head(2, running(a0, a1), chain_seq=9),
            revoked_at_seq=9,
            n=2,
            h=running(a0, a1),
        ),
        **restarts(a0, a1),
        "gap": order("seq 1 is missing.", "event-gap", a0, a2),
        "gap-first": order("seq 0 is missing.", "event-gap", a1),
        "gap-bare-of-another": order("prev is not that bare hash.", "event-gap", a0, bare(b0), a2),
        "gap-prev-is-whole": order(
            "prev is a frame that stands there whole: no frame of this device is missing behind it.",
            "event-gap",
            a0,
            bare(a1),
            b_alone,
            frame(seq=2, prev=bare(b_alone)),
        ),
        "gap-bare-too-few": order("Two are missing, one was shredded.", "event-gap", a0, bare(a2), a3),
        "gap-bare-before-the-last": order(
            "The bare hash stands before the device's newest.", "event-gap", bare(a1), a0, a2
        ),
        "gap-bare-used-twice": order(
            "A bare hash is one frame: two devices cannot both follow it.",
            "event-gap",
            bare(a1),
            frame(SUPERVISOR, seq=1, prev=bare(a1)),
            frame(seq=1, prev=bare(a1)),
        ),
        "seq-twice": order("The same frame again.", "event-seq", a0, a0),
        "seq-bare-twice": order("A hash that stands there.", "event-seq", a0, bare(a0)),
        "seq-prev": order(
            "The next number with another predecessor.", "event-seq", a0, frame(seq=1, prev=bare(b0))
        ),
        "seq-first-with-prev": order("seq 0 has no predecessor.", "event-seq", frame(prev=bare(b0))),
        "differs": order(
            "Another frame with seq 1.", "event-differs", a0, a1, frame(seq=1, prev=bare(a0), text=b"1")
        ),
        "differs-under-a-shredded": order(
            "seq 1 was passed over as shredded; another one comes.",
            "event-differs",
            a0,
            bare(a1),
            a2,
            frame(seq=1, prev=bare(a0), text=b"1"),
        ),
        "order-case": order("Another case's frame.", "event-case", frame(case=drawn("other case", 16))),
        "fork-other-history": order(
            "B saw another frame at 1.", "event-fork", a0, frame(SUPERVISOR, seen_n=1, seen=running(a1))
        ),
        "fork-longer-history": order(
            "B saw two items where there is one.",
            "event-fork",
            a0,
            frame(SUPERVISOR, seen_n=2, seen=running(a0, a1)),
        ),
        "fork-other-start": order(
            "B's case starts elsewhere.", "event-fork", frame(SUPERVISOR, seen=drawn("h0"))
        ),
        "fork-itself": order(
            "An author has not seen its own number.", "event-fork", frame(seen_n=1, seen=running(a0))
        ),
        "head-agrees": order("A head of now.", "ok", a0, head(1, running(a0)), n=1, h=running(a0)),
        "head-ahead-agrees": order(
            "A head of what is still to come.", "ok", head(1, running(a0)), a0, n=1, h=running(a0)
        ),
        "head-differs": order("Another H at 1.", "head-fork", a0, head(1, running(a1))),
        "head-ahead-differs": order(
            "Another item than the head told.", "head-fork", head(1, running(a1)), a0
        ),
        "head-rolled-back": order(
            "A later head knows less.",
            "head-fork",
            a0,
            head(1, running(a0)),
            head(0, H0, time=NOW + 1),
        ),
        "head-overtaken": order(
            "An older answer that came late.",
            "ok",
            a0,
            head(1, running(a0)),
            head(0, H0, time=NOW - 1),
            n=1,
            h=running(a0),
        ),
        "late": order(
            "Numbered above the first head that reaches the revocation.",
            "event-late",
            a0,
            head(1, running(a0), chain_seq=9),
            a1,
            revoked_at_seq=9,
        ),
    }


def restarts(a0: bytes, a1: bytes) -> dict[str, Vector]:
    """The service loses a1, restarts at 1, and A posts again."""
    restart = head(1, running(a0), restart=True, time=NOW + 10)
    second = head(1, running(a0), restart=True, time=NOW + 20)
    b0 = frame(SUPERVISOR, seen_n=1, seen=running(a0))
    b1 = frame(SUPERVISOR)
    lost = frame(SUPERVISOR, seq=1, prev=sha256(b0), seen_n=2, seen=running(a0, a1))
    acked = frame(SUPERVISOR, seq=1, prev=sha256(b0), seen_n=1, seen=sha256(restart))
    back = frame(SUPERVISOR, seq=2, prev=sha256(acked), seen_n=2, seen=running(a0, a1))
    ends = {"n": 3, "h": running(a0, b0, a1)}
    return {
        "restart": order(
            "What lay above it comes again, in another order.", "ok", a0, a1, restart, b0, a1, **ends
        ),
        "restart-told-first": order(
            "A new reader is told before the items.", "ok", restart, a0, b0, a1, **ends
        ),
        "restart-twice": order(
            "The same restart again changes nothing.", "ok", a0, restart, b0, restart, a1, **ends
        ),
        "restart-excuses-what-was-lost": order(
            "Made before the restart, with what the service has lost.",
            "ok",
            a0,
            restart,
            b0,
            lost,
            n=3,
            h=running(a0, b0, lost),
        ),
        "restart-acknowledged": order(
            "B says the restart's hash at its number.",
            "ok",
            a0,
            restart,
            b0,
            acked,
            n=3,
            h=running(a0, b0, acked),
        ),
        "restart-after-the-acknowledged": order(
            "A second restart excuses again.",
            "ok",
            a0,
            restart,
            b0,
            acked,
            second,
            b0,
            acked,
            back,
            n=4,
            h=running(a0, b0, acked, back),
        ),
        "restart-ended-by-another": order(
            "A restart of a history that a later one has ended says nothing any more.",
            "ok",
            head(0, H0, restart=True, time=NOW + 20),
            restart,
            b1,
            n=1,
            h=running(b1),
        ),
        "restart-old-head": order(
            "A head from before the restart speaks of what was lost.",
            "ok",
            a0,
            restart,
            head(2, running(a0, a1)),
            b0,
            n=2,
            h=running(a0, b0),
        ),
        "restart-older-than-a-head-that-knew": order(
            "An answer of the restored service came before its restart was told.",
            "ok",
            a0,
            head(2, running(a0, a1), chain_seq=9, time=NOW + 20),
            restart,
            a1,
            revoked_at_seq=9,
            n=2,
            h=running(a0, a1),
        ),
        "late-above-a-restart": order(
            "What the lost history knew, it knew before all that is numbered above the restart.",
            "event-late",
            a0,
            head(2, running(a0, a1), chain_seq=9),
            restart,
            a1,
            revoked_at_seq=9,
        ),
        "restart-of-another-history": order(
            "A restart must stand on what was.", "head-fork", a0, head(1, running(a1), restart=True)
        ),
        "fork-after-the-acknowledged": order(
            "B has acknowledged the restart and falls back.",
            "event-fork",
            a0,
            restart,
            b0,
            acked,
            back,
        ),
        "fork-below-a-restart": order(
            "Below the restart nothing is excused.",
            "event-fork",
            a0,
            restart,
            frame(SUPERVISOR, seen=drawn("h0")),
        ),
        "fork-hidden-restart": order(
            "B acknowledges a restart that this reader was never told of.", "event-fork", a0, b0, acked
        ),
        "fork-without-a-restart": order("What was lost, without a restart.", "event-fork", a0, b0, lost),
    }


def pages() -> dict[str, Vector]:
    a0, b0 = frame(text=b"0"), frame(SUPERVISOR, text=b"0")
    stone = build_tombstone(
        SERVICE.seed,
        kind=BY_DATE,
        org=WORLD.org,
        case=WORLD.case,
        group=WORLD.film,
        share_commit=drawn("commit"),
        destroyed_at=NOW,
    )
    last = head(2, running(a0, b0))
    restart = head(0, H0, restart=True)

    def page(comment: str, expect: str, raw: bytes, kinds: list[str], *, whole: bool = True) -> Vector:
        return told("page", comment, expect, page=raw, kinds=kinds, whole=whole)

    full = [a0, sha256(b0), stone, last]
    return {
        "page": page(
            "A frame, a shredded one, a tombstone, a head.",
            "ok",
            encode_items(full),
            ["frame", "shredded", "tombstone", "head"],
        ),
        "page-restart": page(
            "A restart stands before what it is about.",
            "ok",
            encode_items([restart, a0, last]),
            ["restart", "frame", "head"],
        ),
        "page-head-alone": page("Nothing new.", "ok", encode_items([last]), ["head"]),
        "page-cut": page(
            "Cut inside the head: its whole items count.",
            "ok",
            encode_items(full)[:-1],
            ["frame", "shredded", "tombstone"],
            whole=False,
        ),
        "page-cut-in-a-length": page(
            "Cut inside a length.", "ok", encode_items([a0]) + b"\x00\x00", ["frame"], whole=False
        ),
        "page-empty": page("Not even a head.", "ok", b"", [], whole=False),
        "page-goes-on": page("An item after the head.", "event-page", encode_items([last, a0]), []),
        "page-two-heads": page("One head, last.", "event-page", encode_items([last, last]), []),
        "page-bytes-after": page("Bytes after the head.", "event-page", encode_items([last]) + b"\x00", []),
        "page-empty-item": page("An item of no bytes.", "event-length", encode_items([b""]), []),
        "page-item-too-large": page(
            "Refused by its length alone.", "event-too-large", (327_681).to_bytes(4, "big"), []
        ),
        "page-unknown-item": page(
            "No format starts so.", "event-magic", encode_items([b"AXX1" + bytes(40)]), []
        ),
        "page-lease": page(
            "A lease is none of a page's items.",
            "event-magic",
            encode_items([last[:4] + b"\x03" + last[5:]]),
            [],
        ),
        "page-short-tombstone": page("A tombstone cut short.", "event-magic", encode_items([stone[:-1]]), []),
    }


if __name__ == "__main__":
    write_vectors("event", {**frames(), **orders(), **pages()})
