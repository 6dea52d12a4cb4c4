# Over 400 lines: one row for each vector, and a table of vectors is read in one place.
"""Writes tests/vectors/chain and the world of certificates that other vectors share.

A vector is read like this: load the first ``certificates`` of worlds/people.json and the records of ``more`` as a
reader, then append ``record``, with ``now_ms`` (null: as a reader).  Where ``certificates`` is 0, ``record`` is a
genesis and ``pinned`` the hash that the device pins, or null.  ``after`` lists what must then hold.
"""

from __future__ import annotations

from typing import Any

from amanat_sync.chain import (
    ADMIN,
    COURIER,
    FIELD,
    INTERPRETER,
    NO_END,
    RECOVERY,
    SAFEGUARDING,
    SERVICE,
    SUPERVISOR,
    Chain,
)
from amanat_sync.keys import SMALL_ORDER, ed25519_public, ed25519_sign
from amanat_sync.records import signed_message
from amanat_sync.staff import ADD, ENDORSE, GENESIS, REROLE, REVOKE, ROTATE_ROOT
from tests.people_world import (
    ADA,
    BEN,
    CARDS,
    DAY,
    FAY,
    FAY_TWO,
    FRED,
    GUS,
    IVO,
    NEW,
    NOW,
    ROOT,
    SERVER,
    SID,
    SUE,
    TABLET,
    Person,
    drawn,
    genesis,
    grown,
    made,
    write_chain,
)
from tests.vectorfiles import Vector, write_vectors
from tests.weak_keys import NOT_CANONICAL_ED25519, NOT_CANONICAL_X25519, SMALL_ORDER_X25519

SPEC = "docs/spec/chain.md"
ORDER = 2**252 + 27742317777372353535851937790883648493
CHAIN = grown()
VECTORS: dict[str, Vector] = {}


def vector(
    name: str,
    comment: str,
    expect: str,
    record: bytes,
    *,
    rule: str = "rules",
    certificates: int = CHAIN.seq + 1,
    more: tuple[bytes, ...] = (),
    now_ms: int | None = None,
    **others: object,
) -> None:
    if name in VECTORS:
        raise ValueError(f"two vectors are called {name}")
    told: Vector = {"comment": comment, "spec": f"{SPEC}#{rule}", "certificates": certificates}
    VECTORS[name] = {
        **told,
        "more": [raw.hex() for raw in more],
        "record": record,
        "now_ms": now_ms,
        **others,
        "expect": expect,
    }


def device(who: Person, *, role: int, counts: bool = True, revoked: bool = False) -> dict[str, object]:
    return {"device": who.device.hex(), "role": role, "counts": counts, "revoked": revoked}


def patched(raw: bytes, at: int, data: bytes, seed: bytes) -> bytes:
    """A record with other bytes somewhere, signed again."""
    before = (raw[:at] + data + raw[at + len(data) :])[:-64]
    return before + ed25519_sign(seed, signed_message(before[:4], before))


def after(*raws: bytes) -> Chain:
    """The chain with further records."""
    chain = grown()
    for raw in raws:
        chain.append(raw)
    return chain


def genesis_vectors() -> None:
    def start(name: str, comment: str, expect: str, record: bytes, pinned: bytes | None = None) -> None:
        vector(name, comment, expect, record, rule="genesis", certificates=0, pinned=pinned)

    start("genesis", "The first record in its one form.", "ok", genesis())
    start("genesis-demo", "Bit 0 marks a demonstration.", "ok", genesis(flags=1))
    start("genesis-pinned", "The device pins this root's hash.", "ok", genesis(), CHAIN.org)
    start(
        "genesis-other-pin", "The device pins another root.", "chain-root", genesis(), drawn("another root")
    )
    start("genesis-flag-1", "Bit 1 is not listed.", "chain-unknown-flag", genesis(flags=2))
    forms: dict[str, dict[str, Any]] = {
        "role": {"role": ADMIN},
        "org": {"org": drawn("org")},
        "seq": {"seq": 1},
        "prev": {"prev": drawn("prev")},
        "member": {"member": ADA.member},
        "device": {"device": ADA.device},
        "x25519": {"x25519": ADA.x25519},
        "signer": {"signer": ADA.ed25519},
    }
    for name, changed in forms.items():
        start(f"genesis-{name}", f"A genesis has no {name} of its own.", "chain-genesis", genesis(**changed))
    start("genesis-op-add", "A chain starts with a genesis.", "chain-genesis", CHAIN.records[1])
    for number, key in enumerate(sorted(SMALL_ORDER)):
        record = genesis(ed25519=key, signer=key)
        start(f"genesis-small-order-{number}", "The root's key is of small order.", "chain-key", record)
    broken = bytearray(genesis())
    broken[-1] ^= 1
    start("genesis-signature", "One bit of the signature is wrong.", "chain-signature", bytes(broken))


