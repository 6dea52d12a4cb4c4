"""What comes from the server: certificates, holds, cases, events, leases, films; all of it checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from amanat_sync.cursor import Cursor
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.head import check_lease
from amanat_sync.ids import parse_base64url
from amanat_sync.keys import sha256
from amanat_sync.manifest import check_digest, check_manifest, share_commit
from amanat_sync.page import PageReader, decode_items, encode_items
from amanat_sync.records import Manifest, Tombstone, decode
from amanat_sync.tombstone import check_destroys
from amanat_sync.wire import Cases, Holds, decode_json
from tests.sim.kept import Copy, Reel
from tests.sim.kept import Holds as HoldList

if TYPE_CHECKING:
    from tests.sim.meeting import Meeting

CERTIFICATE, ENVELOPE, SHARE, PAGE = 288, 266, 32, 7


class Puller:
    """Carries out what ``plan`` wants fetched; every method can be repeated."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._tablet = meeting.tablet
        self._shelf = meeting.tablet.shelf
        self._books = meeting.tablet.books

    async def fetch_chain(self, _: bytes) -> None:
        known = len(self._books.chain.records) if self._books.is_joined else 0
        body = (await self._meeting.ask("GET", f"/v1/chain?after={known - 1}" if known else "/v1/chain")).body
        self._books.add_certificates([body[at : at + CERTIFICATE] for at in range(0, len(body), CERTIFICATE)])
        if self._books.revoked and self._shelf.get("revoked") is None:
            self._shelf.put("revoked", b"", self._tablet.clock.now_ms())
        self._meeting.remote = replace(self._meeting.remote, chain=True)

    async def fetch_holds(self, _: bytes) -> None:
        held = decode_json(Holds, (await self._meeting.ask("GET", "/v1/holds")).body, "server-answer")
        groups = frozenset(parse_base64url(group, 16) for group in held.groups)
        self._shelf.put("holds", b"", HoldList(groups, self._tablet.clock.now_ms(), held.time))
        self._meeting.remote = replace(self._meeting.remote, holds=True)
        self._tablet.hide_what_is_due(contact=True)

    async def admit_late(self, case: bytes) -> None:
        """A supervisor carries the late frames of a revoked device home, and says so in the case."""
        late = decode_items((await self._meeting.ask("GET", f"/v1/cases/{case.hex()}/late")).body)
        for raw in late:
            await self._tablet.admit(case, raw)
        if late:
            await self._meeting.ask("POST", f"/v1/cases/{case.hex()}/events", encode_items(late))

    async def ask_cases(self, _: bytes) -> None:
        cursor = cast("str | None", self._shelf.get("cursor", b"cases"))
        try:
            reply = await self._meeting.ask("GET", f"/v1/cases?since={cursor}" if cursor else "/v1/cases")
        except AmanatError as error:
            if error.code != "event-cursor":
                raise
            # Another store answers there now.
            self._meeting.learn_of_a_restart()
            reply = await self._meeting.ask("GET", "/v1/cases")
        cases = decode_json(Cases, reply.body, "server-answer")
        moved = [(parse_base64url(each.case, 16), each) for each in cases.cases]
        for case, each in moved:
            if each.roll > self._books.rolls(case).seq:
                rolls = await self._meeting.ask("GET", f"/v1/cases/{case.hex()}/rolls")
                self._books.add_rolls(case, decode_items(rolls.body))
        with self._shelf.changes():
            for case, _each in moved:
                self._shelf.put("stale", case, True)
            self._shelf.put("cursor", b"cases", cases.cursor)
        known = {case: self._books.ledger(case).n for case in self._books.cases()}
        known |= {case: each.n for case, each in moved}
        self._meeting.remote = replace(self._meeting.remote, cases=tuple(known.items()))

    async def pull_events(self, case: bytes) -> None:
        if self._shelf.get("ck", case) is None:
            body = (await self._meeting.ask("GET", f"/v1/cases/{case.hex()}/envelopes")).body
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
            reply = await self._meeting.ask("GET", f"{target}&after={held}" if held else target, halves=True)
        except AmanatError as error:
            if error.code != "event-cursor" or held is None:
                raise
            held = None
            reply = await self._meeting.ask("GET", target, halves=True)
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
            self._meeting.learn_of_a_restart()
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
            self._meeting.confirmed = False
        if self._shelf.get("shredded", group) is None or reel or copy:
            self._tablet.shred(group)

    async def renew_lease(self, group: bytes) -> None:
        self._meeting.renewed.add(group)
        body = (await self._meeting.ask("POST", f"/v1/shares/{group.hex()}/lease")).body
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
            now_ms=self._meeting.server_ms(),
        )
        if copy is not None:
            self._shelf.put("copies", group, replace(copy, lease=body))
            self._tablet.witness.lent(self._tablet, group, head.n)
        elif group in self._books.cases():
            self._shelf.put("share", group, share)
            self._shelf.put("lease", group, head.n)
            self._tablet.wanted(group)

    def _copy(self, clip: bytes) -> Copy:
        copy = cast("Copy | None", self._shelf.get("copies", clip))
        if copy is None:
            raise refuse("share-destroyed")
        return copy

    async def fetch_manifest(self, clip: bytes) -> None:
        raw = (await self._meeting.ask("GET", f"/v1/clips/{clip.hex()}/manifest")).body
        manifest = check_manifest(raw, self._books.chain)
        if manifest.clip != clip:
            raise refuse("server-answer")
        self._shelf.put("copies", clip, replace(self._copy(clip), manifest=raw))

    async def fetch_header(self, clip: bytes) -> None:
        raw = (await self._meeting.ask("GET", f"/v1/clips/{clip.hex()}/headers/1")).body
        self._shelf.put("copies", clip, replace(self._copy(clip), header=raw))

    async def fetch_payload(self, clip: bytes) -> None:
        if not self._copy(clip).manifest:
            # The other lane has not brought it yet.
            await self.fetch_manifest(clip)
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
