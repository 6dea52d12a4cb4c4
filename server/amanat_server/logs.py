"""How the server's own logs are written: one JSON line each, to standard error."""

from __future__ import annotations

import logging
import sys

from amanat_server.audit import Lines


def start_logging(level: str) -> None:
    """Sends every logger through one handler; uvicorn's access log, which holds paths, stays silent."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        named = logging.getLogger(name)
        named.handlers[:] = []
        named.propagate = True
    # It tells each statement with its values, and those are ids.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    access = logging.getLogger("uvicorn.access")
    access.handlers[:] = []
    access.propagate = False
