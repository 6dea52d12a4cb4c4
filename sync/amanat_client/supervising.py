"""What a supervisor's device does for a case: lets later devices have its keys, and carries late frames home.

docs/spec/envelope.md, docs/spec/ledger.md rule 16, docs/adr/0004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_sync.chain import INTERPRETER, SUPERVISOR
from amanat_sync.envelope import goes_at_once, wrap
from amanat_sync.errors import AmanatError, Conflict, refuse
from amanat_sync.frame import check_frame
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import Admit, DeviceConfirmed
from amanat_sync.page import decode_items, encode_items

if TYPE_CHECKING:
    from amanat_client.desk import Desk
    from amanat_sync.chain import Device


@dataclass(frozen=True, slots=True)
class LateFrame:
    """A frame that came after its author's revocation: its hash, who made it, and the bytes."""

    hash: bytes
    device: bytes
    member: bytes
    raw: bytes


class Supervising:
    """The work of a supervisor in one case that was fetched."""

    def __init__(self, desk: Desk, case: bytes) -> None:
        self._desk = desk
        self._case = case

    @property
    def is_mine(self) -> bool:
        """Whether this identity supervises the case."""
        return self._desk.books.rolls(self._case).members.get(self._desk.identity.member) == SUPERVISOR

    def waiting(self) -> list[Device]:
        """Active devices of the case's members that were certified later and that nobody has confirmed yet."""
        chain, rolls = self._desk.books.chain, self._desk.books.rolls(self._case)
        confirmed = {
            parse_base64url(read.event.device)
            for read in self._desk.events(self._case)
            if isinstance(read.event, DeviceConfirmed) and read.n is not None
        }
        return [
            device
            for member in rolls.members
            for device in chain.devices_of(member)
            if device.active
            and device.role != INTERPRETER
            and device.device not in confirmed
            and not goes_at_once(device.device, rolls, chain)
        ]

    def confirm(self, device_id: bytes) -> None:
        """Lets a later device have the case's keys: the event first, then an envelope for each epoch that is here.

        Raises ``right-role`` for anybody but a supervisor of the case, ``envelope-to`` for a device that may not have
        them, and ``chain-fork`` or ``roll-fork`` where no key may be wrapped.
        """
        desk, rolls, case = self._desk, self._desk.books.rolls(self._case), self._case
        self._check_right()
        if not desk.books.may_wrap(case):
            raise refuse("chain-fork" if rolls.may_wrap else "roll-fork")
        device = desk.books.chain.device(device_id)
        if device is None or not device.active or device.role == INTERPRETER or not rolls.has(device.member):
            raise refuse("envelope-to")
        desk.write(case, DeviceConfirmed(device=base64url(device_id)))
        for epoch in desk.books.epochs(case):
            self._wrap(device, epoch)

    def _wrap(self, device: Device, epoch: int) -> None:
        desk, rolls = self._desk, self._desk.books.rolls(self._case)
        ck = desk.books.case_key(self._case, epoch, desk.identity)
        seq = max(seq for seq, roll in enumerate(rolls.records) if roll.epoch == epoch)
        if ck is None:
            return
        envelope = wrap(
            rolls.records[seq],
            sha256(rolls.raws[seq]),
            ck,
            to=device,
            from_device=desk.identity.device,
            seed=desk.identity.seed,
            ephemeral=desk.entropy.draw(32),
        )
        try:
            desk.server.ask("POST", f"/v1/cases/{self._case.hex()}/envelopes", envelope)
        except Conflict:
            # Another supervisor has wrapped it already.
            return

    def late(self) -> list[LateFrame]:
        """The late frames of the case, each signed by the device it names; others are passed over."""
        chain, rolls = self._desk.books.chain, self._desk.books.rolls(self._case)
        body = self._desk.server.ask("GET", f"/v1/cases/{self._case.hex()}/late").content
        found = []
        for raw in decode_items(body):
            try:
                frame = check_frame(raw, chain, rolls)
            except AmanatError:
                continue
            author = chain.device(frame.device)
            if author is not None:
                found.append(LateFrame(sha256(raw), frame.device, author.member, raw))
        return found

    def admit(self, digest: bytes) -> None:
        """Admits a late frame: the event that names it, then the frame itself, which gets its number.

        Raises ``right-role`` for anybody but a supervisor of the case and ``right-missing`` where no such frame waits.
        """
        self._check_right()
        frame = next((late for late in self.late() if late.hash == digest), None)
        if frame is None:
            raise refuse("right-missing")
        self._desk.write(self._case, Admit(hash=base64url(digest)))
        self._desk.server.ask("POST", f"/v1/cases/{self._case.hex()}/events", encode_items([frame.raw]))

    def _check_right(self) -> None:
        if not self.is_mine:
            raise refuse("right-role")
