"""The walls between the parts bite: each forbidden step, planted in a copy, is refused by the tool that guards it."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools import PWA, ROOT, need

PACKAGES = ("sync/amanat_sync", "sync/amanat_client", "server/amanat_server")
CORE = ROOT / "sync" / "amanat_sync"

# What the pure core may import: each of these computes and nothing else, but for the names below.
PURE = {
    *(
        "__future__",
        "abc",
        "base64",
        "binascii",
        "bisect",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
    ),
    *(
        "datetime",
        "enum",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
    ),
    *("string", "struct", "types", "typing", "unicodedata", "zlib", "amanat_sync", "cryptography", "msgspec"),
}
# Calls by which pure modules would read a clock, draw randomness or touch a file.
IMPURE_NAMES = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
IMPURE_ATTRIBUTES = {
    "generate",
    "generate_key",
    "generate_private_key",
    "now",
    "utcnow",
    "today",
    "urandom",
    "getrandbits",
}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Three empty packages under the contracts of the real ones."""
    for package in PACKAGES:
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "__init__.py").write_text("")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(folder / "sync"), str(folder / "server")])
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_packages_as_they_are_keep_every_contract() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("package", "line", "contract"),
    [
        ("sync/amanat_sync", "import os", "amanat_sync is pure"),
        ("sync/amanat_sync", "from time import time", "amanat_sync is pure"),
        ("sync/amanat_sync", "import secrets", "amanat_sync is pure"),
        ("sync/amanat_sync", "import asyncio", "amanat_sync is pure"),
        ("sync/amanat_sync", "import urllib.request", "amanat_sync is pure"),
        ("sync/amanat_sync", "import amanat_client", "amanat_sync is pure"),
        ("sync/amanat_client", "import amanat_server", "amanat_client knows nothing"),
        ("sync/amanat_client", "from starlette.requests import Request", "amanat_client knows nothing"),
        ("server/amanat_server", "import amanat_client", "amanat_server knows nothing"),
        ("server/amanat_server", "import typer", "amanat_server knows nothing"),
    ],
)
def test_a_forbidden_import_is_refused(packages: Path, package: str, line: str, contract: str) -> None:
    (packages / package / "planted.py").write_text(f'"""Planted."""\n\n{line}\n')
    done = lint_imports(packages)
    assert done.returncode != 0
    broken = [told for told in done.stdout.splitlines() if told.endswith("BROKEN")]
    assert len(broken) == 1, done.stdout
    assert broken[0].startswith(contract)


def impurities(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.split(".")[0] not in PURE)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] not in PURE:
                yield module
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_NAMES:
                yield f"{name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_ATTRIBUTES:
                yield f".{name}()"


def test_the_core_imports_only_what_computes_and_calls_nothing_impure() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {impurity}"
        for path in sorted(CORE.rglob("*.py"))
        for impurity in impurities(ast.parse(path.read_text()))
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        "import statistics",
        "open('x')",
        "X25519PrivateKey.generate()",
        "datetime.datetime.now()",
        "os.urandom(16)",
    ],
)
def test_an_impure_line_in_the_core_would_be_seen(line: str) -> None:
    assert list(impurities(ast.parse(line))) != []


