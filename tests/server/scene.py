"""A living service with everybody in it: who may do what is asked of each of them in turn."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_client.send import SealedFilm, Sender
from amanat_sync import certify, tus
from amanat_sync.chain import COURIER, FIELD, INTERPRETER, SUPERVISOR
from amanat_sync.roll import build_roll
from tests.server.asking import Asker
from tests.server.living import LivingService, People, living_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amanat_client.desk import Desk

FILM = bytes(range(256)) * 700
EVERYBODY = (
    "worker",
    "supervisor",
    "interpreter",
    "admin",
    "outsider",
    "unendorsed",
    "courier",
    "revoked",
    "stranger",
)


@dataclass(slots=True)
class Scene:
    """``worker``, ``supervisor`` and ``interpreter`` stand in ``case``; ``revoked`` is a second device of the worker's
    member; ``outsider`` is a field worker with another case; ``stranger`` is nobody's key."""

    living: LivingService
    desks: dict[str, Desk]
    asks: dict[str, Asker]
    case: bytes
    film: SealedFilm
    unsent: SealedFilm
    """A film whose upload the worker has opened, at offset 0."""

    @property
    def upload(self) -> str:
        """Where ``unsent`` goes."""
        return self._place(self.unsent)

    @property
    def sent_upload(self) -> str:
        """Where ``film`` went."""
        return self._place(self.film)

    def _place(self, film: SealedFilm) -> str:
        headers = tus.create_headers(film.manifest, film.length)
        return self.asks["worker"]("POST", "/v1/uploads", headers=headers).headers["location"]

    @property
    def clip(self) -> str:
        """The film's id in paths."""
        return self.film.clip.hex()


def courier_of(living: People, seed: bytes, device: bytes) -> Asker:
    """A tablet's courier, certified by the admin."""
    asker = Asker(living.server, seed)
    living.admin.fetch_chain()
    living.post_certificate(
        certify.build_add(
            living.admin.books.chain,
            living.admin.identity.seed,
            role=COURIER,
            member=bytes(16),
            device=device,
            ed25519=asker.ed25519,
            x25519=bytes(32),
            not_before=living.clock.now_ms(),
        )
    )
    return asker


def revoke(living: People, desk: Desk) -> None:
    """The admin takes a device's rights away."""
    chain = living.admin.books.chain
    living.post_certificate(
        certify.build_revoke(
            chain, living.admin.identity.seed, device=desk.identity.device, now_ms=living.clock.now_ms()
        )
    )


def next_roll(signer: Desk, case: bytes, added: dict[bytes, int]) -> bytes:
    """A supervisor takes more members into a case; the roll that says so."""
    signer.fetch_chain()
    signer.fetch_case(case)
    rolls = signer.books.rolls(case)
    newest = rolls.newest
    assert newest is not None
    raw = build_roll(
        rolls,
        signer.identity.seed,
        epoch=newest.epoch,
        recipient=newest.recipient,
        chain_head=signer.books.chain.head,
        members={**rolls.members, **added},
        device=signer.identity.device,
    )
    signer.server.ask("POST", f"/v1/cases/{case.hex()}/rolls", raw)
    signer.books.add_rolls(case, [raw])
    return raw


def unendorsed_supervisor(living: LivingService) -> Desk:
    """Certified by the admin, and vouched for by nobody yet."""
    return living.join(SUPERVISOR, endorse=False)


def sealed_film(desk: Desk, case: bytes, content: bytes = FILM, days: int = 60) -> SealedFilm:
    """A film that is closed and waits on its device."""
    return Sender(desk).seal(case, io.BytesIO(content), ms=1000, days=days)


@contextmanager
def scene(folder: Path, environ: dict[str, str] | None = None, seed: int = 1) -> Iterator[Scene]:
    """Everybody, a case, and a film that was sent; its payload is kept in ``film.payload``."""
    with living_service(folder, environ, seed) as living:
        worker = living.join(FIELD)
        desks = {
            "worker": worker,
            "supervisor": living.join(SUPERVISOR),
            "interpreter": living.join(INTERPRETER),
            "admin": living.admin,
            "outsider": living.join(FIELD),
            "unendorsed": unendorsed_supervisor(living),
            "revoked": living.join(FIELD, member=worker.identity.member, endorse=True),
        }
        asks = {name: Asker(living.server, desk.identity.seed) for name, desk in desks.items()}
        asks["courier"] = courier_of(living, b"c" * 32, b"C" * 16)
        asks["stranger"] = Asker(living.server, b"?" * 32)
        case = living.open_case(worker, desks["supervisor"])
        next_roll(desks["supervisor"], case, {desks["interpreter"].identity.member: INTERPRETER})
        worker.fetch_case(case)
        living.open_case(desks["outsider"], desks["supervisor"])
        film = sealed_film(worker, case)
        kept = film.payload.read_bytes()
        Sender(worker).send(film)
        film.payload.write_bytes(kept)
        revoke(living, desks["revoked"])
        yield Scene(living, desks, asks, case, film, sealed_film(worker, case))
