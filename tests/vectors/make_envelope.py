"""Writes tests/vectors/envelope.

A vector is read like this: load the chain that it names (see make_chain.py) and ``rolls`` of ``case`` as a reader;
check ``envelope``, at receipt where ``at_receipt`` says so; where ``scalar`` is not null, open it: what comes out is
``ck``.
"""

from __future__ import annotations

from dataclasses import replace

from amanat_sync.chain import FIELD, Chain, record_hash
from amanat_sync.envelope import BEFORE_ENC, INFO, hpke_seal, wrap
from amanat_sync.keys import ed25519_sign
from amanat_sync.records import Envelope, decode, sign, signed_message
from amanat_sync.roll import Rolls, service_case_of
from amanat_sync.staff import ADD, REVOKE
from tests.people_world import (
    ADA,
    BEN,
    CASE,
    FAY,
    FAY_TWO,
    IVO,
    SUE,
    Person,
    ck,
    drawn,
    grown,
    made,
    next_roll,
    opened,
)
from tests.vectorfiles import Vector, write_vectors
from tests.weak_keys import NOT_CANONICAL_X25519, SMALL_ORDER_X25519

SPEC = "docs/spec/envelope.md"
CHAIN = grown()
OPENED = opened(CHAIN)
EPHEMERAL = drawn("ephemeral")
VECTORS: dict[str, Vector] = {}


def vector(
    name: str,
    comment: str,
    expect: str,
    envelope: bytes,
    *,
    rule: str,
    rolls: Rolls = OPENED,
    more: tuple[bytes, ...] = (),
    scalar: bytes | None = None,
    key: bytes | None = None,
    at_receipt: bool = False,
) -> None:
    if name in VECTORS:
        raise ValueError(f"two vectors are called {name}")
    VECTORS[name] = {
        "comment": comment,
        "spec": f"{SPEC}#{rule}",
        "certificates": CHAIN.seq + 1,
        "more": [raw.hex() for raw in more],
        "case": rolls.case,
        "rolls": [raw.hex() for raw in rolls.raws],
        "envelope": envelope,
        "at_receipt": at_receipt,
        "scalar": scalar,
        "ck": key,
        "expect": expect,
    }


def wrapped(
    sender: Person, receiver: Person, rolls: Rolls = OPENED, chain: Chain = CHAIN, epoch: int = 1
) -> bytes:
    """An envelope of an epoch's key under the newest roll of that epoch."""
    roll = rolls.of_epoch(epoch)[-1]
    to = chain.device(receiver.device)
    if to is None:
        raise ValueError(f"{receiver.name} is not in the chain")
    return wrap(
        roll,
        record_hash(rolls.raws[roll.seq]),
        ck(epoch),
        to=to,
        from_device=sender.device,
        seed=sender.seed,
        ephemeral=EPHEMERAL,
    )


def changed(raw: bytes, seed: bytes, /, **fields: object) -> bytes:
    """An envelope with other fields, signed again."""
    return sign(replace(decode(Envelope, raw), **fields), seed)  # type: ignore[arg-type]  # a vector names the fields


def patched(raw: bytes, at: int, data: bytes, seed: bytes) -> bytes:
    """An envelope with other bytes somewhere, signed again."""
    before = (raw[:at] + data + raw[at + len(data) :])[:-64]
    return before + ed25519_sign(seed, signed_message(before[:4], before))


