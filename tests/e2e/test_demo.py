"""The demo: one command, a filled service, links that work, and the same service after a restart."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.program import Joining, amanat
from tests.tools import ROOT, need

TWO_MINUTES = 120.0


class Demo:
    """``make demo`` without the make; what it prints is heard as it comes."""

    def __init__(self, folder: Path, port: int) -> None:
        self.origin = f"http://localhost:{port}"
        command = [sys.executable, "-m", "scripts.demo", "--data", str(folder), "--port", str(port)]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("AMANAT_")}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said: list[str] = []
        self._heard = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def link(self, who: str, nth: int = 1) -> str:
        """The nth link for a role; the demo promises to be usable within two minutes."""
        with self._heard:
            assert self._heard.wait_for(lambda: len(self._links(who)) >= nth or self._ended(), TWO_MINUTES)
            links = self._links(who)
        assert len(links) >= nth, self.said
        return links[nth - 1]

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        """Until it has ended; its exit code."""
        code = self._process.wait(30)
        self._listener.join(30)
        return code

    def _links(self, who: str) -> list[str]:
        pairs = zip(self.said, self.said[1:], strict=False)
        return [link.strip() for title, link in pairs if title.startswith(f"As the {who} ")]

    def _ended(self) -> bool:
        return self._process.poll() is not None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with self._heard:
                    self.said.append(line.rstrip())
                    self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def demo(folder: Path, port: int) -> Iterator[Demo]:
    need("ffmpeg")
    running = Demo(folder, port)
    try:
        running.link("supervisor")
        yield running
    finally:
        running.stop()


def join(home: Path, link: str) -> dict[str, Path]:
    """The command line joins by a link of the demo: nobody types words."""
    with Joining(home, link) as joining:
        (home.parent / f"{home.name}.words").write_text(" ".join(joining.finish()))
    return {"phrase": home.parent / f"{home.name}.words"}


def told(home: Path, *asked: object, phrase: Path) -> dict[str, list[dict[str, object]]]:
    answer: dict[str, list[dict[str, object]]] = json.loads(
        amanat(home, *asked, "--json", phrase=phrase).stdout
    )
    return answer


@pytest.mark.parametrize("who", ["worker", "supervisor"])
def test_whoever_joins_by_a_link_finds_families_films_and_notes(demo: Demo, tmp_path: Path, who: str) -> None:
    home = tmp_path / who
    as_me = join(home, demo.link(who))
    amanat(home, "pull", **as_me)
    labels = {case["label"]: case["case"] for case in told(home, "cases", **as_me)["cases"]}
    assert sorted(map(str, labels)) == ["Blue kite", "Marigold", "Olive tree"]
    note = amanat(home, "note", labels["Blue kite"], **as_me).stdout.decode()
    assert "Helping question" in note
    assert "তিনি বললেন" in note
    films = told(home, "films", **as_me)["films"]
    assert len(films) == 4
    starts_fast(amanat(home, "open", films[0]["film"], **as_me).stdout, tmp_path / "film.mp4")
    # The link is used up, and another one is there.
    demo.link(who, 2)


def starts_fast(film: bytes, path: Path) -> None:
    """An MP4 whose index comes before its pictures, with the codecs that a browser plays."""
    assert film.index(b"moov") < film.index(b"mdat")
    path.write_bytes(film)
    command = [
        str(need("ffprobe")),
        "-v",
        "error",
        "-show_entries",
        "stream=codec_name",
        "-of",
        "csv=p=0",
        str(path),
    ]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout.split() == [
        "h264",
        "aac",
    ]


def test_the_service_says_that_it_is_a_demo(demo: Demo) -> None:
    with urlopen(f"{demo.origin}/v1/service") as answer:  # noqa: S310 - this machine
        assert json.load(answer)["demo"] is True


@pytest.mark.usefixtures("demo")
def test_nothing_of_the_demo_lies_open_on_the_server(folder: Path) -> None:
    for path in (folder / "server").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            for plain in (b"Blue kite", b"Helping question", b"Rehana", b"moov"):
                assert plain not in raw, path


def test_the_demo_goes_on_after_a_restart_and_refuses_another_port(
    demo: Demo, folder: Path, port: int
) -> None:
    assert demo.stop() == 0
    elsewhere = Demo(folder, free_port())
    assert elsewhere.wait() == 1
    again = Demo(folder, port)
    try:
        link = again.link("worker")
        assert not any("Setting the service up" in line for line in again.said)
        with Joining(folder.parent / "late", link) as joining:
            joining.finish()
    finally:
        assert again.stop() == 0


def test_a_folder_that_is_no_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    assert Demo(tmp_path, free_port()).wait() == 1
    assert (tmp_path / "kept.txt").read_text() == "kept"
