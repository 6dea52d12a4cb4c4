"""The file key of a film: it takes the share that the server lends, a key of this identity, and the manifest.

Kept nowhere.  The manifest says which share and which file key belong to the film, so that nothing from another film,
another case or an older version opens in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.errors import refuse
from amanat_sync.header import open_header, open_sealed_header, read_sealed_header
from amanat_sync.manifest import check_file_key, check_manifest, check_share

if TYPE_CHECKING:
    from amanat_client.desk import Desk
    from amanat_sync.records import Manifest, SealedHeader


def manifest_of(desk: Desk, clip: bytes) -> Manifest:
    """The checked manifest of a clip that was pulled; ``right-missing`` where there is none, and ``manifest-*``."""
    raw = desk.store.get("manifests", clip)
    if raw is None:
        raise refuse("right-missing")
    manifest = check_manifest(raw, desk.books.chain)
    if manifest.clip != clip:
        raise refuse("manifest-differs")
    return manifest


def check_header(raw: bytes, clip: bytes, version: int) -> SealedHeader:
    """The sealed header of this clip in this version; ``header-tag`` for another clip's, ``header-version``."""
    sealed = read_sealed_header(raw)
    if sealed.clip != clip:
        raise refuse("header-tag")
    if sealed.version != version:
        raise refuse("header-version")
    return sealed


def file_key_of(desk: Desk, manifest: Manifest) -> bytes:
    """The file key (16 B), if share, sealed header and case key all are the ones that belong to the manifest.

    Raises ``share-*``, ``manifest-share``, ``header-*`` and ``manifest-file-key``.
    """
    headers = desk.store.places("headers", manifest.clip)
    if not headers:
        raise refuse("right-missing")
    version, raw = headers[-1]
    sealed = check_header(raw, manifest.clip, version)
    share = desk.share(manifest.group)
    check_share(manifest, share)
    header = open_sealed_header(share, manifest.org, manifest.case, manifest.group, raw)
    case_key = desk.books.case_key(manifest.case, sealed.epoch, desk.identity)
    file_key = open_header(header, case_key if case_key is not None else desk.identity.scalar)
    check_file_key(manifest, file_key)
    return file_key
