"""The app's build: hashed names, a true list of digests, no inline script, the same bytes twice."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools import PWA, need

PAGE = '<!doctype html><link rel="stylesheet" href="{{main.css}}"><script type="module" src="{{main.js}}"></script>'
SOURCES = {
    "ui/index.html": PAGE,
    "ui/main.tsx": (
        "import './main.css';\ndeclare const AMANAT_VAULT_WORKER: string;\n"
        "document.title = AMANAT_VAULT_WORKER;\nvoid import('./late');\n"
    ),
    "ui/late.ts": "export const late = 'late';\n",
    "ui/main.css": "body { margin: 0 }\n",
    "vault/worker.ts": "postMessage('vault');\n",
    "sw/sw.ts": "declare const AMANAT_BUILD: Record<string, string>;\nconsole.log(AMANAT_BUILD);\n",
}


class App:
    """A tiny app under the real build.mjs."""

    def __init__(self, folder: Path) -> None:
        self.pwa = folder / "pwa"
        self.static = folder / "server" / "amanat_server" / "static"
        self.node = need("node")
        for name, text in SOURCES.items():
            self.write(name, text)
        shutil.copy(PWA / "build.mjs", self.pwa)
        (self.pwa / "node_modules").symlink_to(PWA / "node_modules")

    def write(self, name: str, text: str) -> None:
        path = self.pwa / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def build(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.node, "build.mjs"], cwd=self.pwa, capture_output=True, text=True, check=False
        )

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.static).as_posix(): path.read_bytes()
            for path in self.static.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path)


def test_build_json_lists_every_file_with_its_digest(app: App) -> None:
    assert app.build().returncode == 0
    files = app.files()
    manifest = json.loads(files.pop("build.json"))
    assert manifest == {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}


def test_the_page_names_the_hashed_files_and_the_code_names_the_worker(app: App) -> None:
    app.build()
    files = app.files()
    page = files["index.html"].decode()
    script = re.findall(r'src="/(assets/main-[A-Z0-9]{8}\.js)"', page)
    style = re.findall(r'href="/(assets/main-[A-Z0-9]{8}\.css)"', page)
    assert len(script) == len(style) == 1
    assert style[0] in files
    worker = re.findall(r"/(assets/vault-[A-Z0-9]{8}\.js)", files[script[0]].decode())
    assert len(worker) == 1
    assert worker[0] in files


def test_the_page_asks_at_once_for_what_its_script_imports_and_for_nothing_that_may_come_later(
    app: App,
) -> None:
    app.write("ui/shared.ts", "export const shared = (): string => document.title;\n")
    app.write("ui/late.ts", "import { shared } from './shared';\nexport const late = shared();\n")
    app.write(
        "ui/main.tsx",
        "import './main.css';\nimport { shared } from './shared';\nshared();\nvoid import('./late');\n",
    )
    app.write("ui/index.html", PAGE.replace("<script", "{{main.early}}<script", 1))
    app.build()
    files = app.files()
    asked = re.findall(
        r'<link rel="modulepreload" href="/(assets/part-[A-Z0-9]{8}\.js)" />', files["index.html"].decode()
    )
    script = next(raw.decode() for name, raw in files.items() if re.match(r"assets/main-.*\.js$", name))
    imported = re.findall(r'from"[^"]*(part-[A-Z0-9]{8}\.js)"', script)
    assert len(imported) == 1
    assert asked == [f"assets/{imported[0]}"]


def test_the_service_worker_knows_every_other_file_and_keeps_its_address(app: App) -> None:
    app.build()
    files = app.files()
    told = files["sw.js"].decode()
    assert all(name in told for name in files.keys() - {"sw.js", "build.json"})


def test_two_builds_of_the_same_source_are_the_same_bytes(app: App) -> None:
    app.build()
    first = app.files()
    app.build()
    assert app.files() == first


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (PAGE.replace("main.js", "other.js"), "which is not built"),
        (PAGE + "<script>alert(1)</script>", "inline script"),
        (PAGE + "<SCRIPT async>alert(1)</SCRIPT>", "inline script"),
    ],
)
def test_a_page_that_would_break_the_content_policy_is_not_built(app: App, page: str, reason: str) -> None:
    app.write("ui/index.html", page)
    done = app.build()
    assert done.returncode != 0
    assert reason in done.stderr


def test_an_entry_that_is_missing_is_named(app: App) -> None:
    (app.pwa / "src" / "sw" / "sw.ts").unlink()
    done = app.build()
    assert done.returncode == 0
    assert "sw/sw.ts" in done.stdout


def test_the_service_worker_is_named_by_the_digest_of_its_list_of_files(app: App) -> None:
    app.write("sw/sw.ts", "declare const AMANAT_BUILD_ID: string;\nconsole.log(AMANAT_BUILD_ID);\n")
    app.build()
    files = app.files()
    listed = {name: hashlib.sha256(raw).hexdigest() for name, raw in sorted(files.items())}
    listed = {name: digest for name, digest in listed.items() if name not in {"sw.js", "build.json"}}
    spelled = json.dumps(listed, separators=(",", ":")).encode()
    assert hashlib.sha256(spelled).hexdigest() in files["sw.js"].decode()


def test_the_app_can_be_installed_as_its_manifest_says() -> None:
    public = PWA / "public"
    manifest = json.loads((public / "manifest.webmanifest").read_text())
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    for icon in manifest["icons"]:
        raw = (public / icon["src"].lstrip("/")).read_bytes()
        assert raw[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = int.from_bytes(raw[16:20]), int.from_bytes(raw[20:24])
        assert icon["sizes"] == f"{width}x{height}"
    purposes = {(icon["purpose"], icon["sizes"]) for icon in manifest["icons"]}
    assert {("any", "192x192"), ("any", "512x512"), ("maskable", "512x512")} <= purposes
