"""What a device keeps of films and holds; each value is put anew when it changes."""

from __future__ import annotations

from dataclasses import dataclass

from amanat_sync.reconcile import Part
from amanat_sync.records import Manifest, decode
from amanat_sync.sending import Progress


@dataclass(frozen=True)
class Reel:
    """A film that was made here; ``payload`` is None once the copy has left."""

    clip: bytes
    case: bytes
    due_at: int
    manifest: bytes
    header: bytes
    share: bytes
    payload: bytes | None
    progress: Progress
    acked: frozenset[Part] = frozenset()
    told: bool = False


@dataclass(frozen=True)
class Copy:
    """What of somebody else's film is here."""

    clip: bytes
    case: bytes
    manifest: bytes = b""
    header: bytes = b""
    payload: bytes = b""
    lease: bytes = b""
    """S and the signed lease."""

    @property
    def here(self) -> frozenset[Part]:
        length = decode(Manifest, self.manifest).payload_len if self.manifest else -1
        have = {
            Part.MANIFEST: bool(self.manifest),
            Part.HEADER: bool(self.header),
            Part.SHARE: bool(self.lease),
            Part.PAYLOAD: len(self.payload) == length,
        }
        return frozenset(part for part, there in have.items() if there)


@dataclass(frozen=True)
class Holds:
    """The list of groups on hold, and when it was fetched: by the device's clock and by the server's."""

    groups: frozenset[bytes]
    fetched_at: int
    server_ms: int
