"""The server as it is run: a process of its own that can be killed at any moment and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

from amanat_server.secrets import read_service_key
from amanat_sync.ids import base64url
from tests.server.living import TurnedClock

PATIENCE = 60


class WallClock(TurnedClock):
    """The machine's own time, which a server in another process keeps; a pause lasts as long as it says."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def pause(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.05))


class ServerProcess:
    """``amanat-server serve`` over ``folder``; ``origin`` is how clients spell it, else the first port is.

    ``wrap`` stands before the command: a program that takes rights or room from it.
    """

    def __init__(
        self,
        folder: Path,
        origin: str = "",
        *,
        wrap: tuple[str, ...] = (),
        settings: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = 0
        self.origin = origin
        self.link = ""
        self._log = folder.parent / f"{folder.name}.log"
        self._wrap = wrap
        self._settings = settings or {}
        self._process: subprocess.Popen[str] | None = None

    def init(self) -> None:
        """Makes the folder and the service key."""
        subprocess.run(self._command("init"), env=self._environ(), check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Runs the server on a fresh port until it answers; raises ``ServerEnded`` with its last words."""
        for left in reversed(range(3)):
            self.port = free_port()
            try:
                return self._start()
            except ServerEnded as ended:
                # Another program of this machine was quicker to take the port.
                if not left or "in use" not in str(ended):
                    raise
        return None

    def _start(self) -> None:
        with self._log.open("a") as log:
            origin = self.origin or f"http://localhost:{self.port}"
            self._process = subprocess.Popen(
                [*self._wrap, *self._command("serve"), "--port", str(self.port), "--origin", origin],
                env=self._environ(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise ServerEnded(self._process.returncode, self._log.read_text().strip().splitlines()[-3:])
            time.sleep(0.01)
        self.origin = origin
        if not self.link and self._process.stdout is not None:
            said = (self._process.stdout.readline() for _ in range(4))
            self.link = next((line.strip() for line in said if "#setup=" in line or " is at " in line), "")

    def _answers(self) -> bool:
        """Whether this very server is ready, told by its key."""
        with suppress(httpx.HTTPError, OSError, KeyError, ValueError):
            answer = httpx.get(f"http://127.0.0.1:{self.port}/v1/service", timeout=5)
            own = base64url(read_service_key(self.folder / "service.key").public)
            return bool(answer.json()["service_key"] == own)
        return False

    def kill(self) -> None:
        """SIGKILL to the server and whatever it started."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()

    @property
    def pid(self) -> int:
        """The process that was started last."""
        return self._process.pid if self._process is not None else 0

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def _command(self, name: str) -> list[str]:
        return [str(Path(sys.executable).parent / "amanat-server"), name, "--data", str(self.folder)]

    def _environ(self) -> dict[str, str]:
        """The environment without settings that were meant for the tests."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AMANAT_")}
        return {
            **kept,
            "AMANAT_REQUESTS_PER_MINUTE": "1000000",
            "AMANAT_LOG": "warning",
            **self._settings,
        }


class ServerEnded(Exception):
    """The server did not come up, or ended by itself."""

    def __init__(self, code: int | None, words: list[str]) -> None:
        super().__init__(f"exit {code}: {words}")
        self.code = code
        self.words = words


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
