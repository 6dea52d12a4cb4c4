"""Sees everything that happens in the field and says where a promise was broken.

I1 acknowledged is durable; I2 a copy leaves only when the film is safe; I3 honest devices come to the same bytes;
I4 no honest history is called forked, and a forked one is; I5 nobody opens a film after its time but under a hold;
I8 within a minute of the last fault everything is there; I9 no deed disappears.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from amanat_sync.ids import parse_base64url
from amanat_sync.kinds import Admit
from amanat_sync.ledger import Item, item_hash
from amanat_sync.reconcile import Part, Work
from amanat_sync.records import Certificate, Command, Frame, Manifest, decode

if TYPE_CHECKING:
    from amanat_server.stores.memory.medium import CaseBook, State
    from tests.sim.service import SimService
    from tests.sim.tablet import Reel, Tablet
    from tests.sim.virtual_time import WorldClock

STEPS_KEPT = 30


class Broken(AssertionError):
    """A promise that was not kept."""


@dataclass(frozen=True)
class Film:
    """A film as the person who made it remembers it."""

    device: str
    case: bytes
    plain: bytes
    manifest: bytes
    header: bytes
    payload: bytes
    due_at: int


@dataclass
class Deed:
    """What a person did and was told is kept."""

    kind: str
    name: bytes
    case: bytes
    device: str
    gone: bool = False
    """Lost with a store that was wiped before it was sent."""


@dataclass
class Witness:
    """Notes every step; ``check`` compares with what is stored."""

    clock: WorldClock
    service: SimService
    seed: int = 0
    trace: deque[str] = field(default_factory=lambda: deque(maxlen=STEPS_KEPT))
    films: dict[bytes, Film] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    looks: int = 0
    _acked: dict[tuple[str, bytes], str] = field(default_factory=dict)
    _offsets: dict[bytes, int] = field(default_factory=dict)
    _parts: dict[tuple[str, bytes], set[Part]] = field(default_factory=dict)
    _lost_copies: set[bytes] = field(default_factory=set)
    _destroyed: set[bytes] = field(default_factory=set)
    _begun: tuple[bytes, ...] = ()
    _in_time: dict[bytes, set[bytes]] = field(default_factory=dict)
    admitted: set[bytes] = field(default_factory=set)
    liars: bool = False

    def __post_init__(self) -> None:
        self._begun = tuple(self.service.medium.state.chain)

    # What happens.

    def note(self, text: str) -> None:
        self.trace.append(f"{self.clock.now_ms() % 100_000_000 / 1000:.3f} {text}")

    def did(self, tablet: Tablet, kind: str, name: bytes, case: bytes = b"") -> None:
        self.note(f"{tablet.name} did {kind} {name.hex()[:6]}")
        self.deeds.append(Deed(kind, name, case, tablet.name))

    def filmed(self, tablet: Tablet, reel: Reel, plain: bytes) -> None:
        """A film was made; whether it is kept the person learns a moment later."""
        self.note(f"{tablet.name} filmed {reel.clip.hex()[:6]}")
        assert reel.payload is not None
        self.films[reel.clip] = Film(
            tablet.name, reel.case, plain, reel.manifest, reel.header, reel.payload, reel.due_at
        )

    def acked(self, tablet: Tablet, kind: str, *names: bytes) -> None:
        """The server has said that it keeps this."""
        case, hashes = (names[0], names[1:]) if kind == "frame" else (b"", names)
        for name in hashes:
            self._acked[kind, name] = tablet.name
            self._check_kept(kind, name, case)
        if kind in set(Part):
            self._parts.setdefault((tablet.name, names[0]), set()).add(Part(kind))

    def offset(self, tablet: Tablet, clip: bytes, offset: int) -> None:
        """The server has said that it keeps so many bytes."""
        del tablet
        self._offsets[clip] = offset

    def learnt(self, tablet: Tablet) -> None:
        """The device knows that the server was restored: what was acknowledged to it counts no more."""
        self.note(f"{tablet.name} learns of a restart")
        for name, clip in list(self._parts):
            if name == tablet.name:
                del self._parts[name, clip]

    def dropped(self, tablet: Tablet, reel: Reel) -> None:
        """I2."""
        self.note(f"{tablet.name} drops its copy of {reel.clip.hex()[:6]}")
        told = self._parts.get((tablet.name, reel.clip), set())
        if told != set(Part):
            raise Broken(f"I2: {tablet.name} dropped a film of which it was told {sorted(told)} only")
        if reel.clip not in self._destroyed and not all(self._has(part, reel.clip) for part in Part):
            if self.service.restored:
                self._lost_copies.add(reel.clip)
            else:
                raise Broken("I2: a copy was dropped that the server does not have")

    def shredded(self, tablet: Tablet, group: bytes) -> None:
        self.note(f"{tablet.name} shreds {group.hex()[:6]}")

    def wiped(self, tablet: Tablet) -> None:
        self.note(f"{tablet.name} wipes itself")

    def opened(self, tablet: Tablet, manifest: Manifest, plain: bytes, *, held: bool) -> None:
        """I5, and what was seen is what was filmed."""
        self.looks += 1
        self.note(f"{tablet.name} looks at {manifest.clip.hex()[:6]}")
        if plain != self.films[manifest.clip].plain:
            raise Broken("a film opened to other bytes")
        if tablet.now_ms() >= manifest.due_at and not held:
            raise Broken("I5: a film was opened after its time")

    def lent(self, tablet: Tablet, group: bytes, until: int) -> None:
        """I5 on the server's side: a share is lent before the date, or to safeguarding under a hold."""
        state = self.service.medium.state
        film, known = self.films.get(group), state.groups.get(group)
        if film is None or known is None:
            return
        if known.held_until > self.clock.now_ms():
            return
        if until > film.due_at:
            raise Broken(f"I5: {tablet.name} was lent a share beyond its date")

    def alarm(self, tablet: Tablet, code: str) -> None:
        """I4: an alarm in honest company is a fault; among liars it is what should come."""
        self.alarms.append((tablet.name, code))
        self.note(f"{tablet.name} ALARM {code}")
        if not self.liars:
            raise Broken(f"I4: {tablet.name} sees {code} where nobody lied")

    def store_wiped(self, tablet: Tablet) -> None:
        """What a cleared browser had not sent is gone, and the person sees that it is."""
        state = self.service.medium.state
        for deed in self.deeds:
            if deed.device == tablet.name and not self._is_stored(deed, state):
                deed.gone = True
        for name, clip in list(self._parts):
            if name == tablet.name:
                del self._parts[name, clip]

    def restored(self) -> None:
        """What was acknowledged after the backup counts no more; devices give it again."""
        self.note("the server is restored")
        self._acked = {key: name for key, name in self._acked.items() if self._kept(*key)}
        self._offsets.clear()
        backup = self.service.medium.state
        for deed in self.deeds:
            if deed.gone or self._is_stored(deed, backup):
                continue
            if self._nobody_has(deed):
                deed.gone = True

    # What must be so, at any time.

    def check(self) -> None:
        """I1, and what is destroyed stays destroyed."""
        state = self.service.medium.state
        for kind, name in self._acked:
            if not self._kept(kind, name):
                raise Broken(f"I1: the server has lost {kind} {name.hex()[:6]} that it had acknowledged")
        for clip, offset in self._offsets.items():
            there = [each for each in state.uploads.values() if each.clip == clip]
            if there and max(each.offset for each in there) < offset and there[0].state == "open":
                raise Broken(f"I1: the server has lost bytes of {clip.hex()[:6]}")
        self._check_late(state)
        self._destroyed |= state.destroyed
        for group in self._destroyed:
            if group in state.shares or group in state.payloads or group in state.headers:
                if group in state.shares:
                    raise Broken("a share came back that was destroyed")
                if self.service.is_up and state.groups[group].destroyed:
                    raise Broken("a film came back that was destroyed")

    def _check_late(self, state: State) -> None:
        """What reaches the server after its author's revocation gets no number before it is admitted."""
        for raw in state.chain[len(self._begun) :]:
            device = decode(Certificate, raw).device
            ordered = {
                frame.hash
                for book in state.cases.values()
                for frame, _ in book.frames
                if frame.device == device
            }
            before = self._in_time.setdefault(device, ordered)
            if not ordered <= before | self.admitted:
                raise Broken("a late frame of a revoked device has a number that nobody gave it")

    def _check_kept(self, kind: str, name: bytes, case: bytes) -> None:
        del case
        if not self._kept(kind, name) and self.service.is_up and not self.service.restored:
            raise Broken(f"I1: {kind} {name.hex()[:6]} was acknowledged and is not there")

    def _kept(self, kind: str, name: bytes) -> bool:
        state = self.service.medium.state
        if kind == "chain":
            return name in state.chain
        if kind == "frame":
            return any(_holds(book, name) for book in state.cases.values())
        if kind == "command":
            return name in state.commands
        if kind == Work.ROLL:
            return name in state.cases and bool(state.cases[name].rolls)
        if kind == Work.ENVELOPES:
            return name in state.cases and bool(state.cases[name].envelopes)
        if kind == Work.SHARE and name not in self.films:
            return name in state.shares
        return self._has(Part(kind), name)

    def _has(self, part: Part, clip: bytes) -> bool:
        state = self.service.medium.state
        if clip in state.destroyed or clip in self._destroyed:
            return True
        return {
            Part.MANIFEST: clip in state.clips,
            Part.HEADER: clip in state.headers,
            Part.SHARE: clip in state.shares,
            Part.PAYLOAD: clip in state.payloads,
        }[part]

    def _is_stored(self, deed: Deed, state: State) -> bool:
        if deed.kind == "frame":
            return deed.case in state.cases and _holds(state.cases[deed.case], deed.name)
        if deed.kind == "film":
            return all(self._has(part, deed.name) for part in Part)
        if deed.kind == "command":
            return deed.name in state.commands
        if deed.kind == "chain":
            return deed.name in state.chain
        return deed.name in state.cases and bool(state.cases[deed.name].rolls)

    tablets: list[Tablet] = field(default_factory=list)

    def _nobody_has(self, deed: Deed) -> bool:
        """Whether no store holds it any more: then the restore has lost it, as THREATS.md says it may."""
        return not any(_queued(tablet, deed) for tablet in self.tablets if tablet.name == deed.device)

    # What must be so in the end.

    def unsettled(self) -> list[str]:
        """What is not where it should be, in words; empty when all is synced (I3, I8, I9)."""
        state = self.service.medium.state
        found = [
            f"I9: {deed.device}'s {deed.kind} {deed.name.hex()[:6]} is neither stored nor an error that is shown"
            for deed in self.deeds
            if not deed.gone and not self._is_stored(deed, state) and not self._explained(deed)
        ]
        for case, book in state.cases.items():
            order = [item_hash(frame.raw) for frame, _ in book.frames]
            for tablet in self.tablets:
                if self._reads(tablet, case, book):
                    found += _differences(tablet, case, order)
                    found += _late(tablet, case)
        for tablet in self.tablets:
            found += self._films_of(tablet)
        return found

    def _reads(self, tablet: Tablet, case: bytes, book: CaseBook) -> bool:
        del case
        return (
            tablet.shelf.get("revoked") is None
            and bool(book.rolls)
            and (tablet.who.member in book.rolls[-1].members)
        )

    def _films_of(self, tablet: Tablet) -> list[str]:
        state, now = self.service.medium.state, self.clock.now_ms()
        found = []
        if tablet.shelf.get("revoked") is not None:
            return []
        for group in state.tombstones:
            if tablet.shelf.get("reels", group) or tablet.shelf.get("copies", group):
                found.append(f"{tablet.name} still has {group.hex()[:6]}, which is destroyed")
            if self.books_know(tablet, group) and tablet.shelf.get("graves", group) is None:
                found.append(f"{tablet.name} does not know that {group.hex()[:6]} is destroyed")
        for copy in tablet.copies():
            film = self.films[copy.clip]
            whole = all(self._has(part, copy.clip) for part in Part) and copy.clip not in state.destroyed
            known = state.groups.get(copy.clip)
            if not whole or known is None or known.stopped or known.held_until > now or now >= film.due_at:
                continue
            if (copy.manifest, copy.header, copy.payload) != (film.manifest, film.header, film.payload):
                found.append(f"I3: {tablet.name} has not the film {copy.clip.hex()[:6]} as it was made")
        return found

    def books_know(self, tablet: Tablet, group: bytes) -> bool:
        state = self.service.medium.state
        stone = state.tombstones.get(group)
        return stone is not None and stone.case in tablet.books.cases()

    def _explained(self, deed: Deed) -> bool:
        """Whether the person sees why it is not done, or it is past its time."""
        if deed.kind == "film" and (deed.name in self._destroyed or deed.name in self._lost_copies):
            return True
        state = self.service.medium.state
        for tablet in self.tablets:
            if tablet.name != deed.device:
                continue
            if deed.name in tablet.errors:
                return True
            raw = tablet.shelf.get("commands", deed.name)
            if isinstance(raw, bytes) and decode(Command, raw[:240]).group not in state.groups:
                # It waits for its film, which was lost before it was sent.
                return True
            if deed.kind == "film" and tablet.shelf.get("shredded", deed.name):
                return True
        return False


