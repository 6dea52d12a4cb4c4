"""The moments in which an identity can be lost for good: its words come out, whatever the line does meanwhile."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

import httpx
import pytest

from amanat_client.clock import SystemClock
from amanat_client.joining import Asked, wait_until_joined
from amanat_server.stores.folder import system_parts
from amanat_server.stores.sqlite import schema
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.wire import EnrolState, encode_json
from tests.client.terminals import Person
from tests.server.living import LivingServer, TurnedClock

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_client.transport import Server

ASKED = Asked(bytes(16), ["abandon"] * 6)


class NoRolls(sqlite3.Connection):
    """A database that takes no roll."""

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql.startswith("INSERT INTO rolls"):
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)  # type: ignore[arg-type]  # handed through as given


def test_a_set_up_that_breaks_off_has_given_its_words_and_cards(tmp_path: Path) -> None:
    parts = replace(system_parts(threads=2), connect=partial(schema.connect, kind=NoRolls))
    server = LivingServer(tmp_path / "server", TurnedClock(SystemClock().now_ms()), parts=parts)
    server.start()
    try:
        admin = Person(tmp_path / "admin", tmp_path / "phrase")
        begun = admin.run("admin", "set-up", server.link, "--name", "Sunflower", "--json")
        assert begun.code != 0
        assert len(begun.json["cards"]) == 3
        admin.keep_phrase(begun.json["phrase"])
        assert admin.run("admin", "members", "--json").json["devices"][0]["role"] == "admin"
    finally:
        server.close()


class Wavering:
    """A server that is away, then says how a request to join stands."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)

    def ask(self, _method: str, _target: str) -> httpx.Response:
        answer = self._answers.pop(0)
        if answer in ("waiting", "joined", "refused"):
            return httpx.Response(200, content=encode_json(EnrolState(state=answer)))  # type: ignore[arg-type]  # one of three
        raise refuse(answer)


def waited_for(*answers: str) -> float:
    """For how long, in seconds."""
    clock = TurnedClock()
    before = clock.now_ms()
    wait_until_joined(ASKED, cast("Server", Wavering(*answers)), clock)
    return (clock.now_ms() - before) / 1000


def test_who_waits_to_be_let_in_waits_through_a_line_that_breaks() -> None:
    assert waited_for("waiting", "server-unreachable", "service-not-ready", "waiting", "joined") == 8


@pytest.mark.parametrize(("answer", "code"), [("refused", "enrol-words"), ("request-key", "request-key")])
def test_what_is_no_matter_of_the_line_ends_the_wait(answer: str, code: str) -> None:
    with pytest.raises(AmanatError) as caught:
        waited_for("waiting", answer)
    assert caught.value.code == code
