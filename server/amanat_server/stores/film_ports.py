"""The ports of films: clips and their groups, payloads, shares.

The promises of stores/ports.py hold here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from amanat_server.stores.values import (
        Clip,
        Destruction,
        Group,
        NewManifest,
        NewUpload,
        Stored,
        Upload,
    )


class ClipStore(Protocol):
    """Manifests, sealed headers, and what is known of each shred group."""

    async def put_manifest(self, manifest: NewManifest) -> Stored:
        """Durable.

        ``manifest-differs`` for other bytes, or where the group has another share_commit or case.
        """

    async def clip(self, clip: bytes) -> Clip | None:
        """What is stored of a clip."""

    async def clips_of(self, group: bytes) -> list[bytes]:
        """The clips of a group, oldest first."""

    async def put_header(self, clip: bytes, version: int, raw: bytes) -> Stored:
        """Durable.

        ``header-differs``; ``header-version`` for a gap or 0; ``right-missing`` without a manifest.
        """

    async def header(self, clip: bytes, version: int) -> bytes | None:
        """One version of the sealed header."""

    async def group(self, group: bytes) -> Group | None:
        """A group that a manifest or ``put_case_group`` named."""

    async def put_case_group(self, case: bytes, share_commit: bytes) -> Stored:
        """Durable.

        The case as a group of its own; ``manifest-differs`` where it has another share_commit.
        """

    async def due(self, now_ms: int) -> list[Group]:
        """Groups to be destroyed: due or commanded, not held at ``now_ms``, not destroyed."""

    async def held(self, now_ms: int) -> list[bytes]:
        """Groups under a hold, sorted."""

    async def bury(self, group: bytes) -> None:
        """Durable.  Marks a group as destroyed and deletes the sealed headers of all its clips."""


class Body(Protocol):
    """Bytes on their way in."""

    async def ready(self) -> bool:
        """Waits until something may be there to be taken; False at the end.

        Raises what ended the body early, once all that came before was taken.
        """

    def take(self, room: memoryview) -> int:
        """How many bytes were put at the start of ``room``; 0 where nothing is there now.

        Never waits, and may be called in any thread while nobody waits in ``ready``.
        """


class UploadStore(Protocol):
    """Payloads on their way in, and those that are whole.  The stored offset is the truth."""

    async def create(self, upload: NewUpload, quota: int) -> tuple[Upload, Stored]:
        """Durable.  Reserves the bytes; an open or whole upload of the same clip is answered instead
        (``SAME``).

        ``upload-quota`` where the member's unfinished uploads would exceed ``quota`` bytes,
        ``upload-server-full`` where the disk has no room, ``upload-expired`` never: an expired one is
        replaced.
        """

    async def upload(self, upload: bytes) -> Upload | None:
        """As stored; does not disturb a request under way."""

    async def preempt(self, upload: bytes) -> Upload | None:
        """Durable.

        Ends a request under way, keeps its bytes, and answers the offset (what HEAD asks for).
        """

    async def receive(self, upload: bytes, offset: int, body: Body, expires_at: int) -> Upload:
        """Durable.  The one acknowledgement: preempts a request under way, writes, syncs, commits the offset.

        At the last byte the digest is checked and the payload becomes whole, else ``upload-digest`` and it is
        gone. ``upload-offset`` where the stored offset differs or a newer request took over,
        ``request-too-large`` beyond the length, ``upload-expired``, ``upload-server-full``,
        ``right-missing``.  Where ``body`` raises, what arrived is made durable and the exception goes on.
        """

    async def drop(self, upload: bytes) -> None:
        """Durable.  Deletes an unfinished upload and its bytes; nothing happens where there is none."""

    async def expire(self, now_ms: int) -> int:
        """Durable.  Deletes the bytes of unfinished uploads past ``expires_at``; how many."""

    def read(self, clip: bytes, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes ``start`` to ``stop`` (exclusive) of a whole payload; ``right-missing`` where there is
        none.
        """

    async def delete_payload(self, clip: bytes) -> None:
        """Durable.  Deletes a payload, whole or not; nothing happens where there is none."""

    async def unfinished(self) -> tuple[int, int]:
        """How many uploads are open, and the bytes they reserve."""


class ShareStore(Protocol):
    """shares.db: shares that can be destroyed, backups included."""

    def bind(self, org: bytes) -> None:
        """Tells the org, which stands in the aad of each row; ``service-not-ready`` is raised until then."""

    async def keep_copies(self, seal: Callable[[bytes], bytes]) -> None:
        """Durable.  Keeps a copy of the vault key, as ``seal`` makes it (an age file to the recovery
        recipient), apart from data backups; from now on of each vault key that follows.
        """

    async def resume(self) -> None:
        """Durable.

        Takes up a destruction that a stop interrupted; after ``bind``, before anybody is answered.
        """

    async def put(self, group: bytes, share: bytes) -> Stored:
        """Durable.  ``share-differs``, ``share-destroyed``."""

    async def get(self, group: bytes) -> bytes | None:
        """The share, None where none was stored; ``share-destroyed``."""

    async def is_destroyed(self, group: bytes) -> bool:
        """Whether a tombstone stands in its place."""

    async def destroy(self, batch: Sequence[Destruction], now_ms: int) -> None:
        """Durable.

        Destroys shares (stored or not) for good and logs their tombstones; repeated, nothing happens.
        """

    async def tombstones(self) -> list[bytes]:
        """All of tombstones.log, in order."""

    async def drop_copies(self, now_ms: int) -> int:
        """Durable.  Deletes sealed copies of vault keys that were wiped more than 7 days ago; how many."""
