"""What lies on the server changed by somebody's hand: nothing opens beyond the fault, and the rest goes on."""

from __future__ import annotations

import io
import shutil
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_client.films import Films
from amanat_client.pull import Fault, Puller
from amanat_client.send import Sender
from amanat_sync.errors import AmanatError
from amanat_sync.head import build_lease
from amanat_sync.header import seal_header, write_header
from amanat_sync.manifest import FILM as FILM_KIND
from amanat_sync.manifest import build_manifest, share_commit
from tests.client.liars import instead, reader
from tests.client.scenes import FILM, Scene, Silent, opened, pulled
from tests.server.living import living_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


FRAME = 65_536


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    with living_service(folder) as service:
        built = Scene(service, folder)
        built.build()
        yield built
        built.close()


@contextmanager
def swapped_files(left: Path, right: Path) -> Iterator[None]:
    """Two files in each other's place, until the end of the block."""
    one, two = left.read_bytes(), right.read_bytes()
    left.write_bytes(two)
    right.write_bytes(one)
    try:
        yield
    finally:
        left.write_bytes(one)
        right.write_bytes(two)


@contextmanager
def swapped_headers(scene: Scene, left: bytes, right: bytes) -> Iterator[None]:
    """The headers of two films in each other's place, until the end of the block."""
    swap_headers(scene, left, right)
    try:
        yield
    finally:
        swap_headers(scene, left, right)


def swap_headers(scene: Scene, left: bytes, right: bytes) -> None:
    with scene.rows() as db:
        read = "SELECT raw FROM headers WHERE clip = ?"
        one, two = (db.execute(read, (clip,)).fetchone()[0] for clip in (left, right))
        for clip, raw in ((left, two), (right, one)):
            db.execute("UPDATE headers SET raw = ? WHERE clip = ?", (raw, clip))


