"""What a revoked device still holds: it comes home, is kept apart, and counts once a supervisor has admitted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amanat_client.desk import Desk
from amanat_sync import tus
from amanat_sync.ids import base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import Admit
from amanat_sync.ledger import CaseLedger
from amanat_sync.page import decode_items, encode_items
from amanat_sync.records import Head, decode
from tests.server.asking import TUS, Asker
from tests.server.scene import courier_of, revoke, sealed_film
from tests.server.test_promises import Family, family

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.send import SealedFilm


class Writer:
    """A device that filmed out of reach, and was revoked before it came back."""

    def __init__(self, here: Family) -> None:
        self.here = here
        living, identity = here.living, here.second_device.identity
        desk = here.second_device
        desk.fetch_chain()
        desk.fetch_case(here.case)
        offline = Waiting(identity, desk.server, desk.books, desk.store, desk.clock, desk.entropy)
        self.film: SealedFilm = sealed_film(offline, here.case)
        self.frames = desk.store.all("mine", here.case)
        self.ask = Asker(living.server, identity.seed)
        revoke(living, desk)

    def send_film(self) -> list[int]:
        film, clip = self.film, self.film.clip.hex()
        made = self.ask("POST", "/v1/uploads", headers=tus.create_headers(film.manifest, film.length))
        return [
            made.status,
            self.ask("PUT", f"/v1/clips/{clip}/headers/1", film.header).status,
            self.ask("POST", f"/v1/shares/{clip}", film.share).status,
            self.ask.patch(made.headers["location"], 0, film.payload.read_bytes()).status,
        ]


class Waiting(Desk):
    """A desk that sends nothing: what it writes is kept."""

    def send_outbox(self, *cases: bytes) -> None:
        """Nothing is sent."""


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    folder: Path = tmp_path_factory.mktemp("late")
    with family(folder) as here:
        yield Writer(here)


def events(late: Writer) -> str:
    return f"/v1/cases/{late.here.case.hex()}/events"


def waiting(late: Writer) -> list[bytes]:
    return decode_items(late.here.asks["first"]("GET", f"/v1/cases/{late.here.case.hex()}/late").content)


def n_of(answer: bytes) -> int:
    return decode(Head, answer).n


def test_what_was_filmed_before_comes_home_and_is_kept_apart(late: Writer) -> None:
    here = late.here
    before = here.numbered()
    assert late.ask("GET", f"/v1/cases/{here.case.hex()}/events").code == "right-revoked"
    sent = late.ask("POST", events(late), encode_items(late.frames))
    assert (sent.status, n_of(sent.content)) == (200, before)
    again = late.ask("POST", events(late), encode_items(late.frames))
    assert (again.status, n_of(again.content)) == (200, before)
    assert waiting(late) == late.frames
    assert late.send_film() == [201, 201, 201, 204]


def test_another_tablets_courier_may_carry_it(late: Writer) -> None:
    courier = courier_of(late.here.living, b"k" * 32, b"K" * 16)
    assert courier("POST", events(late), encode_items(late.frames)).status == 200
    assert waiting(late) == late.frames


def test_only_a_supervisor_of_the_case_carries_it_into_the_order(late: Writer) -> None:
    worker = late.here.asks["worker"]
    assert worker("POST", events(late), encode_items(late.frames)).code == "right-author"
    assert waiting(late) == late.frames


def test_admitted_frames_get_their_numbers_in_their_authors_order(late: Writer) -> None:
    here, first = late.here, late.here.asks["first"]
    desk = here.first
    desk.fetch_chain()
    desk.fetch_case(here.case)
    for frame in late.frames:
        desk.write(here.case, Admit(hash=base64url(sha256(frame))))
    before = here.numbered()
    assert first("POST", events(late), encode_items(late.frames[1:])).code == "event-gap"
    assert first("POST", events(late), encode_items([late.frames[0] + b"x"])).code == "event-signature"
    home = first("POST", events(late), encode_items(late.frames))
    assert (home.status, n_of(home.content)) == (200, before + len(late.frames))
    again = first("POST", events(late), encode_items(late.frames))
    assert (again.status, n_of(again.content)) == (200, before + len(late.frames))
    assert waiting(late) == []
    assert first("GET", f"/v1/clips/{late.film.clip.hex()}/payload").content == late.film.payload.read_bytes()


def test_every_reader_takes_the_order_with_what_was_admitted(late: Writer) -> None:
    worker = late.here.worker
    worker.fetch_chain()
    worker.fetch_case(late.here.case)
    ledger: CaseLedger = worker.books.ledger(late.here.case)
    assert ledger.n == late.here.numbered()
    assert ledger.number_of(sha256(late.frames[-1])) == ledger.n


def test_nothing_else_of_a_revoked_device_is_taken(late: Writer) -> None:
    for method, target in (
        ("GET", "/v1/cases"),
        ("GET", "/v1/holds"),
        ("GET", "/v1/stream"),
        ("POST", f"/v1/shares/{late.film.clip.hex()}/lease"),
        ("POST", "/v1/invites"),
    ):
        assert late.ask(method, target).code == "right-revoked", target
    assert late.ask("GET", "/v1/chain").status == 200
    assert late.ask("HEAD", f"/v1/uploads/{'ab' * 16}", headers=TUS).status == 404
