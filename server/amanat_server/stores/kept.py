"""A refusal that leaves something behind on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amanat_sync.errors import AmanatError


class Kept(Exception):
    """Raised by an operation that refuses its caller and still wants what it wrote to be committed."""

    def __init__(self, refusal: AmanatError) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)
