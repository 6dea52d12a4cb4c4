"""A service that has no admin left gets one from two cards (docs/adr/0015)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_client.cards import make_cards
from amanat_client.identity import Identity, draw_identity
from amanat_client.service import Founded
from amanat_client.transport import Server
from amanat_sync import certify
from amanat_sync.cards import combine, recovery_scalar
from amanat_sync.chain import ADMIN, Chain
from amanat_sync.envelope import wrap
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.header import open_recovery_file
from amanat_sync.keys import ed25519_public, same, sha256
from amanat_sync.page import decode_items
from amanat_sync.roll import build_roll, service_case_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_client.cards import WordCard
    from amanat_client.clock import Clock
    from amanat_client.desk import Desk
    from amanat_client.entropy import Entropy
    from amanat_sync.cards import Card
    from amanat_sync.roll import Rolls

CERTIFICATE = 288
TRIES = 5


@dataclass(frozen=True, slots=True)
class Recovered:
    """A new admin's identity, the chain in which it stands, and the recovery scalar for this one use."""

    identity: Identity
    chain: Chain
    recovery_scalar: bytes


def certify_admin(
    origin: str, cards: tuple[Card, Card], lost: Sequence[bytes], clock: Clock, entropy: Entropy
) -> Recovered:
    """Certifies a new admin by the root and revokes the devices ``lost``, all or nothing.

    ``card-*`` where the cards are not two of this service's, ``chain-target`` for a device that it does not have.
    """
    left, right = cards
    root = Identity(bytes(16), bytes(16), combine(left.root, right.root), bytes(32))
    identity = draw_identity(entropy.draw(16), entropy)
    server = Server(origin, root, clock, entropy)
    try:
        for tries_left in reversed(range(TRIES)):
            chain = _chain(server, root)
            recovery = chain.recovery_key
            if recovery is None:
                raise refuse("card-checksum")
            scalar = recovery_scalar(left, right, recovery)
            records = _certificates(chain, root, identity, lost, clock.now_ms())
            try:
                server.ask("POST", "/v1/chain", b"".join(records))
            except AmanatError as error:
                if error.code != "chain-seq" or not tries_left:
                    raise
            else:
                return Recovered(identity, chain, scalar)
        raise refuse("chain-seq")
    finally:
        server.close()


def cards_anew(
    origin: str, cards: tuple[Card, Card], clock: Clock, entropy: Entropy, word_list: Sequence[str]
) -> list[WordCard]:
    """Three cards of a new split out of two of this service's; ``card-*`` where they are not."""
    left, right = cards
    root = Identity(bytes(16), bytes(16), combine(left.root, right.root), bytes(32))
    server = Server(origin, root, clock, entropy)
    try:
        recovery = _chain(server, root).recovery_key
    finally:
        server.close()
    if recovery is None:
        raise refuse("card-checksum")
    founded = Founded(root.seed, recovery_scalar(left, right, recovery))
    return make_cards(founded, entropy, word_list)


def _chain(server: Server, root: Identity) -> Chain:
    """The service's chain; ``card-checksum`` where the cards' root is not the one it begins with."""
    try:
        body = server.ask("GET", "/v1/chain").content
    except AmanatError as error:
        raise refuse("card-checksum") if error.code == "request-key" else error from error
    if len(body) % CERTIFICATE:
        raise refuse("server-answer")
    chain = Chain.load([body[at : at + CERTIFICATE] for at in range(0, len(body), CERTIFICATE)])
    if not same(chain.root, ed25519_public(root.seed)):
        raise refuse("card-checksum")
    return chain


def _certificates(
    chain: Chain, root: Identity, identity: Identity, lost: Sequence[bytes], now_ms: int
) -> list[bytes]:
    """Signed and taken in one after another."""
    added = certify.build_add(
        chain,
        root.seed,
        role=ADMIN,
        member=identity.member,
        device=identity.device,
        ed25519=identity.ed25519,
        x25519=identity.x25519,
        not_before=now_ms,
    )
    records = [added]
    chain.append(added)
    for device in lost:
        records.append(certify.build_revoke(chain, root.seed, device=device, now_ms=now_ms))
        chain.append(records[-1])
    return records


def enter_service_case(desk: Desk, scalar: bytes) -> None:
    """Brings a recovered admin into the service case: its keys come out of the recovery files, its roll is signed anew.

    Raises ``roll-fork`` and ``chain-fork`` where no key may be wrapped.
    """
    books, identity, case = desk.books, desk.identity, service_case_of(desk.books.chain.org)
    target = f"/v1/cases/{case.hex()}"
    books.add_rolls(case, decode_items(desk.server.ask("GET", f"{target}/rolls").content))
    rolls = books.rolls(case)
    newest = rolls.newest
    if newest is None:
        # The service was never opened to the end: there are no names and settings to come into.
        return
    if not books.may_wrap(case):
        raise refuse("chain-fork" if rolls.may_wrap else "roll-fork")
    raw = build_roll(
        rolls,
        identity.seed,
        epoch=newest.epoch,
        recipient=newest.recipient,
        chain_head=books.chain.head,
        members={**rolls.members, identity.member: ADMIN},
        device=identity.device,
    )
    desk.server.ask("POST", f"{target}/rolls", raw)
    books.add_rolls(case, [raw])
    files = decode_items(desk.server.ask("GET", f"{target}/recovery").content)
    for file in files:
        ck = open_recovery_file(file[4:], scalar)
        envelope = _to_myself(desk, books.rolls(case), int.from_bytes(file[:4], "big"), ck)
        desk.server.ask("POST", f"{target}/envelopes", envelope)
        books.add_envelope(case, envelope, identity)
    desk.fetch_case(case)


def _to_myself(desk: Desk, rolls: Rolls, epoch: int, ck: bytes) -> bytes:
    """The key of an epoch to this very device; ``server-answer`` for an epoch that no roll has."""
    own = desk.books.chain.device(desk.identity.device)
    named = rolls.of_epoch(epoch)
    if own is None or not named:
        raise refuse("server-answer")
    return wrap(
        named[-1],
        sha256(rolls.raws[named[-1].seq]),
        ck,
        to=own,
        from_device=desk.identity.device,
        seed=desk.identity.seed,
        ephemeral=desk.entropy.draw(32),
    )
