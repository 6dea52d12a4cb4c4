"""Rules broken on purpose, to see that the simulator notices: each is one part put in place of the honest one."""

from __future__ import annotations

from dataclasses import replace

from amanat_sync.ledger import CaseLedger, Place
from amanat_sync.reconcile import Local, Part
from amanat_sync.records import Frame
from tests.sim.field import Rules
from tests.sim.meeting import Meeting
from tests.sim.tablet import Tablet


class HastyMeeting(Meeting):
    """Takes a film for safe once its header is there."""

    def local(self) -> Local:
        local = super().local()
        films = tuple(
            replace(film, acked=frozenset(Part)) if Part.HEADER in film.acked else film
            for film in local.films
        )
        return replace(local, films=films)


class CarelessTablet(Tablet):
    """Numbers its frames after what it has pulled, not after what it has written."""

    def own(self, case: bytes) -> tuple[bytes, ...]:
        del case
        return ()


class ForgettingMeeting(Meeting):
    """Does not care that the server was restored."""

    def learn_of_a_restart(self) -> None:
        pass


class BlindLedger(CaseLedger):
    """Reads frames without looking at what stands before them."""

    def _check_place(self, frame: Frame, raw: bytes, digest: bytes, newest: Place | None) -> bytes | None:
        del frame, raw, digest, newest
        return None


MUTANTS = {
    "a server that acknowledges before it has synced": Rules(lazy_server=4),
    "a server that forgets frames in a restore and tells nobody": Rules(forgetful_server=True),
    "a device that drops its copy before the film is safe": Rules(meeting=HastyMeeting),
    "a device that numbers two of its frames alike": Rules(tablet=CarelessTablet),
    "a device that does not send again what a restore has lost": Rules(meeting=ForgettingMeeting),
}
"""Each must be found by stories of honest people and faulty machines."""

BLIND = Rules(ledgers=BlindLedger)
"""Found only where a server lies."""
