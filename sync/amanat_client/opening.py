"""Opening a case: its key, share, first roll, envelopes, recovery file and first event, in the order of the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.chain import INTERPRETER
from amanat_sync.envelope import goes_at_once, wrap
from amanat_sync.errors import refuse
from amanat_sync.events import encode_event
from amanat_sync.frame import note_key, seal_frame
from amanat_sync.header import write_recovery_file
from amanat_sync.ids import base64url
from amanat_sync.keys import x25519_public
from amanat_sync.kinds import CaseOpened
from amanat_sync.ledger import h0
from amanat_sync.manifest import share_commit
from amanat_sync.records import Envelope, decode
from amanat_sync.roll import Rolls, build_roll, is_service_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amanat_client.desk import Desk
    from amanat_sync.kinds import Event


def open_case(
    desk: Desk,
    case: bytes,
    members: Mapping[bytes, int],
    label: str,
    *,
    languages: tuple[str, ...] = (),
    ends_at: int | None = None,
    further: tuple[Event, ...] = (),
) -> None:
    """Opens ``case`` for ``members`` (id → role as certified), this identity's own among them.

    ``ends_at`` is when the work is planned to end; ``further`` events follow the first.  Sent in the order roll,
    recovery, envelopes, share, events.  Raises ``roll-*`` where the members may not be named, and what the server
    refuses.
    """
    chain, identity, entropy = desk.books.chain, desk.identity, desk.entropy
    recovery = chain.recovery_key
    if recovery is None or not chain.may_wrap:
        raise refuse("chain-fork" if recovery else "roll-chain-head")
    ck, share = entropy.draw(32), entropy.draw(32)
    raw = build_roll(
        Rolls(chain.org, case),
        identity.seed,
        epoch=1,
        recipient=x25519_public(ck),
        chain_head=chain.head,
        members=dict(members),
        device=identity.device,
    )
    rolls = Rolls(chain.org, case)
    roll = rolls.append(raw, chain)
    file = write_recovery_file(
        ck, recovery, file_key=entropy.draw(16), nonce=entropy.draw(16), ephemeral=entropy.draw(32)
    )
    envelopes = [
        wrap(
            roll,
            rolls.newest_hash,
            ck,
            to=device,
            from_device=identity.device,
            seed=identity.seed,
            ephemeral=entropy.draw(32),
        )
        for member in members
        for device in chain.devices_of(member)
        if device.active
        and goes_at_once(device.device, rolls, chain)
        and (rolls.is_service or device.role != INTERPRETER)
    ]
    target = f"/v1/cases/{case.hex()}"
    desk.server.ask("POST", f"{target}/rolls", raw)
    desk.books.add_rolls(case, [raw])
    desk.server.ask("POST", f"{target}/recovery", (1).to_bytes(4, "big") + file)
    desk.server.ask("POST", f"{target}/envelopes", b"".join(envelopes))
    desk.server.ask("POST", f"/v1/shares/{case.hex()}", share)
    for envelope in envelopes:
        if decode(Envelope, envelope).to_device == identity.device:
            desk.books.add_envelope(case, envelope, identity)
    opened = CaseOpened(
        label=label,
        purpose="help",
        languages=list(languages),
        ends_at=ends_at,
        share_commit=base64url(share_commit(case, share)),
    )
    events: tuple[Event, ...] = further if is_service_case(chain.org, case) else (opened, *further)
    _first_event(desk, case, ck, share, events[0])
    desk.fetch_case(case)
    for event in events[1:]:
        desk.write(case, event)


def _first_event(desk: Desk, case: bytes, ck: bytes, share: bytes, event: Event) -> None:
    frame = seal_frame(
        encode_event(event),
        case=case,
        epoch=1,
        group=case,
        device=desk.identity.device,
        seq=0,
        prev=bytes(32),
        chain_head=desk.books.chain.head,
        seen_n=0,
        seen=h0(desk.books.chain.org, case),
        key=note_key(ck, share, case, 1, desk.identity.device),
        nonce=desk.entropy.draw(12),
        seed=desk.identity.seed,
    )
    desk.keep_own(case, frame)
    desk.send_outbox(case)
