"""What ``doctor`` looks at in a folder of stores.

It changes nothing and reads no plaintext, for there is none.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

from amanat_server.stores.disk import OsDisk
from amanat_server.stores.values import Finding
from amanat_server.stores.vault_key import VaultKeyFile
from amanat_sync.ledger import next_h

if TYPE_CHECKING:
    from pathlib import Path

LITTLE_ROOM = 5 << 30


def examine(folder: Path) -> list[Finding]:
    """One finding per thing looked at, in a fixed order; a fault of the disk is a finding too."""
    findings: list[Finding] = []
    for name, looks in (("amanat.db", (_pages, _order, _payloads, _opened)), ("shares.db", (_pages, _vault))):
        try:
            with closing(sqlite3.connect(f"file:{folder / name}?mode=ro", uri=True)) as db:
                findings.extend(look(folder, name, db) for look in looks)
        except (sqlite3.Error, OSError) as fault:
            findings.append(
                Finding(
                    name, ok=False, text=f"cannot be read ({type(fault).__name__}); restore the last backup"
                )
            )
    findings.append(_room(folder))
    findings.append(_privacy(folder))
    return findings


def _pages(_folder: Path, name: str, db: sqlite3.Connection) -> Finding:
    answer = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    if answer == "ok":
        return Finding(name, ok=True, text="every page is whole")
    return Finding(name, ok=False, text="pages are damaged; stop the server and restore the last backup")


def _order(_folder: Path, _name: str, db: sqlite3.Connection) -> Finding:
    bad = 0
    before: tuple[int, bytes] | None = None
    for case_no, item_hash, running, raw in db.execute(
        "SELECT case_no, hash, running, raw FROM frames ORDER BY case_no, n"
    ):
        same_case = before is not None and before[0] == case_no
        if before is not None and same_case and next_h(before[1], item_hash) != running:
            bad += 1
        if raw != item_hash and sha256(raw).digest() != item_hash:
            bad += 1
        before = (case_no, running)
    if bad:
        return Finding(
            "events", ok=False, text=f"{bad} events do not fit the running hash; restore the last backup"
        )
    return Finding("events", ok=True, text="the running hash holds in every case")


def _payloads(folder: Path, _name: str, db: sqlite3.Connection) -> Finding:
    wrong = 0
    for clip, length in db.execute("SELECT clip, length FROM uploads WHERE state = 'whole'"):
        path = folder / "payloads" / clip.hex()
        wrong += not path.is_file() or path.stat().st_size != length
    if wrong:
        return Finding(
            "payloads", ok=False, text=f"{wrong} films are missing or cut; bring them back from a backup"
        )
    return Finding("payloads", ok=True, text="every whole film has its file")


def _opened(folder: Path, _name: str, db: sqlite3.Connection) -> Finding:
    rows = db.execute("SELECT id FROM uploads WHERE state = 'open'").fetchall()
    missing = sum(not (folder / "incoming" / upload.hex()).is_file() for (upload,) in rows)
    if missing:
        return Finding(
            "uploads", ok=False, text=f"{missing} unfinished uploads have no file; restart, they begin anew"
        )
    return Finding("uploads", ok=True, text=f"{len(rows)} unfinished, each with its file")


def _vault(folder: Path, name: str, db: sqlite3.Connection) -> Finding:
    epoch = int(db.execute("SELECT epoch FROM state").fetchone()[0])
    left = int(db.execute("SELECT count(*) FROM destroying").fetchone()[0])
    keys = VaultKeyFile(folder / "apart" / "vault.key", OsDisk()).by_epoch()
    if epoch not in keys:
        return Finding(
            name, ok=False, text=f"vault key {epoch} is missing; restore with its sealed copy and two cards"
        )
    if left:
        return Finding(
            name, ok=False, text=f"{left} destructions are not finished; start the server, it takes them up"
        )
    return Finding(name, ok=True, text=f"vault key {epoch} is there, nothing is half destroyed")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    return Finding("room", ok=free >= LITTLE_ROOM, text=f"{free >> 20} MiB are free")


def _privacy(folder: Path) -> Finding:
    there = [folder / name for name in (".", "apart") if (folder / name).exists()]
    loose = [path for path in there if path.stat().st_mode & 0o077]
    if loose:
        return Finding("folder", ok=False, text="others on this computer may look into it; give it mode 0700")
    return Finding("folder", ok=True, text="only the server's user may look into it")
