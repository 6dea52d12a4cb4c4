"""What the contract needs of an implementation: stores that work, and a power cut."""

from __future__ import annotations

from contextlib import AsyncExitStack
from random import Random
from typing import TYPE_CHECKING, Protocol

import pytest

from amanat_server.stores.folder import Parts, open_stores
from amanat_server.stores.memory.medium import Medium
from amanat_server.stores.memory.service import memory_stores
from amanat_sync.errors import AmanatError
from tests.durability.disks import ModelDisk, model_parts
from tests.stores.samples import ORG

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_server.stores.ports import Stores


class Service(Protocol):
    """Stores under test."""

    stores: Stores

    async def power_cut(self) -> None:
        """Loses whatever was not synced and starts again; ``stores`` are new ones."""


class MemoryService:
    """The fake."""

    def __init__(self, every: int = 1) -> None:
        self.medium = Medium(b"\x53" * 16, every)
        self.stores = memory_stores(self.medium)
        self.stores.shares.bind(ORG)

    async def power_cut(self) -> None:
        """See ``Service``."""
        self.medium.crash()


class FolderService:
    """SQLite in a real folder, everything else on a disk that models a page cache."""

    def __init__(self, folder: Path, disk: ModelDisk | None = None, parts: Parts | None = None) -> None:
        self.folder = folder
        self.disk = disk or ModelDisk(folder)
        self.parts = parts or model_parts(self.disk, Random(7))
        self._stack = AsyncExitStack()
        self.stores: Stores

    async def start(self) -> None:
        """Opens the stores as the server does."""
        self.stores = await self._stack.enter_async_context(open_stores(self.folder, self.parts))
        self.stores.shares.bind(ORG)
        await self.stores.shares.resume()

    async def stop(self) -> None:
        """Closes them."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def power_cut(self) -> None:
        """See ``Service``."""
        await self.stop()
        self.disk.power_cut()
        await self.start()


class refused:  # noqa: N801  it reads as a phrase: with refused("chain-seq")
    """Expects an ``AmanatError`` with this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._expected = pytest.raises(AmanatError)

    def __enter__(self) -> None:
        self._caught = self._expected.__enter__()

    def __exit__(self, *fault: object) -> bool | None:
        done = self._expected.__exit__(*fault)  # type: ignore[arg-type]  # handed through as given
        assert self._caught.value.code == self.code
        return done
