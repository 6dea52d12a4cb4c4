"""``amanat-server init | serve | doctor | backup | restore`` as programs, up to a disaster and back."""

from __future__ import annotations

import io
import shutil
import signal
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from mnemonic import Mnemonic

from amanat_client.films import Films
from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.send import Sender
from amanat_server.stores.vault_key import BANK, read_bank
from amanat_sync import command, tus
from amanat_sync.cards import Card, encode_card, share_words, split
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.errors import AmanatError
from tests.server.asking import TUS, Ask, Asker
from tests.server.living import People
from tests.server.program import ProgramServer, RealClock, run
from tests.server.scene import FILM, sealed_film
from tests.server.test_stream import Ear

if TYPE_CHECKING:
    from pathlib import Path

    from amanat_client.desk import Desk
    from amanat_client.send import SealedFilm


WORD_LIST = Mnemonic("english").wordlist


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


def test_init_makes_a_folder_for_its_owner_alone_and_a_key_once(tmp_path: Path) -> None:
    first = run(tmp_path / "data", "init")
    key = (tmp_path / "data" / "service.key").read_bytes()
    again = run(tmp_path / "data", "init")
    assert (first.returncode, again.returncode, len(key)) == (0, 0, 32)
    assert (tmp_path / "data" / "service.key").read_bytes() == key
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "service.key").stat().st_mode) == 0o600
    assert key.hex() not in first.stdout + first.stderr


