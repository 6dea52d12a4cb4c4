"""What to do at contact with the server: ``plan(local, remote)`` decides, a driver carries out and plans again.

The order at contact: chain → own tombstones → holds → outbox → commands → pull.

* I1 acknowledged means durable: only an answer of the server puts a part into ``acked``; nothing is assumed.
* I2 the last copy here goes only after payload, manifest, sealed header and share of the film are all acknowledged.
* I3 what came and what went are asked for until both sides agree: an empty plan means there is nothing to do.
* I4 a case's events are posted in their order, after the case itself; nothing of a ledger is ever dropped here.
* I5 a group with a tombstone is shredded before anything else is sent, then its tombstone is posted back: that says
  that nothing of it is left here.
* I6 the plan holds ids, counts and times, never a key or a name.
* I7 a revoked device pulls nothing; it sends what was signed before, then wipes itself.
* I8 every action can be repeated: the same bytes again are no fault, so a lost answer costs one more try.
* I9 what cannot be sent stays in the plan; the driver shows why.

A film goes manifest (with the creation of its upload) → sealed header → share → payload → ``film-sent``, so that a
film that arrives can be opened.  Two lanes run side by side: clips, oldest promise first, and everything else.
A driver does the actions of a lane in turn; where one fails it leaves out the later ones of the same subject.
It plans again when both lanes are through, until the plan is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY_MS: Final = 24 * 60 * 60 * 1000
WIPE_AFTER_MS: Final = 7 * DAY_MS
RENEW_BELOW_MS: Final = 29 * DAY_MS
"""Leases run 30 days and are renewed at contact, at most once a day."""


class Do(StrEnum):
    """What an action does; the subject is named beside each."""

    FETCH_CHAIN = "fetch-chain"  # nothing
    POST_CERTIFICATES = "post-certificates"  # nothing
    SHRED = "shred"  # group
    CONFIRM = "confirm"  # group
    FETCH_HOLDS = "fetch-holds"  # nothing
    POST_ROLL = "post-roll"  # case
    POST_RECOVERY = "post-recovery"  # case
    POST_ENVELOPES = "post-envelopes"  # case
    POST_CASE_SHARE = "post-case-share"  # case
    POST_EVENTS = "post-events"  # case
    CREATE_UPLOAD = "create-upload"  # film
    PUT_HEADER = "put-header"  # film
    POST_SHARE = "post-share"  # film
    SEND_PAYLOAD = "send-payload"  # film
    TELL_SENT = "tell-sent"  # film
    POST_COMMAND = "post-command"  # command
    ASK_CASES = "ask-cases"  # nothing
    PULL_EVENTS = "pull-events"  # case
    RENEW_LEASE = "renew-lease"  # group
    FETCH_MANIFEST = "fetch-manifest"  # film
    FETCH_HEADER = "fetch-header"  # film
    FETCH_SHARE = "fetch-share"  # film
    FETCH_PAYLOAD = "fetch-payload"  # film
    DROP_COPY = "drop-copy"  # film
    WIPE = "wipe"  # nothing


class Lane(StrEnum):
    """The two lanes."""

    CLIPS = "clips"
    RECORDS = "records"


CLIP_ACTIONS: Final = {Do.CREATE_UPLOAD, Do.PUT_HEADER, Do.POST_SHARE, Do.SEND_PAYLOAD, Do.FETCH_PAYLOAD}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; ``subject`` is the id (16 B) that ``do`` is about, empty where there is none."""

    do: Do
    subject: bytes = b""

    @property
    def lane(self) -> Lane:
        """Where it runs."""
        return Lane.CLIPS if self.do in CLIP_ACTIONS else Lane.RECORDS


class Part(StrEnum):
    """What a film consists of, in the order in which it is sent and fetched."""

    MANIFEST = "manifest"
    HEADER = "header"
    SHARE = "share"
    PAYLOAD = "payload"


class Work(StrEnum):
    """What a case consists of beside its events, in the order in which it is posted."""

    ROLL = "roll"
    RECOVERY = "recovery"
    ENVELOPES = "envelopes"
    SHARE = "share"


SENDS: Final = {
    Part.MANIFEST: Do.CREATE_UPLOAD,
    Part.HEADER: Do.PUT_HEADER,
    Part.SHARE: Do.POST_SHARE,
    Part.PAYLOAD: Do.SEND_PAYLOAD,
}
FETCHES: Final = {
    Part.MANIFEST: Do.FETCH_MANIFEST,
    Part.HEADER: Do.FETCH_HEADER,
    Part.SHARE: Do.FETCH_SHARE,
    Part.PAYLOAD: Do.FETCH_PAYLOAD,
}
POSTS: Final = {
    Work.ROLL: Do.POST_ROLL,
    Work.RECOVERY: Do.POST_RECOVERY,
    Work.ENVELOPES: Do.POST_ENVELOPES,
    Work.SHARE: Do.POST_CASE_SHARE,
}


