"""Cursors: places to go on from, bound to the store that gave them.

A cursor of another store is refused, so that a wiped browser or a restored server never makes a device believe
that it is up to date (docs/spec/http.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from amanat_sync.errors import refuse

_CURSOR = re.compile(r"([0-9a-f]{32})\.(0|[1-9][0-9]{0,15})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """``n`` is the number of the newest item that its holder has; ``store`` is the giver's random id (16 B)."""

    store: bytes
    n: int

    @property
    def text(self) -> str:
        """The spelling in headers and queries; opaque to clients."""
        return f"{self.store.hex()}.{self.n}"


def parse_cursor(text: str, store: bytes, newest: int) -> int:
    """The ``n`` of a cursor; raises ``event-cursor`` for another store, an ``n`` above ``newest`` or bad spelling."""
    match = _CURSOR.match(text)
    if match is None or bytes.fromhex(match[1]) != store or int(match[2]) > newest:
        raise refuse("event-cursor")
    return int(match[2])
