"""How much one sender may ask for: requests in a minute and at once, bytes in a request, and how long it may take.

A bucket holds one minute's requests and fills evenly.  What is signed counts for its device, everything else for the
address it comes from, so that one stranger cannot use up a tablet's share.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass

from amanat_sync.errors import refuse

MINUTE_MS = 60_000
BUCKETS_KEPT = 50_000
LARGEST_BODY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the server waits for a client, in seconds, and how much it waits for at once.

    ``head``: from the first byte of a request, or from the connection, to the end of its headers.  ``idle``: for the
    next bytes of a body.  ``body``: for the whole of a body that is held in memory.  ``at_once``: requests of one
    device under way.
    """

    head: float = 20
    idle: float = 30
    body: float = 120
    at_once: int = 64


class Crowd:
    """How many requests of each sender are under way."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._under_way: Counter[str] = Counter()

    def enter(self, sender: str) -> None:
        """One more; raises ``request-rate`` where the sender has its most."""
        if self._under_way[sender] >= self._most:
            raise refuse("request-rate")
        self._under_way[sender] += 1

    def leave(self, sender: str) -> None:
        """One less."""
        self._under_way[sender] -= 1
        if not self._under_way[sender]:
            del self._under_way[sender]


class Rates:
    """Buckets by sender, pure: the time comes in."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, sender: str, now_ms: int) -> None:
        """Counts one request; raises ``request-rate`` where the sender's bucket is empty."""
        left, at = self._buckets.pop(sender, (float(self._per_minute), now_ms))
        left = min(self._per_minute, left + max(0, now_ms - at) * self._per_minute / MINUTE_MS)
        self._buckets[sender] = (max(0.0, left - 1), now_ms)
        while len(self._buckets) > BUCKETS_KEPT:
            self._buckets.popitem(last=False)
        if left < 1:
            raise refuse("request-rate")


def check_body_length(text: str | None, largest: int = LARGEST_BODY) -> int:
    """The bytes that Content-Length announces (0 where absent); ``request-too-large``, ``request-length``."""
    if text is None:
        return 0
    if not text.isascii() or not text.isdigit():
        raise refuse("request-length")
    length = int(text)
    if length > largest:
        raise refuse("request-too-large")
    return length
