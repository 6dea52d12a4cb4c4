"""The servers that films are sent to: ours as it is run, nginx's PUT, @tus/server and tuspyserver, one process each."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from amanat_sync import tus
from amanat_sync.chain import FIELD, SUPERVISOR
from amanat_sync.manifest import FILM, build_manifest
from amanat_sync.request import Patch, authority_of, keyid_of, sign_request
from amanat_sync.seal import payload_length
from bench._load import Line, Request, request
from tests.faults.process import ServerProcess, WallClock, free_port
from tests.server.living import LivingService
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amanat_client.desk import Desk
    from tests.server.living import LivingServer

RIVALS = Path(__file__).resolve().parent / "rivals"
NOTHING = memoryview(b"")
TYPE = {"tus-resumable": "1.0.0", "content-type": tus.OFFSET_TYPE}


class Ingest(Protocol):
    """A server that takes films."""

    name: str
    port: int
    pid: int

    def requests(self, film: memoryview, part: int) -> list[Request]:
        """Makes room for one film and answers what is to be sent: its parts, in order."""


class Ours:
    """The service as ``amanat-server serve`` runs it, set up, with a worker and a case."""

    name = "amanat"

    def __init__(self, process: ServerProcess, service: LivingService) -> None:
        self.port, self.pid = process.port, process.pid
        self.service = service
        self._authority = authority_of(process.origin)
        self.worker: Desk = service.join(FIELD)
        self.supervisor: Desk = service.join(SUPERVISOR)
        self.case = service.open_case(self.worker, self.supervisor)

    def requests(self, film: memoryview, part: int) -> list[Request]:
        line = Line(self.port)
        made = line.ask(self._create(film))
        line.close()
        url = made.headers["location"]
        return [
            self.signed("PATCH", url, film[at : at + part], (204,), TYPE, at)
            for at in range(0, len(film), part)
        ]

    def _create(self, film: memoryview) -> Request:
        identity, entropy = self.worker.identity, self.worker.entropy
        clip = entropy.draw(16)
        manifest = build_manifest(
            identity.seed,
            kind=FILM,
            org=self.worker.books.chain.org,
            case=self.case,
            clip=clip,
            group=clip,
            gate=entropy.draw(32),
            due_at=self.worker.clock.now_ms() + 30 * 86_400_000,
            payload_len=len(film),
            payload_digest=hashlib.sha256(film).digest(),
            file_key_commit=entropy.draw(32),
            share_commit=entropy.draw(32),
            chain_head=self.worker.books.chain.head,
            device=identity.device,
        )
        return self.signed("POST", "/v1/uploads", NOTHING, (201,), tus.create_headers(manifest, len(film)))

    def signed(
        self,
        method: str,
        target: str,
        body: memoryview,
        expected: tuple[int, ...],
        headers: dict[str, str],
        offset: int | None = None,
    ) -> Request:
        """A request by the worker's device, signed now."""
        identity = self.worker.identity
        signed = sign_request(
            method,
            self._authority,
            target,
            keyid=keyid_of(identity.ed25519),
            seed=identity.seed,
            created=self.worker.clock.now_ms() // 1000,
            nonce=self.worker.entropy.draw(16),
            body=bytes(body) if offset is None else b"",
            patch=None if offset is None else Patch(offset, len(body)),
        )
        return request(method, target, {**headers, **signed}, body, expected, self._authority)


@contextmanager
def ours(folder: Path) -> Iterator[Ours]:
    """Our server in ``folder``."""
    folder.mkdir()
    process = ServerProcess(folder / "server")
    process.init()
    process.start()
    service = LivingService(cast("LivingServer", process), folder, WallClock(), 1)
    try:
        service.set_up()
        yield Ours(process, service)
    finally:
        service.close()
        process.kill()


class Nginx:
    """PUT by nginx's dav module: a file per part, which nobody has synced when it is answered."""

    name = "nginx dav PUT"

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid
        self._count = 0

    def requests(self, film: memoryview, part: int) -> list[Request]:
        self._count += 1
        return [
            request("PUT", f"/{self._count}-{at}", {}, film[at : at + part], (201, 204), "localhost")
            for at in range(0, len(film), part)
        ]


@contextmanager
def nginx(folder: Path) -> Iterator[Nginx]:
    """nginx with one worker."""
    (folder / "files").mkdir(parents=True)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"""
{"user root;" if os.geteuid() == 0 else ""}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  client_max_body_size 0;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; location / {{ dav_methods PUT; }} }}
}}
"""
    )
    with running([str(need("nginx")), "-c", str(config), "-p", str(folder)], port) as pid:
        yield Nginx(port, pid)


class Tus:
    """A tus server that asks for no signature."""

    def __init__(self, name: str, path: str, port: int, pid: int) -> None:
        self.name, self.port, self.pid = name, port, pid
        self._path = path

    def requests(self, film: memoryview, part: int) -> list[Request]:
        line = Line(self.port)
        host = f"127.0.0.1:{self.port}"
        headers = {
            "tus-resumable": "1.0.0",
            "upload-length": str(len(film)),
            "upload-metadata": "filename Zg==",
        }
        made = line.ask(request("POST", self._path, headers, NOTHING, (201,), host))
        line.close()
        url = "/" + made.headers["location"].partition("://")[2].partition("/")[2]
        if "://" not in made.headers["location"]:
            url = made.headers["location"]
        return [
            request("PATCH", url, {**TYPE, "upload-offset": str(at)}, film[at : at + part], (200, 204), host)
            for at in range(0, len(film), part)
        ]


@contextmanager
def tus_node(folder: Path) -> Iterator[Tus]:
    """@tus/server over @tus/file-store."""
    folder.mkdir()
    installed()
    port = free_port()
    command = [str(need("node")), str(RIVALS / "tus_node.mjs"), str(port), str(folder)]
    with running(command, port) as pid:
        yield Tus("@tus/server", "/files", port, pid)


TUSPY = "tuspyserver==4.4.3"
TUSPY_APP = """
import sys, uvicorn
from fastapi import FastAPI
from tuspyserver import create_tus_router
app = FastAPI()
app.include_router(create_tus_router(files_dir=sys.argv[2], prefix="files"))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
"""


@contextmanager
def tus_python(folder: Path) -> Iterator[Tus]:
    """tuspyserver under uvicorn, in an environment of its own; raises where that cannot be made."""
    folder.mkdir()
    own = RIVALS / ".venv"
    if not (own / "bin" / "uvicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", own], check=True)
        subprocess.run([own / "bin" / "pip", "install", "-q", TUSPY, "uvicorn", "httptools"], check=True)
    port = free_port()
    with running([str(own / "bin" / "python"), "-c", TUSPY_APP, str(port), str(folder)], port) as pid:
        yield Tus("tuspyserver", "/files", port, pid)


def installed() -> None:
    """The rivals that run in Node, as the lock file names them."""
    if not (RIVALS / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=RIVALS, check=True)


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """A server's process, once something answers on its port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(12_000):
            try:
                Line(port).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(f"{command[0]} ended with {process.returncode}") from None
                time.sleep(0.01)  # the program is a real one, and tells nobody when its port is open
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def film_of(mib: int) -> memoryview:
    """Random bytes, as long as a sealed film of about ``mib`` MiB can be."""
    frames = (mib * 1024 * 1024 - 16) // 65552
    return memoryview(os.urandom(payload_length(frames * 65536)))
