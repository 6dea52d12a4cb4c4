"""The contract over SQLite and files; power is cut on a disk that models a page cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stores import contract, contract_films, contract_ledger, contract_uploads
from tests.stores.service import FolderService

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[FolderService]:
    service = FolderService(tmp_path / "data")
    await service.start()
    yield service
    await service.stop()


class TestChain(contract.ChainContract):
    pass


class TestEnrol(contract.EnrolContract):
    pass


class TestCases(contract.CaseContract):
    pass


class TestLedger(contract_ledger.LedgerContract):
    pass


class TestClips(contract_films.ClipContract):
    pass


class TestCommands(contract_films.CommandContract):
    pass


class TestTombstones(contract_films.TombstoneContract):
    pass


class TestShares(contract_films.ShareContract):
    pass


class TestUploads(contract_uploads.UploadContract):
    pass
