"""A service that lies: it shows two people two histories, or leaves something out.  Whoever first can tell, does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amanat_server.stores.memory.medium import CaseBook
from amanat_sync.ledger import next_h
from tests.sim.field import HONEST, FieldSimulator, Rules
from tests.sim.mutants import BLIND

SEEDS = range(12)


async def both_write(field: FieldSimulator) -> None:
    """Fay and Sue each write, and meet the server until both have everything."""
    for tablet in field.tablets[:2]:
        if tablet.may_write(field.world.first.case):
            await tablet.write(field.world.first.case)
    for _ in range(2):
        for tablet in field.tablets[:2]:
            await field.contact(tablet)


def alarmed(field: FieldSimulator, name: str) -> set[str]:
    """What somebody has noticed, as an alarm or as a refusal."""
    shown = {code for tablet in field.tablets if tablet.name == name for code in tablet.errors.values()}
    return {code for who, code in field.witness.alarms if who == name} | shown


@pytest.mark.parametrize("seed", SEEDS)
def test_two_histories_are_noticed_where_they_meet(seed: int) -> None:
    field = FieldSimulator(seed, devices=2)
    sue = field.tablets[1]

    async def story() -> None:
        for _ in range(2):
            await both_write(field)
        await field.lie(sue)
        for _ in range(1 + seed % 3):
            await both_write(field)
        assert not field.witness.alarms, "each history alone is sound"
        # Now the service shows Sue what everybody else has seen: she has what is not in it.
        del field.network.services["Sue"]
        fay = field.tablets[0]
        for _ in range(2 + seed % 3):
            await fay.write(field.world.first.case)
        await field.contact(fay)
        await field.contact(sue)

    field.play(story())
    assert alarmed(field, "Sue") & {"head-fork", "event-fork", "event-gap"}


def leaves_out(book: CaseBook, at: int, origin: bytes) -> None:
    """Takes one frame out of an order and numbers the rest anew."""
    frames = [frame for frame, _ in book.frames]
    del frames[at]
    book.frames.clear()
    running = origin
    for frame in frames:
        running = next_h(running, frame.hash)
        book.frames.append((replace(frame), running))


def story_with_a_hole(seed: int, rules: Rules) -> FieldSimulator:
    """Fay writes offline; Sue, who knew nothing yet, is shown all but one of her frames."""
    field = FieldSimulator(seed, devices=2, rules=rules)
    fay, sue = field.tablets
    case = field.world.first.case

    async def story() -> None:
        for _ in range(3 + seed % 3):
            await fay.write(case)
        await field.contact(fay)
        twin = await field.lie(sue)
        leaves_out(twin.medium.state.cases[case], seed % 2, field.world.h0(case))
        await field.contact(sue)
        await field.contact(sue)

    field.play(story())
    return field


@pytest.mark.parametrize("seed", SEEDS)
def test_a_frame_that_is_left_out_is_missed(seed: int) -> None:
    assert alarmed(story_with_a_hole(seed, HONEST), "Sue") == {"event-gap"}


def test_a_reader_who_does_not_look_at_prev_is_found_out() -> None:
    blind = [seed for seed in SEEDS if not alarmed(story_with_a_hole(seed, BLIND), "Sue")]
    assert blind, "the simulator tells a reader who looks from one who does not"
