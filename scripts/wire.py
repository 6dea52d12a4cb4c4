"""Writes what has one source: TypeScript tables, types and decoders, schemas, and the tables of docs/spec.

Run as ``python -m scripts.wire`` from the root of the repository; ``make check`` fails where this changes a file.
A page of docs/spec that people write holds generated tables between ``<!-- made: name -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import re
from pathlib import Path

from scripts.wire_json import schema, ts_wire
from scripts.wire_openapi import openapi, spec_events, spec_http
from scripts.wire_records import spec_records, ts_errors, ts_records

ROOT = Path(__file__).parent.parent
SYNC = ROOT / "pwa" / "src" / "sync"
SPEC = ROOT / "docs" / "spec"
SERVED = ROOT / "server" / "amanat_server" / "openapi.json"


def outputs() -> dict[Path, str]:
    """Each generated file and what it must hold."""
    served = openapi()
    return {
        SYNC / "records.gen.ts": ts_records(),
        SYNC / "errors.gen.ts": ts_errors(),
        SYNC / "wire.gen.ts": ts_wire(),
        SPEC / "records.md": spec_records(),
        SPEC / "wire.schema.json": schema(),
        SPEC / "openapi.json": served,
        SERVED: served,
        SPEC / "http.md": filled(SPEC / "http.md", spec_http()),
        SPEC / "events.md": filled(SPEC / "events.md", spec_events()),
    }


def filled(page: Path, tables: dict[str, str]) -> str:
    """A page with its generated tables renewed; ``KeyError`` where it asks for one that is not made."""

    def renewed(match: re.Match[str]) -> str:
        return f"<!-- made: {match[1]} -->\n{tables[match[1]]}\n<!-- end -->"

    return re.sub(r"<!-- made: (\S+) -->.*?<!-- end -->", renewed, page.read_text("utf-8"), flags=re.DOTALL)


def main() -> None:
    for path, text in outputs().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
