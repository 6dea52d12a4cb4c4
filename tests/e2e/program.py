"""The server as it is run by hand: its own process, its own folder, a port that the system gave."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self
from urllib.error import URLError

BIN = Path(sys.executable).parent
PATIENCE = 30.0


class Program:
    """``amanat-server`` over a folder; ``stop`` and ``start`` again is a restart on the same port."""

    def __init__(self, folder: Path, environ: dict[str, str] | None = None, port: int | None = None) -> None:
        """``environ`` comes on top of this process's own environment; a ``port`` is one that nobody has."""
        self.folder = folder
        self._environ = environ or {}
        with socket.create_server(("127.0.0.1", port or 0)) as free:
            self.port: int = free.getsockname()[1]
        self.origin = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        if not (folder / "data").exists():
            subprocess.run(
                [BIN / "amanat-server", "init", "--data", folder / "data"], check=True, capture_output=True
            )

    @property
    def log(self) -> Path:
        """What the program has printed."""
        return self.folder / "server.log"

    def start(self) -> None:
        """Ends when the server answers."""
        with self.log.open("ab") as log:
            command = [
                str(BIN / "amanat-server"),
                "serve",
                "--data",
                str(self.folder / "data"),
                "--port",
                str(self.port),
            ]
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **self._environ}
            )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Asks the process to end and waits until it has."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE)
            self._process = None

    def freeze(self) -> None:
        """Stops the process where it is: connections stay open, and nobody answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """Ends the process at once, as a power cut would; a frozen one too."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)
        self._process = None

    def fill_up(self, largest: int | None) -> None:
        """Lets no file grow beyond ``largest`` bytes, as a full disk would not; None lifts it."""
        assert self._process is not None
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        soft = hard if largest is None else largest
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (soft, hard))

    @property
    def setup_link(self) -> str:
        """The link that the program prints before set-up."""
        found = re.search(r"http://\S+/#setup=\S+", self.log.read_text())
        assert found is not None, self.log.read_text()
        return found[0]

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False


def amanat(home: Path, *arguments: object, phrase: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Runs the ``amanat`` command as the identity that lives in ``home``."""
    environ = {**os.environ, "AMANAT_HOME": str(home)}
    if phrase is not None:
        environ["AMANAT_PHRASE_FILE"] = str(phrase)
    command = [str(BIN / "amanat"), *map(str, arguments)]
    done = subprocess.run(command, env=environ, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout[-2000:], done.stderr[-2000:])
    return done


class Joining:
    """``amanat join`` while it waits: the six words are out, the yes is not."""

    def __init__(self, home: Path, link: str) -> None:
        environ = {**os.environ, "AMANAT_HOME": str(home), "COLUMNS": "200"}
        self._process = subprocess.Popen(
            [str(BIN / "amanat"), "join", link],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.words = self._six_words()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def refused(self) -> str:
        """Waits for the end that is no joining; gives what was said."""
        out, err = self._process.communicate(timeout=60)
        assert self._process.returncode == 1, (out, err)
        return err

    def finish(self) -> list[str]:
        """Waits for the end; gives the five words of the new identity."""
        out, err = self._process.communicate(timeout=60)
        assert self._process.returncode == 0, (out, err)
        return next(words for words in map(str.split, out.splitlines()) if _is_words(words, 5))

    def _six_words(self) -> list[str]:
        assert self._process.stderr is not None
        seen = []
        for line in self._process.stderr:
            seen.append(line)
            if _is_words(line.split(), 6):
                return line.split()
        raise AssertionError("".join(seen))


def _is_words(words: list[str], count: int) -> bool:
    return len(words) == count and all(word.isalpha() and word.islower() for word in words)
