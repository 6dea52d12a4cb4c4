"""Events of a worker's device for the benches, sealed and chained as the client does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.events import encode_event
from amanat_sync.frame import seal_frame
from amanat_sync.keys import sha256
from amanat_sync.kinds import CaseChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench._servers import Ours

KEY_BYTES, NONCE_BYTES = 32, 12


def frames(server: Ours, text: str, key: bytes | None = None) -> Iterator[bytes]:
    """One frame after another of the worker in the service's case; each says its number and ``text``.

    Without ``key`` each is sealed by a key that nobody has: the server takes it, and nobody opens it.
    """
    worker, case = server.worker, server.case
    worker.fetch_chain()
    worker.fetch_case(case)
    seen_n, seen = worker.books.ledger(case).seen_by(worker.identity.device)
    mine = worker.store.all("mine", case)
    seq, prev = len(mine), sha256(mine[-1]) if mine else bytes(32)
    while True:
        told = CaseChanged(label=f"{seq} {text}", purpose="help", languages=["en"], ends_at=None)
        raw = seal_frame(
            encode_event(told),
            case=case,
            epoch=1,
            group=case,
            device=worker.identity.device,
            seq=seq,
            prev=prev,
            chain_head=worker.books.chain.head,
            seen_n=seen_n,
            seen=seen,
            key=key or worker.entropy.draw(KEY_BYTES),
            nonce=worker.entropy.draw(NONCE_BYTES),
            seed=worker.identity.seed,
        )
        seq, prev = seq + 1, sha256(raw)
        yield raw
