// The certificate chain: who is who (docs/spec/chain.md).
// A chain starts with a genesis in its one form, signed by the root, whose hash every device pins.  Each further record
// names its place (seq) and the record before it (prev), and is signed by a key of the chain (rights.ts).  A record
// that was taken in stays.  Two valid records at one place are both kept, and no key is wrapped any more.
// No key is ever taken on the server's word: every record is checked in full, by everybody, each time it is read.
import { allZero, ascii, concat, same, type Bytes } from './bytes';
import { refuse } from './errors';
import { hex } from './ids';
import type { Primitives } from './primitives';
import { Certificate, checkSignature, decode, OPS, ROLES } from './records';
import { checkAlone, checkKeys, judge } from './rights';
import { Staff, type Device, type Track } from './staff';

export type { Device } from './staff';

/** A `not_after` that never comes. */
export const NO_END = Number.MAX_SAFE_INTEGER;
/** How far a signer's clock may be ahead of the service's: as far as for the requests that carry the record. */
export const SKEW_MS = 300_000;

/** SHA-256 of a whole record, its signature included: what `prev` and every `chain_head` hold (32 B). */
export async function recordHash(raw: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.sha256(raw);
}

/** The root hash, the service's name in every record: SHA-256("amanat/1/org" || genesis) (32 B). */
export async function orgOf(genesisRaw: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.sha256(concat(ascii('amanat/1/org'), genesisRaw));
}

/** The genesis that `raw` is; throws `chain-genesis` and the codes of every certificate. */
export async function checkGenesis(raw: Bytes, primitives: Primitives): Promise<Certificate> {
  const cert = decode(Certificate, raw);
  const zeros = [cert.org, cert.prev, cert.member, cert.device, cert.x25519].every(allZero);
  if (cert.op !== OPS.genesis || cert.role !== 0 || cert.seq !== 0 || !zeros || !same(cert.signer, cert.ed25519)) {
    throw refuse('chain-genesis');
  }
  await checkSignature(Certificate, raw, cert.ed25519, primitives);
  return cert;
}

interface Entry {
  readonly raw: Bytes;
  readonly cert: Certificate;
  readonly hash: Bytes;
  readonly keyid: Bytes;
}

/** A verified view of one service's chain; it only grows.  Made by `start` or `load`. */
export class Chain {
  readonly org: Bytes;
  private readonly genesis: Entry;
  private later: Entry[] = [];
  private seqs: Map<string, number>;
  private staff = new Staff();
  private readonly forked = new Map<string, Bytes>();
  private readonly awaited = new Set<string>();
  private readonly primitives: Primitives;

  private constructor(genesis: Entry, org: Bytes, primitives: Primitives) {
    this.genesis = genesis;
    this.org = org;
    this.seqs = new Map([[hex(genesis.hash), 0]]);
    this.primitives = primitives;
  }

  /** The chain of a genesis; `chain-root` where the device pins the hash of another. */
  static async start(genesisRaw: Bytes, pinned: Bytes | null, primitives: Primitives): Promise<Chain> {
    const cert = await checkGenesis(genesisRaw, primitives);
    const org = await orgOf(genesisRaw, primitives);
    if (pinned !== null && !same(org, pinned)) throw refuse('chain-root');
    const raw = genesisRaw.slice();
    const hash = await recordHash(raw, primitives);
    return new Chain({ raw, cert, hash, keyid: await keyidOf(cert, primitives) }, org, primitives);
  }

  /** The chain of records in their order, the genesis first, each checked as a reader checks it. */
  static async load(raws: readonly Bytes[], pinned: Bytes | null, primitives: Primitives): Promise<Chain> {
    const [first, ...rest] = raws;
    if (first === undefined) throw refuse('chain-genesis');
    const chain = await Chain.start(first, pinned, primitives);
    for (const raw of rest) await chain.append(raw);
    return chain;
  }

  /** The records in their order, as received. */
  get records(): readonly Bytes[] {
    return [this.genesis, ...this.later].map((entry) => entry.raw);
  }

  /** The place of the newest record. */
  get seq(): number {
    return this.later.length;
  }

  /** The hash of the newest record (32 B). */
  get head(): Bytes {
    return (this.later.at(-1) ?? this.genesis).hash;
  }

  /** The root's Ed25519 public key. */
  get root(): Bytes {
    return this.genesis.cert.ed25519;
  }

  /** Whether this is a demonstration service. */
  get demo(): boolean {
    return this.genesis.cert.flags === 1;
  }

