"""That a share was destroyed, said once and for good by the service's key (docs/spec/tombstone.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.errors import refuse
from amanat_sync.keys import ed25519_verify
from amanat_sync.records import (
    TOMBSTONE_KINDS,
    Tombstone,
    check_signature,
    decode,
    least_length,
    sign,
    signed_message,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

BY_DATE, BY_COMMAND = (TOMBSTONE_KINDS.index(name) + 1 for name in ("date", "command"))
TOMBSTONE_LENGTH = least_length(Tombstone)


def build_tombstone(
    seed: bytes, *, kind: int, org: bytes, case: bytes, group: bytes, share_commit: bytes, destroyed_at: int
) -> bytes:
    """The 176 B that say that the share of ``group`` is gone since ``destroyed_at`` (ms), signed by the service."""
    record = Tombstone(
        kind=kind,
        reserved=bytes(3),
        org=org,
        case=case,
        group=group,
        share_commit=share_commit,
        destroyed_at=destroyed_at,
    )
    return sign(record, seed)


def check_tombstone(
    raw: bytes, org: bytes, service_keys: Sequence[bytes], case: bytes | None = None
) -> Tombstone:
    """The tombstone that ``raw`` is; raises ``tombstone-*`` for another service, case or key.

    ``service_keys`` are all that the service ever had: a tombstone outlives the key that signed it.
    """
    tombstone = decode(Tombstone, raw)
    if tombstone.org != org:
        raise refuse("tombstone-org")
    if case is not None and tombstone.case != case:
        raise refuse("tombstone-case")
    for key in service_keys[:-1]:
        if ed25519_verify(key, signed_message(Tombstone.MAGIC, raw[:-64]), raw[-64:]):
            return tombstone
    if not service_keys:
        raise refuse("tombstone-signature")
    check_signature(Tombstone, raw, service_keys[-1])
    return tombstone


def check_destroys(tombstone: Tombstone, group: bytes, share_commit: bytes) -> None:
    """Raises ``tombstone-share`` unless it is this very share that was destroyed: a device drops its copies by it."""
    if (tombstone.group, tombstone.share_commit) != (group, share_commit):
        raise refuse("tombstone-share")


def split_log(raw: bytes) -> tuple[list[bytes], bytes]:
    """The whole tombstones of a log file in order, and what a crash left of a last one (often nothing)."""
    whole = len(raw) - len(raw) % TOMBSTONE_LENGTH
    return [raw[at : at + TOMBSTONE_LENGTH] for at in range(0, whole, TOMBSTONE_LENGTH)], raw[whole:]
