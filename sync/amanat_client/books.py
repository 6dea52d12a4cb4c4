"""What is known of the service: the chain, rolls, case keys and ledgers, verified as they are read.

The pure rules decide, this module reads and writes.  Whatever comes from the server is checked before it is kept, and
no key is taken on the server's word: the chain starts at the root that the link named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync import envelope as envelopes
from amanat_sync.chain import Chain
from amanat_sync.errors import refuse
from amanat_sync.head import RESTART, check_head
from amanat_sync.ledger import CaseLedger
from amanat_sync.page import Kind, classify
from amanat_sync.records import Head, decode
from amanat_sync.roll import Rolls

if TYPE_CHECKING:
    from amanat_client.identity import Identity
    from amanat_client.store import Store

SERVICE = b"service"


class Books:
    """The verified records of one service in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chain: Chain | None = None
        self._rolls: dict[bytes, Rolls] = {}

    @property
    def is_joined(self) -> bool:
        """Whether there is a chain."""
        return self._store.get("chain", SERVICE) is not None

    @property
    def chain(self) -> Chain:
        """The chain from the pinned root on; ``chain-not-joined`` before there is one."""
        if self._chain is None:
            raws, pinned = self._store.all("chain", SERVICE), self._store.get("root", SERVICE)
            if not raws:
                raise refuse("chain-not-joined")
            self._chain = Chain.load(raws, pinned)
        return self._chain

    def add_certificates(self, raws: list[bytes]) -> None:
        """Checks and keeps certificates that follow the ones here; all or none."""
        pinned = self._store.get("root", SERVICE)
        if self._chain is None and not self._store.all("chain", SERVICE):
            chain = Chain.load(raws, pinned)
            first = 0
        else:
            chain = self.chain
            first = len(chain.records)
            chain.append_all(raws)
        with self._store.changes():
            for place, raw in enumerate(chain.records[first:], first):
                self._store.put("chain", SERVICE, raw, place)
        self._chain = chain

    def rolls(self, case: bytes) -> Rolls:
        """The rolls of a case as far as they are here."""
        if case not in self._rolls:
            raws = self._store.all("rolls", case)
            self._rolls[case] = Rolls.load(self.chain.org, case, raws, self.chain)
        return self._rolls[case]

    def add_rolls(self, case: bytes, raws: list[bytes]) -> None:
        """Checks and keeps the rolls of a case, oldest first."""
        rolls = self.rolls(case)
        for raw in raws:
            roll = rolls.append(raw, self.chain)
            self._store.put("rolls", case, raw, roll.seq)

    def add_envelopes(self, case: bytes, raws: list[bytes]) -> None:
        """Checks and keeps envelopes to this device."""
        for raw in raws:
            envelope = envelopes.check(raw, self.rolls(case), self.chain)
            self._store.put("envelopes", case, raw, envelope.epoch)

    def case_key(self, case: bytes, epoch: int, identity: Identity) -> bytes | None:
        """The key of an epoch, None where no envelope brought it to this device."""
        raw = self._store.get("envelopes", case, epoch)
        return envelopes.open_envelope(raw, identity.scalar, self.rolls(case)) if raw is not None else None

    def cases(self) -> list[bytes]:
        """The cases that are here."""
        return self._store.names("rolls")

    def ledger(self, case: bytes) -> CaseLedger:
        """The case's order of events, checked again from its first item."""
        ledger = CaseLedger(self.chain.org, case)
        restarts = [decode(Head, raw) for raw in self._store.all("restarts", case)]
        for item in self._store.all("items", case):
            while restarts and restarts[0].n <= ledger.n:
                ledger.note_head(restarts.pop(0))
            ledger.append(item)
        for head in [*restarts, *(decode(Head, raw) for raw in self._store.all("head", case))]:
            ledger.note_head(head)
        return ledger

    def add_items(self, case: bytes, ledger: CaseLedger, raws: list[bytes]) -> list[bytes]:
        """Takes a page into the ledger and the store; answers its tombstones, which the caller obeys.

        Raises ``event-*`` and ``head-*``; what stood before the fault in the page is kept.
        """
        tombstones: list[bytes] = []
        key = self.chain.service_key
        if key is None:
            raise refuse("head-key")
        for raw in raws:
            item = classify(raw)
            match item.kind:
                case Kind.FRAME | Kind.SHREDDED:
                    place = ledger.append(raw).n
                    self._store.put("items", case, raw, place)
                case Kind.TOMBSTONE:
                    tombstones.append(raw)
                case Kind.RESTART | Kind.HEAD:
                    self._take_head(case, ledger, check_head(raw, self.chain.org, key, case), raw)
        return tombstones

    def _take_head(self, case: bytes, ledger: CaseLedger, head: Head, raw: bytes) -> None:
        before = ledger.n
        ledger.note_head(head)
        if ledger.n < before:
            self._store.drop_above("items", case, ledger.n)
        if head.kind == RESTART:
            self._store.put("restarts", case, raw, head.time)
        else:
            self._store.put("head", case, raw)
