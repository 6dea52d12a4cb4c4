"""Durable ingest: at least 0.45 of nginx's PUT, 1.2 times @tus/server at 0.7 of its CPU; 40 MiB and 2.5 per upload.

Four clients send a film each, in parts of 4 and of 16 MiB, to each server in turn; every part is answered by us only
when it is on the disk, by the others when the system has it.  A round's ratio is bytes a second over bytes a second;
CPU is user and system of the server's processes.  The order of the servers changes from round to round.

    .venv/bin/python bench/ingest.py [--rounds 5] [--mib 128] [--folder .]
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench._load import all_at_once, cpu_seconds, forget_peak, peak_mib
from bench._servers import Ingest, film_of, nginx, ours, tus_node, tus_python

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

CLIENTS = 4
MANY = 16
PARTS = (4, 16)
MIB = 1024 * 1024
FLOORS = {"nginx dav PUT": 0.45, "@tus/server": 1.2, "tuspyserver": 1.2}
GOALS = {"nginx dav PUT": 0.75, "@tus/server": 2.0, "tuspyserver": 2.0}
CPU_FLOOR, CPU_GOAL = 0.7, 0.5
RSS_MIB, RSS_EACH_MIB = 40.0, 2.5


def mean(ratios: list[float]) -> float:
    """The geometric mean."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def send(server: Ingest, film: memoryview, part: int, clients: int = CLIENTS) -> tuple[float, float]:
    """MiB a second and CPU seconds a GiB, of ``clients`` films at once."""
    asked = [server.requests(film, part * MIB) for _ in range(clients)]
    before = cpu_seconds(server.pid)
    took = all_at_once(server.port, asked)
    sent = clients * len(film) / MIB
    return sent / took, (cpu_seconds(server.pid) - before) / (sent / 1024)


def compared(
    servers: list[Ingest], film: memoryview, rounds: int, part: int
) -> dict[str, tuple[float, float]]:
    """By rival: the mean ratio of our speed to its speed, and of our CPU to its CPU."""
    speeds: dict[str, list[float]] = {}
    costs: dict[str, list[float]] = {}
    for number in range(rounds):
        turn = number % len(servers)
        said: list[str] = []
        for server in [*servers[turn:], *servers[:turn]]:
            speed, cpu = send(server, film, part)
            speeds.setdefault(server.name, []).append(speed)
            costs.setdefault(server.name, []).append(cpu)
            said.append(f"{server.name} {speed:.0f} MiB/s {cpu:.2f} CPU s/GiB")
        print(f"parts of {part} MiB, round {number + 1}: {'; '.join(said)}", flush=True)
    own = servers[0].name
    return {
        rival.name: (
            mean([a / b for a, b in zip(speeds[own], speeds[rival.name], strict=True)]),
            mean([a / max(b, 0.01) for a, b in zip(costs[own], costs[rival.name], strict=True)]),
        )
        for rival in servers[1:]
    }


def memory(server: Ingest, film: memoryview) -> None:
    """Prints the peak of resident memory with few and with many uploads at once."""
    for clients in (CLIENTS, MANY):
        forget_peak(server.pid)
        send(server, film, 16, clients)
        peak, allowed = peak_mib(server.pid), RSS_MIB + RSS_EACH_MIB * clients
        print(
            f"peak memory with {clients} uploads: {peak:.1f} MiB (at most {allowed:.1f}): {told(peak <= allowed)}"
        )


def told(reached: bool) -> str:  # noqa: FBT001 - one word for each
    """The verdict."""
    return "reached" if reached else "NOT REACHED"


def opened(stack: ExitStack, folder: Path, *, python: bool) -> list[Ingest]:
    """Every server that can be had here, ours first; what is left out is named."""
    servers: list[Ingest] = [stack.enter_context(ours(folder / "ours"))]
    rivals: list[tuple[str, Callable[[Path], AbstractContextManager[Ingest]]]] = [
        ("nginx", nginx),
        ("tus-node", tus_node),
    ]
    if python:
        rivals.append(("tus-python", tus_python))
    for name, opener in rivals:
        try:
            servers.append(stack.enter_context(opener(folder / name)))
        except Exception as fault:  # noqa: BLE001  whatever keeps a rival away, the others are measured
            print(f"not measured: {name}: {fault}")
    return servers


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mib", type=int, default=128, help="sent by the four clients together in a round")
    parser.add_argument("--folder", type=Path, default=Path())
    parser.add_argument("--no-python", action="store_true", help="leave tuspyserver out")
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    film = film_of(asked.mib // CLIENTS)
    with TemporaryDirectory(dir=asked.folder, prefix="bench-ingest-") as name, ExitStack() as stack:
        servers = opened(stack, Path(name).resolve(), python=not asked.no_python)
        for server in servers:
            send(server, film_of(4), 4)
        for part in PARTS:
            for rival, (speed, cpu) in compared(servers, film, asked.rounds, part).items():
                floor, goal = FLOORS[rival], GOALS[rival]
                verdict = "goal reached" if speed >= goal else told(speed >= floor)
                print(
                    f"parts of {part} MiB against {rival}: {speed:.2f} times (floor {floor}, goal {goal}): {verdict}"
                )
                if rival == "@tus/server":
                    verdict = "goal reached" if cpu <= CPU_GOAL else told(cpu <= CPU_FLOOR)
                    print(f"  CPU per GiB: {cpu:.2f} (floor {CPU_FLOOR}, goal {CPU_GOAL}): {verdict}")
        memory(servers[0], film)


if __name__ == "__main__":
    main()
