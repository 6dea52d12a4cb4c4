"""What the service signs about a case: where it stands, that it was restored, and how long a share is lent.

The three have one layout (docs/spec/head.md); which is which stands in ``kind``, under the signature.
"""

from __future__ import annotations

from amanat_sync.errors import refuse
from amanat_sync.records import HEAD_KINDS, Head, check_signature, decode, sign

HEAD, RESTART, LEASE = (HEAD_KINDS.index(name) + 1 for name in ("head", "restart", "lease"))
LEASE_MS = 30 * 24 * 60 * 60_000
"""The longest a share is lent (30 days)."""


def build_head(
    seed: bytes,
    *,
    org: bytes,
    case: bytes,
    n: int,
    running: bytes,
    chain_seq: int,
    time: int,
    restart: bool = False,
) -> bytes:
    """The 176 B that say: of ``case`` there are ``n`` items and their running hash is this, at ``time`` (ms).

    ``restart`` says that the service was restored and that its history goes on from here.
    """
    record = Head(
        kind=RESTART if restart else HEAD,
        reserved=bytes(3),
        org=org,
        case=case,
        n=n,
        running=running,
        chain_seq=chain_seq,
        time=time,
    )
    return sign(record, seed)


def build_lease(
    seed: bytes, *, org: bytes, group: bytes, until: int, share_commit: bytes, chain_seq: int, time: int
) -> bytes:
    """The 176 B that lend the share of ``group`` from ``time`` until ``until`` (ms)."""
    record = Head(
        kind=LEASE,
        reserved=bytes(3),
        org=org,
        case=group,
        n=until,
        running=share_commit,
        chain_seq=chain_seq,
        time=time,
    )
    return sign(record, seed)


def lease_until(now_ms: int, due_at: int | None, days: int = 30) -> int:
    """When a lease given now ends (ms): after ``days``, never more than 30, and never after ``due_at``."""
    until = now_ms + min(LEASE_MS, days * 24 * 60 * 60_000)
    return until if due_at is None else min(until, due_at)


def check_head(raw: bytes, org: bytes, service_key: bytes, case: bytes) -> Head:
    """The head or restart that ``raw`` is; raises ``head-*``, ``head-kind`` for a lease.

    Whether it fits a history is for ``CaseLedger.note_head`` to say.
    """
    head = _checked(raw, org, service_key)
    if head.kind not in (HEAD, RESTART):
        raise refuse("head-kind")
    if head.case != case:
        raise refuse("head-case")
    return head


def check_lease(
    raw: bytes, org: bytes, service_key: bytes, *, group: bytes, share_commit: bytes, now_ms: int
) -> Head:
    """The lease that ``raw`` is; ``n`` is the millisecond it ends.

    Raises ``head-*``, ``head-kind`` for what is no lease, ``head-lease`` for another group or share, for one that
    is over at ``now_ms``, and for one that lends for longer than 30 days.
    """
    lease = _checked(raw, org, service_key)
    if lease.kind != LEASE:
        raise refuse("head-kind")
    if (lease.case, lease.running) != (group, share_commit):
        raise refuse("head-lease")
    if now_ms >= lease.n or lease.n > lease.time + LEASE_MS:
        raise refuse("head-lease")
    return lease


def _checked(raw: bytes, org: bytes, service_key: bytes) -> Head:
    head = decode(Head, raw)
    if head.org != org:
        raise refuse("head-org")
    check_signature(Head, raw, service_key)
    return head
