"""How much one sender may ask for: requests in a minute, and bytes in a request.

A bucket holds one minute's requests and fills evenly.  What is signed counts for its device, everything else for the
address it comes from, so that one stranger cannot use up a tablet's share.
"""

from __future__ import annotations

from collections import OrderedDict

from amanat_sync.errors import refuse

MINUTE_MS = 60_000
BUCKETS_KEPT = 50_000
LARGEST_BODY = 8 * 1024 * 1024


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
