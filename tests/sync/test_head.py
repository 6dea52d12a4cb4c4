"""Heads, leases, tombstones and manifests as they are built, where a vector would say too little."""

from __future__ import annotations

from functools import partial

import pytest

from amanat_sync.head import LEASE, build_head, build_lease, check_head, check_lease, lease_until
from amanat_sync.manifest import DAY_MS, build_manifest, check_manifest, is_payload_length, promised_date
from amanat_sync.records import Head, Manifest, Tombstone, decode, layout
from amanat_sync.tombstone import TOMBSTONE_LENGTH, build_tombstone, check_tombstone, split_log
from tests.feeds import truncations
from tests.ledger_world import NOW, SERVICE, WORKER, World, drawn
from tests.vectorfiles import Vector, outcome, vectors

ORG, CASE, FILM, COMMIT = drawn("org"), drawn("case", 16), drawn("film", 16), drawn("share commit")


def test_a_head_that_is_built_is_accepted_and_no_byte_of_it_can_be_turned() -> None:
    raw = build_head(SERVICE.seed, org=ORG, case=CASE, n=3, running=drawn("H"), chain_seq=2, time=NOW)
    assert check_head(raw, ORG, SERVICE.public, CASE).n == 3
    for at in range(len(raw)):
        turned = raw[:at] + bytes([raw[at] ^ 0x40]) + raw[at + 1 :]
        assert outcome(partial(check_head, turned, ORG, SERVICE.public, CASE)) != "ok"


def test_a_lease_that_is_built_is_accepted_until_it_ends() -> None:
    until = lease_until(NOW, None)
    raw = build_lease(
        SERVICE.seed, org=ORG, group=FILM, until=until, share_commit=COMMIT, chain_seq=2, time=NOW
    )
    lease = check_lease(raw, ORG, SERVICE.public, group=FILM, share_commit=COMMIT, now_ms=until - 1)
    assert (lease.kind, lease.n) == (LEASE, NOW + 30 * DAY_MS)


@pytest.mark.parametrize(
    ("due_at", "days", "until"),
    [
        (None, 30, NOW + 30 * DAY_MS),
        (None, 7, NOW + 7 * DAY_MS),
        (None, 90, NOW + 30 * DAY_MS),
        (NOW + 5, 30, NOW + 5),
        (NOW + 60 * DAY_MS, 30, NOW + 30 * DAY_MS),
    ],
)
def test_a_lease_ends_at_the_earliest_of_its_days_thirty_days_and_the_date(
    due_at: int | None, days: int, until: int
) -> None:
    assert lease_until(NOW, due_at, days) == until


def test_a_tombstone_that_is_built_is_accepted() -> None:
    raw = build_tombstone(
        SERVICE.seed, kind=1, org=ORG, case=CASE, group=FILM, share_commit=COMMIT, destroyed_at=NOW
    )
    assert check_tombstone(raw, ORG, [SERVICE.public]) == decode(Tombstone, raw)


def test_a_log_that_was_cut_anywhere_gives_its_whole_tombstones() -> None:
    log = bytes([1]) * TOMBSTONE_LENGTH + bytes([2]) * TOMBSTONE_LENGTH
    for cut in [*truncations(log), log]:
        whole, rest = split_log(cut)
        assert len(whole) == len(cut) // TOMBSTONE_LENGTH
        assert b"".join(whole) + rest == cut


def test_a_payload_length_is_one_that_frames_can_add_up_to() -> None:
    full = 65_552
    assert all(map(is_payload_length, (32, 33, 16 + full, 16 + full + 17, 16 + 2 * full)))
    assert not any(map(is_payload_length, (0, 15, 16, 31, 16 + full + 1, 16 + full + 16)))


def test_a_film_is_promised_from_the_opening_of_the_camera() -> None:
    assert promised_date(NOW, 28) == NOW + 30 * 60_000 + 28 * DAY_MS


def test_what_a_check_refuses_is_never_signed() -> None:
    world = World()
    film: Vector = next(one.values[0] for one in vectors("manifest") if one.id == "film")
    record = decode(Manifest, bytes.fromhex(film["manifest"]))
    fields = {name: getattr(record, name) for name, _ in layout(Manifest) if name not in ("suite", "sig")}
    fields["chain_head"] = world.chain.head
    raw = build_manifest(WORKER.seed, **fields)
    assert check_manifest(raw, world.chain).clip == record.clip
    for name, value, code in (
        ("due_at", 0, "due"),
        ("payload_len", 31, "payload"),
        ("parent", FILM[::-1], "kind"),
    ):
        assert outcome(partial(build_manifest, WORKER.seed, **{**fields, name: value})) == f"manifest-{code}"


def test_a_head_has_the_length_of_its_table() -> None:
    assert outcome(partial(decode, Head, bytes(175))) == "head-length"
    assert outcome(partial(decode, Head, bytes(177))) == "head-length"
