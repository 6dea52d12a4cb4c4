"""What goes to the server: certificates, tombstones, new cases, events, films, commands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from amanat_sync import sending, tus
from amanat_sync.errors import refuse
from amanat_sync.ledger import item_hash
from amanat_sync.page import encode_items
from amanat_sync.reconcile import Part, Work
from amanat_sync.records import Frame, decode
from amanat_sync.request import Patch

if TYPE_CHECKING:
    from tests.sim.kept import Reel
    from tests.sim.meeting import Meeting
    from tests.sim.network import Reply
    from tests.sim.world import Opened

OCTETS = {"content-type": "application/offset+octet-stream"}


class Outbox:
    """Carries out what ``plan`` wants sent; every method can be repeated."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._tablet = meeting.tablet
        self._shelf = meeting.tablet.shelf
        self._books = meeting.tablet.books

    async def post_certificates(self, _: bytes) -> None:
        raws = self._books.raws("certificates")
        await self._meeting.ask("POST", "/v1/chain", b"".join(raws))
        self._books.add_certificates(list(raws))
        self._shelf.drop("certificates", b"")
        self._tablet.witness.acked(self._tablet, "chain", *raws)

    async def shred(self, group: bytes) -> None:
        self._tablet.shred(group)

    async def confirm(self, _: bytes) -> None:
        raws = [self._books.raws("graves", group)[0] for group in self._shelf.names("graves")]
        await self._meeting.ask("POST", "/v1/tombstones", b"".join(raws))
        self._meeting.confirmed = True

    def _worked(self, case: bytes, work: Work) -> None:
        left = cast("tuple[Work, ...]", self._shelf.get("work", case) or ())
        self._shelf.put("work", case, tuple(each for each in left if each is not work))
        self._tablet.witness.acked(self._tablet, work, case)

    def _opened(self, case: bytes) -> Opened:
        return cast("Opened", self._shelf.get("opened", case))

    async def post_roll(self, case: bytes) -> None:
        await self._meeting.ask("POST", f"/v1/cases/{case.hex()}/rolls", self._opened(case).roll)
        self._worked(case, Work.ROLL)

    async def post_envelopes(self, case: bytes) -> None:
        chain = self._books.chain
        active = {each.device for each in chain.devices() if each.active}
        # One for a device that was revoked since would have all of them refused.
        body = b"".join(raw for device, raw in self._opened(case).envelopes if device in active)
        await self._meeting.ask("POST", f"/v1/cases/{case.hex()}/envelopes", body)
        self._worked(case, Work.ENVELOPES)

    async def post_case_share(self, case: bytes) -> None:
        await self._meeting.ask("POST", f"/v1/shares/{case.hex()}", self._opened(case).share)
        self._worked(case, Work.SHARE)

    async def post_events(self, case: bytes) -> None:
        raws = self._meeting.unposted(case)
        body = encode_items(raws)
        reply = await self._meeting.ask("POST", f"/v1/cases/{case.hex()}/events", body)
        self._shelf.put("posted", case, decode(Frame, raws[-1]).seq)
        self._tablet.witness.acked(self._tablet, "frame", case, *map(item_hash, raws))
        if self._shelf.get("revoked") is None:
            self._books.note_answer(case, reply.body)
        # What was just posted has a number now: the pull brings it.
        self._meeting.remote = replace(self._meeting.remote, cases=None)

    async def create_upload(self, clip: bytes) -> None:
        await self._upload(clip, head_only=True)
        self._part_acked(clip, Part.MANIFEST)

    async def put_header(self, clip: bytes) -> None:
        reel = self._meeting.reel(clip)
        await self._meeting.ask("PUT", f"/v1/clips/{clip.hex()}/headers/1", reel.header)
        self._part_acked(clip, Part.HEADER)

    async def post_share(self, clip: bytes) -> None:
        await self._meeting.ask("POST", f"/v1/shares/{clip.hex()}", self._meeting.reel(clip).share)
        self._part_acked(clip, Part.SHARE)

    async def send_payload(self, clip: bytes) -> None:
        await self._upload(clip, head_only=False)
        self._part_acked(clip, Part.PAYLOAD)

    def _part_acked(self, clip: bytes, part: Part) -> None:
        reel = self._meeting.reel(clip)
        self._shelf.put("reels", clip, replace(reel, acked=reel.acked | {part}))
        self._tablet.witness.acked(self._tablet, part, clip)

    async def _upload(self, clip: bytes, *, head_only: bool) -> None:
        step: sending.Step = (
            sending.Create() if head_only else sending.first_step(self._meeting.reel(clip).progress)
        )
        while not isinstance(step, sending.Finished):
            if isinstance(step, sending.GiveUp):
                raise refuse(step.code)
            if isinstance(step, sending.Wait):
                # The next contact goes on; it comes sooner where the network comes back.
                raise refuse(step.code or "server-answer")
            reel = self._meeting.reel(clip)
            answer = await self._try(reel, step)
            reel = self._meeting.reel(clip)
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

    async def tell_sent(self, clip: bytes) -> None:
        reel = self._meeting.reel(clip)
        if not self._tablet.may_write(reel.case):
            raise refuse("right-missing")
        raw = self._tablet.post_film_sent(reel)
        await self._tablet.persist()
        self._tablet.witness.did(self._tablet, "frame", item_hash(raw), reel.case)

    async def post_command(self, name: bytes) -> None:
        await self._meeting.ask("POST", "/v1/commands", cast("bytes", self._shelf.get("commands", name)))
        self._shelf.drop("commands", name)
        self._tablet.witness.acked(self._tablet, "command", name)

    async def drop_copy(self, clip: bytes) -> None:
        self._tablet.drop_copy(clip)

    async def wipe(self, _: bytes) -> None:
        self._tablet.witness.wiped(self._tablet)
        self._shelf.put("wiped", b"", True)
        # Whoever looks sees that the tablet was revoked; of what it could not read there is nothing left to say.
        for subject in [each for each, code in self._tablet.errors.items() if code == "head-lease"]:
            self._tablet.errors.pop(subject)
