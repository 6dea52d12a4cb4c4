"""What is installed is pinned, and the pins name no place on any network."""

from __future__ import annotations

import json
import re
import tomllib

from tests.tools import PWA, ROOT

PINNED = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+")


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not PINNED.fullmatch(line)] == []
    return {plain(name): version for name, _, version in (line.partition("==") for line in lines)}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_python_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    names = {plain(re.split(r"[\[<>=!~ ]", one)[0]) for one in asked} - {"amanat"}
    assert names - constraints().keys() == set()


def test_every_range_of_a_python_dependency_has_an_upper_end() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    assert [one for one in asked if "<" not in one and not one.startswith("amanat[")] == []


def test_every_node_package_is_pinned_by_version_and_digest_and_names_no_host() -> None:
    text = (PWA / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert [
        name for name, one in packages.items() if name and not {"version", "integrity"} <= one.keys()
    ] == []
    assert [name for name, one in packages.items() if "resolved" in one] == []


def test_every_direct_node_dependency_is_an_exact_version() -> None:
    package = json.loads((PWA / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert {
        name: version for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    } == {}
