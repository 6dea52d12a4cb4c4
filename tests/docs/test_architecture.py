"""docs/ARCHITECTURE.md tells the truth: every file it names exists, and defines what it is said to define."""

from __future__ import annotations

import re

import pytest

from tests.tools import ROOT

PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:pwa|server|sync|tests|docs|bench)/[\w./-]+)`(?: `(\w+)`)?", PAGE)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_the_page_names_exists(path: str, name: str) -> None:
    found = ROOT / path
    assert found.exists(), f"{path} is named and not there"
    if name:
        defines = rf"(?:class|def|function|interface) {name}\b|^  (?:async )?{name}\("
        assert re.search(defines, found.read_text(encoding="utf-8"), re.MULTILINE), f"{path} has no {name}"


def test_the_films_way_is_named_step_by_step() -> None:
    steps = {name for _, name in NAMED if name}
    assert steps >= {
        "openFilm",
        "recordFilm",
        "appendRecord",
        "finishFilm",
        "remuxFilm",
        "Sealer",
        "nextStep",
    }