@pytest.mark.parametrize("words", [("serve",), ("doctor",), ("backup", "there"), ("restore", "there")])
def test_before_init_every_other_command_says_so(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = run(tmp_path / "nothing", *words)
    assert ended.returncode == 1
    assert "amanat-server init" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_doctor_looks_at_a_folder_that_has_served_nobody_yet(tmp_path: Path) -> None:
    run(tmp_path / "data", "init")
    looked = run(tmp_path / "data", "doctor")
    assert looked.returncode == 1
    assert "amanat.db: cannot be read" in looked.stdout
    assert "well  folder" in looked.stdout
    assert looked.stderr == ""


def test_a_server_that_cannot_begin_says_why_and_ends_so(tmp_path: Path) -> None:
    run(tmp_path / "data", "init")
    server = ProgramServer(tmp_path / "data")
    server.start()
    people = People(server, tmp_path, RealClock(), 3)
    people.set_up()
    people.close()
    assert server.stop() == 0
    copies = tmp_path / "data" / "apart" / "copies"
    shutil.rmtree(copies)
    copies.write_bytes(b"no folder")
    ended = run(tmp_path / "data", "serve", AMANAT_PORT="0")
    assert ended.returncode == 1
    assert "[store-failed]" in ended.stderr


def test_a_folder_and_a_port_are_for_one_server(tmp_path: Path) -> None:
    run(tmp_path / "data", "init")
    run(tmp_path / "other", "init")
    server = ProgramServer(tmp_path / "data")
    server.start()
    try:
        same_folder = run(tmp_path / "data", "serve", AMANAT_PORT="0")
        same_port = run(tmp_path / "other", "serve", AMANAT_PORT=str(server.port))
    finally:
        assert server.stop() == 0
    assert (same_folder.returncode, same_port.returncode) == (1, 2)
    assert "another amanat-server works on" in same_folder.stderr
    assert "AMANAT_PORT" in same_port.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_closes_its_stores_and_is_done(
    how: signal.Signals, tmp_path: Path
) -> None:
    run(tmp_path / "data", "init")
    server = ProgramServer(tmp_path / "data")
    server.start()
    assert Asker(server, b"?" * 32).send(Ask("GET", "/healthz"), {}).status == 200
    assert server.stop(how) == 0
    assert not (tmp_path / "data" / "amanat.db-wal").exists(), "SQLite removes it at an orderly end"
    assert "Traceback" not in "".join(server.err)


class Drill:
    """A service that runs as a program, with a case and films."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        run(folder / "data", "init")
        self.server = ProgramServer(folder / "data", {"AMANAT_SWEEP_SECONDS": "1"})
        self.server.start()
        self.people = People(self.server, folder, RealClock(), 9)
        self.people.set_up()
        self.worker, self.first, self.second = (
            self.people.join(role) for role in (FIELD, SUPERVISOR, SUPERVISOR)
        )
        self.case = self.people.open_case(self.worker, self.first, self.second)

    def ask(self, desk: Desk) -> Asker:
        return Asker(self.server, desk.identity.seed)

    def film(self) -> SealedFilm:
        film = sealed_film(self.worker, self.case)
        kept = film.payload.read_bytes()
        Sender(self.worker).send(film)
        film.payload.write_bytes(kept)
        return film

    def destroy(self, film: SealedFilm) -> None:
        """By two supervisors; returns once it has been carried out."""
        ear = Ear(self.people, self.first.identity.seed)
        raw = command.build_command(
            self.first.identity.seed,
            op=command.DESTROY,
            org=self.first.books.chain.org,
            case=self.case,
            group=film.clip,
            command=self.first.entropy.draw(16),
            chain_head=self.first.books.chain.head,
            device=self.first.identity.device,
            two=True,
        )
        whole = command.cosign(raw, self.second.identity.device, self.second.identity.seed)
        assert self.ask(self.second)("POST", "/v1/commands", whole).status == 201
        share = f"/v1/shares/{film.clip.hex()}"
        while self.ask(self.worker)("POST", share, film.share).code != "share-destroyed" or not self.buried(
            film
        ):
            ear.moved()
        ear.close()

    def buried(self, film: SealedFilm) -> bool:
        return not self.ask(self.first)("GET", f"/v1/clips/{film.clip.hex()}/headers").content

    def cards(self) -> str:
        """Two of the three cards: one as its QR reads, one as its words do."""
        founded = self.people.founded
        roots = split(founded.root_seed, b"\x01\x02\x03", b"r" * 32)
        recoveries = split(founded.recovery_scalar, b"\x01\x02\x03", b"s" * 32)
        cards = [Card(root, recovery) for root, recovery in zip(roots, recoveries, strict=True)]
        words = [" ".join(share_words(share, WORD_LIST)) for share in (cards[2].root, cards[2].recovery)]
        return f"{encode_card(cards[0])}\nroot: {words[0]}\nrecovery: {words[1]}\n"

    def close(self) -> None:
        self.people.close()
        self.server.stop()


def test_after_a_disaster_what_was_destroyed_stays_destroyed_and_all_else_comes_back(tmp_path: Path) -> None:
    drill = Drill(tmp_path)
    try:
        gone, stays, half = drill.film(), drill.film(), sealed_film(drill.worker, drill.case)
        worker = drill.ask(drill.worker)
        place = worker("POST", "/v1/uploads", headers=tus.create_headers(half.manifest, half.length)).headers[
            "location"
        ]
        worker.patch(place, 0, half.payload.read_bytes()[:50_000])

        backup = run(tmp_path / "data", "backup", str(tmp_path / "backup"))
        assert backup.returncode == 0, backup.stderr
        assert run(tmp_path / "data", "doctor").returncode == 0
        rest = worker.patch(place, 50_000, half.payload.read_bytes()[50_000:])
        assert rest.status == 204, "an upload goes on through a backup"

        drill.destroy(gone)
        Notes(drill.worker).add(drill.case, "after the backup")
        later = drill.film()
        Puller(drill.first, Silent()).pull()
        n_before = drill.first.books.ledger(drill.case).n
        assert drill.server.stop() == 0

        # The disk is lost; what was kept apart is not.
        (tmp_path / "data").rename(tmp_path / "lost")
        (tmp_path / "data").mkdir(mode=0o700)
        shutil.copy(tmp_path / "lost" / "service.key", tmp_path / "data")
        shutil.copytree(tmp_path / "lost" / "apart", tmp_path / "data" / "apart")
        without = run(tmp_path / "data", "restore", str(tmp_path / "backup"))
        assert (without.returncode, "sealed copy" in without.stderr) == (1, True)
        wrong = run(tmp_path / "data", "restore", str(tmp_path / "backup"), "--cards", said="no\ncards\n")
        assert (wrong.returncode, "card-words" in wrong.stderr) == (1, True)

        (tmp_path / "data" / "restoring").touch()
        refused = run(tmp_path / "data", "serve", AMANAT_PORT="0")
        assert (refused.returncode, "service-not-ready" in refused.stderr) == (1, True)

        restored = run(tmp_path / "data", "restore", str(tmp_path / "backup"), "--cards", said=drill.cards())
        assert restored.returncode == 0, restored.stderr
        assert "1 groups" in restored.stdout
        check_gone(tmp_path, gone, drill)

        drill.server.start()
        assert drill.ask(drill.first)("POST", f"/v1/shares/{gone.clip.hex()}/lease").code == "share-destroyed"
        assert (
            drill.ask(drill.worker)("POST", f"/v1/shares/{gone.clip.hex()}", gone.share).code
            == "share-destroyed"
        )
        Puller(drill.worker, Silent()).pull()
        assert worker("HEAD", place, headers=TUS).status == 404, "a backup holds whole payloads only"
        for film in (half, later):
            Sender(drill.worker).send(film)
        Puller(drill.first, Silent()).pull()
        for film in (stays, half, later):
            out = io.BytesIO()
            Films(drill.first).write(film.clip, out)
            assert out.getvalue() == FILM
        with pytest.raises(AmanatError):
            Films(drill.first).write(gone.clip, io.BytesIO())
        assert drill.first.books.ledger(drill.case).n >= n_before
        assert "after the backup" in Notes(drill.first).read(drill.case)
        assert run(tmp_path / "data", "doctor").returncode == 0
    finally:
        drill.close()


def check_gone(folder: Path, film: SealedFilm, drill: Drill) -> None:
    """No key that is left anywhere opens the backup's row of the share, and the share itself lies nowhere."""
    with closing(sqlite3.connect(folder / "backup" / "shares.db")) as db:
        epoch = db.execute("SELECT epoch FROM state").fetchone()[0]
        nonce, sealed = db.execute("SELECT nonce, sealed FROM shares WHERE id = ?", (film.clip,)).fetchone()
    aad = drill.people.admin.books.chain.org + film.clip + epoch.to_bytes(8, "big")
    for place in ("data", "lost"):
        raw = (folder / place / "apart" / "vault.key").read_bytes()
        keys = [bank[1] for at in (0, BANK) if (bank := read_bank(raw[at : at + BANK])) is not None]
        assert keys
        for key in keys:
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(nonce, sealed, aad)
    for path in folder.rglob("*"):
        if path.is_file() and "identity-" not in str(path):
            assert film.share not in path.read_bytes(), path
    assert not (folder / "data" / "payloads" / film.clip.hex()).exists()
