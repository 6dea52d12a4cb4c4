"""What a device knows of the service, verified as it is read and rebuilt from its shelf after a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from amanat_sync import envelope as envelopes
from amanat_sync.chain import Chain
from amanat_sync.errors import refuse
from amanat_sync.events import decode_event
from amanat_sync.frame import check_frame, note_key, open_frame
from amanat_sync.head import RESTART, check_head
from amanat_sync.ledger import CaseLedger, item_hash
from amanat_sync.page import Kind, PageItem
from amanat_sync.records import Frame, Head, Tombstone, decode
from amanat_sync.roll import Rolls
from amanat_sync.tombstone import check_tombstone

if TYPE_CHECKING:
    from amanat_sync.events import UnknownEvent
    from amanat_sync.kinds import Event
    from tests.sim.shelf import Shelf
    from tests.sim.world import Identity, World

LedgerMaker = Callable[[bytes, bytes], CaseLedger]
Raws = tuple[bytes, ...]


class Books:
    """Chain, rolls, keys and ledgers of one device over its shelf."""

    def __init__(self, world: World, who: Identity, shelf: Shelf, ledgers: LedgerMaker) -> None:
        self._world = world
        self._who = who
        self._shelf = shelf
        self._ledgers = ledgers
        self._chain: Chain | None = None
        self._rolls: dict[bytes, Rolls] = {}
        self._open: dict[bytes, CaseLedger] = {}

    def forget(self) -> None:
        """What was in memory is gone."""
        self._chain = None
        self._rolls.clear()
        self._open.clear()

    def raws(self, table: str, name: bytes = b"") -> Raws:
        return cast("Raws", self._shelf.get(table, name) or ())

    @property
    def is_joined(self) -> bool:
        return bool(self.raws("chain"))

    @property
    def chain(self) -> Chain:
        if self._chain is None:
            self._chain = self._loaded(self.raws("chain"))
        return self._chain

    def _loaded(self, raws: Raws) -> Chain:
        """The chain of these records; what was certified when the world was made was verified then."""
        made = self._world.records
        if raws == made:
            return self._world.shared_chain
        if raws[: len(made)] != made:
            return Chain.load(raws, self._world.org)
        chain = self._world.chain()
        chain.append_all(raws[len(made) :])
        return chain

    def add_certificates(self, raws: list[bytes]) -> None:
        if not raws:
            return
        fresh = [raw for raw in raws if raw not in self.raws("chain")]
        if fresh:
            self._chain = self._loaded((*self.raws("chain"), *fresh))
            self._shelf.put("chain", b"", self._chain.records)

    @property
    def revoked(self) -> bool:
        device = self.chain.device(self._who.device) if self.is_joined else None
        return device is not None and device.revoked_at_seq is not None

    def cases(self) -> list[bytes]:
        return self._shelf.names("rolls")

    def rolls(self, case: bytes) -> Rolls:
        if case not in self._rolls:
            self._rolls[case] = Rolls.load(self.chain.org, case, self.raws("rolls", case), self.chain)
        return self._rolls[case]

    def add_rolls(self, case: bytes, raws: list[bytes]) -> None:
        rolls = self.rolls(case)
        for raw in raws:
            rolls.append(raw, self.chain)
        if rolls.raws != self.raws("rolls", case):
            self._shelf.put("rolls", case, rolls.raws)

    def add_envelopes(self, case: bytes, raws: list[bytes]) -> None:
        for raw in raws:
            envelope = envelopes.check(raw, self.rolls(case), self.chain)
            ck = envelopes.open_envelope(raw, self._who.scalar, self.rolls(case))
            self._shelf.put("ck", case, (envelope.epoch, ck))

    def note_key(self, case: bytes, author: bytes) -> bytes | None:
        """The key of an author's events about the case, None while a half of it is not here."""
        held = cast("tuple[int, bytes] | None", self._shelf.get("ck", case))
        share = cast("bytes | None", self._shelf.get("share", case))
        if held is None or share is None:
            return None
        return note_key(held[1], share, case, held[0], author)

    def ledger(self, case: bytes) -> CaseLedger:
        """The case's order, taken again from its first item after a crash."""
        if case not in self._open:
            ledger = self._ledgers(self._world.org, case)
            restarts = [decode(Head, raw) for raw in self.raws("restarts", case)]
            for item in self.raws("items", case):
                while restarts and restarts[0].n <= ledger.n:
                    ledger.note_head(restarts.pop(0))
                ledger.append(item)
            for head in restarts:
                ledger.note_head(head)
            for raw in self.raws("head", case):
                ledger.note_head(decode(Head, raw))
            self._open[case] = ledger
        return self._open[case]

    def take(self, case: bytes, after: int, items: list[PageItem], cursor: str | None) -> list[bytes]:
        """Takes the items above ``after``, all or none with the cursor; answers the tombstones, checked.

        What is here already is compared: another store answers where a cursor was refused.
        """
        tombstones = [item.raw for item in items if item.kind is Kind.TOMBSTONE]
        for raw in tombstones:
            check_tombstone(raw, self.chain.org, self.chain.service_keys, case)
        ledger = self.ledger(case)
        order = list(self.raws("items", case))
        try:
            with self._shelf.changes():
                n = after
                for item in items:
                    n += item.kind in (Kind.FRAME, Kind.SHREDDED)
                    self._take_item(case, ledger, order, item, n)
                self._shelf.put("items", case, tuple(order))
                if cursor is not None:
                    self._shelf.put("cursor", case, cursor)
        except BaseException:
            self._open.pop(case, None)
            raise
        return tombstones

    def _take_item(self, case: bytes, ledger: CaseLedger, order: list[bytes], item: PageItem, n: int) -> None:
        raw = item.raw
        if item.kind in (Kind.FRAME, Kind.SHREDDED):
            if n <= ledger.n:
                if item_hash(order[n - 1]) != item_hash(raw):
                    raise refuse("head-fork")
                order[n - 1] = min(raw, order[n - 1], key=len)
                return
            if item.kind is Kind.FRAME:
                check_frame(raw, self.chain, self.rolls(case))
            ledger.append(raw)
            order.append(raw)
        elif item.kind is not Kind.TOMBSTONE:
            key = self.chain.service_key
            assert key is not None
            head = check_head(raw, self.chain.org, key, case)
            ledger.note_head(head)
            if head.kind == RESTART:
                if raw not in self.raws("restarts", case):
                    self._shelf.put("restarts", case, (*self.raws("restarts", case), raw))
                    del order[head.n :]
                    read = cast("int", self._shelf.get("read", case) or 0)
                    self._shelf.put("read", case, min(read, head.n))
                    self._shelf.drop("posted", case)
            else:
                self._shelf.put("head", case, (raw,))

    def note_answer(self, case: bytes, raw: bytes) -> None:
        """The head that answers a post."""
        key = self.chain.service_key
        assert key is not None
        self.ledger(case).note_head(check_head(raw, self.chain.org, key, case))

    def events(self, case: bytes, after: int = 0) -> list[tuple[Frame, Event | UnknownEvent]]:
        """The events numbered above ``after`` that this device can open."""
        found = []
        for raw in self.raws("items", case)[after:]:
            if len(raw) == 32:
                continue
            frame = decode(Frame, raw)
            key = self.note_key(case, frame.device)
            if key is not None and frame.group == case:
                found.append((frame, decode_event(open_frame(raw, key))))
        return found

    def graves(self) -> dict[bytes, Tombstone]:
        return {
            group: decode(Tombstone, self.raws("graves", group)[0]) for group in self._shelf.names("graves")
        }
