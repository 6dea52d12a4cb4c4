"""What a sealed object is, whose it is, and until when (docs/spec/manifest.md).

A manifest is signed once and never changes: a second one for the same clip must be the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amanat_sync.errors import refuse
from amanat_sync.header import file_key_commit, share_commit
from amanat_sync.keys import same, sha256
from amanat_sync.records import MANIFEST_KINDS, ROLES, Manifest, check_signature, decode, sign

if TYPE_CHECKING:
    from amanat_sync.chain import Chain

__all__ = [
    "CLIP",
    "DAY_MS",
    "FILM",
    "HELD",
    "LONGEST_FILM_MS",
    "MAKERS",
    "SAFEGUARDING",
    "STILL",
    "TRIAL",
    "VOICE_NOTE",
    "build_manifest",
    "check_digest",
    "check_file_key",
    "check_gate",
    "check_group",
    "check_manifest",
    "check_meaning",
    "check_same",
    "check_share",
    "file_key_commit",
    "is_payload_length",
    "promised_date",
    "share_commit",
]

FILM, CLIP, STILL, VOICE_NOTE = (
    MANIFEST_KINDS.index(name) + 1 for name in ("film", "clip", "still", "voice note")
)
TRIAL, HELD = 1, 2
LONGEST_FILM_MS = 30 * 60_000
DAY_MS = 24 * 60 * 60_000

MAKERS = frozenset(ROLES.index(name) + 1 for name in ("field", "supervisor"))
"""The roles that make manifests; safeguarding makes those of what is held."""
SAFEGUARDING = ROLES.index("safeguarding") + 1

_NONE = bytes(16)
_NONCE, _FULL, _TAG = 16, 65_536 + 16, 16


def promised_date(opened_at: int, days: int) -> int:
    """``due_at`` (ms) of a film whose camera opened at ``opened_at`` (ms): the longest film, then ``days``."""
    return opened_at + LONGEST_FILM_MS + days * DAY_MS


def is_payload_length(length: int) -> bool:
    """Whether a sealed payload can have ``length`` bytes: a nonce, full frames, one last that is empty only alone."""
    body = length - _NONCE
    return body == _TAG or (body > _TAG and body % _FULL not in range(1, _TAG + 1))


def build_manifest(
    seed: bytes,
    *,
    kind: int,
    org: bytes,
    case: bytes,
    clip: bytes,
    group: bytes,
    gate: bytes,
    due_at: int,
    payload_len: int,
    payload_digest: bytes,
    file_key_commit: bytes,
    share_commit: bytes,
    chain_head: bytes,
    device: bytes,
    parent: bytes = _NONE,
    flags: int = 0,
) -> bytes:
    """The 360 B of a manifest signed by ``seed``; raises ``manifest-kind``, ``-due``, ``-payload`` as a check would."""
    record = Manifest(
        suite=1,
        kind=kind,
        flags=flags,
        org=org,
        case=case,
        clip=clip,
        group=group,
        parent=parent,
        gate=gate,
        due_at=due_at,
        payload_len=payload_len,
        payload_digest=payload_digest,
        file_key_commit=file_key_commit,
        share_commit=share_commit,
        chain_head=chain_head,
        device=device,
    )
    check_meaning(record)
    return sign(record, seed)


def check_manifest(raw: bytes, chain: Chain) -> Manifest:
    """The manifest that ``raw`` is, if the device it names may have signed it.

    A device that was revoked later passes: whether such a film comes home is decided by its gate's place in the
    ledger (docs/spec/ledger.md).  Raises ``manifest-*``.
    """
    manifest = decode(Manifest, raw)
    if manifest.org != chain.org:
        raise refuse("manifest-org")
    device = chain.device(manifest.device)
    if device is None:
        raise refuse("manifest-device")
    check_signature(Manifest, raw, device.ed25519)
    if chain.seq_of(manifest.chain_head) is None:
        raise refuse("manifest-chain-head")
    then = chain.device(manifest.device, manifest.chain_head)
    may = MAKERS | {SAFEGUARDING} if manifest.flags & HELD else MAKERS
    if then is None or then.role not in may or then.revoked_at_seq is not None or not device.counts:
        raise refuse("manifest-device")
    check_meaning(manifest)
    return manifest


def check_meaning(manifest: Manifest) -> None:
    """Raises ``manifest-kind``, ``manifest-due`` or ``manifest-payload`` where the fields contradict each other."""
    if not _is_of_its_kind(manifest):
        raise refuse("manifest-kind")
    if manifest.due_at == 0:
        raise refuse("manifest-due")
    if not is_payload_length(manifest.payload_len):
        raise refuse("manifest-payload")


def _is_of_its_kind(manifest: Manifest) -> bool:
    clip, group, parent = manifest.clip, manifest.group, manifest.parent
    if _NONE in (clip, group) or manifest.case in (clip, group) or parent == clip:
        return False
    if manifest.kind == FILM:
        return group == clip and (parent != _NONE) == bool(manifest.flags & HELD)
    if manifest.kind == VOICE_NOTE and group == clip:
        return parent == _NONE
    return group != clip and parent != _NONE


def check_same(standing: bytes, raw: bytes) -> None:
    """Raises ``manifest-differs`` unless ``raw`` is byte for byte the manifest that stands for its clip."""
    if standing != raw:
        raise refuse("manifest-differs")


def check_group(standing: Manifest, manifest: Manifest) -> None:
    """Raises ``manifest-differs`` unless two manifests of one group agree on its share and its case."""
    if (standing.group, standing.case, standing.share_commit) != (
        manifest.group,
        manifest.case,
        manifest.share_commit,
    ):
        raise refuse("manifest-differs")


def check_share(manifest: Manifest, share: bytes) -> None:
    """Raises ``manifest-share`` unless ``share`` (32 B) is the one committed to."""
    if not same(manifest.share_commit, share_commit(manifest.group, share)):
        raise refuse("manifest-share")


def check_file_key(manifest: Manifest, file_key: bytes) -> None:
    """Raises ``manifest-file-key`` unless ``file_key`` (16 B) is the one committed to."""
    if not same(manifest.file_key_commit, file_key_commit(file_key, manifest.clip)):
        raise refuse("manifest-file-key")


def check_digest(manifest: Manifest, length: int, digest: bytes) -> None:
    """Raises ``manifest-digest`` unless a whole payload has this length and SHA-256."""
    if (manifest.payload_len, manifest.payload_digest) != (length, digest):
        raise refuse("manifest-digest")


def check_gate(manifest: Manifest, gate_raw: bytes, opened_at: int, due_at: int) -> None:
    """Whether the frame that opened the camera is the one named and promised the same date (both times in ms).

    Raises ``manifest-gate`` for another frame, ``manifest-due`` for a date that is later than the gate's or not
    after its opening.
    """
    if sha256(gate_raw) != manifest.gate:
        raise refuse("manifest-gate")
    if not opened_at < manifest.due_at <= due_at:
        raise refuse("manifest-due")