def _holds(book: CaseBook, digest: bytes) -> bool:
    return any(frame.hash == digest for frame, _ in book.frames) or any(
        frame.hash == digest for frame in book.late
    )


def _queued(tablet: Tablet, deed: Deed) -> bool:
    if deed.kind == "frame":
        return any(item_hash(raw) == deed.name for raw in tablet.books.raws("mine", deed.case))
    table = {"film": "reels", "command": "orders", "case": "opened"}[deed.kind]
    held = tablet.shelf.get(table, deed.name)
    if deed.kind == "film" and held is not None:
        return cast("Reel", held).payload is not None
    return held is not None


def _differences(tablet: Tablet, case: bytes, order: list[bytes]) -> list[str]:
    if case not in tablet.books.cases():
        return [f"I3: {tablet.name} does not know the case {case.hex()[:6]}"]
    ours = [item_hash(raw) for raw in tablet.books.raws("items", case)]
    if ours != order:
        return [f"I3: {tablet.name} has {len(ours)} items of {case.hex()[:6]}, the server {len(order)}"]
    return []


def _late(tablet: Tablet, case: bytes) -> list[str]:
    """Readers agree with the server: what has a number is not late."""
    books = tablet.books
    if books.note_key(case, tablet.who.device) is None:
        return []
    gone = {
        each.device: each.revoked_at_seq for each in books.chain.devices() if each.revoked_at_seq is not None
    }
    if not gone:
        return []
    admitted = {
        parse_base64url(event.hash, 32) for _, event in books.events(case) if isinstance(event, Admit)
    }
    ledger = books.ledger(case)
    for n, raw in enumerate(books.raws("items", case), 1):
        frame = decode(Frame, raw) if len(raw) > 32 else None
        if frame is not None and frame.device in gone:
            item = Item(n, item_hash(raw), ledger.h_at(n) or b"", frame)
            if ledger.is_late(item, gone[frame.device], admitted):
                return [f"{tablet.name} takes number {n} of {case.hex()[:6]} for late"]
    return []
