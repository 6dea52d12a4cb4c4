"""Looks through everything that programs left on a machine for bytes that must not lie there in the clear.

Each file is read raw, as the cells of an SQLite file with its write-ahead log, as the blocks of a LevelDB table, and
inflated wherever a gzip or zlib stream begins.  A marker is looked for as it is, in hex, in base64 and base64url at all
three alignments; a text also in UTF-16 of both orders and in JSON's escapes.  Brotli, Snappy elsewhere and encryption
are not undone.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zlib
from base64 import b64encode
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.scans.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - it is looked into, nothing is put there
INFLATED_TOP = 4 << 20
# A stream is never more than a thousandth longer than what it holds.
DEFLATED_TOP = INFLATED_TOP + (INFLATED_TOP >> 8)
STREAMS_TOP = 400
GZIP = b"\x1f\x8b\x08"
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
SQLITE = b"SQLite format 3\x00"


def spellings(marker: bytes | str) -> set[bytes]:
    """Every way in which a marker may be written."""
    if isinstance(marker, str):
        escaped = json.dumps(marker)[1:-1].encode()
        wide = {marker.encode("utf-16-le"), marker.encode("utf-16-be")}
        coded = set[bytes]().union(*(_coded(form) for form in (marker.encode(), *wide)))
        return {marker.encode(), escaped, *wide, *coded}
    return {marker, *_coded(marker), *(form.decode().encode("utf-16-le") for form in _hex(marker))}


def _coded(raw: bytes) -> set[bytes]:
    """Hex, and base64 as it is in the middle of other bytes: what neighbours have a part in is cut off."""
    forms = _hex(raw)
    for before in range(3):
        text = b64encode(bytes(before) + raw)
        inner = text[(8 * before + 5) // 6 : (before + len(raw)) * 8 // 6]
        forms |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return forms


def _hex(raw: bytes) -> set[bytes]:
    return {raw.hex().encode(), raw.hex().upper().encode()}


def views(path: Path) -> Iterator[bytes]:
    """A file's bytes, and what is in them under another skin."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return
    yield raw
    if raw.startswith(SQLITE):
        yield _cells(path)
    yield b"\n".join(blocks(raw))
    for inflated in inflations(raw):
        yield inflated
        if GZIP in inflated:
            yield from inflations(inflated)


def inflations(raw: bytes) -> Iterator[bytes]:
    """What the gzip and zlib streams in ``raw`` hold, up to ``STREAMS_TOP`` of them."""
    starts = [at for magic in (GZIP, *ZLIB) for at in _places(raw, magic)]
    for at in starts[:STREAMS_TOP]:
        inflating = zlib.decompressobj(47)
        try:
            inflated = inflating.decompress(raw[at : at + DEFLATED_TOP], INFLATED_TOP)
        except zlib.error:
            continue
        if inflated:
            yield inflated


def _places(raw: bytes, magic: bytes) -> Iterator[int]:
    at = raw.find(magic)
    while at >= 0:
        yield at
        at = raw.find(magic, at + 1)


def _cells(path: Path) -> bytes:
    """Every value of every table, whole: a long one lies in pieces in the file."""
    with tempfile.TemporaryDirectory() as folder:
        for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-journal"))):
            if each.exists():
                shutil.copyfile(each, Path(folder) / each.name)
        try:
            with closing(sqlite3.connect(Path(folder) / path.name)) as db:
                db.text_factory = bytes
                names = [
                    name.decode()
                    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                ]
                rows = [row for name in names for row in db.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
        except sqlite3.Error:
            return b""
    return b"\n".join(value for row in rows for value in row if isinstance(value, bytes))


def files_under(*places: Path) -> list[Path]:
    """Every regular file under these folders."""
    found = [path for place in places for path in ([place] if place.is_file() else sorted(place.rglob("*")))]
    return [path for path in found if path.is_file() and not path.is_symlink()]


@dataclass(frozen=True)
class Spelled:
    """The spellings of a marker, by whether they are printable ASCII from end to end."""

    printed: tuple[bytes, ...]
    others: tuple[bytes, ...]

    @classmethod
    def of(cls, forms: set[bytes]) -> Spelled:
        printed = {form for form in forms if all(0x20 <= byte <= 0x7E for byte in form)}
        return cls(tuple(printed), tuple(forms - printed))

    def lie_in(self, view: bytes, printed: bytes) -> bool:
        """Whether one of them lies in a view whose runs of printable ASCII are ``printed``."""
        return any(form in printed for form in self.printed) or any(form in view for form in self.others)


@dataclass(frozen=True)
class Scan:
    """Folders, and what came into the shared memory since ``Scan.begin``."""

    places: tuple[Path, ...]
    memory_before: frozenset[Path]

    @classmethod
    def begin(cls, *places: Path) -> Scan:
        """Remembers what lies in the shared memory; what is there later is looked at too."""
        return cls(places, frozenset(_memory()))

    def find(self, markers: Mapping[str, bytes | str]) -> dict[str, list[str]]:
        """Which markers lie in which files; nothing for those that lie nowhere."""
        spelled = {name: Spelled.of(spellings(marker)) for name, marker in markers.items()}
        shortest = min((len(form) for one in spelled.values() for form in one.printed), default=1)
        # A tablet's ballast is 200 MB without one line of text: what is printed is looked for among texts alone.
        texts = re.compile(rb"[ -~]{%d,}" % shortest)
        found: dict[str, set[str]] = {}
        fresh = [path for path in _memory() if path not in self.memory_before]
        for path in [*files_under(*self.places), *files_under(*fresh)]:
            for view in views(path):
                printed = b"\n".join(texts.findall(view))
                for name, forms in spelled.items():
                    if forms.lie_in(view, printed):
                        found.setdefault(name, set()).add(str(path))
        return {name: sorted(paths) for name, paths in found.items()}


def _memory() -> list[Path]:
    return list(SHARED_MEMORY.iterdir()) if SHARED_MEMORY.is_dir() else []


def windows(data: bytes, count: int, size: int = 64) -> list[bytes]:
    """Up to ``count`` pieces from all over ``data``, none of which is made of few different bytes."""
    picked: list[bytes] = []
    for nth in range(count):
        at = len(data) * nth // count
        while at + size < len(data) and len(set(data[at : at + size])) < size // 3:
            at += size
        if at + size < len(data):
            picked.append(data[at : at + size])
    return picked
