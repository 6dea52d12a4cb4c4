"""A restored server: every reader is given every restart, the same bytes each time, before what comes after it."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from amanat_client.notes import Notes
from amanat_server.secrets import make_service_key
from amanat_server.stores.backup import back_up
from amanat_server.upkeep import restore
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.head import check_head
from amanat_sync.ledger import CaseLedger
from amanat_sync.page import Kind, PageItem, PageReader
from tests.server.asking import Asker
from tests.server.living import LivingService, living_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.desk import Desk


class Restored:
    """A service that was restored twice, a worker who wrote between, and everybody's view of it."""

    def __init__(self, living: LivingService, folder: Path) -> None:
        self.living = living
        self.folder = folder
        self.worker, self.supervisor = living.join(FIELD), living.join(SUPERVISOR)
        self.case = living.open_case(self.worker, self.supervisor)
        self.ask = Asker(living.server, self.supervisor.identity.seed)

    def write(self, desk: Desk, text: str) -> None:
        desk.fetch_case(self.case)
        Notes(desk).add(self.case, text)

    def go_back(self, name: str) -> None:
        """The disk is lost; the backup of that name is put back, as ``amanat-server restore`` does."""
        server = self.living.server
        server.stop()
        data, apart = server.folder, self.folder / f"apart-{name}"
        shutil.copytree(data / "apart", apart)
        shutil.rmtree(data)
        data.mkdir()
        shutil.copytree(apart, data / "apart")
        make_service_key(data / "service.key")
        (data / "service.key").write_bytes(server.key.seed)
        assert asyncio.run(restore(data, self.folder / name, lambda _: None)) == 0
        server.start()

    def back_up(self, name: str) -> None:
        back_up(self.living.server.folder, self.folder / name)

    def page(self, rest: str = "limit=1000") -> tuple[list[PageItem], str]:
        answer = self.ask("GET", f"/v1/cases/{self.case.hex()}/events?{rest}")
        return PageReader().push(answer.content), answer.headers["amanat-cursor"]


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    folder = tmp_path_factory.mktemp("restarts")
    with living_service(folder) as living:
        made = Restored(living, folder)
        made.write(made.worker, "one")
        made.back_up("first")
        made.write(made.worker, "lost and sent again")
        made.go_back("first")
        made.write(made.supervisor, "two")
        made.worker.send_outbox(made.case)
        made.back_up("second")
        made.write(made.worker, "three")
        made.go_back("second")
        yield made


def restarts(items: list[PageItem]) -> list[bytes]:
    return [item.raw for item in items if item.kind is Kind.RESTART]


def test_both_restarts_stand_first_oldest_first_and_never_change(restored: Restored) -> None:
    items, _ = restored.page()
    again, _ = restored.page()
    told = restarts(items)
    assert [item.kind for item in items[:2]] == [Kind.RESTART, Kind.RESTART]
    assert told == restarts(again)
    key, org = restored.living.server.key.public, restored.living.admin.books.chain.org
    first, second = (check_head(raw, org, key, restored.case) for raw in told)
    assert first.n < second.n
    assert first.time < second.time


def test_a_page_tells_the_restarts_that_stand_at_its_start_or_above(restored: Restored) -> None:
    items, _ = restored.page()
    first, second = restarts(items)
    _, cursor = restored.page("limit=1")
    store = cursor.partition(".")[0]
    key, org = restored.living.server.key.public, restored.living.admin.books.chain.org
    at = check_head(first, org, key, restored.case).n
    for after, expected in ((0, [first, second]), (at, [first, second]), (at + 1, [second])):
        page, _ = restored.page(f"limit=1&after={store}.{after}")
        assert restarts(page) == expected


def test_a_cursor_from_before_a_restore_is_refused(restored: Restored) -> None:
    _, cursor = restored.page()
    other = f"{'ab' * 16}.{cursor.partition('.')[2]}"
    answer = restored.ask("GET", f"/v1/cases/{restored.case.hex()}/events?after={other}")
    assert answer.code == "event-cursor"
    assert restored.ask("GET", f"/v1/cases?since={other}").code == "event-cursor"


def test_who_knew_the_lost_history_and_who_did_not_read_the_same_one(restored: Restored) -> None:
    for desk in (restored.worker, restored.supervisor):
        desk.fetch_case(restored.case)
        desk.send_outbox(restored.case)
        desk.fetch_case(restored.case)
    texts = {Notes(desk).read(restored.case) for desk in (restored.worker, restored.supervisor)}
    worker, supervisor = (desk.books.ledger(restored.case) for desk in (restored.worker, restored.supervisor))
    supervisor_desk = restored.supervisor
    supervisor_desk.fetch_case(restored.case)
    assert worker.n <= supervisor_desk.books.ledger(restored.case).n
    assert {"one", "lost and sent again", "two", "three"} <= set(next(iter(texts)).splitlines())
    assert supervisor.proofs == worker.proofs == []


def test_a_case_that_no_backup_held_begins_with_a_restart(restored: Restored) -> None:
    """Who saw more of it than was posted again knows that the rest was lost, and takes it for no fork."""
    living = restored.living
    case = living.open_case(restored.worker, restored.supervisor, label="Blue kite")
    key, org = living.server.key.public, living.admin.books.chain.org
    items = PageReader().push(restored.ask("GET", f"/v1/cases/{case.hex()}/events").content)
    (told,) = restarts(items)
    assert items[0].raw == told
    assert check_head(told, org, key, case).n == 0
    knew_more = CaseLedger(org, case)
    for number in range(9):
        knew_more.append(bytes([number]) * 32)
    for item in items:
        if item.kind is Kind.FRAME:
            knew_more.append(item.raw)
        else:
            knew_more.note_head(check_head(item.raw, org, key, case))
    assert 0 < knew_more.n < 9
    assert not knew_more.proofs
