"""Several devices, one server, shredded groups and restores: honest devices come to the same history."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from amanat_sync.errors import AmanatError
from amanat_sync.head import build_head, check_head
from amanat_sync.ledger import CaseLedger, check_seen, item_hash
from amanat_sync.records import Frame, Head, decode
from tests.ledger_world import NOW, OTHER, SERVICE, SUPERVISOR, WORKER, Person, World, drawn

WORLD = World()
PEOPLE = [WORKER, OTHER, SUPERVISOR]
FILMS = [drawn("film one", 16), drawn("film two", 16)]


@dataclass
class Server:
    """The order, the groups that were shredded, and the restarts it gives out, oldest first."""

    ledger: CaseLedger = field(default_factory=lambda: CaseLedger(WORLD.org, WORLD.case))
    order: list[bytes] = field(default_factory=list)
    shredded: set[bytes] = field(default_factory=set)
    restarts: list[Head] = field(default_factory=list)
    clock: int = NOW

    def head(self, *, restart: bool = False) -> Head:
        self.clock += 1
        raw = build_head(
            SERVICE.seed,
            org=WORLD.org,
            case=WORLD.case,
            n=self.ledger.n,
            running=self.ledger.h,
            chain_seq=WORLD.chain.seq,
            time=self.clock,
            restart=restart,
        )
        return check_head(raw, WORLD.org, SERVICE.public, WORLD.case)

    def post(self, raw: bytes) -> None:
        """A frame that stands there changes nothing; another is taken or refused as every reader would."""
        if self.ledger.number_of(item_hash(raw)) is None:
            self.ledger.append(raw)
            self.order.append(raw)

    def items(self, after: int) -> list[bytes]:
        found = self.order[after:]
        return [item_hash(raw) if decode(Frame, raw).group in self.shredded else raw for raw in found]

    def restore(self, n: int, *, forgets: bool) -> None:
        """Goes back to a backup with ``n`` items, which may be older than a restart there; signs one restart."""
        self.order = self.order[:n]
        top = n - 1 if forgets else n
        self.restarts = [restart for restart in self.restarts if restart.n <= top]
        before, self.ledger = self.ledger, CaseLedger(WORLD.org, WORLD.case)
        for restart in self.restarts:
            self.ledger.note_head(restart)
        for raw in self.order:
            self.ledger.append(raw)
        assert self.ledger.h == before.h_at(n)
        restart = self.head(restart=True)
        self.ledger.note_head(restart)
        self.restarts.append(restart)


@dataclass
class Tablet:
    """A device: what it made, in order, and the history it has pulled."""

    person: Person
    ledger: CaseLedger = field(default_factory=lambda: CaseLedger(WORLD.org, WORLD.case))
    made: list[bytes] = field(default_factory=list)

    def write(self, group: bytes) -> None:
        seen_n, seen = self.ledger.seen_by(self.person.device)
        raw = WORLD.frame(
            self.person,
            group=group,
            seq=len(self.made),
            prev=item_hash(self.made[-1]) if self.made else bytes(32),
            seen_n=seen_n,
            seen=seen,
            nonce=drawn(f"{self.person.name} {len(self.made)}", 12),
        )
        self.made.append(raw)

    def pull(self, server: Server, limit: int) -> None:
        for restart in server.restarts:
            self.ledger.note_head(restart)
        for item in server.items(self.ledger.n)[:limit]:
            self.ledger.append(item)
        self.ledger.note_head(server.head())

    def post(self, server: Server, limit: int) -> None:
        waiting = [raw for raw in self.made if server.ledger.number_of(item_hash(raw)) is None]
        for raw in waiting[:limit]:
            server.post(raw)


class Ledgers(RuleBasedStateMachine):
    """Whatever happens, no honest device sees a fault, and all come to one H."""

    @initialize()
    def begin(self) -> None:
        self.server = Server()
        self.tablets = [Tablet(person) for person in PEOPLE]

    @rule(who=st.integers(0, 2), group=st.sampled_from([WORLD.case, *FILMS]), count=st.integers(1, 3))
    def writes(self, who: int, group: bytes, count: int) -> None:
        for _ in range(count):
            self.tablets[who].write(group)

    @rule(who=st.integers(0, 2), limit=st.integers(1, 4))
    def posts(self, who: int, limit: int) -> None:
        self.tablets[who].post(self.server, limit)

    @rule(who=st.integers(0, 2), limit=st.integers(0, 5))
    def pulls(self, who: int, limit: int) -> None:
        self.tablets[who].pull(self.server, limit)

    @rule(film=st.sampled_from(FILMS))
    def shreds(self, film: bytes) -> None:
        self.server.shredded.add(film)

    @precondition(lambda self: self.server.order)
    @rule(data=st.data(), forgets=st.booleans())
    def restores(self, data: st.DataObject, forgets: bool) -> None:
        self.server.restore(data.draw(st.integers(0, len(self.server.order))), forgets=forgets)

    @invariant()
    def no_proof_of_a_fault(self) -> None:
        assert not self.server.ledger.proofs
        assert all(not tablet.ledger.proofs for tablet in self.tablets)

    def teardown(self) -> None:
        if not hasattr(self, "server"):
            return
        for tablet in self.tablets:
            tablet.post(self.server, len(tablet.made))
        newcomer = Tablet(WORKER)
        for tablet in [*self.tablets, newcomer]:
            tablet.pull(self.server, len(self.server.order))
            assert (tablet.ledger.n, tablet.ledger.h) == (self.server.ledger.n, self.server.ledger.h)
        everything = {item_hash(raw) for tablet in self.tablets for raw in tablet.made}
        assert {item_hash(raw) for raw in self.server.order} == everything
        assert len(self.server.order) == len(everything)


TestLedgers = Ledgers.TestCase


@settings(max_examples=60)
@given(
    first=st.lists(st.integers(0, 1), min_size=1, max_size=6),
    second=st.lists(st.integers(0, 1), min_size=1, max_size=6),
    data=st.data(),
)
def test_a_fork_is_noticed_by_the_first_reader_who_has_both(
    first: list[int], second: list[int], data: st.DataObject
) -> None:
    """The service shows SUPERVISOR one order and the reader another; then it passes SUPERVISOR's frame on."""
    tablets = [Tablet(WORKER), Tablet(OTHER)]
    for tablet in tablets:
        for _ in range(6):
            tablet.write(WORLD.case)
    theirs, ours = CaseLedger(WORLD.org, WORLD.case), CaseLedger(WORLD.org, WORLD.case)
    for ledger, order in ((theirs, first), (ours, second)):
        took = [0, 0]
        for who in order:
            ledger.append(tablets[who].made[took[who]])
            took[who] += 1
    author = Tablet(SUPERVISOR, theirs)
    author.write(WORLD.case)
    seen = decode(Frame, author.made[0])
    if ours.h_at(seen.seen_n) == seen.seen:
        ours.append(author.made[0])
        assert not ours.proofs
        return
    before = (ours.n, ours.h)
    with pytest.raises(AmanatError, match="event-fork"):
        ours.append(author.made[0])
    assert (ours.n, ours.h) == before
    assert [proof.code for proof in ours.proofs] == ["event-fork"]
    assert ours.proofs[0].theirs == author.made[0]
    # A head that the service has signed for the other history is the same proof.
    length = data.draw(st.integers(1, theirs.n))
    told = build_head(
        SERVICE.seed,
        org=WORLD.org,
        case=WORLD.case,
        n=length,
        running=theirs.h_at(length) or b"",
        chain_seq=0,
        time=NOW,
    )
    if length <= ours.n and ours.h_at(length) != theirs.h_at(length):
        with pytest.raises(AmanatError, match="head-fork"):
            ours.note_head(decode(Head, told))


def test_the_server_s_question_is_the_reader_s() -> None:
    """What the fold refuses at a place, ``check_seen`` refuses from its numbers alone."""
    tablet = Tablet(WORKER)
    tablet.write(WORLD.case)
    frame = decode(Frame, tablet.made[0])
    assert check_seen(frame, 0, frame.seen, -1, []) == -1
    with pytest.raises(AmanatError, match="event-fork"):
        check_seen(frame, 0, drawn("another h0"), -1, [])
