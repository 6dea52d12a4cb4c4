"""Fetching what moved: certificates, cases, films; resumable, verified before it is kept (docs/spec/reconcile.md).

Order at contact: chain, own tombstones, outbox, then pull.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from amanat_sync.errors import AmanatError, refuse
from amanat_sync.ids import parse_base64url
from amanat_sync.kinds import FilmFinished, VoiceNote
from amanat_sync.manifest import check_digest, check_manifest
from amanat_sync.records import Manifest, Tombstone, decode
from amanat_sync.tombstone import check_tombstone
from amanat_sync.wire import Cases, decode_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amanat_client.desk import Desk


class Progress(Protocol):
    """Told how a film's payload comes in."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """``done`` of ``total`` bytes are on disk."""


@dataclass(slots=True)
class Pulled:
    """What a pull brought."""

    cases: int = 0
    films: int = 0
    bytes: int = 0
    waiting: int = 0
    destroyed: int = 0


class Puller:
    """Carries out one contact with the server."""

    def __init__(self, desk: Desk, progress: Progress) -> None:
        self._desk = desk
        self._progress = progress

    def pull(self, *, films: bool = True) -> Pulled:
        """Everything that moved since the last time; ``films`` False leaves payloads where they are."""
        desk, pulled = self._desk, Pulled()
        desk.fetch_chain()
        self._post_tombstones(desk.store.names("tombstones"))
        desk.send_outbox()
        self._fetch_moved(pulled)
        for case in desk.books.cases():
            for clip in self.clips(case):
                self._fetch(clip, pulled, films=films)
        return pulled

    def clips(self, case: bytes) -> list[bytes]:
        """The films and voice notes that a case's events name and that were not destroyed, oldest first."""
        found: list[bytes] = []
        try:
            events = list(self._desk.events(case))
        except AmanatError as error:
            if error.code not in ("share-destroyed", "share-stopped", "right-missing"):
                raise
            return found
        for read in events:
            if isinstance(read.event, FilmFinished):
                found.append(parse_base64url(read.event.film, 16))
            elif isinstance(read.event, VoiceNote):
                found.append(parse_base64url(read.event.clip, 16))
        return [clip for clip in found if self._desk.store.get("tombstones", clip) is None]

    def _fetch_moved(self, pulled: Pulled) -> None:
        """The cases that moved; a cursor of another store means all of them."""
        store, server = self._desk.store, self._desk.server
        cursor = store.get("cursor", b"cases")
        try:
            answer = server.ask("GET", f"/v1/cases?since={cursor.decode()}" if cursor else "/v1/cases")
        except AmanatError as error:
            if error.code != "event-cursor":
                raise
            answer = server.ask("GET", "/v1/cases")
        cases = decode_json(Cases, answer.content, "server-answer")
        for entry in cases.cases:
            pulled.destroyed += self._bury(self._desk.fetch_case(parse_base64url(entry.case, 16)))
            pulled.cases += 1
        # Kept only after every case was fetched: a pull that is cut begins with the same cases again.
        store.put("cursor", b"cases", cases.cursor.encode())

    def _fetch(self, clip: bytes, pulled: Pulled, *, films: bool) -> None:
        """Manifest, newest header, payload of one clip; what is not at the server yet is counted as waiting."""
        desk = self._desk
        try:
            manifest = self._manifest(clip)
            version = self._newest_header(clip)
            if version is None:
                pulled.waiting += 1
                return
            if films and not desk.store.film_path(clip).exists():
                self._payload(manifest)
                pulled.films += 1
                pulled.bytes += manifest.payload_len
        except AmanatError as error:
            if error.code == "share-destroyed":
                return
            if error.code != "right-missing":
                raise
            pulled.waiting += 1

    def _manifest(self, clip: bytes) -> Manifest:
        store = self._desk.store
        raw = store.get("manifests", clip)
        if raw is None:
            raw = self._desk.server.ask("GET", f"/v1/clips/{clip.hex()}/manifest").content
            manifest = check_manifest(raw, self._desk.books.chain)
            if manifest.clip != clip:
                raise refuse("server-answer")
            store.put("manifests", clip, raw)
        return decode(Manifest, raw)

    def _newest_header(self, clip: bytes) -> int | None:
        target = f"/v1/clips/{clip.hex()}/headers"
        listed = self._desk.server.ask("GET", target).content
        versions = [int.from_bytes(listed[at : at + 4], "big") for at in range(0, len(listed), 4)]
        if not versions:
            return None
        newest = max(versions)
        if self._desk.store.get("headers", clip, newest) is None:
            raw = self._desk.server.ask("GET", f"{target}/{newest}").content
            self._desk.store.put("headers", clip, raw, newest)
        return newest

    def _payload(self, manifest: Manifest) -> None:
        """The sealed payload, from where the last pull was cut; kept only where its digest is the manifest's."""
        store = self._desk.store
        part, whole = store.part_path(manifest.clip), store.film_path(manifest.clip)
        digest = hashlib.sha256()
        with part.open("ab+") as file:
            file.seek(0)
            while data := file.read(1024 * 1024):
                digest.update(data)
            done = file.tell()
            self._progress.film(manifest.clip, done, manifest.payload_len)
            if done < manifest.payload_len:
                for data in self._desk.server.stream(f"/v1/clips/{manifest.clip.hex()}/payload", done):
                    file.write(data)
                    digest.update(data)
                    done += len(data)
                    self._progress.film(manifest.clip, done, manifest.payload_len)
            file.flush()
            os.fsync(file.fileno())
        try:
            check_digest(manifest, done, digest.digest())
        except AmanatError:
            if done >= manifest.payload_len:
                part.unlink()
                raise
            raise refuse("server-unreachable", "the film came in part; it goes on from there") from None
        part.replace(whole)

    def _bury(self, raws: Iterable[bytes]) -> int:
        """Drops what a tombstone names, keeps the tombstone, and confirms it to the server."""
        chain, store = self._desk.books.chain, self._desk.store
        confirmed: list[bytes] = []
        for raw in raws:
            tombstone: Tombstone = check_tombstone(raw, chain.org, chain.service_keys)
            group = tombstone.group
            clips = [
                name
                for name in store.names("manifests")
                if (known := store.get("manifests", name)) is not None
                and decode(Manifest, known).group == group
            ]
            with store.changes():
                for clip in clips:
                    store.drop("headers", clip)
                store.put("tombstones", group, raw)
            for clip in clips:
                store.film_path(clip).unlink(missing_ok=True)
                store.part_path(clip).unlink(missing_ok=True)
            confirmed.append(group)
        self._post_tombstones(confirmed)
        return len(confirmed)

    def _post_tombstones(self, groups: Iterable[bytes]) -> None:
        raws = [raw for group in groups if (raw := self._desk.store.get("tombstones", group)) is not None]
        if raws:
            self._desk.server.ask("POST", "/v1/tombstones", b"".join(raws))
