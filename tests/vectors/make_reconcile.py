"""Writes tests/vectors/reconcile: what a device does at contact, rule by rule and by lot in any mixture."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from amanat_sync.reconcile import (
    DAY_MS,
    CaseState,
    Film,
    Grave,
    Lease,
    Local,
    Part,
    Remote,
    Wanted,
    Work,
    after_restart,
    plan,
)
from tests.vectorfiles import Vector, write_vectors

NOW = 1_700_000_000_000
SPEC = "docs/spec/reconcile.md"
CASE, OTHER = bytes([1]) * 16, bytes([2]) * 16
READ = Remote(NOW, chain=True, holds=True, cases=())
ALL = frozenset(Part)


def film(number: int, *acked: Part, **fields: Any) -> Film:  # noqa: ANN401 the fields are of several types
    """The film of that number, its own group, due in that many days."""
    name = bytes([16 + number]) * 16
    made = Film(film=name, group=name, case=CASE, due_at=NOW + number * DAY_MS, acked=frozenset(acked))
    return replace(made, **fields)


def wanted(number: int, *here: Part) -> Wanted:
    name = bytes([64 + number]) * 16
    return Wanted(film=name, group=name, due_at=NOW + number * DAY_MS, here=frozenset(here))


CASES: dict[str, tuple[str, Local, Remote]] = {
    "new-contact": ("chain, then holds, then what moved", Local(), Remote(NOW)),
    "agreed": ("an empty plan: both sides agree", Local(), READ),
    "opening": ("a case goes roll, recovery, envelopes, share, events",
                Local(cases=(CaseState(CASE, work=tuple(Work), frames=3),)), READ),
    "opening-without-film": ("no film before its case is known to the server",
                             Local(cases=(CaseState(CASE, work=(Work.ROLL,)),), films=(film(1),)), READ),
    "opening-of-another-case": ("a film of a known case does not wait for another case",
                                Local(cases=(CaseState(OTHER, work=(Work.ROLL,)),), films=(film(1),)), READ),
    "film": ("a film goes manifest, header, share, payload", Local(films=(film(1),)), READ),
    "film-went-on": ("what is acknowledged is not sent again",
                     Local(films=(film(1, Part.MANIFEST, Part.SHARE),)), READ),
    "film-to-tell": ("film-sent is told once all is acknowledged", Local(films=(film(1, *Part),)), READ),
    "film-to-tell-locked": ("a locked tablet signs nothing new",
                            Local(films=(film(1, *Part), film(2)), unlocked=False), READ),
    "film-told": ("a film that was told is done", Local(films=(film(1, *Part, told=True),)), READ),
    "films-by-promise": ("the oldest promise first", Local(films=(film(3), film(1), film(2))), READ),
    "film-of-a-grave": ("what is destroyed is not sent, but shredded and told first of all",
                        Local(films=(film(1),), graves=(Grave(film(1).group),), commands=(bytes(16),)), READ),
    "grave-shredded": ("what is shredded is told", Local(graves=(Grave(CASE, shredded=True),)), READ),
    "grave-told": ("what was told is done", Local(graves=(Grave(CASE, shredded=True, confirmed=True),)), READ),
    "events-and-commands": ("commands come after the outbox",
                            Local(cases=(CaseState(CASE, frames=1),), commands=(OTHER,), films=(film(1),)), READ),
    "certificates": ("certificates are posted after the chain is read", Local(certificates=2), Remote(NOW)),
    "certificates-locked": ("a locked device posts no certificate", Local(certificates=2, unlocked=False), READ),
    "pull": ("only what moved is pulled", Local(cases=(CaseState(CASE, n=5), CaseState(OTHER, n=7))),
             replace(READ, cases=((CASE, 6), (OTHER, 7)))),
    "pull-new-case": ("a case that is new here", Local(), replace(READ, cases=((CASE, 1),))),
    "wanted": ("a film comes manifest, header, share, payload, the oldest promise first",
               Local(wanted=(wanted(2, Part.MANIFEST), wanted(1, Part.MANIFEST, Part.HEADER))), READ),
    "wanted-without-payload": ("a part that is not wanted is not fetched",
                               Local(wanted=(replace(wanted(1), wanted=ALL - {Part.PAYLOAD}),)), READ),
    "wanted-destroyed": ("a film with a tombstone is not fetched",
                         Local(wanted=(wanted(1),), graves=(Grave(wanted(1).group, shredded=True, confirmed=True),)),
                         READ),
    "lease-renewed": ("a lease of less than 29 days is renewed", Local(leases=(Lease(CASE, NOW + 29 * DAY_MS - 1),)),
                      READ),
    "lease-fresh": ("a lease is renewed at most once a day", Local(leases=(Lease(CASE, NOW + 29 * DAY_MS),)), READ),
    "room": ("one safe copy leaves, the oldest promise first",
             Local(films=(film(3, *Part, told=True), film(2, *Part, told=True), film(1)), short_of_room=True), READ),
    "room-nothing-safe": ("a copy without all four acknowledged stays, whatever the room",
                          Local(films=tuple(film(n, *(ALL - {part}), told=True) for n, part in enumerate(Part, 1)),
                                short_of_room=True), READ),
    "room-not-told": ("a copy stays until film-sent is told", Local(films=(film(1, *Part),), short_of_room=True,
                                                                    unlocked=False), READ),
    "room-not-asked": ("no copy leaves before the cases were asked for: the server may have been restored",
                       Local(films=(film(1, *Part, told=True),), short_of_room=True),
                       Remote(NOW, chain=True, holds=True)),
    "room-not-pulled": ("no copy leaves before the cases were pulled",
                        Local(films=(film(1, *Part, told=True),), cases=(CaseState(CASE, n=3),), short_of_room=True),
                        replace(READ, cases=((CASE, 5),))),
    "revoked": ("a revoked device sends what it has and pulls nothing",
                Local(films=(film(1),), cases=(CaseState(CASE, frames=1),), wanted=(wanted(1),), certificates=1,
                      leases=(Lease(CASE, NOW),), revoked_at=NOW), replace(READ, cases=((CASE, 9),))),
    "revoked-nothing-new": ("a revoked device signs nothing new",
                            Local(films=(film(1, *Part),), certificates=1, revoked_at=NOW), READ),
    "revoked-empty": ("a revoked device with nothing left wipes itself", Local(revoked_at=NOW), READ),
    "revoked-seven-days": ("after 7 days a revoked device wipes itself, whatever is left",
                           Local(films=(film(1),), revoked_at=NOW - 7 * DAY_MS), READ),
    "restored": ("after a restore every film with a copy here is sent again",
                 after_restart(Local(films=(film(1, *Part, told=True), film(2, *Part, told=True, copy=False)))), READ),
}  # fmt: skip


def by_lot(seed: int) -> tuple[str, Local, Remote]:
    """A device in any state."""
    lot = random.Random(seed)

    def some(items: Any) -> Any:  # noqa: ANN401 a choice of whatever is given
        return [item for item in items if lot.random() < 0.5]

    films = tuple(
        film(n, *some(Part), told=lot.random() < 0.5, copy=lot.random() < 0.8, case=lot.choice((CASE, OTHER)))
        for n in lot.sample(range(1, 9), lot.randrange(4))
    )
    local = Local(
        cases=tuple(
            CaseState(c, tuple(some(Work)), lot.randrange(3), lot.randrange(9)) for c in some((CASE, OTHER))
        ),
        films=films,
        wanted=tuple(wanted(n, *some(Part)) for n in lot.sample(range(1, 9), lot.randrange(3))),
        graves=tuple(Grave(one.group, lot.random() < 0.5, lot.random() < 0.5) for one in some(films)),
        leases=tuple(Lease(one, NOW + lot.randrange(31) * DAY_MS) for one in some((CASE, OTHER))),
        commands=tuple(some((bytes([9]) * 16, bytes([8]) * 16))),
        certificates=lot.randrange(2),
        unlocked=lot.random() < 0.7,
        short_of_room=lot.random() < 0.5,
        revoked_at=NOW - lot.randrange(9) * DAY_MS if lot.random() < 0.2 else None,
    )
    moved = tuple((case, lot.randrange(12)) for case in (CASE, OTHER))
    remote = Remote(NOW, lot.random() < 0.5, lot.random() < 0.5, None if lot.random() < 0.3 else moved)
    return (f"any state, lot {seed}", local, remote)


def told(value: Any) -> Any:  # noqa: ANN401 a dataclass becomes JSON
    """Dataclasses as objects, sets as sorted lists, ids as hex."""
    match value:
        case bytes():
            return value.hex()
        case frozenset():
            return [part for part in Part if part in value]
        case tuple() | list():
            return [told(one) for one in value]
        case _ if hasattr(value, "__dataclass_fields__"):
            return {name: told(getattr(value, name)) for name in value.__dataclass_fields__}
        case _:
            return value


def made() -> dict[str, Vector]:
    every = CASES | {f"lot-{seed:02}": by_lot(seed) for seed in range(30)}
    return {
        name: {
            "comment": comment,
            "spec": SPEC,
            "local": told(local),
            "remote": told(remote),
            "plan": [[action.do, action.lane, action.subject.hex()] for action in plan(local, remote)],
            "expect": "ok",
        }
        for name, (comment, local, remote) in every.items()
    }


if __name__ == "__main__":
    write_vectors("reconcile", made())
