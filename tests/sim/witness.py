"""Sees everything that happens in the field and says where a promise was broken.

I1 acknowledged is durable; I2 a copy leaves only when the film is safe; I3 honest devices come to the same bytes;
I4 no honest history is called forked, and a forked one is; I5 nobody opens a film after its time but under a hold;
I8 within a minute of the last fault everything is there; I9 no deed disappears.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanat_sync.reconcile import Part
from amanat_sync.records import Certificate, Manifest, decode
from tests.sim.reckoning import is_queued
from tests.sim.stored import Deed, Film, Stored

if TYPE_CHECKING:
    from amanat_server.stores.memory.medium import State
    from amanat_server.stores.values import Upload
    from tests.sim.kept import Reel
    from tests.sim.service import SimService
    from tests.sim.tablet import Tablet
    from tests.sim.virtual_time import WorldClock

STEPS_KEPT = 30
UPLOAD_MS = 14 * 24 * 60 * 60 * 1000


class Broken(AssertionError):
    """A promise that was not kept."""


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
    _offsets: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    """How far each film was acknowledged, and until when an upload that is not whole is kept."""
    _parts: dict[tuple[str, bytes], set[Part]] = field(default_factory=dict)
    lost_copies: set[bytes] = field(default_factory=set)
    tablets: list[Tablet] = field(default_factory=list)
    _begun: tuple[bytes, ...] = ()
    _outlived: set[tuple[str, bytes]] = field(default_factory=set)
    """What was acknowledged to a device, and lost by a restore."""
    _in_time: dict[bytes, set[bytes]] = field(default_factory=dict)
    admitted: set[bytes] = field(default_factory=set)
    liars: bool = False

    def __post_init__(self) -> None:
        self.stored = Stored(self.service)
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
        hashes = names[1:] if kind == "frame" else names
        for name in () if self.liars else hashes:
            if self.stored.keeps(kind, name):
                self._acked[kind, name] = tablet.name
            elif not self.service.restored:
                raise Broken(f"I1: {kind} {name.hex()[:6]} was acknowledged and is not there")
            else:
                self._outlived.add((tablet.name, name))
        if kind in set(Part):
            self._parts.setdefault((tablet.name, names[0]), set()).add(Part(kind))

    def offset(self, tablet: Tablet, clip: bytes, offset: int) -> None:
        """The server has said that it keeps so many bytes; an answer may come after the restore that lost them."""
        del tablet
        if self.service.restored and all(each.offset < offset for each in self._uploads(clip)):
            return
        self._offsets[clip] = offset, self.clock.now_ms() + UPLOAD_MS

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
        if reel.clip not in self.stored.destroyed and not all(
            self.stored.has(part, reel.clip) for part in Part
        ):
            if self.service.restored:
                self.lost_copies.add(reel.clip)
            else:
                raise Broken("I2: a copy was dropped that the server does not have")

    def shredded(self, tablet: Tablet, group: bytes) -> None:
        self.note(f"{tablet.name} shreds {group.hex()[:6]}")

    def wiped(self, tablet: Tablet) -> None:
        """A device that was revoked before it could learn of a restore cannot give again what that lost."""
        self.note(f"{tablet.name} wipes itself")
        for deed in self.deeds:
            if (tablet.name, deed.name) in self._outlived and not self.stored.knows(deed):
                deed.gone = True

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
        for deed in self.deeds:
            if deed.device == tablet.name and not self.stored.knows(deed):
                deed.gone = True
        for name, clip in list(self._parts):
            if name == tablet.name:
                del self._parts[name, clip]

    def restored(self) -> None:
        """What was acknowledged after the backup counts no more; devices give it again."""
        self.note("the server is restored")
        lost = {key: name for key, name in self._acked.items() if not self.stored.keeps(*key)}
        self._outlived |= {(device, name) for (_, name), device in lost.items()}
        self._acked = {key: name for key, name in self._acked.items() if key not in lost}
        self._offsets.clear()
        for deed in self.deeds:
            if deed.gone or self.stored.knows(deed):
                continue
            if not any(is_queued(each, deed) for each in self.tablets if each.name == deed.device):
                deed.gone = True

    # What must be so, at any time.

    def check(self) -> None:
        """I1, and what is destroyed stays destroyed."""
        state = self.service.medium.state
        for kind, name in self._acked:
            if not self.stored.keeps(kind, name):
                raise Broken(f"I1: the server has lost {kind} {name.hex()[:6]} that it had acknowledged")
        for clip, (offset, until) in self._offsets.items():
            there = self._uploads(clip)
            kept = self.clock.now_ms() <= until
            if there and kept and max(each.offset for each in there) < offset and there[0].state == "open":
                raise Broken(f"I1: the server has lost bytes of {clip.hex()[:6]}")
        self._check_late(state)
        self.stored.destroyed |= state.destroyed
        for group in self.stored.destroyed:
            if group in state.shares or group in state.payloads or group in state.headers:
                if group in state.shares:
                    raise Broken("a share came back that was destroyed")
                if self.service.is_up and state.groups[group].destroyed:
                    raise Broken("a film came back that was destroyed")

    def _uploads(self, clip: bytes) -> list[Upload]:
        return [each for each in self.service.medium.state.uploads.values() if each.clip == clip]

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
