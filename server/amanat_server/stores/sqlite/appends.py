"""Appending to the ledger: all posts of a batch at once, with the tips of busy cases in memory.

[Note: remembered tips]  What is remembered is what this thread has written or read in the open transaction or
before. Nobody else writes, so it stays true until a batch is undone or a rarer operation touches the same
rows: then all of it is forgotten and read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amanat_server.stores.kept import Kept
from amanat_server.stores.ledger_rules import Chained, fit
from amanat_server.stores.sqlite.cases import case_row, make_case
from amanat_server.stores.values import NewFrame, Position
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ledger import next_h

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

LAST_ORDERED = "SELECT seq, hash FROM frames WHERE case_no = ? AND device = ? ORDER BY seq DESC LIMIT 1"
LAST_LATE = "SELECT seq, hash FROM late WHERE case_id = ? AND device = ? ORDER BY seq DESC LIMIT 1"
_INSERT = (
    "INSERT INTO frames (case_no, n, device, seq, film, hash, running, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Post:
    """Frames of one request for one case."""

    case: bytes
    h0: bytes
    frames: Sequence[NewFrame]


@dataclass(slots=True)
class _Tip:
    """Where a case stands: its number and its newest position."""

    no: int
    n: int
    running: bytes


class _Row(NamedTuple):
    """A row of ``frames``."""

    case_no: int
    n: int
    device: bytes
    seq: int
    film: bytes | None
    hash: bytes
    running: bytes
    raw: bytes


class Appends:
    """The bulk operation of ``LedgerStore.append``."""

    def __init__(self) -> None:
        self._cases: dict[bytes, _Tip] = {}
        self._authors: dict[tuple[bytes, bytes], Chained | None] = {}

    def forget(self) -> None:
        """See ``Bulk`` and [Note: remembered tips]."""
        self._cases.clear()
        self._authors.clear()

    def write(self, db: sqlite3.Connection, items: list[Post]) -> list[Position | AmanatError]:
        """See ``Bulk``."""
        if len(self._authors) > REMEMBERED:
            self.forget()
        rows: list[_Row] = []
        moved: dict[bytes, _Tip] = {}
        # Frames wait in `rows` while later posts of the batch are looked at.
        answers = [self._append(db, post, rows, moved) for post in items]
        self._insert(db, rows, moved)
        return answers

    def number(self, db: sqlite3.Connection, post: Post) -> Position:
        """Gives frames that were looked at already the next numbers."""
        rows: list[_Row] = []
        moved: dict[bytes, _Tip] = {}
        position = self._number(db, post, post.frames, rows, moved)
        self._insert(db, rows, moved)
        return position

    def _append(
        self, db: sqlite3.Connection, post: Post, rows: list[_Row], moved: dict[bytes, _Tip]
    ) -> Position | AmanatError:
        case = post.case
        try:
            no = self._tip(db, post).no

            def last(device: bytes) -> Chained | None:
                key = (case, device)
                if key not in self._authors:
                    self._authors[key] = last_of(db, case, no, device)
                return self._authors[key]

            def at(device: bytes, seq: int) -> bytes | None:
                waiting = (
                    row.hash for row in rows if (row.case_no, row.device, row.seq) == (no, device, seq)
                )
                there = next(waiting, None)
                return at_of(db, case, no, device, seq) if there is None else there

            fresh = kept_or_fresh(db, case, post.frames, last, at)
        except Kept as kept:
            return kept.refusal
        except AmanatError as refusal:
            return refusal
        return self._number(db, post, fresh, rows, moved)

    def _tip(self, db: sqlite3.Connection, post: Post) -> _Tip:
        tip = self._cases.get(post.case)
        if tip is None:
            no, n, running = case_row(db, post.case)
            tip = _Tip(no, n, post.h0 if running is None else running)
            self._cases[post.case] = tip
        return tip

    def _number(
        self,
        db: sqlite3.Connection,
        post: Post,
        fresh: Sequence[NewFrame],
        rows: list[_Row],
        moved: dict[bytes, _Tip],
    ) -> Position:
        tip = self._tip(db, post)
        if fresh:
            tip.no = tip.no or make_case(db, post.case)
            moved.pop(post.case, None)
            moved[post.case] = tip
        for frame in fresh:
            tip.n += 1
            tip.running = next_h(tip.running, frame.hash)
            film = film_of(post.case, frame.group)
            raw = kept_of(db, film, frame)
            rows.append(_Row(tip.no, tip.n, frame.device, frame.seq, film, frame.hash, tip.running, raw))
            self._authors[post.case, frame.device] = Chained(frame.seq, frame.hash)
        return Position(tip.n, tip.running)

    def _insert(self, db: sqlite3.Connection, rows: list[_Row], moved: dict[bytes, _Tip]) -> None:
        if not rows:
            return
        db.executemany(_INSERT, rows)
        db.execute("UPDATE moves SET newest = newest + ?", (len(moved),))
        newest = db.execute("SELECT newest FROM moves").fetchone()[0]
        db.executemany(
            "UPDATE cases SET n = ?, running = ?, moved = ? WHERE no = ?",
            [
                (tip.n, tip.running, number, tip.no)
                for number, tip in enumerate(moved.values(), newest - len(moved) + 1)
            ],
        )


def film_of(case: bytes, group: bytes) -> bytes | None:
    """The group as its column has it: NULL for the case itself."""
    return None if group == case else group


def kept_of(db: sqlite3.Connection, film: bytes | None, frame: NewFrame) -> bytes:
    """What is kept of a frame: its hash alone where its film was destroyed before it came, or came again."""
    gone = film and db.execute("SELECT 1 FROM tombstones WHERE grp = ?", (film,)).fetchone()
    return frame.hash if gone else frame.raw


def last_of(db: sqlite3.Connection, case: bytes, no: int, device: bytes) -> Chained | None:
    """The last frame of an author, late ones included."""
    rows = (
        db.execute(LAST_ORDERED, (no, device)).fetchone(),
        db.execute(LAST_LATE, (case, device)).fetchone(),
    )
    return max((Chained(*row) for row in rows if row is not None), default=None)


def at_of(db: sqlite3.Connection, case: bytes, no: int, device: bytes, seq: int) -> bytes | None:
    """The hash of an author's frame, late or not."""
    row = db.execute(
        "SELECT hash FROM frames WHERE case_no = ?1 AND device = ?2 AND seq = ?3"
        " UNION ALL SELECT hash FROM late WHERE case_id = ?4 AND device = ?2 AND seq = ?3",
        (no, device, seq, case),
    ).fetchone()
    return None if row is None else bytes(row[0])


def fresh_frames(db: sqlite3.Connection, case: bytes, no: int, frames: Sequence[NewFrame]) -> list[NewFrame]:
    """The frames that are not stored yet; refuses as ``LedgerStore.append`` does."""
    return kept_or_fresh(
        db,
        case,
        frames,
        lambda device: last_of(db, case, no, device),
        lambda device, seq: at_of(db, case, no, device, seq),
    )


def kept_or_fresh(
    db: sqlite3.Connection,
    case: bytes,
    frames: Sequence[NewFrame],
    last: Callable[[bytes], Chained | None],
    at: Callable[[bytes, int], bytes | None],
) -> list[NewFrame]:
    """The fresh frames; one that differs is written down as proof before it is refused."""
    fresh, refusal, proof = fit(frames, last, at)
    if proof is not None:
        db.execute(
            "INSERT INTO proofs (case_id, device, seq, hash, raw) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (case, proof.device, proof.seq, proof.hash, proof.raw),
        )
        raise Kept(refusal or refuse("event-differs"))
    if refusal is not None:
        raise refusal
    return fresh
