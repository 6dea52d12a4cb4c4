"""Writes tests/vectors/roll.

A vector is read like this: load the chain that it names (see make_chain.py), load ``rolls`` of ``case`` as a reader,
then append ``roll``, at receipt where ``at_receipt`` says so.
"""

from __future__ import annotations

from dataclasses import replace

from amanat_sync.chain import ADMIN, COURIER, FIELD, INTERPRETER, SERVICE, SUPERVISOR, Chain
from amanat_sync.keys import ed25519_sign, x25519_public
from amanat_sync.records import Roll, decode, sign, signed_message
from amanat_sync.roll import Rolls, service_case_of
from amanat_sync.staff import ADD, ENDORSE, REROLE, REVOKE
from tests.people_world import (
    ADA,
    BEN,
    CASE,
    FAY,
    FAY_TWO,
    FRED,
    GUS,
    IVO,
    NEW,
    ROOT,
    SERVER,
    SID,
    SUE,
    TABLET,
    Person,
    drawn,
    grown,
    made,
    next_roll,
    opened,
    row,
)
from tests.vectorfiles import Vector, write_vectors
from tests.weak_keys import NOT_CANONICAL_X25519, SMALL_ORDER_X25519

SPEC = "docs/spec/roll.md"
CHAIN = grown()
EMPTY = Rolls(CHAIN.org, CASE)
OPENED = opened(CHAIN)
VECTORS: dict[str, Vector] = {}


def vector(
    name: str,
    comment: str,
    expect: str,
    roll: bytes,
    *,
    rule: str,
    rolls: Rolls = OPENED,
    more: tuple[bytes, ...] = (),
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
        "roll": roll,
        "at_receipt": at_receipt,
        "expect": expect,
    }


def changed(raw: bytes, seed: bytes, /, **fields: object) -> bytes:
    """A roll with other fields, signed again."""
    return sign(replace(decode(Roll, raw), **fields), seed)  # type: ignore[arg-type]  # a vector names the fields


def patched(raw: bytes, at: int, data: bytes, seed: bytes) -> bytes:
    """A roll with other bytes somewhere, signed again."""
    before = (raw[:at] + data + raw[at + len(data) :])[:-64]
    return before + ed25519_sign(seed, signed_message(before[:4], before))


def after(*raws: bytes) -> Chain:
    chain = grown()
    for raw in raws:
        chain.append(raw)
    return chain


def first(signer: Person, *people: Person, chain: Chain = CHAIN) -> bytes:
    return next_roll(chain, EMPTY, signer, people)


def later(
    signer: Person, *people: Person, chain: Chain = CHAIN, epoch: int = 1, rolls: Rolls = OPENED
) -> bytes:
    return next_roll(chain, rolls, signer, people, epoch)


def format_vectors() -> None:
    rule = "format"
    good = later(SUE, FAY, SUE, IVO)

    def refused(name: str, comment: str, expect: str, roll: bytes) -> None:
        vector(name, comment, expect, roll, rule=rule)

    refused("length-short", "The last byte is missing.", "roll-length", good[:-1])
    refused("length-long", "One byte follows.", "roll-length", good + b"\0")
    count = patched(good, 160, b"\0\2", SUE.seed)
    refused("length-count", "It counts two members and holds three.", "roll-length", count)
    refused("magic", "The letters of an envelope.", "roll-magic", patched(good, 0, b"ACE1", SUE.seed))
    refused("suite", "There is one suite.", "roll-suite", changed(good, SUE.seed, suite=2))
    refused("flags", "No flag is known.", "roll-unknown-flag", changed(good, SUE.seed, flags=1))
    rows = decode(Roll, good).members
    flagged = changed(good, SUE.seed, members=(replace(rows[0], flags=1), *rows[1:]))
    refused("row-flags", "Nor in a row.", "roll-unknown-flag", flagged)
    for role in (0, 9):
        odd = changed(good, SUE.seed, members=(replace(rows[0], role=role), *rows[1:]))
        refused(f"row-role-{role}", "Roles count from 1 to 8.", "roll-enum", odd)
    refused("org", "Of another service.", "roll-org", changed(good, SUE.seed, org=drawn("another org")))
    refused("case", "Of another case.", "roll-case", changed(good, SUE.seed, case=drawn("another", 16)))
    refused("members-none", "A roll names somebody.", "roll-members", changed(good, SUE.seed, members=()))
    upside = changed(good, SUE.seed, members=tuple(reversed(rows)))
    refused("members-unsorted", "Members are sorted by id.", "roll-members", upside)
    twice = changed(good, SUE.seed, members=(rows[0], *rows))
    refused("members-repeated", "Nobody is named twice.", "roll-members", twice)
    for name, key in SMALL_ORDER_X25519.items():
        weak = changed(good, SUE.seed, recipient=key)
        refused(f"recipient-small-order-{name}", "Agrees on zeros with everybody.", "roll-key", weak)
    for name, key in NOT_CANONICAL_X25519.items():
        odd = changed(good, SUE.seed, recipient=key)
        refused(f"recipient-{name}", "An encoding that is not canonical.", "roll-key", odd)
    flipped = bytearray(good)
    flipped[-64] ^= 1
    refused("signature-bit", "One bit is wrong.", "roll-signature", bytes(flipped))
    other = changed(good, FAY.seed)
    refused("signature-other", "Another member's signature under Sue's device.", "roll-signature", other)


