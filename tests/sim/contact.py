"""A device meets the server: ``reconcile.plan`` says what is to be done, this sees that it is carried out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from amanat_sync.errors import AmanatError
from amanat_sync.reconcile import Action, Do, Lane, plan
from tests.sim.outbox import Outbox
from tests.sim.puller import Puller

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.sim.meeting import Meeting

ROUNDS = 16
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


class Contact:
    """The contacts of one device, one after another."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._tablet = meeting.tablet
        self._shelf = meeting.tablet.shelf
        self._running = False
        outbox, self.puller = Outbox(meeting), Puller(meeting)
        self._ways: dict[Do, Callable[[bytes], Awaitable[None]]] = {
            Do.FETCH_CHAIN: self.puller.fetch_chain,
            Do.POST_CERTIFICATES: outbox.post_certificates,
            Do.SHRED: outbox.shred,
            Do.CONFIRM: outbox.confirm,
            Do.FETCH_HOLDS: self.puller.fetch_holds,
            Do.POST_ROLL: outbox.post_roll,
            Do.POST_ENVELOPES: outbox.post_envelopes,
            Do.POST_CASE_SHARE: outbox.post_case_share,
            Do.POST_EVENTS: outbox.post_events,
            Do.CREATE_UPLOAD: outbox.create_upload,
            Do.PUT_HEADER: outbox.put_header,
            Do.POST_SHARE: outbox.post_share,
            Do.SEND_PAYLOAD: outbox.send_payload,
            Do.TELL_SENT: outbox.tell_sent,
            Do.POST_COMMAND: outbox.post_command,
            Do.ASK_CASES: self.puller.ask_cases,
            Do.PULL_EVENTS: self.puller.pull_events,
            Do.RENEW_LEASE: self.puller.renew_lease,
            Do.FETCH_MANIFEST: self.puller.fetch_manifest,
            Do.FETCH_HEADER: self.puller.fetch_header,
            Do.FETCH_SHARE: self.puller.renew_lease,
            Do.FETCH_PAYLOAD: self.puller.fetch_payload,
            Do.DROP_COPY: outbox.drop_copy,
            Do.WIPE: outbox.wipe,
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
        self._meeting.begin()
        failed: set[bytes] = set()
        tablet.hide_what_is_due()
        for _ in range(ROUNDS):
            actions = [
                a for a in plan(self._meeting.local(), self._meeting.remote) if _subject(a) not in failed
            ]
            if not actions:
                return not failed
            lanes = [[action for action in actions if action.lane is lane] for lane in Lane]
            reached = await asyncio.gather(*(self._lane(lane, failed) for lane in lanes))
            if not all(reached):
                return False
            if self._shelf.get("wiped") is not None:
                return True
        raise AssertionError(
            f"{tablet.name}: a plan that never ends: {plan(self._meeting.local(), self._meeting.remote)}"
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
        tablet, lost = self._tablet, error.code in ("right-missing", "share-no-manifest")
        if error.code == "right-revoked":
            # It has just read its revocation, or is about to: what it may still do the next round says.
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
            self._meeting.learn_of_a_restart()
        elif error.code == "share-destroyed" and action.do is not Do.POST_COMMAND:
            tablet.shred(action.subject)
        elif error.code not in PASSING:
            if action.do is Do.POST_COMMAND:
                self._shelf.drop("commands", action.subject)
            tablet.note_error(action.subject, error)


def _subject(action: Action) -> bytes:
    return action.subject or action.do.encode()
