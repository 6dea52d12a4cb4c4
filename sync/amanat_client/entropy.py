"""The client's only source of randomness; the pure core gets what it needs as arguments."""

from __future__ import annotations

import secrets
from typing import Protocol


class Entropy(Protocol):
    """Random bytes."""

    def draw(self, size: int) -> bytes:
        """``size`` fresh random bytes."""


class SystemEntropy:
    """The operating system's generator."""

    def draw(self, size: int) -> bytes:
        return secrets.token_bytes(size)
