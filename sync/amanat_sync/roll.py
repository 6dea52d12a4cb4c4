"""Case rolls: who is in a case (docs/spec/roll.md).

* One roll per case and place (seq); each names the one before it.
* Roll 0 is signed by the field worker or supervisor who opens the case and names an endorsed supervisor.
* A later roll is signed by a supervisor of the roll before it; where none is left, by safeguarding.
* The rolls of the service case are signed by admins.
* Whoever is removed ends the epoch: a new one has a new recipient, and only then does the recipient change.

Names and roles are those of the chain at ``chain_head``.  The signer's right is judged there by every reader, and by
the server also at receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from amanat_sync.chain import (
    ADMIN,
    COURIER,
    FIELD,
    RECOVERY,
    SAFEGUARDING,
    SERVICE,
    SUPERVISOR,
    Chain,
    Device,
    record_hash,
)
from amanat_sync.errors import refuse
from amanat_sync.keys import x25519_is_sound
from amanat_sync.records import Roll, RollMember, check_signature, decode, sign

NO_PREV = bytes(32)
_NO_MEMBERS = frozenset({SERVICE, RECOVERY, COURIER})


def service_case_of(org: bytes) -> bytes:
    """The id of the case that holds the service's names and settings: the first 16 bytes of org."""
    return org[:16]


def is_service_case(org: bytes, case: bytes) -> bool:
    """Whether a case is the service case."""
    return case == service_case_of(org)


