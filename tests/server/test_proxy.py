"""Behind nginx, by the very recipe of docs/OPERATING.md: signatures hold, films go through, metrics stay inside."""

from __future__ import annotations

import io
import re
import socket
import ssl
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from amanat_client.films import Films
from amanat_client.pull import Puller
from amanat_client.send import Sender
from amanat_server.tls import prepare
from amanat_sync.chain import FIELD, SUPERVISOR
from tests.server.living import living_service
from tests.server.program import RealClock
from tests.server.scene import sealed_film
from tests.tools import ROOT, need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from amanat_server.tls import TlsFiles

NAME = "films.example.org"
FILM = bytes(range(256)) * 12_000


class Silent:
    """Nobody watches the bar."""

    def film(self, clip: bytes, done: int, total: int) -> None:
        """Nothing is shown."""


def recipe() -> str:
    """The server block as the page prints it."""
    found = re.search(
        r"```\n(server \{.*?\n\})\n```", (ROOT / "docs" / "OPERATING.md").read_text(), re.DOTALL
    )
    assert found is not None
    return found[1]


def configured(folder: Path, port: int, behind: int, tls: TlsFiles) -> str:
    """The recipe with this test's port, certificate and server, in the smallest configuration around it."""
    block = recipe()
    for theirs, ours in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/films.example.org.pem", str(tls.certificate)),
        ("/etc/ssl/films.example.org.key", str(tls.key)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{behind}"),
    ):
        assert theirs in block, f"the recipe says {theirs}"
        block = block.replace(theirs, ours)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return (
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log stderr;\n"
        f"events {{ }}\nhttp {{ access_log off; {places}\n{block}\n}}\n"
    )


@contextmanager
def nginx(folder: Path, port: int, behind: int, tls: TlsFiles) -> Iterator[None]:
    program = need("nginx")
    folder.mkdir(parents=True)
    (folder / "nginx.conf").write_text(configured(folder, port, behind, tls))
    process = subprocess.Popen([program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        for _ in range(200):
            with socket.socket() as line:
                line.settimeout(1)
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "nginx did not start"
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        yield
    finally:
        process.terminate()
        process.wait(20)


class ByName(httpx.HTTPTransport):
    """Asks for ``films.example.org``, which is on this machine; the certificate is checked for that name."""

    def __init__(self, port: int, tls: TlsFiles) -> None:
        super().__init__(verify=ssl.create_default_context(cafile=str(tls.authority)))
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": NAME}
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return super().handle_request(request)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number


def test_a_film_goes_through_the_proxy_of_the_recipe(tmp_path: Path, port: int) -> None:
    need("nginx")
    tls = prepare(tmp_path / "tls", [NAME], RealClock().now_ms())
    environ = {"AMANAT_ORIGIN": f"https://{NAME}"}

    def client() -> httpx.Client:
        return httpx.Client(transport=ByName(port, tls), timeout=30)

    def between(inner: int) -> AbstractContextManager[None]:
        return nginx(tmp_path / "nginx", port, inner, tls)

    with living_service(tmp_path, environ, http=client, between=between) as living:
        worker, supervisor = living.join(FIELD), living.join(SUPERVISOR)
        case = living.open_case(worker, supervisor)
        film = sealed_film(worker, case, FILM)
        Sender(worker).send(film)
        Puller(supervisor, Silent()).pull()
        out = io.BytesIO()
        Films(supervisor).write(film.clip, out)
        assert out.getvalue() == FILM
        with client() as outside:
            assert outside.get(f"https://{NAME}/metrics").status_code == 404
            assert outside.get(f"https://{NAME}/healthz").status_code == 200
            page = outside.get(f"https://{NAME}/v1/service", headers={"accept-encoding": "gzip"})
            assert "content-encoding" not in page.headers
