"""Commands and due dates: what was promised about a film is what happens to it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from amanat_client.send import SealedFilm, Sender
from amanat_sync import command, tus
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.frame import seal_frame
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import FilmStopped
from amanat_sync.ledger import item_hash
from amanat_sync.page import Kind, PageReader, classify, decode_items
from amanat_sync.records import Frame, Head, Tombstone, decode
from amanat_sync.tombstone import BY_COMMAND, BY_DATE
from amanat_sync.wire import Holds, decode_json
from tests.server.asking import TUS, Answer, Asker
from tests.server.living import LivingService, living_service
from tests.server.scene import sealed_film

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.desk import Desk
    from amanat_server.stores.folder import Parts

DAY_MS = 86_400_000
HOURS_72 = 72 * 3600


@dataclass(slots=True)
class Family:
    """A case with a worker (who has two devices) and two supervisors; ``film`` sends one more film of it."""

    living: LivingService
    worker: Desk
    second_device: Desk
    first: Desk
    second: Desk
    case: bytes
    asks: dict[str, Asker]

    def film(self, days: int = 60) -> SealedFilm:
        film = sealed_film(self.worker, self.case, days=days)
        Sender(self.worker).send(film)
        return film

    def lease(self, film: SealedFilm, who: str = "first") -> Answer:
        return self.asks[who]("POST", f"/v1/shares/{film.clip.hex()}/lease")

    def command(self, op: int, group: bytes, who: str = "worker", **fields: object) -> bytes:
        desk = {"worker": self.worker, "first": self.first, "second": self.second}[who]
        desk.fetch_chain()
        return command.build_command(
            desk.identity.seed,
            op=op,
            org=desk.books.chain.org,
            case=self.case,
            group=group,
            command=desk.entropy.draw(16),
            chain_head=desk.books.chain.head,
            device=desk.identity.device,
            **fields,  # type: ignore[arg-type]  # fields by name
        )

    def say(self, op: int, group: bytes, who: str = "worker", **fields: object) -> Answer:
        return self.asks[who]("POST", "/v1/commands", self.command(op, group, who, **fields))

    def say_two(self, op: int, group: bytes) -> Answer:
        """By both supervisors."""
        raw = self.command(op, group, "first", two=True)
        whole = command.cosign(raw, self.second.identity.device, self.second.identity.seed)
        return self.asks["second"]("POST", "/v1/commands", whole)

    def sweep(self, *, days: float = 0, seconds: float = 0) -> None:
        """Time goes on, and the server starts again: it sweeps before it answers."""
        self.living.server.stop()
        self.living.clock.turn(days=days, seconds=seconds)
        self.living.server.start()

    def page(self, who: str = "first") -> list[tuple[Kind, bytes]]:
        """Everything of the case, as the server has it."""
        target = f"/v1/cases/{self.case.hex()}/events?limit=1000"
        return [(item.kind, item.raw) for item in PageReader().push(self.asks[who]("GET", target).content)]

    def numbered(self) -> int:
        """The n of the newest head."""
        return decode(Head, self.page()[-1][1]).n

    def tombstone(self, film: SealedFilm, who: str = "first") -> Tombstone | None:
        """The tombstone of a film."""
        found = [decode(Tombstone, raw) for kind, raw in self.page(who) if kind is Kind.TOMBSTONE]
        return next((one for one in found if one.group == film.clip), None)

    def held(self) -> set[bytes]:
        holds = decode_json(Holds, self.asks["worker"]("GET", "/v1/holds").content)
        return {parse_base64url(group) for group in holds.groups}


@contextmanager
def family(folder: Path, parts: Parts | None = None) -> Iterator[Family]:
    """A service of its own for a module, whose time goes on as its tests need."""
    with living_service(folder, parts=parts) as living:
        worker = living.join(FIELD)
        second_device = living.join(FIELD, member=worker.identity.member, endorse=True)
        first, second = living.join(SUPERVISOR), living.join(SUPERVISOR)
        case = living.open_case(worker, first, second)
        desks = {"worker": worker, "first": first, "second": second}
        asks = {name: Asker(living.server, desk.identity.seed) for name, desk in desks.items()}
        yield Family(living, worker, second_device, first, second, case, asks)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    with family(tmp_path_factory.mktemp("promises")) as made:
        yield made


def test_a_film_that_was_stopped_is_lent_to_nobody_until_two_resume_it(here: Family) -> None:
    film = here.film()
    assert here.say(command.STOP, film.clip).status == 201
    for who in here.asks:
        assert here.lease(film, who).code == "share-stopped"
    assert here.say(command.RESUME, film.clip, "first").code == "command-signatures"
    assert here.say_two(command.RESUME, film.clip).status == 201
    assert here.lease(film).content[:32] == film.share


def test_a_date_is_brought_forward_and_never_back(here: Family) -> None:
    film, other = here.film(), here.film()
    now = here.living.clock.now_ms()
    assert here.say(command.EARLIER, film.clip, due_at=now + DAY_MS).code == "command-due", (
        "three days' notice"
    )
    assert here.say(command.EARLIER, film.clip, due_at=now + 4 * DAY_MS).status == 201
    assert here.say(command.EARLIER, film.clip, due_at=now + 5 * DAY_MS).code == "command-due", (
        "that is later"
    )
    lent = decode(Head, here.lease(film).content[32:])
    assert lent.n == now + 4 * DAY_MS, "a lease never outlives the date"
    here.sweep(days=4.1)
    assert here.lease(film).code == "share-destroyed"
    assert here.lease(other).content[:32] == other.share, "sealed anew under another key, and still the same"


def test_a_hold_by_one_lapses_after_three_days_and_is_not_given_twice(here: Family) -> None:
    film = here.film()
    assert here.say(command.HOLD, film.clip, "worker").code == "command-signatures"
    assert here.say(command.HOLD, film.clip, "first").status == 201
    assert here.lease(film).code == "share-stopped"
    assert film.clip in here.held()
    here.living.clock.turn(seconds=HOURS_72 + 1)
    assert here.lease(film).status == 200
    assert film.clip not in here.held()
    assert here.say(command.HOLD, film.clip, "first").code == "command-signatures"
    assert here.say(command.HOLD, film.clip, "second").status == 201


def test_a_hold_by_two_stands_above_the_date_until_two_release_it(here: Family) -> None:
    film = here.film(days=10)
    assert here.say_two(command.HOLD, film.clip).status == 201
    here.sweep(days=11)
    assert here.tombstone(film) is None
    assert here.lease(film).code == "share-stopped"
    assert here.asks["first"]("GET", f"/v1/clips/{film.clip.hex()}/payload").status == 200
    assert here.say_two(command.RELEASE, film.clip).status == 201
    assert here.lease(film).code == "share-destroyed", "its date has passed, swept or not"
    here.sweep(seconds=1)
    buried = here.tombstone(film)
    assert buried is not None
    assert buried.kind == BY_DATE


def test_a_family_that_asks_has_its_film_destroyed_by_one_signature(here: Family) -> None:
    film = here.film()
    asked = here.worker.write(
        here.case, FilmStopped(film=base64url(film.clip), at=here.living.clock.now_ms())
    )
    by_another = here.say(command.DESTROY, film.clip, "first", ref=sha256(asked))
    assert by_another.code == "command-ref", "who recorded the family's word asks for it"
    assert here.say(command.DESTROY, film.clip, ref=sha256(asked)).status == 201
    assert here.lease(film).code == "share-destroyed", "nobody is lent what is to be destroyed"
    here.sweep(seconds=1)
    buried = here.tombstone(film)
    assert buried is not None
    assert buried.kind == BY_COMMAND


def test_an_order_under_a_hold_is_carried_out_at_the_release(here: Family) -> None:
    film = here.film()
    assert here.say_two(command.HOLD, film.clip).status == 201
    asked = here.worker.write(
        here.case, FilmStopped(film=base64url(film.clip), at=here.living.clock.now_ms())
    )
    assert here.say(command.DESTROY, film.clip, ref=sha256(asked)).status == 201
    here.sweep(seconds=1)
    assert here.tombstone(film) is None
    assert here.say_two(command.RELEASE, film.clip).status == 201
    here.sweep(seconds=1)
    assert here.tombstone(film) is not None


def test_a_command_that_waits_does_nothing_until_a_second_person_signs(here: Family) -> None:
    film = here.film()
    raw = here.command(command.DESTROY, film.clip, "worker", two=True)
    assert here.asks["worker"]("POST", "/v1/commands", raw).status == 201
    assert here.asks["worker"]("POST", "/v1/commands", raw).status == 200
    listed = decode_items(here.asks["first"]("GET", "/v1/commands").content)
    assert listed[-1] == raw
    here.sweep(seconds=1)
    assert here.lease(film).status == 200
    own = command.cosign(raw, here.worker.identity.device, here.worker.identity.seed)
    assert here.asks["worker"]("POST", "/v1/commands", own).code == "command-signatures", "the same person"
    first = here.first.identity
    whole = command.cosign(raw, first.device, first.seed)
    assert here.asks["first"]("POST", "/v1/commands", whole).status == 201
    assert here.asks["first"]("POST", "/v1/commands", whole).status == 200
    assert here.asks["worker"]("POST", "/v1/commands", raw).status == 200, "the first half comes again"
    here.sweep(seconds=1)
    assert here.tombstone(film) is not None


def test_at_its_date_nothing_of_a_film_is_left_but_that_it_was(here: Family) -> None:
    film, other = here.film(days=10), here.film()
    note = film_note(here, film)
    before = [raw for kind, raw in here.page() if kind in (Kind.FRAME, Kind.SHREDDED)]
    here.sweep(days=11)
    clip = film.clip.hex()
    first = here.asks["first"]
    assert here.lease(film).code == "share-destroyed"
    assert here.asks["worker"]("POST", f"/v1/shares/{clip}", film.share).code == "share-destroyed"
    assert first("GET", f"/v1/clips/{clip}/payload").code == "share-destroyed"
    assert first("GET", f"/v1/clips/{clip}/headers").content == b""
    assert first("GET", f"/v1/clips/{clip}/headers/1").status == 404
    recreated = here.asks["worker"](
        "POST", "/v1/uploads", headers=tus.create_headers(film.manifest, film.length)
    )
    assert recreated.code == "share-destroyed"
    after = [raw for kind, raw in here.page() if kind in (Kind.FRAME, Kind.SHREDDED)]
    assert after == [sha256(raw) if raw == note else raw for raw in before]
    assert here.lease(other).content[:32] == other.share
    folder = here.living.server.folder
    assert clip not in {path.name for path in folder.rglob("*")}
    assert other.clip.hex() in {path.name for path in folder.rglob("*")}


def test_an_upload_left_unfinished_expires_and_begins_anew(here: Family) -> None:
    film = sealed_film(here.worker, here.case)
    worker, create = here.asks["worker"], tus.create_headers(film.manifest, film.length)
    place = worker("POST", "/v1/uploads", headers=create).headers["location"]
    worker.patch(place, 0, film.payload.read_bytes()[:1000])
    here.sweep(days=13)
    assert worker.patch(place, 1000, film.payload.read_bytes()[1000:2000]).status == 204, "it goes on in time"
    here.sweep(days=15)
    assert worker("HEAD", place, headers=TUS).status == 410
    assert worker.patch(place, 2000, b"x").code == "upload-expired"
    again = worker("POST", "/v1/uploads", headers=create)
    assert (again.status, again.headers["location"] != place) == (201, True)


def film_note(here: Family, film: SealedFilm) -> bytes:
    """An event that goes with a film, as the server sees it: sealed, and of the film's group."""
    worker = here.worker
    worker.fetch_case(here.case)
    mine = worker.store.all("mine", here.case)
    seen_n, seen = worker.books.ledger(here.case).seen_by(worker.identity.device)
    raw = seal_frame(
        b"{}",
        case=here.case,
        epoch=1,
        group=film.clip,
        device=worker.identity.device,
        seq=decode(Frame, mine[-1]).seq + 1,
        prev=item_hash(mine[-1]),
        chain_head=worker.books.chain.head,
        seen_n=seen_n,
        seen=seen,
        key=b"k" * 32,
        nonce=b"n" * 12,
        seed=worker.identity.seed,
    )
    worker.keep_own(here.case, raw)
    worker.send_outbox(here.case)
    return raw


def test_a_tombstone_is_told_to_a_device_until_it_confirms_and_again_when_it_begins_anew(
    here: Family,
) -> None:
    film = here.film(days=10)
    here.sweep(days=11)
    ask, target = here.asks["first"], f"/v1/cases/{here.case.hex()}/events?limit=1000"
    first = ask("GET", target)
    (told,) = (item.raw for item in PageReader().push(first.content) if _is_of(item.raw, film))
    later = f"{target}&after={first.headers['amanat-cursor']}"
    assert told in [item.raw for item in PageReader().push(ask("GET", later).content)]
    for _ in range(2):
        assert ask("POST", "/v1/tombstones", told).status == 204
    assert told not in [item.raw for item in PageReader().push(ask("GET", later).content)]
    assert here.tombstone(film, "worker") == decode(Tombstone, told)
    anew = ask("GET", target)
    assert told in [item.raw for item in PageReader().push(anew.content)]


def _is_of(raw: bytes, film: SealedFilm) -> bool:
    """Whether an item of a page is the tombstone of this film."""
    return classify(raw).kind is Kind.TOMBSTONE and decode(Tombstone, raw).group == film.clip
