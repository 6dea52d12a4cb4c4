// Who has which keys and role, and since which place of the chain (docs/spec/chain.md).
// Staff is what certificates add up to.  It keeps the history of every device and member, so that each question can
// be asked as of a place in the chain.  It judges nothing: chain.ts decides what may be applied.
import { allZero, type Bytes } from './bytes';
import { hex } from './ids';
import { OPS, ROLES, type Certificate } from './records';

export const NO_MEMBER: Bytes = new Uint8Array(16);
export const NO_KEY: Bytes = new Uint8Array(32);

/**
 * One member's keys on one tablet or laptop, as of a place in the chain.  `role` is the member's role, or the one that
 * waits for an endorsement where `counts` is false; `active` = it counts and is not revoked up to that place.
 */
export interface Device {
  readonly member: Bytes;
  readonly device: Bytes;
  readonly role: number;
  readonly ed25519: Bytes;
  readonly x25519: Bytes;
  readonly not_before: number;
  readonly not_after: number;
  readonly seq: number;
  readonly revoked_at_seq: number | null;
  readonly counts: boolean;
  readonly active: boolean;
}

/**
 * What an `add` or a `re-role` says; it counts from the place `countsFrom`, null while it waits.  `certifier` is the
 * member who signed it, null for the root.  `sets` tells a claim that gives the member a role from one that repeats it
 * for a further device.
 */
export interface Claim {
  readonly seq: number;
  readonly role: number;
  readonly not_before: number;
  readonly not_after: number;
  readonly certifier: Bytes | null;
  readonly sets: boolean;
  countsFrom: number | null;
}

function claimCounts(claim: Claim, at: number): boolean {
  return claim.countsFrom !== null && claim.countsFrom <= at;
}

/** The history of one device; its first claim is that of its `add`. */
export class Track {
  readonly member: Bytes;
  readonly device: Bytes;
  readonly ed25519: Bytes;
  readonly x25519: Bytes;
  readonly seq: number;
  readonly first: Claim;
  readonly claims: Claim[];
  revokedAt: number | null = null;

  constructor(cert: Certificate, first: Claim) {
    this.member = cert.member;
    this.device = cert.device;
    this.ed25519 = cert.ed25519;
    this.x25519 = cert.x25519;
    this.seq = cert.seq;
    this.first = first;
    this.claims = [first];
  }

  /** The newest claim about it at the place `at`, waiting or not. */
  claim(at: number): Claim {
    return this.claims.findLast((claim) => claim.seq <= at) ?? this.first;
  }

  /** Whether it was endorsed where that is needed. */
  counts(at: number): boolean {
    return claimCounts(this.first, at);
  }

  /** Whether it was revoked at the place `at`. */
  revoked(at: number): boolean {
    return this.revokedAt !== null && this.revokedAt <= at;
  }
}

/** All devices and members of a chain, with their history. */
export class Staff {
  private readonly byDevice = new Map<string, Track>();
  private readonly byMember = new Map<string, Track[]>();
  private readonly claims = new Map<string, Claim[]>();
  private readonly byKey = new Map<string, Track>();
  private readonly byKeyid = new Map<string, Track>();
  private readonly agreementKeys = new Map<string, number>();

  /**
   * Takes in a certificate that was judged.  `certifier` is its signer's member, null for the root; `keyid` the first
   * 16 bytes of its signing key's SHA-256.
   */
  apply(cert: Certificate, certifier: Bytes | null, keyid: Bytes): void {
    if (cert.op === OPS.add) {
      this.add(cert, certifier, keyid);
      return;
    }
    const track = this.byDevice.get(hex(cert.device));
    if (track === undefined) throw new RangeError('a certificate about a device that is not here was not judged');
    if (cert.op === OPS.revoke) {
      track.revokedAt = cert.seq;
    } else if (cert.op === OPS.endorse) {
      const claim = track.claim(cert.seq);
      claim.countsFrom ??= cert.seq;
    } else {
      const waits = certifier !== null && cert.role === ROLES.supervisor;
      track.claims.push(this.claim(cert, certifier, true, waits));
    }
  }

