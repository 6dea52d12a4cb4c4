"""The shared vectors of plans, and what holds in every one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from amanat_sync.reconcile import Do, plan
from tests.vectorfiles import vectors
from tests.vectors.make_reconcile import CASES, by_lot

STAGES = (
    {Do.FETCH_CHAIN, Do.POST_CERTIFICATES},
    {Do.SHRED, Do.CONFIRM},
    {Do.FETCH_HOLDS},
    {Do.POST_ROLL, Do.POST_RECOVERY, Do.POST_ENVELOPES, Do.POST_CASE_SHARE, Do.POST_EVENTS}
    | {Do.CREATE_UPLOAD, Do.PUT_HEADER, Do.POST_SHARE, Do.SEND_PAYLOAD, Do.TELL_SENT},
    {Do.POST_COMMAND},
    {Do.ASK_CASES, Do.PULL_EVENTS, Do.RENEW_LEASE}
    | {Do.FETCH_MANIFEST, Do.FETCH_HEADER, Do.FETCH_SHARE, Do.FETCH_PAYLOAD},
    {Do.DROP_COPY, Do.WIPE},
)


@pytest.mark.parametrize("vector", vectors("reconcile"))
def test_a_plan_is_what_its_vector_says(vector: dict[str, Any], request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.id
    _, local, remote = by_lot(int(name.removeprefix("lot-"))) if name.startswith("lot-") else CASES[name]
    actions = plan(local, remote)
    assert [[action.do, action.lane, action.subject.hex()] for action in actions] == vector["plan"]


def test_every_plan_keeps_the_order_of_contact() -> None:
    assert set().union(*STAGES) == set(Do)
    for seed in range(500):
        _, local, remote = by_lot(seed)
        stages = [
            next(n for n, stage in enumerate(STAGES) if action.do in stage) for action in plan(local, remote)
        ]
        assert stages == sorted(stages), f"seed {seed}"


def test_a_copy_leaves_only_when_all_four_parts_are_acknowledged() -> None:
    dropped = 0
    for seed in range(500):
        _, local, remote = by_lot(seed)
        # Room is made only where nothing is left to pull.
        remote = replace(remote, cases=tuple((case.case, case.n) for case in local.cases))
        for action in plan(local, remote):
            if action.do is Do.DROP_COPY:
                dropped += 1
                assert all(film.is_safe for film in local.films if film.film == action.subject), (
                    f"seed {seed}"
                )
    assert dropped > 0
