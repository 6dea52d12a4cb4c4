// Case rolls: who is in a case (docs/spec/roll.md).
// One roll per case and place; roll 0 is signed by who opens the case and names an endorsed supervisor; a later one is
// signed by a supervisor of the roll before it, by safeguarding where none is left; the service case's by admins.
// Whoever is removed ends the epoch: a new one has a new recipient, and only then does the recipient change.
// Names and roles are those of the chain at chain_head.  The signer's right is judged there by every reader, and by the
// server also at receipt.
import { compare, same, type Bytes } from './bytes';
import { recordHash, type Chain, type Device } from './chain';
import { refuse } from './errors';
import { hex } from './ids';
import { x25519IsSound } from './keys';
import type { Primitives } from './primitives';
import { checkSignature, decode, Roll, ROLES, sign, type RollMember } from './records';

const NO_PREV: Bytes = new Uint8Array(32);
const NO_MEMBERS: readonly number[] = [ROLES.service, ROLES.recovery, ROLES.courier];

/** The id of the case that holds the service's names and settings: the first 16 bytes of org. */
export function serviceCaseOf(org: Bytes): Bytes {
  return org.slice(0, 16);
}

/** Whether a case is the service case. */
export function isServiceCase(org: Bytes, id: Bytes): boolean {
  return same(id, serviceCaseOf(org));
}

interface Entry {
  readonly raw: Bytes;
  readonly roll: Roll;
  readonly hash: Bytes;
}

/** The verified rolls of one case; they only grow. */
export class Rolls {
  readonly org: Bytes;
  readonly case: Bytes;
  private readonly entries: Entry[] = [];
  private readonly forked = new Map<string, Bytes>();
  private readonly primitives: Primitives;

  constructor(org: Bytes, id: Bytes, primitives: Primitives) {
    this.org = org;
    this.case = id;
    this.primitives = primitives;
  }

  /** The rolls of a case in their order, each checked as a reader checks it. */
  static async load(
    org: Bytes,
    id: Bytes,
    raws: readonly Bytes[],
    chain: Chain,
    primitives: Primitives,
  ): Promise<Rolls> {
    const rolls = new Rolls(org, id, primitives);
    for (const raw of raws) await rolls.append(raw, chain);
    return rolls;
  }

  /** Whether this is the service case. */
  get isService(): boolean {
    return isServiceCase(this.org, this.case);
  }

  /** The place of the newest roll; -1 where there is none. */
  get seq(): number {
    return this.entries.length - 1;
  }

  /** The rolls as received. */
  get raws(): readonly Bytes[] {
    return this.entries.map((entry) => entry.raw);
  }

  /** The rolls in their order. */
  get records(): readonly Roll[] {
    return this.entries.map((entry) => entry.roll);
  }

  /** The newest roll, null where there is none. */
  get newest(): Roll | null {
    return this.entries.at(-1)?.roll ?? null;
  }

  /** SHA-256 of the newest roll; 32 zero bytes where there is none. */
  get newestHash(): Bytes {
    return this.entries.at(-1)?.hash ?? NO_PREV;
  }

  /** Valid rolls that contradict one of `raws`: kept as proof. */
  get forks(): readonly Bytes[] {
    return [...this.forked.values()];
  }

  /** Whether keys of this case may be wrapped, as far as its rolls say: no fork was seen. */
  get mayWrap(): boolean {
    return this.forked.size === 0;
  }

  /** The members of the newest roll, by their ids in hex, with their roles. */
  get members(): ReadonlyMap<string, number> {
    return new Map((this.newest?.members ?? []).map((row) => [hex(row.member), row.role]));
  }

  /** Whether a member stands in the newest roll. */
  has(member: Bytes): boolean {
    return this.newest !== null && names(this.newest, member);
  }

  /** The device that opened the case, null where there is no roll. */
  get signerOfFirst(): Bytes | null {
    return this.entries[0]?.roll.device ?? null;
  }

  /** The roll with that SHA-256. */
  byHash(rollHash: Bytes): Roll | null {
    return this.entries.find((entry) => same(entry.hash, rollHash))?.roll ?? null;
  }

  /** The rolls of an epoch; all of them name the same recipient. */
  ofEpoch(epoch: number): readonly Roll[] {
    return this.records.filter((roll) => roll.epoch === epoch);
  }

  /**
   * Whether a device of the newest roll's members was revoked since its epoch began: what knows the epoch's key is in
   * other hands, so a supervisor (in the service case an admin) starts a new one.
   */
  needsNewEpoch(chain: Chain): boolean {
    const { newest } = this;
    const first = newest === null ? undefined : this.ofEpoch(newest.epoch)[0];
    const began = first === undefined ? null : chain.seqOf(first.chain_head);
    if (began === null) return false;
    return chain.devices().some(({ member, revoked_at_seq }) => (revoked_at_seq ?? -1) > began && this.has(member));
  }

