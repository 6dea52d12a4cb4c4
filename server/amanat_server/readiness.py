"""Whether the server can be trusted with something now."""

from __future__ import annotations

from amanat_sync.errors import refuse


class Readiness:
    """Ready after the stores are open and the chain is read; not ready once a write has failed until one holds."""

    def __init__(self) -> None:
        self._ready = False

    def set(self, *, ready: bool) -> None:
        """Says how things stand."""
        self._ready = ready

    def check(self) -> None:
        """Raises ``service-not-ready``."""
        if not self._ready:
            raise refuse("service-not-ready")
