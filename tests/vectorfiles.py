"""The shared vectors of tests/vectors: written by make_<format>.py, walked by Python and by the app's tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from amanat_sync.errors import AmanatError
from tests.tools import VECTORS

Vector = dict[str, Any]


def vectors(fmt: str) -> list[Any]:
    """The vectors of one format as ``pytest.param``, named like their files; none at all is an error."""
    files = sorted((VECTORS / fmt).glob("*.json"))
    if not files:
        raise FileNotFoundError(f"tests/vectors/{fmt} holds no vector")
    return [pytest.param(json.loads(file.read_text("utf-8")), id=file.stem) for file in files]


def outcome(act: Callable[[], object]) -> str:
    """``"ok"``, or the code of the AmanatError that ``act`` ends with; any other error goes through."""
    try:
        act()
    except AmanatError as error:
        return error.code
    return "ok"


def write_vectors(fmt: str, made: dict[str, Vector]) -> None:
    """Replaces the folder of one format by ``made`` (name → vector); bytes in a vector become hex."""
    folder = VECTORS / fmt
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, vector in made.items():
        missing = {"comment", "spec", "expect"} - vector.keys()
        if missing:
            raise ValueError(f"{fmt}/{name} lacks {sorted(missing)}")
        text = json.dumps(vector, indent=2, ensure_ascii=False, default=_hex)
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")


def _hex(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    raise TypeError(f"a vector cannot hold {type(value).__name__}")
