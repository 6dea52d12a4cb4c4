"""Which frames of a post are new, and which refuse it: one rule for every store.

Frames chain per case and device: seq counts from 0 and ``prev`` is the hash of the frame before, 32 zero
bytes at 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ledger import NO_PREV

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amanat_server.stores.values import NewFrame


class Chained(NamedTuple):
    """The last frame of an author."""

    seq: int
    hash: bytes


def fit(
    frames: Sequence[NewFrame],
    last: Callable[[bytes], Chained | None],
    at: Callable[[bytes, int], bytes | None],
) -> tuple[list[NewFrame], AmanatError | None, NewFrame | None]:
    """The new frames in their order; or a refusal, and with ``event-differs`` the frame to be kept as proof.

    ``last(device)`` and ``at(device, seq)`` answer from what is stored.  The first frame refused refuses all.
    """
    fresh: list[NewFrame] = []
    tips: dict[bytes, Chained | None] = {}
    posted: dict[tuple[bytes, int], bytes] = {}
    for frame in frames:
        if frame.device not in tips:
            tips[frame.device] = last(frame.device)
        tip = tips[frame.device]
        if tip is not None and frame.seq <= tip.seq:
            there = posted.get((frame.device, frame.seq)) or at(frame.device, frame.seq)
            if there == frame.hash:
                continue
            if there is not None:
                return [], refuse("event-differs"), frame
        if frame.seq != (0 if tip is None else tip.seq + 1):
            return [], refuse("event-gap"), None
        if frame.prev != (NO_PREV if tip is None else tip.hash):
            return [], refuse("event-seq"), None
        tips[frame.device] = Chained(frame.seq, frame.hash)
        posted[frame.device, frame.seq] = frame.hash
        fresh.append(frame)
    return fresh, None, None