def format_vectors() -> None:
    good = made(CHAIN, ADA.seed, ADD, NEW)
    rule = "format"
    vector("length-short", "The last byte is missing.", "chain-length", good[:-1], rule=rule)
    vector("length-long", "One byte follows.", "chain-length", good + b"\0", rule=rule)
    vector("magic", "The letters of a roll.", "chain-magic", patched(good, 0, b"ACR1", ADA.seed), rule=rule)
    vector("op-0", "Operations count from 1.", "chain-enum", patched(good, 4, b"\0", ADA.seed), rule=rule)
    vector("op-7", "There are six operations.", "chain-enum", patched(good, 4, b"\7", ADA.seed), rule=rule)
    vector(
        "role-0",
        "Only a genesis has no role.",
        "chain-enum",
        made(CHAIN, ADA.seed, ADD, NEW, role=0),
        rule=rule,
    )
    vector("role-9", "There are eight roles.", "chain-enum", patched(good, 5, b"\x09", ADA.seed), rule=rule)
    demo = made(CHAIN, ADA.seed, ADD, NEW, flags=1)
    vector("flag-demo", "Only a genesis is marked as demo.", "chain-unknown-flag", demo, rule=rule)
    flag = patched(good, 6, b"\x80\x00", ADA.seed)
    vector("flag-15", "Bit 15 is not listed.", "chain-unknown-flag", flag, rule=rule)
    large = patched(good, 40, (2**53).to_bytes(8, "big"), ADA.seed)
    vector("seq-2-53", "Integers stay below 2^53.", "chain-integer", large, rule=rule)
    org = made(CHAIN, ADA.seed, ADD, NEW, org=drawn("another org"))
    vector("org", "Of another service.", "chain-org", org, rule=rule)
    rotate = made(CHAIN, ROOT, ROTATE_ROOT, NEW)
    vector("rotate-root", "Reserved, even for the root.", "chain-reserved", rotate, rule=rule)
    second = made(CHAIN, ROOT, GENESIS, NEW)
    vector("second-genesis", "A genesis stands first or nowhere.", "chain-genesis", second, rule=rule)


def place_vectors() -> None:
    rule = "place"
    good = made(CHAIN, ADA.seed, ADD, NEW)
    vector(
        "gap",
        "A place is left out.",
        "chain-prev",
        made(CHAIN, ADA.seed, ADD, NEW, seq=CHAIN.seq + 2),
        rule=rule,
    )
    prev = made(CHAIN, ADA.seed, ADD, NEW, prev=CHAIN.hash_at(CHAIN.seq - 1))
    vector("prev", "It follows another record.", "chain-prev", prev, rule=rule)
    vector("again", "The same record again changes nothing.", "ok", CHAIN.records[-1], rule=rule)
    vector("again-at-receipt", "Nor at the server.", "ok", CHAIN.records[3], now_ms=NOW, rule=rule)
    elder = grown(len(CHAIN.records) - 2)
    other = made(elder, ADA.seed, ADD, NEW)
    vector("taken-at-receipt", "The place is taken.", "chain-seq", other, now_ms=NOW, rule=rule)
    vector("taken-valid", "A reader sees two valid records at one place.", "chain-fork", other, rule=rule)
    bad = made(elder, FAY.seed, ADD, NEW)
    vector("taken-invalid", "The second record is not valid: no fork.", "chain-signer", bad, rule=rule)
    early = grown(3)
    revoked = made(early, ADA.seed, ADD, FRED)
    vector(
        "taken-early", "Judged as of its place, where Fred was not known.", "chain-fork", revoked, rule=rule
    )
    vector("next", "The next place.", "ok", good, after=[device(NEW, role=FIELD)], rule=rule)


