"""An unlocked identity at work: its keys, what it knows, and the server it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.events import UnknownEvent, decode_event, encode_event
from amanat_sync.frame import note_key, open_frame, seal_frame
from amanat_sync.head import check_lease
from amanat_sync.ledger import item_hash
from amanat_sync.manifest import share_commit
from amanat_sync.page import PageReader, decode_items, encode_items
from amanat_sync.records import Frame, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.books import Books
    from amanat_client.clock import Clock
    from amanat_client.entropy import Entropy
    from amanat_client.identity import Identity
    from amanat_client.store import Store
    from amanat_client.transport import Server
    from amanat_sync.kinds import Event
    from amanat_sync.ledger import CaseLedger

CERTIFICATE, ENVELOPE = 288, 266
PAGE = 500


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event as it stands in the order: its number, its frame, and what it says (None: not for this identity)."""

    n: int
    hash: bytes
    frame: Frame
    event: Event | UnknownEvent | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a command needs, joined once in ``cli``."""

    identity: Identity
    server: Server
    books: Books
    store: Store
    clock: Clock
    entropy: Entropy

    def fetch_chain(self) -> None:
        """Certificates above the ones that are here."""
        known = len(self.books.chain.records) if self.books.is_joined else 0
        after = f"?after={known - 1}" if known else ""
        body = self.server.ask("GET", f"/v1/chain{after}").content
        if len(body) % CERTIFICATE:
            raise refuse("server-answer")
        raws = [body[at : at + CERTIFICATE] for at in range(0, len(body), CERTIFICATE)]
        if raws:
            self.books.add_certificates(raws)

    def fetch_case(self, case: bytes) -> list[bytes]:
        """Rolls, envelopes and all events of a case; answers the tombstones that came."""
        target = f"/v1/cases/{case.hex()}"
        self.books.add_rolls(case, decode_items(self.server.ask("GET", f"{target}/rolls").content))
        body = self.server.ask("GET", f"{target}/envelopes").content
        self.books.add_envelopes(case, [body[at : at + ENVELOPE] for at in range(0, len(body), ENVELOPE)])
        ledger = self.books.ledger(case)
        tombstones: list[bytes] = []
        while True:
            before = ledger.n
            page = self._page(case, ledger)
            tombstones += page
            if ledger.n == before:
                # A page repeats a tombstone until this device has confirmed it.
                return list(dict.fromkeys(tombstones))

    def _page(self, case: bytes, ledger: CaseLedger) -> list[bytes]:
        cursor = self.store.get("cursor", case)
        after = f"&after={cursor.decode()}" if cursor is not None and ledger.n else ""
        try:
            answer = self.server.ask("GET", f"/v1/cases/{case.hex()}/events?limit={PAGE}{after}")
        except AmanatError as error:
            if error.code != "event-cursor" or not after:
                raise
            # Another store answers there now: what is here is compared with it from its first item.
            self.store.drop("cursor", case)
            self.store.drop("items", case)
            return self._page(case, self.books.ledger(case))
        reader = PageReader()
        items = [item.raw for item in reader.push(answer.content)]
        if not reader.is_whole:
            raise refuse("server-answer")
        with self.store.changes():
            tombstones = self.books.add_items(case, ledger, items)
            self.store.put("cursor", case, answer.headers["amanat-cursor"].encode())
        return tombstones

    def share(self, group: bytes) -> bytes:
        """The share of a group, lent by the server for this moment; the command line keeps none.

        Raises ``share-*`` where it was stopped or destroyed, ``head-lease`` for a lease that does not hold.
        """
        body = self.server.ask("POST", f"/v1/shares/{group.hex()}/lease").content
        share, lease = body[:32], body[32:]
        key = self.books.chain.service_key
        if key is None:
            raise refuse("head-key")
        check_lease(
            lease,
            self.books.chain.org,
            key,
            group=group,
            share_commit=share_commit(group, share),
            now_ms=self.clock.now_ms(),
        )
        return share

    def note_key(self, case: bytes, epoch: int, author: bytes, case_share: bytes) -> bytes | None:
        """The key of an author's events about a case, None where this device has no key of that epoch."""
        ck = self.books.case_key(case, epoch, self.identity)
        return note_key(ck, case_share, case, epoch, author) if ck is not None else None

    def events(self, case: bytes) -> Iterator[ReadEvent]:
        """The events of a case in order; what cannot be opened has None."""
        share = self.share(case)
        for n, raw in enumerate(self.store.all("items", case), 1):
            if len(raw) == 32:
                continue
            frame = decode(Frame, raw)
            event: Event | UnknownEvent | None = None
            key = self.note_key(case, frame.epoch, frame.device, share) if frame.group == case else None
            if key is not None:
                event = decode_event(open_frame(raw, key))
            yield ReadEvent(n, item_hash(raw), frame, event)

    def write(self, case: bytes, event: Event) -> bytes:
        """Adds an event to a case and answers its frame: kept here first, then sent.

        ``server-unreachable`` leaves it waiting in the outbox.
        """
        ledger = self.books.ledger(case)
        newest = self.books.rolls(case).newest
        key = self.note_key(case, newest.epoch, self.identity.device, self.share(case)) if newest else None
        if newest is None or key is None:
            raise refuse("right-case")
        mine = self.store.all("mine", case)
        last = decode(Frame, mine[-1]) if mine else None
        seen_n, seen = ledger.seen_by(self.identity.device)
        raw = seal_frame(
            encode_event(event),
            case=case,
            epoch=newest.epoch,
            group=case,
            device=self.identity.device,
            seq=last.seq + 1 if last else 0,
            prev=item_hash(mine[-1]) if mine else bytes(32),
            chain_head=self.books.chain.head,
            seen_n=seen_n,
            seen=seen,
            key=key,
            nonce=self.entropy.draw(12),
            seed=self.identity.seed,
        )
        self.keep_own(case, raw)
        self.send_outbox(case)
        return raw

    def keep_own(self, case: bytes, raw: bytes) -> None:
        """Keeps a frame that this device made; it stays for good, so that a restored server gets it again."""
        self.store.put("mine", case, raw, decode(Frame, raw).seq)

    def send_outbox(self, *cases: bytes) -> None:
        """Sends the own frames that the server's order, as known here, does not hold; sent twice, nothing changes."""
        for case in cases or self.store.names("mine"):
            place = self.books.ledger(case).newest_of(self.identity.device)
            known = place.seq if place else -1
            frames = [raw for raw in self.store.all("mine", case) if decode(Frame, raw).seq > known]
            if frames:
                self.server.ask("POST", f"/v1/cases/{case.hex()}/events", encode_items(frames))
