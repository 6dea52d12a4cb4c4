"""Making certificates on the newest record of a chain (docs/spec/chain.md).

Each function returns a signed record (288 B) for the next place; ``Chain.append`` judges it.  To make several in a
row, append each before the next is made.  ``seed`` is the signer's Ed25519 seed.
"""

from __future__ import annotations

from dataclasses import replace

from amanat_sync.chain import NO_END, Chain, Device
from amanat_sync.errors import refuse
from amanat_sync.keys import ed25519_public
from amanat_sync.records import Certificate, sign
from amanat_sync.staff import ADD, ENDORSE, GENESIS, NO_KEY, NO_MEMBER, REROLE, REVOKE


def build_genesis(seed: bytes, *, demo: bool = False, not_before: int, not_after: int = NO_END) -> bytes:
    """The first record of a service; ``seed`` is the root's."""
    root = ed25519_public(seed)
    genesis = Certificate(
        op=GENESIS,
        role=0,
        flags=int(demo),
        org=NO_KEY,
        seq=0,
        prev=NO_KEY,
        member=NO_MEMBER,
        device=NO_MEMBER,
        ed25519=root,
        x25519=NO_KEY,
        not_before=not_before,
        not_after=not_after,
        signer=root,
    )
    return sign(genesis, seed)


def build_add(
    chain: Chain,
    seed: bytes,
    *,
    role: int,
    member: bytes,
    device: bytes,
    ed25519: bytes,
    x25519: bytes,
    not_before: int,
    not_after: int = NO_END,
) -> bytes:
    """Certifies a device.  A courier has no member and no x25519, a service key no x25519, recovery no ed25519:
    zeros stand there."""
    cert = Certificate(
        op=ADD,
        role=role,
        flags=0,
        org=chain.org,
        seq=chain.seq + 1,
        prev=chain.head,
        member=member,
        device=device,
        ed25519=ed25519,
        x25519=x25519,
        not_before=not_before,
        not_after=not_after,
        signer=ed25519_public(seed),
    )
    return sign(cert, seed)


def build_revoke(chain: Chain, seed: bytes, *, device: bytes, now_ms: int) -> bytes:
    """Revokes a device; ``not_before`` says when.  Raises ``chain-target`` where the chain does not have it."""
    known = _known(chain, device)
    return _about(chain, seed, known, op=REVOKE, role=known.role, not_before=now_ms, not_after=NO_END)


def build_rerole(
    chain: Chain, seed: bytes, *, device: bytes, role: int, not_before: int, not_after: int = NO_END
) -> bytes:
    """Gives the device's member another role, or the same one for longer."""
    return _about(
        chain, seed, _known(chain, device), op=REROLE, role=role, not_before=not_before, not_after=not_after
    )


def build_endorse(chain: Chain, seed: bytes, *, device: bytes) -> bytes:
    """Vouches for the newest ``add`` or ``re-role`` about a device."""
    newest = chain.claim_about(device)
    if newest is None:
        raise refuse("chain-target")
    cert = replace(
        newest, op=ENDORSE, seq=chain.seq + 1, prev=chain.head, signer=ed25519_public(seed), sig=b""
    )
    return sign(cert, seed)


def _known(chain: Chain, device: bytes) -> Device:
    known = chain.device(device)
    if known is None:
        raise refuse("chain-target")
    return known


def _about(
    chain: Chain, seed: bytes, known: Device, *, op: int, role: int, not_before: int, not_after: int
) -> bytes:
    cert = Certificate(
        op=op,
        role=role,
        flags=0,
        org=chain.org,
        seq=chain.seq + 1,
        prev=chain.head,
        member=known.member,
        device=known.device,
        ed25519=known.ed25519,
        x25519=known.x25519,
        not_before=not_before,
        not_after=not_after,
        signer=ed25519_public(seed),
    )
    return sign(cert, seed)
