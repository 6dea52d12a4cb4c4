"""What an admin's device does to the chain and, after it, to the service case (docs/spec/chain.md, docs/spec/roll.md).

A record that loses its place in the chain to another's is rebuilt on the new head and signed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync import certify
from amanat_sync.chain import ADMIN, COURIER, RECOVERY, SERVICE, Chain
from amanat_sync.envelope import wrap
from amanat_sync.errors import AmanatError, Conflict, refuse
from amanat_sync.roll import build_roll, service_case_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amanat_client.desk import Desk
    from amanat_sync.chain import Device
    from amanat_sync.enrol import Joining

TRIES = 5
NO_PEOPLE = frozenset({SERVICE, RECOVERY, COURIER})


class Staffing:
    """Certificates by one admin."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def certify(self, joining: Joining, root_seed: bytes | None = None) -> None:
        """Certifies a device that joins and, with it, its tablet's courier.

        Admins and safeguarding are the root's to certify: ``root_seed`` comes from two cards.  Raises ``chain-*``.
        """
        now_ms, seed = self._desk.clock.now_ms(), root_seed or self._desk.identity.seed
        builds: list[Callable[[Chain], bytes]] = [
            lambda chain: certify.build_add(
                chain,
                seed,
                role=joining.role,
                member=joining.member,
                device=joining.device,
                ed25519=joining.ed25519,
                x25519=joining.x25519,
                not_before=now_ms,
            )
        ]
        if joining.tablet != bytes(16):
            builds.append(
                lambda chain: certify.build_add(
                    chain,
                    seed,
                    role=COURIER,
                    member=bytes(16),
                    device=joining.tablet,
                    ed25519=joining.courier,
                    x25519=bytes(32),
                    not_before=now_ms,
                )
            )
        self._post(builds)

    def endorse(self, device: bytes, root_seed: bytes | None = None) -> None:
        """Vouches for a device: as another admin than its certifier, or by the root brought back from two cards."""
        seed = root_seed or self._desk.identity.seed
        self._post([lambda chain: certify.build_endorse(chain, seed, device=device)])

    def revoke(self, device: bytes) -> None:
        """Revokes a device; ``chain-target`` where the chain does not have it, ``chain-signer`` for the root's own."""
        seed, now_ms = self._desk.identity.seed, self._desk.clock.now_ms()
        self._post([lambda chain: certify.build_revoke(chain, seed, device=device, now_ms=now_ms)])

    def _post(self, builds: Iterable[Callable[[Chain], bytes]]) -> None:
        """Records one after another on the newest head, all or none.  Raises ``chain-*``."""
        desk = self._desk
        for left in reversed(range(TRIES)):
            desk.fetch_chain()
            scratch, records = Chain.load(desk.books.chain.records), []
            for build in builds:
                records.append(build(scratch))
                scratch.append(records[-1])
            try:
                desk.server.ask("POST", "/v1/chain", b"".join(records))
            except AmanatError as error:
                if error.code != "chain-seq" or not left:
                    raise
            else:
                desk.books.add_certificates(records)
                return

    def tend_service_case(self) -> None:
        """Lets every active device of the staff into the service case that was not let in from here before.

        Every member stands in its roll, and each device gets its key.  Raises ``chain-fork`` and ``roll-fork`` where
        no key may be wrapped.
        """
        desk, case = self._desk, service_case_of(self._desk.books.chain.org)
        due = [
            device
            for device in desk.books.chain.devices()
            if device.active
            and device.role not in NO_PEOPLE
            and device.device != desk.identity.device
            and desk.store.get("let-in", device.device) is None
        ]
        if not due or desk.books.chain.member_role(desk.identity.member) != ADMIN:
            return
        desk.fetch_case(case)
        newest = desk.books.rolls(case).newest
        ck = desk.books.case_key(case, newest.epoch, desk.identity) if newest is not None else None
        if ck is None:
            return
        self._name(case, due)
        for device in due:
            self._wrap(case, ck, device)
            desk.store.put("let-in", device.device, b"")

    def _name(self, case: bytes, due: list[Device]) -> None:
        """A roll of the service case that names everybody."""
        desk, rolls = self._desk, self._desk.books.rolls(case)
        newest = rolls.newest
        missing = {device.member: device.role for device in due if not rolls.has(device.member)}
        if not missing or newest is None:
            return
        raw = build_roll(
            rolls,
            desk.identity.seed,
            epoch=newest.epoch,
            recipient=newest.recipient,
            chain_head=desk.books.chain.head,
            members={**rolls.members, **missing},
            device=desk.identity.device,
        )
        desk.server.ask("POST", f"/v1/cases/{case.hex()}/rolls", raw)
        desk.books.add_rolls(case, [raw])

    def _wrap(self, case: bytes, ck: bytes, device: Device) -> None:
        desk, rolls = self._desk, self._desk.books.rolls(case)
        if rolls.newest is None or not desk.books.may_wrap(case):
            raise refuse("chain-fork" if rolls.may_wrap else "roll-fork")
        envelope = wrap(
            rolls.newest,
            rolls.newest_hash,
            ck,
            to=device,
            from_device=desk.identity.device,
            seed=desk.identity.seed,
            ephemeral=desk.entropy.draw(32),
        )
        try:
            desk.server.ask("POST", f"/v1/cases/{case.hex()}/envelopes", envelope)
        except Conflict:
            # Another admin's device has wrapped it already.
            return
