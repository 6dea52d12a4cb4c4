"""A full disk, a quota, a folder that cannot be written: a clear problem each time, and nothing is lost."""

from __future__ import annotations

import io
import os
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from amanat_client.films import Films
from amanat_client.notes import Notes
from amanat_client.pull import Puller
from amanat_client.send import SealedFilm, Sender
from amanat_sync.errors import AmanatError
from tests.faults.process import ServerEnded, ServerProcess, WallClock
from tests.faults.siege import PART, Siege, siege
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIB = 1 << 20
AS_ROOT = os.geteuid() == 0
LIMIT_IN_BLOCKS = 8 * MIB // 512
NO_LARGE_FILES = ("sh", "-c", f'ulimit -f {LIMIT_IN_BLOCKS} && exec "$@"', "sh")
SMALL_DISK = """
cp "$0/service.key" "$0.key" && mount -t tmpfs -o size=24m amanat "$0" && cp "$0.key" "$0/service.key" && exec "$@"
"""
NO_PRIVILEGE = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if AS_ROOT else ()
"""Root writes whatever the mode of a folder says, unless it gives that right up."""


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


class WaitingError(Exception):
    """The client would wait now and try again later."""


class ImpatientClock(WallClock):
    """Tells that the client waits."""

    def pause(self, seconds: float) -> None:
        raise WaitingError(seconds)


def send(under: Siege, film: SealedFilm) -> None:
    Sender(under.worker, PART).send(film)


def refused(under: Siege, film: SealedFilm) -> tuple[int, str]:
    """Status and code of what ended one try of sending ``film``."""
    desk = replace(under.worker, clock=ImpatientClock())
    with pytest.raises((AmanatError, WaitingError)):
        Sender(desk, PART).send(film)
    return under.acknowledged.refusals[-1]


def outcome_of(act: Callable[[], object]) -> str:
    """The code that ``act`` is refused with, ``ok`` where it is not."""
    try:
        act()
    except AmanatError as error:
        return error.code
    return "ok"


def all_is_there(under: Siege, folder: Path, films: dict[bytes, bytes]) -> None:
    """Everything acknowledged is in the server's ``folder``, and a supervisor opens each film (clip → plaintext)."""
    assert under.acknowledged.lost(under.asking, folder) == []
    Puller(under.reader, Silent()).pull()
    for clip, plain in films.items():
        out = io.BytesIO()
        Films(under.reader).write(clip, out)
        assert out.getvalue() == plain


def test_a_film_that_does_not_fit_is_refused_before_a_byte(tmp_path: Path) -> None:
    random = Random(1)
    with siege(tmp_path, 1, wrap=NO_LARGE_FILES) as under:
        large, small = random.randbytes(9 * MIB), random.randbytes(2 * MIB)
        too_large, film = under.film(under.worker, large), under.film(under.worker, small)
        assert refused(under, too_large) == (507, "upload-server-full")
        assert under.acknowledged.offsets == {}
        assert too_large.payload.stat().st_size == too_large.length
        send(under, film)
        all_is_there(under, under.server.folder, {film.clip: small})


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """A disk without a free byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as out, suppress(OSError):
        for size in (MIB, 4096):
            with suppress(OSError):
                while out.write(bytes(size)) == size:
                    pass
    try:
        yield
    finally:
        filler.unlink()


def test_a_disk_that_fills_up_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    unshare = str(need("unshare"))
    own_mounts = (unshare, "-m" if AS_ROOT else "-rm")
    if subprocess.run(
        [*own_mounts, "mount", "-t", "tmpfs", "t", "/mnt"], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting a small disk is not allowed here: run as root, or allow user namespaces")
    random = Random(2)
    folder = tmp_path / "server"
    with siege(tmp_path, 2, wrap=(*own_mounts, "sh", "-c", SMALL_DISK, str(folder))) as under:
        disk = Path(f"/proc/{under.server.pid}/root") / folder.relative_to("/")
        plains = [random.randbytes(size * MIB) for size in (6, 3)]
        begun, waiting = (under.film(under.worker, plain) for plain in plains)
        Sender(under.worker, PART).send_payload(begun, head_only=True)
        with filled(disk):
            assert refused(under, waiting) == (507, "upload-server-full")
            codes = {outcome_of(lambda: Notes(under.worker).add(under.case, "n" * 9000)) for _ in range(9)}
            assert codes <= {"upload-server-full", "ok"}
            assert under.server.is_running
            assert under.acknowledged.lost(under.asking, disk) == []
        under.worker.send_outbox(under.case)
        for film in (begun, waiting):
            send(under, film)
        films = dict(zip((begun.clip, waiting.clip), plains, strict=True))
        all_is_there(under, disk, films)


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


@pytest.fixture(scope="module")
def no_privilege() -> tuple[str, ...]:
    if AS_ROOT:
        need("setpriv")
    return NO_PRIVILEGE


def test_a_folder_that_cannot_be_written_stops_the_start_with_a_sentence(
    tmp_path: Path, no_privilege: tuple[str, ...]
) -> None:
    server = ServerProcess(tmp_path / "server", wrap=no_privilege)
    server.init()
    with unwritable(server.folder), pytest.raises(ServerEnded) as ended:
        server.start()
    assert ended.value.code == 1
    assert len(ended.value.words) == 1
    assert "[store-failed]" in ended.value.words[0] or str(server.folder) in ended.value.words[0]


@pytest.fixture(scope="module")
def under(tmp_path_factory: pytest.TempPathFactory, no_privilege: tuple[str, ...]) -> Iterator[Siege]:
    folder = tmp_path_factory.mktemp("narrow")
    with siege(folder, 4, wrap=no_privilege, settings={"AMANAT_MEMBER_QUOTA_MIB": "4"}) as one:
        yield one


def test_a_member_s_quota_is_for_films_that_are_not_whole_yet(under: Siege) -> None:
    plains = [Random(seed).randbytes(3 * MIB) for seed in (3, 4)]
    first, second = (under.film(under.worker, plain) for plain in plains)
    Sender(under.worker, PART).send_payload(first, head_only=True)
    assert refused(under, second) == (403, "upload-quota")
    send(under, first)
    send(under, second)
    films = dict(zip((first.clip, second.clip), plains, strict=True))
    all_is_there(under, under.server.folder, films)


@pytest.mark.parametrize("name", ["incoming", "payloads"])
def test_a_folder_that_turns_unwritable_stops_films_alone_until_it_is_mended(under: Siege, name: str) -> None:
    plain = Random(name).randbytes(3 * MIB)
    film = under.film(under.worker, plain)
    with unwritable(under.server.folder / name):
        assert refused(under, film) == (503, "store-failed")
        Notes(under.worker).add(under.case, "a note arrives all the same")
        assert under.acknowledged.lost(under.asking, under.server.folder) == []
    send(under, film)
    all_is_there(under, under.server.folder, {film.clip: plain})
