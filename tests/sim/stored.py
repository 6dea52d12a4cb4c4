"""What the server has in its store, asked by those who were told that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanat_sync.reconcile import Part, Work

if TYPE_CHECKING:
    from amanat_server.stores.memory.medium import CaseBook
    from tests.sim.service import SimService


@dataclass(frozen=True)
class Film:
    """A film as the person who made it remembers it."""

    device: str
    case: bytes
    plain: bytes
    manifest: bytes
    header: bytes
    payload: bytes
    due_at: int


@dataclass
class Deed:
    """What a person did and was told is kept."""

    kind: str
    name: bytes
    case: bytes
    device: str
    gone: bool = False
    """Lost with the only store that had it."""


class Stored:
    """Questions to the medium; what was destroyed counts as kept for good."""

    def __init__(self, service: SimService) -> None:
        self._service = service
        self.destroyed: set[bytes] = set()

    def keeps(self, kind: str, name: bytes) -> bool:
        """Whether something is there that was acknowledged under this name."""
        state = self._service.medium.state
        book = state.cases.get(name)
        match kind:
            case "chain":
                return name in state.chain
            case "frame":
                return any(_holds(each, name) for each in state.cases.values())
            case "command":
                return name in state.commands
            case Work.ROLL:
                return book is not None and bool(book.rolls)
            case Work.ENVELOPES:
                return book is not None and bool(book.envelopes)
            case _:
                return self.has(Part(kind), name)

    def has(self, part: Part, clip: bytes) -> bool:
        """Whether a part of a film is there (or the share of a case)."""
        state = self._service.medium.state
        if clip in state.destroyed or clip in self.destroyed:
            return True
        return {
            Part.MANIFEST: clip in state.clips,
            Part.HEADER: clip in state.headers,
            Part.SHARE: clip in state.shares,
            Part.PAYLOAD: clip in state.payloads,
        }[part]

    def has_film(self, clip: bytes) -> bool:
        """Whether everything of it is there."""
        return all(self.has(part, clip) for part in Part)

    def knows(self, deed: Deed) -> bool:
        """Whether what a person did has reached the server."""
        match deed.kind:
            case "film":
                return self.has_film(deed.name)
            case "case":
                return self.keeps(Work.ROLL, deed.name)
            case kind:
                return self.keeps(kind, deed.name)


def _holds(book: CaseBook, digest: bytes) -> bool:
    return any(frame.hash == digest for frame, _ in book.frames) or any(
        frame.hash == digest for frame in book.late
    )
