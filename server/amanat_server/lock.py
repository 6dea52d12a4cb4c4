"""One program at a time over one folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def alone_in(data: Path) -> Iterator[None]:
    """Holds the folder until the end of the block, whatever ends the program.

    ``store-failed`` where another one has it, ``FileNotFoundError`` where there is no folder.
    """
    handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise refuse("store-failed", f"another amanat-server works on {data}") from fault
        yield
    finally:
        os.close(handle)
