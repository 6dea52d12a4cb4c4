"""What lies on the platter after a power cut, from what the recorder wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sync:
    """One sync: of a file with its bytes, or of a folder with its entries (inode and kind by name)."""

    path: Path
    inode: int
    data: bytes | None
    entries: dict[str, tuple[str, int]]


def read_record(folder: Path) -> list[Sync]:
    """All syncs in their order."""
    syncs: list[Sync] = []
    while (meta := folder / f"{len(syncs)}.meta").exists():
        first, *rest = meta.read_text().splitlines()
        kind, inode, path = first.split(" ", 2)
        entries = {}
        for line in rest:
            what, number, name = line.split(" ", 2)
            entries[name] = (what, int(number))
        data = (folder / f"{len(syncs)}.data").read_bytes() if kind == "file" else None
        syncs.append(Sync(Path(path), int(inode), data, entries))
    return syncs


def write_image(syncs: list[Sync], root: Path, target: Path) -> None:
    """Makes ``target`` what ``root`` is after a power cut: synced bytes under synced names."""
    contents: dict[int, bytes] = {}
    folders: dict[Path, dict[str, tuple[str, int]]] = {}
    for sync in syncs:
        if sync.data is None:
            folders[sync.path] = sync.entries
        else:
            contents[sync.inode] = sync.data

    def write(path: Path, to: Path) -> None:
        to.mkdir(mode=0o700)
        for name, (what, inode) in folders.get(path, {}).items():
            if what == "d":
                write(path / name, to / name)
            elif not name.endswith("-shm"):  # memory shared between processes, not a file
                (to / name).write_bytes(contents.get(inode, b""))

    write(root, target)


class FolderLook:
    """``Look`` at a real folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())

    def everything(self) -> bytes:
        return self._left

    def file(self, name: str) -> bytes | None:
        path = self._folder / name
        return path.read_bytes() if path.exists() else None