def test_the_untouched_server_gives_every_film(scene: Scene) -> None:
    desk = scene.reader()
    told = pulled(desk)
    assert (told.films, told.faults) == (3, [])
    assert [opened(desk, clip) for clip in scene.films] == [(FILM, None)] * 3


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_byte_changed_on_the_server_is_noticed_and_the_other_films_come(scene: Scene, place: str) -> None:
    path = scene.payload(scene.films[0])
    whole = path.read_bytes()
    at = {"first": 20, "middle": len(whole) // 2, "last": len(whole) - 1}[place]
    path.write_bytes(flipped(whole, at))
    try:
        desk = scene.reader()
        told = pulled(desk)
    finally:
        path.write_bytes(whole)
    assert told.faults == [Fault("manifest-digest", scene.first, scene.films[0])]
    assert told.films == 2
    assert opened(desk, scene.films[0]) == (b"", "film-not-fetched")
    assert not desk.store.part_path(scene.films[0]).exists()
    assert (pulled(desk).films, opened(desk, scene.films[0])) == (1, (FILM, None))


@pytest.mark.parametrize("frame", [0, 2, 3])
def test_a_byte_changed_here_gives_nothing_beyond_its_frame(scene: Scene, frame: int) -> None:
    desk = scene.reader()
    pulled(desk)
    path = desk.store.film_path(scene.films[0])
    path.write_bytes(flipped(path.read_bytes(), 16 + frame * (FRAME + 16) + 5))
    assert opened(desk, scene.films[0]) == (FILM[: frame * FRAME], "seal-tag")
    assert Films(desk).verify(scene.films[0]).faults == ["manifest-digest", "seal-tag"]
    assert opened(desk, scene.films[1]) == (FILM, None)


def test_an_export_of_a_damaged_film_is_refused(scene: Scene) -> None:
    desk = scene.reader()
    pulled(desk)
    path = desk.store.film_path(scene.films[0])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(AmanatError, match="seal-t"):
        Films(desk).export(scene.films[0], "asked", io.BytesIO())


def test_payloads_of_two_films_swapped_are_both_noticed(scene: Scene) -> None:
    left, right = scene.films[:2]
    with swapped_files(scene.payload(left), scene.payload(right)):
        told = pulled(scene.reader())
    assert told.films == 1
    assert told.faults == [
        Fault("manifest-digest", scene.first, clip) for clip in in_order(scene, left, right)
    ]


@pytest.mark.parametrize("other", [1, 2])
def test_headers_swapped_between_films_and_between_cases_open_nothing(scene: Scene, other: int) -> None:
    left, right = scene.films[0], scene.films[other]
    with swapped_headers(scene, left, right):
        desk = scene.reader()
        told = pulled(desk)
        assert {(fault.code, fault.film) for fault in told.faults} == {
            ("header-tag", left),
            ("header-tag", right),
        }
        assert opened(desk, left) == (b"", "right-missing")
    assert told.films == 1


def test_a_header_under_another_films_name_does_not_open(scene: Scene) -> None:
    left, right = scene.films[:2]
    theirs = scene.supervisor.store.get("headers", right, 1) or b""
    renamed = theirs[:4] + left + theirs[20:]
    desk = scene.reader({f"GET /v1/clips/{left.hex()}/headers/1": instead(renamed)})
    assert pulled(desk).faults == [Fault("header-tag", scene.first, left)]
    assert opened(desk, left) == (b"", "header-tag")
    assert opened(desk, right) == (FILM, None)


@pytest.mark.parametrize("other", [1, 2])
def test_manifests_swapped_between_films_and_between_cases_are_refused(scene: Scene, other: int) -> None:
    left, right = scene.films[0], scene.films[other]
    theirs = scene.supervisor.store.get("manifests", right) or b""
    desk = scene.reader({f"GET /v1/clips/{left.hex()}/manifest": instead(theirs)})
    told = pulled(desk)
    assert told.faults == [Fault("manifest-differs", scene.first, left)]
    assert (told.films, opened(desk, left)) == (2, (b"", "right-missing"))


def test_a_manifest_that_moves_a_film_to_another_case_is_refused(scene: Scene) -> None:
    clip, ours = scene.films[0], manifest_of(scene.supervisor, scene.films[0])
    fields = {name: getattr(ours, name) for name in ("org", "clip", "group", "gate", "due_at", "payload_len")}
    fields |= {name: getattr(ours, name) for name in ("payload_digest", "file_key_commit", "share_commit")}
    moved = build_manifest(
        scene.worker.identity.seed,
        kind=FILM_KIND,
        case=scene.second,
        chain_head=ours.chain_head,
        device=ours.device,
        **fields,
    )
    told = pulled(scene.reader({f"GET /v1/clips/{clip.hex()}/manifest": instead(moved)}))
    assert told.faults == [Fault("manifest-case", scene.first, clip)]


def test_a_manifest_without_its_gate_in_the_ledger_opens_nothing(scene: Scene) -> None:
    clip, ours = scene.films[0], manifest_of(scene.supervisor, scene.films[0])
    names = (
        "org",
        "case",
        "clip",
        "group",
        "payload_len",
        "payload_digest",
        "file_key_commit",
        "share_commit",
    )
    fields = {name: getattr(ours, name) for name in names}
    for gate, due_at, code in (
        (bytes(32), ours.due_at, "manifest-gate"),
        (ours.gate, ours.due_at + 1, "manifest-due"),
        (manifest_of(scene.supervisor, scene.films[1]).gate, ours.due_at, "manifest-gate"),
    ):
        other = build_manifest(
            scene.worker.identity.seed,
            kind=FILM_KIND,
            gate=gate,
            due_at=due_at,
            chain_head=ours.chain_head,
            device=ours.device,
            **fields,
        )
        desk = scene.reader({f"GET /v1/clips/{clip.hex()}/manifest": instead(other)})
        assert pulled(desk).faults == [Fault(code, scene.first, clip)]
        assert opened(desk, clip) == (b"", code)
        assert Films(desk).verify(clip).faults == [code]


def test_the_share_of_another_film_opens_nothing(scene: Scene) -> None:
    left, right = scene.films[:2]
    theirs = scene.supervisor.share(right)
    service = scene.service
    signed = build_lease(
        service.server.key.seed,
        org=service.admin.books.chain.org,
        group=left,
        until=service.clock.now_ms() + 1000,
        share_commit=share_commit(left, theirs),
        chain_seq=service.admin.books.chain.seq,
        time=service.clock.now_ms(),
    )
    honest = scene.supervisor.server.ask("POST", f"/v1/shares/{right.hex()}/lease").content
    for body, code in (
        (honest, "head-lease"),
        (theirs + signed, "manifest-share"),
        (honest[:-1], "server-answer"),
    ):
        desk = scene.reader({f"POST /v1/shares/{left.hex()}/lease": instead(body)})
        assert Fault(code, scene.first, left) in pulled(desk).faults
        assert opened(desk, left) == (b"", code)
        assert opened(desk, right) == (FILM, None)


def test_an_older_header_never_takes_the_place_of_a_newer_one(scene: Scene) -> None:
    clip, worker = scene.films[1], scene.worker
    pulled(worker)
    manifest, share = manifest_of(worker, clip), worker.share(clip)
    roll = worker.books.rolls(scene.first).newest
    assert roll is not None
    again = write_header(file_key_of(worker, manifest), [roll.recipient], [b"e" * 32])
    newer = seal_header(
        share, manifest.org, scene.first, clip, clip=clip, version=2, epoch=1, nonce=bytes(12), header=again
    )
    older = worker.store.get("headers", clip, 1) or b""
    target = f"/v1/clips/{clip.hex()}/headers"
    worker.server.ask("PUT", f"{target}/2", newer)
    lying = scene.reader({f"GET {target}/2": instead(older)})
    assert pulled(lying).faults == [Fault("header-version", scene.first, clip)]
    honest = scene.reader()
    assert pulled(honest).faults == []
    rolled_back = scene.reader({f"GET {target}": instead((1).to_bytes(4, "big"))}, like=honest)
    assert pulled(rolled_back).faults == []
    assert rolled_back.store.places("headers", clip)[-1] == (2, newer)
    assert opened(rolled_back, clip) == (FILM, None)


def test_a_database_put_back_is_noticed_in_the_case_that_lost_events(scene: Scene) -> None:
    server, copy = scene.service.server, scene.folder / "copy"
    server.stop()
    shutil.copytree(scene.data, copy)
    server.start()
    desk = scene.reader()
    Sender(scene.worker).seal(scene.first, io.BytesIO(b"lost"), ms=1, days=60)
    assert pulled(desk).faults == []
    kept = desk.books.ledger(scene.first).h
    server.stop()
    newer = scene.folder / "newer"
    scene.data.rename(newer)
    shutil.copytree(copy, scene.data)
    server.start()
    scene.service.clock.turn(seconds=1)
    try:
        told = pulled(desk)
        assert told.faults[0] == Fault("head-fork", scene.first)
        assert {fault.case for fault in told.faults} == {scene.first}
        assert opened(desk, scene.films[2]) == (FILM, None)
        # Another writer goes on upon the older history: what he writes does not fit what was seen here.
        desk.store.drop("cursor", b"cases")
        other = reader(scene.service, scene.worker.identity, scene.folder / "other")
        with closing(other.store):
            pulled(other)
            Sender(other).seal(scene.first, io.BytesIO(b"new"), ms=1, days=60)
            other.server.close()
        assert Fault("head-fork", scene.first) in pulled(desk).faults
        assert desk.books.ledger(scene.first).h == kept
    finally:
        server.stop()
        shutil.rmtree(scene.data)
        newer.rename(scene.data)
        server.start()
    assert pulled(desk).faults == []


def flipped(raw: bytes, at: int) -> bytes:
    """``raw`` with one bit of one byte changed."""
    return raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :]


def in_order(scene: Scene, *clips: bytes) -> list[bytes]:
    """Films in the order in which their case names them."""
    return [clip for clip in Puller(scene.supervisor, Silent()).clips(scene.first) if clip in clips]
