"""Telling the server to stop, resume, bring forward, destroy, hold or release (docs/spec/command.md).

A command has one signature (240 B) or two (320 B).  With bit 0 of its flags set it waits, acting on nothing, until
another member has added the second.  ``RIGHTS`` is the only list of who may do what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_sync.errors import refuse
from amanat_sync.keys import ed25519_is_sound, ed25519_sign, ed25519_verify
from amanat_sync.records import (
    COMMANDS,
    ROLES,
    Command,
    check_signature,
    decode,
    least_length,
    sign,
    signed_message,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from amanat_sync.chain import Chain, Device
    from amanat_sync.roll import Rolls

STOP, RESUME, EARLIER, DESTROY, HOLD, RELEASE = range(1, len(COMMANDS) + 1)
TWO = 1
FIRST_LENGTH = least_length(Command)
WHOLE_LENGTH = FIRST_LENGTH + 16 + 64
THREE_DAYS_MS = 72 * 60 * 60_000
NO_REF = bytes(32)

_MEMBERS = frozenset(
    ROLES.index(name) + 1 for name in ("field", "supervisor", "interpreter", "admin", "safeguarding")
)
_SUPERVISOR = frozenset({ROLES.index("supervisor") + 1})
_SENIOR = _SUPERVISOR | {ROLES.index("safeguarding") + 1}


@dataclass(frozen=True, slots=True)
class Right:
    """One line of the table: an op that this many members may do if one of them has one of ``roles``.

    ``notice``: how far ahead (ms) its date must lie.  ``lasts``: after how long (ms) it lapses; 0 = never.
    ``family``: only with the family's own request as ``ref``.
    """

    op: int
    signatures: int
    roles: frozenset[int]
    notice: int = 0
    lasts: int = 0
    family: bool = False


RIGHTS: tuple[Right, ...] = (
    Right(STOP, 1, _MEMBERS),
    Right(EARLIER, 1, _MEMBERS, notice=THREE_DAYS_MS),
    Right(EARLIER, 2, _SENIOR),
    Right(RESUME, 2, _SENIOR),
    Right(HOLD, 1, _SUPERVISOR, lasts=THREE_DAYS_MS),
    Right(HOLD, 2, _SENIOR),
    Right(RELEASE, 2, _SENIOR),
    Right(DESTROY, 1, _MEMBERS, family=True),
    Right(DESTROY, 2, _SENIOR),
)
_BY_OP = {(right.op, right.signatures): right for right in RIGHTS}


@dataclass(frozen=True, slots=True)
class Signed:
    """A command as it came: its fields, and the second signature where it is there."""

    raw: bytes
    command: Command
    second_device: bytes | None
    second_sig: bytes | None

    @property
    def needs_two(self) -> bool:
        """Whether bit 0 asks for a second signature."""
        return bool(self.command.flags & TWO)

    @property
    def waits(self) -> bool:
        """Whether the second signature is still missing."""
        return self.needs_two and self.second_device is None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command that may stand does: nothing yet (``waits``), or its op, until ``until`` (ms; None: for good)."""

    op: int
    waits: bool
    until: int | None


def build_command(
    seed: bytes,
    *,
    op: int,
    org: bytes,
    case: bytes,
    group: bytes,
    command: bytes,
    chain_head: bytes,
    device: bytes,
    due_at: int = 0,
    ref: bytes = NO_REF,
    two: bool = False,
) -> bytes:
    """The 240 B of a command, its random id ``command``, signed by ``seed``; with ``two`` it waits for ``cosign``."""
    record = Command(
        op=op,
        flags=TWO if two else 0,
        basis=0,
        org=org,
        case=case,
        group=group,
        command=command,
        due_at=due_at,
        ref=ref,
        chain_head=chain_head,
        device=device,
    )
    return sign(record, seed)


def cosign(raw: bytes, device: bytes, seed: bytes) -> bytes:
    """The 320 B of a waiting command with the signature of a second member's ``device``.

    Raises ``command-length`` where ``raw`` is not one that waits.
    """
    if not read_command(raw).waits:
        raise refuse("command-length")
    before = raw + device
    return before + ed25519_sign(seed, signed_message(Command.MAGIC, before))


def read_command(raw: bytes) -> Signed:
    """The fields of 240 or 320 B; no signature is checked.  Raises the codes of the table and ``command-length``."""
    if len(raw) not in (FIRST_LENGTH, WHOLE_LENGTH):
        raise refuse("command-length")
    command = decode(Command, raw[:FIRST_LENGTH])
    if len(raw) == FIRST_LENGTH:
        return Signed(raw, command, None, None)
    if not command.flags & TWO:
        raise refuse("command-length")
    return Signed(raw, command, raw[FIRST_LENGTH : FIRST_LENGTH + 16], raw[FIRST_LENGTH + 16 :])