  /** Valid records that contradict one of `records`: kept as proof. */
  get forks(): readonly Bytes[] {
    return [...this.forked.values()];
  }

  /** Whether keys may be wrapped: no fork was seen, and no head that `expect` named is missing here. */
  get mayWrap(): boolean {
    return this.forked.size === 0 && this.awaited.size === 0;
  }

  /** Notes a chain_head seen elsewhere; while its record is missing here no key is wrapped. */
  expect(head: Uint8Array): void {
    if (!this.seqs.has(hex(head))) this.awaited.add(hex(head));
  }

  /** The place of the record with that hash, null where it is not here. */
  seqOf(head: Uint8Array): number | null {
    return this.seqs.get(hex(head)) ?? null;
  }

  /** The hash of the record at a place; throws RangeError beyond the newest. */
  hashAt(seq: number): Bytes {
    return this.entry(seq).hash;
  }

  private entry(seq: number): Entry {
    const entry = seq === 0 ? this.genesis : this.later[seq - 1];
    if (entry === undefined) throw new RangeError('no record has that place');
    return entry;
  }

  private at(head: Uint8Array | null): number {
    const at = head === null ? this.seq : this.seqOf(head);
    if (at === null) throw new RangeError('that chain_head is not known here');
    return at;
  }

  /** The newest `add` or `re-role` about a device: what an endorsement repeats. */
  claimAbout(device: Uint8Array): Certificate | null {
    const track = this.staff.track(device, this.seq);
    return track === null ? null : this.entry(track.claim(this.seq).seq).cert;
  }

  /** The device with that id; `at` = as of that chain_head (throws RangeError where it is not known). */
  device(device: Uint8Array, at: Uint8Array | null = null): Device | null {
    return this.shown(this.staff.track(device, this.at(at)), this.at(at));
  }

  /** The device with that signing key. */
  byKey(ed25519: Uint8Array, at: Uint8Array | null = null): Device | null {
    return this.shown(this.staff.trackOfKey(ed25519, this.at(at)), this.at(at));
  }

  /** The device whose signing key's SHA-256 starts with `keyid` (16 B). */
  byKeyid(keyid: Uint8Array, at: Uint8Array | null = null): Device | null {
    return this.shown(this.staff.trackOfKeyid(keyid, this.at(at)), this.at(at));
  }

  private shown(track: Track | null, at: number): Device | null {
    return track === null ? null : this.staff.device(track, at);
  }

  /** All devices in the order of the chain, those revoked or waiting for an endorsement too. */
  devices(at: Uint8Array | null = null): Device[] {
    const place = this.at(at);
    return this.staff.tracks(place).map((track) => this.staff.device(track, place));
  }

  /** `devices` as of a chain_head. */
  devicesAt(head: Uint8Array): Device[] {
    return this.devices(head);
  }

  /** The devices of a member. */
  devicesOf(member: Uint8Array, at: Uint8Array | null = null): Device[] {
    const place = this.at(at);
    return this.staff.tracksOf(member, place).map((track) => this.staff.device(track, place));
  }

  /** The newest role of a member that counts, also where all its devices are revoked; null where none does. */
  memberRole(member: Uint8Array, at: Uint8Array | null = null): number | null {
    return this.staff.roleClaim(member, this.at(at))?.role ?? null;
  }

  /** Whether the root has certified the device: then only the root revokes it. */
  isOfRoot(device: Uint8Array): boolean {
    const track = this.staff.track(device, this.seq);
    return track !== null && track.first.certifier === null;
  }

  /** Whether the member's role is one that the root has given. */
  isRoleOfRoot(member: Uint8Array): boolean {
    const claim = this.staff.roleClaim(member, this.seq);
    return claim !== null && claim.certifier === null;
  }

  /** A role that was given to the member and waits for an endorsement; null where none does. */
  awaitedRole(member: Uint8Array): { readonly role: number; readonly device: Bytes } | null {
    for (const track of this.staff.tracksOf(member, this.seq)) {
      const { countsFrom, role } = track.claim(this.seq);
      const waits = track.counts(this.seq) && track.revokedAt === null && countsFrom === null;
      if (waits) return { role, device: track.device };
    }
    return null;
  }

  /** Whether the member is an endorsed supervisor: one device of theirs is, and is not revoked. */
  isSupervisor(member: Uint8Array, at: Uint8Array | null = null): boolean {
    return this.devicesOf(member, at).some((device) => device.active && device.role === ROLES.supervisor);
  }

