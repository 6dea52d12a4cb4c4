"""Fetching what moved: certificates, cases, films; resumable, verified before it is kept (docs/spec/reconcile.md).

Order at contact: chain, own tombstones, outbox, then pull.  A fault in one case or film is told and stops only that
one; what is here stays, and a later pull goes on where this one ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanat_client.fetching import Fetcher, Progress
from amanat_client.filmkeys import file_key_of
from amanat_client.films import Films
from amanat_sync.chain import SUPERVISOR
from amanat_sync.errors import AmanatError
from amanat_sync.ids import base64url, parse_base64url
from amanat_sync.kinds import FilmCanOpen, FilmDeleted, FilmFinished, VoiceNote
from amanat_sync.manifest import FILM
from amanat_sync.records import Manifest, decode
from amanat_sync.tombstone import check_tombstone
from amanat_sync.wire import Cases, decode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from amanat_client.desk import Desk, ReadEvent

__all__ = ["Fault", "Progress", "Pulled", "Puller"]

ENDS_ALL = frozenset(
    {
        "server-unreachable",
        "service-not-ready",
        "right-revoked",
        "store-failed",
        "request-key",
        "request-rate",
    }
)
"""Refusals that are about this device or the server, not about one case."""
NOT_HERE = frozenset({"right-missing", "share-no-manifest"})
NOT_NOW = frozenset({"share-destroyed", "share-stopped"})
"""What a promise or a family's wish makes of a film: no fault, and said where somebody wants to open it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was refused, and where: a case, a film, or (None) the service as a whole."""

    code: str
    case: bytes | None = None
    film: bytes | None = None


@dataclass(slots=True)
class Pulled:
    """What a pull brought."""

    cases: int = 0
    films: int = 0
    bytes: int = 0
    waiting: int = 0
    destroyed: int = 0
    restored: int = 0
    faults: list[Fault] = field(default_factory=list)


class _Aside:
    """Takes the refusals of one case or film aside, so that the others go on."""

    def __init__(self, faults: list[Fault], case: bytes | None, film: bytes | None) -> None:
        self._faults, self._case, self._film = faults, case, film

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, AmanatError) or error.code in ENDS_ALL:
            return False
        self._faults.append(Fault(error.code, self._case, self._film))
        return True


