"""The certificate chain: who is who (docs/spec/chain.md).

* A chain starts with a genesis in its one form, signed by the root, whose hash every device pins.
* Each further record names its place (seq) and the record before it (prev), and is signed by a key of the chain.
* Who may sign what, and what a record must say about earlier ones, is ``rights``.
* A second device of a member, and any supervisor, counts only once endorsed (``staff``).
* A record that was taken in stays.  Two valid records at one place are both kept, and no key is wrapped any more.

No key is ever taken on the server's word: every record is checked in full, by everybody, each time it is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from amanat_sync.errors import refuse
from amanat_sync.keys import sha256
from amanat_sync.records import INTEGER_TOP, Certificate, check_signature, decode
from amanat_sync.rights import check_alone, check_keys, judge
from amanat_sync.staff import (
    ADMIN,
    COURIER,
    FIELD,
    GENESIS,
    INTERPRETER,
    RECOVERY,
    SAFEGUARDING,
    SERVICE,
    SUPERVISOR,
    Device,
    Staff,
    Track,
)

__all__ = [
    "ADMIN",
    "COURIER",
    "FIELD",
    "INTERPRETER",
    "NO_END",
    "RECOVERY",
    "SAFEGUARDING",
    "SERVICE",
    "SKEW_MS",
    "SUPERVISOR",
    "Chain",
    "Device",
    "check_genesis",
    "org_of",
    "record_hash",
]

NO_END = INTEGER_TOP
"""A ``not_after`` that never comes."""
SKEW_MS = 300_000
"""How far a signer's clock may be ahead of the service's: as far as for the requests that carry the record."""


def record_hash(raw: bytes) -> bytes:
    """SHA-256 of a whole record, its signature included: what ``prev`` and every ``chain_head`` hold (32 B)."""
    return sha256(raw)


def org_of(genesis_raw: bytes) -> bytes:
    """The root hash, which is the service's name in every record: SHA-256("amanat/1/org" || genesis) (32 B)."""
    return sha256(b"amanat/1/org", genesis_raw)


def check_genesis(raw: bytes) -> Certificate:
    """The genesis that ``raw`` is; raises ``chain-genesis`` and the codes of every certificate."""
    cert = decode(Certificate, raw)
    zeros = (cert.role, cert.seq, *cert.org, *cert.prev, *cert.member, *cert.device, *cert.x25519)
    if cert.op != GENESIS or any(zeros) or cert.signer != cert.ed25519:
        raise refuse("chain-genesis")
    check_signature(Certificate, raw, cert.ed25519)
    return cert


