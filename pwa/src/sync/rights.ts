// Who may sign which certificate, and what it must say about earlier ones (docs/spec/chain.md).
// RIGHTS is the whole of who signs what.  judge() asks it as of the place before the record's own, so that a second
// record at a taken place is judged as the first one was.
import { allZero, same, type Bytes } from './bytes';
import { refuse } from './errors';
import { ed25519IsSound, x25519IsSound } from './keys';
import type { Primitives } from './primitives';
import { OPS, ROLES, type Certificate } from './records';
import { NO_KEY, NO_MEMBER, type Device, type Staff, type Track } from './staff';

/** As whom a signer signs; *another* admin is another member than the one who certified. */
type Standing = 'root' | 'admin' | 'another admin' | 'own other device';
type Op = 'add' | 'revoke' | 're-role' | 'endorse';

const WORKERS: readonly number[] = [ROLES.field, ROLES.supervisor, ROLES.interpreter];
export const PEOPLE: readonly number[] = [...WORKERS, ROLES.admin, ROLES.safeguarding];
const EVERYBODY: readonly number[] = [...PEOPLE, ROLES.service, ROLES.recovery, ROLES.courier];

/**
 * Who signs what: signer and operation, and the roles that a record may give or take.  Nobody else signs anything.
 * What the root certified only the root revokes.
 */
const RIGHTS: Readonly<Record<Standing, Partial<Readonly<Record<Op, readonly number[]>>>>> = {
  root: { add: EVERYBODY, revoke: EVERYBODY, 're-role': PEOPLE, endorse: PEOPLE },
  admin: { add: [...WORKERS, ROLES.courier], revoke: EVERYBODY, 're-role': WORKERS },
  'another admin': { endorse: PEOPLE },
  'own other device': { endorse: PEOPLE },
};

const OP_NAMES: Readonly<Record<number, Op>> = {
  [OPS.add]: 'add',
  [OPS.revoke]: 'revoke',
  [OPS['re-role']]: 're-role',
  [OPS.endorse]: 'endorse',
};

function roles(standing: Standing, op: number): readonly number[] {
  const name = OP_NAMES[op];
  return (name === undefined ? undefined : RIGHTS[standing][name]) ?? [];
}

/** What a record that is no genesis must be whatever stands before it. */
export function checkAlone(cert: Certificate): void {
  if (cert.op === OPS['rotate-root']) throw refuse('chain-reserved');
  if (cert.op === OPS.genesis) throw refuse('chain-genesis');
  if (cert.role === 0) throw refuse('chain-enum');
  if (cert.flags !== 0) throw refuse('chain-unknown-flag');
}

/** The keys and ids that an `add` brings: sound, or zeros exactly where a role has none. */
export async function checkKeys(cert: Certificate, primitives: Primitives): Promise<void> {
  if (cert.op !== OPS.add) return;
  const courier = cert.role === ROLES.courier;
  if (courier && !same(cert.member, NO_MEMBER)) throw refuse('chain-zeros');
  if (allZero(cert.device) || (!courier && allZero(cert.member))) throw refuse('chain-id');
  if (cert.role === ROLES.recovery) {
    if (!same(cert.ed25519, NO_KEY)) throw refuse('chain-zeros');
  } else if (!ed25519IsSound(cert.ed25519)) {
    throw refuse('chain-key');
  }
  if (cert.role === ROLES.service || courier) {
    if (!same(cert.x25519, NO_KEY)) throw refuse('chain-zeros');
  } else if (!(await x25519IsSound(cert.x25519, primitives))) {
    throw refuse('chain-key');
  }
}

