"""Sending a film: sealed first, then manifest, sealed header, share, payload, and the events that say so.

What a tablet does with its camera this does with a file: the demo service and the tests of the server use it through
the same routes.  The film is sealed in one pass with a fresh key; the sealed file stays until everything is
acknowledged.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from amanat_sync import sending, tus
from amanat_sync.errors import AmanatError, refuse
from amanat_sync.header import seal_header, write_header
from amanat_sync.ids import base64url
from amanat_sync.keys import sha256
from amanat_sync.kinds import CameraOpened, FilmFinished, FilmSent
from amanat_sync.manifest import FILM, TRIAL, build_manifest, file_key_commit, promised_date, share_commit
from amanat_sync.request import Patch
from amanat_sync.seal import Sealer

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from amanat_client.desk import Desk

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SealedFilm:
    """A film that is closed: everything to send, and where its payload lies."""

    clip: bytes
    case: bytes
    manifest: bytes
    header: bytes
    share: bytes
    payload: Path
    length: int


class Sender:
    """Films of one identity."""

    def __init__(self, desk: Desk, part: int = sending.FIRST) -> None:
        """``part`` is the size of the first PATCH."""
        self._desk = desk
        self._part = part

    def seal(
        self, case: bytes, source: BinaryIO, *, ms: int, days: int, decisions: tuple[bytes, ...] = ()
    ) -> SealedFilm:
        """Opens the gate, seals ``source``, closes the film: *camera-opened* and *film-finished* are in the ledger."""
        desk, entropy = self._desk, self._desk.entropy
        clip, share = entropy.draw(16), entropy.draw(32)
        opened_at = desk.clock.now_ms()
        due_at = promised_date(opened_at, days)
        gate = desk.write(
            case,
            CameraOpened(
                film=base64url(clip),
                decisions=[base64url(one) for one in decisions],
                due_at=due_at,
                at=opened_at,
            ),
        )
        file_key = entropy.draw(16)
        sealer = Sealer(file_key, entropy.draw(16))
        path = desk.store.films / f"{clip.hex()}.sending"
        with path.open("wb") as out:
            while data := source.read(CHUNK):
                out.write(sealer.push(data))
            out.write(sealer.finish())
            out.flush()
            os.fsync(out.fileno())
        roll = desk.books.rolls(case).newest
        if roll is None:
            raise refuse("right-case")
        header = seal_header(
            share,
            desk.books.chain.org,
            case,
            clip,
            clip=clip,
            version=1,
            epoch=roll.epoch,
            nonce=entropy.draw(12),
            header=write_header(file_key, [roll.recipient], [entropy.draw(32)]),
        )
        manifest = build_manifest(
            desk.identity.seed,
            kind=FILM,
            org=desk.books.chain.org,
            case=case,
            clip=clip,
            group=clip,
            gate=sha256(gate),
            due_at=due_at,
            # Every film of this release is a trial among staff, and says so for ever.
            flags=TRIAL,
            payload_len=sealer.length,
            payload_digest=sealer.digest,
            file_key_commit=file_key_commit(file_key, clip),
            share_commit=share_commit(clip, share),
            chain_head=desk.books.chain.head,
            device=desk.identity.device,
        )
        desk.write(case, FilmFinished(film=base64url(clip), ms=ms, reason="stop", lost_ms=0))
        return SealedFilm(clip, case, manifest, header, share, path, sealer.length)

    def send(self, film: SealedFilm) -> None:
        """Sends everything; a later call goes on where this one was cut.  Raises what a person should be told."""
        self.send_payload(film, head_only=True)
        target = f"/v1/clips/{film.clip.hex()}"
        self._desk.server.ask("PUT", f"{target}/headers/1", film.header)
        self._desk.server.ask("POST", f"/v1/shares/{film.clip.hex()}", film.share)
        self.send_payload(film)
        self._desk.write(film.case, FilmSent(film=base64url(film.clip), at=self._desk.clock.now_ms()))
        film.payload.unlink()

    def send_payload(self, film: SealedFilm, *, head_only: bool = False) -> None:
        """The payload by tus, as ``sending.next_step`` says; ``head_only`` ends after the creation."""
        progress = self._progress(film)
        step: sending.Step = sending.Create() if head_only else sending.first_step(progress)
        while not isinstance(step, sending.Finished):
            match step:
                case sending.GiveUp(code=code):
                    raise refuse(code or "server-answer")
                case sending.Wait(ms=ms, then=then, code=code):
                    if code is not None:
                        raise refuse(code)
                    self._desk.clock.pause(ms / 1000)
                    step = then
                case _:
                    progress, step = sending.next_step(progress, step, self._try(film, progress, step))
                    self._keep(film, progress)
                    if head_only and progress.url is not None:
                        return

    def _try(self, film: SealedFilm, progress: sending.Progress, step: sending.Try) -> sending.Answer:
        started = self._desk.clock.now_ms()
        try:
            answer = self._ask(film, progress.url or "/v1/uploads", step)
        except AmanatError as error:
            if error.code == "server-unreachable":
                return sending.Answer(None)
            return sending.Answer(error.status or 500, error.code)
        offset = answer.headers.get("upload-offset")
        return sending.Answer(
            answer.status_code,
            offset=int(offset) if offset else None,
            url=answer.headers.get("location"),
            took_ms=self._desk.clock.now_ms() - started,
        )

    def _ask(self, film: SealedFilm, url: str, step: sending.Try) -> httpx.Response:
        server, version = self._desk.server, {"tus-resumable": "1.0.0"}
        match step:
            case sending.Create():
                metadata = {"upload-length": str(film.length), "upload-metadata": tus.metadata(film.manifest)}
                return server.ask("POST", "/v1/uploads", headers={**version, **metadata})
            case sending.Ask():
                return server.ask("HEAD", url, headers=version)
            case sending.Send(offset=offset, length=length):
                with film.payload.open("rb") as file:
                    file.seek(offset)
                    body = file.read(length)
                headers = {**version, "content-type": "application/offset+octet-stream"}
                return server.ask("PATCH", url, body, headers, Patch(offset, length))

    def _progress(self, film: SealedFilm) -> sending.Progress:
        url = self._desk.store.get("uploads", film.clip)
        return sending.Progress(film.length, url.decode() if url else None, size=self._part)

    def _keep(self, film: SealedFilm, progress: sending.Progress) -> None:
        if progress.url is None:
            self._desk.store.drop("uploads", film.clip)
        else:
            self._desk.store.put("uploads", film.clip, progress.url.encode())
