"""Fills an empty server with the story: set-up, three who join, families, films, notes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from amanat_client.books import Books
from amanat_client.clock import SystemClock
from amanat_client.entropy import SystemEntropy
from amanat_client.fieldwork import Fieldwork
from amanat_client.films import Films
from amanat_client.identity import draw_identity
from amanat_client.joining import ask_to_join, has_joined, read_link
from amanat_client.notes import Notes
from amanat_client.opening import open_case
from amanat_client.pull import Puller
from amanat_client.service import Founded, Reception, SetupLink, found_service
from amanat_client.staffing import Staffing
from amanat_client.transport import Server
from amanat_sync.chain import ADMIN, FIELD, SUPERVISOR
from amanat_sync.ids import base64url
from amanat_sync.kinds import MemberNamed, ServiceSettings
from amanat_sync.roll import service_case_of
from scripts.demo import story
from scripts.demo.footage import make_film
from scripts.demo.people import WORD_LIST, Folders, Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOUR_MS = 3_600_000
HOURS_OF_A_DAY = 24
ENDS_AFTER_HOURS = 24 * 90


def visit_at(now_ms: int, hours: float) -> int:
    """So many hours on; what is to be within a day stays on this one: Today has a visit in the evening too."""
    at = datetime.fromtimestamp((now_ms + hours * HOUR_MS) / 1000)  # noqa: DTZ006 - the day of whoever looks at it
    today = datetime.fromtimestamp(now_ms / 1000)  # noqa: DTZ006 - the same
    if hours < HOURS_OF_A_DAY and at.date() != today.date():
        at = today.replace(hour=23, minute=59, second=0, microsecond=0)
    return int(at.timestamp() * 1000)


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The three of the demo."""

    admin: Person
    worker: Person
    supervisor: Person

    def close(self) -> None:
        """Ends all three."""
        for person in (self.admin, self.worker, self.supervisor):
            person.close()


def fill(link: str, folders: Folders, scratch: Path, say: Callable[[str], None]) -> None:
    """Everything that has happened before somebody looks at the demo; ``scratch`` takes films for a moment."""
    say("Setting the service up …")
    admin, founded = _found(SetupLink(link), folders)
    supervisor = _join(admin, "supervisor", SUPERVISOR, folders, founded.root_seed)
    worker = _join(admin, "worker", FIELD, folders)
    cast = Cast(admin, worker, supervisor)
    _name(cast)
    films: list[bytes] = []
    for family in story.FAMILIES:
        say(f"{family.label}: people, films, notes …")
        films += _tell(family, cast, scratch)
    say("The supervisor looks at what came …")
    _supervise(supervisor, films[0])
    cast.close()


def _found(link: SetupLink, folders: Folders) -> tuple[Person, Founded]:
    store, entropy, clock = folders.store("admin"), SystemEntropy(), SystemClock()
    identity = draw_identity(entropy.draw(16), entropy)
    unsigned = Server(link.origin, None, clock, entropy)
    founded = found_service(
        link,
        identity,
        server=unsigned,
        books=Books(store),
        store=store,
        clock=clock,
        entropy=entropy,
        demo=True,
    )
    unsigned.close()
    admin = folders.settle("admin", identity, store, story.SERVICE)
    settings = ServiceSettings(
        name=story.SERVICE,
        phone=story.PHONE,
        days=story.DAYS,
        offline_days=7,
        languages=list(story.LANGUAGES),
    )
    case = service_case_of(admin.desk.books.chain.org)
    open_case(admin.desk, case, {identity.member: ADMIN}, story.SERVICE, further=(settings,))
    return admin, founded


def _join(admin: Person, name: str, role: int, folders: Folders, root_seed: bytes | None = None) -> Person:
    """One more member, by a link and its proof; the root, still here, certifies the first supervisor itself."""
    reception = Reception(admin.desk, admin.box, WORD_LIST)
    store, entropy = folders.store(name), SystemEntropy()
    link = read_link(reception.invite(role, entropy.draw(16), story.SERVICE), store)
    identity = draw_identity(link.member, entropy)
    server = Server(link.server, identity, SystemClock(), entropy)
    asked = ask_to_join(link, identity, server, WORD_LIST)
    for entry in reception.waiting():
        reception.approve_in_room(entry, root_seed)
    if not has_joined(asked, server):
        raise RuntimeError(f"{name} was not let in")
    server.close()
    store.put("root", b"service", link.root)
    person = folders.settle(name, identity, store, story.SERVICE)
    person.desk.fetch_chain()
    return person


def _name(cast: Cast) -> None:
    """The admin's device puts everybody into the service case and says what they are called."""
    desk = cast.admin.desk
    case = service_case_of(desk.books.chain.org)
    Staffing(desk).tend_service_case()
    names = ((cast.admin, story.ADMIN), (cast.worker, story.WORKER), (cast.supervisor, story.SUPERVISOR))
    for person, name in names:
        desk.write(case, MemberNamed(member=base64url(person.desk.identity.member), name=name))


def _tell(family: story.Family, cast: Cast, scratch: Path) -> list[bytes]:
    """One family from its opening to the next visit; answers its films."""
    worker, clock = cast.worker, cast.worker.clock
    work, notes = Fieldwork(worker.desk), Notes(worker.desk)
    now_ms = SystemClock().now_ms()
    clock.days_ago = max(film.days_ago for film in family.films) + 1
    case = work.open_family(
        family.label,
        cast.supervisor.desk.identity.member,
        languages=family.languages,
        ends_at=now_ms + ENDS_AFTER_HOURS * HOUR_MS,
    )
    people = [work.add_person(case, role, languages) for role, languages in family.people]
    notes.add(case, family.notes[0])
    films = []
    for film in family.films:
        clock.days_ago = film.days_ago
        for person in people:
            work.answer(case, person, "yes")
        path = make_film(film.clip, scratch / "film.mp4")
        with path.open("rb") as source:
            clip = work.film(case, source, ms=film.clip.ms, days=story.DAYS, here=people)
        path.unlink()
        films.append(clip)
        if film.said is not None:
            Puller(worker.desk, Silent()).pull(films=False)
            notes.add(clip, film.said)
    for note in family.notes[1:]:
        clock.days_ago -= 0.01
        notes.add(case, note)
    clock.days_ago = 0.0
    if family.next_visit_hours is not None:
        work.plan_visit(case, visit_at(now_ms, family.next_visit_hours))
    return films


def _supervise(supervisor: Person, film: bytes) -> None:
    """Fetches everything, so that each film can be opened, looks at one and writes a line about it."""
    desk = supervisor.desk
    desk.fetch_chain()
    Puller(desk, Silent()).pull()
    Films(desk).write(film, io.BytesIO())
    Notes(desk).add(film, story.SUPERVISORS_WORDS)