  private add(cert: Certificate, certifier: Bytes | null, keyid: Bytes): void {
    const others = this.byMember.get(hex(cert.member)) ?? [];
    const sets = others.every((other) => other.revoked(cert.seq));
    // A second device counts only once endorsed, after a revocation too: else who certifies could revoke first and so
    // put a device of his own in the place of anybody's.
    const second = cert.role === ROLES.supervisor || others.length > 0;
    const waits = certifier !== null && cert.role !== ROLES.courier && second;
    const track = new Track(cert, this.claim(cert, certifier, sets, waits));
    this.byMember.set(hex(cert.member), [...others, track]);
    this.byDevice.set(hex(cert.device), track);
    if (!allZero(cert.ed25519)) {
      this.byKey.set(hex(cert.ed25519), track);
      this.byKeyid.set(hex(keyid), track);
    }
    if (!allZero(cert.x25519)) this.agreementKeys.set(hex(cert.x25519), cert.seq);
  }

  private claim(cert: Certificate, certifier: Bytes | null, sets: boolean, waits: boolean): Claim {
    const { seq, role, not_before, not_after } = cert;
    const claim: Claim = { seq, role, not_before, not_after, certifier, sets, countsFrom: waits ? null : seq };
    const member = hex(cert.member);
    this.claims.set(member, [...(this.claims.get(member) ?? []), claim]);
    return claim;
  }

  /** The device as it was certified up to the place `at`. */
  track(device: Uint8Array, at: number): Track | null {
    return upTo(this.byDevice.get(hex(device)), at);
  }

  /** The device with that signing key. */
  trackOfKey(ed25519: Uint8Array, at: number): Track | null {
    return upTo(this.byKey.get(hex(ed25519)), at);
  }

  /** The device whose signing key hashes to `keyid` (16 B). */
  trackOfKeyid(keyid: Uint8Array, at: number): Track | null {
    return upTo(this.byKeyid.get(hex(keyid)), at);
  }

  /** All devices of a member, revoked ones too, in the order of the chain. */
  tracksOf(member: Uint8Array, at: number): Track[] {
    return (this.byMember.get(hex(member)) ?? []).filter((track) => track.seq <= at);
  }

  /** All devices, revoked ones too, in the order of the chain. */
  tracks(at: number): Track[] {
    return [...this.byDevice.values()].filter((track) => track.seq <= at);
  }

  /** Whether a device has had that key. */
  hasX25519(key: Uint8Array, at: number): boolean {
    const seq = this.agreementKeys.get(hex(key));
    return seq !== undefined && seq <= at;
  }

  /** The claim from which the member has its role, null where nothing counts yet. */
  roleClaim(member: Uint8Array, at: number): Claim | null {
    const counted = (this.claims.get(hex(member)) ?? []).filter((claim) => claimCounts(claim, at));
    return counted.findLast((claim) => claim.sets) ?? counted.at(-1) ?? null;
  }

  /** The role that a further device must repeat; null where the member has no device that is not revoked. */
  furtherRole(member: Uint8Array, at: number): number | null {
    if (this.tracksOf(member, at).every((track) => track.revoked(at))) return null;
    const newest = (this.claims.get(hex(member)) ?? []).findLast((claim) => claim.seq <= at);
    return (this.roleClaim(member, at) ?? newest)?.role ?? null;
  }

  /** What the device was at the place `at`. */
  device(track: Track, at: number): Device {
    const counts = track.counts(at);
    const roleClaim = counts ? this.roleClaim(track.member, at) : null;
    const window = track.claims.findLast((claim) => claimCounts(claim, at)) ?? track.first;
    const revoked = track.revoked(at);
    return {
      member: track.member,
      device: track.device,
      role: (roleClaim ?? track.first).role,
      ed25519: track.ed25519,
      x25519: track.x25519,
      not_before: window.not_before,
      not_after: window.not_after,
      seq: track.seq,
      revoked_at_seq: revoked ? track.revokedAt : null,
      counts,
      active: counts && !revoked,
    };
  }
}

function upTo(track: Track | undefined, at: number): Track | null {
  return track !== undefined && track.seq <= at ? track : null;
}
