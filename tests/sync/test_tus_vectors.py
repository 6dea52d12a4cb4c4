"""The shared vectors of sending by tus."""

from __future__ import annotations

from typing import Any

import pytest

from amanat_sync import tus
from amanat_sync.sending import Answer, Ask, Create, Progress, Send, next_size, next_step
from tests.vectorfiles import vectors
from tests.vectors.make_tus import told

TRIES = {"create": Create, "ask": Ask, "send": Send}


@pytest.mark.parametrize("vector", vectors("tus"))
def test_a_step_is_followed_as_its_vector_says(vector: dict[str, Any]) -> None:
    if "tried" in vector:
        made = TRIES[vector["tried"].pop("is")](**vector["tried"])
        after, step = next_step(Progress(**vector["progress"]), made, Answer(**vector["answer"]))
        assert (after, told(step)) == (Progress(**vector["after"]), vector["next"])
    for size, took, whole, expected in vector.get("sizes", ()):
        assert next_size(size, took, whole=whole) == expected
    if "transitions" in vector:
        assert vector["transitions"] == tus.TRANSITIONS