def place_vectors() -> None:
    rule = "place"
    good = later(SUE, FAY, SUE, IVO)
    vector("next", "The next place.", "ok", good, rule=rule)
    vector("gap", "A place is left out.", "roll-prev", changed(good, SUE.seed, seq=2), rule=rule)
    vector(
        "prev", "It follows another roll.", "roll-prev", changed(good, SUE.seed, prev=drawn("x")), rule=rule
    )
    start = first(FAY, FAY, SUE)
    odd = changed(start, FAY.seed, prev=drawn("x"))
    vector("first-prev", "Nothing stands before roll 0.", "roll-prev", odd, rule=rule, rolls=EMPTY)
    vector("again", "The same roll again changes nothing.", "ok", start, rule=rule)
    vector("again-at-receipt", "Nor at the server.", "ok", start, rule=rule, at_receipt=True)
    other = first(FAY, FAY, SUE, IVO)
    vector("taken-at-receipt", "The place is taken.", "roll-seq", other, rule=rule, at_receipt=True)
    vector("taken-valid", "A reader sees two valid rolls at one place.", "roll-fork", other, rule=rule)
    bad = first(IVO, SUE, IVO)
    vector("taken-invalid", "The second roll is not valid: no fork.", "roll-signer", bad, rule=rule)


def first_vectors() -> None:
    rule = "roll-0"
    good = first(FAY, FAY, SUE)
    vector("first", "A field worker opens a case.", "ok", good, rule=rule, rolls=EMPTY, at_receipt=True)
    alone = first(SUE, SUE)
    vector("first-supervisor", "A supervisor opens a case.", "ok", alone, rule=rule, rolls=EMPTY)

    def refused(name: str, comment: str, expect: str, roll: bytes) -> None:
        vector(name, comment, expect, roll, rule=rule, rolls=EMPTY)

    refused("first-interpreter", "An interpreter opens none.", "roll-signer", first(IVO, IVO, SUE))
    refused("first-admin", "Nor does an admin.", "roll-signer", first(ADA, ADA, SUE))
    refused("first-not-named", "It names its signer.", "roll-signer", first(FAY, SUE))
    refused("first-no-supervisor", "It names a supervisor.", "roll-no-supervisor", first(FAY, FAY))
    refused("first-epoch-0", "Epochs count from 1.", "roll-epoch", changed(good, FAY.seed, epoch=0))
    refused("first-epoch-2", "Epochs count from 1.", "roll-epoch", changed(good, FAY.seed, epoch=2))


