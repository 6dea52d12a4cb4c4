"""The vault on its own, in a real Chromium: films that outlive a kill, and a profile that tells nothing.

The pages come from a folder; there is no Amanat server in any of these tests.
"""

from __future__ import annotations

import math
import os
import re
import secrets
import shutil
import signal
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, sync_playwright

from tests.e2e import barcode, mp4
from tests.e2e.browser import FakeMedia, arguments, bundle, chromium, served
from tests.tools import PWA, need

pytestmark = pytest.mark.browser

OLD_ENOUGH = 61_000
# Bytes for the slot file, the database and about three seconds of film.
ROOM = 2_000_000
FRAME_MS = 1000 / 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    bundle(PWA / "test" / "pages" / "vault_device.ts", folder / "page.js")
    bundle(PWA / "test" / "vault" / "device-worker.ts", folder / "worker.js")
    (folder / "index.html").write_text(
        '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>'
    )
    with served(folder) as address:
        yield address


class Tablet:
    """The page of pwa/test/pages/vault_device.ts."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        page.goto(site)
        page.wait_for_function("() => 'pages' in globalThis")

    def call(self, name: str, *args: object) -> Any:  # noqa: ANN401 - each handler answers its own shape
        return self.page.evaluate("([name, args]) => pages.call(name, ...args)", [name, list(args)])

    def outcome(self, name: str, *args: object) -> str:
        code: str = self.page.evaluate("([name, args]) => pages.outcome(name, ...args)", [name, list(args)])
        return code

    def start_film(self) -> str:
        film: str = self.page.evaluate("() => pages.startFilm()")
        return film

    def stop_film(self) -> dict[str, Any]:
        clip: dict[str, Any] = self.page.evaluate("() => pages.stopFilm()")
        return clip

    def standing(self) -> dict[str, Any]:
        told: dict[str, Any] = self.page.evaluate("() => pages.standing()")
        return told

    def film_until(self, ms: float) -> dict[str, Any]:
        """Films until so much is durable or the film ended by itself; gives how it stands."""
        self.page.wait_for_function(
            "ms => pages.standing().durable.ms >= ms || pages.standing().ended !== null", arg=ms
        )
        return self.standing()

    def play(self, film: str) -> bytes:
        return b64decode(self.page.evaluate("film => pages.play(film)", film))


class Killed:
    """A Chromium in a process group of its own, to be ended as a crash ends it."""

    def __init__(self, profile: Path, media: FakeMedia) -> None:
        (profile / "tmp").mkdir(parents=True, exist_ok=True)
        switches = [
            *arguments(media),
            f"--user-data-dir={profile}",
            "--remote-debugging-port=0",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            [str(need("chromium")), *switches],
            env=os.environ | {"TMPDIR": str(profile / "tmp")},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        said: list[str] = []
        for line in self._process.stderr:
            said.append(line)
            if listening := re.search(r"DevTools listening on (ws://\S+)", line):
                self.address = listening[1]
                break
        else:
            raise AssertionError("".join(said))
        # What the browser says from now on is read away, so that it never waits for a reader.
        self._rest = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._rest.start()

    @property
    def group(self) -> int:
        """The process group of all that belongs to the browser."""
        return self._process.pid

    def kill(self) -> None:
        """Ends every process of the browser at once; again changes nothing."""
        if self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._rest.join()
        assert self._process.stderr is not None
        self._process.stderr.close()


@contextmanager
def doomed(profile: Path, media: FakeMedia, site: str) -> Iterator[tuple[Tablet, Killed]]:
    """A tablet in a browser that is killed at the end, if not before."""
    browser = Killed(profile, media)
    try:
        with sync_playwright() as playwright:
            connected = playwright.chromium.connect_over_cdp(browser.address)
            yield Tablet(connected.contexts[0].new_page(), site), browser
    finally:
        browser.kill()


def search(folder: Path, needles: dict[str, bytes]) -> dict[str, list[str]]:
    """Which needles lie in which files of ``folder``; raw, in hex, in base64 and in UTF-16."""
    found: dict[str, list[str]] = {}
    spelled = {name: spellings(needle) for name, needle in needles.items()}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        raw = path.read_bytes()
        for name, forms in spelled.items():
            if any(form in raw for form in forms):
                found.setdefault(name, []).append(str(path.relative_to(folder)))
    return found


def spellings(needle: bytes) -> list[bytes]:
    text = needle.hex()
    base64 = b64encode(needle)[:-4]
    url = base64.replace(b"+", b"-").replace(b"/", b"_")
    utf16 = text.encode("utf-16-le")
    return [needle, text.encode(), text.upper().encode(), utf16, base64, url]


def pieces(data: bytes, count: int, size: int = 24) -> list[bytes]:
    """``count`` pieces from all over ``data``, none of which is made of few different bytes."""
    picked: list[bytes] = []
    for nth in range(count):
        at = len(data) * nth // count
        while at + size < len(data) and len(set(data[at : at + size])) < size // 2:
            at += size
        if at + size < len(data):
            picked.append(data[at : at + size])
    assert len(picked) >= count // 2
    return picked


def told_keys(secret: dict[str, Any]) -> dict[str, bytes]:
    return {f"key {name}": bytes.fromhex(key) for name, key in secret["keys"].items() if key is not None}


def plant(tablet: Tablet, marker: bytes) -> None:
    """Puts a marker into every place that a browser has; a scan that can see must find it there."""
    tablet.call("plant", marker.hex())
    tablet.page.evaluate("marker => pages.plant(marker)", marker.hex())


PLACES = ("indexeddb.leveldb", "indexeddb.blob", "File System", "CacheStorage")


def blind_to(found: dict[str, list[str]]) -> set[str]:
    """The kinds of places in which the scan did not find the marker that lies there."""
    return {name for name in PLACES if not any(name in place for place in found.get("planted", []))}


def numbers_of(film: bytes) -> list[int | None]:
    return barcode.numbers(film)


def test_indexed_db_keeps_the_contract_of_stores(site: str, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile") as context:
        assert Tablet(context.new_page(), site).call("contract") == {}


def test_five_words_open_the_device_and_nothing_weaker_does(site: str, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile") as context:
        told = Tablet(context.new_page(), site).call("words")
    print(f"\nArgon2id of {told['memory_kib']} KiB took {told['took']:.0f} ms")
    took = told.pop("took")
    assert took > 0
    assert told == {
        "memory_kib": 65_536,
        "right": "ok",
        "other": "unlock-phrase",
        "device": "unlock-phrase",
        "weaker": "unlock-floor",
    }


def test_a_young_slot_file_forbids_filming(site: str, tmp_path: Path, fake_media: FakeMedia) -> None:
    with chromium(tmp_path / "profile", fake_media) as context:
        tablet = Tablet(context.new_page(), site)
        words = tablet.call("setUp", 0)
        tablet.call("start", words)
        assert tablet.outcome("openFilm") == "film-not-ready"


def test_a_film_killed_in_its_middle_is_recovered_and_the_disk_tells_nothing_of_it(
    site: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, fake_media: FakeMedia
) -> None:
    # Its sockets lie in the profile's TMPDIR, and the path of a socket has at most 107 bytes.
    profile = tmp_path_factory.mktemp("k") / "p"
    marker = secrets.token_bytes(24)
    with doomed(profile, fake_media, site) as (tablet, browser):
        words = tablet.call("setUp", OLD_ENOUGH)
        assert tablet.call("start", words)["recovered"] == []
        plant(tablet, marker)
        film = tablet.start_film()
        secret = tablet.call("secrets", film)
        tablet.film_until(4000)
        filming = tablet.call("secrets", film)["sealed"]
        before = tablet.standing()
        browser.kill()
    killed = profile.rename(tmp_path / "killed")
    shutil.copytree(killed, profile, symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))

    with chromium(profile) as context:
        tablet = Tablet(context.new_page(), site)
        [recovered] = tablet.call("start", words)["recovered"]
        assert recovered["fault"] is None
        assert recovered["film"] == film
        finished = tablet.play(film)
        # What a page stores is written late: what was planted before the kill may not have come to the disk.
        plant(tablet, marker)
        after = tablet.call("secrets", film)

    seen = numbers_of(finished)
    durable, delivered = before["durable"], before["delivered"]
    lost = max(0, len(delivered) - len(seen)) * FRAME_MS
    print(
        f"\nat the kill: {len(delivered)} frames delivered, {durable['frames']} durable in {before['batches']} batches;"
        f" recovered: {len(seen)}; lost: {lost:.0f} ms"
    )
    # The progress counts what the encoder gave; its newest pictures may still wait in the muxer for the sound beside
    # them. What is promised is the second.
    assert (durable["frames"] - len(seen)) * FRAME_MS <= 500
    assert lost <= 1000
    known = [number for number in delivered[: len(seen)] if number is not None]
    assert seen[: len(known)] == known
    mp4.probe(write(tmp_path / f"film.{recovered['clip']['container']}", finished))

    clear = {
        f"film {nth}": piece for nth, piece in enumerate(pieces(finished[: len(finished) * 9 // 10], 40))
    }
    clear |= {f"camera {n}": piece for n, piece in enumerate(pieces(fake_media.camera.read_bytes(), 40))}
    clear |= {f"sound {n}": piece for n, piece in enumerate(pieces(fake_media.microphone.read_bytes(), 40))}
    clear |= told_keys(secret) | told_keys(after)
    assert {"key dsk", "key journal", "key share", "key file"} <= clear.keys()
    sealed = {name: bytes.fromhex(value)[:32] for name, value in filming.items() if value is not None}
    assert sealed.keys() == {"slot", "share slot", "record"}

    # While the film was made its sealed slot and records lay on the disk; the scan finds them, so it can see.
    at_kill = search(killed, clear | {"planted": marker} | sealed)
    assert not blind_to(at_kill), at_kill
    assert {"slot", "share slot", "record"} <= at_kill.keys()
    assert at_kill.keys() <= {"planted", "slot", "share slot", "record"}, at_kill
    # After the finish they are gone, and the film's own keys are nowhere in the clear. Its share waits to be sent.
    at_end = search(
        profile,
        clear | {"planted": marker} | {name: raw for name, raw in sealed.items() if name != "share slot"},
    )
    assert not blind_to(at_end), at_end
    assert any("Local Storage" in place for place in at_end["planted"])
    assert at_end.keys() == {"planted"}, at_end


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_shredded_film_leaves_the_disk(site: str, tmp_path: Path, fake_media: FakeMedia) -> None:
    profile = tmp_path / "profile"
    marker = secrets.token_bytes(24)
    with chromium(profile, fake_media) as context:
        tablet = Tablet(context.new_page(), site)
        words = tablet.call("setUp", OLD_ENOUGH)
        tablet.call("start", words)
        plant(tablet, marker)
        film = tablet.start_film()
        tablet.film_until(2000)
        clip = tablet.stop_film()
        standing = tablet.standing()
        assert standing["ended"] == "stop"
        assert (
            len(numbers_of(tablet.play(film))) == len(standing["delivered"]) == standing["durable"]["frames"]
        )
        assert clip["length"] > 0
        plain = tablet.play(film)
        told = tablet.call("secrets", film)
    pieces_of_it = {
        f"film {nth}": piece for nth, piece in enumerate(pieces(plain[: len(plain) * 9 // 10], 20))
    }
    clear = pieces_of_it | told_keys(told)
    assert {"key share", "key file", "key case"} <= clear.keys()
    lies = {name: bytes.fromhex(raw)[:32] for name, raw in told["sealed"].items() if raw is not None}
    assert lies.keys() == {"film slot", "share slot", "part", "header"}
    sealed = lies | {"planted": marker}
    kept = search(profile, clear | sealed)
    assert kept.keys() == sealed.keys(), kept
    assert not blind_to(kept)
    with chromium(profile) as context:
        tablet = Tablet(context.new_page(), site)
        tablet.call("start", words)
        tablet.call("shred", film)
        with pytest.raises(Error, match="no film slot"):
            tablet.play(film)
    # The database sweeps the files of dropped rows when it is opened the next time, at the latest.
    with chromium(profile) as context:
        Tablet(context.new_page(), site).call("start", words)
    left = search(profile, clear | sealed)
    assert not blind_to(left)
    assert left.keys() == {"planted"}, left


def test_a_tablet_that_fills_up_keeps_the_film_up_to_there(
    site: str, tmp_path: Path, fake_media: FakeMedia
) -> None:
    with chromium(tmp_path / "profile", fake_media) as context:
        page = context.new_page()
        quota = context.new_cdp_session(page)
        quota.send("Storage.overrideQuotaForOrigin", {"origin": site, "quotaSize": ROOM})
        tablet = Tablet(page, site)
        words = tablet.call("setUp", OLD_ENOUGH)
        tablet.call("start", words)
        film = tablet.start_film()
        standing = tablet.film_until(math.inf)
        assert standing["ended"] == "full"
        with pytest.raises(Error, match="store-full"):
            tablet.stop_film()
        quota.send("Storage.overrideQuotaForOrigin", {"origin": site})
        tablet.stop_film()
        seen = numbers_of(tablet.play(film))
    print(f"\nfull after {standing['durable']['ms']} ms: {len(seen)} frames kept")
    assert len(seen) >= standing["durable"]["frames"] > 0
    assert seen == standing["delivered"][: len(seen)]
