"""The service in which every seed plays: people with real keys, a chain, and one case that is open.

It is made once in a process; a seed gets copies.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache

from amanat_server.stores.memory.clips import new_group
from amanat_server.stores.memory.medium import CaseBook, State
from amanat_server.stores.values import NewEnvelope, NewRoll
from amanat_sync.chain import Chain, Device
from amanat_sync.envelope import wrap
from amanat_sync.keys import sha256, x25519_public
from amanat_sync.ledger import h0
from amanat_sync.manifest import share_commit
from amanat_sync.request import keyid_of
from amanat_sync.roll import Rolls, build_roll, service_case_of
from tests import people_world
from tests.people_world import ADA, FAY, FRED, GUS, SERVER, SUE, Person

STEPS = people_world.STEPS.index(next(step for step in people_world.STEPS if step[2] is FRED)) + 1
CREW = (FAY, SUE, FRED, GUS)
"""Who stands in the case, in the order in which seeds take them in."""
STORE = b"\x53" * 16


@dataclass(frozen=True)
class Identity:
    """A member's device with its keys, worked out once."""

    name: str
    member: bytes
    role: int
    device: bytes
    seed: bytes
    scalar: bytes
    ed25519: bytes
    x25519: bytes
    keyid: str


@dataclass(frozen=True)
class Opened:
    """A case as the device that opens it makes it: its key, its share, and what is posted for it."""

    case: bytes
    ck: bytes
    share: bytes
    roll: bytes
    envelopes: tuple[tuple[bytes, bytes], ...]
    """Device and envelope."""


class World:
    """The people and what they have agreed on; everything in it stays as it is."""

    def __init__(self) -> None:
        self._chain = people_world.grown(STEPS)
        self.records = self._chain.records
        self.org = self._chain.org
        self.service = SERVER
        self.people = {who.name: _identity(who) for who in (*CREW, ADA)}
        self.first = self.open_case(self.people["Fay"], b"the first case")
        self._state = self._stored()
        self._second: dict[int, Opened] = {}

    def second(self, number: int) -> Opened:
        """Another case, not posted yet; one of a few, so that not every seed pays for it."""
        if number not in self._second:
            self._second[number] = self.open_case(self.people["Fay"], b"another case %d" % number)
        return self._second[number]

    @property
    def shared_chain(self) -> Chain:
        """The chain, verified when it was made; nobody may append to it."""
        return self._chain

    def chain(self) -> Chain:
        """A copy of the chain, for those who append to it."""
        return copy.deepcopy(self._chain)

    def state(self) -> State:
        """What a server has stored when a seed begins."""
        return copy_state(self._state)

    def open_case(self, maker: Identity, name: bytes) -> Opened:
        """A case with all the crew in it, drawn from ``name``."""
        case, ck, share = sha256(b"case", name)[:16], sha256(b"ck", name), sha256(b"share", name)
        rolls = Rolls(self.org, case)
        crew = [self.people[who.name] for who in CREW]
        raw = build_roll(
            rolls,
            maker.seed,
            epoch=1,
            recipient=x25519_public(ck),
            chain_head=self._chain.head,
            members={who.member: who.role for who in crew},
            device=maker.device,
        )
        roll = rolls.append(raw, self._chain)
        envelopes = tuple(
            (
                who.device,
                wrap(
                    roll,
                    rolls.newest_hash,
                    ck,
                    to=self._device(who),
                    from_device=maker.device,
                    seed=maker.seed,
                    ephemeral=sha256(b"ephemeral", name, who.device),
                ),
            )
            for who in crew
        )
        return Opened(case, ck, share, raw, envelopes)

    def _device(self, who: Identity) -> Device:
        device = self._chain.device(who.device)
        assert device is not None
        return device

    def _stored(self) -> State:
        state = State(STORE)
        state.chain = list(self.records)
        opened, members = self.first, tuple(self.people[who.name].member for who in CREW)
        book = CaseBook()
        book.rolls.append(NewRoll(opened.case, 0, 1, members, opened.roll))
        book.envelopes.extend(NewEnvelope(opened.case, 1, device, raw) for device, raw in opened.envelopes)
        state.cases[opened.case] = book
        state.move(opened.case)
        ada, service = self.people["Ada"], service_case_of(self.org)
        held = CaseBook()
        held.rolls.append(NewRoll(service, 0, 1, (ada.member,), self._service_roll(service, ada)))
        state.cases[service] = held
        state.move(service)
        state.shares[service] = sha256(b"share", service)
        commit = share_commit(service, state.shares[service])
        state.groups[service] = new_group(service, service, commit, 0)
        state.shares[opened.case] = opened.share
        state.groups[opened.case] = new_group(
            opened.case, opened.case, share_commit(opened.case, opened.share), 0
        )
        return state

    def _service_roll(self, case: bytes, ada: Identity) -> bytes:
        return build_roll(
            Rolls(self.org, case),
            ada.seed,
            epoch=1,
            recipient=x25519_public(sha256(b"ck", case)),
            chain_head=self._chain.head,
            members={ada.member: ada.role},
            device=ada.device,
        )

    def h0(self, case: bytes) -> bytes:
        """H of a case without events."""
        return h0(self.org, case)


@cache
def world() -> World:
    """The one world of this process."""
    return World()


def copy_state(state: State) -> State:
    """Another state with the same records; the records themselves never change."""
    twin = copy.copy(state)
    for name in State.__dataclass_fields__:
        value = getattr(state, name)
        if isinstance(value, dict):
            setattr(twin, name, {key: _copied(each) for key, each in value.items()})
        elif isinstance(value, list | set):
            setattr(twin, name, value.copy())
    return twin


def _copied(value: object) -> object:
    if isinstance(value, CaseBook):
        twin = copy.copy(value)
        for name in CaseBook.__dataclass_fields__:
            held = getattr(value, name)
            if isinstance(held, list | dict):
                setattr(twin, name, held.copy())
        return twin
    return value.copy() if isinstance(value, list | dict) else value


def _identity(who: Person) -> Identity:
    return Identity(
        who.name,
        who.member,
        who.role,
        who.device,
        who.seed,
        who.scalar,
        who.ed25519,
        who.x25519,
        keyid_of(who.ed25519),
    )
