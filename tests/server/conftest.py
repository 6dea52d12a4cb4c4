"""One living service for all tests that leave it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.scene import Scene, scene

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Shared: what a test adds to it must not be in another one's way."""
    quota = {"AMANAT_MEMBER_QUOTA_MIB": "1"}
    with scene(tmp_path_factory.mktemp("scene"), quota) as shared:
        yield shared
