"""The shared vectors of events as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from amanat_sync.events import UnknownEvent, decode_event, encode_event
from tests.vectorfiles import outcome, vectors


@pytest.mark.parametrize("vector", vectors("wire"))
def test_an_event_ends_as_its_vector_says(vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["text"])
    assert outcome(lambda: decode_event(raw)) == vector["expect"]
    if vector["expect"] == "ok":
        event = decode_event(raw)
        assert isinstance(event, UnknownEvent) != vector["known"]
        assert (event.raw if isinstance(event, UnknownEvent) else encode_event(event)) == raw
