"""What the server acknowledged, as a proxy saw it, and whether a server that was killed still has it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import httpx

from amanat_client.transport import Server
from amanat_sync.ids import parse_hex_id
from amanat_sync.ledger import h0, item_hash, next_h
from amanat_sync.page import Kind, PageReader, decode_items
from amanat_sync.records import Head, Manifest, decode
from amanat_sync.wire import Problem, decode_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amanat_client.desk import Desk
    from tests.faults.proxy import Exchange


class Direct(httpx.HTTPTransport):
    """Leads to the server's own port whatever the origin says, past the proxy."""

    def __init__(self, port: Callable[[], int]) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port())
        return super().handle_request(request)


@dataclass(frozen=True)
class Asking:
    """Asks the server past the proxy: as a member who reads the cases, and as the devices that upload."""

    reader: Server
    owners: dict[bytes, Server]

    @classmethod
    def past_the_proxy(cls, port: Callable[[], int], reader: Desk, owners: list[Desk]) -> Asking:
        def server(desk: Desk) -> Server:
            http = httpx.Client(transport=Direct(port), timeout=30)
            return Server(desk.server.origin, desk.identity, desk.clock, desk.entropy, http)

        return cls(server(reader), {desk.identity.device: server(desk) for desk in owners})

    def close(self) -> None:
        for each in (self.reader, *self.owners.values()):
            each.close()


@dataclass
class Acknowledged:
    """Filled by ``note`` from the proxy's thread; ``lost`` compares."""

    org: bytes
    payloads: dict[bytes, bytes] = field(default_factory=dict)
    """The sealed bytes of each film that a test uploads."""
    manifests: dict[str, bytes] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    headers: dict[str, bytes] = field(default_factory=dict)
    shares: dict[str, bytes] = field(default_factory=dict)
    frames: dict[bytes, set[bytes]] = field(default_factory=dict)
    heads: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    """Status and code of every refusal, for what a test asks about them."""
    _lock: Lock = field(default_factory=Lock)

    def note(self, exchange: Exchange) -> None:
        """An answer of the server."""
        parts = exchange.path.split("/")
        if exchange.status >= 400 and exchange.method != "HEAD":
            with self._lock:
                self.refusals.append((exchange.status, decode_json(Problem, exchange.answer_body).code))
        match (exchange.method, parts[1:], exchange.status):
            case ("POST", ["v1", "uploads"], 200 | 201):
                raw = base64.b64decode(exchange.headers["upload-metadata"].removeprefix("manifest "))
                with self._lock:
                    self.manifests[exchange.answer["location"]] = raw
            case ("HEAD" | "PATCH", ["v1", "uploads", _], 200 | 204):
                told = int(exchange.answer["upload-offset"])
                with self._lock:
                    self.offsets[exchange.path] = max(told, self.offsets.get(exchange.path, 0))
            case ("PUT", ["v1", "clips", _, "headers", _], 200 | 201):
                with self._lock:
                    self.headers[exchange.path] = exchange.body
            case ("POST", ["v1", "shares", group], 200 | 201):
                with self._lock:
                    self.shares[group] = exchange.body
            case ("POST", ["v1", "cases", case, "events"], 200):
                self._note_frames(parse_hex_id(case), decode_items(exchange.body), exchange.answer_body)

    def _note_frames(self, case: bytes, frames: list[bytes], answer: bytes) -> None:
        head = decode(Head, answer)
        with self._lock:
            self.frames.setdefault(case, set()).update(item_hash(raw) for raw in frames)
            self.heads.setdefault(case, {})[head.n] = head.running

    def lost(self, asking: Asking, folder: Path) -> list[str]:
        """What was acknowledged and is not there; nobody else may be uploading."""
        with self._lock:
            return [
                *(fault for url in self.manifests for fault in self._lost_upload(asking, folder, url)),
                *(fault for path, raw in self.headers.items() for fault in _differs(asking, path, raw)),
                *(fault for group in self.shares for fault in self._lost_share(asking, group)),
                *(fault for case in self.heads for fault in self._lost_events(asking, case)),
            ]

    def _lost_upload(self, asking: Asking, folder: Path, url: str) -> list[str]:
        manifest = decode(Manifest, self.manifests[url])
        faults = _differs(asking, f"/v1/clips/{manifest.clip.hex()}/manifest", self.manifests[url])
        answer = asking.owners[manifest.device].ask("HEAD", url, headers={"tus-resumable": "1.0.0"})
        offset, told = int(answer.headers["upload-offset"]), self.offsets.get(url, 0)
        if offset < told:
            faults.append(f"{url}: {told} bytes were acknowledged, {offset} are there")
        whole = offset == manifest.payload_len
        name = f"payloads/{manifest.clip.hex()}" if whole else f"incoming/{url.rpartition('/')[2]}"
        stored = (folder / name).read_bytes()
        if whole and hashlib.sha256(stored).digest() != manifest.payload_digest:
            faults.append(f"{url}: whole, and another film than its manifest names")
        if stored[:offset] != self.payloads[manifest.clip][:offset]:
            faults.append(f"{url}: other bytes below {offset} than were sent")
        return faults

    def _lost_share(self, asking: Asking, group: str) -> list[str]:
        lent = asking.reader.ask("POST", f"/v1/shares/{group}/lease").content[:32]
        return [] if lent == self.shares[group] else [f"the share of {group} is another one"]

    def _lost_events(self, asking: Asking, case: bytes) -> list[str]:
        items = pulled(asking.reader, case)
        running, at = h0(self.org, case), [h0(self.org, case)]
        for raw in items:
            running = next_h(running, raw)
            at.append(running)
        missing = self.frames[case] - {item_hash(raw) for raw in items}
        faults = [f"{len(missing)} acknowledged events of {case.hex()} are gone"] if missing else []
        for n, running in self.heads[case].items():
            if n >= len(at) or at[n] != running:
                faults.append(f"H at {n} of {case.hex()} is not the one that was signed")
        return faults


def pulled(server: Server, case: bytes) -> list[bytes]:
    """Every item of a case's order."""
    items: list[bytes] = []
    after = ""
    while True:
        answer = server.ask("GET", f"/v1/cases/{case.hex()}/events?limit=500{after}")
        page = PageReader().push(answer.content)
        items += (found := [item.raw for item in page if item.kind in (Kind.FRAME, Kind.SHREDDED)])
        after = f"&after={answer.headers['amanat-cursor']}"
        if len(found) < 500:
            return items


def _differs(asking: Asking, path: str, raw: bytes) -> list[str]:
    return [] if asking.reader.ask("GET", path).content == raw else [f"{path} is not what was acknowledged"]
