"""Chain and rolls under random deeds of random people, against a small model of who may do what.

The model knows people and rights only: no bytes, no places, no past.  Each deed is signed for real; it must be taken
in exactly where the model allows it, and change nothing where it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from amanat_sync.certify import build_endorse, build_rerole, build_revoke
from amanat_sync.chain import (
    ADMIN,
    COURIER,
    FIELD,
    INTERPRETER,
    RECOVERY,
    SAFEGUARDING,
    SERVICE,
    SUPERVISOR,
    Chain,
)
from amanat_sync.keys import x25519_public
from amanat_sync.records import Certificate, decode
from amanat_sync.roll import Rolls, build_roll
from amanat_sync.staff import ADD, REVOKE
from tests.people_world import CASE, NOW, ROOT, Person, drawn, genesis, made
from tests.vectorfiles import outcome

WORKERS = {FIELD, SUPERVISOR, INTERPRETER}
PEOPLE = WORKERS | {ADMIN, SAFEGUARDING}
ROLES = sorted(PEOPLE | {SERVICE, COURIER})
pick = st.integers(0, 10**6)


@dataclass
class Said:
    """What the newest `add` or `re-role` about a device says."""

    role: int
    certifier: str | None
    order: int
    sets: bool


@dataclass
class Known:
    """A device as the model sees it."""

    who: Person
    said: Said
    by_root: bool
    counted: bool = False
    revoked: bool = False


@dataclass
class Model:
    """Who is who, without a chain."""

    known: list[Known] = field(default_factory=list)
    said: dict[str, Said] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    order: int = 0

    def role(self, name: str) -> int | None:
        return self.said[name].role if name in self.said else None

    def of(self, name: str) -> list[Known]:
        return [one for one in self.known if one.who.name == name]

    def is_admin(self, signer: Known) -> bool:
        return signer.counted and not signer.revoked and self.role(signer.who.name) == ADMIN

    def is_supervisor(self, name: str) -> bool:
        return self.role(name) == SUPERVISOR and any(one.counted and not one.revoked for one in self.of(name))

    def takes_effect(self, name: str, said: Said) -> None:
        now = self.said.get(name)
        if now is None or (said.sets and (not now.sets or said.order > now.order)):
            self.said[name] = said

    def may_add(self, signer: Known | None, who: Person) -> bool:
        right = signer is None or (self.is_admin(signer) and who.role in WORKERS | {COURIER})
        here = [one for one in self.of(who.name) if not one.revoked]
        wanted = self.role(who.name) or self.last.get(who.name)
        return right and (not here or who.role == wanted)

    def add(self, signer: Known | None, who: Person) -> None:
        self.order += 1
        others = self.of(who.name)
        said = Said(
            who.role,
            None if signer is None else signer.who.name,
            self.order,
            all(one.revoked for one in others),
        )
        known = Known(who, said, signer is None)
        known.counted = signer is None or who.role == COURIER or (who.role != SUPERVISOR and not others)
        self.known.append(known)
        self.last[who.name] = who.role
        if known.counted:
            self.takes_effect(who.name, said)

    def may_endorse(self, signer: Known | None, about: Known) -> bool:
        if about.revoked or about.said.role not in PEOPLE:
            return False
        if signer is None:
            return True
        if not signer.counted or signer.revoked:
            return False
        own = signer.who.name == about.who.name and signer is not about
        return own or (self.is_admin(signer) and signer.who.name != about.said.certifier)

    def endorse(self, about: Known) -> None:
        about.counted = True
        self.takes_effect(about.who.name, about.said)

    def may_revoke(self, signer: Known | None, about: Known) -> bool:
        role = self.said.get(about.who.name)
        of_root = about.by_root or (role is not None and role.certifier is None)
        return not about.revoked and (signer is None or (self.is_admin(signer) and not of_root))

    def may_rerole(self, signer: Known | None, about: Known, role: int) -> bool:
        if about.revoked or not about.counted:
            return False
        both = {role, self.role(about.who.name)}
        return both <= PEOPLE if signer is None else self.is_admin(signer) and both <= WORKERS

    def rerole(self, signer: Known | None, about: Known, role: int) -> None:
        self.order += 1
        about.said = Said(role, None if signer is None else signer.who.name, self.order, sets=True)
        self.last[about.who.name] = role
        if signer is None or role != SUPERVISOR:
            self.takes_effect(about.who.name, about.said)

    def may_roll(
        self, signer: Known, before: set[str] | None, roles: dict[str, int], names: set[str]
    ) -> bool:
        if not signer.counted or signer.revoked or not names:
            return False
        if not all(self.role(name) in PEOPLE for name in names):
            return False
        me = signer.who.name
        if before is None:
            opens = self.role(me) in (FIELD, SUPERVISOR) and me in names
            return opens and any(self.is_supervisor(name) for name in names)
        left = {name for name in before if roles[name] == SUPERVISOR and self.is_supervisor(name)}
        return me in left or (not left and self.role(me) == SAFEGUARDING)


class PeopleMachine(RuleBasedStateMachine):
    """Deeds, real and modelled."""

    @initialize()
    def start(self) -> None:
        self.chain = Chain.start(genesis())
        self.rolls = Rolls(self.chain.org, CASE)
        self.model = Model()
        self.named: set[str] | None = None
        self.roles: dict[str, int] = {}
        self.epoch = 1
        self.made = 0
        for name, role in (
            ("Ada", ADMIN),
            ("Ben", ADMIN),
            ("cards", RECOVERY),
            ("tablet", COURIER),
            ("Sue", SUPERVISOR),
            ("Fay", FIELD),
        ):
            self.certify(None, Person(name, role))

    def certify(self, signer: Known | None, who: Person) -> None:
        raw = made(self.chain, self.seed(signer), ADD, who)
        self.deed(self.model.may_add(signer, who), raw, partial(self.model.add, signer, who))

    def seed(self, signer: Known | None) -> bytes:
        return ROOT if signer is None else signer.who.seed

    def signer(self, number: int) -> Known | None:
        """The root now and then, else anybody who can sign at all."""
        able = [one for one in self.model.known if one.who.role != RECOVERY]
        return None if number % 5 == 0 else able[number % len(able)]

    def device(self, number: int) -> Known:
        return self.model.known[number % len(self.model.known)]

    def deed(self, allowed: bool, raw: bytes, effect: object) -> None:
        before = self.chain.records, self.chain.devices()
        code = outcome(partial(self.chain.append, raw, NOW))
        assert (code == "ok") is allowed, code
        if allowed:
            assert callable(effect)
            effect()
        else:
            assert (self.chain.records, self.chain.devices()) == before

    @rule(signer=pick, role=st.sampled_from(ROLES))
    def add_somebody(self, signer: int, role: int) -> None:
        self.made += 1
        self.certify(self.signer(signer), Person(f"person {self.made}", role))

    @rule(signer=pick, about=pick, same_role=st.booleans(), role=st.sampled_from(sorted(WORKERS)))
    def add_a_further_device(self, signer: int, about: int, same_role: bool, role: int) -> None:
        self.made += 1
        who = self.device(about).who
        if who.role in (COURIER, RECOVERY, SERVICE):
            return
        wanted = self.model.role(who.name) or self.model.last[who.name]
        self.certify(
            self.signer(signer), Person(who.name, wanted if same_role else role, f"device {self.made}")
        )

    @rule(signer=pick, about=pick)
    def endorse(self, signer: int, about: int) -> None:
        by, known = self.signer(signer), self.device(about)
        raw = build_endorse(self.chain, self.seed(by), device=known.who.device)
        self.deed(self.model.may_endorse(by, known), raw, partial(self.model.endorse, known))

    @rule(signer=pick, about=pick)
    def revoke(self, signer: int, about: int) -> None:
        by, known = self.signer(signer), self.device(about)
        raw = build_revoke(self.chain, self.seed(by), device=known.who.device, now_ms=NOW)
        self.deed(self.model.may_revoke(by, known), raw, partial(setattr, known, "revoked", True))

    @rule(signer=pick, about=pick, role=st.sampled_from(ROLES))
    def rerole(self, signer: int, about: int, role: int) -> None:
        by, known = self.signer(signer), self.device(about)
        raw = build_rerole(self.chain, self.seed(by), device=known.who.device, role=role, not_before=NOW)
        self.deed(self.model.may_rerole(by, known, role), raw, partial(self.model.rerole, by, known, role))

    @rule(signer=pick, role=st.sampled_from(sorted(WORKERS)))
    def a_stranger_signs(self, signer: int, role: int) -> None:
        stranger = Person(f"stranger {signer}", role)
        raw = made(self.chain, stranger.seed, ADD, stranger)
        assert outcome(partial(self.chain.append, raw, NOW)) == "chain-signer-unknown"

    @precondition(lambda self: self.chain.seq > 6)
    @rule(about=pick)
    def somebody_comes_too_late(self, about: int) -> None:
        raw = made(Chain.load(self.chain.records[:-1]), ROOT, ADD, Person(f"late {about}", FIELD))
        assert outcome(partial(self.chain.append, raw, NOW)) == "chain-seq"

    @rule(signer=pick, picks=st.lists(pick, max_size=5), keep=st.booleans(), turn=st.booleans())
    def roll(self, signer: int, picks: list[int], keep: bool, turn: bool) -> None:
        by = self.device(signer)
        if by.who.role == RECOVERY:
            return
        names = {self.device(number).who.name for number in picks} | {by.who.name}
        if keep and self.named is not None:
            names |= self.named
        roles = {name: self.model.role(name) or FIELD for name in names}
        epoch = self.epoch + 1 if turn and self.named is not None else self.epoch
        raw = build_roll(
            self.rolls,
            by.who.seed,
            epoch=epoch,
            recipient=x25519_public(drawn(f"machine ck {epoch}")),
            chain_head=self.chain.head,
            members={self.model.of(name)[0].who.member: role for name, role in roles.items()},
            device=by.who.device,
        )
        stays = self.named is None or self.named <= names or epoch > self.epoch
        allowed = self.model.may_roll(by, self.named, self.roles, names) and stays
        before = self.rolls.raws
        code = outcome(partial(self.rolls.append, raw, self.chain, at_receipt=True))
        assert (code == "ok") is allowed, code
        if allowed:
            self.named, self.roles, self.epoch = names, roles, epoch
        else:
            assert self.rolls.raws == before

    @invariant()
    def every_device_is_what_the_model_says(self) -> None:
        for known in self.model.known:
            device = self.chain.device(known.who.device)
            assert device is not None
            assert device.counts is known.counted
            assert (device.revoked_at_seq is not None) is known.revoked
            assert (
                self.chain.member_role(device.member) == self.model.role(known.who.name)
                or known.who.role == COURIER
            )

    @invariant()
    def nothing_is_signed_by_a_key_before_it_counts_or_after_it_is_revoked(self) -> None:
        revoked: set[bytes] = set()
        certs = [decode(Certificate, raw) for raw in self.chain.records]
        for seq, cert in enumerate(certs):
            assert cert.signer not in revoked
            if cert.signer != self.chain.root:
                signer = self.chain.by_key(cert.signer, self.chain.hash_at(seq - 1))
                assert signer is not None
                assert signer.active
            if cert.op == REVOKE:
                revoked.add(cert.ed25519)

    @invariant()
    def whoever_leaves_a_case_ends_its_epoch(self) -> None:
        recipients: dict[int, bytes] = {}
        for before, roll in zip(self.rolls.records, self.rolls.records[1:], strict=False):
            gone = {row.member for row in before.members} - {row.member for row in roll.members}
            assert roll.epoch == before.epoch + 1 or (roll.epoch == before.epoch and not gone)
        for roll in self.rolls.records:
            assert recipients.setdefault(roll.epoch, roll.recipient) == roll.recipient
        assert len(set(recipients.values())) == len(recipients)

    @invariant()
    def nobody_in_a_case_is_there_without_a_certificate(self) -> None:
        for roll in self.rolls.records:
            for row in roll.members:
                assert self.chain.member_role(row.member, roll.chain_head) == row.role
            signer = self.chain.device(roll.device, roll.chain_head)
            assert signer is not None
            assert signer.active

    def teardown(self) -> None:
        if not hasattr(self, "chain"):
            return
        again = Chain.load(self.chain.records, self.chain.org)
        assert again.devices() == self.chain.devices()
        assert Rolls.load(again.org, CASE, self.rolls.raws, again).raws == self.rolls.raws
        assert again.may_wrap


TestPeople = PeopleMachine.TestCase
TestPeople.settings = settings(stateful_step_count=30)
