"""The chain and the enrolments in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from amanat_server.stores.values import Enrolment, EnrolState, Invite, Stored, asks_the_same
from amanat_sync.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amanat_server.stores.memory.medium import Medium, State


class MemoryChain:
    """``ChainStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    async def offer_setup(self, token_hash: bytes) -> None:
        """See ``ChainStore``."""

        def change(state: State) -> None:
            if state.chain:
                raise refuse("setup-done")
            state.setup = token_hash

        self._medium.write(change)

    async def set_up(self, token_hash: bytes, records: Sequence[bytes]) -> Stored:
        """See ``ChainStore``."""
        fresh = list(records)

        def change(state: State) -> Stored:
            if state.chain:
                if state.chain[: len(fresh)] == fresh:
                    return Stored.SAME
                raise refuse("setup-done")
            if state.setup != token_hash:
                raise refuse("setup-token")
            state.chain = list(fresh)
            state.setup = None
            return Stored.NEW

        return self._medium.write(change)

    async def append(self, first: int, records: Sequence[bytes]) -> Stored:
        """See ``ChainStore``."""
        posted = list(records)

        def change(state: State) -> Stored:
            there = state.chain[first : first + len(posted)]
            if not state.chain or first > len(state.chain) or there != posted[: len(there)]:
                raise refuse("chain-seq")
            if len(there) == len(posted):
                return Stored.SAME
            state.chain.extend(posted[len(there) :])
            return Stored.NEW

        return self._medium.write(change)

    async def records(self, after: int = -1) -> list[bytes]:
        """See ``ChainStore``."""
        return self._medium.state.chain[after + 1 :]


class MemoryEnrol:
    """``EnrolStore`` in memory."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    async def invite(self, invite: Invite) -> Stored:
        """See ``EnrolStore``."""

        def change(state: State) -> Stored:
            token = invite.token_hash
            if token in state.invites:
                if state.invites[token] == invite and token not in state.used:
                    return Stored.SAME
                raise refuse("enrol-used")
            state.invites[token] = invite
            return Stored.NEW

        return self._medium.write(change)

    async def find_invite(self, token_hash: bytes) -> Invite | None:
        """See ``EnrolStore``."""
        state = self._medium.state
        return None if token_hash in state.used else state.invites.get(token_hash)

    async def join(self, token_hash: bytes, enrolment: Enrolment, now_ms: int) -> tuple[bytes, Stored]:
        """See ``EnrolStore``."""

        def change(state: State) -> tuple[bytes, Stored]:
            invite = state.invites.get(token_hash)
            if invite is None:
                raise refuse("enrol-used")
            earlier_id = state.used.get(token_hash)
            if earlier_id is not None:
                earlier = state.enrolments[earlier_id]
                if not asks_the_same(enrolment, earlier):
                    raise refuse("enrol-used")
                return earlier.id, Stored.SAME
            if now_ms > invite.until:
                raise refuse("enrol-expired")
            state.used[token_hash] = enrolment.id
            state.enrolments[enrolment.id] = replace(enrolment, token_hash=token_hash, at=now_ms)
            return enrolment.id, Stored.NEW

        return self._medium.write(change)

    async def enrolment(self, enrolment: bytes) -> Enrolment | None:
        """See ``EnrolStore``."""
        return self._medium.state.enrolments.get(enrolment)

    async def waiting(self) -> list[Enrolment]:
        """See ``EnrolStore``."""
        return [each for each in self._medium.state.enrolments.values() if each.state == "waiting"]

    async def settle(self, enrolment: bytes, state: EnrolState) -> bool:
        """See ``EnrolStore``."""
        outcome = state

        def change(state: State) -> bool:
            there = state.enrolments.get(enrolment)
            if there is None or there.state not in {"waiting", outcome}:
                return False
            state.enrolments[enrolment] = replace(there, state=outcome)
            return True

        return self._medium.write(change)
