"""The scan sees what is there, in every way of writing it, and nothing else."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.scans.planting import sees_everything
from tests.scans.scanner import Scan, spellings, windows

if TYPE_CHECKING:
    from pathlib import Path

MARKERS: dict[str, bytes | str] = {
    "key": Random(5).randbytes(32),
    "short key": Random(6).randbytes(16),
    "label": "Blue kite",
    "note": "মা হাসলেন 🙂 ক্ষ",
    "film": Random(7).randbytes(64),
}


def test_every_marker_is_found_in_every_way_it_may_be_written(tmp_path: Path) -> None:
    sees_everything(Scan.begin(tmp_path), tmp_path, MARKERS)


def test_nothing_is_found_where_nothing_lies(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(Random(8).randbytes(1 << 20))
    assert Scan.begin(tmp_path).find(MARKERS) == {}


def test_no_spelling_is_so_short_that_it_stands_anywhere_by_chance() -> None:
    for marker in MARKERS.values():
        assert min(map(len, spellings(marker))) >= 9


def test_windows_are_never_made_of_few_different_bytes() -> None:
    data = bytes(5000) + Random(9).randbytes(5000)
    assert len(windows(data, 10)) == 10
    assert all(len(set(window)) > 20 for window in windows(data, 10))
