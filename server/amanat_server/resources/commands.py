"""Commands to stop, hold and destroy; the list of holds; tombstones that devices post back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from amanat_server import rights
from amanat_server.auth import caller_of
from amanat_server.exchange import done, equal_records, json, octets, route, with_lengths, written
from amanat_server.groups import state_of
from amanat_server.stores.values import HELD_WITHOUT_END, Effect, NewCommand
from amanat_sync import command as commands
from amanat_sync import promise
from amanat_sync.cursor import Cursor, parse_cursor
from amanat_sync.errors import refuse
from amanat_sync.ids import base64url
from amanat_sync.query import parse_query
from amanat_sync.tombstone import TOMBSTONE_LENGTH, check_tombstone
from amanat_sync.wire import Holds

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from amanat_server.clock import Clock
    from amanat_server.directory import Directory
    from amanat_server.resources.stream import Bell
    from amanat_server.stores.ports import ClipStore, CommandStore, LedgerStore, TombstoneStore
    from amanat_server.sweeper import Sweeper

NEWEST = 2**53 - 1


class Commands:
    """``/v1/commands``, ``/v1/holds``, ``/v1/tombstones``."""

    def __init__(
        self,
        *,
        store: CommandStore,
        clips: ClipStore,
        ledger: LedgerStore,
        tombstones: TombstoneStore,
        directory: Directory,
        sweeper: Sweeper,
        bell: Bell,
        clock: Clock,
    ) -> None:
        self._store = store
        self._clips = clips
        self._ledger = ledger
        self._tombstones = tombstones
        self._directory = directory
        self._sweeper = sweeper
        self._bell = bell
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """The routes of this resource."""
        return [
            route("POST", "/v1/commands", self.put),
            route("GET", "/v1/commands", self.after),
            route("GET", "/v1/holds", self.holds),
            route("POST", "/v1/tombstones", self.confirm),
        ]

    async def put(self, request: Request) -> Response:
        """A command with one signature or two; the sweeper obeys it."""
        raw = await request.body()
        command = commands.read_command(raw).command
        rolls = await self._directory.rolls(command.case)
        rights.sender_to_case(caller_of(request), rolls)
        signed = commands.check_command(raw, self._directory.chain, rolls)
        self._check_carrier(request, signed)
        standing = await self._store.command(command.command)
        # What one signed comes again although another has completed it since.
        if standing is not None and raw in {standing.raw, standing.raw[: commands.FIRST_LENGTH]}:
            return octets(b"", 200)
        decision = await self._decide(signed)
        made = NewCommand(
            command.command,
            command.case,
            command.group,
            decision.waits,
            raw,
            _effect(decision, command.due_at),
        )
        stored = await self._store.put(made)
        self._bell.moved(command.case, rolls.members)
        if made.effect.destroy:
            self._sweeper.hurry()
        return written(stored)

    async def _decide(self, signed: commands.Signed) -> commands.Decision:
        command = signed.command
        group = await self._clips.group(command.group)
        if group is None or group.case != command.case:
            raise refuse("right-missing")
        chain = self._directory.chain
        author = await self._ledger.find(command.case, command.ref) if any(command.ref) else None
        device = chain.device(author) if author is not None else None
        now_ms = self._clock.now_ms()
        decision = commands.decide(
            signed,
            chain,
            await self._directory.rolls(command.case),
            now_ms=now_ms,
            due_at=group.due_at or None,
            ref_member=device.member if device else None,
            held_alone_by=await self._held_alone(command.group),
        )
        happening = promise.happening_of(command.op)
        if happening is not None:
            promise.step(state_of(group, now_ms), happening)
        return decision

    async def _held_alone(self, group: bytes) -> set[bytes]:
        """The members who held this group alone before."""
        past = [commands.read_command(stored.raw) for stored in await self._store.of_group(group)]
        alone = [each for each in past if each.command.op == commands.HOLD and not each.needs_two]
        devices = [self._directory.chain.device(each.command.device) for each in alone]
        return {device.member for device in devices if device is not None}

    def _check_carrier(self, request: Request, signed: commands.Signed) -> None:
        caller = caller_of(request)
        signers = {signed.command.device, signed.second_device}
        if not caller.is_courier and caller.certified.device not in signers:
            raise refuse("right-author")

    async def after(self, request: Request) -> Response:
        """The commands of the member's cases, waiting ones too."""
        device = rights.device_of_member(caller_of(request))
        query = parse_query(request.scope["query_string"], {"after"})
        store_id = self._ledger.store_id
        after = parse_cursor(query["after"], store_id, NEWEST) if "after" in query else 0
        found = await self._store.after(device.member, after)
        cursor = Cursor(store_id, found[-1].no if found else after)
        return octets(with_lengths(entry.raw for entry in found), headers={"Amanat-Cursor": cursor.text})

    async def holds(self, request: Request) -> Response:
        """The groups under a hold, never why."""
        rights.device_or_courier(caller_of(request))
        now_ms = self._clock.now_ms()
        groups = await self._clips.held(now_ms)
        return json(Holds(time=now_ms, groups=[base64url(group) for group in groups]))

    async def confirm(self, request: Request) -> Response:
        """A device posts tombstones back: it holds nothing of these groups any more, and neither does the server."""
        device = rights.outbox(caller_of(request))
        chain = self._directory.chain
        groups: list[bytes] = []
        raws = equal_records(await request.body(), TOMBSTONE_LENGTH)
        for raw in raws:
            tombstone = check_tombstone(raw, chain.org, chain.service_keys)
            groups.append(tombstone.group)
        await self._sweeper.obey(raws)
        await self._tombstones.confirm(device.device, groups, self._clock.now_ms())
        return done()


def _effect(decision: commands.Decision, due_at: int) -> Effect:
    """What an accepted command does to its group's record; one that waits does nothing."""
    if decision.waits:
        return Effect()
    return {
        commands.STOP: Effect(stopped=True),
        commands.RESUME: Effect(stopped=False),
        commands.EARLIER: Effect(earlier=due_at),
        commands.DESTROY: Effect(destroy=True),
        commands.HOLD: Effect(held_until=decision.until if decision.until is not None else HELD_WITHOUT_END),
        commands.RELEASE: Effect(held_until=0),
    }[decision.op]