def format_vectors() -> None:
    rule = "format"
    good = wrapped(FAY, SUE)

    def refused(name: str, comment: str, expect: str, envelope: bytes) -> None:
        vector(name, comment, expect, envelope, rule=rule)

    refused("length-short", "The last byte is missing.", "envelope-length", good[:-1])
    refused("length-long", "One byte follows.", "envelope-length", good + b"\0")
    refused("magic", "The letters of a roll.", "envelope-magic", patched(good, 0, b"ACR1", FAY.seed))
    refused("suite", "There is one suite.", "envelope-suite", changed(good, FAY.seed, suite=2))
    refused("org", "Of another service.", "envelope-org", changed(good, FAY.seed, org=drawn("another")))
    refused("case", "Of another case.", "envelope-case", changed(good, FAY.seed, case=drawn("another", 16)))
    for name, key in SMALL_ORDER_X25519.items():
        weak = changed(good, FAY.seed, enc=key)
        refused(f"enc-small-order-{name}", "Agrees on zeros with everybody.", "envelope-key", weak)
    for name, key in NOT_CANONICAL_X25519.items():
        odd = changed(good, FAY.seed, enc=key)
        refused(f"enc-{name}", "An encoding that is not canonical.", "envelope-key", odd)
    flipped = bytearray(good)
    flipped[-64] ^= 1
    refused("signature-bit", "One bit is wrong.", "envelope-signature", bytes(flipped))
    other = changed(good, SUE.seed)
    refused("signature-other", "Another member's signature under Fay's device.", "envelope-signature", other)


def people_vectors() -> None:
    rule = "who-sends-to-whom"
    good = wrapped(FAY, SUE)
    vector(
        "sent", "Fay sends Sue the key.", "ok", good, rule=rule, scalar=SUE.scalar, key=ck(1), at_receipt=True
    )
    own = wrapped(FAY, FAY)
    vector("own", "Fay keeps one for herself.", "ok", own, rule=rule, scalar=FAY.scalar, key=ck(1))

    def refused(name: str, comment: str, expect: str, envelope: bytes) -> None:
        vector(name, comment, expect, envelope, rule=rule)

    refused("roll-unknown", "No such roll.", "envelope-roll", changed(good, FAY.seed, roll=drawn("roll")))
    refused("roll-epoch", "The roll is of another epoch.", "envelope-roll", changed(good, FAY.seed, epoch=2))
    nobody = changed(good, FAY.seed, from_device=drawn("d", 16))
    refused("from-unknown", "Nobody's device.", "envelope-device", nobody)
    refused("from-waiting", "Fay's laptop does not count yet.", "envelope-device", wrapped(FAY_TWO, SUE))
    refused("from-outside", "Ivo is not in the roll.", "envelope-from", wrapped(IVO, SUE))
    refused(
        "to-unknown", "Nobody's device.", "envelope-to", changed(good, FAY.seed, to_device=drawn("d", 16))
    )
    refused("to-waiting", "Fay's laptop does not count yet.", "envelope-to", wrapped(FAY, FAY_TWO))
    refused("to-outside", "Ben is in no roll of the case.", "envelope-to", wrapped(FAY, BEN))
    gone = made(CHAIN, ADA.seed, REVOKE, FAY)
    vector("from-revoked", "A reader opens what came before.", "ok", good, rule=rule, more=(gone,))
    vector(
        "from-revoked-at-receipt",
        "Nothing new from a revoked device.",
        "envelope-device",
        good,
        rule=rule,
        more=(gone,),
        at_receipt=True,
    )
    lost = made(CHAIN, ADA.seed, REVOKE, SUE)
    vector(
        "to-revoked-at-receipt",
        "Nothing for a revoked device.",
        "envelope-to",
        good,
        rule=rule,
        more=(lost,),
        at_receipt=True,
    )


def epoch_vectors() -> None:
    rule = "epochs"
    sam = Person("Sam", FIELD)
    chain = grown()
    chain.append(made(chain, ADA.seed, ADD, sam))
    more = (chain.records[-1],)
    rolls = opened(chain)
    rolls.append(next_roll(chain, rolls, SUE, (SUE, sam), 2), chain)
    old = wrapped(SUE, sam, rolls, chain)
    vector(
        "replacement",
        "Who comes into the newest roll opens what came before.",
        "ok",
        old,
        rule=rule,
        rolls=rolls,
        more=more,
        scalar=sam.scalar,
        key=ck(1),
    )
    new = wrapped(SUE, FAY, rolls, chain, 2)
    vector("left", "Fay left before that epoch.", "envelope-to", new, rule=rule, rolls=rolls, more=more)
    back = wrapped(sam, SUE, rolls, chain)
    vector(
        "from-later", "Sam was not in that roll.", "envelope-from", back, rule=rule, rolls=rolls, more=more
    )