class Rolls:
    """The verified rolls of one case; they only grow."""

    def __init__(self, org: bytes, case: bytes) -> None:
        """No roll yet, for the case ``case`` of the service ``org``."""
        self._org = org
        self._case = case
        self._raws: list[bytes] = []
        self._records: list[Roll] = []
        self._seqs: dict[bytes, int] = {}
        self._forks: dict[bytes, None] = {}

    @classmethod
    def load(cls, org: bytes, case: bytes, raws: Iterable[bytes], chain: Chain) -> Rolls:
        """The rolls of a case in their order, each checked as a reader checks it."""
        rolls = cls(org, case)
        for raw in raws:
            rolls.append(raw, chain)
        return rolls

    @property
    def org(self) -> bytes:
        """The service."""
        return self._org

    @property
    def case(self) -> bytes:
        """The case."""
        return self._case

    @property
    def is_service(self) -> bool:
        """Whether this is the service case."""
        return is_service_case(self._org, self._case)

    @property
    def seq(self) -> int:
        """The place of the newest roll; -1 where there is none."""
        return len(self._raws) - 1

    @property
    def raws(self) -> tuple[bytes, ...]:
        """The rolls as received."""
        return tuple(self._raws)

    @property
    def records(self) -> tuple[Roll, ...]:
        """The rolls in their order."""
        return tuple(self._records)

    @property
    def newest(self) -> Roll | None:
        """The newest roll, None where there is none."""
        return self._records[-1] if self._records else None

    @property
    def newest_hash(self) -> bytes:
        """SHA-256 of the newest roll; 32 zero bytes where there is none."""
        return record_hash(self._raws[-1]) if self._raws else NO_PREV

    @property
    def forks(self) -> tuple[bytes, ...]:
        """Valid rolls that contradict one of ``raws``: kept as proof."""
        return tuple(self._forks)

    @property
    def may_wrap(self) -> bool:
        """Whether keys of this case may be wrapped, as far as its rolls say: no fork was seen."""
        return not self._forks

    @property
    def members(self) -> dict[bytes, int]:
        """The members of the newest roll with their roles."""
        newest = self.newest
        return {} if newest is None else {row.member: row.role for row in newest.members}

    def has(self, member: bytes) -> bool:
        """Whether a member stands in the newest roll."""
        return member in self.members

    @property
    def signer_of_first(self) -> bytes | None:
        """The device that opened the case."""
        return self._records[0].device if self._records else None

    def by_hash(self, roll_hash: bytes) -> Roll | None:
        """The roll with that SHA-256."""
        seq = self._seqs.get(roll_hash)
        return None if seq is None else self._records[seq]

    def of_epoch(self, epoch: int) -> tuple[Roll, ...]:
        """The rolls of an epoch; all of them name the same recipient."""
        return tuple(roll for roll in self._records if roll.epoch == epoch)

    def needs_new_epoch(self, chain: Chain) -> bool:
        """Whether a device of the newest roll's members was revoked since its epoch began.

        What knows the epoch's key is in other hands then, so a supervisor (in the service case an admin) starts a new
        one.
        """
        if self.newest is None:
            return False
        began = chain.seq_of(self.of_epoch(self.newest.epoch)[0].chain_head)
        if began is None:
            return False
        return any(
            device.revoked_at_seq is not None and device.revoked_at_seq > began and self.has(device.member)
            for device in chain.devices()
        )

    def append(self, raw: bytes, chain: Chain, *, at_receipt: bool = False) -> Roll:
        """Checks a roll in full and takes it in at the next place.

        ``at_receipt`` is the server's way: the signer must have the right now, and a place that is taken is
        ``roll-seq``.  A reader keeps a second valid roll at a taken place in ``forks`` and gets ``roll-fork``.
        The same roll again changes nothing.  Raises ``roll-*``; nothing was changed then but ``forks``.
        """
        roll = decode(Roll, raw)
        if roll.seq <= self.seq and raw == self._raws[roll.seq]:
            return roll
        self._check_place(roll, at_receipt=at_receipt)
        if not x25519_is_sound(roll.recipient):
            raise refuse("roll-key")
        if chain.seq_of(roll.chain_head) is None:
            raise refuse("roll-chain-head")
        signer = self._signer(roll, chain, at_receipt=at_receipt)
        check_signature(Roll, raw, signer.ed25519)
        _check_members(roll, chain)
        before = self._records[roll.seq - 1] if roll.seq else None
        for at in (roll.chain_head, chain.head) if at_receipt else (roll.chain_head,):
            self._check_right(roll, before, signer.member, chain, at)
        if before is None and not self.is_service and not _supervisors(roll, chain, roll.chain_head):
            raise refuse("roll-no-supervisor")
        self._check_epoch(roll, before)
        if roll.seq <= self.seq:
            self._forks[raw] = None
            raise refuse("roll-fork")
        self._raws.append(raw)
        self._records.append(roll)
        self._seqs[record_hash(raw)] = roll.seq
        return roll

    def _check_place(self, roll: Roll, *, at_receipt: bool) -> None:
        if roll.org != self._org:
            raise refuse("roll-org")
        if roll.case != self._case:
            raise refuse("roll-case")
        if roll.seq <= self.seq and at_receipt:
            raise refuse("roll-seq")
        if roll.seq > self.seq + 1:
            raise refuse("roll-prev")
        if roll.prev != (record_hash(self._raws[roll.seq - 1]) if roll.seq else NO_PREV):
            raise refuse("roll-prev")

    def _signer(self, roll: Roll, chain: Chain, *, at_receipt: bool) -> Device:
        signer = chain.device(roll.device, roll.chain_head)
        now = chain.device(roll.device)
        if signer is None or not signer.active:
            raise refuse("roll-device")
        if at_receipt and (now is None or not now.active):
            raise refuse("roll-device")
        return signer

    def _check_right(self, roll: Roll, before: Roll | None, signer: bytes, chain: Chain, at: bytes) -> None:
        role = chain.member_role(signer, at)
        if self.is_service:
            if role != ADMIN:
                raise refuse("roll-signer")
        elif before is None:
            if role not in (FIELD, SUPERVISOR) or all(row.member != signer for row in roll.members):
                raise refuse("roll-signer")
        else:
            left = _supervisors(before, chain, at)
            if signer not in left and (left or role != SAFEGUARDING):
                raise refuse("roll-signer")

    def _check_epoch(self, roll: Roll, before: Roll | None) -> None:
        if before is None:
            if roll.epoch != 1:
                raise refuse("roll-epoch")
            return
        if roll.epoch not in (before.epoch, before.epoch + 1):
            raise refuse("roll-epoch")
        if roll.epoch == before.epoch:
            if {row.member for row in before.members} - {row.member for row in roll.members}:
                raise refuse("roll-epoch")
            if roll.recipient != before.recipient:
                raise refuse("roll-recipient")
        elif any(roll.recipient == earlier.recipient for earlier in self._records[: roll.seq]):
            raise refuse("roll-recipient")


def _check_members(roll: Roll, chain: Chain) -> None:
    ids = [row.member for row in roll.members]
    if not ids or any(left >= right for left, right in pairwise(ids)):
        raise refuse("roll-members")
    for row in roll.members:
        if row.role in _NO_MEMBERS or chain.member_role(row.member, roll.chain_head) != row.role:
            raise refuse("roll-role")


def _supervisors(roll: Roll, chain: Chain, at: bytes) -> set[bytes]:
    """Who stands in a roll as supervisor and is an endorsed one as of ``at``."""
    return {
        row.member for row in roll.members if row.role == SUPERVISOR and chain.is_supervisor(row.member, at)
    }


def build_roll(
    rolls: Rolls,
    seed: bytes,
    *,
    epoch: int,
    recipient: bytes,
    chain_head: bytes,
    members: Mapping[bytes, int],
    device: bytes,
) -> bytes:
    """The next roll of a case, signed by the key of ``seed``; ``Rolls.append`` judges it."""
    roll = Roll(
        suite=1,
        flags=0,
        org=rolls.org,
        case=rolls.case,
        seq=rolls.seq + 1,
        prev=rolls.newest_hash,
        epoch=epoch,
        recipient=recipient,
        chain_head=chain_head,
        members=tuple(RollMember(member, members[member], 0) for member in sorted(members)),
        device=device,
    )
    return sign(roll, seed)
