"""A tablet and a server that meet again and again over a network that loses requests and answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from amanat_sync.reconcile import (
    POSTS,
    SENDS,
    Action,
    CaseState,
    Do,
    Film,
    Grave,
    Lane,
    Local,
    Part,
    Remote,
    Work,
    after_restart,
    plan,
)

NOW = 1_700_000_000_000
CASES = tuple(bytes([number]) * 16 for number in (1, 2))
PART_OF = {do: part for part, do in SENDS.items()}
WORK_OF = {do: work for work, do in POSTS.items()}


@dataclass
class Server:
    """What is durable on the server; it refuses what comes out of order."""

    work: dict[bytes, list[Work]] = field(default_factory=dict)
    parts: dict[bytes, list[Part]] = field(default_factory=dict)
    frames: dict[bytes, int] = field(default_factory=dict)
    commands: set[bytes] = field(default_factory=set)
    destroyed: set[bytes] = field(default_factory=set)
    confirmed: set[bytes] = field(default_factory=set)

    def takes_work(self, case: bytes, work: Work) -> None:
        here = self.work.setdefault(case, [])
        if work in here:
            return
        assert here == list(Work)[: list(Work).index(work)], "roll, recovery, envelopes, share"
        here.append(work)

    def takes_part(self, film: Film, part: Part) -> bool:
        """Whether it is taken; False is 410 `share-destroyed`."""
        assert Work.ROLL in self.work.get(film.case, []), "a film before its case"
        if film.group in self.destroyed:
            return False
        here = self.parts.setdefault(film.film, [])
        if part in here:
            return True
        assert here == list(Part)[: list(Part).index(part)], "manifest, header, share, payload"
        here.append(part)
        return True


class Contact(RuleBasedStateMachine):
    """Rules change the tablet or the server; each contact carries out a plan until a loss ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.backup = Server()
        self.local = Local()
        self.remote = Remote(NOW)
        self.made = 0
        self.written = dict.fromkeys(CASES, 0)
        self.restored = False
        self.beyond_the_backup: set[bytes] = set()

    @rule(case=st.sampled_from(CASES))
    def a_case_is_opened(self, case: bytes) -> None:
        if case not in {one.case for one in self.local.cases}:
            self.written[case] = 1
            opened = CaseState(case, work=tuple(Work), frames=1)
            self.local = replace(self.local, cases=(*self.local.cases, opened))

    @rule(index=st.integers(0, 1), due=st.integers(1, 5))
    def a_film_is_finished(self, index: int, due: int) -> None:
        if index < len(self.local.cases):
            self.made += 1
            name = self.made.to_bytes(16, "big")
            film = Film(film=name, group=name, case=self.local.cases[index].case, due_at=NOW + due)
            self.local = replace(self.local, films=(*self.local.films, film))

    @rule()
    def somebody_orders_a_stop(self) -> None:
        self.made += 1
        self.local = replace(self.local, commands=(*self.local.commands, self.made.to_bytes(16, "big")))

    @rule(unlocked=st.booleans(), short=st.booleans())
    def the_tablet_is_locked_or_fills_up(self, unlocked: bool, short: bool) -> None:
        self.local = replace(self.local, unlocked=unlocked, short_of_room=short)

    @rule(index=st.integers(0, 5))
    def the_server_destroys_a_film(self, index: int) -> None:
        films = sorted(self.server.parts)
        if index < len(films):
            self.server.destroyed.add(films[index])

    @rule()
    def a_backup_is_made(self) -> None:
        self.backup = copied(self.server)

    @rule()
    def the_server_is_restored(self) -> None:
        # Tombstones are kept outside the backup and destroyed again before it answers.
        destroyed = self.server.destroyed
        self.server = copied(self.backup)
        self.server.destroyed = destroyed
        self.restored = True
        # A copy that left the tablet after the backup is lost with a restore from it: THREATS.md says so.
        self.beyond_the_backup |= {
            film.film
            for film in self.local.films
            if not film.copy and self.server.parts.get(film.film) != list(Part)
        }

    @rule(luck=st.lists(st.sampled_from(["done", "lost", "answer lost"]), max_size=25))
    def a_contact(self, luck: list[str]) -> None:
        self.meets(luck)

    @rule(before=st.integers(0, 20), fate=st.sampled_from(["lost", "answer lost"]))
    def a_contact_that_loses_one_thing(self, before: int, fate: str) -> None:
        self.meets(["done"] * before + [fate] + ["done"] * 20)

    def meets(self, luck: list[str] | None) -> None:
        """One contact; ``luck`` is what happens to each request until it runs out, None: all goes well."""
        self.remote = Remote(NOW)
        if self.restored:
            self.local = self.posted_again(after_restart(self.local))
            self.restored = False
        fates = None if luck is None else iter(luck)
        for _ in range(80):
            actions = plan(self.local, self.remote)
            if not actions:
                return
            failed: set[bytes] = set()
            for lane in Lane:
                for action in actions:
                    if action.lane is not lane or action.subject in failed:
                        continue
                    fate = "done" if fates is None else next(fates, None)
                    if fate is None:
                        return
                    if not self.does(action, fate):
                        failed.add(action.subject)
            if failed and fates is None:
                continue
        raise AssertionError(f"the plan never ends: {plan(self.local, self.remote)}")

    def posted_again(self, local: Local) -> Local:
        """After a restart devices post again what lies above it: the driver counts frames and work anew."""
        cases = []
        for case in local.cases:
            there = self.server.work.get(case.case, [])
            work = tuple(one for one in Work if one not in there)
            cases.append(
                replace(
                    case, work=work, frames=self.written[case.case] - self.server.frames.get(case.case, 0)
                )
            )
        return replace(local, cases=tuple(cases))

    def does(self, action: Action, fate: str) -> bool:
        """Carries one action out; the tablet believes only what it has seen acknowledged."""
        if fate == "lost" and action.do not in {Do.SHRED, Do.DROP_COPY, Do.TELL_SENT}:
            return False
        taken = self.reaches_server(action)
        if fate == "answer lost" and action.do not in {Do.SHRED, Do.DROP_COPY, Do.TELL_SENT}:
            return False
        self.seen(action, taken=taken)
        return taken

    def reaches_server(self, action: Action) -> bool:
        subject, server = action.subject, self.server
        if action.do in PART_OF:
            return server.takes_part(self.film(subject), PART_OF[action.do])
        if action.do in WORK_OF:
            server.takes_work(subject, WORK_OF[action.do])
        elif action.do is Do.POST_EVENTS:
            assert Work.ROLL in server.work.get(subject, []), "events before their case"
            server.frames[subject] = self.written[subject]
        elif action.do is Do.POST_COMMAND:
            server.commands.add(subject)
        elif action.do is Do.CONFIRM:
            held = [film for film in self.local.films if film.group == subject and film.copy]
            assert not held, "a deletion is confirmed while a copy is here"
            server.confirmed.add(subject)
        elif action.do is Do.DROP_COPY:
            # I2: never the last copy.
            assert server.parts.get(subject) == list(Part)
        return True

    def seen(self, action: Action, *, taken: bool) -> None:
        subject, local = action.subject, self.local
        match action.do:
            case Do.FETCH_CHAIN:
                self.remote = replace(self.remote, chain=True)
            case Do.FETCH_HOLDS:
                self.remote = replace(self.remote, holds=True)
            case Do.ASK_CASES:
                self.remote = replace(self.remote, cases=())
                # Tombstones come with the pull.
                known = {grave.group for grave in local.graves}
                graves = tuple(Grave(group) for group in sorted(self.server.destroyed - known))
                self.local = replace(local, graves=(*local.graves, *graves))
            case Do.SHRED:
                self.change_films(subject, copy=False)
                self.change_graves(subject, shredded=True)
            case Do.CONFIRM:
                self.change_graves(subject, confirmed=True)
            case Do.DROP_COPY:
                self.change_films(subject, copy=False)
            case Do.TELL_SENT:
                self.change_films(subject, told=True)
                self.write(self.film(subject).case)
            case Do.POST_COMMAND:
                self.local = replace(local, commands=tuple(one for one in local.commands if one != subject))
            case Do.POST_EVENTS:
                self.change_cases(subject, frames=0)
            case do if do in WORK_OF:
                left = tuple(one for one in self.case(subject).work if one != WORK_OF[do])
                self.local = replace(
                    local,
                    cases=tuple(
                        replace(one, work=left) if one.case == subject else one for one in local.cases
                    ),
                )
            case do if do in PART_OF:
                if taken:
                    acked = self.film(subject).acked | {PART_OF[do]}
                    films = tuple(
                        replace(one, acked=acked) if one.film == subject else one for one in local.films
                    )
                    self.local = replace(local, films=films)
                else:
                    # 410 `share-destroyed`: the tombstone comes with the next pull.
                    self.remote = replace(self.remote, cases=None)
            case other:
                raise AssertionError(f"nobody expects {other}")

    def film(self, name: bytes) -> Film:
        return next(film for film in self.local.films if film.film == name)

    def case(self, name: bytes) -> CaseState:
        return next(case for case in self.local.cases if case.case == name)

    def write(self, case: bytes) -> None:
        self.written[case] += 1
        self.change_cases(case, frames=self.case(case).frames + 1)

    def change_films(self, name: bytes, *, copy: bool | None = None, told: bool | None = None) -> None:
        def changed(film: Film) -> Film:
            if film.film != name:
                return film
            return replace(
                film, copy=film.copy if copy is None else copy, told=film.told if told is None else told
            )

        self.local = replace(self.local, films=tuple(map(changed, self.local.films)))

    def change_graves(self, group: bytes, *, shredded: bool = False, confirmed: bool = False) -> None:
        graves = (
            replace(grave, shredded=grave.shredded or shredded, confirmed=grave.confirmed or confirmed)
            if grave.group == group
            else grave
            for grave in self.local.graves
        )
        self.local = replace(self.local, graves=tuple(graves))

    def change_cases(self, case: bytes, *, frames: int) -> None:
        cases = (replace(one, frames=frames) if one.case == case else one for one in self.local.cases)
        self.local = replace(self.local, cases=tuple(cases))

    @invariant()
    def no_film_is_lost(self) -> None:
        for film in self.local.films:
            there = self.server.parts.get(film.film) == list(Part)
            gone = film.group in self.server.destroyed
            assert film.copy or there or gone or film.film in self.beyond_the_backup, "the last copy is gone"

    def teardown(self) -> None:
        self.local = replace(self.local, unlocked=True, short_of_room=False)
        for _ in range(3):
            self.meets(None)
        for film in self.local.films:
            if film.copy:
                assert self.server.parts[film.film] == list(Part)
                assert film.told
        for case in self.local.cases:
            assert self.server.work[case.case] == list(Work)
            assert self.server.frames[case.case] == self.written[case.case]
        assert {grave.group for grave in self.local.graves} == self.server.destroyed
        assert all(grave.confirmed for grave in self.local.graves)
        assert not self.local.commands


def copied(server: Server) -> Server:
    return Server(
        work={case: list(work) for case, work in server.work.items()},
        parts={film: list(parts) for film, parts in server.parts.items()},
        frames=dict(server.frames),
        commands=set(server.commands),
        destroyed=set(server.destroyed),
        confirmed=set(server.confirmed),
    )


Contact.TestCase.settings = settings(stateful_step_count=30)
TestContact = Contact.TestCase