def name_vectors() -> None:
    rule = "names-and-roles"
    good = later(SUE, FAY, SUE, IVO)

    def refused(name: str, comment: str, expect: str, roll: bytes) -> None:
        vector(name, comment, expect, roll, rule=rule)

    unknown = changed(good, SUE.seed, chain_head=drawn("head"))
    refused("chain-head", "A certificate that is not known here.", "roll-chain-head", unknown)
    refused(
        "device-unknown", "Nobody's device.", "roll-device", changed(good, SUE.seed, device=drawn("d", 16))
    )
    refused("device-waiting", "Fay's laptop does not count yet.", "roll-device", later(FAY_TWO, FAY, SUE))
    refused("device-revoked", "Fred was revoked before.", "roll-device", later(FRED, FAY, SUE))
    early = changed(good, SUE.seed, chain_head=CHAIN.hash_at(5))
    refused("device-later", "Sue's device came after that chain_head.", "roll-device", early)
    rows = decode(Roll, good).members

    def with_row(who: Person, role: int) -> bytes:
        return changed(
            good, SUE.seed, members=tuple(sorted((*rows, row(who, role)), key=lambda one: one.member))
        )

    raised = tuple(replace(one, role=SUPERVISOR) if one.member == FAY.member else one for one in rows)
    refused("role-other", "Fay is no supervisor.", "roll-role", changed(good, SUE.seed, members=raised))
    refused("role-unknown", "Nobody certified that member.", "roll-role", with_row(NEW, FIELD))
    refused("role-waiting", "Sid does not count yet.", "roll-role", with_row(SID, SUPERVISOR))
    refused("role-service", "The service is in no case.", "roll-role", with_row(SERVER, SERVICE))
    refused("role-courier", "A tablet is in no case.", "roll-role", with_row(TABLET, COURIER))
    gone = made(CHAIN, ADA.seed, REVOKE, IVO)
    vector(
        "role-revoked",
        "A member whose tablet is lost keeps their place.",
        "ok",
        later(SUE, FAY, SUE, IVO, chain=after(gone)),
        rule=rule,
        more=(gone,),
    )


def signer_vectors() -> None:
    rule = "who-signs"
    vector(
        "later-field",
        "A field worker signs roll 0 only.",
        "roll-signer",
        later(FAY, FAY, SUE, IVO),
        rule=rule,
    )
    vector("later-admin", "An admin signs none.", "roll-signer", later(ADA, FAY, SUE, IVO), rule=rule)
    vector("guard-too-early", "Sue is left.", "roll-signer", later(GUS, FAY, SUE, GUS), rule=rule)
    vouched = made(CHAIN, BEN.seed, ENDORSE, SID)
    chain = after(vouched)
    outside = later(SID, FAY, SUE, SID, chain=chain)
    vector(
        "supervisor-outside",
        "Sid is not in the roll before.",
        "roll-signer",
        outside,
        rule=rule,
        more=(vouched,),
    )
    promoted = made(CHAIN, ADA.seed, REROLE, FAY, role=SUPERVISOR)
    chain = after(promoted)
    chain.append(made(chain, BEN.seed, ENDORSE, FAY, role=SUPERVISOR))
    more = chain.records[CHAIN.seq + 1 :]
    fresh = changed(
        later(FAY, FAY, SUE, IVO, chain=chain),
        FAY.seed,
        members=tuple(sorted((row(FAY, SUPERVISOR), row(SUE), row(IVO)), key=lambda one: one.member)),
    )
    vector(
        "promoted", "Fay was no supervisor in the roll before.", "roll-signer", fresh, rule=rule, more=more
    )
    by_sue = changed(
        later(SUE, FAY, SUE, IVO, chain=chain),
        SUE.seed,
        members=decode(Roll, fresh).members,
    )
    vector("promoted-named", "Sue names her as one.", "ok", by_sue, rule=rule, more=more)
    gone = made(CHAIN, ADA.seed, REVOKE, SUE)
    chain = after(gone)
    guard = later(GUS, FAY, SUE, GUS, chain=chain)
    vector("guard", "No supervisor is left.", "ok", guard, rule=rule, more=(gone,), at_receipt=True)
    late = later(SUE, FAY, SUE, IVO)
    vector(
        "revoked-at-receipt",
        "Sue was revoked since.",
        "roll-device",
        late,
        rule=rule,
        more=(gone,),
        at_receipt=True,
    )
    vector("revoked-since", "A reader judges at the chain_head.", "ok", late, rule=rule, more=(gone,))
    demoted = made(CHAIN, ADA.seed, REROLE, SUE, role=FIELD)
    chain = after(demoted)
    vector(
        "demoted-at-receipt",
        "Sue is no supervisor any more.",
        "roll-signer",
        late,
        rule=rule,
        more=(demoted,),
        at_receipt=True,
    )
    vector("demoted-since", "A reader judges at the chain_head.", "ok", late, rule=rule, more=(demoted,))
    now = changed(
        late,
        SUE.seed,
        chain_head=chain.head,
        members=tuple(sorted((row(FAY), row(SUE, FIELD), row(IVO)), key=lambda one: one.member)),
    )
    vector(
        "demoted",
        "A supervisor of the roll before, but no longer one.",
        "roll-signer",
        now,
        rule=rule,
        more=(demoted,),
    )


