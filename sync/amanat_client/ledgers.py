"""A case's order of events on disk: loaded, compared with what a server shows, and added to (docs/spec/ledger.md).

A page is compared from its first item with what is here: after a store of another id, or a restore, nothing that was
seen once is forgotten, so that a history that was changed is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.frame import check_frame
from amanat_sync.head import RESTART, check_head
from amanat_sync.ledger import CaseLedger, Proof, item_hash
from amanat_sync.page import Kind, classify
from amanat_sync.records import Frame, Head, decode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amanat_client.store import Store
    from amanat_sync.chain import Chain
    from amanat_sync.roll import Rolls

BARE = 32


@dataclass(slots=True)
class PageTaken:
    """What a page brought besides items: tombstones to obey, and whether the server said that it was restored."""

    tombstones: list[bytes] = field(default_factory=list)
    restored: bool = False


def chain_heads(raws: Iterable[bytes]) -> list[bytes]:
    """The certificates that the frames of a page name."""
    return [decode(Frame, raw).chain_head for raw in raws if classify(raw).kind is Kind.FRAME]


def load_ledger(store: Store, org: bytes, case: bytes) -> CaseLedger:
    """The ledger of the items, restarts and heads that are kept, told in the order in which they came.

    A restart is told before the first item above its number, and never after a later restart: the items that are
    here are those that every restart left standing.
    """
    ledger = CaseLedger(org, case)
    told = [decode(Head, raw) for raw in [*store.all("signed", case), *store.all("head", case)]]
    due: list[int] = []
    for head in reversed(told):
        due.insert(0, min([head.n, *due[:1]]))
    waiting = list(zip(due, told, strict=True))

    def tell(upto: int | None) -> None:
        while waiting and (upto is None or waiting[0][0] <= upto):
            ledger.note_head(waiting.pop(0)[1])

    tell(0)
    for item in store.all("items", case):
        ledger.append(item)
        tell(ledger.n)
    tell(None)
    return ledger


def add_page(
    store: Store,
    chain: Chain,
    rolls: Rolls,
    ledger: CaseLedger,
    service_key: bytes,
    start: int,
    raws: Iterable[bytes],
) -> PageTaken:
    """Takes the items of a page whose first one is number ``start + 1``.  Raises ``event-*`` and ``head-*``."""
    taken, at = PageTaken(), start
    for raw in raws:
        kind = classify(raw).kind
        if kind is Kind.TOMBSTONE:
            taken.tombstones.append(raw)
        elif kind is Kind.RESTART:
            taken.restored |= _take_restart(store, ledger, _restart(raw, chain, ledger.case), raw)
        elif kind is Kind.HEAD:
            head = check_head(raw, chain.org, service_key, ledger.case)
            if head.n < at:
                # Items that the service does not sign for: a page without an end, or a history cut off.
                ledger.proofs.append(Proof("head-fork", head.n, ledger.h, raw))
                raise refuse("head-fork")
            _take_head(store, ledger, head, raw)
        else:
            at += 1
            if at > ledger.n + 1:
                raise refuse("server-answer")
            if at <= ledger.n:
                _compare(store, ledger, at, raw)
                continue
            if kind is Kind.FRAME:
                check_frame(raw, chain, rolls)
            store.put("items", ledger.case, raw, ledger.append(raw).n)
    return taken


def _compare(store: Store, ledger: CaseLedger, at: int, raw: bytes) -> None:
    """Another item where one was seen before is proof; a frame may have become its bare hash since."""
    known = store.get("items", ledger.case, at) or b""
    if item_hash(known) != item_hash(raw):
        ledger.proofs.append(Proof("head-fork", at, item_hash(known), raw))
        raise refuse("head-fork")
    if len(raw) == BARE < len(known):
        store.put("items", ledger.case, raw, at)


def _restart(raw: bytes, chain: Chain, case: bytes) -> Head:
    """A restart is signed once: it may be by a key of the service that another has followed."""
    for key in chain.service_keys[:-1]:
        try:
            return check_head(raw, chain.org, key, case)
        except AmanatError as error:
            if error.code != "head-signature":
                raise
    return check_head(raw, chain.org, chain.service_keys[-1], case)


def _take_restart(store: Store, ledger: CaseLedger, head: Head, raw: bytes) -> bool:
    before, known = ledger.n, raw in store.all("signed", ledger.case)
    ledger.note_head(head)
    if ledger.n < before:
        store.drop_above("items", ledger.case, ledger.n)
    store.add("signed", ledger.case, raw)
    return before > 0 and not known


def _take_head(store: Store, ledger: CaseLedger, head: Head, raw: bytes) -> None:
    """Keeps the newest head, and the first that speaks of each place in the chain: what is late is judged by it."""
    ledger.note_head(head)
    store.put("head", ledger.case, raw)
    told = [decode(Head, known) for known in store.all("signed", ledger.case)]
    if all(known.kind == RESTART or known.chain_seq != head.chain_seq for known in told):
        store.add("signed", ledger.case, raw)
