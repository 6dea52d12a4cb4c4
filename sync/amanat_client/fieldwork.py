"""What a field worker does with a family: opens it, says who is there and what they answered, films.

The tablet does the same (pwa/src/vault/session.ts); here it is for the demo service and for tests, and for whoever
brings films in from another camera.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from amanat_client.opening import open_case
from amanat_client.send import Sender
from amanat_sync.errors import refuse
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.kinds import Decision, PersonAdded, VisitPlanned, VisitStarted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from amanat_client.desk import Desk
    from amanat_sync.kinds import RoleInFilm


class Fieldwork:
    """The work of one identity, role field or supervisor, with families."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open_family(
        self, label: str, supervisor: bytes, *, languages: tuple[str, ...] = (), ends_at: int | None = None
    ) -> bytes:
        """Opens a case for this member and a supervisor; answers its id.

        Raises ``roll-no-supervisor`` where that member supervises nobody.
        """
        desk = self._desk
        desk.fetch_chain()
        members = {}
        for member in (desk.identity.member, supervisor):
            role = desk.books.chain.member_role(member)
            if role is None:
                raise refuse("roll-no-supervisor" if member == supervisor else "right-role")
            members[member] = role
        case = desk.entropy.draw(16)
        open_case(desk, case, members, label, languages=languages, ends_at=ends_at)
        return case

    def add_person(self, case: bytes, role: RoleInFilm, languages: tuple[str, ...] = ()) -> bytes:
        """Notes somebody who may be in a film; answers the id."""
        person = self._desk.entropy.draw(16)
        event = PersonAdded(person=base64url(person), role_in_film=role, languages=list(languages))
        self._desk.write(case, event)
        return person

    def answer(self, case: bytes, person: bytes, answer: Literal["yes", "no", "later"]) -> None:
        """Notes what somebody said when asked whether they may be filmed."""
        at = self._desk.clock.now_ms()
        self._desk.write(
            case,
            Decision(person=base64url(person), purpose="film", answer=answer, asked_alone=None, at=at),
        )

    def plan_visit(self, case: bytes, at: int) -> None:
        """Plans a visit (ms)."""
        self._desk.write(case, VisitPlanned(visit=base64url(self._desk.entropy.draw(16)), at=at))

    def film(self, case: bytes, source: BinaryIO, *, ms: int, days: int, here: Sequence[bytes]) -> bytes:
        """Films those who are ``here``: opens the gate, seals ``source``, sends everything; answers the film's id.

        Raises ``film-not-agreed`` unless somebody is here and the newest answer of each is yes.
        """
        desk = self._desk
        answers = self._answers(case)
        agreed = [answers[one][1] for one in here if one in answers and answers[one][0] == "yes"]
        if not agreed or len(agreed) != len(here):
            raise refuse("film-not-agreed")
        visit, persons = base64url(desk.entropy.draw(16)), [base64url(one) for one in here]
        desk.write(case, VisitStarted(visit=visit, persons=persons, at=desk.clock.now_ms()))
        sender = Sender(desk)
        film = sender.seal(case, source, ms=ms, days=days, decisions=tuple(agreed))
        sender.send(film)
        return film.clip

    def _answers(self, case: bytes) -> dict[bytes, tuple[str, bytes]]:
        """The newest answer of each person and the hash of the frame that has it."""
        return {
            parse_base64url(read.event.person): (read.event.answer, read.hash)
            for read in self._desk.events(case)
            if isinstance(read.event, Decision)
        }
