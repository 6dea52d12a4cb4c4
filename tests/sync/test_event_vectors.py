"""Every vector of tests/vectors/event, in Python."""

from __future__ import annotations

from functools import partial

import pytest

from amanat_sync.errors import refuse
from amanat_sync.frame import check_frame, clip_notes_key, note_key, open_frame
from amanat_sync.ledger import CaseLedger, Item
from amanat_sync.page import Kind, PageItem, PageReader, classify
from amanat_sync.records import Head, decode
from tests.feeds import feeds
from tests.vectorfiles import Vector, outcome, vectors
from tests.worlds import read_world


def act_frame(vector: Vector) -> None:
    chain, rolls = read_world(vector)
    raw = bytes.fromhex(vector["frame"])
    frame = check_frame(raw, chain, rolls, at_receipt=vector.get("at_receipt", False))
    if "file_key" in vector:
        key = clip_notes_key(bytes.fromhex(vector["file_key"]), frame.group, frame.device)
    elif "case_key" in vector:
        share = bytes.fromhex(vector["case_share"])
        key = note_key(bytes.fromhex(vector["case_key"]), share, frame.case, frame.epoch, frame.device)
    else:
        return
    assert open_frame(raw, key).hex() == vector["text"]


def act_order(vector: Vector) -> None:
    ledger = CaseLedger(bytes.fromhex(vector["org"]), bytes.fromhex(vector["case"]))
    taken: list[Item] = []
    for text in vector["items"]:
        item = classify(bytes.fromhex(text))
        if item.kind in (Kind.HEAD, Kind.RESTART):
            ledger.note_head(decode(Head, item.raw))
        else:
            taken.append(ledger.append(item.raw))
    admitted = {bytes.fromhex(text) for text in vector.get("admitted", [])}
    if any(ledger.is_late(item, vector.get("revoked_at_seq"), admitted) for item in taken):
        raise refuse("event-late")
    assert (ledger.n, ledger.h.hex()) == (vector["n"], vector["h"])


def read(parts: list[bytes]) -> tuple[list[PageItem], bool]:
    reader = PageReader()
    return [item for part in parts for item in reader.push(part)], reader.is_whole


def act_page(vector: Vector) -> None:
    items, whole = read([bytes.fromhex(vector["page"])])
    assert ([item.kind.value for item in items], whole) == (vector["kinds"], vector["whole"])


ACTS = {"frame": act_frame, "order": act_order, "page": act_page}


@pytest.mark.parametrize("vector", vectors("event"))
def test_an_event_ends_as_its_vector_says(vector: Vector) -> None:
    assert outcome(lambda: ACTS[vector["of"]](vector)) == vector["expect"], vector["comment"]


@pytest.mark.parametrize("vector", [v for v in vectors("event") if v.values[0]["of"] == "page"])
def test_a_page_reads_the_same_however_it_arrives(vector: Vector) -> None:
    page = bytes.fromhex(vector["page"])
    for parts in feeds(page):
        assert outcome(partial(read, parts)) == vector["expect"]
        if vector["expect"] == "ok":
            assert read(parts) == read([page])


def test_a_page_cut_at_any_byte_yields_its_whole_items() -> None:
    vector = next(v.values[0] for v in vectors("event") if v.id == "page")
    page = bytes.fromhex(vector["page"])
    items, _ = read([page])
    for length in range(len(page)):
        kept, whole = read([page[:length]])
        assert kept == items[: len(kept)]
        assert not whole
        assert sum(4 + len(item.raw) for item in kept) <= length
