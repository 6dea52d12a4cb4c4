"""What a device brings to the server and has learnt from it in one contact: the facts that ``plan`` decides by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from amanat_sync import sending
from amanat_sync.errors import refuse
from amanat_sync.reconcile import CaseState, Film, Grave, Lease, Local, Remote, Wanted, Work, after_restart
from amanat_sync.records import Frame, Manifest, decode
from tests.sim.kept import Copy, Reel
from tests.sim.tablet import Tablet

if TYPE_CHECKING:
    from tests.sim.network import Reply


class Meeting:
    """One device and what its contact has brought so far."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet
        self._tablet = tablet
        self._shelf = tablet.shelf
        self._books = tablet.books
        self.remote = Remote(0)
        self.confirmed = False
        self.renewed: set[bytes] = set()

    def begin(self) -> None:
        """A new contact knows nothing but the time."""
        self.remote = Remote(self._tablet.clock.now_ms())
        self.confirmed = False
        self.renewed.clear()

    def local(self) -> Local:
        """This device as of now."""
        tablet, books, shelf = self._tablet, self._books, self._shelf
        graves = tuple(
            Grave(group, shelf.get("shredded", group) is not None, self.confirmed)
            for group in shelf.names("graves")
        )
        return Local(
            cases=tuple(self._case(case) for case in books.cases()),
            films=tuple(
                Film(r.clip, r.clip, r.case, r.due_at, r.acked, r.told, r.payload is not None)
                for r in tablet.reels()
                if shelf.synced("reels", r.clip) is not None
            ),
            wanted=tuple(self._wanted(copy) for copy in tablet.copies()),
            graves=graves,
            leases=tuple(self._leases()),
            commands=tuple(name for name in shelf.names("commands") if shelf.synced("orders", name)),
            certificates=len(books.raws("certificates")),
            short_of_room=tablet.short_of_room,
            revoked_at=cast("int | None", shelf.get("revoked")),
        )

    def _case(self, case: bytes) -> CaseState:
        stale = self._shelf.get("stale", case) is not None
        work = cast("tuple[Work, ...]", self._shelf.get("work", case) or ())
        n = -1 if stale else self._books.ledger(case).n
        return CaseState(case, work, len(self.unposted(case)), n)

    def unposted(self, case: bytes) -> list[bytes]:
        posted = cast("int | None", self._shelf.get("posted", case))
        place = self._books.ledger(case).newest_of(self._tablet.who.device)
        known = -1 if posted == -2 else max(place.seq if place else -1, -1 if posted is None else posted)
        return [raw for raw in self.written(case) if decode(Frame, raw).seq > known]

    def written(self, case: bytes) -> tuple[bytes, ...]:
        """The own frames that may be sent: what a crash could still take back stays here."""
        return cast("tuple[bytes, ...]", self._shelf.synced("mine", case) or ())

    def _wanted(self, copy: Copy) -> Wanted:
        due_at = decode(Manifest, copy.manifest).due_at if copy.manifest else 0
        return Wanted(copy.clip, copy.clip, due_at, copy.here)

    def _leases(self) -> list[Lease]:
        leases = []
        for case in self._books.cases():
            if self._shelf.get("opened", case) is None and case not in self.renewed:
                until = cast("int", self._shelf.get("lease", case) or 0)
                leases.append(Lease(case, until))
        for copy in self._tablet.copies():
            if copy.lease and copy.manifest and copy.clip not in self.renewed:
                until = self._tablet.lease_until(copy.lease[32:])
                # A lease that ends with its film cannot be made longer.
                if until != decode(Manifest, copy.manifest).due_at:
                    leases.append(Lease(copy.clip, until))
        return leases

    def learn_of_a_restart(self) -> None:
        """The server was restored: what it had acknowledged is sent again where it is here."""
        shelf, tablet = self._shelf, self._tablet
        films = {film.film: film for film in after_restart(self.local()).films}
        with shelf.changes():
            for reel in tablet.reels():
                if reel.clip in films:
                    fresh = sending.Progress(reel.progress.length, size=reel.progress.size)
                    acked = films[reel.clip].acked
                    shelf.put("reels", reel.clip, replace(reel, acked=acked, progress=fresh))
            for case in shelf.names("opened"):
                shelf.put("work", case, (Work.ROLL, Work.ENVELOPES, Work.SHARE))
            for name in shelf.names("orders"):
                if name not in tablet.errors:
                    shelf.put("commands", name, shelf.get("orders", name))
            for case in self._books.cases():
                shelf.put("stale", case, True)
                shelf.put("posted", case, -2)
            shelf.drop("cursor", b"cases")
        # What was told of the cases in this contact may have been told before the restore.
        self.remote = replace(self.remote, cases=None)
        tablet.witness.learnt(tablet)

    def reel(self, clip: bytes) -> Reel:
        reel = cast("Reel | None", self._shelf.get("reels", clip))
        if reel is None:
            # It was destroyed while it was on its way.
            raise refuse("share-destroyed")
        return reel

    def server_ms(self) -> int:
        """The server's time, as far as this device knows it."""
        held, own = self._tablet.holds(), self._tablet.clock.now_ms()
        return own if held is None else held.server_ms + own - held.fetched_at

    async def ask(self, method: str, target: str, body: bytes = b"", *, halves: bool = False) -> Reply:
        return await self._tablet.line.ask(method, target, body, halves=halves)
