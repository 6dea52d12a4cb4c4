"""``amanat-server`` as it is run: a program of its own, its settings in its environment, its folder on the disk."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from amanat_sync.request import authority_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = Path(sys.executable).parent / "amanat-server"
PORT = re.compile(r"(https?://[^/\s]+)")


class RealClock:
    """The machine's clock: a program of its own has no other."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def pause(self, seconds: float) -> None:
        threading.Event().wait(seconds)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """A clean environment with these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH", "LANG") if name in os.environ}
    return {**kept, "AMANAT_DATA": str(folder), **settings}


def run(folder: Path, *words: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, carried out to its end."""
    return subprocess.run(
        [PROGRAM, *words],
        env=environment(folder, **settings),
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@dataclass
class ProgramServer:
    """``amanat-server serve`` under way; ``origin`` overrides what it prints (behind a proxy)."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()
    clock: RealClock = field(default_factory=RealClock)
    origin: str = ""
    link: str = ""
    port: int = 0
    out: str = ""
    err: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None

    @property
    def authority(self) -> str:
        """What requests are signed for."""
        return authority_of(self.origin)

    def start(self) -> None:
        """Returns once it has said where it is; ``RuntimeError`` with what it said where it ended instead."""
        settings = {"AMANAT_PORT": str(self.port), **self.settings}
        process = subprocess.Popen(
            [PROGRAM, "serve", *self.words],
            env=environment(self.folder, **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._process = process
        self._reader = threading.Thread(target=self._listen, args=(process,), daemon=True)
        self._reader.start()
        assert process.stdout is not None
        for line in process.stdout:
            self.out += line
            found = PORT.search(line)
            if found is not None:
                self.origin = self.origin or found[1]
                self.link = line.strip() if "#setup=" in line else self.link
                break
        else:
            self._reader.join()
            process.wait()
            raise RuntimeError("".join(self.err))
        if not self.port:
            self.port = int(self.origin.rpartition(":")[2])

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        self.err += process.stderr

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(how)
        code = process.wait(30)
        if self._reader is not None:
            self._reader.join(10)
        assert process.stdout is not None
        self.out += process.stdout.read()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        return code
