"""Padmé: the same numbers as the tablet's (pwa/test/padme.test.ts)."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanat_client.padme import fill_mp4, padme_size, padme_with_filler


@pytest.mark.parametrize(("length", "size"), [(0, 0), (1, 1), (8, 8), (9, 10), (1000, 1024), (1025, 1088)])
def test_sizes_are_rounded_up_as_the_paper_says(length: int, size: int) -> None:
    assert padme_size(length) == size


@given(st.integers(0, 2**45))
def test_a_size_is_its_own_and_costs_at_most_twelve_percent(length: int) -> None:
    size = padme_size(length)
    assert padme_size(size) == size >= length
    assert size - length <= length * 0.12


@given(st.integers(8, 2**20))
def test_one_box_fills_a_file_up_to_such_a_size(length: int) -> None:
    gap = padme_with_filler(length) - length
    assert gap == 0 or gap >= 8
    assert padme_size(length + gap) == length + gap


def test_an_mp4_ends_in_a_free_box_of_the_length_that_it_says() -> None:
    file = io.BytesIO(b"m" * 1001)
    fill_mp4(file)
    box = file.getvalue()[1001:]
    assert len(file.getvalue()) == 1024
    assert (int.from_bytes(box[:4], "big"), box[4:8]) == (len(box), b"free")
    again = io.BytesIO(b"m" * 1024)
    fill_mp4(again)
    assert len(again.getvalue()) == 1024
