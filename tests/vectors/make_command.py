"""Writes tests/vectors/command: who may tell the server what, with how many signatures, and when."""

from __future__ import annotations

from typing import Any

from amanat_sync.keys import ed25519_sign
from amanat_sync.records import COMMANDS, Command, sign, signed_message
from tests.ledger_world import (
    COURIER,
    DAY,
    GUARD,
    HOUR,
    INTERPRETER,
    LOST,
    NOW,
    OTHER,
    SECOND,
    STRANGER,
    SUPERVISOR,
    WORKER,
    Person,
    drawn,
    grown,
    patched,
)
from tests.vectorfiles import Vector, write_vectors
from tests.worlds import rule

WORLD = grown()
REF = drawn("the family's request")
DUE = NOW + 28 * DAY

RULES = {
    1: "length",
    2: "org case chain-head",
    3: "device signature key",
    4: "differs",
    5: "signatures",
    6: "due",
    7: "ref",
}


def signed(op: str, by: Person = WORKER, **changed: object) -> bytes:
    fields: dict[str, Any] = {
        "op": COMMANDS.index(op) + 1,
        "flags": 0,
        "basis": 0,
        "org": WORLD.org,
        "case": WORLD.case,
        "group": WORLD.film,
        "command": drawn(f"command {op}", 16),
        "due_at": 0,
        "ref": bytes(32),
        "chain_head": WORLD.chain.head,
        "device": by.device,
    }
    return sign(Command(**{**fields, **changed}), by.seed)


def second(raw: bytes, by: Person, seed: bytes | None = None) -> bytes:
    """The 80 B of a second signature: it covers the first 240 B, its device included."""
    before = raw + by.device
    return before + ed25519_sign(seed or by.seed, signed_message(b"ASC1", before))


def two(op: str, by: Person, with_: Person, **changed: object) -> bytes:
    return second(signed(op, by, flags=1, **changed), with_)


def told(comment: str, expect: str, raw: bytes, **changed: object) -> Vector:
    given: dict[str, Any] = {"now_ms": NOW, "due_at": DUE, "ref_member": None, "held_alone_by": []}
    return {
        "comment": comment,
        "spec": rule("command", expect, RULES),
        "command": raw,
        **given,
        **changed,
        "expect": expect,
    }


def acts(comment: str, raw: bytes, *, until: int | None = None, **changed: object) -> Vector:
    return told(comment, "ok", raw, waits=False, until=until, **changed)


def waits(comment: str, raw: bytes, **changed: object) -> Vector:
    return told(comment, "ok", raw, waits=True, until=None, **changed)


def accepted() -> dict[str, Vector]:
    resume = signed("resume", WORKER, flags=1)
    return {
        "stop": acts("Any member of the case stops at once.", signed("stop")),
        "stop-by-interpreter": acts("Any member.", signed("stop", INTERPRETER)),
        "earlier": acts("One member, 72 h ahead.", signed("earlier", due_at=NOW + 72 * HOUR)),
        "earlier-by-two": acts(
            "Two members may be quicker.", two("earlier", WORKER, SUPERVISOR, due_at=NOW + HOUR)
        ),
        "resume": acts("Worker and supervisor.", second(resume, SUPERVISOR)),
        "resume-completes": acts(
            "320 B over the 240 B that wait.", second(resume, SUPERVISOR), standing=resume
        ),
        "resume-waits": waits("The first signature acts on nothing.", resume),
        "hold": acts("Supervisor and safeguarding.", two("hold", SUPERVISOR, GUARD)),
        "hold-alone": acts("One supervisor, for 72 h.", signed("hold", SUPERVISOR), until=NOW + 72 * HOUR),
        "hold-waits": waits("A worker may be the first of two.", signed("hold", flags=1)),
        "release": acts("Safeguarding and a worker.", two("release", GUARD, WORKER)),
        "destroy": acts("Two members, one a supervisor.", two("destroy", WORKER, SECOND)),
        "destroy-for-the-family": acts(
            "One member, with the request that they recorded.",
            signed("destroy", ref=REF),
            ref_member=WORKER.member,
        ),
        "same": acts("The same bytes again.", signed("stop"), standing=signed("stop")),
    }


def malformed() -> dict[str, Vector]:
    stop, resume = signed("stop"), signed("resume", flags=1)

    def patch(reason: str, comment: str, **changed: bytes) -> Vector:
        return told(comment, f"command-{reason}", patched(Command, stop, WORKER.seed, **changed))

    return {
        "length-short": told("One byte is missing.", "command-length", stop[:-1]),
        "length-between": told("Half a second signature.", "command-length", second(resume, SUPERVISOR)[:-1]),
        "length-long": told("One byte follows.", "command-length", second(resume, SUPERVISOR) + b"\x00"),
        "length-without-bit": told(
            "Bit 0 is clear, and a second signature follows.", "command-length", second(stop, SUPERVISOR)
        ),
        "magic": patch("magic", "ASC2.", magic=b"ASC2"),
        "op-zero": patch("enum", "Ops count from 1.", op=b"\x00"),
        "op-unknown": patch("enum", "Op 7 does not exist.", op=b"\x07"),
        "flag-unknown": patch("unknown-flag", "Bit 1 is not listed.", flags=b"\x02"),
        "basis": patch("unknown-flag", "The server never learns why.", basis=b"\x00\x01"),
        "due-too-large": patch("integer", "2^53 ms.", due_at=(2**53).to_bytes(8, "big")),
    }


