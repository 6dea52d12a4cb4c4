"""Runs the tests of the app and of Python, and closes with what passed, what failed and what was not run.

A test that is not run because a tool is missing is named, with the line that installs the tool. Where ``CI=true``
that counts as a failure. One that the machine itself does not allow, whatever is installed, is named with the reason
and counts as none. Tests marked ``long`` are left for ``make test-long``, which sets ``AMANAT_LONG=1``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PWA = ROOT / "pwa"
NODE = ROOT / ".venv" / "bin" / "node"
# Two browsers wait side by side; a file's tests share its service, so a file stays in one process.
BROWSERS = ("--numprocesses=2", "--dist=loadfile")
# What pytest exits with where no test was chosen.
NOTHING_CHOSEN = 5


@dataclass
class Outcome:
    """What one run of tests came to; ``skipped`` and ``beyond`` map a test's name to the reason."""

    title: str
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    beyond: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def run_app_tests() -> Outcome:
    outcome = Outcome("app")
    if not sorted((PWA / "test").rglob("*.test.ts*")):
        return outcome
    results = PWA / ".build" / "test-results.json"
    results.unlink(missing_ok=True)
    done = subprocess.run([NODE, "test/run.mjs"], cwd=PWA, check=False)
    if results.exists():
        told = json.loads(results.read_text())
        outcome.passed = told["passed"]
        outcome.failed = [one["name"] for one in told["failed"]]
        outcome.skipped = {one["name"]: one["reason"] for one in told["skipped"]}
    if done.returncode != 0 and not outcome.failed:
        outcome.failed.append("the app's tests did not run to the end")
    return outcome


def run_python_tests(title: str, arguments: list[str]) -> Outcome:
    """One run of pytest; a half in which nothing was chosen is empty, not failed."""
    outcome = Outcome(title)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.json"
        command = [sys.executable, "-m", "pytest", f"--results={results}", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if results.exists():
            told: dict[str, Any] = json.loads(results.read_text())
            outcome = Outcome(title, **told)
    print(f"{'-' * 72}\n{title}\n{done.stdout}", flush=True)
    if done.returncode not in (0, NOTHING_CHOSEN) and not outcome.failed:
        outcome.failed.append(f"pytest did not run to the end (exit {done.returncode})")
    return outcome


def run_all(arguments: list[str]) -> list[Outcome]:
    """The app's tests, then Python's in two halves side by side: a browser mostly waits for time to pass."""
    outcomes = [run_app_tests()]
    halves = {"python": ("not browser",), "browser": ("browser", *BROWSERS)}
    with ThreadPoolExecutor(len(halves)) as pool:
        running = [
            pool.submit(run_python_tests, title, ["-m", *chosen, *arguments])
            for title, chosen in halves.items()
        ]
        outcomes += [half.result() for half in running]
    if not any(one.passed or one.failed or one.skipped for one in outcomes[1:]):
        outcomes[1].failed.append("no test was chosen")
    return outcomes


def summary(outcomes: list[Outcome]) -> list[str]:
    lines = ["", "-" * 72]
    for outcome in outcomes:
        counts = f"{outcome.passed} passed, {len(outcome.failed)} failed, {len(outcome.skipped)} not run"
        lines.append(f"{outcome.title:8}{counts}")
    for title, names in (
        ("failed", [name for one in outcomes for name in one.failed]),
        ("not run", [f"{name}: {reason}" for one in outcomes for name, reason in one.skipped.items()]),
        (
            "not possible here",
            [f"{name}: {reason}" for one in outcomes for name, reason in one.beyond.items()],
        ),
        ("left for `make test-long`", list(dict.fromkeys(name for one in outcomes for name in one.left))),
    ):
        if names:
            lines += [f"{title}:", *(f"  {name}" for name in names)]
    if not any(one.skipped or one.beyond for one in outcomes):
        lines.append("not run: nothing")
    return lines


def verdict(outcomes: list[Outcome], *, ci: bool) -> int:
    """The exit code: 1 where a test failed, and under CI also where one was not run."""
    failed = any(one.failed for one in outcomes)
    not_run = any(one.skipped for one in outcomes)
    return 1 if failed or (ci and not_run) else 0


def main() -> int:
    outcomes = run_all(sys.argv[1:])
    print("\n".join(summary(outcomes)), flush=True)
    ci = os.environ.get("CI") == "true"
    if ci and any(one.skipped for one in outcomes):
        print("CI=true: a test that is not run counts as a failure")
    return verdict(outcomes, ci=ci)


if __name__ == "__main__":
    sys.exit(main())
