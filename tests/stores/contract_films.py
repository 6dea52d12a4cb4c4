"""What every implementation of the ports promises: films, shares, commands, tombstones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amanat_server.stores.values import HELD_WITHOUT_END, Effect, Stored
from tests.stores.samples import (
    CASE,
    CLIP,
    DAY,
    FILM,
    LAPTOP,
    OTHER_CASE,
    SUPERVISOR,
    TABLET,
    WORKER,
    buried,
    command,
    destruction,
    hash_of,
    id_of,
    manifest,
    roll,
    tombstone,
)
from tests.stores.service import Service, refused

pytestmark = pytest.mark.anyio
SHARE, OTHER_SHARE = b"\x11" * 32, b"\x22" * 32


class ClipContract:
    """``ClipStore``."""

    async def test_a_clip_has_one_manifest(self, service: Service) -> None:
        clips = service.stores.clips
        assert await clips.clip(CLIP) is None
        assert await clips.put_manifest(manifest()) is Stored.NEW
        assert await clips.put_manifest(manifest()) is Stored.SAME
        with refused("manifest-differs"):
            await clips.put_manifest(manifest(due_at=3))
        await service.power_cut()
        stored = await service.stores.clips.clip(CLIP)
        assert stored is not None
        assert (stored.manifest, stored.headers, stored.payload) == (manifest(), 0, "missing")

    async def test_a_group_has_one_share_and_one_case(self, service: Service) -> None:
        clips = service.stores.clips
        await clips.put_manifest(manifest())
        note = manifest(clip=id_of("voice note"))
        with refused("manifest-differs"):
            await clips.put_manifest(replace(note, share_commit=hash_of("other S")))
        with refused("manifest-differs"):
            await clips.put_manifest(replace(note, case=OTHER_CASE))
        assert await clips.put_manifest(note) is Stored.NEW
        assert await clips.clips_of(FILM) == [CLIP, id_of("voice note")]

    async def test_a_case_is_a_group_without_a_date(self, service: Service) -> None:
        clips = service.stores.clips
        assert await clips.put_case_group(CASE, hash_of("S_case")) is Stored.NEW
        assert await clips.put_case_group(CASE, hash_of("S_case")) is Stored.SAME
        with refused("manifest-differs"):
            await clips.put_case_group(CASE, hash_of("another"))
        note = manifest(clip=id_of("note"), group=CASE, due_at=5, share=hash_of("S_case"))
        await clips.put_manifest(note)
        await service.power_cut()
        group = await service.stores.clips.group(CASE)
        assert group is not None
        assert (group.case, group.due_at, group.destroyed) == (CASE, 0, False)
        assert await service.stores.clips.due(10 * DAY) == []

    async def test_the_earliest_date_of_a_group_counts(self, service: Service) -> None:
        clips = service.stores.clips
        await clips.put_manifest(manifest(due_at=50 * DAY))
        await clips.put_manifest(manifest(clip=id_of("note"), due_at=40 * DAY))
        await clips.put_manifest(manifest(clip=id_of("still"), due_at=60 * DAY))
        assert await clips.due(40 * DAY - 1) == []
        assert [group.group for group in await clips.due(40 * DAY)] == [FILM]

    async def test_header_versions_have_no_gaps(self, service: Service) -> None:
        clips = service.stores.clips
        with refused("right-missing"):
            await clips.put_header(CLIP, 1, b"header 1")
        await clips.put_manifest(manifest())
        for version in (0, 2):
            with refused("header-version"):
                await clips.put_header(CLIP, version, b"header")
        assert await clips.put_header(CLIP, 1, b"header 1") is Stored.NEW
        assert await clips.put_header(CLIP, 1, b"header 1") is Stored.SAME
        with refused("header-differs"):
            await clips.put_header(CLIP, 1, b"header one")
        assert await clips.put_header(CLIP, 2, b"header 2") is Stored.NEW
        await service.power_cut()
        clips = service.stores.clips
        assert await clips.header(CLIP, 1) == b"header 1"
        assert await clips.header(CLIP, 3) is None
        stored = await clips.clip(CLIP)
        assert stored is not None
        assert stored.headers == 2

    async def test_a_buried_group_has_no_headers_and_is_never_due_again(self, service: Service) -> None:
        clips = service.stores.clips
        await clips.put_manifest(manifest())
        await clips.put_header(CLIP, 1, b"header 1")
        await clips.bury(FILM)
        await clips.bury(FILM)
        await service.power_cut()
        clips = service.stores.clips
        assert await clips.header(CLIP, 1) is None
        assert await clips.due(100 * DAY) == []
        with refused("share-destroyed"):
            await clips.put_header(CLIP, 1, b"header 1")


class CommandContract:
    """``CommandStore`` and what commands do to groups."""

    async def film(self, service: Service) -> None:
        await service.stores.cases.put_roll(roll(0))
        await service.stores.clips.put_manifest(manifest())

    async def test_a_command_is_stored_once_with_its_effect(self, service: Service) -> None:
        await self.film(service)
        commands = service.stores.commands
        assert await commands.put(command(effect=Effect(stopped=True))) is Stored.NEW
        assert await commands.put(command(effect=Effect(stopped=False))) is Stored.SAME
        with refused("command-differs"):
            await commands.put(replace(command(), raw=b"x" * 240))
        await service.power_cut()
        group = await service.stores.clips.group(FILM)
        assert group is not None
        assert group.stopped

    async def test_a_waiting_command_is_completed_by_its_second_signature(self, service: Service) -> None:
        await self.film(service)
        commands = service.stores.commands
        await commands.put(command("hold", waiting=True))
        await commands.put(command("other"))
        whole = command("hold", signatures=2, effect=Effect(held_until=HELD_WITHOUT_END))
        with refused("command-differs"):
            await commands.put(replace(whole, raw=b"x" + whole.raw[1:]))
        assert await commands.put(whole) is Stored.NEW
        assert await commands.put(whole) is Stored.SAME
        assert await commands.put(command("hold", waiting=True)) is Stored.SAME
        with refused("command-differs"):
            await commands.put(replace(whole, raw=whole.raw[:-1] + b"x"))
        await service.power_cut()
        found = await service.stores.commands.after(WORKER)
        assert [(each.command, each.waiting, len(each.raw)) for each in found] == [
            (id_of("other"), False, 240),
            (id_of("hold"), False, 320),
        ]
        assert await service.stores.commands.after(WORKER, found[0].no) == found[1:]
        assert await service.stores.commands.command(id_of("hold")) == found[1]

    async def test_the_commands_about_a_group_are_found_in_their_order(self, service: Service) -> None:
        await self.film(service)
        commands = service.stores.commands
        await commands.put(command("one"))
        await commands.put(command("two", waiting=True))
        await commands.put(replace(command("elsewhere"), group=id_of("other film"), effect=Effect()))
        await service.power_cut()
        found = await service.stores.commands.of_group(FILM)
        assert [each.command for each in found] == [id_of("one"), id_of("two")]
        assert await service.stores.commands.of_group(id_of("no film")) == []

    async def test_only_members_of_the_newest_roll_read_commands(self, service: Service) -> None:
        await self.film(service)
        await service.stores.commands.put(command())
        await service.stores.cases.put_roll(roll(1, SUPERVISOR))
        assert await service.stores.commands.after(WORKER) == []
        assert len(await service.stores.commands.after(SUPERVISOR)) == 1

    async def test_a_hold_keeps_a_due_film_until_it_ends(self, service: Service) -> None:
        await self.film(service)
        commands, clips = service.stores.commands, service.stores.clips
        await commands.put(command("hold", effect=Effect(held_until=60 * DAY)))
        assert await clips.due(55 * DAY) == []
        assert await clips.held(55 * DAY) == [FILM]
        assert await clips.held(60 * DAY) == []
        assert len(await clips.due(60 * DAY)) == 1
        await commands.put(command("hold 2", effect=Effect(held_until=HELD_WITHOUT_END)))
        assert await clips.due(1000 * DAY) == []
        await commands.put(command("a shorter hold", effect=Effect(held_until=61 * DAY)))
        await commands.put(command("stop", effect=Effect(stopped=True)))
        assert await clips.due(1000 * DAY) == []
        await commands.put(command("release", effect=Effect(held_until=0)))
        assert len(await clips.due(55 * DAY)) == 1

    async def test_earlier_only_ever_brings_a_date_forward(self, service: Service) -> None:
        await self.film(service)
        await service.stores.commands.put(command("later", effect=Effect(earlier=70 * DAY)))
        assert len(await service.stores.clips.due(50 * DAY)) == 1
        await service.stores.commands.put(command("earlier", effect=Effect(earlier=20 * DAY)))
        assert len(await service.stores.clips.due(20 * DAY)) == 1
        assert await service.stores.clips.due(20 * DAY - 1) == []

    async def test_destroy_is_due_at_once_unless_held(self, service: Service) -> None:
        await self.film(service)
        await service.stores.commands.put(command("destroy", effect=Effect(destroy=True)))
        (group,) = await service.stores.clips.due(1)
        assert group.destroy
        await service.stores.commands.put(command("hold", effect=Effect(held_until=5)))
        assert await service.stores.clips.due(1) == []

    async def test_a_command_about_an_unknown_group_has_no_effect_to_write(self, service: Service) -> None:
        with refused("right-missing"):
            await service.stores.commands.put(command(effect=Effect(stopped=True)))
        assert await service.stores.commands.command(id_of("command")) is None
        assert await service.stores.commands.put(command(waiting=True)) is Stored.NEW


class TombstoneContract:
    """``TombstoneStore``."""

    async def test_a_tombstone_is_told_to_each_device_until_it_confirms(self, service: Service) -> None:
        stones = service.stores.tombstones
        assert await stones.put([buried()]) is Stored.NEW
        assert await stones.put([buried()]) is Stored.SAME
        assert await stones.put([buried(), buried(CASE)]) is Stored.NEW
        assert await stones.of_case(CASE, TABLET) == [tombstone(), tombstone(CASE)]
        await stones.confirm(TABLET, [FILM], 7)
        await stones.confirm(TABLET, [FILM], 9)
        await stones.confirm(LAPTOP, [FILM], 8)
        await service.power_cut()
        stones = service.stores.tombstones
        assert await stones.of_case(CASE, TABLET) == [tombstone(CASE)]
        assert await stones.of_case(CASE) == [tombstone(), tombstone(CASE)]
        assert await stones.of_case(OTHER_CASE, TABLET) == []
        assert await stones.confirmations(FILM) == [(TABLET, 7), (LAPTOP, 8)]
        assert await stones.find(FILM) == tombstone()
        assert await stones.find(id_of("other")) is None

    async def test_the_first_tombstone_of_a_group_stands(self, service: Service) -> None:
        await service.stores.tombstones.put([buried()])
        second = replace(buried(), raw=tombstone()[:-1] + b"x")
        assert await service.stores.tombstones.put([second]) is Stored.SAME
        assert await service.stores.tombstones.find(FILM) == tombstone()


class ShareContract:
    """``ShareStore``."""

    async def test_a_group_has_one_share(self, service: Service) -> None:
        shares = service.stores.shares
        assert await shares.get(FILM) is None
        assert await shares.put(FILM, SHARE) is Stored.NEW
        assert await shares.put(FILM, SHARE) is Stored.SAME
        with refused("share-differs"):
            await shares.put(FILM, OTHER_SHARE)
        await service.power_cut()
        assert await service.stores.shares.get(FILM) == SHARE

    async def test_a_destroyed_share_is_gone_and_the_others_stay(self, service: Service) -> None:
        shares = service.stores.shares
        others = {id_of(f"other {n}"): bytes([n]) * 32 for n in range(20)}
        for group, share in others.items():
            await shares.put(group, share)
        await shares.put(FILM, SHARE)
        await shares.destroy([destruction()], 5)
        for cut in (False, True):
            if cut:
                await service.power_cut()
            shares = service.stores.shares
            assert {group: await shares.get(group) for group in others} == others
            assert await shares.is_destroyed(FILM)
            assert not await shares.is_destroyed(next(iter(others)))
            with refused("share-destroyed"):
                await shares.get(FILM)
            with refused("share-destroyed"):
                await shares.put(FILM, SHARE)
            assert await shares.tombstones() == [tombstone()]

    async def test_destroying_twice_changes_nothing(self, service: Service) -> None:
        shares = service.stores.shares
        await shares.put(FILM, SHARE)
        await shares.destroy([destruction()], 5)
        await shares.destroy([destruction(), destruction(CASE)], 6)
        await shares.destroy([], 7)
        assert await shares.tombstones() == [tombstone(), tombstone(CASE)]

    async def test_a_share_that_never_came_can_be_destroyed(self, service: Service) -> None:
        await service.stores.shares.destroy([destruction()], 5)
        await service.power_cut()
        with refused("share-destroyed"):
            await service.stores.shares.put(FILM, SHARE)
