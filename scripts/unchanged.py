"""Runs a command and fails where it changes, adds or removes a file of the repository.

``python -m scripts.unchanged make wire``: what is generated must be what is committed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def state(root: Path) -> dict[str, str]:
    """Every file below ``root`` that git tracks or would track → its SHA-256."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [name for name in set(listed.stdout.split("\0")) if name and (root / name).is_file()]
    return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in files}


def main(root: Path, command: list[str]) -> int:
    """Runs ``command`` in ``root``; its exit code where it fails, 1 where it changed something, else 0."""
    before = state(root)
    done = subprocess.run(command, cwd=root, check=False)
    if done.returncode != 0:
        return done.returncode
    after = state(root)
    differing = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    for name in differing:
        print(f"`{' '.join(command)}` changes {name}: run it and commit the result", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(ROOT, sys.argv[1:]))
