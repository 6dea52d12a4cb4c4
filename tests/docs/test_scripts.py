"""The scripts behind make: nothing failed or left out may pass in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.run_tests import Outcome, summary, verdict
from scripts.unchanged import main as unchanged
from tests.tools import ROOT

SAMPLE = """
import pytest

def test_passes(): pass
def test_fails(): assert False
def test_lacks_a_tool(): pytest.skip("age is missing: apt-get install age")
def test_wants_another_machine(): pytest.skip("this machine cannot: mount a disk")
@pytest.mark.long
def test_takes_hours(): pass
@pytest.fixture
def broken(): raise ValueError("no")
def test_with_a_broken_fixture(broken): pass
"""


def test_a_test_that_is_not_run_is_named_with_the_line_that_helps() -> None:
    outcome = Outcome("python", passed=3, skipped={"test_age": "age is missing: apt-get install age"})
    assert "  test_age: age is missing: apt-get install age" in summary([outcome])


def test_what_the_machine_does_not_allow_is_named_too() -> None:
    told = summary([Outcome("python", passed=3, beyond={"test_power": "this machine cannot: mount a disk"})])
    assert "  test_power: this machine cannot: mount a disk" in told
    assert "not run: nothing" not in told


@pytest.mark.parametrize(
    ("outcome", "ci", "code"),
    [
        (Outcome("python", passed=1), True, 0),
        (Outcome("python", failed=["test_x"]), False, 1),
        (Outcome("python", skipped={"test_x": "no age"}), False, 0),
        (Outcome("python", skipped={"test_x": "no age"}), True, 1),
        (Outcome("python", beyond={"test_x": "this machine cannot: mount a disk"}), True, 0),
        (Outcome("python", left=["test_long"]), True, 0),
    ],
)
def test_what_is_not_run_fails_only_where_ci_asks_for_all(outcome: Outcome, ci: bool, code: int) -> None:
    assert verdict([Outcome("app", passed=1), outcome], ci=ci) == code


def test_pytest_accounts_for_every_test_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    long: long\n")
    results = tmp_path / "results.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--results={results}"]
    subprocess.run(
        command,
        cwd=tmp_path,
        check=False,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "AMANAT_LONG": "0"},
    )
    told = json.loads(results.read_text())
    assert told["passed"] == 1
    assert told["failed"] == ["test_sample.py::test_fails", "test_sample.py::test_with_a_broken_fixture"]
    assert told["skipped"] == {"test_sample.py::test_lacks_a_tool": "age is missing: apt-get install age"}
    assert told["beyond"] == {
        "test_sample.py::test_wants_another_machine": "this machine cannot: mount a disk"
    }
    assert told["left"] == ["test_sample.py::test_takes_hours"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["true"], 0),
        (["false"], 1),
        (["sh", "-c", "echo 2 > kept.txt"], 1),
        (["sh", "-c", "echo 2 > new.txt"], 1),
        (["rm", "kept.txt"], 1),
        (["sh", "-c", "echo 1 > kept.txt"], 0),
    ],
)
def test_a_generator_that_changes_a_file_is_noticed(tmp_path: Path, command: list[str], code: int) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "kept.txt").write_text("1\n")
    assert unchanged(tmp_path, command) == code
