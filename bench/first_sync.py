"""A first sync of 10,000 records, verified and opened, at least 4 times as fast as PouchDB's (goal 10).

One side is our command line's client with an empty folder: it pulls the events of a case from the service as it is
run, checks each signature, place and hash, keeps them, and opens every one.  The other side is PouchDB on LevelDB in
Node, replicating as many documents with as much text from what pouchdb-server serves; it checks and opens nothing.
Rounds alternate; a round's ratio is seconds over seconds.

    .venv/bin/python bench/first_sync.py [--rounds 5] [--records 10000] [--folder .]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from amanat_client.books import Books
from amanat_client.desk import Desk
from amanat_client.store import Store
from amanat_client.transport import Server
from amanat_sync.kinds import CaseChanged
from amanat_sync.page import encode_items
from bench._events import frames
from bench._servers import RIVALS, Ours, installed, ours, running
from tests.faults.process import free_port
from tests.tools import need

FLOOR, GOAL = 4.0, 10.0
TEXT = "What she noticed when he looked up, and what she said to him then. " * 2
BATCH = 1000


def fill(server: Ours, count: int) -> None:
    """So many events of the worker, each sealed as the client seals it."""
    worker, case = server.worker, server.case
    worker.fetch_chain()
    worker.fetch_case(case)
    key = worker.note_key(case, 1, worker.identity.device, worker.share(case))
    if key is None:
        raise RuntimeError("the worker has no key of the case")
    source = frames(server, TEXT, key)
    for start in range(0, count, BATCH):
        batch = list(islice(source, min(BATCH, count - start)))
        worker.server.ask("POST", f"/v1/cases/{case.hex()}/events", encode_items(batch))


def our_sync(server: Ours, folder: Path, count: int) -> float:
    """Seconds until the supervisor's device has all events of the case and has opened each."""
    supervisor = server.supervisor
    store = Store(folder)
    line = Server(supervisor.server.origin, supervisor.identity, supervisor.clock, supervisor.entropy)
    desk = Desk(supervisor.identity, line, Books(store), store, supervisor.clock, supervisor.entropy)
    store.put("root", b"service", supervisor.books.chain.org)
    began = time.perf_counter()
    desk.fetch_chain()
    desk.fetch_case(server.case)
    opened = sum(isinstance(read.event, CaseChanged) for read in desk.events(server.case))
    took = time.perf_counter() - began
    line.close()
    store.close()
    if opened != count:
        raise RuntimeError(f"{opened} of {count} events were opened")
    return took


def pouch_sync(url: str, folder: Path, count: int) -> float:
    """Seconds until PouchDB says that its replication is complete."""
    command = [str(need("node")), str(RIVALS / "pouch_pull.mjs"), url, str(folder)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if said["count"] != count:
        raise RuntimeError(f"{said['count']} of {count} documents came")
    return float(said["seconds"])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args()
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    installed()
    with TemporaryDirectory(dir=asked.folder, prefix="bench-sync-") as name, ExitStack() as stack:
        folder, port = Path(name).resolve(), free_port()
        server = stack.enter_context(ours(folder / "ours"))
        fill(server, asked.records)
        (folder / "pouch").mkdir()
        command = [str(need("node")), str(RIVALS / "pouch_server.mjs")]
        stack.enter_context(running([*command, str(port), str(folder / "pouch"), str(asked.records)], port))
        ratios: list[float] = []
        for number in range(asked.rounds):
            took = our_sync(server, folder / f"ours-{number}", asked.records)
            url = f"http://127.0.0.1:{port}/records"
            theirs = pouch_sync(url, folder / f"theirs-{number}", asked.records)
            ratios.append(theirs / took)
            print(
                f"round {number + 1}: ours {took:.2f} s, PouchDB {theirs:.2f} s, {ratios[-1]:.1f} times",
                flush=True,
            )
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    verdict = "goal reached" if mean >= GOAL else "reached" if mean >= FLOOR else "NOT REACHED"
    print(f"first sync of {asked.records} records: {mean:.1f} times (floor {FLOOR}, goal {GOAL}): {verdict}")


if __name__ == "__main__":
    main()
