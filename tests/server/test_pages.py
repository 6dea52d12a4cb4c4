"""The app's files as they are served: compressed where that is taken, and the same bytes where it is not."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from amanat_server.pages import POLICY, Pages, takes_gzip

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = b"export const words = 'sealed';\n" * 200
PICTURE = bytes(range(256)) * 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-AAAA.js").write_bytes(SCRIPT)
    (tmp_path / "icon.png").write_bytes(PICTURE)
    (tmp_path / "index.html").write_text("<!doctype html>")
    names = ("assets/main-AAAA.js", "icon.png", "index.html")
    listed = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in names}
    (tmp_path / "build.json").write_text(json.dumps(listed))
    return tmp_path


def asked(folder: Path, path: str, accepted: str) -> httpx.Response:
    """The answer as it came, not unpacked."""
    return anyio.run(_asked, folder, path, accepted)


async def _asked(folder: Path, path: str, accepted: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=Starlette(routes=Pages(folder).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://amanat.example") as client:
        headers = {"accept-encoding": accepted}
        async with client.stream("GET", path, headers=headers) as answer:
            answer._content = b"".join([each async for each in answer.aiter_raw()])
            return answer


def test_a_script_goes_out_compressed_and_is_the_same_when_it_is_unpacked(folder: Path) -> None:
    answer = asked(folder, "/assets/main-AAAA.js", "gzip, deflate, br, zstd")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(answer.content) < len(SCRIPT) / 10
    assert gzip.decompress(answer.content) == SCRIPT
    assert answer.headers["content-security-policy"] == POLICY


def test_who_takes_no_compression_gets_the_file_as_it_is(folder: Path) -> None:
    for accepted in ("identity", "", "gzip;q=0, br"):
        answer = asked(folder, "/assets/main-AAAA.js", accepted)
        assert "content-encoding" not in answer.headers
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.content == SCRIPT


def test_what_is_packed_already_is_not_packed_again(folder: Path) -> None:
    answer = asked(folder, "/icon.png", "gzip")
    assert "content-encoding" not in answer.headers
    assert answer.content == PICTURE


def test_the_build_is_named_by_its_list_whatever_way_it_is_sent(folder: Path) -> None:
    assert Pages(folder).build == hashlib.sha256((folder / "build.json").read_bytes()).hexdigest()
    assert Pages(folder / "none").build == "none"


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip; q=1.0", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("x-gzipped", False),
        ("", False),
    ],
)
def test_a_client_is_taken_at_its_word(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken
