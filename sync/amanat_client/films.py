"""Opening, verifying and exporting films.

Opening needs the share that the server lends, a key of this identity, and a valid manifest: age authenticates no
sender.  Plaintext goes only where the caller says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from amanat_client.agekeys import encode_identity, encode_recipient
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.header import open_header, open_sealed_header, write_header
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import x25519_public
from amanat_sync.kinds import CameraOpened, Export
from amanat_sync.manifest import check_digest, check_file_key, check_gate, check_manifest, check_share
from amanat_sync.records import Manifest, SealedHeader, decode
from amanat_sync.seal import Opener, Sealer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk

CHUNK = 1024 * 1024


@dataclass(slots=True)
class Verdict:
    """What was checked of a film, each by a sentence, and what was found wrong, each by a code."""

    clip: bytes
    held: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exported:
    """An exported file's key: the age identity made for it, None where it went to the receiver's own."""

    recipient: str
    identity: str | None


class Films:
    """The films that were pulled."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def manifest(self, clip: bytes) -> Manifest:
        """The manifest of a pulled film; ``right-missing`` where there is none."""
        raw = self._desk.store.get("manifests", clip)
        if raw is None:
            raise refuse("right-missing")
        return check_manifest(raw, self._desk.books.chain)

    def plaintext(self, clip: bytes) -> Iterator[bytes]:
        """The film's own bytes from the first to the last; a fault is raised where it is met, never passed over."""
        manifest = self.manifest(clip)
        opener = Opener(self._file_key(manifest), manifest.payload_len)
        digest, length = hashlib.sha256(), 0
        for data in self._payload(clip):
            digest.update(data)
            length += len(data)
            if plain := opener.push(data):
                yield plain
        if plain := opener.finish():
            yield plain
        check_digest(manifest, length, digest.digest())

    def write(self, clip: bytes, out: BinaryIO) -> int:
        """Writes the plaintext; how many bytes."""
        return sum(out.write(data) for data in self.plaintext(clip))

    def verify(self, clip: bytes) -> Verdict:
        """Checks manifest, gate, header, share, digest and every frame, without writing plaintext."""
        verdict = Verdict(clip)
        try:
            manifest = self.manifest(clip)
            verdict.held.append("the manifest is signed by a device of the service")
            self._check_gate(manifest)
            verdict.held.append(
                "the ledger holds the gate: the camera opened with a promise, and the date is that promise's"
            )
            for _ in self.plaintext(clip):
                pass
            verdict.held.append("share, header and file key are the ones the manifest commits to")
            verdict.held.append("every frame opens and the whole has the manifest's digest")
        except AmanatError as error:
            verdict.faults.append(error.code)
        return verdict

    def export(self, clip: bytes, why: str, out: BinaryIO, recipient: bytes | None = None) -> Exported:
        """A copy that the ``age`` tool opens, sealed anew; the reason becomes an event before a byte is written.

        An exported file is outside shredding.  Raises what ``plaintext`` raises, and ``event-json`` for no reason.
        """
        desk = self._desk
        manifest = self.manifest(clip)
        scalar = desk.entropy.draw(32) if recipient is None else None
        public = x25519_public(scalar) if scalar is not None else recipient
        if public is None:
            raise refuse("export-recipient")
        desk.write(manifest.case, Export(clip=base64url(clip), why=why))
        file_key = desk.entropy.draw(16)
        sealer = Sealer(file_key, desk.entropy.draw(16))
        out.write(write_header(file_key, [public], [desk.entropy.draw(32)]))
        out.writelines(sealer.push(data) for data in self.plaintext(clip))
        out.write(sealer.finish())
        return Exported(encode_recipient(public), encode_identity(scalar) if scalar is not None else None)

    def _file_key(self, manifest: Manifest) -> bytes:
        """The file key, if share, sealed header and case key all are the ones that belong to the manifest."""
        desk = self._desk
        headers = desk.store.all("headers", manifest.clip)
        if not headers:
            raise refuse("right-missing")
        share = desk.share(manifest.group)
        check_share(manifest, share)
        sealed = decode(SealedHeader, headers[-1])
        if sealed.clip != manifest.clip:
            raise refuse("header-device")
        header = open_sealed_header(share, manifest.org, manifest.case, manifest.group, headers[-1])
        case_key = desk.books.case_key(manifest.case, sealed.epoch, desk.identity)
        file_key = open_header(header, case_key if case_key is not None else desk.identity.scalar)
        check_file_key(manifest, file_key)
        return file_key

    def _payload(self, clip: bytes) -> Iterator[bytes]:
        path = self._desk.store.film_path(clip)
        if not path.exists():
            raise refuse("film-not-fetched")
        with path.open("rb") as file:
            while data := file.read(CHUNK):
                yield data

    def _check_gate(self, manifest: Manifest) -> None:
        """The manifest names the frame that opened the camera, of this film and with this date."""
        desk = self._desk
        for read in desk.events(manifest.case):
            if read.hash != manifest.gate:
                continue
            event = read.event
            if not isinstance(event, CameraOpened) or parse_base64url(event.film) != manifest.clip:
                raise refuse("manifest-gate")
            raw = desk.store.get("items", manifest.case, read.n)
            check_gate(manifest, raw or b"", event.at, event.due_at)
            return
        raise refuse("manifest-gate")
