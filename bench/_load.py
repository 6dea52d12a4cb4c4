"""Clients that cost next to nothing, so that a measure of a server measures the server.

Every request is spelled before the clock starts; a client is a thread that writes bytes to a socket and reads heads.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Request:
    """Head and body as they go out; ``expected`` is the status that counts as done."""

    head: bytes
    body: memoryview
    expected: tuple[int, ...]


def request(
    method: str, target: str, headers: dict[str, str], body: memoryview, expected: tuple[int, ...], host: str
) -> Request:
    """An HTTP/1.1 request with its Content-Length."""
    named = {"host": host, **headers, "content-length": str(len(body))}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return Request(("\r\n".join(lines) + "\r\n\r\n").encode(), body, expected)


@dataclass(frozen=True)
class Answer:
    """Status, headers by name in lower case, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One connection that stays."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""

    def send(self, asked: Request) -> None:
        """Sends one request and waits for nothing."""
        self._socket.sendall(asked.head)
        if len(asked.body):
            self._socket.sendall(asked.body)

    def ask(self, asked: Request) -> Answer:
        """Sends one request and reads its answer; ``RuntimeError`` for another status than expected."""
        self.send(asked)
        while (end := self._held.find(b"\r\n\r\n")) < 0:
            self._more()
        first, *lines = self._held[:end].decode("latin-1").split("\r\n")
        self._held = self._held[end + 4 :]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(first.split(" ")[1])
        length = 0 if status == 204 else int(headers.get("content-length", 0))
        while len(self._held) < length:
            self._more()
        body, self._held = self._held[:length], self._held[length:]
        if status not in asked.expected:
            raise RuntimeError(f"{asked.head[:80]!r}: {first} {body[:300]!r}")
        return Answer(status, headers, body)

    def _more(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            raise RuntimeError("the server ended the connection")
        self._held += data

    def close(self) -> None:
        self._socket.close()


def all_at_once(port: int, clients: Sequence[Sequence[Request]]) -> float:
    """Seconds from the first byte to the last answer, each client on a connection of its own."""
    lines = [Line(port) for _ in clients]
    begin = threading.Barrier(len(clients) + 1)
    faults: list[Exception] = []

    def work(line: Line, requests: Sequence[Request]) -> None:
        begin.wait()
        try:
            for each in requests:
                line.ask(each)
        except (RuntimeError, OSError) as fault:
            faults.append(fault)

    threads = [
        threading.Thread(target=work, args=(line, requests))
        for line, requests in zip(lines, clients, strict=True)
    ]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    for line in lines:
        line.close()
    if faults:
        raise faults[0]
    return took


def cpu_seconds(process: int) -> float:
    """What a process and those below it have used so far, user and system."""
    total = 0.0
    for pid in _family(process):
        fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
        total += sum(int(field) for field in fields[11:13]) / TICKS
    return total


def _family(process: int) -> list[int]:
    below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(pid for child in below for pid in _family(int(child)))]


def forget_peak(process: int) -> None:
    """The peak of a process's memory counts from here."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def peak_mib(process: int) -> float:
    """The most memory a process has had resident, in MiB."""
    return _memory(process, "VmHWM")


def rss_mib(process: int) -> float:
    """The memory a process has resident now, in MiB."""
    return _memory(process, "VmRSS")


def _memory(process: int, name: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))