class Chain:
    """A verified view of one service's chain; it only grows.  Made by ``start`` or ``load``."""

    def __init__(self, genesis: Certificate, raw: bytes) -> None:
        """Use ``start``: it checks the genesis first."""
        self._genesis = genesis
        self._org = org_of(raw)
        self._raws = [raw]
        self._certs = [genesis]
        self._seqs = {record_hash(raw): 0}
        self._staff = Staff()
        self._forks: dict[bytes, None] = {}
        self._awaited: set[bytes] = set()

    @classmethod
    def start(cls, genesis_raw: bytes, pinned: bytes | None = None) -> Chain:
        """The chain of a genesis; ``chain-root`` where the device pins the hash of another."""
        genesis = check_genesis(genesis_raw)
        if pinned is not None and org_of(genesis_raw) != pinned:
            raise refuse("chain-root")
        return cls(genesis, genesis_raw)

    @classmethod
    def load(cls, raws: Iterable[bytes], pinned: bytes | None = None) -> Chain:
        """The chain of records in their order, the genesis first, each checked as a reader checks it."""
        records = list(raws)
        if not records:
            raise refuse("chain-genesis")
        chain = cls.start(records[0], pinned)
        for raw in records[1:]:
            chain.append(raw)
        return chain

    @property
    def records(self) -> tuple[bytes, ...]:
        """The records in their order, as received."""
        return tuple(self._raws)

    @property
    def seq(self) -> int:
        """The place of the newest record."""
        return len(self._raws) - 1

    @property
    def head(self) -> bytes:
        """The hash of the newest record (32 B)."""
        return record_hash(self._raws[-1])

    @property
    def org(self) -> bytes:
        """The root hash (32 B)."""
        return self._org

    @property
    def root(self) -> bytes:
        """The root's Ed25519 public key."""
        return self._genesis.ed25519

    def claim_about(self, device: bytes) -> Certificate | None:
        """The newest ``add`` or ``re-role`` about a device: what an endorsement repeats."""
        track = self._staff.track(device, self.seq)
        return None if track is None else self._certs[track.claim(self.seq).seq]

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration service."""
        return self._genesis.flags == 1

    @property
    def forks(self) -> tuple[bytes, ...]:
        """Valid records that contradict one of ``records``: kept as proof."""
        return tuple(self._forks)

    @property
    def may_wrap(self) -> bool:
        """Whether keys may be wrapped: no fork was seen, and no head that ``expect`` named is missing here."""
        return not self._forks and not self._awaited

    def expect(self, head: bytes) -> None:
        """Notes a chain_head seen elsewhere; while its record is missing here no key is wrapped."""
        if head not in self._seqs:
            self._awaited.add(head)

    def seq_of(self, head: bytes) -> int | None:
        """The place of the record with that hash."""
        return self._seqs.get(head)

    def hash_at(self, seq: int) -> bytes:
        """The hash of the record at a place; ``IndexError`` beyond the newest."""
        return record_hash(self._raws[seq])

    def _at(self, head: bytes | None) -> int:
        return self.seq if head is None else self._seqs[head]

    def device(self, device: bytes, at: bytes | None = None) -> Device | None:
        """The device with that id; ``at`` = as of that chain_head (``KeyError`` where it is not known)."""
        return self._shown(self._staff.track(device, self._at(at)), self._at(at))

    def by_key(self, ed25519: bytes, at: bytes | None = None) -> Device | None:
        """The device with that signing key."""
        return self._shown(self._staff.track_of_key(ed25519, self._at(at)), self._at(at))

    def by_keyid(self, keyid: bytes, at: bytes | None = None) -> Device | None:
        """The device whose signing key's SHA-256 starts with ``keyid`` (16 B)."""
        return self._shown(self._staff.track_of_keyid(keyid, self._at(at)), self._at(at))

    def _shown(self, track: Track | None, at: int) -> Device | None:
        return None if track is None else self._staff.device(track, at)

    def devices(self, at: bytes | None = None) -> tuple[Device, ...]:
        """All devices in the order of the chain, those revoked or waiting for an endorsement too."""
        return tuple(self._staff.device(track, self._at(at)) for track in self._staff.tracks(self._at(at)))

    def devices_at(self, head: bytes) -> tuple[Device, ...]:
        """``devices`` as of a chain_head."""
        return self.devices(head)

    def devices_of(self, member: bytes, at: bytes | None = None) -> tuple[Device, ...]:
        """The devices of a member."""
        place = self._at(at)
        return tuple(self._staff.device(track, place) for track in self._staff.tracks_of(member, place))

    def member_role(self, member: bytes, at: bytes | None = None) -> int | None:
        """The newest role of a member that counts, also where all its devices are revoked; None where none does."""
        claim = self._staff.role_claim(member, self._at(at))
        return None if claim is None else claim.role

    def is_of_root(self, device: bytes) -> bool:
        """Whether the root has certified the device: then only the root revokes it."""
        track = self._staff.track(device, self.seq)
        return track is not None and track.claims[0].certifier is None

    def is_role_of_root(self, member: bytes) -> bool:
        """Whether the member's role is one that the root has given."""
        claim = self._staff.role_claim(member, self.seq)
        return claim is not None and claim.certifier is None

    def awaited_role(self, member: bytes) -> tuple[int, bytes] | None:
        """A role that was given to the member and waits for an endorsement, and by which device; None where none."""
        for track in self._staff.tracks_of(member, self.seq):
            claim = track.claim(self.seq)
            if track.counts(self.seq) and track.revoked_at is None and claim.counts_from is None:
                return claim.role, track.device
        return None

    def is_supervisor(self, member: bytes, at: bytes | None = None) -> bool:
        """Whether the member is an endorsed supervisor: one device of theirs is, and is not revoked."""
        return any(device.active and device.role == SUPERVISOR for device in self.devices_of(member, at))

    def _of_role(self, role: int) -> list[Track]:
        # Their role never changes, so the claim of the `add` tells it.
        tracks = self._staff.tracks(self.seq)
        return [track for track in reversed(tracks) if track.claims[0].role == role]

    @property
    def service_keys(self) -> tuple[bytes, ...]:
        """Every Ed25519 key of the service that was ever certified, newest first."""
        return tuple(track.ed25519 for track in self._of_role(SERVICE))

    @property
    def service_key(self) -> bytes | None:
        """The newest key of the service that is not revoked."""
        return next((t.ed25519 for t in self._of_role(SERVICE) if t.revoked_at is None), None)

    @property
    def recovery_key(self) -> bytes | None:
        """The newest X25519 recovery recipient that is not revoked."""
        return next((t.x25519 for t in self._of_role(RECOVERY) if t.revoked_at is None), None)

    def append(self, raw: bytes, now_ms: int | None = None) -> Certificate:
        """Checks a record in full and takes it in at the next place.

        With ``now_ms`` it is judged as the server does at receipt: the signer's time counts, and a place that is
        taken is ``chain-seq``.  Without, as a reader: time is not judged, and a second valid record at a taken
        place is kept in ``forks`` and raises ``chain-fork``.  The same record again changes nothing.
        Raises ``chain-*``; nothing was changed then but ``forks``.
        """
        cert = decode(Certificate, raw)
        if cert.seq <= self.seq and raw == self._raws[cert.seq]:
            return cert
        check_alone(cert)
        if cert.org != self._org:
            raise refuse("chain-org")
        self._check_place(cert, now_ms)
        check_keys(cert)
        check_signature(Certificate, raw, cert.signer)
        certifier = judge(self._staff, self.root, cert)
        if now_ms is not None:
            self._check_window(cert, now_ms)
        if cert.seq <= self.seq:
            self._forks[raw] = None
            raise refuse("chain-fork")
        self._take(raw, cert, certifier)
        return cert

    def append_all(self, raws: Iterable[bytes], now_ms: int | None = None) -> tuple[Certificate, ...]:
        """``append`` for several records, all or nothing."""
        before = len(self._raws)
        try:
            return tuple(self.append(raw, now_ms) for raw in raws)
        except BaseException:
            self._shorten(before)
            raise

    def _shorten(self, length: int) -> None:
        kept = list(zip(self._raws[1:length], self._certs[1:length], strict=True))
        if length == len(self._raws):
            return
        del self._raws[1:], self._certs[1:]
        self._seqs = {record_hash(self._raws[0]): 0}
        self._staff = Staff()
        for raw, cert in kept:
            signer = self._staff.track_of_key(cert.signer, self.seq)
            self._take(raw, cert, None if signer is None else signer.member)

    def _take(self, raw: bytes, cert: Certificate, certifier: bytes | None) -> None:
        self._staff.apply(cert, certifier)
        self._raws.append(raw)
        self._certs.append(cert)
        self._seqs[record_hash(raw)] = cert.seq
        self._awaited.discard(record_hash(raw))

    def _check_place(self, cert: Certificate, now_ms: int | None) -> None:
        if cert.seq <= self.seq and now_ms is not None:
            raise refuse("chain-seq")
        if not 1 <= cert.seq <= self.seq + 1 or cert.prev != self.hash_at(cert.seq - 1):
            raise refuse("chain-prev")

    def _check_window(self, cert: Certificate, now_ms: int) -> None:
        signer = self._genesis if cert.signer == self.root else self.by_key(cert.signer)
        if signer is None or not signer.not_before - SKEW_MS <= now_ms <= signer.not_after:
            raise refuse("chain-window")
