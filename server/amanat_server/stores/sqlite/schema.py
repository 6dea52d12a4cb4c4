"""The tables of amanat.db, and how a connection to it is opened.

WAL with ``synchronous=FULL``: a commit has synced the log before it returns, and readers never wait for the
writer.  Frames lie in the order in which they came, whatever their case: many tablets write at once, and a
commit that touched a page for each of their cases would cost twice the time.  A pull finds them by (case, n).
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE certificates (seq INTEGER PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE invites (
  token_hash BLOB PRIMARY KEY, member BLOB NOT NULL, role INTEGER NOT NULL, until INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE enrolments (
  no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, token_hash BLOB NOT NULL UNIQUE, member BLOB NOT NULL,
  role INTEGER NOT NULL, device BLOB NOT NULL, ed25519 BLOB NOT NULL, x25519 BLOB NOT NULL,
  tablet BLOB NOT NULL, courier_key BLOB NOT NULL, hmac BLOB NOT NULL, state TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE TABLE cases (
  no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, n INTEGER NOT NULL DEFAULT 0, running BLOB,
  roll INTEGER NOT NULL DEFAULT -1, moved INTEGER NOT NULL
);
CREATE TABLE moves (newest INTEGER NOT NULL);
INSERT INTO moves VALUES (0);
CREATE TABLE case_members (member BLOB, case_id BLOB, PRIMARY KEY (member, case_id)) WITHOUT ROWID;
CREATE INDEX members_by_case ON case_members (case_id);
CREATE TABLE rolls (
  case_id BLOB, seq INTEGER, epoch INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (case_id, seq)
) WITHOUT ROWID;
CREATE TABLE envelopes (
  no INTEGER PRIMARY KEY, case_id BLOB NOT NULL, to_device BLOB NOT NULL, epoch INTEGER NOT NULL,
  hash BLOB NOT NULL, raw BLOB NOT NULL, UNIQUE (case_id, to_device, hash)
);
CREATE TABLE recovery (case_id BLOB, epoch INTEGER, raw BLOB NOT NULL, PRIMARY KEY (case_id, epoch));
CREATE TABLE frames (
  no INTEGER PRIMARY KEY, case_no INTEGER NOT NULL, n INTEGER NOT NULL, device BLOB NOT NULL,
  seq INTEGER NOT NULL, film BLOB, hash BLOB NOT NULL, running BLOB NOT NULL, raw BLOB NOT NULL
);
CREATE UNIQUE INDEX frames_by_place ON frames (case_no, n);
CREATE UNIQUE INDEX frames_by_author ON frames (case_no, device, seq);
CREATE INDEX frames_by_film ON frames (film) WHERE film IS NOT NULL;
CREATE TABLE late (
  no INTEGER PRIMARY KEY, case_id BLOB NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL,
  film BLOB, hash BLOB NOT NULL, raw BLOB NOT NULL, UNIQUE (case_id, device, seq)
);
CREATE TABLE proofs (
  no INTEGER PRIMARY KEY, case_id BLOB NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL,
  hash BLOB NOT NULL, raw BLOB NOT NULL, UNIQUE (case_id, device, seq, hash)
);
CREATE TABLE restarts (
  no INTEGER PRIMARY KEY, case_id BLOB NOT NULL, n INTEGER NOT NULL, raw BLOB NOT NULL
);
CREATE INDEX restarts_by_case ON restarts (case_id);
CREATE TABLE clips (
  no INTEGER PRIMARY KEY, clip BLOB NOT NULL UNIQUE, grp BLOB NOT NULL, case_id BLOB NOT NULL,
  device BLOB NOT NULL, kind INTEGER NOT NULL, due_at INTEGER NOT NULL, payload_len INTEGER NOT NULL,
  payload_digest BLOB NOT NULL, share_commit BLOB NOT NULL, raw BLOB NOT NULL,
  payload TEXT NOT NULL DEFAULT 'missing'
);
CREATE INDEX clips_by_group ON clips (grp);
CREATE TABLE headers (clip BLOB, version INTEGER, raw BLOB NOT NULL, PRIMARY KEY (clip, version));
CREATE TABLE groups (
  id BLOB PRIMARY KEY, case_id BLOB NOT NULL, share_commit BLOB NOT NULL, due_at INTEGER NOT NULL,
  stopped INTEGER NOT NULL DEFAULT 0, held_until INTEGER NOT NULL DEFAULT 0,
  destroy INTEGER NOT NULL DEFAULT 0, destroyed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX groups_by_due ON groups (due_at) WHERE destroyed = 0 AND due_at > 0;
CREATE TABLE uploads (
  id BLOB PRIMARY KEY, clip BLOB NOT NULL UNIQUE, member BLOB NOT NULL, device BLOB NOT NULL,
  opened_by BLOB NOT NULL, length INTEGER NOT NULL, digest BLOB NOT NULL, expires_at INTEGER NOT NULL,
  at INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'open'
) WITHOUT ROWID;
CREATE INDEX uploads_open ON uploads (member) WHERE state = 'open';
CREATE TABLE commands (
  no INTEGER PRIMARY KEY, command BLOB NOT NULL UNIQUE, case_id BLOB NOT NULL, grp BLOB NOT NULL,
  waiting INTEGER NOT NULL, raw BLOB NOT NULL
);
CREATE INDEX commands_by_group ON commands (grp);
CREATE TABLE command_next (next INTEGER NOT NULL);
INSERT INTO command_next VALUES (1);
CREATE TABLE tombstones (
  no INTEGER PRIMARY KEY, grp BLOB NOT NULL UNIQUE, case_id BLOB NOT NULL, raw BLOB NOT NULL
);
CREATE INDEX tombstones_by_case ON tombstones (case_id);
CREATE TABLE confirmations (
  grp BLOB, device BLOB, at INTEGER NOT NULL, PRIMARY KEY (grp, device)
) WITHOUT ROWID;
"""


CACHE_KIB = 512
"""What a connection keeps of the file in this process; the system's own cache of files holds the rest."""


def connect(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """A connection for the one writer: no hidden transactions, every commit synced before it returns."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=kind)
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA secure_delete=FAST")
    db.execute("PRAGMA wal_autocheckpoint=4000")
    db.execute("PRAGMA busy_timeout=10000")
    db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    return db


def prepare(db: sqlite3.Connection, store_id: bytes) -> bytes:
    """Makes the tables in a new file, with ``store_id``; the store id that the file has."""
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found not in {0, VERSION}:
        raise sqlite3.DatabaseError(f"amanat.db has layout {found}, this program knows {VERSION}")
    if found == 0:
        db.execute("BEGIN IMMEDIATE")
        for statement in TABLES.split(";\n"):
            if statement.strip():
                db.execute(statement)
        db.execute("INSERT INTO meta VALUES ('store', ?)", (store_id,))
        db.execute(f"PRAGMA user_version={VERSION}")
        db.execute("COMMIT")
    return bytes(db.execute("SELECT value FROM meta WHERE key = 'store'").fetchone()[0])
