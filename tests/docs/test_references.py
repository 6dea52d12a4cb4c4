"""What code and documents point at is there; what a newcomer lacks is pointed at by nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.tools import ROOT

TEXTS = (".md", ".py", ".ts", ".tsx", ".mjs", ".toml", ".json", ".html", ".cfg")


def tracked() -> list[Path]:
    """The text files that git keeps."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / line for line in listed.splitlines()]
    return [path for path in paths if path.suffix in TEXTS or path.name in ("Makefile", "run")]


def test_every_page_that_is_named_exists() -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked()
        for name in re.findall(r"docs/[\w/-]+\.(?:md|json)", path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    }
    assert missing == set()


def test_links_between_documents_lead_somewhere() -> None:
    broken = {
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    }
    assert broken == set()


# Spelled in parts, so that this very file does not hold them.
FOREIGN = ("/wo" + "rk/", "../sha" + "red", "/t" + "mp/w/", "registry." + "npmjs", "files." + "pythonhosted")


@pytest.mark.parametrize("word", FOREIGN)
def test_nothing_speaks_of_the_machine_it_was_written_on(word: str) -> None:
    assert [
        str(path.relative_to(ROOT)) for path in tracked() if word in path.read_text(encoding="utf-8")
    ] == []
