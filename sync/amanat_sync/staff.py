"""Who has which keys and role, and since which place of the chain (docs/spec/chain.md).

``Staff`` is what certificates add up to.  It keeps the history of every device and member, so that each question
can be asked as of a place in the chain.  It judges nothing: ``chain`` decides what may be applied.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from amanat_sync.keys import sha256
from amanat_sync.records import OPS, ROLES, Certificate

GENESIS, ADD, REVOKE, REROLE, ENDORSE, ROTATE_ROOT = range(1, len(OPS) + 1)
FIELD, SUPERVISOR, INTERPRETER, ADMIN, SAFEGUARDING, SERVICE, RECOVERY, COURIER = range(1, len(ROLES) + 1)
NO_MEMBER = bytes(16)
NO_KEY = bytes(32)


@dataclass(frozen=True, slots=True)
class Device:
    """One member's keys on one tablet or laptop, as of a place in the chain.

    ``role`` is the member's role, or the one that waits for an endorsement where ``counts`` is false.
    ``revoked_at_seq`` is the place of its revocation, None where there is none up to that place.
    """

    member: bytes
    device: bytes
    role: int
    ed25519: bytes
    x25519: bytes
    not_before: int
    not_after: int
    seq: int
    revoked_at_seq: int | None
    counts: bool

    @property
    def active(self) -> bool:
        """Whether it counts and is not revoked."""
        return self.counts and self.revoked_at_seq is None


@dataclass(slots=True)
class Claim:
    """What an ``add`` or a ``re-role`` says; it counts from the place ``counts_from``, None while it waits.

    ``certifier`` is the member who signed it, None for the root.  ``sets`` tells a claim that gives the member a
    role from one that repeats it for a further device.
    """

    seq: int
    role: int
    not_before: int
    not_after: int
    certifier: bytes | None
    sets: bool
    counts_from: int | None

    def counts(self, at: int) -> bool:
        """Whether it counted at the place ``at``."""
        return self.counts_from is not None and self.counts_from <= at


@dataclass(slots=True)
class Track:
    """The history of one device."""

    member: bytes
    device: bytes
    ed25519: bytes
    x25519: bytes
    seq: int
    claims: list[Claim] = field(default_factory=list)
    revoked_at: int | None = None

    def claim(self, at: int) -> Claim:
        """The newest claim about it at the place ``at``, waiting or not."""
        return [claim for claim in self.claims if claim.seq <= at][-1]

    def counts(self, at: int) -> bool:
        """Whether it was endorsed where that is needed."""
        return self.claims[0].counts(at)

    def revoked(self, at: int) -> bool:
        """Whether it was revoked at the place ``at``."""
        return self.revoked_at is not None and self.revoked_at <= at


class Staff:
    """All devices and members of a chain, with their history."""

    def __init__(self) -> None:
        self._tracks: dict[bytes, Track] = {}
        self._claims: dict[bytes, list[Claim]] = {}
        self._devices: dict[bytes, list[Track]] = {}
        self._by_key: dict[bytes, Track] = {}
        self._by_keyid: dict[bytes, Track] = {}
        self._x25519: dict[bytes, int] = {}

    def apply(self, cert: Certificate, certifier: bytes | None) -> None:
        """Takes in a certificate that was judged; ``certifier`` is its signer's member, None for the root."""
        if cert.op == ADD:
            self._add(cert, certifier)
            return
        track = self._tracks[cert.device]
        if cert.op == REVOKE:
            track.revoked_at = cert.seq
        elif cert.op == ENDORSE:
            claim = track.claim(cert.seq)
            claim.counts_from = cert.seq if claim.counts_from is None else claim.counts_from
        else:
            waits = certifier is not None and cert.role == SUPERVISOR
            self._claim(track, cert, certifier, sets=True, waits=waits)

    def _add(self, cert: Certificate, certifier: bytes | None) -> None:
        track = Track(cert.member, cert.device, cert.ed25519, cert.x25519, cert.seq)
        others = self._devices.setdefault(cert.member, [])
        sets = all(other.revoked(cert.seq) for other in others)
        # A second device counts only once endorsed, after a revocation too: else who certifies could
        # revoke first and so put a device of his own in the place of anybody's.
        waits = certifier is not None and cert.role != COURIER and (cert.role == SUPERVISOR or bool(others))
        others.append(track)
        self._tracks[cert.device] = track
        if cert.ed25519 != NO_KEY:
            self._by_key[cert.ed25519] = track
            self._by_keyid[sha256(cert.ed25519)[:16]] = track
        if cert.x25519 != NO_KEY:
            self._x25519[cert.x25519] = cert.seq
        self._claim(track, cert, certifier, sets=sets, waits=waits)

    def _claim(
        self, track: Track, cert: Certificate, certifier: bytes | None, *, sets: bool, waits: bool
    ) -> None:
        since = None if waits else cert.seq
        claim = Claim(cert.seq, cert.role, cert.not_before, cert.not_after, certifier, sets, since)
        track.claims.append(claim)
        self._claims.setdefault(track.member, []).append(claim)

    def track(self, device: bytes, at: int) -> Track | None:
        """The device as it was certified up to the place ``at``."""
        track = self._tracks.get(device)
        return track if track is not None and track.seq <= at else None

    def track_of_key(self, ed25519: bytes, at: int) -> Track | None:
        """The device with that signing key."""
        track = self._by_key.get(ed25519)
        return track if track is not None and track.seq <= at else None

    def track_of_keyid(self, keyid: bytes, at: int) -> Track | None:
        """The device whose signing key hashes to ``keyid`` (16 B)."""
        track = self._by_keyid.get(keyid)
        return track if track is not None and track.seq <= at else None

    def tracks_of(self, member: bytes, at: int) -> list[Track]:
        """All devices of a member, revoked ones too, in the order of the chain."""
        return [track for track in self._devices.get(member, []) if track.seq <= at]

    def tracks(self, at: int) -> list[Track]:
        """All devices, revoked ones too, in the order of the chain."""
        return [track for track in self._tracks.values() if track.seq <= at]

    def has_x25519(self, key: bytes, at: int) -> bool:
        """Whether a device has had that key."""
        return self._x25519.get(key, at + 1) <= at

    def role_claim(self, member: bytes, at: int) -> Claim | None:
        """The claim from which the member has its role, None where nothing counts yet."""
        counted = [claim for claim in self._claims.get(member, []) if claim.counts(at)]
        return next((claim for claim in reversed(counted) if claim.sets), counted[-1] if counted else None)

    def further_role(self, member: bytes, at: int) -> int | None:
        """The role that a further device must repeat; None where the member has no device that is not revoked."""
        if all(track.revoked(at) for track in self.tracks_of(member, at)):
            return None
        counted = self.role_claim(member, at)
        return (
            counted.role if counted else [claim for claim in self._claims[member] if claim.seq <= at][-1].role
        )

    def device(self, track: Track, at: int) -> Device:
        """What the device was at the place ``at``."""
        counts = track.counts(at)
        role_claim = self.role_claim(track.member, at) if counts else None
        counted = [claim for claim in track.claims if claim.counts(at)] or track.claims[:1]
        return Device(
            member=track.member,
            device=track.device,
            role=role_claim.role if role_claim else track.claims[0].role,
            ed25519=track.ed25519,
            x25519=track.x25519,
            not_before=counted[-1].not_before,
            not_after=counted[-1].not_after,
            seq=track.seq,
            revoked_at_seq=track.revoked_at if track.revoked(at) else None,
            counts=counts,
        )
