"""A server that was restored from an older copy and says so: nothing that anybody wrote is lost."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from amanat_client.notes import Notes
from amanat_sync.head import build_head
from tests.client.scenes import FILM, Scene, opened, pulled
from tests.server.living import living_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with living_service(tmp_path) as service:
        built = Scene(service, tmp_path)
        built.build()
        yield built
        built.close()


def copied(scene: Scene, name: str) -> Path:
    """A copy of the server's folder, as a backup holds it."""
    scene.service.server.stop()
    copy = scene.folder / name
    shutil.copytree(scene.data, copy)
    scene.service.server.start()
    return copy


def restore(scene: Scene, copy: Path, earlier: list[bytes]) -> list[bytes]:
    """Puts a copy back as ``amanat-server restore`` does: another store id, and a signed restart for each case.

    ``earlier`` are the restarts that were signed before, which the service keeps apart; answers all of them.
    """
    service = scene.service
    service.server.stop()
    service.clock.turn(seconds=60)
    shutil.rmtree(scene.data)
    shutil.copytree(copy, scene.data)
    restarts = list(earlier)
    with scene.rows() as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'store'", (os.urandom(16),))
        for case, n, running in db.execute("SELECT id, n, running FROM cases").fetchall():
            if running is not None:
                restarts.append(
                    build_head(
                        service.server.key.seed,
                        org=service.admin.books.chain.org,
                        case=case,
                        n=n,
                        running=running,
                        chain_seq=service.admin.books.chain.seq,
                        time=service.clock.now_ms(),
                        restart=True,
                    )
                )
        for raw in restarts:
            db.execute(
                "INSERT INTO restarts (case_id, n, raw) VALUES (?, ?, ?)",
                (raw[40:56], int.from_bytes(raw[56:64], "big"), raw),
            )
    service.server.start()
    return restarts


def test_what_a_restored_server_lost_comes_back_from_those_who_wrote_it(scene: Scene) -> None:
    worker, supervisor, case = scene.worker, scene.supervisor, scene.first
    for desk in (worker, supervisor):
        assert pulled(desk).faults == []
    early = copied(scene, "early")
    Notes(worker).add(case, "one")
    pulled(supervisor)
    late = copied(scene, "late")
    Notes(supervisor).add(case, "two")
    pulled(worker)
    pulled(supervisor)
    restarts = restore(scene, late, [])
    told = pulled(supervisor)
    assert (told.restored > 0, told.faults) == (True, [])
    restore(scene, early, restarts)
    for desk in (supervisor, worker, supervisor, worker):
        assert pulled(desk).faults == []
    again = [scene.reader(like=supervisor), scene.reader()]
    for desk in (worker, supervisor, *again):
        assert pulled(desk).faults == []
        assert sorted(Notes(desk).read(case).split()) == ["one", "two"]
        assert opened(desk, scene.films[0]) == (FILM, None)
    pulled(worker)
    pulled(supervisor)
    assert worker.books.ledger(case).h == supervisor.books.ledger(case).h
