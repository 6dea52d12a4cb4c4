"""``serve --tls``: an authority of its own that is put on each tablet; nobody passes over a warning."""

from __future__ import annotations

import http.client
import os
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from playwright.sync_api import Error, sync_playwright

from amanat_server.tls import prepare
from tests.e2e.browser import arguments
from tests.server.living import START_MS
from tests.server.program import ProgramServer, run
from tests.tools import need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY_MS = 86_400_000


def serial(path: Path) -> int:
    return x509.load_pem_x509_certificate(path.read_bytes()).serial_number


def test_a_certificate_is_made_anew_before_its_end_and_for_other_names(tmp_path: Path) -> None:
    files = prepare(tmp_path / "tls", ["films.lan", "192.168.1.9"], START_MS)
    authority, first = serial(files.authority), serial(files.certificate)
    prepare(tmp_path / "tls", ["films.lan", "192.168.1.9"], START_MS + 300 * DAY_MS)
    assert serial(files.certificate) == first
    prepare(tmp_path / "tls", ["films.lan", "192.168.1.9"], START_MS + 340 * DAY_MS)
    second = serial(files.certificate)
    prepare(tmp_path / "tls", ["films.lan"], START_MS + 340 * DAY_MS)
    assert len({first, second, serial(files.certificate)}) == 3
    assert serial(files.authority) == authority, "tablets keep trusting it"


def test_the_keys_are_for_the_owner_alone(tmp_path: Path) -> None:
    prepare(tmp_path / "tls", ["localhost"], START_MS)
    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "tls").iterdir()}
    assert set(modes.values()) == {0}
    assert (tmp_path / "tls").stat().st_mode & 0o077 == 0


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgramServer]:
    """``amanat-server serve --tls``, as a program."""
    folder = tmp_path_factory.mktemp("tls") / "data"
    run(folder, "init")
    server = ProgramServer(folder, words=("--tls",))
    server.start()
    yield server
    server.stop()


def authority_of_server(server: ProgramServer) -> Path:
    return server.folder / "tls" / "authority.crt"


def get(server: ProgramServer, context: ssl.SSLContext) -> int:
    line = http.client.HTTPSConnection("localhost", server.port, timeout=20, context=context)
    try:
        line.request("GET", "/v1/service")
        return line.getresponse().status
    finally:
        line.close()


def test_who_trusts_the_authority_is_served(encrypted: ProgramServer) -> None:
    trusting = ssl.create_default_context(cafile=str(authority_of_server(encrypted)))
    assert get(encrypted, trusting) == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        get(encrypted, ssl.create_default_context())


def test_the_link_that_is_printed_leads_to_tls(encrypted: ProgramServer) -> None:
    assert encrypted.link.startswith(f"https://localhost:{encrypted.port}/#setup=")


@pytest.mark.browser
def test_a_browser_with_the_authority_in_its_store_may_use_camera_and_keys(
    encrypted: ProgramServer, tmp_path: Path
) -> None:
    certutil = need("certutil")
    store = tmp_path / "home" / ".pki" / "nssdb"
    store.mkdir(parents=True)
    subprocess.run([certutil, "-N", "-d", f"sql:{store}", "--empty-password"], check=True)
    assert "ERR_CERT_AUTHORITY_INVALID" in visited(encrypted, tmp_path / "home", tmp_path / "without")
    trust = [
        "-A",
        "-d",
        f"sql:{store}",
        "-n",
        "Amanat",
        "-t",
        "C,,",
        "-i",
        str(authority_of_server(encrypted)),
    ]
    subprocess.run([certutil, *trust], check=True)
    assert visited(encrypted, tmp_path / "home", tmp_path / "with") == "200 secure"


def visited(server: ProgramServer, home: Path, profile: Path) -> str:
    """What a browser with this home makes of the server."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=need("chromium"),
            headless=True,
            args=arguments(),
            env={**os.environ, "HOME": str(home)},
            ignore_https_errors=False,
        )
        try:
            page = context.new_page()
            answer = page.goto(f"{server.origin}/v1/service")
            secure = page.evaluate("isSecureContext && !!crypto.subtle && !!navigator.mediaDevices")
            return f"{answer.status if answer else 0} {'secure' if secure else 'open'}"
        except Error as fault:
            return fault.message
        finally:
            context.close()