def refused() -> dict[str, Vector]:
    resume = signed("resume", flags=1)
    whole = second(resume, SUPERVISOR)
    more: dict[str, tuple[str, str, bytes, dict[str, object]]] = {
        "org": ("Another service's.", "org", signed("stop", org=drawn("other org")), {}),
        "case": ("Another case's.", "case", signed("stop", case=drawn("other case", 16)), {}),
        "device-unknown": ("No certificate.", "device", signed("stop", Person("nobody", 1)), {}),
        "device-not-in-the-roll": ("STRANGER stands in no roll.", "device", signed("stop", STRANGER), {}),
        "device-left-the-roll": ("OTHER is not in the newest roll.", "device", signed("stop", OTHER), {}),
        "device-revoked": ("LOST was revoked.", "device", signed("stop", LOST), {}),
        "device-courier": ("A courier carries.", "device", signed("stop", COURIER), {}),
        "second-device-stranger": ("STRANGER stands in no roll.", "device", second(resume, STRANGER), {}),
        "second-device-revoked": ("LOST was revoked.", "device", second(resume, LOST), {}),
        "signature": (
            "Signed by SUPERVISOR in WORKER's name.",
            "signature",
            patched(Command, signed("stop"), SUPERVISOR.seed),
            {},
        ),
        "signature-first-turned": (
            "The group was turned under both signatures.",
            "signature",
            second(resume[:60] + bytes([resume[60] ^ 1]) + resume[61:], SUPERVISOR),
            {},
        ),
        "signature-second": (
            "The second signature is by another key.",
            "signature",
            second(resume, SUPERVISOR, WORKER.seed),
            {},
        ),
        "signature-second-moved": (
            "The second signature of another command.",
            "signature",
            signed("release", flags=1) + whole[240:],
            {},
        ),
        "chain-head": ("No such certificate.", "chain-head", signed("stop", chain_head=drawn("head")), {}),
        "resume-alone": ("Resume needs two.", "signatures", signed("resume", SUPERVISOR), {}),
        "release-alone": ("Release needs two.", "signatures", signed("release", GUARD), {}),
        "hold-alone-by-worker": ("A worker holds nothing alone.", "signatures", signed("hold"), {}),
        "hold-alone-again": (
            "A lone hold lapses; the same person does not renew it.",
            "signatures",
            signed("hold", SUPERVISOR),
            {"held_alone_by": [SUPERVISOR.member]},
        ),
        "destroy-alone": ("Without the family's request.", "signatures", signed("destroy", SUPERVISOR), {}),
        "stop-with-two": ("A stop does not wait for anybody.", "signatures", signed("stop", flags=1), {}),
        "two-without-a-supervisor": (
            "Neither is supervisor or safeguarding.",
            "signatures",
            two("resume", WORKER, INTERPRETER),
            {},
        ),
        "two-of-one-member": (
            "Two signatures of one member are one.",
            "signatures",
            two("resume", SUPERVISOR, SUPERVISOR),
            {},
        ),
        "due-missing": ("Earlier than what?", "due", signed("earlier"), {}),
        "due-too-soon": (
            "One millisecond under 72 h.",
            "due",
            signed("earlier", due_at=NOW + 72 * HOUR - 1),
            {},
        ),
        "due-later": ("A date only ever moves earlier.", "due", signed("earlier", due_at=DUE), {}),
        "due-where-none-belongs": ("A stop has no date.", "due", signed("stop", due_at=DUE - 1), {}),
        "ref-where-none-belongs": (
            "Only a destruction refers to a request.",
            "ref",
            signed("stop", ref=REF),
            {"ref_member": WORKER.member},
        ),
        "ref-to-nothing": ("No such frame in the case.", "ref", signed("destroy", ref=REF), {}),
        "ref-of-another": (
            "Somebody else recorded that.",
            "ref",
            signed("destroy", ref=REF),
            {"ref_member": SUPERVISOR.member},
        ),
        "differs": (
            "Another command of that id.",
            "differs",
            signed("stop", SECOND),
            {"standing": signed("stop")},
        ),
        "differs-completion": (
            "The first 240 B are not those that wait.",
            "differs",
            second(signed("resume", SECOND, flags=1), SUPERVISOR),
            {"standing": resume},
        ),
    }
    return {
        name: told(comment, f"command-{reason}", raw, **given)
        for name, (comment, reason, raw, given) in more.items()
    }


if __name__ == "__main__":
    write_vectors("command", {**accepted(), **malformed(), **refused()})