@dataclass(frozen=True, slots=True)
class Film:
    """A finished film made here: what is acknowledged, whether its ``film-sent`` exists, whether a copy is here."""

    film: bytes
    group: bytes
    case: bytes
    due_at: int
    acked: frozenset[Part] = frozenset()
    told: bool = False
    copy: bool = True

    @property
    def is_safe(self) -> bool:
        """Whether the server has acknowledged everything that opening needs."""
        return self.acked == frozenset(Part)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A film of somebody else that this device is to have: what of it is here, and what of it is wanted."""

    film: bytes
    group: bytes
    due_at: int
    here: frozenset[Part] = frozenset()
    wanted: frozenset[Part] = frozenset(Part)


@dataclass(frozen=True, slots=True)
class Grave:
    """A group with a tombstone: whether everything of it here is shredded, and whether that was told."""

    group: bytes
    shredded: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case on this device: what waits to be posted, in order; frames that wait; the number it has pulled up to."""

    case: bytes
    work: tuple[Work, ...] = ()
    frames: int = 0
    n: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """A share that this device holds for a time (ms)."""

    group: bytes
    until: int


@dataclass(frozen=True, slots=True)
class Local:
    """This device: ids, counts and times, gathered by the driver from its store."""

    cases: tuple[CaseState, ...] = ()
    films: tuple[Film, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    graves: tuple[Grave, ...] = ()
    leases: tuple[Lease, ...] = ()
    commands: tuple[bytes, ...] = ()
    certificates: int = 0
    unlocked: bool = True
    """Whether a member's keys are at hand; the courier sends without them, but signs no new event."""
    short_of_room: bool = False
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Remote:
    """What this contact has told so far; a new contact starts with nothing but the time (ms)."""

    now_ms: int
    chain: bool = False
    holds: bool = False
    cases: tuple[tuple[bytes, int], ...] | None = None
    """The newest number of each case that is this device's to see; None: not asked yet."""


def plan(local: Local, remote: Remote) -> list[Action]:
    """Everything to do now, in order; empty when both sides agree."""
    actions = [
        *_chain(local, remote),
        *_graves(local),
        # A revoked device is told of no holds, and what it has leaves it all the same.
        *(() if remote.holds or local.revoked_at is not None else (Action(Do.FETCH_HOLDS),)),
        *_cases(local),
        *_films(local),
        *(Action(Do.POST_COMMAND, command) for command in local.commands),
    ]
    if local.revoked_at is None:
        return [*actions, *_pull(local, remote), *_room(local, remote)]
    if not actions or remote.now_ms >= local.revoked_at + WIPE_AFTER_MS:
        actions.append(Action(Do.WIPE))
    return actions


def after_restart(local: Local) -> Local:
    """``local`` once the server was restored from a backup: what it had acknowledged is sent again where it is here.

    The same bytes again are no fault, so what the backup still held costs nothing but the asking.
    """
    films = (replace(film, acked=frozenset()) if film.copy else film for film in local.films)
    return replace(local, films=tuple(films))


def _chain(local: Local, remote: Remote) -> Iterator[Action]:
    if not remote.chain:
        yield Action(Do.FETCH_CHAIN)
    if local.certificates and _may_sign(local):
        yield Action(Do.POST_CERTIFICATES)


def _graves(local: Local) -> Iterator[Action]:
    for grave in local.graves:
        if not grave.shredded:
            yield Action(Do.SHRED, grave.group)
        if not grave.confirmed:
            yield Action(Do.CONFIRM, grave.group)


def _cases(local: Local) -> Iterator[Action]:
    for case in local.cases:
        yield from (Action(POSTS[work], case.case) for work in case.work)
        if case.frames:
            yield Action(Do.POST_EVENTS, case.case)


def _films(local: Local) -> Iterator[Action]:
    buried = {grave.group for grave in local.graves}
    unopened = {case.case for case in local.cases if Work.ROLL in case.work}
    for film in sorted(local.films, key=lambda film: (film.due_at, film.film)):
        if film.group in buried:
            continue
        # Before its roll the server knows no case, and would know no film of it.
        if film.copy and film.case not in unopened:
            yield from (Action(SENDS[part], film.film) for part in Part if part not in film.acked)
        if film.is_safe and not film.told and _may_sign(local):
            yield Action(Do.TELL_SENT, film.film)


def _may_sign(local: Local) -> bool:
    """What a revoked device signs now would only be late."""
    return local.unlocked and local.revoked_at is None


def _pull(local: Local, remote: Remote) -> Iterator[Action]:
    if remote.cases is None:
        yield Action(Do.ASK_CASES)
    for case in _moved(local, remote):
        yield Action(Do.PULL_EVENTS, case)
    buried = {grave.group for grave in local.graves}
    for lease in local.leases:
        if lease.group not in buried and lease.until - remote.now_ms < RENEW_BELOW_MS:
            yield Action(Do.RENEW_LEASE, lease.group)
    for wanted in sorted(local.wanted, key=lambda wanted: (wanted.due_at, wanted.film)):
        if wanted.group not in buried:
            missing = (part for part in Part if part in wanted.wanted - wanted.here)
            yield from (Action(FETCHES[part], wanted.film) for part in missing)


def _moved(local: Local, remote: Remote) -> list[bytes]:
    """The cases that have more events than are here."""
    here = {case.case: case.n for case in local.cases}
    return [case for case, n in remote.cases or () if n > here.get(case, 0)]


def _room(local: Local, remote: Remote) -> Iterator[Action]:
    """One copy at a time, the oldest promise first, until there is room again.

    Only once this contact has asked for the cases and pulled them: a server that was restored is noticed by then, and
    what it had acknowledged before counts no more.
    """
    if remote.cases is None or _moved(local, remote):
        return
    safe = [film for film in local.films if film.copy and film.is_safe and film.told]
    if local.short_of_room and safe:
        yield Action(Do.DROP_COPY, min(safe, key=lambda film: (film.due_at, film.film)).film)
