"""What time it is, as an argument: the programs hand over the system's clock, tests one that they turn."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Milliseconds since 1970 UTC."""

    def now_ms(self) -> int:
        """The time now."""


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000