# One file per wall of the app: where it is planted, what it says, and the rule or compiler code that refuses it.
PLANTED = [
    (
        "sync/a.ts",
        "import { sha256 } from '@noble/hashes/sha2.js';\nexport const a = sha256;\n",
        "no-restricted-imports",
    ),
    ("sync/b.ts", "export const b = Date.now();\n", "no-restricted-globals"),
    ("sync/c.ts", "export const c = Math.random();\n", "no-restricted-properties"),
    ("sync/d.ts", "export const d = document.title;\n", "TS2584"),
    ("sync/e.ts", "export const e = crypto.subtle;\n", "TS2304"),
    ("sync/f.ts", "import { own } from '../vault/own.ts';\nexport const f = own;\n", "TS6307"),
    ("vault/a.ts", "export const a = document.title;\n", "TS2584"),
    ("vault/b.ts", "import { own } from '../ui/own.ts';\nexport const b = own;\n", "TS6307"),
    (
        "vault/c.ts",
        "import { own } from '../media/own.ts';\nexport const c = own;\n",
        "no-restricted-imports",
    ),
    ("media/a.ts", "import { own } from '../vault/own.ts';\nexport const a = own;\n", "TS6307"),
    ("media/b.ts", "export const b = indexedDB;\n", "no-restricted-globals"),
    ("sw/a.ts", "import { own } from '../vault/own.ts';\nexport const a = own;\n", "no-restricted-imports"),
    ("sw/b.ts", "export const b = self.crypto;\n", "no-restricted-properties"),
    ("ui/a.ts", "import { own } from '../vault/own.ts';\nexport const a = own;\n", "no-restricted-imports"),
    ("ui/b.ts", "import { own } from '../sync/own.ts';\nexport const b = own;\n", "no-restricted-imports"),
    ("ui/c.ts", "export const c = fetch('/');\n", "no-restricted-globals"),
    ("ui/d.ts", "export const d = window.indexedDB;\n", "no-restricted-properties"),
    ("ui/e.ts", "export const e = navigator.storage;\n", "no-restricted-properties"),
    ("ui/f.ts", "export const f = import('../vault/own.ts');\n", "no-restricted-syntax"),
    ("ui/g.ts", "export const g = crypto.randomUUID();\n", "no-restricted-globals"),
]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """File under src/ → the rules and compiler codes that refuse it, in a copy that holds the planted files alone."""
    node = need("node")
    pwa = tmp_path_factory.mktemp("pwa")
    for pattern in ("tsconfig*.json", "eslint.config.js", "package.json"):
        for file in PWA.glob(pattern):
            shutil.copy(file, pwa)
    (pwa / "node_modules").symlink_to(PWA / "node_modules")
    for folder in ("sync", "vault", "media", "sw", "ui"):
        (pwa / "src" / folder).mkdir(parents=True)
        (pwa / "src" / folder / "own.ts").write_text("export const own = 1;\n")
    (pwa / "test").mkdir()
    (pwa / "test" / "own.ts").write_text("export const own = 1;\n")
    for name, text, _ in PLANTED:
        (pwa / "src" / name).write_text(text)

    found: dict[str, set[str]] = {}
    compiled = subprocess.run(
        [node, "node_modules/typescript/bin/tsc", "-b", "--pretty", "false"],
        cwd=pwa,
        capture_output=True,
        text=True,
        check=False,
    )
    for line in compiled.stdout.splitlines():
        place, separator, rest = line.partition(": error ")
        if separator:
            name = place.split("(")[0].removeprefix("src/")
            found.setdefault(name, set()).add(rest.split(":")[0])
    linted = subprocess.run(
        [node, "node_modules/eslint/bin/eslint.js", "--format", "json", "src"],
        cwd=pwa,
        capture_output=True,
        text=True,
        check=False,
    )
    for file in json.loads(linted.stdout):
        name = Path(file["filePath"]).relative_to(pwa.resolve() / "src").as_posix()
        rules = {
            (message["ruleId"] or "").removeprefix("@typescript-eslint/") for message in file["messages"]
        }
        found.setdefault(name, set()).update(rules)
    return found


@pytest.mark.parametrize(("name", "text", "refusal"), PLANTED, ids=[name for name, _, _ in PLANTED])
def test_a_planted_breach_in_the_app_is_refused(
    refusals: dict[str, set[str]], name: str, text: str, refusal: str
) -> None:
    assert refusal in refusals[name], f"{text!r} gives {sorted(refusals[name])}"


def test_a_file_that_keeps_to_its_folder_is_not_refused(refusals: dict[str, set[str]]) -> None:
    assert {name: rules for name, rules in refusals.items() if name.endswith("/own.ts") and rules} == {}
