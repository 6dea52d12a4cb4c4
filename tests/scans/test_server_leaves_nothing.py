"""Everything that a server writes is looked through while it works and after it has ended: nothing lies in the clear.

The server is its own process; the identities that talk to it are ours, so that every key and word is known here.
"""

from __future__ import annotations

import io
import time
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, cast

from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_client.films import Films
from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.send import Sender
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.frame import note_key
from tests.e2e.program import Program
from tests.scans.planting import sees_everything
from tests.scans.scanner import Scan, files_under, windows
from tests.server.living import LivingServer, LivingService, TurnedClock

if TYPE_CHECKING:
    from pathlib import Path

LABEL = "Rokeya, the house with the blue door"
NOTE = "মা হাসলেন 🙂 ক্ষ"
WHY = "the grandmother asked to see it"
# Text-like and random parts, so that a compressed copy would be found as well as a raw one.
FILM = Random(3).randbytes(300_000) + b"frame after frame after frame " * 3000 + Random(4).randbytes(100_000)


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


class Apart(Program):
    """The program, found by identities where they look for a service."""

    @property
    def link(self) -> str:
        """What an admin's command line is given."""
        return self.setup_link


def whole_thread(service: LivingService) -> dict[str, bytes | str]:
    """A film, a note, an export and a pull by two identities; every secret of theirs by its name."""
    service.set_up()
    worker, supervisor = service.join(FIELD), service.join(SUPERVISOR)
    case = service.open_case(worker, supervisor, label=LABEL)
    sender = Sender(worker)
    film = sender.seal(case, io.BytesIO(FILM), ms=1000, days=60)
    sender.send(film)
    Notes(worker).add(case, NOTE)
    Puller(supervisor, Silent()).pull()
    Notes(supervisor).add(film.clip, NOTE)
    out = io.BytesIO()
    Films(supervisor).write(film.clip, out)
    assert out.getvalue() == FILM
    with closing(io.BytesIO()) as exported:
        Films(supervisor).export(film.clip, WHY, exported)
    ck = worker.books.case_key(case, 1, worker.identity)
    assert ck is not None
    case_share = supervisor.share(case)
    secrets: dict[str, bytes | str] = {
        "label": LABEL,
        "note": NOTE,
        "why": WHY,
        "case key": ck,
        "case share": case_share,
        "film share": film.share,
        "file key": file_key_of(supervisor, manifest_of(supervisor, film.clip)),
        "note key": note_key(ck, case_share, case, 1, worker.identity.device),
        "root seed": service.founded.root_seed,
        "recovery scalar": service.founded.recovery_scalar,
    }
    for name, desk in (("admin", service.admin), ("worker", worker), ("supervisor", supervisor)):
        secrets |= {f"{name} seed": desk.identity.seed, f"{name} scalar": desk.identity.scalar}
    return secrets | {f"film {nth}": piece for nth, piece in enumerate(windows(FILM, 24))}


def test_a_server_leaves_neither_words_nor_keys_nor_pictures(tmp_path: Path) -> None:
    temporary, identities = tmp_path / "server" / "tmp", tmp_path / "identities"
    temporary.mkdir(parents=True)
    identities.mkdir()
    scan = Scan.begin(tmp_path / "server")
    program = Apart(tmp_path / "server", {"TMPDIR": str(temporary), "AMANAT_REQUESTS_PER_MINUTE": "100000"})
    program.start()
    try:
        # The clock of the identities is the server's; the service is as good as one in this process to them.
        clock = TurnedClock(int(time.time() * 1000))
        service = LivingService(cast("LivingServer", program), identities, clock, seed=4)
        try:
            secrets = whole_thread(service)
            at_work = scan.find(secrets)
            program.stop()
            names = {path.name for path in files_under(*scan.places)}
            assert {"amanat.db", "shares.db", "vault.key", "server.log"} <= names
            sees_everything(scan, tmp_path / "server" / "data", secrets)
            assert at_work == scan.find(secrets) == {}
            # What the command line keeps for its identities holds none of it either.
            assert Scan.begin(identities).find(secrets) == {}
        finally:
            service.close()
    finally:
        program.stop()
