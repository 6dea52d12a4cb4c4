"""What nobody can do to a promise: undercut a hold, call a film back from its end, hurry it by a note about it."""

from __future__ import annotations

import errno
import os
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from amanat_server.stores.disk import OsDisk
from amanat_server.stores.folder import system_parts
from amanat_sync import command, tus
from amanat_sync.ids import base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import FilmStopped
from amanat_sync.manifest import VOICE_NOTE, build_manifest
from amanat_sync.page import Kind
from amanat_sync.records import Manifest, decode
from tests.server.asking import TUS
from tests.server.scene import sealed_film
from tests.server.test_promises import DAY_MS, HOURS_72, Family, family, film_note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.send import SealedFilm
    from tests.server.asking import Answer

# Much less than the server's round of 60 s.
PATIENCE = 20.0


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    with family(tmp_path_factory.mktemp("promises-kept")) as made:
        yield made


def voice_note_on(here: Family, film: SealedFilm, due_at: int) -> Answer:
    """The worker files a voice note about a film, with a date of its own."""
    worker, about = here.worker, decode(Manifest, film.manifest)
    clip = worker.entropy.draw(16)
    raw = build_manifest(
        worker.identity.seed,
        kind=VOICE_NOTE,
        org=about.org,
        case=about.case,
        clip=clip,
        group=about.group,
        parent=film.clip,
        gate=about.gate,
        due_at=due_at,
        payload_len=32,
        payload_digest=bytes(32),
        file_key_commit=bytes(32),
        share_commit=about.share_commit,
        chain_head=about.chain_head,
        device=worker.identity.device,
    )
    return here.asks["worker"]("PUT", f"/v1/clips/{clip.hex()}/manifest", raw)


def test_a_hold_by_one_does_not_shorten_a_hold_by_two(here: Family) -> None:
    film = here.film(days=10)
    assert here.say_two(command.HOLD, film.clip).status == 201
    assert here.say(command.HOLD, film.clip, "first").status == 201
    here.sweep(days=11, seconds=HOURS_72)
    assert here.tombstone(film) is None
    assert film.clip in here.held()
    assert here.say_two(command.RELEASE, film.clip).status == 201
    here.sweep(seconds=1)
    assert here.tombstone(film) is not None


def test_what_was_ordered_or_is_due_is_not_called_back_by_a_hold(here: Family) -> None:
    ordered, due = here.film(), here.film(days=10)
    asked = here.worker.write(
        here.case, FilmStopped(film=base64url(ordered.clip), at=here.living.clock.now_ms())
    )
    order = here.command(command.DESTROY, ordered.clip, ref=sha256(asked))
    assert here.asks["worker"]("POST", "/v1/commands", order).status == 201
    here.living.clock.turn(days=11)
    for film in (ordered, due):
        assert here.say(command.HOLD, film.clip, "first").code == "share-destroyed"
        assert here.say_two(command.HOLD, film.clip).code == "share-destroyed"
    here.sweep(seconds=1)
    for film in (ordered, due):
        assert here.tombstone(film) is not None
        assert here.say(command.STOP, film.clip).code == "share-destroyed"
    assert here.asks["worker"]("POST", "/v1/commands", order).status == 200, "the same bytes again"


def test_what_a_family_asks_to_end_ends_at_once_and_not_at_the_next_round(here: Family) -> None:
    film = here.film()
    asked = here.worker.write(
        here.case, FilmStopped(film=base64url(film.clip), at=here.living.clock.now_ms())
    )
    order = here.command(command.DESTROY, film.clip, ref=sha256(asked))
    assert here.asks["worker"]("POST", "/v1/commands", order).status == 201
    until = time.monotonic() + PATIENCE
    while here.tombstone(film) is None:
        assert time.monotonic() < until


def test_the_first_half_of_a_command_that_was_carried_out_may_come_again(here: Family) -> None:
    film = here.film()
    at = here.living.clock.now_ms() + DAY_MS
    half = here.command(command.EARLIER, film.clip, "first", due_at=at, two=True)
    assert here.asks["first"]("POST", "/v1/commands", half).status == 201
    whole = command.cosign(half, here.second.identity.device, here.second.identity.seed)
    assert here.asks["second"]("POST", "/v1/commands", whole).status == 201
    assert here.asks["first"]("POST", "/v1/commands", half).status == 200


def test_a_note_about_a_film_brings_its_end_no_nearer_than_one_person_may(here: Family) -> None:
    film, now = here.film(), here.living.clock.now_ms()
    assert voice_note_on(here, film, now + 1).code == "manifest-due"
    assert voice_note_on(here, film, now + DAY_MS).code == "manifest-due"
    assert voice_note_on(here, film, decode(Manifest, film.manifest).due_at).status == 201
    here.sweep(days=2)
    assert here.tombstone(film) is None
    assert here.lease(film).status == 200


def test_what_is_said_of_a_film_after_its_end_is_kept_as_its_hash(here: Family) -> None:
    film = here.film(days=10)
    here.sweep(days=11)
    note = film_note(here, film)
    items = [raw for kind, raw in here.page() if kind in (Kind.FRAME, Kind.SHREDDED)]
    assert note not in items
    assert items[-1] == sha256(note)
    here.worker.fetch_case(here.case)
    assert film_note(here, film) not in [raw for _, raw in here.page("worker")], "and the next one follows it"


class Stuck(OsDisk):
    """A disk on which one file cannot be deleted."""

    name = ""

    def remove(self, path: Path) -> None:
        if path.name == self.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().remove(path)


def test_a_film_that_cannot_be_cleared_away_holds_up_no_other(tmp_path: Path) -> None:
    disk = Stuck()
    with family(tmp_path, replace(system_parts(threads=2), disk=disk)) as here:
        stuck, other = here.film(days=10), here.film(days=11)
        unfinished = sealed_film(here.worker, here.case)
        create = tus.create_headers(unfinished.manifest, unfinished.length)
        place = here.asks["worker"]("POST", "/v1/uploads", headers=create).headers["location"]
        disk.name = stuck.clip.hex()
        here.sweep(days=15)
        assert here.tombstone(other) is not None
        assert here.asks["first"]("GET", f"/v1/clips/{other.clip.hex()}/headers").content == b""
        assert here.asks["worker"]("HEAD", place, headers=TUS).status == 410, (
            "what else is to be done is done"
        )
        assert here.lease(stuck).code == "share-destroyed"
        disk.name = ""
        here.sweep(seconds=1)
        assert here.asks["first"]("GET", f"/v1/clips/{stuck.clip.hex()}/headers").content == b""


def test_what_a_device_saw_destroyed_is_destroyed_again_where_a_restore_did_not_know(here: Family) -> None:
    film, other = here.film(), here.film()
    server = here.living.server
    server.stop()
    older = server.folder.with_name("older")
    shutil.copytree(server.folder, older)
    server.start()
    assert here.say_two(command.DESTROY, film.clip).status == 201
    here.sweep(seconds=1)
    told = next(raw for kind, raw in here.page() if kind is Kind.TOMBSTONE and film.clip in raw)
    server.stop()
    shutil.rmtree(server.folder)
    shutil.move(older, server.folder)
    server.start()
    assert here.lease(film).content[:32] == film.share, "the disk is as it was"
    assert here.asks["first"]("POST", "/v1/tombstones", told).status == 204
    assert here.lease(film).code == "share-destroyed"
    assert (Kind.TOMBSTONE, told) in here.page("worker"), "the others are told with the same bytes"
    assert film.clip.hex() not in {path.name for path in server.folder.rglob("*")}
    assert here.lease(other).content[:32] == other.share