def key_vectors() -> None:
    rule = "keys"
    for number, key in enumerate(sorted(SMALL_ORDER)):
        record = made(CHAIN, ADA.seed, ADD, NEW, ed25519=key)
        vector(f"ed25519-small-order-{number}", "A key of small order.", "chain-key", record, rule=rule)
        record = made(CHAIN, ADA.seed, ADD, NEW, signer=key)
        vector(
            f"signer-small-order-{number}", "Signed by a key of small order.", "chain-key", record, rule=rule
        )
    for name, key in NOT_CANONICAL_ED25519.items():
        record = made(CHAIN, ADA.seed, ADD, NEW, ed25519=key)
        vector(f"ed25519-{name}", "An encoding that is not canonical.", "chain-key", record, rule=rule)
    for name, key in SMALL_ORDER_X25519.items():
        record = made(CHAIN, ADA.seed, ADD, NEW, x25519=key)
        vector(
            f"x25519-small-order-{name}", "Agrees on zeros with everybody.", "chain-key", record, rule=rule
        )
    for name, key in NOT_CANONICAL_X25519.items():
        record = made(CHAIN, ADA.seed, ADD, NEW, x25519=key)
        vector(f"x25519-{name}", "An encoding that is not canonical.", "chain-key", record, rule=rule)
    zeros: dict[str, tuple[int, dict[str, Any]]] = {
        "courier-member": (COURIER, {"member": NEW.member, "x25519": bytes(32)}),
        "courier-x25519": (COURIER, {"member": bytes(16)}),
        "service-x25519": (SERVICE, {}),
        "recovery-ed25519": (RECOVERY, {}),
    }
    for name, (role, changed) in zeros.items():
        record = made(CHAIN, ROOT, ADD, NEW, role=role, **changed)
        vector(f"zeros-{name}", "This role has zeros there.", "chain-zeros", record, rule=rule)
    record = made(CHAIN, ADA.seed, ADD, NEW, member=bytes(16))
    vector("id-member", "Only a courier has no member.", "chain-id", record, rule=rule)
    record = made(CHAIN, ADA.seed, ADD, NEW, device=bytes(16))
    vector("id-device", "Every device has an id.", "chain-id", record, rule=rule)
    repeats: dict[str, dict[str, bytes]] = {
        "device": {"device": FAY.device},
        "ed25519": {"ed25519": FAY.ed25519},
        "x25519": {"x25519": FAY.x25519},
        "revoked-ed25519": {"ed25519": FRED.ed25519},
        "root": {"ed25519": ed25519_public(ROOT)},
    }
    for name, keys in repeats.items():
        record = made(CHAIN, ADA.seed, ADD, NEW, **keys)
        vector(f"repeat-{name}", "The chain has had that before.", "chain-repeat", record, rule=rule)


def signature_vectors() -> None:
    rule = "signatures"
    good = made(CHAIN, ADA.seed, ADD, NEW)
    flipped = bytearray(good)
    flipped[-64] ^= 1
    vector("signature-bit", "One bit is wrong.", "chain-signature", bytes(flipped), rule=rule)
    s = int.from_bytes(good[-32:], "little") + ORDER
    vector(
        "signature-s-plus-l",
        "S is not below L.",
        "chain-signature",
        good[:-32] + s.to_bytes(32, "little"),
        rule=rule,
    )
    other = made(CHAIN, BEN.seed, ADD, NEW, signer=ADA.ed25519)
    vector(
        "signature-other", "Another admin's signature under this name.", "chain-signature", other, rule=rule
    )
    unknown = made(CHAIN, NEW.seed, ADD, SID, device=NEW.device)
    vector(
        "signer-unknown", "Signed by a key that nobody certified.", "chain-signer-unknown", unknown, rule=rule
    )
    late = made(CHAIN, FRED.seed, ENDORSE, FAY_TWO)
    vector("signer-revoked", "Fred was revoked before.", "chain-signer-revoked", late, rule=rule)
    waiting = made(CHAIN, FAY_TWO.seed, ENDORSE, SID)
    vector("signer-waiting", "Fay's laptop does not count yet.", "chain-signer", waiting, rule=rule)


