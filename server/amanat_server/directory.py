"""Who is who and who is in which case, as the stores have it, verified and kept in memory.

The chain and the rolls are read once and then follow what is stored: a record counts here only after it is durable.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from amanat_server.stores.values import NewRoll, Stored
from amanat_sync.chain import Chain
from amanat_sync.errors import refuse
from amanat_sync.roll import Rolls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_server.clock import Clock
    from amanat_server.stores.ports import CaseStore, ChainStore

CASES_KEPT = 4096


class Directory:
    """The chain, and the rolls of the cases asked for last."""

    def __init__(self, chain_store: ChainStore, case_store: CaseStore, clock: Clock) -> None:
        self._chain_store = chain_store
        self._case_store = case_store
        self._clock = clock
        self._chain: Chain | None = None
        self._rolls: OrderedDict[bytes, Rolls] = OrderedDict()
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Reads the chain; before set-up there is none."""
        records = await self._chain_store.records()
        self._chain = Chain.load(records) if records else None
        self._rolls.clear()

    @property
    def is_set_up(self) -> bool:
        """Whether there is a chain."""
        return self._chain is not None

    @property
    def chain(self) -> Chain:
        """The verified chain; ``service-not-ready`` before set-up."""
        if self._chain is None:
            raise refuse("service-not-ready")
        return self._chain

    async def set_up(self, token_hash: bytes, records: Sequence[bytes]) -> Stored:
        """Stores the first records and takes them as the chain; they were checked before."""
        async with self._turn:
            stored = await self._chain_store.set_up(token_hash, records)
            await self.load()
            return stored

    async def append(self, records: Sequence[bytes]) -> Stored:
        """Checks and stores certificates, all or none; raises ``chain-*``."""
        async with self._turn:
            first = len(self.chain.records)
            standing = [raw for raw in records if raw in self.chain.records]
            if len(standing) == len(records):
                return Stored.SAME
            try:
                self.chain.append_all(records, self._clock.now_ms())
                return await self._chain_store.append(first, self.chain.records[first:])
            except BaseException:
                # What is in memory may be ahead of the store: the store is the truth.
                await self.load()
                raise

    async def rolls(self, case: bytes) -> Rolls:
        """The case's rolls, none for an unknown case; the caller must not append to them."""
        held = self._rolls.get(case)
        if held is None:
            held = Rolls(self.chain.org, case)
            for raw in await self._case_store.rolls(case):
                held.append(raw, self.chain)
            self._keep(case, held)
        return held

    async def append_roll(self, case: bytes, raw: bytes) -> Stored:
        """Checks and stores the next roll of a case; raises ``roll-*``."""
        async with self._turn:
            held = await self.rolls(case)
            if raw in held.raws:
                return Stored.SAME
            try:
                roll = held.append(raw, self.chain, at_receipt=True)
                members = tuple(row.member for row in roll.members)
                return await self._case_store.put_roll(NewRoll(case, roll.seq, roll.epoch, members, raw))
            except BaseException:
                self._rolls.pop(case, None)
                raise

    def _keep(self, case: bytes, rolls: Rolls) -> None:
        self._rolls[case] = rolls
        while len(self._rolls) > CASES_KEPT:
            self._rolls.popitem(last=False)
