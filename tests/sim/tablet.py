"""A device and the person who holds it: films, notes, commands, made without a server and kept until they are sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from amanat_sync import command as commands
from amanat_sync.certify import build_revoke
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.events import encode_event
from amanat_sync.frame import seal_frame
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.kinds import Admit, FilmSent, PersonAdded
from amanat_sync.ledger import CaseLedger, item_hash
from amanat_sync.reconcile import Work
from amanat_sync.records import Frame, Head, Manifest, decode
from tests.sim.books import Books
from tests.sim.kept import Copy, Holds, Reel
from tests.sim.shelf import Shelf

if TYPE_CHECKING:
    from random import Random

    from amanat_sync.kinds import Event
    from tests.sim.books import LedgerMaker
    from tests.sim.network import Line
    from tests.sim.virtual_time import OwnClock
    from tests.sim.witness import Witness
    from tests.sim.world import Identity, Opened, World

DAY_MS = 86_400_000
FRESH_MS = 7 * DAY_MS
"""How old a list of holds may be that a device acts on."""


class Tablet:
    """One device.  Every deed ends as done, and then it is durable here, or it raises."""

    def __init__(
        self,
        world: World,
        who: Identity,
        line: Line,
        clock: OwnClock,
        random: Random,
        witness: Witness,
        *,
        ledgers: LedgerMaker = CaseLedger,
        wants_films: bool = False,
    ) -> None:
        self.world = world
        self.who = who
        self.line = line
        self.clock = clock
        self.random = random
        self.witness = witness
        self.wants_films = wants_films
        self.shelf = Shelf()
        self.books = Books(world, who, self.shelf, ledgers)
        self.errors: dict[bytes, str] = {}
        """What a person sees, by the id it is about."""
        self.short_of_room = False
        self.books.add_certificates(list(world.records))
        self.shelf.sync()

    @property
    def name(self) -> str:
        return self.who.name

    async def persist(self) -> None:
        """Until what was put is durable; a crash may come first."""
        await asyncio.sleep(self.random.random() * self.random.choice((0.01, 0.01, 0.5)))
        self.shelf.sync()

    def crash(self) -> None:
        """The device stops and starts again with what its disk kept."""
        self.shelf.crash(self.random)
        self.books.forget()

    def wipe_store(self) -> None:
        """The browser has cleared its storage; the identity in the slots is left."""
        self.shelf.wipe(set())
        self.books.forget()
        self.errors.clear()

    # Deeds of the person.

    async def open_case(self, opened: Opened) -> None:
        """Opens a case; everything it needs is posted later."""
        with self.shelf.changes():
            self.books.add_rolls(opened.case, [opened.roll])
            self.shelf.put("ck", opened.case, (1, opened.ck))
            self.shelf.put("share", opened.case, opened.share)
            self.shelf.put("opened", opened.case, opened)
            self.shelf.put("work", opened.case, (Work.ROLL, Work.ENVELOPES, Work.SHARE))
        await self.persist()
        self.witness.did(self, "case", opened.case)

    async def write(self, case: bytes) -> bytes:
        """A fact of the case; answers its frame's hash."""
        event = PersonAdded(person=base64url(self.random.randbytes(16)), role_in_film=None, languages=["bn"])
        with self.shelf.changes():
            raw = self.put_frame(case, event)
        await self.persist()
        self.witness.did(self, "frame", item_hash(raw), case)
        return item_hash(raw)

    def may_write(self, case: bytes) -> bool:
        """Whether the case's roll and both halves of its note key are here, and this store knows its own past."""
        known = self.shelf.get("cursor", case) is not None or self.shelf.get("opened", case) is not None
        return known and self.books.note_key(case, self.who.device) is not None and not self.books.revoked

    def put_frame(self, case: bytes, event: Event) -> bytes:
        """The next frame of this device, put with what else stands in the open transaction."""
        ledger, key, roll = self.books.ledger(case), None, self.books.rolls(case).newest
        key = self.books.note_key(case, self.who.device)
        if key is None or roll is None:
            raise refuse("right-case")
        mine, place = self.own(case), ledger.newest_of(self.who.device)
        last = decode(Frame, mine[-1]) if mine else None
        seq, prev = (place.seq, place.hash) if place else (-1, bytes(32))
        if last is not None and last.seq >= seq:
            seq, prev = last.seq, item_hash(mine[-1])
        seen_n, seen = ledger.seen_by(self.who.device)
        raw = seal_frame(
            encode_event(event),
            case=case,
            epoch=roll.epoch,
            group=case,
            device=self.who.device,
            seq=seq + 1,
            prev=prev,
            chain_head=self.books.chain.head,
            seen_n=seen_n,
            seen=seen,
            key=key,
            nonce=self.random.randbytes(12),
            seed=self.who.seed,
        )
        self.shelf.put("mine", case, (*self.books.raws("mine", case), raw))
        return raw

    async def command(
        self, op: int, case: bytes, group: bytes, second: Identity | None, due_at: int = 0
    ) -> bytes:
        """An order to the server; a second person who stands beside signs it too."""
        name = self.random.randbytes(16)
        raw = commands.build_command(
            self.who.seed,
            op=op,
            org=self.world.org,
            case=case,
            group=group,
            command=name,
            chain_head=self.books.chain.head,
            device=self.who.device,
            due_at=due_at,
            two=second is not None,
        )
        if second is not None:
            raw = commands.cosign(raw, second.device, second.seed)
        self.shelf.put("commands", name, raw)
        self.shelf.put("orders", name, raw)
        await self.persist()
        self.witness.did(self, "command", name, case)
        return name

    async def revoke(self, device: bytes) -> None:
        """An admin's certificate that takes a device's rights away."""
        raw = build_revoke(self.books.chain, self.who.seed, device=device, now_ms=self.clock.now_ms())
        self.shelf.put("certificates", b"", (raw,))
        await self.persist()
        self.witness.did(self, "chain", raw)

    async def admit(self, case: bytes, late: bytes) -> None:
        """A supervisor's word that a late frame may take its place."""
        self.witness.admitted.add(item_hash(late))
        self.put_frame(case, Admit(hash=base64url(item_hash(late))))
        await self.persist()

    def own(self, case: bytes) -> tuple[bytes, ...]:
        """The frames of this device in a case, kept for good: a restored server gets them again."""
        return self.books.raws("mine", case)

    def post_film_sent(self, reel: Reel) -> bytes:
        """*film-sent*, in one transaction with the mark that it was written."""
        with self.shelf.changes():
            raw = self.put_frame(reel.case, FilmSent(film=base64url(reel.clip), at=self.clock.now_ms()))
            self.shelf.put("reels", reel.clip, replace(reel, told=True))
        return raw

    # Time.

    def holds(self) -> Holds | None:
        return cast("Holds | None", self.shelf.get("holds"))

    def now_ms(self) -> int:
        """The later of both clocks: a film is hidden at the earlier moment."""
        own, held = self.clock.now_ms(), self.holds()
        return own if held is None else max(own, own - held.fetched_at + held.server_ms)

    def on_hold(self, group: bytes) -> bool:
        held = self.holds()
        return held is not None and group in held.groups and self.clock.now_ms() - held.fetched_at <= FRESH_MS

    def hide_what_is_due(self, *, contact: bool = False) -> None:
        """Past their date films leave, held ones excepted; at the latest seven days later, or at contact."""
        held, now = self.holds(), self.now_ms()
        fresh = contact or (held is not None and self.clock.now_ms() - held.fetched_at <= FRESH_MS)
        for reel in self.reels():
            ended = now >= reel.due_at + (0 if fresh else FRESH_MS)
            if ended and not self.on_hold(reel.clip):
                self.shred(reel.clip)
        for copy in self.copies():
            if copy.manifest:
                due_at = decode(Manifest, copy.manifest).due_at
                if now >= due_at + (0 if fresh else FRESH_MS) and not self.on_hold(copy.clip):
                    self.shred(copy.clip)

    def shred(self, group: bytes) -> None:
        """Nothing of the group stays here."""
        with self.shelf.changes():
            self.shelf.drop("reels", group)
            self.shelf.drop("copies", group)
            self.shelf.put("shredded", group, True)
        self.witness.shredded(self, group)

    def drop_copy(self, clip: bytes) -> None:
        """Makes room: the copy of a film leaves that is safe on the server."""
        reel = cast("Reel", self.shelf.get("reels", clip))
        self.witness.dropped(self, reel)
        self.shelf.put("reels", clip, replace(reel, payload=None))
        self.short_of_room = False

    def reels(self) -> list[Reel]:
        return [cast("Reel", self.shelf.get("reels", name)) for name in self.shelf.names("reels")]

    def copies(self) -> list[Copy]:
        return [cast("Copy", self.shelf.get("copies", name)) for name in self.shelf.names("copies")]

    def wanted(self, case: bytes) -> None:
        """Notes the films of others that the case's events name."""
        if not self.wants_films:
            return
        done = cast("int", self.shelf.get("read", case) or 0)
        n = self.books.ledger(case).n
        if done >= n or self.books.note_key(case, self.who.device) is None:
            return
        for frame, event in self.books.events(case, done):
            if isinstance(event, FilmSent) and frame.device != self.who.device:
                clip = parse_base64url(event.film, 16)
                gone = self.shelf.get("shredded", clip) or self.shelf.get("graves", clip)
                if self.shelf.get("copies", clip) is None and not gone:
                    self.shelf.put("copies", clip, Copy(clip, case))
        self.shelf.put("read", case, n)

    def note_error(self, subject: bytes, error: AmanatError) -> None:
        """Shown to the person until it is put right."""
        self.errors[subject] = error.code

    def lease_until(self, raw: bytes) -> int:
        return decode(Head, raw).n
