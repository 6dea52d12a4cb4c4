"""Whether the server can be trusted with something now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


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


class Witness:
    """ASGI middleware that sees writes hold; ``Problems`` sees them fail."""

    def __init__(self, app: ASGIApp, *, readiness: Readiness) -> None:
        self._app = app
        self._readiness = readiness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start" and 200 <= message["status"] < 300:
                self._readiness.set(ready=True)
            await send(message)

        writes = scope["type"] == "http" and scope["method"] in _WRITES
        await self._app(scope, receive, seen if writes else send)
