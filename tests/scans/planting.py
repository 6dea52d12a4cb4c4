"""Plants each marker in each way that the scan must see, so that one that finds nothing is known not to be blind."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from base64 import b64encode, urlsafe_b64encode
from contextlib import closing
from typing import TYPE_CHECKING

from tests.scans.scanner import SHARED_MEMORY, Scan, files_under

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOISE = bytes(range(256))


def plant(folder: Path, markers: Mapping[str, bytes | str]) -> dict[str, Path]:
    """Writes all markers into one file for each way of writing them; the files by their way."""
    raws = [marker.encode() if isinstance(marker, str) else marker for marker in markers.values()]
    texts = [marker for marker in markers.values() if isinstance(marker, str)]
    joined = NOISE.join(raws)
    ways = {
        "raw": NOISE + joined,
        "hex": b"\n".join(raw.hex().encode() for raw in raws),
        "gzip": NOISE + gzip.compress(joined),
        "zlib": NOISE + zlib.compress(joined),
        **{
            f"base64 at {at}": b"\n".join(b64encode(NOISE[:at] + raw + NOISE[:5]) for raw in raws)
            for at in range(3)
        },
        "base64url": b"\n".join(urlsafe_b64encode(raw) for raw in raws),
    }
    if texts:
        ways |= {code: "\x00".join(texts).encode(code) for code in ("utf-16-le", "utf-16-be")}
    paths = {}
    for way, content in ways.items():
        paths[way] = folder / f"planted {way}"
        paths[way].write_bytes(content)
    paths["sqlite"] = folder / "planted sqlite"
    with closing(sqlite3.connect(paths["sqlite"])) as db:
        db.execute("CREATE TABLE kept (value BLOB)")
        # Longer than a page: in the file it lies in pieces.
        db.executemany("INSERT INTO kept VALUES (?)", [(NOISE * 15 + raw + NOISE * 20,) for raw in raws])
        db.commit()
    return paths


def sees_everything(scan: Scan, folder: Path, markers: Mapping[str, bytes | str]) -> None:
    """Fails where the scan misses one planted marker; leaves nothing behind."""
    paths = plant(folder, markers)
    if SHARED_MEMORY.is_dir():
        paths["memory"] = SHARED_MEMORY / f"planted-{folder.stat().st_ino}"
        paths["memory"].write_bytes(NOISE.join(_raw(marker) for marker in markers.values()))
    try:
        planted = tuple(path for way, path in paths.items() if way != "memory")
        assert set(planted) <= set(files_under(*scan.places))
        # What lies beside them is looked through later, once.
        found = Scan(planted, scan.memory_before).find(markers)
    finally:
        for path in paths.values():
            path.unlink()
    for way, path in paths.items():
        for name, marker in markers.items():
            if way.startswith("utf-16") and isinstance(marker, bytes):
                continue
            assert str(path) in found.get(name, []), f"the scan is blind to {name} in {way}"


def _raw(marker: bytes | str) -> bytes:
    return marker.encode() if isinstance(marker, str) else marker
