"""A service and a case for the tests of manifests, frames, heads, commands and tombstones; the same on every run."""

from __future__ import annotations

from dataclasses import dataclass, field

from amanat_sync.certify import build_add, build_endorse, build_genesis, build_revoke
from amanat_sync.chain import Chain
from amanat_sync.fields import width_of
from amanat_sync.frame import note_key, seal_frame
from amanat_sync.keys import ed25519_public, ed25519_sign, sha256, x25519_public
from amanat_sync.ledger import CaseLedger, item_hash
from amanat_sync.records import ROLES, Record, layout, signed_message
from amanat_sync.roll import Rolls, build_roll

NOW = 1_750_000_000_000
HOUR = 60 * 60_000
DAY = 24 * HOUR


def drawn(name: str, length: int = 32) -> bytes:
    """Bytes that stand for random ones: the same for the same name."""
    return sha256(b"ledger-world ", name.encode())[:length]


def patched(kind: type[Record], raw: bytes, seed: bytes, /, **changed: bytes) -> bytes:
    """A record with the bytes of fields replaced (``magic`` too), signed again by ``seed``."""
    at, whole = len(kind.MAGIC), bytearray(raw)
    whole[:at] = changed.pop("magic", kind.MAGIC)
    for name, entry in layout(kind):
        width = width_of(entry)
        if name in changed:
            value = changed.pop(name)
            if len(value) != width:
                raise ValueError(f"{name} has {width} bytes")
            whole[at : at + width] = value
        at += width
    if changed:
        raise ValueError(f"no such fields: {sorted(changed)}")
    before = bytes(whole[:-64])
    return before + ed25519_sign(seed, signed_message(before[:4], before))


def role(name: str) -> int:
    """The number of a role."""
    return ROLES.index(name) + 1


@dataclass
class Person:
    """A member with one device."""

    name: str
    role: int

    @property
    def member(self) -> bytes:
        return bytes(16) if self.role == role("courier") else drawn(f"{self.name} member", 16)

    @property
    def device(self) -> bytes:
        return drawn(f"{self.name} device", 16)

    @property
    def seed(self) -> bytes:
        return drawn(f"{self.name} seed")

    @property
    def public(self) -> bytes:
        return ed25519_public(self.seed)


def person(name: str, role_name: str) -> Person:
    return Person(name, role(role_name))


ADMIN = person("admin", "admin")
SERVICE = person("service", "service")
GUARD = person("guard", "safeguarding")
WORKER = person("worker", "field")
OTHER = person("other", "field")
SUPERVISOR = person("supervisor", "supervisor")
SECOND = person("second supervisor", "supervisor")
INTERPRETER = person("interpreter", "interpreter")
COURIER = person("courier", "courier")
STRANGER = person("stranger", "field")
LOST = person("lost", "field")
WAITING = person("waiting", "supervisor")
"""Certified, but not endorsed."""


@dataclass
class World:
    """A chain, a case with its roll, and the order of its events."""

    case: bytes = drawn("case", 16)
    film: bytes = drawn("film", 16)
    root: bytes = drawn("root")
    case_key: bytes = drawn("ck")
    case_share: bytes = drawn("S_case")
    film_share: bytes = drawn("S film")
    file_key: bytes = drawn("file key", 16)
    chain: Chain = field(init=False)
    rolls: Rolls = field(init=False)
    ledger: CaseLedger = field(init=False)
    made: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chain = Chain.start(build_genesis(self.root, not_before=NOW - DAY))
        self.add(ADMIN, self.root)
        self.add(SERVICE, self.root)
        self.add(GUARD, self.root)
        for one in (WORKER, OTHER, INTERPRETER, STRANGER, LOST, COURIER, SUPERVISOR, SECOND, WAITING):
            self.add(one, ADMIN.seed)
        for one in (SUPERVISOR, SECOND):
            self.certify(build_endorse(self.chain, self.root, device=one.device))
        self.rolls = Rolls(self.org, self.case)
        self.roll(1, WORKER, OTHER, SUPERVISOR, SECOND, INTERPRETER, LOST, GUARD)
        self.ledger = CaseLedger(self.org, self.case)

    @property
    def org(self) -> bytes:
        return self.chain.org

    def certify(self, raw: bytes) -> None:
        self.chain.append(raw)

    def add(self, one: Person, seed: bytes) -> None:
        agrees = one.role not in (role("courier"), role("service"))
        x25519 = x25519_public(drawn(f"{one.name} scalar")) if agrees else bytes(32)
        self.certify(
            build_add(
                self.chain,
                seed,
                role=one.role,
                member=one.member,
                device=one.device,
                ed25519=one.public,
                x25519=x25519,
                not_before=NOW - DAY,
            )
        )

    def revoke(self, one: Person) -> None:
        self.certify(build_revoke(self.chain, ADMIN.seed, device=one.device, now_ms=NOW))

    def roll(self, epoch: int, *people: Person) -> None:
        """The next roll with these people, signed by the supervisor."""
        raw = build_roll(
            self.rolls,
            SUPERVISOR.seed,
            epoch=epoch,
            recipient=x25519_public(drawn(f"ck {epoch}")),
            chain_head=self.chain.head,
            members={one.member: one.role for one in people},
            device=SUPERVISOR.device,
        )
        self.rolls.append(raw, self.chain)

    def key(self, one: Person, epoch: int = 1) -> bytes:
        return note_key(self.case_key, self.case_share, self.case, epoch, one.device)

    def frame(self, one: Person, text: bytes = b'{"kind":"admit"}', **changed: object) -> bytes:
        """The next frame of a device as it would make it now; ``changed`` replaces fields of it."""
        seq, prev = self.made.get(one.device, (-1, bytes(32)))
        fields: dict[str, object] = {
            "case": self.case,
            "epoch": 1,
            "group": self.case,
            "device": one.device,
            "seq": seq + 1,
            "prev": prev,
            "chain_head": self.chain.head,
            "seen_n": self.ledger.n,
            "seen": self.ledger.h,
            "key": self.key(one),
            "nonce": drawn(f"nonce {one.name} {seq} {len(self.made)} {self.ledger.n}", 12),
            "seed": one.seed,
        }
        return seal_frame(text, **{**fields, **changed})  # type: ignore[arg-type]  # a test names the fields

    def make(self, one: Person, text: bytes = b'{"kind":"admit"}', **changed: object) -> bytes:
        """The next frame of a device, which counts it as made."""
        raw = self.frame(one, text, **changed)
        seq, _ = self.made.get(one.device, (-1, b""))
        self.made[one.device] = (seq + 1, item_hash(raw))
        return raw


def grown() -> World:
    """The world with two rolls (the second without OTHER), and LOST revoked by the newest certificate."""
    world = World()
    world.roll(2, WORKER, SUPERVISOR, SECOND, INTERPRETER, LOST, GUARD)
    world.revoke(LOST)
    return world