class Puller:
    """Carries out one contact with the server."""

    def __init__(self, desk: Desk, progress: Progress) -> None:
        self._desk = desk
        self._fetcher = Fetcher(desk, progress)

    def pull(self, *, films: bool = True) -> Pulled:
        """Everything that moved since the last time; ``films`` False leaves payloads where they are.

        Raises only what is about this device or the server as a whole; other refusals are ``faults``.
        """
        desk, pulled = self._desk, Pulled()
        revoked = self._revoked()
        with self._aside(pulled):
            desk.fetch_chain()
        # What is late is judged by the first head that knows of a revocation: it is asked for at once, in every case.
        anew = desk.books.cases() if self._revoked() != revoked else []
        self._post_tombstones(desk.store.names("tombstones"))
        for case in desk.store.names("mine"):
            with self._aside(pulled, case):
                desk.send_outbox(case)
        self._fetch_moved(pulled, anew)
        for case in desk.books.cases():
            with self._aside(pulled, case):
                self._fetch_films(case, pulled, films=films)
        return pulled

    def clips(self, case: bytes) -> list[bytes]:
        """The films and voice notes that a case's events name and that were not destroyed, oldest first."""
        return self._named(list(self._desk.events(case)))

    def _named(self, events: list[ReadEvent]) -> list[bytes]:
        found: dict[bytes, None] = {}
        for read in events:
            event = read.event
            if isinstance(event, FilmFinished):
                found[parse_base64url(event.film, 16)] = None
            elif isinstance(event, VoiceNote):
                found[parse_base64url(event.clip, 16)] = None
            elif isinstance(event, FilmDeleted) and event.where == "everywhere":
                found.pop(parse_base64url(event.film, 16), None)
        return [clip for clip in found if self._desk.store.get("tombstones", clip) is None]

    def _aside(
        self, pulled: Pulled, case: bytes | None = None, film: bytes | None = None
    ) -> AbstractContextManager[None]:
        return _Aside(pulled.faults, case, film)

    def _revoked(self) -> int:
        books = self._desk.books
        return (
            sum(device.revoked_at_seq is not None for device in books.chain.devices())
            if books.is_joined
            else 0
        )

    def _fetch_moved(self, pulled: Pulled, anew: list[bytes]) -> None:
        """The cases that moved, and those to be asked ``anew``; a cursor of another store means all of them."""
        store, before = self._desk.store, len(pulled.faults)
        cases = self._moved(store.get("cursor", b"cases"))
        moved = [parse_base64url(entry.case, 16) for entry in cases.cases]
        for case in dict.fromkeys([*moved, *anew]):
            with self._aside(pulled, case):
                try:
                    self._fetch_case(case, pulled)
                except AmanatError as error:
                    # A case that this member no longer stands in is as one that is not there.
                    if error.code not in NOT_HERE:
                        raise
                else:
                    pulled.cases += 1
        # Kept only after every case was fetched: a pull that is cut begins with the same cases again.
        if len(pulled.faults) == before:
            store.put("cursor", b"cases", cases.cursor.encode())

    def _moved(self, cursor: bytes | None) -> Cases:
        server = self._desk.server
        try:
            answer = server.ask("GET", f"/v1/cases?since={cursor.decode()}" if cursor else "/v1/cases")
        except AmanatError as error:
            if error.code != "event-cursor":
                raise
            answer = server.ask("GET", "/v1/cases")
        return decode_json(Cases, answer.content, "server-answer")

    def _fetch_case(self, case: bytes, pulled: Pulled) -> None:
        fetched = self._desk.fetch_case(case)
        if fetched.restored:
            # What the restored server has lost comes back from the devices that wrote it.
            pulled.restored += 1
            self._desk.send_outbox(case)
            self._desk.fetch_case(case)
        pulled.faults += [Fault(code, case) for code in fetched.faults]
        pulled.destroyed += self._bury(case, fetched.tombstones, pulled)

    def _fetch_films(self, case: bytes, pulled: Pulled, *, films: bool) -> None:
        try:
            events = list(self._desk.events(case))
        except AmanatError as error:
            if error.code not in NOT_NOW | NOT_HERE:
                raise
            return
        told = set(self._told_can_open(events))
        for clip in self._named(events):
            with self._aside(pulled, case, clip):
                self._fetch_film(case, clip, pulled, films=films, told=clip in told)

    def _fetch_film(self, case: bytes, clip: bytes, pulled: Pulled, *, films: bool, told: bool) -> None:
        """Manifest, newest header, payload of one clip; what is not at the server yet is counted as waiting."""
        try:
            manifest = self._fetcher.manifest(clip, case)
            if not self._fetcher.header(clip):
                pulled.waiting += 1
                return
            fresh = films and not self._desk.store.film_path(clip).exists()
            if fresh:
                self._fetcher.payload(manifest)
                pulled.films += 1
                pulled.bytes += manifest.payload_len
            if fresh or (films and not told):
                self._try_to_open(manifest, told=told)
        except AmanatError as error:
            if error.code in NOT_HERE:
                pulled.waiting += 1
            elif error.code not in NOT_NOW:
                raise

    def _told_can_open(self, events: list[ReadEvent]) -> Iterator[bytes]:
        for read in events:
            if isinstance(read.event, FilmCanOpen) and read.frame.device == self._desk.identity.device:
                yield parse_base64url(read.event.film, 16)

    def _try_to_open(self, manifest: Manifest, *, told: bool) -> None:
        """Whether everything that opens a film is here; a supervisor's device says so, once per film."""
        desk = self._desk
        Films(desk).check_gate(manifest)
        file_key_of(desk, manifest)
        role = desk.books.rolls(manifest.case).members.get(desk.identity.member)
        if role == SUPERVISOR and not told and manifest.kind == FILM:
            desk.write(manifest.case, FilmCanOpen(film=base64url(manifest.clip), at=desk.clock.now_ms()))

    def _bury(self, case: bytes, raws: Iterable[bytes], pulled: Pulled) -> int:
        """Drops what a tombstone names, keeps the tombstone, and confirms it to the server."""
        chain, store = self._desk.books.chain, self._desk.store
        confirmed: list[bytes] = []
        for raw in raws:
            with self._aside(pulled, case):
                group = check_tombstone(raw, chain.org, chain.service_keys, case).group
                clips = [clip for clip in store.names("manifests") if self._group_of(clip) == group]
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

    def _group_of(self, clip: bytes) -> bytes | None:
        raw = self._desk.store.get("manifests", clip)
        return decode(Manifest, raw).group if raw is not None else None

    def _post_tombstones(self, groups: Iterable[bytes]) -> None:
        raws = [raw for group in groups if (raw := self._desk.store.get("tombstones", group)) is not None]
        if raws:
            self._desk.server.ask("POST", "/v1/tombstones", b"".join(raws))
