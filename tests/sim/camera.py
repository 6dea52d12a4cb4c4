"""Filming and looking: the only places where a film is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from amanat_sync.errors import refuse
from amanat_sync.head import check_lease
from amanat_sync.header import open_header, open_sealed_header, seal_header, write_header
from amanat_sync.ids import base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import CameraOpened, FilmFinished
from amanat_sync.ledger import item_hash
from amanat_sync.manifest import FILM, build_manifest, file_key_commit, promised_date, share_commit
from amanat_sync.reconcile import Part
from amanat_sync.records import Manifest, decode
from amanat_sync.seal import Opener, Sealer
from amanat_sync.sending import Progress
from tests.sim.kept import Copy, Reel

if TYPE_CHECKING:
    from tests.sim.tablet import Tablet


async def film(tablet: Tablet, case: bytes, days: int, size: int) -> bytes:
    """A film from the gate to its sealed payload; answers its id."""
    clip, share, file_key = (tablet.random.randbytes(n) for n in (16, 32, 16))
    roll = tablet.books.rolls(case).newest
    if roll is None:
        raise refuse("right-case")
    opened_at = tablet.clock.now_ms()
    due_at = promised_date(opened_at, days)
    plain = tablet.random.randbytes(size)
    sealer = Sealer(file_key, tablet.random.randbytes(16))
    payload = sealer.push(plain) + sealer.finish()
    name = base64url(clip)
    with tablet.shelf.changes():
        gate = tablet.put_frame(case, CameraOpened(film=name, decisions=[], due_at=due_at, at=opened_at))
        finished = tablet.put_frame(case, FilmFinished(film=name, ms=1000, reason="stop", lost_ms=0))
        header = seal_header(
            share,
            tablet.world.org,
            case,
            clip,
            clip=clip,
            version=1,
            epoch=roll.epoch,
            nonce=tablet.random.randbytes(12),
            header=write_header(file_key, [roll.recipient], [tablet.random.randbytes(32)]),
        )
        manifest = build_manifest(
            tablet.who.seed,
            kind=FILM,
            org=tablet.world.org,
            case=case,
            clip=clip,
            group=clip,
            gate=sha256(gate),
            due_at=due_at,
            payload_len=len(payload),
            payload_digest=sealer.digest,
            file_key_commit=file_key_commit(file_key, clip),
            share_commit=share_commit(clip, share),
            chain_head=tablet.books.chain.head,
            device=tablet.who.device,
        )
        progress = Progress(len(payload), size=tablet.random.choice((256, 1024, 1 << 20)))
        reel = Reel(clip, case, due_at, manifest, header, share, payload, progress)
        tablet.shelf.put("reels", clip, reel)
    tablet.witness.filmed(tablet, reel, plain)
    await tablet.persist()
    tablet.witness.did(tablet, "film", clip, case)
    for raw in (gate, finished):
        tablet.witness.did(tablet, "frame", item_hash(raw), case)
    return clip


def look(tablet: Tablet, clip: bytes) -> bytes:
    """The film, opened with what is here; raises the code that the person is shown."""
    now = tablet.now_ms()
    reel = cast("Reel | None", tablet.shelf.get("reels", clip))
    copy = cast("Copy | None", tablet.shelf.get("copies", clip))
    if reel is not None and reel.payload is not None:
        raw, header, payload, share = reel.manifest, reel.header, reel.payload, reel.share
    elif copy is not None and copy.here == frozenset(Part):
        raw, header, payload, share = copy.manifest, copy.header, copy.payload, copy.lease[:32]
        key = tablet.books.chain.service_key
        assert key is not None
        lease = copy.lease[32:]
        check_lease(
            lease, tablet.world.org, key, group=clip, share_commit=share_commit(clip, share), now_ms=now
        )
    else:
        raise refuse("right-missing")
    manifest = decode(Manifest, raw)
    held = tablet.on_hold(clip)
    if now >= manifest.due_at and not held:
        raise refuse("share-destroyed")
    ck = cast("tuple[int, bytes]", tablet.shelf.get("ck", manifest.case))[1]
    bare = open_sealed_header(share, tablet.world.org, manifest.case, clip, header)
    opener = Opener(open_header(bare, ck), manifest.payload_len)
    plain = opener.push(payload) + opener.finish()
    tablet.witness.opened(tablet, manifest, plain, held=held)
    return plain