def right_vectors() -> None:
    rule = "who-signs-what"
    roles = {"field": FIELD, "supervisor": SUPERVISOR, "interpreter": INTERPRETER}
    for name, role in roles.items():
        counts = role != SUPERVISOR
        record = made(CHAIN, ADA.seed, ADD, NEW, role=role)
        shown = [device(NEW, role=role, counts=counts)]
        vector(f"add-{name}", "An admin adds a worker.", "ok", record, after=shown, rule=rule)
    courier = Person("second tablet", COURIER)
    record = made(CHAIN, BEN.seed, ADD, courier)
    vector(
        "add-courier",
        "An admin adds a tablet.",
        "ok",
        record,
        after=[device(courier, role=COURIER)],
        rule=rule,
    )
    by_root = {"admin": ADMIN, "safeguarding": SAFEGUARDING, "service": SERVICE, "recovery": RECOVERY}
    for name, role in by_root.items():
        who = Person("root's", role)
        shown = [device(who, role=role)]
        vector(
            f"add-{name}-by-root",
            "The root's to add.",
            "ok",
            made(CHAIN, ROOT, ADD, who),
            after=shown,
            rule=rule,
        )
        vector(
            f"add-{name}-by-admin",
            "Not an admin's to add.",
            "chain-signer",
            made(CHAIN, ADA.seed, ADD, who),
            rule=rule,
        )
    record = made(CHAIN, ROOT, ADD, NEW, role=SUPERVISOR)
    shown = [device(NEW, role=SUPERVISOR)]
    vector(
        "add-supervisor-by-root",
        "What the root signs needs no endorsement.",
        "ok",
        record,
        after=shown,
        rule=rule,
    )
    nobody = {"field": FAY, "supervisor": SUE, "safeguarding": GUS, "interpreter": IVO, "service": SERVER}
    for name, who in nobody.items():
        record = made(CHAIN, who.seed, ADD, NEW)
        vector(f"add-by-{name}", "Only root and admins add.", "chain-signer", record, rule=rule)
    vector(
        "add-by-courier",
        "A courier signs requests only.",
        "chain-signer",
        made(CHAIN, TABLET.seed, ADD, NEW),
        rule=rule,
    )
    further = made(CHAIN, ADA.seed, ADD, Person("Sue", SUPERVISOR, "laptop"), role=FIELD)
    vector("add-other-role", "A member has one role.", "chain-role", further, rule=rule)
    vector(
        "revoke-by-admin",
        "Any device but the root's.",
        "ok",
        made(CHAIN, BEN.seed, REVOKE, SUE),
        after=[device(SUE, role=SUPERVISOR, revoked=True)],
        rule=rule,
    )
    record = made(CHAIN, ROOT, REVOKE, BEN)
    vector(
        "revoke-admin-by-root",
        "The root revokes anything.",
        "ok",
        record,
        after=[device(BEN, role=ADMIN, revoked=True)],
        rule=rule,
    )
    for name, who in {"admin": BEN, "service": SERVER, "recovery": CARDS, "safeguarding": GUS}.items():
        record = made(CHAIN, ADA.seed, REVOKE, who)
        vector(
            f"revoke-{name}-by-admin",
            "What the root certified only the root revokes.",
            "chain-signer",
            record,
            rule=rule,
        )
    vector(
        "revoke-by-itself", "Not even its own.", "chain-signer", made(CHAIN, FAY.seed, REVOKE, FAY), rule=rule
    )
    record = made(CHAIN, BEN.seed, REROLE, FAY, role=INTERPRETER)
    vector(
        "rerole-worker",
        "An admin gives another role.",
        "ok",
        record,
        after=[device(FAY, role=INTERPRETER)],
        rule=rule,
    )
    record = made(CHAIN, ADA.seed, REROLE, FAY, role=ADMIN)
    vector("rerole-to-admin", "Only the root makes admins.", "chain-signer", record, rule=rule)
    record = made(CHAIN, ADA.seed, REROLE, BEN, role=FIELD)
    vector("rerole-an-admin", "Only the root unmakes admins.", "chain-signer", record, rule=rule)
    record = made(CHAIN, ROOT, REROLE, SUE, role=ADMIN)
    vector(
        "rerole-to-admin-by-root", "The root may.", "ok", record, after=[device(SUE, role=ADMIN)], rule=rule
    )
    record = made(CHAIN, ROOT, REROLE, FAY, role=COURIER)
    vector("rerole-to-courier", "A courier has other zeros.", "chain-role", record, rule=rule)
    record = made(CHAIN, ROOT, REROLE, SERVER, role=FIELD)
    vector("rerole-service", "A service key stays one.", "chain-role", record, rule=rule)


