"""What is known of the service: the chain, rolls, case keys and ledgers, verified as they are read.

The pure rules decide, this module reads and writes.  Whatever comes from the server is checked before it is kept, and
no key is taken on the server's word: the chain starts at the root that the link named.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from amanat_client.ledgers import add_page, load_ledger
from amanat_sync import envelope as envelopes
from amanat_sync.chain import Chain
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.records import Roll, decode
from amanat_sync.roll import Rolls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amanat_client.identity import Identity
    from amanat_client.ledgers import PageTaken
    from amanat_client.store import Store
    from amanat_sync.ledger import CaseLedger

SERVICE = b"service"


class Books:
    """The verified records of one service in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chain: Chain | None = None
        self._rolls: dict[bytes, Rolls] = {}
        self._ledgers: dict[bytes, CaseLedger] = {}
        self._keys: dict[tuple[bytes, int], bytes] = {}

    @property
    def is_joined(self) -> bool:
        """Whether there is a chain."""
        return self._store.get("chain", SERVICE) is not None

    @property
    def chain(self) -> Chain:
        """The chain from the pinned root on; ``chain-not-joined`` before there is one.

        It remembers what forbids wrapping keys: forks that were seen, and chain heads that are not here yet.
        """
        if self._chain is None:
            raws, pinned = self._store.all("chain", SERVICE), self._store.get("root", SERVICE)
            if not raws:
                raise refuse("chain-not-joined")
            self._chain = Chain.load(raws, pinned)
            for head in self._store.names("awaited"):
                self._chain.expect(head)
            _hear(self._chain.append, self._store.all("chain-forks", SERVICE))
        return self._chain

    def expect(self, heads: Iterable[bytes]) -> bool:
        """Notes chain heads seen in other records; whether one of them is missing here."""
        missing = [head for head in heads if self.chain.seq_of(head) is None]
        for head in missing:
            self.chain.expect(head)
            self._store.put("awaited", head, b"")
        return bool(missing)

    def add_certificates(self, raws: list[bytes]) -> None:
        """Checks and keeps certificates that follow the ones here, up to the first that does not hold.

        Raises that one's ``chain-*``; with ``chain-fork`` the other record is kept as proof.
        """
        pinned, first = self._store.get("root", SERVICE), 0
        if self.is_joined:
            chain, first = self.chain, len(self.chain.records)
        else:
            chain = Chain.start(raws[0], pinned) if raws else Chain.load(raws)
        try:
            for raw in raws:
                chain.append(raw)
        finally:
            with self._store.changes():
                for place, raw in enumerate(chain.records[first:], first):
                    self._store.put("chain", SERVICE, raw, place)
                for raw in chain.forks:
                    self._store.add("chain-forks", SERVICE, raw)
                for head in self._store.names("awaited"):
                    if chain.seq_of(head) is not None:
                        self._store.drop("awaited", head)
            self._chain = chain

    def rolls(self, case: bytes) -> Rolls:
        """The rolls of a case as far as they are here, with the forks that were seen."""
        if case not in self._rolls:
            self._rolls[case] = Rolls.load(self.chain.org, case, self._store.all("rolls", case), self.chain)
            rolls = self._rolls[case]
            _hear(lambda raw: rolls.append(raw, self.chain), self._store.all("roll-forks", case))
        return self._rolls[case]

    def add_rolls(self, case: bytes, raws: list[bytes]) -> None:
        """Checks and keeps the rolls of a case, oldest first; with ``roll-fork`` the other one is kept as proof."""
        self.expect(decode(Roll, raw).chain_head for raw in raws)
        rolls = self.rolls(case)
        for raw in raws:
            try:
                roll = rolls.append(raw, self.chain)
            except AmanatError as error:
                if error.code == "roll-fork":
                    self._store.add("roll-forks", case, raw)
                raise
            self._store.put("rolls", case, raw, roll.seq)

    def may_wrap(self, case: bytes) -> bool:
        """Whether a key of this case may be wrapped: no fork was seen, and no certificate is awaited."""
        return self.chain.may_wrap and self.rolls(case).may_wrap

    def add_envelope(self, case: bytes, raw: bytes, identity: Identity) -> None:
        """Checks, opens and keeps an envelope to this device; one that is here already stays.

        Raises ``envelope-*``.
        """
        envelope = envelopes.check(raw, self.rolls(case), self.chain)
        if envelope.to_device != identity.device:
            raise refuse("envelope-to")
        if self._store.get("envelopes", case, envelope.epoch) is None:
            envelopes.open_envelope(raw, identity.scalar, self.rolls(case))
            self._store.put("envelopes", case, raw, envelope.epoch)

    def case_key(self, case: bytes, epoch: int, identity: Identity) -> bytes | None:
        """The key of an epoch, None where no envelope brought it to this device; in memory only."""
        if (case, epoch) not in self._keys:
            raw = self._store.get("envelopes", case, epoch)
            if raw is None:
                return None
            self._keys[case, epoch] = envelopes.open_envelope(raw, identity.scalar, self.rolls(case))
        return self._keys[case, epoch]

    def epochs(self, case: bytes) -> list[int]:
        """The epochs whose keys are here."""
        return [epoch for epoch, _ in self._store.places("envelopes", case)]

    def cases(self) -> list[bytes]:
        """The cases that are here."""
        return self._store.names("rolls")

    def ledger(self, case: bytes) -> CaseLedger:
        """The case's order of events, checked again from its first item when a program starts."""
        if case not in self._ledgers:
            self._ledgers[case] = load_ledger(self._store, self.chain.org, case)
        return self._ledgers[case]

    def add_items(self, case: bytes, start: int, raws: list[bytes]) -> PageTaken:
        """Takes a page, whose first item is number ``start + 1``, into the ledger and the store; all or nothing.

        Raises ``event-*`` and ``head-*``; what contradicts is kept as proof, and the history stays as it was.
        """
        ledger, key = self.ledger(case), self.chain.service_key
        if key is None:
            raise refuse("head-key")
        try:
            with self._store.changes():
                return add_page(self._store, self.chain, self.rolls(case), ledger, key, start, raws)
        except BaseException:
            for proof in ledger.proofs:
                self._store.add("proofs", case, proof.code.encode() + b"\0" + proof.ours + proof.theirs)
            del self._ledgers[case]
            raise


def _hear(append: Callable[[bytes], object], raws: list[bytes]) -> None:
    """Tells a view of the contradictions that were kept; each is refused again, and remembered by that."""
    for raw in raws:
        with suppress(AmanatError):
            append(raw)
