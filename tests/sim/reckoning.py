"""What is not where it should be once all faults have ended: convergence (I3), liveness (I8), no deed lost (I9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from amanat_sync.ids import parse_base64url
from amanat_sync.kinds import Admit
from amanat_sync.ledger import Item, item_hash
from amanat_sync.records import Command, Frame, decode

if TYPE_CHECKING:
    from amanat_server.stores.memory.medium import CaseBook, State
    from tests.sim.kept import Reel
    from tests.sim.stored import Deed
    from tests.sim.tablet import Tablet
    from tests.sim.witness import Witness


def unsettled(witness: Witness) -> list[str]:
    """In words; empty when all is synced."""
    state = witness.service.medium.state
    found = [
        f"I9: {deed.device}'s {deed.kind} {deed.name.hex()[:6]} is neither stored nor an error that is shown"
        for deed in witness.deeds
        if not deed.gone and not witness.stored.knows(deed) and not _is_explained(witness, deed)
    ]
    for tablet in witness.tablets:
        if tablet.shelf.get("revoked") is not None:
            continue
        for case, book in state.cases.items():
            if book.rolls and tablet.who.member in book.rolls[-1].members:
                found += _ledger(tablet, case, book)
        found += _destroyed(tablet, state)
        found += _films(witness, tablet)
    return found


def is_queued(tablet: Tablet, deed: Deed) -> bool:
    """Whether the device still has what the deed was about, to send it."""
    if deed.kind == "frame":
        return any(item_hash(raw) == deed.name for raw in tablet.books.raws("mine", deed.case))
    table = {"film": "reels", "command": "orders", "case": "opened"}[deed.kind]
    held = tablet.shelf.get(table, deed.name)
    if deed.kind == "film" and held is not None:
        return cast("Reel", held).payload is not None
    return held is not None


def _is_explained(witness: Witness, deed: Deed) -> bool:
    """Whether the person sees why it is not done, or it is past its time."""
    if deed.kind == "film" and (deed.name in witness.stored.destroyed or deed.name in witness.lost_copies):
        return True
    tablet = next(each for each in witness.tablets if each.name == deed.device)
    if deed.name in tablet.errors:
        return True
    raw = tablet.shelf.get("commands", deed.name)
    if isinstance(raw, bytes):
        # It may wait for its film, where that was lost before it was sent.
        return decode(Command, raw[:240]).group not in witness.service.medium.state.groups
    return deed.kind == "film" and tablet.shelf.get("shredded", deed.name) is not None


def _ledger(tablet: Tablet, case: bytes, book: CaseBook) -> list[str]:
    """The same items in the same order, and the same opinion of what is late."""
    books, name = tablet.books, case.hex()[:6]
    if case not in books.cases():
        return [f"I3: {tablet.name} does not know the case {name}"]
    raws = books.raws("items", case)
    if [item_hash(raw) for raw in raws] != [frame.hash for frame, _ in book.frames]:
        return [f"I3: {tablet.name} has {len(raws)} items of {name}, the server {len(book.frames)}"]
    if books.ledger(case).n != len(raws):
        return [f"I3: {tablet.name}'s ledger of {name} is not what it has stored"]
    gone = {
        each.device: each.revoked_at_seq for each in books.chain.devices() if each.revoked_at_seq is not None
    }
    if not gone or books.note_key(case, tablet.who.device) is None:
        return []
    admitted = {
        parse_base64url(event.hash, 32) for _, event in books.events(case) if isinstance(event, Admit)
    }
    ledger = books.ledger(case)
    for n, raw in enumerate(raws, 1):
        frame = decode(Frame, raw) if len(raw) > 32 else None
        if frame is not None and frame.device in gone:
            item = Item(n, item_hash(raw), ledger.h_at(n) or b"", frame)
            if ledger.is_late(item, gone[frame.device], admitted):
                return [f"{tablet.name} takes number {n} of {name} for late"]
    return []


def _destroyed(tablet: Tablet, state: State) -> list[str]:
    """Everybody knows what is destroyed, and has nothing of it."""
    found = []
    for group, stone in state.tombstones.items():
        if tablet.shelf.get("reels", group) or tablet.shelf.get("copies", group):
            found.append(f"{tablet.name} still has {group.hex()[:6]}, which is destroyed")
        if stone.case in tablet.books.cases() and tablet.shelf.get("graves", group) is None:
            found.append(f"{tablet.name} does not know that {group.hex()[:6]} is destroyed")
    return found


def _films(witness: Witness, tablet: Tablet) -> list[str]:
    """Whoever is to have a film has it as it was made, where it may be lent."""
    state, now = witness.service.medium.state, witness.clock.now_ms()
    found = []
    for copy in tablet.copies():
        film, group = witness.films[copy.clip], state.groups.get(copy.clip)
        if group is None or group.stopped or group.held_until > now or now >= film.due_at:
            continue
        if copy.clip in state.destroyed or not witness.stored.has_film(copy.clip):
            continue
        if (copy.manifest, copy.header, copy.payload) != (film.manifest, film.header, film.payload):
            found.append(f"I3: {tablet.name} has not the film {copy.clip.hex()[:6]} as it was made")
    return found