def completes(waiting: bytes, raw: bytes) -> bool:
    """Whether ``raw`` is the waiting command with its second signature; the first 240 B must be the same."""
    return len(waiting) == FIRST_LENGTH and len(raw) == WHOLE_LENGTH and raw[:FIRST_LENGTH] == waiting


def check_same(standing: bytes, raw: bytes) -> None:
    """Raises ``command-differs`` unless ``raw`` is the command of that id that stands here, or completes it."""
    if standing != raw and not completes(standing, raw):
        raise refuse("command-differs")


def check_command(raw: bytes, chain: Chain, rolls: Rolls) -> Signed:
    """The command that ``raw`` is, signed by devices of members who stand in the case's newest roll.

    Raises ``command-*``; whether these members may do this is for ``decide`` to say.
    """
    signed = read_command(raw)
    command = signed.command
    if command.org != chain.org:
        raise refuse("command-org")
    if command.case != rolls.case:
        raise refuse("command-case")
    first = _device(command.device, chain, rolls)
    check_signature(Command, raw[:FIRST_LENGTH], first.ed25519)
    if chain.seq_of(command.chain_head) is None:
        raise refuse("command-chain-head")
    if signed.second_device is not None and signed.second_sig is not None:
        second = _device(signed.second_device, chain, rolls)
        message = signed_message(Command.MAGIC, raw[: FIRST_LENGTH + 16])
        if not ed25519_is_sound(second.ed25519):
            raise refuse("command-key")
        if not ed25519_verify(second.ed25519, message, signed.second_sig):
            raise refuse("command-signature")
    return signed


def decide(
    signed: Signed,
    chain: Chain,
    rolls: Rolls,
    *,
    now_ms: int,
    due_at: int | None,
    ref_member: bytes | None = None,
    held_alone_by: Collection[bytes] = (),
) -> Decision:
    """What a checked command does when it is received at ``now_ms``.

    ``due_at`` is the group's date so far (ms, None: it has none).  ``ref_member`` is the member whose frame ``ref``
    names in this case (None: there is no such frame).  ``held_alone_by`` are the members who have held this group
    alone before: a lone hold is given once, or it would never lapse.
    Raises ``command-due``, ``command-ref``, ``command-signatures``.
    """
    command = signed.command
    right = _BY_OP.get((command.op, 2 if signed.needs_two else 1))
    if right is None:
        raise refuse("command-signatures")
    _check_due(command, right, now_ms, due_at)
    signers = [_device(command.device, chain, rolls)]
    _check_ref(command, right, ref_member, signers[0].member)
    if signed.waits:
        return Decision(command.op, waits=True, until=None)
    if signed.second_device is not None:
        signers.append(_device(signed.second_device, chain, rolls))
    members = {device.member for device in signers}
    if len(members) != right.signatures:
        raise refuse("command-signatures")
    if not any(_role(member, rolls) in right.roles for member in members):
        raise refuse("command-signatures")
    if right.lasts and members & set(held_alone_by):
        raise refuse("command-signatures")
    return Decision(command.op, waits=False, until=now_ms + right.lasts if right.lasts else None)


def _check_due(command: Command, right: Right, now_ms: int, due_at: int | None) -> None:
    if command.op != EARLIER:
        if command.due_at:
            raise refuse("command-due")
        return
    if command.due_at == 0 or command.due_at < now_ms + right.notice:
        raise refuse("command-due")
    if due_at is not None and command.due_at >= due_at:
        raise refuse("command-due")


def _check_ref(command: Command, right: Right, ref_member: bytes | None, member: bytes) -> None:
    if command.ref == NO_REF:
        if right.family:
            raise refuse("command-signatures")
        return
    # Who recorded the family's request is the one who asks for it to be carried out.
    if command.op != DESTROY or ref_member != member:
        raise refuse("command-ref")


def _device(device_id: bytes, chain: Chain, rolls: Rolls) -> Device:
    """The certified device, not revoked, of a member who stands in the newest roll."""
    device = chain.device(device_id)
    if device is None or not device.counts or device.revoked_at_seq is not None:
        raise refuse("command-device")
    if _role(device.member, rolls) not in _MEMBERS:
        raise refuse("command-device")
    return device


def _role(member: bytes, rolls: Rolls) -> int:
    """The member's role in the newest roll, 0 where it does not stand in it."""
    return rolls.members.get(member, 0)
