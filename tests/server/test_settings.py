"""Settings: each one documented, each bad value named with what would do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amanat_server.settings import DEFAULTS, BadSetting, Settings
from tests.server.program import run
from tests.tools import ROOT

ROW = re.compile(r"^\| `(AMANAT_\w+)` \| (.*?) \|", re.MULTILINE)
IN_WORDS = {"AMANAT_ORIGIN", "AMANAT_TLS_NAMES"}
"""What these are where they are silent depends on other settings."""


def documented() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / "OPERATING.md").read_text()))


def test_every_setting_is_documented_with_its_default() -> None:
    rows = documented()
    assert set(rows) == set(DEFAULTS)
    assert {name: text.strip("`") for name, text in rows.items() if name not in IN_WORDS} == {
        name: default for name, default in DEFAULTS.items() if name not in IN_WORDS
    }


BAD = {
    "AMANAT_HOST": ("somewhere", "", "300.0.0.1"),
    "AMANAT_PORT": ("http", "-1", "65536", "8_000", "８０"),
    "AMANAT_ORIGIN": (
        "films.example",
        "ftp://films.example",
        "https://films.example/",
        "https://a@films.example",
        "https://films.example:99999",
    ),
    "AMANAT_TLS": ("on", "true", ""),
    "AMANAT_LARGEST_FILM_MIB": ("0", "many", "99999999"),
    "AMANAT_MEMBER_QUOTA_MIB": ("0", "1.5"),
    "AMANAT_UPLOAD_DAYS": ("0", "61"),
    "AMANAT_REQUESTS_PER_MINUTE": ("9", "1000001"),
    "AMANAT_SWEEP_SECONDS": ("0", "3601"),
    "AMANAT_LOG": ("verbose", "INFO"),
    "AMANAT_TYPO": ("1",),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env({name: value})
    assert name in str(caught.value)


def test_every_setting_that_can_be_bad_was_tried() -> None:
    assert set(DEFAULTS) - set(BAD) == {"AMANAT_DATA", "AMANAT_TLS_NAMES"}


def test_the_program_says_it_in_one_line_and_ends_with_2(tmp_path: Path) -> None:
    ended = run(tmp_path, "serve", AMANAT_PORT="many")
    assert ended.returncode == 2
    assert ended.stderr == "AMANAT_PORT is a whole number from 0 to 65535\n"
    assert run(tmp_path, "serve", "--port", "many").returncode == 2
    assert run(tmp_path, "dance").returncode == 2


def test_an_origin_is_what_requests_are_signed_for() -> None:
    plain = Settings.from_env({})
    assert (plain.origin, plain.authority) == ("http://localhost:8000", "localhost:8000")
    behind = Settings.from_env({"AMANAT_ORIGIN": "https://Films.example:443"})
    assert behind.authority == "films.example"
    chosen = Settings.from_env({"AMANAT_PORT": "0"}).at(4711)
    assert (chosen.origin, chosen.authority, chosen.port) == ("http://localhost:4711", "localhost:4711", 4711)
    tls = Settings.from_env({"AMANAT_TLS": "own", "AMANAT_HOST": "192.168.1.9", "AMANAT_PORT": "443"})
    assert (tls.origin, tls.authority, tls.names) == (
        "https://192.168.1.9:443",
        "192.168.1.9",
        ("192.168.1.9",),
    )


def test_settings_of_the_command_line_client_are_no_fault_here() -> None:
    Settings.from_env({"AMANAT_HOME": "/home/me/.amanat", "AMANAT_PHRASE_FILE": "/run/phrase"})


@pytest.mark.parametrize(
    ("environ", "allowed"),
    [
        ({}, True),
        ({"AMANAT_HOST": "::1"}, True),
        ({"AMANAT_HOST": "0.0.0.0"}, False),  # noqa: S104 - a setting, not bound
        ({"AMANAT_HOST": "0.0.0.0", "AMANAT_TLS": "own"}, True),  # noqa: S104 - a setting, not bound
        ({"AMANAT_HOST": "10.0.0.2", "AMANAT_ORIGIN": "http://films.example"}, False),
        ({"AMANAT_HOST": "10.0.0.2", "AMANAT_ORIGIN": "https://films.example"}, True),
    ],
)
def test_a_demo_runs_on_this_machine_or_behind_tls(environ: dict[str, str], allowed: bool) -> None:
    assert Settings.from_env(environ).may_be_demo is allowed
