"""What comes after its time: a link that is too old, a member's new tablet, and what a tablet sends after it was taken
off the service.  Of the last two nothing counts until the family's supervisor says so.

Admin, supervisor and worker are copies of profiles that have joined; the new tablet joins here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.dates import ServerDate
from tests.e2e.pages_members import Desk, goto
from tests.e2e.pages_today import working
from tests.e2e.program import Program
from tests.e2e.screens import LONG_MS, Admin, Watched, Worker, fill, press, stage
from tests.e2e.warm import FAMILY, WORKER, Warm
from tests.tools import need

pytestmark = pytest.mark.browser

AFAR = "Far lantern"


@dataclass(frozen=True)
class People:
    """Whoever takes part, each at their own screen."""

    program: Program
    date: ServerDate
    admin: Worker
    supervisor: Worker
    worker: Worker
    second: Worker


@pytest.fixture(scope="module")
def people(
    warm: Warm, fake_media: FakeMedia, witness: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("arrivals")
        world = stack.enter_context(warm.copy(folder / "world"))
        world.program.stop()
        date = ServerDate(folder / "date")
        program = Program(world.program.folder, date.environ, world.program.port)
        program.start()
        stack.callback(program.stop)
        playwright = stack.enter_context(sync_playwright())
        admin, supervisor, worker = (
            stack.enter_context(working(world, name, playwright, fake_media, witness))
            for name in ("admin", "supervisor", "worker")
        )
        browser = playwright.chromium.launch(
            executable_path=need("chromium"), headless=True, args=arguments()
        )
        stack.callback(browser.close)
        context = browser.new_context()
        context.new_page()
        yield People(program, date, admin, supervisor, worker, Worker(Watched(context, witness)))


def test_a_link_that_grew_old_says_so_and_what_to_do(people: People) -> None:
    page = people.second.page
    goto(people.admin.page, "Members")
    page.goto(Admin(people.admin.watched).invite("Shirin", "Interpreter"))
    page.get_by_role("button", name="Join with this tablet", exact=True).wait_for()
    people.date.turn(2)
    press(page, "Join with this tablet")
    words = "This link is older than 24 hours. Nothing has joined. Ask for a new link. (enrol-expired)"
    expect(page.get_by_role("alert")).to_contain_text(words, timeout=LONG_MS)
    people.date.turn(0)
    page.goto("about:blank")


def test_a_new_tablet_reads_a_family_only_after_its_supervisor_has_let_it_in(people: People) -> None:
    second, desk = people.second, Desk(people.admin.page)
    goto(desk.page, "Members")
    sheet = desk.change(WORKER)
    press(sheet, "Make a link")
    words = second.join(sheet.get_by_label("Link to send").input_value())
    press(sheet, "Close")
    Admin(people.admin.watched).let_in(WORKER, words)
    goto(people.worker.page, "More")
    people.worker.page.get_by_role("button", name="I agree to my second device", exact=True).click(
        timeout=LONG_MS
    )
    second.begin()
    second.go("/families")
    rows = second.page.get_by_role("list", name="Families").get_by_role("listitem")
    expect(rows).to_contain_text("A family that is not open here", timeout=LONG_MS)
    rows.get_by_role("link").click()
    shut = "This tablet cannot open this family yet. Its supervisor lets it in."
    expect(second.page.get_by_role("main")).to_contain_text(shut)
    assert FAMILY not in second.page.inner_text("body")

    supervisor = people.supervisor
    supervisor.choose(FAMILY)
    main = supervisor.page.get_by_role("main")
    expect(main).to_contain_text(
        f"{WORKER} has a new tablet. It cannot open this family yet.", timeout=LONG_MS
    )
    press(supervisor.page, "Let this tablet in")
    expect(main).not_to_contain_text("has a new tablet", timeout=LONG_MS)
    second.page.get_by_role("heading", level=1, name=f"{FAMILY} , your side").wait_for(timeout=LONG_MS)


def keys_of(program: Program) -> list[tuple[int, int]]:
    """The epochs of the family, and how many devices each one's key was wrapped for."""
    with closing(sqlite3.connect(f"file:{program.folder / 'data' / 'amanat.db'}?mode=ro", uri=True)) as db:
        (service,) = db.execute("SELECT id FROM cases ORDER BY no LIMIT 1").fetchone()
        rows: list[tuple[int, int]] = db.execute(
            "SELECT epoch, (SELECT count(*) FROM envelopes e WHERE e.case_id = r.case_id AND e.epoch = r.epoch)"
            " FROM rolls r WHERE case_id != ? GROUP BY epoch ORDER BY epoch",
            (service,),
        ).fetchall()
        return rows


def test_what_came_late_stays_apart_until_the_supervisor_lets_it_count(people: People) -> None:
    worker, supervisor, desk = people.worker, people.supervisor, Desk(people.admin.page)
    worker.choose(FAMILY)
    people.program.stop()
    press(worker.page, "Change")
    sheet = worker.page.get_by_role("dialog", name=f"Change {FAMILY}")
    fill(sheet, "Label", AFAR)
    press(sheet, "Keep the change")
    worker.page.get_by_role("heading", level=1, name=f"{AFAR} , your side").wait_for()
    # The tablet is switched off before there is internet again.
    worker.page.goto("about:blank")
    people.program.start()
    goto(desk.page, "Members")
    sheet = desk.change(WORKER)
    press(sheet, f"Take {WORKER} off the service")
    # The supervisor's tablet hears of it, and the family goes on with a key that the worker's tablets never get.
    with supervisor.page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/recovery") and answer.ok,
        timeout=LONG_MS,
    ):
        press(desk.page.get_by_role("dialog"), "Take them off")
    assert [(epoch, held) for epoch, held in keys_of(people.program) if epoch > 1] == [(2, 0)]
    expect(desk.member(WORKER)).to_have_count(0, timeout=LONG_MS)
    worker.page.goto(people.program.origin)
    stage(worker.page, "locked")
    fill(worker.page, "Five words", " ".join(worker.phrase))
    with worker.page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/events") and answer.ok,
        timeout=LONG_MS,
    ):
        press(worker.page, "Unlock")
    stage(worker.page, "revoked")

    main = supervisor.page.get_by_role("main")
    told = f"1 entry came from {WORKER}’s tablet after it was taken off the service."
    for _ in range(2):
        # Whoever does nothing leaves it apart: it is asked again, and nothing of it counts.
        supervisor.page.reload()
        supervisor.unlock()
        supervisor.choose(FAMILY)
        expect(main).to_contain_text(told, timeout=LONG_MS)
    expect(main).to_contain_text("The service keeps them apart. Nothing is lost.")
    press(supervisor.page, "Let them count")
    supervisor.page.get_by_role("heading", level=1, name=f"{AFAR} , your side").wait_for(timeout=LONG_MS)
    expect(main).not_to_contain_text("came from")
    assert supervisor.watched.violations() == []
