"""A tablet's and an admin's browser are looked through, also after one was killed while it filmed.

The keys of the case and of its films are read by the supervisor, who shares them.  The seeds of the browsers' own
identities and their DSK are never given out by the shipped page; tests/e2e/test_vault_device.py looks for a DSK.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from amanat_client.books import Books
from amanat_client.clock import SystemClock
from amanat_client.desk import Desk
from amanat_client.entropy import SystemEntropy
from amanat_client.filmkeys import file_key_of, manifest_of
from amanat_client.home import Home
from amanat_client.store import Store
from amanat_client.terminal import english
from amanat_client.transport import Server
from amanat_sync.chain import SUPERVISOR
from amanat_sync.frame import note_key
from tests.e2e.browser import FakeMedia, arguments
from tests.e2e.footage import make_camera, make_microphone
from tests.e2e.program import Joining, Program, amanat
from tests.e2e.screens import Admin, Watched, Worker
from tests.e2e.test_vault_device import Killed
from tests.scans.planting import sees_everything
from tests.scans.scanner import Scan, windows
from tests.tools import STATIC, need

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Playwright

pytestmark = pytest.mark.browser

LABEL = "Kite with the long tail"
NAMES = {"worker": "Mina Chowdhury", "supervisor": "Ayesha Rahmatullah"}
FILM_MS = 2500
MARK = "written by the page itself: অশোক 5b1c90"
# As the vault writes: a strict transaction, and a file that is flushed; and as a service worker does.
WRITE = """async mark => {
  const opening = indexedDB.open('planted', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
  await new Promise((done, failed) => { opening.onsuccess = done; opening.onerror = failed; });
  const writing = opening.result.transaction('kept', 'readwrite', { durability: 'strict' });
  writing.objectStore('kept').put({ text: mark, file: new Blob([mark]) }, 1);
  await new Promise((done, failed) => { writing.oncomplete = done; writing.onabort = failed; });
  opening.result.close();
  await (await caches.open('planted')).put('/planted', new Response(mark));
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle('planted', { create: true })).createWritable();
  await file.write(mark);
  await file.close();
}"""
PLACES = ("indexeddb.leveldb", "indexeddb.blob", "File System", "CacheStorage")


def keys_and_films(home: Path, phrase: Path) -> dict[str, bytes | str]:
    """What the supervisor reads of the case: its keys, those of its films, and pieces of the films themselves."""
    amanat(home, "pull", phrase=phrase)
    secrets: dict[str, bytes | str] = {}
    entropy, clock = SystemEntropy(), SystemClock()
    with closing(Store(home)) as store:
        unlocked = Home(store, english(), entropy).unlock(phrase.read_text())
        server = Server(unlocked.origin, unlocked.identity, clock, entropy)
        with closing(server):
            books = Books(store)
            desk = Desk(unlocked.identity, server, books, store, clock, entropy)
            films = json.loads(amanat(home, "films", "--json", phrase=phrase).stdout)["films"]
            assert len(films) == 2
            for nth, told in enumerate(films, 1):
                manifest = manifest_of(desk, bytes.fromhex(told["film"]))
                secrets[f"share of film {nth}"] = desk.share(manifest.group)
                secrets[f"key of film {nth}"] = file_key_of(desk, manifest)
                ck = books.case_key(manifest.case, 1, unlocked.identity)
                assert ck is not None
                case_share = desk.share(manifest.case)
                secrets |= {"case key": ck, "case share": case_share}
                secrets["note key"] = note_key(ck, case_share, manifest.case, 1, manifest.device)
    for nth, told in enumerate(films, 1):
        opened = amanat(home, "open", told["film"], phrase=phrase).stdout
        # The last tenth is the index that a player reads; it is much the same in every film.
        pieces = windows(opened[: len(opened) * 9 // 10], 12)
        assert len(pieces) >= 6
        secrets |= {f"film {nth}, piece {at}": piece for at, piece in enumerate(pieces)}
    assert books.chain.member_role(unlocked.identity.member) == SUPERVISOR
    return secrets


def tablet_in(browser: Killed, playwright: Playwright) -> Worker:
    """The page of a browser that will be killed."""
    context = playwright.chromium.connect_over_cdp(browser.address).contexts[0]
    return Worker(Watched(context, ""))


def test_browsers_leave_neither_words_nor_keys_nor_pictures(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert (STATIC / "index.html").exists(), "make build"
    media = FakeMedia(make_camera(tmp_path / "camera.mjpeg"), make_microphone(tmp_path / "microphone.wav"))
    program = Program(tmp_path_factory.mktemp("service"))
    people = tmp_path_factory.mktemp("supervisor")
    # Its sockets lie in the profile's TMPDIR, and the path of a socket has at most 107 bytes.
    folder = tmp_path_factory.mktemp("k")
    profile, killed, admins = folder / "p", folder / "killed", folder / "a"
    (admins / "tmp").mkdir(parents=True)
    scan = Scan.begin(folder)
    with ExitStack() as stack:
        stack.callback(program.stop)
        program.start()
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            admins,
            executable_path=need("chromium"),
            headless=True,
            args=arguments(),
            env={**os.environ, "TMPDIR": str(admins / "tmp")},
        )
        admin = Admin(Watched(context, ""))
        browser = Killed(profile, media)
        stack.callback(browser.kill)
        tablet = tablet_in(browser, playwright)

        words = admin.set_up(program.setup_link)
        link = admin.invite_supervisor(NAMES["supervisor"])
        with Joining(people / "home", link) as joining:
            admin.let_in(NAMES["supervisor"], joining.words)
            (people / "phrase").write_text(" ".join(joining.finish()))
        admin.finish()
        admin.let_in(NAMES["worker"], tablet.join(admin.invite(NAMES["worker"], "Field worker")))
        tablet.begin()
        tablet.go("/families/new")
        supervises = tablet.page.get_by_label("Who supervises?", exact=True)
        expect(supervises).to_contain_text(NAMES["supervisor"])
        tablet.open_family(LABEL, NAMES["supervisor"])
        tablet.at_the_camera(LABEL)
        tablet.ask_one_person("Yes")
        tablet.begin_film(FILM_MS)
        tablet.stop_film()
        tablet.expect_film(1, "Sealed copy on the server")
        tablet.page.evaluate(WRITE, MARK)
        # A page that was opened again has had its words typed in.
        tablet.page.reload()
        tablet.unlock()
        tablet.at_the_camera(LABEL)
        tablet.is_here()
        tablet.begin_film(FILM_MS)
        browser.kill()
        profile.rename(killed)
        shutil.copytree(killed, profile, symlinks=True, ignore=shutil.ignore_patterns("Singleton*", "tmp"))

        browser = Killed(profile, media)
        stack.callback(browser.kill)
        again = tablet_in(browser, playwright)
        again.phrase = tablet.phrase
        again.page.goto(program.origin)
        again.unlock()
        again.read_what_was_cut()
        again.choose(LABEL)
        again.expect_film(2, "Sealed copy on the server")
        secrets = keys_and_films(people / "home", people / "phrase")
        browser.kill()
        context.close()

    pcm = media.microphone.read_bytes()[200:]
    secrets |= {f"sound {nth}": piece for nth, piece in enumerate(windows(pcm, 12))}
    secrets |= {f"camera {nth}": piece for nth, piece in enumerate(windows(media.camera.read_bytes(), 12))}
    secrets |= {"label": LABEL, "admin's words": " ".join(words), "worker's words": " ".join(tablet.phrase)}
    secrets |= {f"name of the {who}": name for who, name in NAMES.items()}
    # A browser keeps what stands in a page's fields for its next start, unless the page says no.
    secrets |= {"link to send": link.partition("#join=")[2]}
    for place in (killed, profile, admins):
        here = Scan((place,), scan.memory_before)
        sees_everything(here, place / "Default", secrets)
        planted = here.find({"mark": MARK}).get("mark", [])
        seen = {name for name in PLACES if any(name in path for path in planted)}
        assert seen == (set() if place == admins else set(PLACES)), planted
    assert scan.find(secrets) == {}
