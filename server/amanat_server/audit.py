"""Structured logs: one JSON line for each answer, with the route's pattern in place of its ids.

No path, query, body, key or address stands in them: a log that names no family cannot give one away.
"""

from __future__ import annotations

import logging
from email.utils import formatdate
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from amanat_server.clock import Clock

log = logging.getLogger("amanat.audit")
FIELDS = ("method", "route", "status", "ms", "code", "groups", "kind")


class Lines(logging.Formatter):
    """A record as one line of JSON; of an exception its type and place only, for its text may quote input."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": round(record.created * 1000),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if record.name.startswith("amanat") else record.getMessage(),
        }
        entry.update({field: getattr(record, field) for field in FIELDS if hasattr(record, field)})
        if record.exc_info and record.exc_info[0] is not None:
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            entry["exception"] = record.exc_info[0].__name__
            entry["at"] = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else "?"
        return msgspec.json.encode(entry).decode()


class Audit:
    """ASGI middleware: a line, and the server's Date, for each answer."""

    def __init__(self, app: ASGIApp, *, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock.now_ms()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("route")
                pattern = getattr(route, "path", "unmatched")
                took = self._clock.now_ms() - started
                # By the Date of a refusal a device puts its own clock right.
                date = formatdate(self._clock.now_ms() / 1000, usegmt=True)
                message["headers"] = [*message["headers"], (b"date", date.encode())]
                log.info(
                    "answer",
                    extra={
                        "method": scope["method"],
                        "route": pattern,
                        "status": message["status"],
                        "ms": took,
                    },
                )
            await send(message)

        await self._app(scope, receive, noted)