def interpreter_vectors() -> None:
    rule = "interpreters"
    rolls = Rolls(CHAIN.org, CASE)
    rolls.append(next_roll(CHAIN, rolls, FAY, (FAY, SUE, IVO)), CHAIN)
    held = wrapped(FAY, IVO, rolls)
    vector(
        "interpreter",
        "An interpreter never gets a family's key.",
        "envelope-to",
        held,
        rule=rule,
        rolls=rolls,
    )
    service = Rolls(CHAIN.org, service_case_of(CHAIN.org))
    service.append(next_roll(CHAIN, service, ADA, (ADA, FAY, SUE, IVO)), CHAIN)
    names = wrapped(ADA, IVO, service)
    vector(
        "interpreter-service",
        "But the service's names.",
        "ok",
        names,
        rule=rule,
        rolls=service,
        scalar=IVO.scalar,
        key=ck(1),
    )


def opening_vectors() -> None:
    rule = "opening"
    good = wrapped(FAY, SUE)
    bare = decode(Envelope, good)

    def refused(name: str, comment: str, expect: str, envelope: bytes, scalar: bytes = SUE.scalar) -> None:
        vector(name, comment, expect, envelope, rule=rule, scalar=scalar)

    refused("open-other", "Fay's key does not open Sue's.", "envelope-open", good, FAY.scalar)
    bent = bytes([bare.ct[0] ^ 1]) + bare.ct[1:]
    refused(
        "open-ct", "One bit of the ciphertext is wrong.", "envelope-open", changed(good, FAY.seed, ct=bent)
    )
    tag = bare.ct[:-1] + bytes([bare.ct[-1] ^ 1])
    refused("open-tag", "One bit of the tag is wrong.", "envelope-open", changed(good, FAY.seed, ct=tag))
    turned = changed(good, FAY.seed, to_device=FAY.device)
    refused("open-to", "Sealed for another device: info differs.", "envelope-open", turned)
    later = Rolls.load(CHAIN.org, CASE, [*OPENED.raws, next_roll(CHAIN, OPENED, SUE, (FAY, SUE, IVO))], CHAIN)
    moved = changed(good, FAY.seed, roll=later.newest_hash)
    vector(
        "open-roll",
        "Sealed under another roll of the epoch: info differs.",
        "envelope-open",
        moved,
        rule=rule,
        rolls=later,
        scalar=SUE.scalar,
    )
    enc, ct = hpke_seal(SUE.x25519, INFO + good[:BEFORE_ENC], b"", drawn("another ck"), EPHEMERAL)
    wrong = changed(good, FAY.seed, enc=enc, ct=ct)
    refused("recipient", "It carries another key than the roll's.", "envelope-recipient", wrong)
    enc, ct = hpke_seal(SUE.x25519, INFO + good[:BEFORE_ENC], b"aad", ck(1), EPHEMERAL)
    refused(
        "open-aad", "There is no additional data.", "envelope-open", changed(good, FAY.seed, enc=enc, ct=ct)
    )
    enc, ct = hpke_seal(SUE.x25519, good[:BEFORE_ENC], b"", ck(1), EPHEMERAL)
    refused(
        "open-info",
        "Info starts with its own words.",
        "envelope-open",
        changed(good, FAY.seed, enc=enc, ct=ct),
    )


def main() -> None:
    for part in (format_vectors, people_vectors, epoch_vectors, interpreter_vectors, opening_vectors):
        part()
    write_vectors("envelope", VECTORS)


if __name__ == "__main__":
    main()
