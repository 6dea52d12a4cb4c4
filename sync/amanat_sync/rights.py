"""Who may sign which certificate, and what it must say about earlier ones (docs/spec/chain.md).

``RIGHTS`` is the whole of who signs what.  ``judge`` asks it as of the place before the record's own, so that a
second record at a taken place is judged as the first one was.
"""

from __future__ import annotations

from amanat_sync.errors import refuse
from amanat_sync.keys import ed25519_is_sound, x25519_is_sound
from amanat_sync.records import Certificate
from amanat_sync.staff import (
    ADD,
    ADMIN,
    COURIER,
    ENDORSE,
    FIELD,
    GENESIS,
    INTERPRETER,
    NO_KEY,
    NO_MEMBER,
    RECOVERY,
    REROLE,
    REVOKE,
    ROTATE_ROOT,
    SAFEGUARDING,
    SERVICE,
    SUPERVISOR,
    Device,
    Staff,
    Track,
)

WORKERS = frozenset({FIELD, SUPERVISOR, INTERPRETER})
PEOPLE = WORKERS | {ADMIN, SAFEGUARDING}
EVERYBODY = PEOPLE | {SERVICE, RECOVERY, COURIER}

RIGHTS: dict[tuple[str, int], frozenset[int]] = {
    ("root", ADD): EVERYBODY,
    ("root", REVOKE): EVERYBODY,
    ("root", REROLE): PEOPLE,
    ("root", ENDORSE): PEOPLE,
    ("admin", ADD): WORKERS | {COURIER},
    ("admin", REVOKE): EVERYBODY,
    ("admin", REROLE): WORKERS,
    ("another admin", ENDORSE): PEOPLE,
    ("own other device", ENDORSE): PEOPLE,
}
"""Who signs what: signer and operation, and the roles that a record may give or take.  Nobody else signs anything.

*Another* admin is another member than the one who certified.  What the root certified only the root revokes.
"""


def check_alone(cert: Certificate) -> None:
    """What a record that is no genesis must be whatever stands before it."""
    if cert.op == ROTATE_ROOT:
        raise refuse("chain-reserved")
    if cert.op == GENESIS:
        raise refuse("chain-genesis")
    if cert.role == 0:
        raise refuse("chain-enum")
    if cert.flags:
        raise refuse("chain-unknown-flag")


def check_keys(cert: Certificate) -> None:
    """The keys and ids that an ``add`` brings: sound, or zeros exactly where a role has none."""
    if cert.op != ADD:
        return
    if cert.role == COURIER and cert.member != NO_MEMBER:
        raise refuse("chain-zeros")
    if cert.device == NO_MEMBER or (cert.role != COURIER and cert.member == NO_MEMBER):
        raise refuse("chain-id")
    if cert.role == RECOVERY:
        if cert.ed25519 != NO_KEY:
            raise refuse("chain-zeros")
    elif not ed25519_is_sound(cert.ed25519):
        raise refuse("chain-key")
    if cert.role in (SERVICE, COURIER):
        if cert.x25519 != NO_KEY:
            raise refuse("chain-zeros")
    elif not x25519_is_sound(cert.x25519):
        raise refuse("chain-key")


def judge(staff: Staff, root: bytes, cert: Certificate) -> bytes | None:
    """The member who certifies, None for the root; raises ``chain-*`` where the record may not stand at its place."""
    at = cert.seq - 1
    signer = None if cert.signer == root else _signer(staff, cert.signer, at)
    target = None
    if cert.op == ADD:
        _check_new(staff, root, cert, at)
    else:
        target = _target(staff, cert, at)
        _check_repeated(staff, cert, target, at)
    if cert.role not in RIGHTS["root", cert.op]:
        raise refuse("chain-role")
    if not any(cert.role in RIGHTS.get((who, cert.op), ()) for who in _standings(cert, signer, target, at)):
        raise refuse("chain-endorse" if cert.op == ENDORSE else "chain-signer")
    if signer is not None and target is not None:
        _check_reach(staff, cert, target, at)
    return None if signer is None else signer.member


def _signer(staff: Staff, key: bytes, at: int) -> Device:
    track = staff.track_of_key(key, at)
    if track is None:
        raise refuse("chain-signer-unknown")
    if track.revoked(at):
        raise refuse("chain-signer-revoked")
    if not track.counts(at):
        raise refuse("chain-signer")
    return staff.device(track, at)


def _check_new(staff: Staff, root: bytes, cert: Certificate, at: int) -> None:
    if (
        staff.track(cert.device, at) is not None
        or cert.ed25519 == root
        or staff.track_of_key(cert.ed25519, at) is not None
        or staff.has_x25519(cert.x25519, at)
    ):
        raise refuse("chain-repeat")
    # A member has one role: another one is given by a re-role.
    if staff.further_role(cert.member, at) not in (None, cert.role):
        raise refuse("chain-role")


def _target(staff: Staff, cert: Certificate, at: int) -> Track:
    target = staff.track(cert.device, at)
    if target is None or target.member != cert.member or target.revoked(at):
        raise refuse("chain-target")
    if (target.ed25519, target.x25519) != (cert.ed25519, cert.x25519):
        raise refuse("chain-keys")
    return target


def _check_repeated(staff: Staff, cert: Certificate, target: Track, at: int) -> None:
    """What a record repeats of the one it is about."""
    role = staff.device(target, at).role
    claim = target.claim(at)
    if cert.op == REVOKE and cert.role != role:
        raise refuse("chain-role")
    if cert.op == REROLE:
        # Who waits for an endorsement has no role yet that could be changed.
        if not target.counts(at):
            raise refuse("chain-target")
        # The zeros of service, recovery and courier fit no other role.
        if role not in RIGHTS["root", REROLE]:
            raise refuse("chain-role")
    if cert.op == ENDORSE:
        if cert.role != claim.role:
            raise refuse("chain-role")
        if (cert.not_before, cert.not_after) != (claim.not_before, claim.not_after):
            raise refuse("chain-keys")


def _standings(cert: Certificate, signer: Device | None, target: Track | None, at: int) -> set[str]:
    """As whom the signer signs, in the words of ``RIGHTS``."""
    if signer is None:
        return {"root"}
    standings = set()
    if signer.role == ADMIN:
        standings.add("admin")
        if target is not None and target.claim(at).certifier != signer.member:
            standings.add("another admin")
    if signer.member == cert.member and signer.device != cert.device:
        standings.add("own other device")
    return standings


def _check_reach(staff: Staff, cert: Certificate, target: Track, at: int) -> None:
    """What an admin may not touch: what the root certified, and roles that are not his to give."""
    # Couriers share the member of zeros, so what the root said about one of them says nothing about another.
    role = None if cert.role == COURIER else staff.role_claim(target.member, at)
    of_root = target.claims[0].certifier is None or (role is not None and role.certifier is None)
    if cert.op == REVOKE and of_root:
        raise refuse("chain-signer")
    if cert.op == REROLE and staff.device(target, at).role not in RIGHTS["admin", REROLE]:
        raise refuse("chain-signer")
