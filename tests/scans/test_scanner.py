"""The scan sees what is there, in every way of writing it, and nothing else."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.scans.planting import sees_everything
from tests.scans.scanner import Scan, spellings, windows
from tests.scans.tables import MAGIC, blocks, unsnapped

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


def test_a_marker_in_a_table_that_snappy_has_packed_is_found(tmp_path: Path) -> None:
    # "Blue kite, Blue kite": what came before is copied, so the file never has the whole of the second one.
    packed = bytes([20, 11 << 2, *b"Blue kite, B", (7 << 2) | 2, 11, 0])
    assert unsnapped(packed) == b"Blue kite, Blue kite"
    # A record of two copies, so that no marker stands in the file in one piece.
    torn = bytes([9, 3 << 2, *b"Blue", 4 << 2, *b" kite"])
    handle = bytes([0, len(torn)])
    index = bytes([0, 1, len(handle), *b"k", *handle]) + bytes(4) + (1).to_bytes(4, "little")
    at = len(torn) + 5
    footer = bytes([0, 0, at, len(index)]).ljust(40, b"\0") + MAGIC
    table = torn + b"\x01" + bytes(4) + index + bytes(5) + footer
    assert b"Blue kite" not in table
    assert list(blocks(table)) == [b"Blue kite"]
    (tmp_path / "000005.ldb").write_bytes(table)
    assert Scan.begin(tmp_path).find(MARKERS) == {"label": [str(tmp_path / "000005.ldb")]}


def test_a_table_that_is_cut_anywhere_tells_nothing_and_breaks_nothing() -> None:
    torn = bytes([9, 3 << 2, *b"Blue", 4 << 2, *b" kite"])
    for end in range(len(torn)):
        assert list(blocks(torn[:end] + MAGIC.rjust(48, b"\xff"))) == []
