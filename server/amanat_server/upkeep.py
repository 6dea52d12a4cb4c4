"""``doctor``, ``backup`` and ``restore`` as commands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from amanat_server.binding import bind_shares
from amanat_server.clock import SystemClock
from amanat_server.directory import Directory
from amanat_server.lock import alone_in
from amanat_server.resources.stream import Bell
from amanat_server.secrets import read_service_key
from amanat_server.stores.backup import back_up, end_restore, put_back, read_backup
from amanat_server.stores.disk import OsDisk
from amanat_server.stores.examination import examine
from amanat_server.stores.folder import open_stores
from amanat_server.stores.key_copies import KeyCopies
from amanat_server.stores.values import Destruction, Position
from amanat_server.sweeper import Sweeper
from amanat_sync.cards import recovery_scalar
from amanat_sync.chain import Chain
from amanat_sync.errors import refuse
from amanat_sync.head import build_head
from amanat_sync.header import open_recovery_file
from amanat_sync.ledger import h0
from amanat_sync.records import Head, Tombstone, decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amanat_server.secrets import ServiceKey
    from amanat_server.stores.ports import Stores
    from amanat_sync.cards import Card


def doctor(data: Path, say: Callable[[str], None]) -> int:
    """Looks at every file and changes none; 0 where nobody has to do anything.  The service may go on meanwhile."""
    read_service_key(data / "service.key")
    findings = examine(data)
    for finding in findings:
        say(f"{'well ' if finding.ok else 'LOOK '} {finding.what}: {finding.text}")
    return 0 if all(finding.ok for finding in findings) else 1


def backup(data: Path, target: Path, say: Callable[[str], None]) -> int:
    """Writes a backup into a new folder; the service may go on meanwhile: nothing of it is opened for writing."""
    read_service_key(data / "service.key")
    back_up(data, target)
    say(f"Written: {target}. It holds no key. Keep {data / 'service.key'} and {data / 'apart'} elsewhere.")
    return 0


async def restore(
    data: Path, source: Path, say: Callable[[str], None], cards: tuple[Card, Card] | None = None
) -> int:
    """Puts a backup back and destroys again what was destroyed since, before anybody is answered.

    ``data`` holds what is kept apart from backups: the service key and ``apart/`` with the vault key, its sealed
    copies and tombstones.log.  Where something was destroyed since the backup, the backup lies under a vault key that
    was wiped: two recovery ``cards`` open the copy of it (``card-*`` where they do not).
    """
    key = read_service_key(data / "service.key")
    with alone_in(data):
        return await _restore(data, source, say, key, cards)


async def _restore(
    data: Path, source: Path, say: Callable[[str], None], key: ServiceKey, cards: tuple[Card, Card] | None
) -> int:
    put_back(source, data, open_copy(data, source, cards) if cards else None)
    clock = SystemClock()
    async with open_stores(data, restoring=True) as stores:
        directory = Directory(stores.chain, stores.cases, clock)
        await directory.load()
        again = 0
        if directory.is_set_up:
            await bind_shares(stores.shares, directory.chain)
            now_ms = clock.now_ms()
            logged = await stores.shares.tombstones()
            await stores.shares.destroy(
                [Destruction(decode(Tombstone, raw).group, raw) for raw in logged], now_ms
            )
            sweeper = Sweeper(stores=stores, directory=directory, bell=Bell(), key=key, clock=clock)
            again = await sweeper.bury_again(logged)
            await sweeper.sweep()
            await stores.ledger.mark_restart(
                os.urandom(16), await signed_restarts(stores, directory, key, now_ms)
            )
    end_restore(data)
    say(
        f"Restored. {again} groups that were destroyed since are destroyed again. Devices are told of the restart."
    )
    return 0


def open_copy(data: Path, source: Path, cards: tuple[Card, Card]) -> tuple[int, bytes]:
    """The vault key that a backup lies under, with its epoch, out of the sealed copy and two cards."""
    left, right = cards
    epoch, records = read_backup(source)
    recipient = Chain.load(records).recovery_key
    if recipient is None:
        raise refuse("card-checksum")
    copy = KeyCopies(data / "apart" / "copies", OsDisk()).read(epoch)
    if copy is None:
        raise refuse(
            "store-failed", f"the sealed copy of vault key {epoch} is gone: it is kept for seven days"
        )
    return epoch, open_recovery_file(copy, recovery_scalar(left, right, recipient))


async def signed_restarts(
    stores: Stores, directory: Directory, key: ServiceKey, now_ms: int
) -> dict[bytes, bytes]:
    """A restart for each case at its newest position, signed once, younger than every one before it."""
    signed: dict[bytes, bytes] = {}
    for case in await stores.cases.cases():
        position = await stores.ledger.position(case) or Position(0, h0(directory.chain.org, case))
        before = [decode(Head, raw).time for _, raw in await stores.ledger.restarts(case)]
        signed[case] = build_head(
            key.seed,
            org=directory.chain.org,
            case=case,
            n=position.n,
            running=position.running,
            chain_seq=directory.chain.seq,
            time=max([now_ms, *(time + 1 for time in before)]),
            restart=True,
        )
    return signed
