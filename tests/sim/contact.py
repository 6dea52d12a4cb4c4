"""A device meets the server: ``reconcile.plan`` says what is to be done, this carries it out with real requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from amanat_sync import sending, tus
from amanat_sync.cursor import Cursor
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.head import check_lease
from amanat_sync.ids import parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.ledger import item_hash
from amanat_sync.manifest import check_digest, check_manifest, share_commit
from amanat_sync.page import PageReader, decode_items, encode_items
from amanat_sync.reconcile import (
    Action,
    CaseState,
    Do,
    Film,
    Grave,
    Lane,
    Lease,
    Local,
    Part,
    Remote,
    Wanted,
    Work,
    after_restart,
    plan,
)
from amanat_sync.records import Frame, Manifest, Tombstone, decode
from amanat_sync.request import Patch
from amanat_sync.tombstone import check_destroys
from amanat_sync.wire import Cases, Holds, decode_json
from tests.sim.tablet import Copy, Reel, Tablet
from tests.sim.tablet import Holds as HoldList

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.sim.network import Reply
    from tests.sim.world import Opened

CERTIFICATE, ENVELOPE, SHARE, PAGE = 288, 266, 32, 7
ROUNDS = 16
OCTETS = {"content-type": "application/offset+octet-stream"}
PASSING = frozenset(
    {"server-unreachable", "store-failed", "service-not-ready", "right-missing", "server-answer"}
)
"""Refusals after which the next contact tries again."""
ALARMS = frozenset(
    {
        "event-fork",
        "head-fork",
        "event-differs",
        "event-seq",
        "event-gap",
        "roll-fork",
        "chain-fork",
        "event-tag",
    }
)
"""What a device raises where the service shows it what cannot be."""


@dataclass
class Told:
    """What this contact has brought so far."""

    remote: Remote
    confirmed: bool = False


class Contact:
    """The contacts of one device, one after another."""

    def __init__(self, tablet: Tablet) -> None:
        self._tablet = tablet
        self._shelf = tablet.shelf
        self._books = tablet.books
        self._told = Told(Remote(0))
        self._running = False
        self._renewed: set[bytes] = set()
        self._ways: dict[Do, Callable[[bytes], Awaitable[None]]] = {
            Do.FETCH_CHAIN: self._fetch_chain,
            Do.POST_CERTIFICATES: self._post_certificates,
            Do.SHRED: self._shred,
            Do.CONFIRM: self._confirm,
            Do.FETCH_HOLDS: self._fetch_holds,
            Do.POST_ROLL: self._post_roll,
            Do.POST_ENVELOPES: self._post_envelopes,
            Do.POST_CASE_SHARE: self._post_case_share,
            Do.POST_EVENTS: self._post_events,
            Do.CREATE_UPLOAD: self._create_upload,
            Do.PUT_HEADER: self._put_header,
            Do.POST_SHARE: self._post_share,
            Do.SEND_PAYLOAD: self._send_payload,
            Do.TELL_SENT: self._tell_sent,
            Do.POST_COMMAND: self._post_command,
            Do.ASK_CASES: self._ask_cases,
            Do.PULL_EVENTS: self._pull_events,
            Do.RENEW_LEASE: self._renew_lease,
            Do.FETCH_MANIFEST: self._fetch_manifest,
            Do.FETCH_HEADER: self._fetch_header,
            Do.FETCH_SHARE: self._renew_lease,
            Do.FETCH_PAYLOAD: self._fetch_payload,
            Do.DROP_COPY: self._drop_copy,
            Do.WIPE: self._wipe,
        }

    async def run(self) -> bool:
        """One contact; whether its plan ended empty."""
        if self._running or self._shelf.get("wiped") is not None:
            return not self._running
        self._running = True
        try:
            return await self._rounds()
        finally:
            self._running = False

    async def _rounds(self) -> bool:
        tablet = self._tablet
        self._told = Told(Remote(tablet.clock.now_ms()))
        self._renewed.clear()
        failed: set[bytes] = set()
        tablet.hide_what_is_due()
        for _ in range(ROUNDS):
            actions = [a for a in plan(self.local(), self._told.remote) if _subject(a) not in failed]
            if not actions:
                return not failed
            lanes = [[action for action in actions if action.lane is lane] for lane in Lane]
            reached = await asyncio.gather(*(self._lane(lane, failed) for lane in lanes))
            if not all(reached):
                return False
            if self._shelf.get("wiped") is not None:
                return True
        raise AssertionError(
            f"{tablet.name}: a plan that never ends: {plan(self.local(), self._told.remote)}"
        )

    async def _lane(self, actions: list[Action], failed: set[bytes]) -> bool:
        """Whether the server was reached to the end."""
        tablet = self._tablet
        for action in actions:
            if _subject(action) in failed:
                continue
            try:
                await self._ways[action.do](action.subject)
                await tablet.persist()
            except AmanatError as error:
                tablet.witness.note(f"{tablet.name} {action.do} {action.subject.hex()[:6]} {error.code}")
                if error.code == "server-unreachable":
                    return False
                failed.add(_subject(action))
                self._judge(action, error)
            else:
                tablet.errors.pop(_subject(action), None)
                tablet.witness.note(f"{tablet.name} {action.do} {action.subject.hex()[:6]} done")
        return True

    def _judge(self, action: Action, error: AmanatError) -> None:
        """What a refusal means: a loss to be made good, an alarm, or something that a person is shown."""
        tablet, lost = self._tablet, error.code == "right-missing"
        if error.code == "right-revoked":
            # A revoked device is told of no holds.
            self._told.remote = replace(self._told.remote, holds=True, cases=())
            return
        if action.do in (Do.PULL_EVENTS, Do.FETCH_CHAIN, Do.ASK_CASES):
            if error.code in ALARMS:
                tablet.witness.alarm(tablet, error.code)
            return
        if error.code == "event-gap" and action.do is Do.POST_EVENTS:
            # The server lacks what it had acknowledged: everything of this device is posted again.
            self._shelf.put("posted", action.subject, -2)
        elif lost and action.do in (
            Do.POST_EVENTS,
            Do.PUT_HEADER,
            Do.POST_SHARE,
            Do.POST_ENVELOPES,
            Do.CREATE_UPLOAD,
        ):
            self.learn_of_a_restart()
        elif error.code == "share-destroyed":
            tablet.shred(action.subject)
        elif error.code not in PASSING:
            if action.do is Do.POST_COMMAND:
                self._shelf.drop("commands", action.subject)
            tablet.note_error(action.subject, error)

    # What the plan needs to know.

    def local(self) -> Local:
        """This device as of now."""
        tablet, books, shelf = self._tablet, self._books, self._shelf
        graves = tuple(
            Grave(group, shelf.get("shredded", group) is not None, self._told.confirmed)
            for group in shelf.names("graves")
        )
        return Local(
            cases=tuple(self._case(case) for case in books.cases()),
            films=tuple(
                Film(r.clip, r.clip, r.case, r.due_at, r.acked, r.told, r.payload is not None)
                for r in tablet.reels()
                if r.clip not in tablet.errors and shelf.synced("reels", r.clip) is not None
            ),
            wanted=tuple(self._wanted(copy) for copy in tablet.copies()),
            graves=graves,
            leases=tuple(self._leases()),
            commands=tuple(name for name in shelf.names("commands") if shelf.synced("orders", name)),
            certificates=len(books.raws("certificates")),
            short_of_room=tablet.short_of_room,
            revoked_at=cast("int | None", shelf.get("revoked")),
        )

    def _case(self, case: bytes) -> CaseState:
        stale = self._shelf.get("stale", case) is not None
        work = cast("tuple[Work, ...]", self._shelf.get("work", case) or ())
        n = -1 if stale else self._books.ledger(case).n
        return CaseState(case, work, len(self._unposted(case)), n)

    def _unposted(self, case: bytes) -> list[bytes]:
        posted = cast("int | None", self._shelf.get("posted", case))
        place = self._books.ledger(case).newest_of(self._tablet.who.device)
        known = -1 if posted == -2 else max(place.seq if place else -1, -1 if posted is None else posted)
        return [raw for raw in self.written(case) if decode(Frame, raw).seq > known]

    def written(self, case: bytes) -> tuple[bytes, ...]:
        """The own frames that may be sent: what a crash could still take back stays here."""
        return cast("tuple[bytes, ...]", self._shelf.synced("mine", case) or ())

    def _wanted(self, copy: Copy) -> Wanted:
        due_at = decode(Manifest, copy.manifest).due_at if copy.manifest else 0
        return Wanted(copy.clip, copy.clip, due_at, copy.here)

    def _leases(self) -> list[Lease]:
        leases = []
        for case in self._books.cases():
            if self._shelf.get("opened", case) is None and case not in self._renewed:
                until = cast("int", self._shelf.get("lease", case) or 0)
                leases.append(Lease(case, until))
        for copy in self._tablet.copies():
            if copy.lease and copy.manifest and copy.clip not in self._renewed:
                until = self._tablet.lease_until(copy.lease[32:])
                # A lease that ends with its film cannot be made longer.
                if until != decode(Manifest, copy.manifest).due_at:
                    leases.append(Lease(copy.clip, until))
        return leases

    def learn_of_a_restart(self) -> None:
        """The server was restored: what it had acknowledged is sent again where it is here."""
        shelf, tablet = self._shelf, self._tablet
        films = {film.film: film for film in after_restart(self.local()).films}
        with shelf.changes():
            for reel in tablet.reels():
                if reel.clip in films:
                    fresh = sending.Progress(reel.progress.length, size=reel.progress.size)
                    acked = films[reel.clip].acked
                    shelf.put("reels", reel.clip, replace(reel, acked=acked, progress=fresh))
            for case in shelf.names("opened"):
                shelf.put("work", case, (Work.ROLL, Work.ENVELOPES, Work.SHARE))
            for name in shelf.names("orders"):
                if name not in tablet.errors:
                    shelf.put("commands", name, shelf.get("orders", name))
            for case in self._books.cases():
                shelf.put("stale", case, True)
                shelf.put("posted", case, -2)
            shelf.drop("cursor", b"cases")
        tablet.witness.learnt(tablet)

    # The outbox.

    async def _fetch_chain(self, _: bytes) -> None:
        known = len(self._books.chain.records) if self._books.is_joined else 0
        body = (await self._ask("GET", f"/v1/chain?after={known - 1}" if known else "/v1/chain")).body
        self._books.add_certificates([body[at : at + CERTIFICATE] for at in range(0, len(body), CERTIFICATE)])
        if self._books.revoked and self._shelf.get("revoked") is None:
            self._shelf.put("revoked", b"", self._tablet.clock.now_ms())
        self._told.remote = replace(self._told.remote, chain=True)

    async def _post_certificates(self, _: bytes) -> None:
        raws = self._books.raws("certificates")
        await self._ask("POST", "/v1/chain", b"".join(raws))
        self._books.add_certificates(list(raws))
        self._shelf.drop("certificates", b"")
        self._tablet.witness.acked(self._tablet, "chain", *raws)

    async def _shred(self, group: bytes) -> None:
        self._tablet.shred(group)

    async def _confirm(self, _: bytes) -> None:
        raws = [self._books.raws("graves", group)[0] for group in self._shelf.names("graves")]
        await self._ask("POST", "/v1/tombstones", b"".join(raws))
        self._told.confirmed = True

    async def _fetch_holds(self, _: bytes) -> None:
        held = decode_json(Holds, (await self._ask("GET", "/v1/holds")).body, "server-answer")
        groups = frozenset(parse_base64url(group, 16) for group in held.groups)
        self._shelf.put("holds", b"", HoldList(groups, self._tablet.clock.now_ms(), held.time))
        self._told.remote = replace(self._told.remote, holds=True)
        self._tablet.hide_what_is_due(contact=True)

    def _worked(self, case: bytes, work: Work) -> None:
        left = cast("tuple[Work, ...]", self._shelf.get("work", case) or ())
        self._shelf.put("work", case, tuple(each for each in left if each is not work))
        self._tablet.witness.acked(self._tablet, work, case)

    def _opened(self, case: bytes) -> Opened:
        return cast("Opened", self._shelf.get("opened", case))

    async def _post_roll(self, case: bytes) -> None:
        await self._ask("POST", f"/v1/cases/{case.hex()}/rolls", self._opened(case).roll)
        self._worked(case, Work.ROLL)

    async def _post_envelopes(self, case: bytes) -> None:
        chain = self._books.chain
        active = {each.device for each in chain.devices() if each.active}
        # One for a device that was revoked since would have all of them refused.
        body = b"".join(raw for device, raw in self._opened(case).envelopes if device in active)
        await self._ask("POST", f"/v1/cases/{case.hex()}/envelopes", body)
        self._worked(case, Work.ENVELOPES)

    async def _post_case_share(self, case: bytes) -> None:
        await self._ask("POST", f"/v1/shares/{case.hex()}", self._opened(case).share)
        self._worked(case, Work.SHARE)

    async def _post_events(self, case: bytes) -> None:
        raws = self._unposted(case)
        body = encode_items(raws)
        reply = await self._ask("POST", f"/v1/cases/{case.hex()}/events", body)
        self._shelf.put("posted", case, decode(Frame, raws[-1]).seq)
        self._tablet.witness.acked(self._tablet, "frame", case, *map(item_hash, raws))
        if self._shelf.get("revoked") is None:
            self._books.note_answer(case, reply.body)
        # What was just posted has a number now: the pull brings it.
        self._told.remote = replace(self._told.remote, cases=None)

    async def _create_upload(self, clip: bytes) -> None:
        await self._upload(clip, head_only=True)
        self._part_acked(clip, Part.MANIFEST)

    async def _put_header(self, clip: bytes) -> None:
        reel = self._reel(clip)
        await self._ask("PUT", f"/v1/clips/{clip.hex()}/headers/1", reel.header)
        self._part_acked(clip, Part.HEADER)

    async def _post_share(self, clip: bytes) -> None:
        await self._ask("POST", f"/v1/shares/{clip.hex()}", self._reel(clip).share)
        self._part_acked(clip, Part.SHARE)

    async def _send_payload(self, clip: bytes) -> None:
        await self._upload(clip, head_only=False)
        self._part_acked(clip, Part.PAYLOAD)

    def _reel(self, clip: bytes) -> Reel:
        reel = cast("Reel | None", self._shelf.get("reels", clip))
        if reel is None:
            # It was destroyed while it was on its way.
            raise refuse("share-destroyed")
        return reel

    def _part_acked(self, clip: bytes, part: Part) -> None:
        reel = self._reel(clip)
        self._shelf.put("reels", clip, replace(reel, acked=reel.acked | {part}))
        self._tablet.witness.acked(self._tablet, part, clip)

    async def _upload(self, clip: bytes, *, head_only: bool) -> None:
        step: sending.Step = sending.Create() if head_only else sending.first_step(self._reel(clip).progress)
        while not isinstance(step, sending.Finished):
            if isinstance(step, sending.GiveUp):
                raise refuse(step.code)
            if isinstance(step, sending.Wait):
                # The next contact goes on; it comes sooner where the network comes back.
                raise refuse(step.code or "server-answer")
            reel = self._reel(clip)
            answer = await self._try(reel, step)
            reel = self._reel(clip)
            progress, step = sending.next_step(reel.progress, step, answer)
            self._shelf.put("reels", clip, replace(reel, progress=progress))
            if answer.offset is not None and answer.status is not None and answer.status < 400:
                self._tablet.witness.offset(self._tablet, clip, answer.offset)
            if head_only and progress.url is not None:
                return

    async def _try(self, reel: Reel, step: sending.Try) -> sending.Answer:
        line, version, url = self._tablet.line, {"tus-resumable": "1.0.0"}, reel.progress.url or "/v1/uploads"
        assert reel.payload is not None
        reply: Reply | None
        match step:
            case sending.Create():
                told = {
                    "upload-length": str(len(reel.payload)),
                    "upload-metadata": tus.metadata(reel.manifest),
                }
                reply = await line.attempt("POST", "/v1/uploads", headers={**version, **told})
            case sending.Ask():
                reply = await line.attempt("HEAD", url, headers=version)
            case sending.Send(offset=offset, length=length):
                body = reel.payload[offset : offset + length]
                reply = await line.attempt("PATCH", url, body, {**version, **OCTETS}, Patch(offset, length))
        if reply is None or not reply.whole:
            return sending.Answer(None)
        offset_text = reply.headers.get("upload-offset")
        return sending.Answer(
            reply.status,
            reply.code if reply.status >= 400 else None,
            offset=int(offset_text) if offset_text else None,
            url=reply.headers.get("location"),
        )

    async def _tell_sent(self, clip: bytes) -> None:
        reel = self._reel(clip)
        if not self._tablet.may_write(reel.case):
            raise refuse("right-missing")
        raw = self._tablet.post_film_sent(reel)
        await self._tablet.persist()
        self._tablet.witness.did(self._tablet, "frame", item_hash(raw), reel.case)

    async def _post_command(self, name: bytes) -> None:
        await self._ask("POST", "/v1/commands", cast("bytes", self._shelf.get("commands", name)))
        self._shelf.drop("commands", name)
        self._tablet.witness.acked(self._tablet, "command", name)

    async def admit_late(self, case: bytes) -> None:
        """A supervisor carries the late frames of a revoked device home, and says so in the case."""
        late = decode_items((await self._ask("GET", f"/v1/cases/{case.hex()}/late")).body)
        for raw in late:
            await self._tablet.admit(case, raw)
        if late:
            await self._ask("POST", f"/v1/cases/{case.hex()}/events", encode_items(late))

    # The pull.

    async def _ask_cases(self, _: bytes) -> None:
        cursor = cast("str | None", self._shelf.get("cursor", b"cases"))
        try:
            reply = await self._ask("GET", f"/v1/cases?since={cursor}" if cursor else "/v1/cases")
        except AmanatError as error:
            if error.code != "event-cursor":
                raise
            # Another store answers there now.
            self.learn_of_a_restart()
            reply = await self._ask("GET", "/v1/cases")
        cases = decode_json(Cases, reply.body, "server-answer")
        moved = [(parse_base64url(each.case, 16), each) for each in cases.cases]
        for case, each in moved:
            if each.roll > self._books.rolls(case).seq:
                rolls = await self._ask("GET", f"/v1/cases/{case.hex()}/rolls")
                self._books.add_rolls(case, decode_items(rolls.body))
        with self._shelf.changes():
            for case, _each in moved:
                self._shelf.put("stale", case, True)
            self._shelf.put("cursor", b"cases", cases.cursor)
        known = {case: self._books.ledger(case).n for case in self._books.cases()}
        known |= {case: each.n for case, each in moved}
        self._told.remote = replace(self._told.remote, cases=tuple(known.items()))

    async def _pull_events(self, case: bytes) -> None:
        if self._shelf.get("ck", case) is None:
            body = (await self._ask("GET", f"/v1/cases/{case.hex()}/envelopes")).body
            self._books.add_envelopes(
                case, [body[at : at + ENVELOPE] for at in range(0, len(body), ENVELOPE)]
            )
        while await self._page(case):
            pass
        self._shelf.drop("stale", case)
        self._tablet.wanted(case)

    async def _page(self, case: bytes) -> bool:
        """Whether there may be more."""
        held = cast("str | None", self._shelf.get("cursor", case))
        target = f"/v1/cases/{case.hex()}/events?limit={PAGE}"
        try:
            reply = await self._ask("GET", f"{target}&after={held}" if held else target, halves=True)
        except AmanatError as error:
            if error.code != "event-cursor" or held is None:
                raise
            held = None
            reply = await self._ask("GET", target, halves=True)
        after = int(held.partition(".")[2]) if held else 0
        reader = PageReader()
        items = reader.push(reply.body)
        cursor = reply.headers["amanat-cursor"]
        if not reader.is_whole:
            numbered = sum(item.kind.value in ("frame", "shredded") for item in items)
            cursor = Cursor(bytes.fromhex(cursor.partition(".")[0]), after + numbered).text
        restarts = self._books.raws("restarts", case)
        tombstones = self._books.take(case, after, items, cursor)
        for raw in tombstones:
            self._bury(raw)
        if self._books.raws("restarts", case) != restarts:
            self.learn_of_a_restart()
            # The cursor is the new store's: what was learnt is this page.
        await self._tablet.persist()
        if not reader.is_whole:
            raise refuse("server-unreachable")
        return cursor != held and any(item.kind.value in ("frame", "shredded") for item in items)

    def _bury(self, raw: bytes) -> None:
        """A tombstone: what it names leaves at once, a forged one destroys nothing."""
        tombstone = decode(Tombstone, raw)
        group = tombstone.group
        reel = cast("Reel | None", self._shelf.get("reels", group))
        copy = cast("Copy | None", self._shelf.get("copies", group))
        manifest = reel.manifest if reel else copy.manifest if copy else b""
        if manifest:
            check_destroys(tombstone, group, decode(Manifest, manifest).share_commit)
        if self._shelf.get("graves", group) is None:
            self._shelf.put("graves", group, (raw,))
            self._told.confirmed = False
        if self._shelf.get("shredded", group) is None or reel or copy:
            self._tablet.shred(group)

    async def _renew_lease(self, group: bytes) -> None:
        self._renewed.add(group)
        body = (await self._ask("POST", f"/v1/shares/{group.hex()}/lease")).body
        share, lease = body[:SHARE], body[SHARE:]
        key = self._books.chain.service_key
        assert key is not None
        copy = cast("Copy | None", self._shelf.get("copies", group))
        commit = (
            decode(Manifest, copy.manifest).share_commit
            if copy and copy.manifest
            else share_commit(group, share)
        )
        head = check_lease(
            lease,
            self._books.chain.org,
            key,
            group=group,
            share_commit=commit,
            now_ms=self._server_ms(),
        )
        if copy is not None:
            self._shelf.put("copies", group, replace(copy, lease=body))
            self._tablet.witness.lent(self._tablet, group, head.n)
        elif group in self._books.cases():
            self._shelf.put("share", group, share)
            self._shelf.put("lease", group, head.n)
            self._tablet.wanted(group)

    def _server_ms(self) -> int:
        """The server's time, as far as this device knows it."""
        held, own = self._tablet.holds(), self._tablet.clock.now_ms()
        return own if held is None else held.server_ms + own - held.fetched_at

    def _copy(self, clip: bytes) -> Copy:
        copy = cast("Copy | None", self._shelf.get("copies", clip))
        if copy is None:
            raise refuse("share-destroyed")
        return copy

    async def _fetch_manifest(self, clip: bytes) -> None:
        raw = (await self._ask("GET", f"/v1/clips/{clip.hex()}/manifest")).body
        manifest = check_manifest(raw, self._books.chain)
        if manifest.clip != clip:
            raise refuse("server-answer")
        self._shelf.put("copies", clip, replace(self._copy(clip), manifest=raw))

    async def _fetch_header(self, clip: bytes) -> None:
        raw = (await self._ask("GET", f"/v1/clips/{clip.hex()}/headers/1")).body
        self._shelf.put("copies", clip, replace(self._copy(clip), header=raw))

    async def _fetch_payload(self, clip: bytes) -> None:
        if not self._copy(clip).manifest:
            # The other lane has not brought it yet.
            await self._fetch_manifest(clip)
        copy = self._copy(clip)
        start = len(copy.payload)
        headers = {"range": f"bytes={start}-"} if start else None
        reply = await self._tablet.line.attempt("GET", f"/v1/clips/{clip.hex()}/payload", headers=headers)
        if reply is None:
            raise refuse("server-unreachable")
        if reply.status >= 400:
            raise refuse(reply.code)
        payload = copy.payload + reply.body
        manifest = decode(Manifest, copy.manifest)
        if len(payload) >= manifest.payload_len:
            check_digest(manifest, len(payload), sha256(payload))
        self._shelf.put("copies", clip, replace(self._copy(clip), payload=payload))
        if not reply.whole:
            raise refuse("server-unreachable")

    async def _drop_copy(self, clip: bytes) -> None:
        self._tablet.drop_copy(clip)

    async def _wipe(self, _: bytes) -> None:
        self._tablet.witness.wiped(self._tablet)
        self._shelf.put("wiped", b"", True)

    async def _ask(self, method: str, target: str, body: bytes = b"", *, halves: bool = False) -> Reply:
        return await self._tablet.line.ask(method, target, body, halves=halves)


def _subject(action: Action) -> bytes:
    return action.subject or action.do.encode()
