"""An unlocked identity at work: its keys, what it knows, and the server it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanat_client.ledgers import chain_heads
from amanat_client.reading import Reader, ReadEvent
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.events import encode_event
from amanat_sync.frame import clip_notes_key, note_key, seal_frame
from amanat_sync.head import check_lease
from amanat_sync.ledger import item_hash
from amanat_sync.manifest import share_commit
from amanat_sync.page import Kind, PageReader, decode_items, encode_items
from amanat_sync.records import Frame, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.books import Books
    from amanat_client.clock import Clock
    from amanat_client.entropy import Entropy
    from amanat_client.identity import Identity
    from amanat_client.ledgers import PageTaken
    from amanat_client.store import Store
    from amanat_client.transport import Server
    from amanat_sync.kinds import Event

__all__ = ["Desk", "Fetched", "ReadEvent"]

CERTIFICATE, ENVELOPE, SHARE, LEASE = 288, 266, 32, 176
PAGE = 500
POST_TOP = 1024 * 1024
"""How many bytes of frames go in one request."""


@dataclass(slots=True)
class Fetched:
    """What a case brought: tombstones to obey, whether the server said that it was restored, and codes of faults that
    left the rest of the case readable."""

    tombstones: list[bytes] = field(default_factory=list)
    restored: bool = False
    faults: list[str] = field(default_factory=list)


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
        """Certificates above the ones that are here.

        Raises ``chain-*``; what stood before the fault is kept.  Where the new ones do not follow, the whole chain is
        compared with this one, so that two histories of it are told apart from noise (``chain-fork``).
        """
        known = len(self.books.chain.records) if self.books.is_joined else 0
        try:
            self.books.add_certificates(self._certificates(f"?after={known - 1}" if known else ""))
        except AmanatError as error:
            if error.code != "chain-prev" or not known:
                raise
            self.books.add_certificates(self._certificates(""))

    def _certificates(self, query: str) -> list[bytes]:
        return _records(self.server.ask("GET", f"/v1/chain{query}").content, CERTIFICATE)

    def fetch_case(self, case: bytes) -> Fetched:
        """Rolls, envelopes and all events of a case.

        Raises ``roll-*``, ``event-*``, ``head-*``; nothing of the page with the fault is kept then but the proof.
        """
        target, fetched = f"/v1/cases/{case.hex()}", Fetched()
        try:
            self._add_rolls(case, decode_items(self.server.ask("GET", f"{target}/rolls").content))
        except AmanatError as error:
            if error.code != "roll-fork":
                raise
            # Two rolls at one place stop the wrapping of keys; events are still read under the first.
            fetched.faults.append(error.code)
        for raw in _records(self.server.ask("GET", f"{target}/envelopes").content, ENVELOPE):
            try:
                self.books.add_envelope(case, raw, self.identity)
            except AmanatError as error:
                fetched.faults.append(error.code)
        more = True
        while more:
            page, more = self._page(case)
            fetched.tombstones += page.tombstones
            fetched.restored |= page.restored
        # A page repeats a tombstone until this device has confirmed it.
        fetched.tombstones = list(dict.fromkeys(fetched.tombstones))
        return fetched

    def _add_rolls(self, case: bytes, raws: list[bytes]) -> None:
        try:
            self.books.add_rolls(case, raws)
        except AmanatError as error:
            if error.code != "roll-chain-head":
                raise
            self.fetch_chain()
            self.books.add_rolls(case, raws)

    def _page(self, case: bytes) -> tuple[PageTaken, bool]:
        """The next page, and whether it held any item of the order: then there may be more."""
        ledger, cursor = self.books.ledger(case), self.store.get("cursor", case)
        start = int(cursor.rpartition(b".")[2]) if cursor is not None else 0
        if cursor is None or start > ledger.n:
            start, after = 0, ""
        else:
            after = f"&after={cursor.decode()}"
        try:
            answer = self.server.ask("GET", f"/v1/cases/{case.hex()}/events?limit={PAGE}{after}")
        except AmanatError as error:
            if error.code != "event-cursor" or not after:
                raise
            # Another store answers there now, or one that has lost events: all it shows is compared with what is here.
            self.store.drop("cursor", case)
            return self._page(case)
        reader = PageReader()
        found = reader.push(answer.content)
        items = [item.raw for item in found]
        end = start + sum(item.kind in (Kind.FRAME, Kind.SHREDDED) for item in found)
        next_cursor = answer.headers.get("amanat-cursor", "")
        if not reader.is_whole or next_cursor.rpartition(".")[2] != str(end):
            raise refuse("server-answer")
        if self.books.expect(chain_heads(items)):
            self.fetch_chain()
        taken = self.books.add_items(case, start, items)
        self.store.put("cursor", case, next_cursor.encode())
        return taken, end > start

    def share(self, group: bytes) -> bytes:
        """The share of a group, lent by the server for this moment; the command line keeps none.

        Raises ``share-*`` where it was stopped or destroyed, ``head-lease`` for a lease that does not hold.
        """
        body = self.server.ask("POST", f"/v1/shares/{group.hex()}/lease").content
        key = self.books.chain.service_key
        if len(body) != SHARE + LEASE:
            raise refuse("server-answer")
        if key is None:
            raise refuse("head-key")
        share = body[:SHARE]
        check_lease(
            body[SHARE:],
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
        """The events of a case in order, those that wait here last; what cannot be read has no event."""
        return Reader(self, case).events()

    def waiting(self, case: bytes) -> list[bytes]:
        """The own frames that the server's order, as known here, does not hold."""
        place = self.books.ledger(case).newest_of(self.identity.device)
        known = place.seq if place else -1
        return [raw for seq, raw in self.store.places("mine", case) if seq > known]

    def write(self, case: bytes, event: Event, film: tuple[bytes, bytes] | None = None) -> bytes:
        """Adds an event to a case and answers its frame: kept here first, then sent.

        ``film`` (its group and its file key) seals text that belongs to a film with the film's own key.
        ``server-unreachable`` leaves the event waiting in the outbox.
        """
        newest = self.books.rolls(case).newest
        if newest is None:
            raise refuse("right-case")
        epoch = newest.epoch
        group = case if film is None else film[0]
        if film is None:
            # A new epoch's key comes some time after its roll; until then one writes in the epoch before.
            epoch = max(self.books.epochs(case), default=newest.epoch)
            key = self.note_key(case, epoch, self.identity.device, self.share(case))
        else:
            key = clip_notes_key(film[1], group, self.identity.device)
        if key is None:
            raise refuse("right-case")
        ledger = self.books.ledger(case)
        seq, prev = self._next(case)
        seen_n, seen = ledger.seen_by(self.identity.device)
        raw = seal_frame(
            encode_event(event),
            case=case,
            epoch=epoch,
            group=group,
            device=self.identity.device,
            seq=seq,
            prev=prev,
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

    def _next(self, case: bytes) -> tuple[int, bytes]:
        """Number and predecessor of the next own frame, also where this folder came back from a copy."""
        place = self.books.ledger(case).newest_of(self.identity.device)
        mine = self.store.places("mine", case)
        if mine and (place is None or mine[-1][0] >= place.seq):
            return mine[-1][0] + 1, item_hash(mine[-1][1])
        return (place.seq + 1, place.hash) if place is not None else (0, bytes(32))

    def keep_own(self, case: bytes, raw: bytes) -> None:
        """Keeps a frame that this device made; it stays for good, so that a restored server gets it again."""
        self.store.put("mine", case, raw, decode(Frame, raw).seq)

    def send_outbox(self, case: bytes) -> None:
        """Sends the own frames that wait; sent twice, nothing changes."""
        batch: list[bytes] = []
        for raw in self.waiting(case):
            if batch and sum(map(len, batch)) + len(raw) > POST_TOP:
                self._post(case, batch)
                batch = []
            batch.append(raw)
        if batch:
            self._post(case, batch)

    def _post(self, case: bytes, frames: list[bytes]) -> None:
        self.server.ask("POST", f"/v1/cases/{case.hex()}/events", encode_items(frames))


def _records(body: bytes, size: int) -> list[bytes]:
    if len(body) % size:
        raise refuse("server-answer")
    return [body[at : at + size] for at in range(0, len(body), size)]
