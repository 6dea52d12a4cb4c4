"""The process under the recorder: tells the story with the real disk and writes down when it told what.

    LD_PRELOAD=recorder.so AMANAT_RECORD_ROOT=… AMANAT_RECORD_TO=… python -m tests.durability.telling <how>
    <folder>

``record`` tells once and prints, as JSON lines, the facts with the number of syncs before each.  ``fail``
tells again and again, each time in a new folder with the next sync failing, checks what was told, and prints
how it ended.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import sys
from itertools import count
from pathlib import Path
from random import Random

from amanat_server.stores import shares
from amanat_server.stores.disk import OsDisk
from amanat_server.stores.folder import Parts, open_stores
from amanat_server.stores.sqlite import schema
from amanat_sync.errors import AmanatError
from tests.durability.images import FolderLook
from tests.durability.story import Acknowledged, tell
from tests.stores.samples import ORG

RECORDER = ctypes.CDLL(None)


def parts(seed: int) -> Parts:
    return Parts(OsDisk(), Random(seed).randbytes, schema.connect, shares.connect, threads=2)


async def record(folder: Path) -> None:
    def on_add(name: str, fact: str, arguments: list[int | str]) -> None:
        print(json.dumps([RECORDER.amanat_synced(), name, fact, arguments]))

    async with open_stores(folder, parts(1)) as stores:
        await tell(stores, Acknowledged(on_add))


async def fail(folder: Path) -> None:
    for number in count():
        told, code, here = Acknowledged(), "ok", folder / str(number)
        OsDisk().make_folder(here)
        before = RECORDER.amanat_synced()
        RECORDER.amanat_fail_at(before + number)
        try:
            async with open_stores(here, parts(1)) as stores:
                await tell(stores, told)
        except AmanatError as refusal:
            code = refusal.code
        if RECORDER.amanat_synced() <= before + number:
            return
        async with open_stores(here, parts(2)) as stores:
            stores.shares.bind(ORG)
            await stores.shares.resume()
            await told.check(stores, FolderLook(here))
        print(json.dumps([number, code, len(told.facts)]))


if __name__ == "__main__":
    asyncio.run({"record": record, "fail": fail}[sys.argv[1]](Path(sys.argv[2])))
