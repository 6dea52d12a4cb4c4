"""Prints the measuring scripts of bench/ with the claim that each one measures."""

from __future__ import annotations

import ast
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent / "bench"

if __name__ == "__main__":
    scripts = sorted(path for path in BENCH.glob("*.py") if not path.name.startswith("_"))
    for script in scripts:
        claim = ast.get_docstring(ast.parse(script.read_text())) or ""
        print(f".venv/bin/python bench/{script.name}\n    {claim.splitlines()[0] if claim else ''}")
    for script in sorted(BENCH.glob("*.mjs")):
        claim = script.read_text().partition("\n")[0].removeprefix("// ")
        scripts.append(script)
        print(f"node bench/{script.name}\n    {claim}")
    if not scripts:
        print("bench/ holds no script yet")