def about_vectors() -> None:
    rule = "records-about-a-device"
    targets = {"unknown": NEW, "revoked": FRED}
    for name, who in targets.items():
        record = made(CHAIN, ADA.seed, REVOKE, who)
        vector(f"revoke-{name}", "No such device to revoke.", "chain-target", record, rule=rule)
    record = made(CHAIN, ADA.seed, REVOKE, SUE, member=FAY.member)
    vector("revoke-other-member", "The device is somebody else's.", "chain-target", record, rule=rule)
    record = made(CHAIN, ADA.seed, REVOKE, SUE, ed25519=NEW.ed25519)
    vector("revoke-other-ed25519", "Not the device's key.", "chain-keys", record, rule=rule)
    record = made(CHAIN, ADA.seed, REVOKE, SUE, x25519=NEW.x25519)
    vector("revoke-other-x25519", "Not the device's key.", "chain-keys", record, rule=rule)
    record = made(CHAIN, ADA.seed, REVOKE, SUE, role=FIELD)
    vector("revoke-other-role", "It repeats the role.", "chain-role", record, rule=rule)
    early = grown(7)
    other = Person("other tablet", COURIER)
    early.append(made(early, ROOT, ADD, TABLET))
    early.append(made(early, ADA.seed, ADD, other))
    vector(
        "revoke-courier",
        "An admin's own tablet, though the root certified another one.",
        "ok",
        made(early, ADA.seed, REVOKE, other),
        rule=rule,
        certificates=8,
        more=early.records[8:],
        after=[device(other, role=COURIER, revoked=True), device(TABLET, role=COURIER)],
    )
    record = made(CHAIN, BEN.seed, REROLE, SID, role=FIELD)
    vector("rerole-waiting", "Sid does not count yet.", "chain-target", record, rule=rule)
    promotion = made(CHAIN, ADA.seed, REROLE, FAY, role=SUPERVISOR)
    waits = [device(FAY, role=FIELD)]
    vector(
        "promotion-waits", "Until it is endorsed the old role holds.", "ok", promotion, after=waits, rule=rule
    )
    chain = after(promotion)
    vouched = made(chain, BEN.seed, ENDORSE, FAY, role=SUPERVISOR)
    shown = [device(FAY, role=SUPERVISOR)]
    vector(
        "promotion-endorsed",
        "Another admin vouches.",
        "ok",
        vouched,
        more=(promotion,),
        after=shown,
        rule=rule,
    )
    second = made(chain, FAY.seed, ENDORSE, FAY_TWO)
    chain.append(second)
    vouched = made(chain, BEN.seed, ENDORSE, FAY, role=SUPERVISOR)
    both = [device(FAY, role=SUPERVISOR), device(FAY_TWO, role=SUPERVISOR)]
    vector(
        "promotion-of-both",
        "A further device repeats the role and does not give it.",
        "ok",
        vouched,
        rule=rule,
        more=(promotion, second),
        after=both,
    )
    third = Person("Fay", FIELD, "third")
    chain = after(promotion)
    chain.append(made(chain, ADA.seed, ADD, third))
    chain.append(made(chain, BEN.seed, ENDORSE, third))
    chain.append(made(chain, BEN.seed, ENDORSE, FAY, role=SUPERVISOR))
    vector(
        "promotion-with-a-further-device",
        "A device that came between repeats the old role and does not keep it.",
        "ok",
        made(chain, FAY.seed, ENDORSE, FAY_TWO),
        rule=rule,
        more=chain.records[CHAIN.seq + 1 :],
        after=[device(FAY, role=SUPERVISOR), device(third, role=SUPERVISOR)],
    )
    chain = after(promotion)
    own = made(chain, ADA.seed, ENDORSE, FAY, role=SUPERVISOR)
    vector(
        "promotion-by-certifier", "Not who certified it.", "chain-endorse", own, more=(promotion,), rule=rule
    )
    itself = made(chain, FAY.seed, ENDORSE, FAY, role=SUPERVISOR)
    vector(
        "promotion-by-itself", "Not the device itself.", "chain-endorse", itself, more=(promotion,), rule=rule
    )


