"""Opening, verifying and exporting films.

Opening needs the share that the server lends, a key of this identity, and a valid manifest: age authenticates no
sender.  Plaintext goes only where the caller says.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, ParamSpec, TypeVar

from amanat_client.agekeys import encode_identity, encode_recipient
from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.header import write_header
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.keys import x25519_public
from amanat_sync.kinds import CameraOpened, Export, FilmOpened, VoiceNote
from amanat_sync.manifest import FILM, VOICE_NOTE, check_digest, check_gate
from amanat_sync.seal import Opener, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amanat_client.desk import Desk
    from amanat_sync.records import Manifest

P = ParamSpec("P")
T = TypeVar("T")

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
        """The checked manifest of a pulled film; ``right-missing`` where there is none, and ``manifest-*``."""
        return manifest_of(self._desk, clip)

    def plaintext(self, clip: bytes) -> Iterator[bytes]:
        """The film's own bytes from the first to the last.

        A fault is raised where it is met, never passed over; before the first byte manifest, gate, share, header and
        file key were checked.
        """
        manifest = self.manifest(clip)
        self.check_gate(manifest)
        yield from self._opened(manifest, file_key_of(self._desk, manifest))

    def _opened(self, manifest: Manifest, file_key: bytes) -> Iterator[bytes]:
        opener = Opener(file_key, manifest.payload_len)
        digest, length = hashlib.sha256(), 0
        for data in self._payload(manifest.clip):
            digest.update(data)
            length += len(data)
            if plain := opener.push(data):
                yield plain
        if plain := opener.finish():
            yield plain
        check_digest(manifest, length, digest.digest())

    def write(self, clip: bytes, out: BinaryIO) -> int:
        """Writes the plaintext and says so in the ledger, also where a fault ended it; how many bytes."""
        written = 0
        try:
            for data in self.plaintext(clip):
                written += len(data)
                out.write(data)
        except BaseException:
            # What was seen was seen; that the ledger cannot be told now does not hide the fault that ended it.
            with suppress(AmanatError):
                self._say_opened(clip, written)
            raise
        self._say_opened(clip, written)
        return written

    def _say_opened(self, clip: bytes, written: int) -> None:
        manifest = self.manifest(clip)
        if not written or manifest.kind != FILM:
            return
        try:
            self._desk.write(manifest.case, FilmOpened(film=base64url(clip), at=self._desk.clock.now_ms()))
        except AmanatError as error:
            if error.code != "server-unreachable":
                raise

    def verify(self, clip: bytes) -> Verdict:
        """Checks manifest, gate, keys, digest and every frame, without writing plaintext; each fault is told.

        Raises ``server-unreachable``: nothing is said about a film that could not be asked for.
        """
        verdict = Verdict(clip)
        manifest = self._told(
            verdict, "the manifest is signed by a device of the service", self.manifest, clip
        )
        if manifest is not None:
            gate = (
                "the ledger holds the gate: the camera opened with a promise, and the date is that promise's"
            )
            self._told(verdict, gate, self.check_gate, manifest)
            self._told(verdict, "the whole has the manifest's length and digest", self._check_whole, manifest)
            keys = "share, header and file key are the ones the manifest commits to"
            file_key = self._told(verdict, keys, file_key_of, self._desk, manifest)
            if file_key is not None:
                self._told(verdict, "every frame opens", self._check_frames, manifest, file_key)
        return verdict

    def _told(
        self, verdict: Verdict, sentence: str, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """What a check answers, and a line in the verdict for how it went."""
        try:
            found = check(*args, **kwargs)
        except AmanatError as error:
            if error.code == "server-unreachable":
                raise
            verdict.faults.append(error.code)
            return None
        verdict.held.append(sentence)
        return found

    def _check_whole(self, manifest: Manifest) -> None:
        digest, length = hashlib.sha256(), 0
        for data in self._payload(manifest.clip):
            digest.update(data)
            length += len(data)
        check_digest(manifest, length, digest.digest())

    def _check_frames(self, manifest: Manifest, file_key: bytes) -> None:
        for _ in self._opened(manifest, file_key):
            pass

    def export(self, clip: bytes, why: str, out: BinaryIO, recipient: bytes | None = None) -> Exported:
        """A copy that the ``age`` tool opens, sealed anew; the reason becomes an event before a byte is written.

        An exported file is outside shredding.  Raises what ``plaintext`` raises, and ``event-json`` for no reason.
        """
        desk = self._desk
        if not why.strip():
            raise refuse("event-json", "no reason")
        manifest = self.manifest(clip)
        self.check_gate(manifest)
        plaintext = self._opened(manifest, file_key_of(desk, manifest))
        scalar = desk.entropy.draw(32) if recipient is None else None
        public = x25519_public(scalar) if scalar is not None else recipient
        if public is None:
            raise refuse("export-recipient")
        desk.write(manifest.case, Export(clip=base64url(clip), why=why))
        file_key = desk.entropy.draw(16)
        sealer = Sealer(file_key, desk.entropy.draw(16))
        out.write(write_header(file_key, [public], [desk.entropy.draw(32)]))
        out.writelines(sealer.push(data) for data in plaintext)
        out.write(sealer.finish())
        return Exported(encode_recipient(public), encode_identity(scalar) if scalar is not None else None)

    def _payload(self, clip: bytes) -> Iterator[bytes]:
        path = self._desk.store.film_path(clip)
        if not path.exists():
            raise refuse("film-not-fetched")
        with path.open("rb") as file:
            while data := file.read(CHUNK):
                yield data

    def check_gate(self, manifest: Manifest) -> None:
        """Whether the frame that the manifest names opened the camera for this film, with this date.

        Raises ``manifest-gate``, ``manifest-due``, and ``event-late`` where that frame waits to be admitted.
        """
        desk = self._desk
        for read in desk.events(manifest.case):
            if read.hash != manifest.gate or read.n is None:
                continue
            event = read.event
            if read.fault is not None:
                raise refuse(read.fault)
            if isinstance(event, VoiceNote) and manifest.kind == VOICE_NOTE:
                if parse_base64url(event.clip) != manifest.clip:
                    raise refuse("manifest-gate")
                return
            if not isinstance(event, CameraOpened) or parse_base64url(event.film) != manifest.group:
                raise refuse("manifest-gate")
            raw = desk.store.get("items", manifest.case, read.n)
            check_gate(manifest, raw or b"", event.at, event.due_at)
            return
        raise refuse("manifest-gate")
