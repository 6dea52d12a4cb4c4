"""What all tests share: the long marker, the hypothesis profiles and the account of what was not run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

# It goes no further: a server that a test starts refuses settings that it does not know.
LONG = os.environ.pop("AMANAT_LONG", "") == "1"


def zone_at_ten(utc_hour: int) -> str:
    """A time zone in which it is ten o'clock in that hour; its name has the sign the other way round."""
    ahead = (10 - utc_hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


# What was agreed counts until midnight, where somebody is. Every browser of a run is where the forenoon begins with the
# run, so that no test sees two days, at whatever hour it runs.
os.environ["TZ"] = zone_at_ten(datetime.now(UTC).hour)

# How the reason of a skip begins where no installation would help: the machine itself does not allow it.
BEYOND = "this machine cannot: "

# No deadline: a slow machine is no fault. The blob printed on failure repeats the very example.
settings.register_profile("short", deadline=None, print_blob=True)
settings.register_profile(
    "long", deadline=None, print_blob=True, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("long" if LONG else "short")


class Account:
    """Counts outcomes and keeps the names of failed and not run tests, for the summary of ``make test``."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed: list[str] = []
        self.skipped: dict[str, str] = {}
        self.beyond: dict[str, str] = {}
        self.left: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._fail(report.nodeid)
        elif report.skipped:
            self._skip(report)
        elif report.when == "call":
            self.passed += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._fail(report.nodeid)
        elif report.skipped:
            self._skip(report)

    def _fail(self, name: str) -> None:
        if name not in self.failed:
            self.failed.append(name)

    def _skip(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = _reason(report)
        (self.beyond if reason.startswith(BEYOND) else self.skipped)[report.nodeid] = reason

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(vars(self), indent=2) + "\n")


ACCOUNT = pytest.StashKey[Account]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--results", type=Path, help="write what passed, failed and was not run to this file, as JSON"
    )


def pytest_configure(config: pytest.Config) -> None:
    account = Account()
    config.stash[ACCOUNT] = account
    config.pluginmanager.register(account, "amanat-account")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if LONG:
        return
    left = [item for item in items if item.get_closest_marker("long") is not None]
    config.stash[ACCOUNT].left = [item.nodeid for item in left]
    worker = getattr(config, "workeroutput", None)
    if worker is not None:
        worker["left"] = config.stash[ACCOUNT].left
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """Each process that runs tests has collected them all; the one that counts has collected none."""
    node.config.stash[ACCOUNT].left = node.workeroutput.get("left", [])


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    yield
    path = session.config.getoption("--results")
    if path is not None:
        session.config.stash[ACCOUNT].write(path)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests (``@pytest.mark.anyio``) run on asyncio, as the server does."""
    return "asyncio"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The reason of a skip, or of an expected failure."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return getattr(report, "wasxfail", "") or "skipped"
