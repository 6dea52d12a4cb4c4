"""Every vector of tests/vectors/notes, in Python: pycrdt reads what Yjs wrote to the same words."""

from __future__ import annotations

import pytest

from amanat_client.notes import NoteDoc, check_author, client_id
from tests.vectorfiles import Vector, outcome, vectors


def act(vector: Vector) -> None:
    note, document = bytes.fromhex(vector["note"]), NoteDoc()
    for step in vector["updates"]:
        update = bytes.fromhex(step["update"])
        check_author(update, client_id(bytes.fromhex(step["device"]), note))
        document.take(update)
    told = {name: document.about(name) for name in vector["about"]}
    assert (document.text, told) == (vector["text"], vector["about"])


@pytest.mark.parametrize("vector", vectors("notes"))
def test_a_note_ends_as_its_vector_says(vector: Vector) -> None:
    assert outcome(lambda: act(vector)) == vector["expect"], vector["comment"]
