"""An event is durable within 250 ms for 99 of 100 while four films upload; the goal is 100 ms and three times idle.

One device posts an event after another, a pause between them, to the service as it is run: first with nothing else to
do, then while four clients send films in parts of 4 MiB without a pause.  Rounds alternate.

    .venv/bin/python bench/event_latency.py [--rounds 5] [--events 100] [--folder .]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from amanat_sync.page import encode_items
from bench._events import frames
from bench._load import Line, Request, all_at_once
from bench._servers import Ours, film_of, ours

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 4
PART = 4 << 20
PAUSE = 0.01
FLOOR_MS, GOAL_MS, GOAL_TIMES = 250.0, 100.0, 3.0


def events(server: Ours) -> Iterator[Request]:
    """One event after another by the worker's device, each signed when it is asked for."""
    target = f"/v1/cases/{server.case.hex()}/events"
    for frame in frames(server, "change"):
        yield server.signed("POST", target, memoryview(encode_items([frame])), (200,), {})


def timed(line: Line, source: Iterator[Request], count: int) -> list[float]:
    """Milliseconds that each of ``count`` events took."""
    took: list[float] = []
    for _ in range(count):
        asked = next(source)
        started = time.perf_counter()
        line.ask(asked)
        took.append((time.perf_counter() - started) * 1000)
        time.sleep(PAUSE)  # the pace of the posts is what is measured
    return took


class Uploading:
    """Four films at a time, again and again, until the block ends."""

    def __init__(self, server: Ours, film: memoryview) -> None:
        self._server, self._film = server, film
        self._stop = threading.Event()
        self._asked = self._next()
        self._thread = threading.Thread(target=self._work)
        self.films = 0

    def _next(self) -> list[list[Request]]:
        return [self._server.requests(self._film, PART) for _ in range(CLIENTS)]

    def _work(self) -> None:
        while not self._stop.is_set():
            all_at_once(self._server.port, self._asked)
            self.films += CLIENTS
            self._asked = self._next()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()


def p99(took: list[float]) -> float:
    """The time that 99 of 100 keep."""
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.99))]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    idle: list[float] = []
    busy: list[float] = []
    with (
        TemporaryDirectory(dir=asked.folder, prefix="bench-events-") as name,
        ours(Path(name) / "ours") as server,
    ):
        source, line = events(server), Line(server.port)
        film = film_of(16)
        timed(line, source, 20)
        for number in range(asked.rounds):
            idle += timed(line, source, asked.events)
            with Uploading(server, film) as uploading:
                busy += timed(line, source, asked.events)
            print(
                f"round {number + 1}: idle p99 {p99(idle[-asked.events :]):.1f} ms,"
                f" with films {p99(busy[-asked.events :]):.1f} ms ({uploading.films} films)",
                flush=True,
            )
        line.close()
    times = p99(busy) / p99(idle)
    goal = p99(busy) < GOAL_MS and times <= GOAL_TIMES
    verdict = "goal reached" if goal else "reached" if p99(busy) < FLOOR_MS else "NOT REACHED"
    print(
        f"event p99 while 4 films upload: {p99(busy):.1f} ms, {times:.1f} times idle"
        f" (floor {FLOOR_MS:.0f} ms; goal {GOAL_MS:.0f} ms and {GOAL_TIMES:.0f} times): {verdict}"
    )


if __name__ == "__main__":
    main()
