"""A service's people for the tests and vectors of chain, rolls and envelopes; the same on every run."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from amanat_sync.certify import build_genesis
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
from amanat_sync.keys import ed25519_public, sha256, x25519_public
from amanat_sync.records import Certificate, RollMember, decode, sign
from amanat_sync.roll import Rolls, build_roll
from amanat_sync.staff import ADD, ENDORSE, REVOKE
from tests.tools import VECTORS

NOW = 1_790_000_000_000
DAY = 24 * 60 * 60_000
CHAIN_FILE = VECTORS / "worlds" / "people.json"


def drawn(name: str, length: int = 32) -> bytes:
    """Bytes that stand for random ones: the same for the same name."""
    return sha256(b"people-world ", name.encode())[:length]


ROOT = drawn("root seed")


@dataclass(frozen=True)
class Person:
    """A member and the keys of one of their devices."""

    name: str
    role: int
    place: str = "tablet"

    @property
    def member(self) -> bytes:
        return bytes(16) if self.role == COURIER else drawn(f"{self.name} member", 16)

    @property
    def device(self) -> bytes:
        return drawn(f"{self.name} {self.place}", 16)

    @property
    def seed(self) -> bytes:
        return drawn(f"{self.name} {self.place} seed")

    @property
    def scalar(self) -> bytes:
        return drawn(f"{self.name} {self.place} scalar")

    @property
    def ed25519(self) -> bytes:
        return bytes(32) if self.role == RECOVERY else ed25519_public(self.seed)

    @property
    def x25519(self) -> bytes:
        return bytes(32) if self.role in (SERVICE, COURIER) else x25519_public(self.scalar)


ADA = Person("Ada", ADMIN)
BEN = Person("Ben", ADMIN)
GUS = Person("Gus", SAFEGUARDING)
SERVER = Person("server", SERVICE)
CARDS = Person("cards", RECOVERY)
TABLET = Person("tablet", COURIER)
SUE = Person("Sue", SUPERVISOR)
SID = Person("Sid", SUPERVISOR)
FAY = Person("Fay", FIELD)
FAY_TWO = Person("Fay", FIELD, "laptop")
FRED = Person("Fred", FIELD)
IVO = Person("Ivo", INTERPRETER)
NEW = Person("new", FIELD)


def made(chain: Chain, signer: bytes, op: int, who: Person, /, **changed: object) -> bytes:
    """The record ``op`` about somebody on the newest record, with fields changed, signed by the seed ``signer``."""
    cert = Certificate(
        op=op,
        role=who.role,
        flags=0,
        org=chain.org,
        seq=chain.seq + 1,
        prev=chain.head,
        member=who.member,
        device=who.device,
        ed25519=who.ed25519,
        x25519=who.x25519,
        not_before=NOW,
        not_after=NO_END,
        signer=ed25519_public(signer),
    )
    return sign(replace(cert, **changed), signer)  # type: ignore[arg-type]  # a test names the fields


def genesis(**changed: object) -> bytes:
    """The genesis with fields changed, signed by the root."""
    cert = decode(Certificate, build_genesis(ROOT, not_before=NOW))
    return sign(replace(cert, **changed), ROOT)  # type: ignore[arg-type]  # a test names the fields


STEPS: tuple[tuple[bytes, int, Person], ...] = (
    (ROOT, ADD, ADA),
    (ROOT, ADD, SERVER),
    (ROOT, ADD, CARDS),
    (ROOT, ADD, GUS),
    (ROOT, ADD, BEN),
    (ADA.seed, ADD, SUE),
    (ROOT, ENDORSE, SUE),
    (ADA.seed, ADD, FAY),
    (ADA.seed, ADD, TABLET),
    (ADA.seed, ADD, FRED),
    (ADA.seed, ADD, FAY_TWO),
    (ADA.seed, ADD, IVO),
    (ADA.seed, REVOKE, FRED),
    (ADA.seed, ADD, SID),
)
"""Who signed what about whom after the genesis: Fay's laptop and Sid wait for an endorsement, Fred is revoked."""


def grown(steps: int = len(STEPS)) -> Chain:
    """The chain after its genesis and that many steps."""
    chain = Chain.start(genesis())
    for signer, op, who in STEPS[:steps]:
        chain.append(made(chain, signer, op, who))
    return chain


CASE = drawn("case", 16)


def ck(epoch: int) -> bytes:
    """The case key of an epoch."""
    return drawn(f"ck {epoch}")


def next_roll(
    chain: Chain, rolls: Rolls, signer: Person, people: tuple[Person, ...], epoch: int = 1
) -> bytes:
    """The next roll with these people."""
    return build_roll(
        rolls,
        signer.seed,
        epoch=epoch,
        recipient=x25519_public(ck(epoch)),
        chain_head=chain.head,
        members={who.member: who.role for who in people},
        device=signer.device,
    )


def opened(chain: Chain) -> Rolls:
    """The case's first roll, by Fay, with Sue as its supervisor."""
    rolls = Rolls(chain.org, CASE)
    rolls.append(next_roll(chain, rolls, FAY, (FAY, SUE)), chain)
    return rolls


def row(who: Person, role: int | None = None) -> RollMember:
    """One row of a roll."""
    return RollMember(who.member, who.role if role is None else role, 0)


def write_chain() -> None:
    """Writes the certificates for the vectors of both languages."""
    CHAIN_FILE.parent.mkdir(parents=True, exist_ok=True)
    told = {"certificates": [raw.hex() for raw in grown().records]}
    CHAIN_FILE.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def read_chain(vector: dict[str, Any]) -> Chain:
    """The chain that a vector names: the first ``certificates`` of the world, then its own ``more``."""
    told = json.loads(CHAIN_FILE.read_text("utf-8"))["certificates"][: vector["certificates"]]
    return Chain.load(bytes.fromhex(raw) for raw in [*told, *vector.get("more", [])])
