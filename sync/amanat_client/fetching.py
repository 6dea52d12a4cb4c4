"""Fetching one film: its manifest, its newest header, its payload; each is checked before it is kept."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Protocol

from amanat_client.filmkeys import check_header
from amanat_client.store import private
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.manifest import check_digest, check_manifest, check_same
from amanat_sync.records import Manifest, decode

if TYPE_CHECKING:
    from amanat_client.desk import Desk

CHUNK = 1024 * 1024


class Progress(Protocol):
    """Told how a film's payload comes in."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """``done`` of ``total`` bytes are on disk."""


class Fetcher:
    """Fetches films for one identity."""

    def __init__(self, desk: Desk, progress: Progress) -> None:
        self._desk = desk
        self._progress = progress

    def manifest(self, clip: bytes, case: bytes) -> Manifest:
        """The manifest of a clip that a case's events name.

        Raises ``manifest-*``: ``manifest-case`` for one of another case, ``manifest-differs`` for another clip's and
        where the server shows another than before.
        """
        store, known = self._desk.store, self._desk.store.get("manifests", clip)
        if known is not None and store.film_path(clip).exists():
            return check_manifest(known, self._desk.books.chain)
        raw = self._desk.server.ask("GET", f"/v1/clips/{clip.hex()}/manifest").content
        if known is not None:
            check_same(known, raw)
        if self._desk.books.expect([decode(Manifest, raw).chain_head]):
            self._desk.fetch_chain()
        manifest = check_manifest(raw, self._desk.books.chain)
        if manifest.clip != clip:
            raise refuse("manifest-differs")
        if manifest.case != case:
            raise refuse("manifest-case")
        if known is None:
            store.put("manifests", clip, raw)
        return manifest

    def header(self, clip: bytes) -> bool:
        """Fetches the newest header where it is not here; whether there is one.

        Raises ``header-*``; a version that is no longer shown stays here, so that an older one never takes its place.
        """
        store, target = self._desk.store, f"/v1/clips/{clip.hex()}/headers"
        listed = self._desk.server.ask("GET", target).content
        if len(listed) % 4:
            raise refuse("server-answer")
        shown = {int.from_bytes(listed[at : at + 4], "big") for at in range(0, len(listed), 4)}
        known = {version for version, _ in store.places("headers", clip)}
        newest = max(shown, default=0)
        if newest > max(known, default=0):
            raw = self._desk.server.ask("GET", f"{target}/{newest}").content
            check_header(raw, clip, newest)
            store.put("headers", clip, raw, newest)
        return bool(shown | known)

    def payload(self, manifest: Manifest) -> None:
        """The sealed payload, from where the last pull was cut; kept only where its digest is the manifest's.

        Raises ``manifest-digest`` for other bytes, which go, and ``server-unreachable`` for a cut, which stays.
        """
        clip, part = manifest.clip, self._desk.store.part_path(manifest.clip)
        digest = hashlib.sha256()
        with open(part, "ab+", opener=private) as file:
            file.seek(0)
            while data := file.read(CHUNK):
                digest.update(data)
            done = file.tell()
            self._progress.film(clip, done, manifest.payload_len)
            if done < manifest.payload_len:
                for data in self._desk.server.stream(f"/v1/clips/{clip.hex()}/payload", done):
                    file.write(data)
                    digest.update(data)
                    done += len(data)
                    self._progress.film(clip, done, manifest.payload_len)
                    if done > manifest.payload_len:
                        break
            file.flush()
            os.fsync(file.fileno())
        if done < manifest.payload_len:
            raise refuse("server-unreachable", "the film came in part; it goes on from there")
        try:
            check_digest(manifest, done, digest.digest())
        except AmanatError:
            part.unlink()
            raise
        self._desk.store.keep_film(clip)
