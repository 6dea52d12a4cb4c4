"""Queries: each name once, each value in one spelling, nothing unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Collection

LIMIT_TOP = 1000
LIMIT_ABSENT = 500
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z", re.ASCII)


def parse_query(raw: bytes, names: Collection[str]) -> dict[str, str]:
    """The query without its ``?``; raises ``request-query`` for a name unknown, given twice or without a value."""
    found: dict[str, str] = {}
    for pair in raw.decode("latin-1").split("&") if raw else ():
        name, equals, value = pair.partition("=")
        if name not in names or name in found or not equals or not value:
            raise refuse("request-query")
        found[name] = value
    return found


def integer_of(text: str, least: int, top: int) -> int:
    """A number of a query in its one spelling; raises ``request-query`` outside ``least`` to ``top``."""
    if not _NUMBER.match(text) or not least <= int(text) <= top:
        raise refuse("request-query")
    return int(text)


def limit_of(query: dict[str, str]) -> int:
    """``limit``: 1 to 1,000 items, 500 where it is absent."""
    return integer_of(query["limit"], 1, LIMIT_TOP) if "limit" in query else LIMIT_ABSENT