def endorse_vectors() -> None:
    rule = "endorsement"
    shown = [device(FAY_TWO, role=FIELD)]
    record = made(CHAIN, FAY.seed, ENDORSE, FAY_TWO)
    vector("endorse-own-device", "The member's other device vouches.", "ok", record, after=shown, rule=rule)
    record = made(CHAIN, BEN.seed, ENDORSE, FAY_TWO)
    vector("endorse-second-device", "Another admin vouches.", "ok", record, after=shown, rule=rule)
    shown = [device(SID, role=SUPERVISOR)]
    record = made(CHAIN, BEN.seed, ENDORSE, SID)
    vector("endorse-supervisor", "Another admin vouches.", "ok", record, after=shown, rule=rule)
    record = made(CHAIN, ROOT, ENDORSE, SID)
    vector("endorse-by-root", "The root vouches.", "ok", record, after=shown, rule=rule)
    wrong = {
        "certifier": (ADA, SID, "Who certified does not vouch for it."),
        "colleague": (FAY, SID, "Fay is no admin."),
        "supervisor": (SUE, SID, "Sue is no admin."),
        "safeguarding": (GUS, FAY_TWO, "Gus is no admin."),
        "courier": (TABLET, FAY_TWO, "A courier vouches for nobody."),
    }
    for name, (who, about, comment) in wrong.items():
        record = made(CHAIN, who.seed, ENDORSE, about)
        vector(f"endorse-by-{name}", comment, "chain-endorse", record, rule=rule)
    record = made(CHAIN, BEN.seed, ENDORSE, SID, role=FIELD)
    vector("endorse-other-role", "It repeats the role.", "chain-role", record, rule=rule)
    record = made(CHAIN, BEN.seed, ENDORSE, SID, not_after=NOW + DAY)
    vector("endorse-other-time", "It repeats the time.", "chain-keys", record, rule=rule)
    record = made(CHAIN, BEN.seed, ENDORSE, SID, x25519=NEW.x25519)
    vector("endorse-other-key", "It repeats the keys.", "chain-keys", record, rule=rule)
    record = made(CHAIN, BEN.seed, ENDORSE, NEW)
    vector("endorse-unknown", "No such device.", "chain-target", record, rule=rule)
    record = made(CHAIN, ADA.seed, ENDORSE, SERVER)
    vector("endorse-service", "A service key needs none and gets none.", "chain-role", record, rule=rule)
    gone = made(CHAIN, ADA.seed, REVOKE, FAY)
    chain = after(gone)
    third = made(chain, ADA.seed, ADD, Person("Fay", FIELD, "third"))
    shown = [device(Person("Fay", FIELD, "third"), role=FIELD, counts=False)]
    vector(
        "second-after-revocation",
        "A device in the place of a revoked one still waits.",
        "ok",
        third,
        more=(gone,),
        after=shown,
        rule=rule,
    )


def window_vectors() -> None:
    rule = "time"
    brief = Person("brief", ADMIN)
    certified = made(CHAIN, ROOT, ADD, brief, not_before=NOW, not_after=NOW + DAY)
    chain = after(certified)
    record = made(chain, brief.seed, ADD, NEW)

    def at(name: str, comment: str, expect: str, now_ms: int | None) -> None:
        vector(name, comment, expect, record, more=(certified,), now_ms=now_ms, rule=rule)

    at("window-last", "The signer's last millisecond.", "ok", NOW + DAY)
    at("window-over", "The signer's time is over.", "chain-window", NOW + DAY + 1)
    at("window-skew", "Clocks may differ by five minutes.", "ok", NOW - 300_000)
    at("window-early", "The signer's time has not begun.", "chain-window", NOW - 300_001)
    at("window-reader", "A reader does not judge time.", "ok", None)
    record = made(CHAIN, ROOT, ADD, NEW, not_before=NOW - 9 * DAY, not_after=NO_END)
    vector(
        "window-root", "The root's time has not begun.", "chain-window", record, now_ms=NOW - DAY, rule=rule
    )


def main() -> None:
    write_chain()
    for part in (
        genesis_vectors,
        format_vectors,
        place_vectors,
        key_vectors,
        signature_vectors,
        right_vectors,
        about_vectors,
        endorse_vectors,
        window_vectors,
    ):
        part()
    write_vectors("chain", VECTORS)


if __name__ == "__main__":
    main()