/** The member who certifies, null for the root; throws `chain-*` where the record may not stand at its place. */
export function judge(staff: Staff, root: Bytes, cert: Certificate): Bytes | null {
  const at = cert.seq - 1;
  const signer = same(cert.signer, root) ? null : signerOf(staff, cert.signer, at);
  let target: Track | null = null;
  if (cert.op === OPS.add) {
    checkNew(staff, root, cert, at);
  } else {
    target = targetOf(staff, cert, at);
    checkRepeated(staff, cert, target, at);
  }
  if (!roles('root', cert.op).includes(cert.role)) throw refuse('chain-role');
  if (!standings(cert, signer, target, at).some((standing) => roles(standing, cert.op).includes(cert.role))) {
    throw refuse(cert.op === OPS.endorse ? 'chain-endorse' : 'chain-signer');
  }
  if (signer !== null && target !== null) checkReach(staff, cert, target, at);
  return signer === null ? null : signer.member;
}

function signerOf(staff: Staff, key: Bytes, at: number): Device {
  const track = staff.trackOfKey(key, at);
  if (track === null) throw refuse('chain-signer-unknown');
  if (track.revoked(at)) throw refuse('chain-signer-revoked');
  if (!track.counts(at)) throw refuse('chain-signer');
  return staff.device(track, at);
}

function checkNew(staff: Staff, root: Bytes, cert: Certificate, at: number): void {
  if (
    staff.track(cert.device, at) !== null ||
    same(cert.ed25519, root) ||
    staff.trackOfKey(cert.ed25519, at) !== null ||
    staff.hasX25519(cert.x25519, at)
  ) {
    throw refuse('chain-repeat');
  }
  // A member has one role: another one is given by a re-role.
  const role = staff.furtherRole(cert.member, at);
  if (role !== null && role !== cert.role) throw refuse('chain-role');
}

function targetOf(staff: Staff, cert: Certificate, at: number): Track {
  const target = staff.track(cert.device, at);
  if (target === null || !same(target.member, cert.member) || target.revoked(at)) throw refuse('chain-target');
  if (!same(target.ed25519, cert.ed25519) || !same(target.x25519, cert.x25519)) throw refuse('chain-keys');
  return target;
}

/** What a record repeats of the one it is about. */
function checkRepeated(staff: Staff, cert: Certificate, target: Track, at: number): void {
  const { role } = staff.device(target, at);
  const claim = target.claim(at);
  if (cert.op === OPS.revoke && cert.role !== role) throw refuse('chain-role');
  if (cert.op === OPS['re-role']) {
    // Who waits for an endorsement has no role yet that could be changed.
    if (!target.counts(at)) throw refuse('chain-target');
    // The zeros of service, recovery and courier fit no other role.
    if (!roles('root', cert.op).includes(role)) throw refuse('chain-role');
  }
  if (cert.op === OPS.endorse) {
    if (cert.role !== claim.role) throw refuse('chain-role');
    if (cert.not_before !== claim.not_before || cert.not_after !== claim.not_after) throw refuse('chain-keys');
  }
}

/** As whom the signer signs. */
function standings(cert: Certificate, signer: Device | null, target: Track | null, at: number): Standing[] {
  if (signer === null) return ['root'];
  const found: Standing[] = [];
  if (signer.role === ROLES.admin) {
    found.push('admin');
    const certifier = target?.claim(at).certifier ?? null;
    if (target !== null && (certifier === null || !same(certifier, signer.member))) found.push('another admin');
  }
  if (same(signer.member, cert.member) && !same(signer.device, cert.device)) found.push('own other device');
  return found;
}

/** What an admin may not touch: what the root certified, and roles that are not his to give. */
function checkReach(staff: Staff, cert: Certificate, target: Track, at: number): void {
  // Couriers share the member of zeros, so what the root said about one of them says nothing about another.
  const role = cert.role === ROLES.courier ? null : staff.roleClaim(target.member, at);
  const ofRoot = target.first.certifier === null || (role !== null && role.certifier === null);
  if (cert.op === OPS.revoke && ofRoot) throw refuse('chain-signer');
  if (cert.op === OPS['re-role'] && !roles('admin', cert.op).includes(staff.device(target, at).role)) {
    throw refuse('chain-signer');
  }
}