def epoch_vectors() -> None:
    rule = "epochs"
    wider = Rolls.load(CHAIN.org, CASE, [first(FAY, FAY, SUE, IVO)], CHAIN)
    removed = later(SUE, FAY, SUE, epoch=2, rolls=wider)
    vector(
        "removed",
        "Ivo leaves and a new epoch begins.",
        "ok",
        removed,
        rule=rule,
        rolls=wider,
        at_receipt=True,
    )
    stays = later(SUE, FAY, SUE, rolls=wider)
    vector(
        "removed-same-epoch", "Whoever leaves ends the epoch.", "roll-epoch", stays, rule=rule, rolls=wider
    )
    good = later(SUE, FAY, SUE, IVO)
    turned = later(SUE, FAY, SUE, epoch=2)
    vector("epoch-anytime", "An epoch may begin without anybody leaving.", "ok", turned, rule=rule)
    vector("epoch-jump", "Epochs rise by one.", "roll-epoch", later(SUE, FAY, SUE, epoch=3), rule=rule)
    vector("epoch-back", "Epochs do not go back.", "roll-epoch", changed(good, SUE.seed, epoch=0), rule=rule)
    other = changed(good, SUE.seed, recipient=x25519_public(drawn("other ck")))
    vector("recipient-changes", "Another recipient is another epoch.", "roll-recipient", other, rule=rule)
    same = changed(good, SUE.seed, epoch=2)
    vector("recipient-stays", "A new epoch has a new recipient.", "roll-recipient", same, rule=rule)
    second = Rolls.load(CHAIN.org, CASE, [*OPENED.raws, turned], CHAIN)
    back = changed(
        later(SUE, FAY, SUE, epoch=3, rolls=second), SUE.seed, recipient=decode(Roll, good).recipient
    )
    vector(
        "recipient-again",
        "An earlier recipient does not come back.",
        "roll-recipient",
        back,
        rule=rule,
        rolls=second,
    )


def service_vectors() -> None:
    rule = "service-case"
    rolls = Rolls(CHAIN.org, service_case_of(CHAIN.org))
    by_admin = next_roll(CHAIN, rolls, ADA, (ADA,))
    vector(
        "service", "An admin opens the service case.", "ok", by_admin, rule=rule, rolls=rolls, at_receipt=True
    )
    by_supervisor = next_roll(CHAIN, rolls, SUE, (ADA, SUE))
    vector("service-supervisor", "Nobody else does.", "roll-signer", by_supervisor, rule=rule, rolls=rolls)
    rolls.append(by_admin, CHAIN)
    wider = next_roll(CHAIN, rolls, BEN, (ADA, BEN, FAY, SUE, IVO))
    vector("service-later", "Any admin signs the next one.", "ok", wider, rule=rule, rolls=rolls)
    chain = after(made(CHAIN, ROOT, ADD, Person("third", ADMIN)))
    more = (chain.records[-1],)
    third = Person("third", ADMIN)
    named = next_roll(chain, rolls, third, (ADA, third, Person("Ivo", INTERPRETER)))
    vector(
        "service-new-admin",
        "Also one whom the roll before did not name.",
        "ok",
        named,
        rule=rule,
        rolls=rolls,
        more=more,
    )


def main() -> None:
    for part in (
        format_vectors,
        place_vectors,
        first_vectors,
        name_vectors,
        signer_vectors,
        epoch_vectors,
        service_vectors,
    ):
        part()
    write_vectors("roll", VECTORS)


if __name__ == "__main__":
    main()