  private ofRole(role: number): Track[] {
    // Their role never changes, so the claim of the `add` tells it.
    return this.staff
      .tracks(this.seq)
      .filter((track) => track.first.role === role)
      .reverse();
  }

  /** Every Ed25519 key of the service that was ever certified, newest first. */
  get serviceKeys(): readonly Bytes[] {
    return this.ofRole(ROLES.service).map((track) => track.ed25519);
  }

  /** The newest key of the service that is not revoked. */
  get serviceKey(): Bytes | null {
    return this.ofRole(ROLES.service).find((track) => track.revokedAt === null)?.ed25519 ?? null;
  }

  /** The newest X25519 recovery recipient that is not revoked. */
  get recoveryKey(): Bytes | null {
    return this.ofRole(ROLES.recovery).find((track) => track.revokedAt === null)?.x25519 ?? null;
  }

  /**
   * Checks a record in full and takes it in at the next place.  With `nowMs` it is judged as the server does at
   * receipt: the signer's time counts, and a place that is taken is `chain-seq`.  Without, as a reader: time is not
   * judged, and a second valid record at a taken place is kept in `forks` and throws `chain-fork`.  The same record
   * again changes nothing.  Throws `chain-*`; nothing was changed then but `forks`.
   */
  async append(raw: Bytes, nowMs: number | null = null): Promise<Certificate> {
    const own = raw.slice();
    const cert = decode(Certificate, own);
    if (cert.seq <= this.seq && same(own, this.entry(cert.seq).raw)) return cert;
    checkAlone(cert);
    if (!same(cert.org, this.org)) throw refuse('chain-org');
    this.checkPlace(cert, nowMs);
    await checkKeys(cert, this.primitives);
    await checkSignature(Certificate, own, cert.signer, this.primitives);
    const hash = await recordHash(own, this.primitives);
    const keyid = await keyidOf(cert, this.primitives);
    // Another record may have come in while this one was checked; from here on nothing waits.
    if (cert.seq <= this.seq && same(own, this.entry(cert.seq).raw)) return cert;
    this.checkPlace(cert, nowMs);
    const certifier = judge(this.staff, this.root, cert);
    if (nowMs !== null) this.checkWindow(cert, nowMs);
    if (cert.seq <= this.seq) {
      this.forked.set(hex(hash), own);
      throw refuse('chain-fork');
    }
    this.take({ raw: own, cert, hash, keyid }, certifier);
    return cert;
  }

  /** `append` for several records, all or nothing. */
  async appendAll(raws: readonly Bytes[], nowMs: number | null = null): Promise<Certificate[]> {
    const before = this.later.length;
    try {
      const taken: Certificate[] = [];
      for (const raw of raws) taken.push(await this.append(raw, nowMs));
      return taken;
    } catch (fault) {
      this.shorten(before);
      throw fault;
    }
  }

  private shorten(length: number): void {
    if (length === this.later.length) return;
    const kept = this.later.slice(0, length);
    this.later = [];
    this.seqs = new Map([[hex(this.genesis.hash), 0]]);
    this.staff = new Staff();
    for (const entry of kept) {
      this.take(entry, this.staff.trackOfKey(entry.cert.signer, this.seq)?.member ?? null);
    }
  }

  private take(entry: Entry, certifier: Bytes | null): void {
    this.staff.apply(entry.cert, certifier, entry.keyid);
    this.later.push(entry);
    this.seqs.set(hex(entry.hash), entry.cert.seq);
    this.awaited.delete(hex(entry.hash));
  }

  private checkPlace(cert: Certificate, nowMs: number | null): void {
    if (cert.seq <= this.seq && nowMs !== null) throw refuse('chain-seq');
    if (cert.seq < 1 || cert.seq > this.seq + 1) throw refuse('chain-prev');
    if (!same(cert.prev, this.hashAt(cert.seq - 1))) throw refuse('chain-prev');
  }

  private checkWindow(cert: Certificate, nowMs: number): void {
    const signer = same(cert.signer, this.root) ? this.genesis.cert : this.byKey(cert.signer);
    if (signer === null || nowMs < signer.not_before - SKEW_MS || nowMs > signer.not_after) {
      throw refuse('chain-window');
    }
  }
}

async function keyidOf(cert: Certificate, primitives: Primitives): Promise<Bytes> {
  return (await primitives.sha256(cert.ed25519)).slice(0, 16);
}