  /**
   * Checks a roll in full and takes it in at the next place.  `atReceipt` is the server's way: the signer must have the
   * right now, and a place that is taken is `roll-seq`.  A reader keeps a second valid roll at a taken place in `forks`
   * and gets `roll-fork`.  The same roll again changes nothing.  Throws `roll-*`; nothing was changed then but `forks`.
   */
  async append(raw: Bytes, chain: Chain, atReceipt = false): Promise<Roll> {
    const own = raw.slice();
    const roll = decode(Roll, own);
    if (this.holds(roll, own)) return roll;
    this.checkPlace(roll, atReceipt);
    if (!(await x25519IsSound(roll.recipient, this.primitives))) throw refuse('roll-key');
    if (chain.seqOf(roll.chain_head) === null) throw refuse('roll-chain-head');
    const signer = signerOf(roll, chain, atReceipt);
    await checkSignature(Roll, own, signer.ed25519, this.primitives);
    const hash = await recordHash(own, this.primitives);
    // Another roll may have come in while this one was checked; from here on nothing waits.
    if (this.holds(roll, own)) return roll;
    this.checkPlace(roll, atReceipt);
    checkMembers(roll, chain);
    const before = roll.seq === 0 ? null : this.entry(roll.seq - 1).roll;
    for (const at of atReceipt ? [roll.chain_head, chain.head] : [roll.chain_head]) {
      this.checkRight(roll, before, signer.member, chain, at);
    }
    if (before === null && !this.isService && supervisors(roll, chain, roll.chain_head).length === 0) {
      throw refuse('roll-no-supervisor');
    }
    this.checkEpoch(roll, before);
    if (roll.seq <= this.seq) {
      this.forked.set(hex(hash), own);
      throw refuse('roll-fork');
    }
    this.entries.push({ raw: own, roll, hash });
    return roll;
  }

  private entry(seq: number): Entry {
    const entry = this.entries[seq];
    if (entry === undefined) throw new RangeError('no roll has that place');
    return entry;
  }

  private holds(roll: Roll, raw: Bytes): boolean {
    return roll.seq <= this.seq && same(raw, this.entry(roll.seq).raw);
  }

  private checkPlace(roll: Roll, atReceipt: boolean): void {
    if (!same(roll.org, this.org)) throw refuse('roll-org');
    if (!same(roll.case, this.case)) throw refuse('roll-case');
    if (roll.seq <= this.seq && atReceipt) throw refuse('roll-seq');
    if (roll.seq > this.seq + 1) throw refuse('roll-prev');
    if (!same(roll.prev, roll.seq === 0 ? NO_PREV : this.entry(roll.seq - 1).hash)) throw refuse('roll-prev');
  }

  private checkRight(roll: Roll, before: Roll | null, signer: Bytes, chain: Chain, at: Bytes): void {
    const role = chain.memberRole(signer, at);
    if (this.isService) {
      if (role !== ROLES.admin) throw refuse('roll-signer');
    } else if (before === null) {
      if ((role !== ROLES.field && role !== ROLES.supervisor) || !names(roll, signer)) throw refuse('roll-signer');
    } else {
      const left = supervisors(before, chain, at);
      const last = left.length === 0 && role === ROLES.safeguarding;
      if (!last && !left.some((row) => same(row.member, signer))) throw refuse('roll-signer');
    }
  }

  private checkEpoch(roll: Roll, before: Roll | null): void {
    if (before === null) {
      if (roll.epoch !== 1) throw refuse('roll-epoch');
      return;
    }
    if (roll.epoch !== before.epoch && roll.epoch !== before.epoch + 1) throw refuse('roll-epoch');
    if (roll.epoch === before.epoch) {
      if (!before.members.every((row) => names(roll, row.member))) throw refuse('roll-epoch');
      if (!same(roll.recipient, before.recipient)) throw refuse('roll-recipient');
    } else if (this.entries.slice(0, roll.seq).some((earlier) => same(earlier.roll.recipient, roll.recipient))) {
      throw refuse('roll-recipient');
    }
  }
}

/** Whether a roll names a member. */
export function names(roll: Roll, member: Bytes): boolean {
  return roll.members.some((row) => same(row.member, member));
}

function signerOf(roll: Roll, chain: Chain, atReceipt: boolean): Device {
  const signer = chain.device(roll.device, roll.chain_head);
  if (signer?.active !== true) throw refuse('roll-device');
  if (atReceipt && chain.device(roll.device)?.active !== true) throw refuse('roll-device');
  return signer;
}

function checkMembers(roll: Roll, chain: Chain): void {
  if (roll.members.length === 0) throw refuse('roll-members');
  let last: Bytes | null = null;
  for (const { member } of roll.members) {
    if (last !== null && compare(last, member) >= 0) throw refuse('roll-members');
    last = member;
  }
  for (const { member, role } of roll.members) {
    if (NO_MEMBERS.includes(role) || chain.memberRole(member, roll.chain_head) !== role) throw refuse('roll-role');
  }
}

/** Who stands in a roll as supervisor and is an endorsed one as of `at`. */
function supervisors(roll: Roll, chain: Chain, at: Bytes): RollMember[] {
  return roll.members.filter((row) => row.role === ROLES.supervisor && chain.isSupervisor(row.member, at));
}

/** What a new roll says beside its place. */
export interface NewRoll {
  readonly epoch: number;
  readonly recipient: Bytes;
  readonly chain_head: Bytes;
  readonly members: readonly { readonly member: Bytes; readonly role: number }[];
  readonly device: Bytes;
}

/** The next roll of a case, signed by the key of `seed`; Rolls.append judges it. */
export async function buildRoll(rolls: Rolls, seed: Bytes, roll: NewRoll, primitives: Primitives): Promise<Bytes> {
  const members = roll.members
    .map(({ member, role }) => ({ member, role, flags: 0 }))
    .sort((left, right) => compare(left.member, right.member));
  const place = { suite: 1, flags: 0, org: rolls.org, case: rolls.case, seq: rolls.seq + 1, prev: rolls.newestHash };
  const { epoch, recipient, chain_head, device } = roll;
  return sign(Roll, { ...place, epoch, recipient, chain_head, members, device }, seed, primitives);
}
