"""The server as it is run by hand: the ``amanat-server`` command over a folder, on this machine alone."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

COMMAND = Path(sys.executable).parent / "amanat-server"
PATIENCE = 30.0


class NotServing(RuntimeError):
    """The server has ended; the text is what it said last."""


class Program:
    """A running server; used as a context it is asked to end with it."""

    def __init__(self, data: Path, port: int) -> None:
        """Starts it; ``NotServing`` where it does not come up."""
        self.origin = f"http://localhost:{port}"
        self.setup_link: str | None = None
        self._said: list[str] = []
        self._up = threading.Event()
        subprocess.run([COMMAND, "init", "--data", data], check=True, stdout=subprocess.DEVNULL)
        command = [str(COMMAND), "serve", "--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
        # In a session of its own: the key that stops the demo reaches the demo, which then asks the server to end.
        self._process = subprocess.Popen(
            [*command, "--origin", self.origin],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        if not self._up.wait(PATIENCE) or not self.is_running:
            self.stop()
            raise NotServing("\n".join(self._said[-5:]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Asks it to end, and waits."""
        if self.is_running:
            self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)
        self._listener.join(PATIENCE)

    def _listen(self) -> None:
        """Hears what the server says: it speaks once it listens, and gives the set-up link then."""
        if self._process.stdout is None:
            return
        with self._process.stdout as lines:
            for line in lines:
                self._said.append(line.rstrip())
                found = re.search(r"http://\S+/#setup=\S+", line)
                if found is not None:
                    self.setup_link = found[0]
                if found is not None or line.startswith("Amanat is at"):
                    self._up.set()
        self._up.set()
