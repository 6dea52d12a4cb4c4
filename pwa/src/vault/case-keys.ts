// The two halves of a case's note key on this device: ck by envelope, S_case from its maker or on loan.
import type { Bytes } from '../sync/bytes';
import type { Chain } from '../sync/chain';
import { openEnvelope, check as checkEnvelope } from '../sync/envelope';
import { refuse } from '../sync/errors';
import { noteKey } from '../sync/frame';
import { LEASE_MS, checkLease } from '../sync/head';
import { shareCommit } from '../sync/header';
import { DAY_MS } from '../sync/manifest';
import { hexId } from '../sync/ids';
import type { Primitives } from '../sync/primitives';
import { decode, Head } from '../sync/records';
import type { Rolls } from '../sync/roll';
import type { Keyring } from './keyring';
import { KIND } from './slot';
import type { Slots } from './slots';
import type { Store } from './store';

const SHARE_LENGTH = 32;
/** In the number of an epoch whose roll is not accepted yet: nothing is read or written with its key until then. */
const WAITS = 0x8000_0000;

/** What the case keys are kept with. */
export interface CaseKeyPorts {
  readonly store: Store;
  readonly slots: Slots;
  readonly keyring: Keyring;
  readonly primitives: Primitives;
  /** The device's clock, ms. */
  readonly now: () => number;
}

/** The case keys of the unlocked member. */
export class CaseKeys {
  readonly #ports: CaseKeyPorts;

  constructor(ports: CaseKeyPorts) {
    this.#ports = ports;
  }

  /** Keeps key and share of a case that was just made here; the share waits to be sent, and is lent to its maker. */
  async keepNew(id: Bytes, epoch: number, key: Bytes, share: Bytes): Promise<void> {
    const { keyring, now, slots } = this.#ports;
    const until = now() + LEASE_MS;
    slots.change([
      await keyring.sealedCase(id, epoch, key),
      await keyring.sealed({ kind: KIND.share, group: id }, share),
      await keyring.sealed({ kind: KIND.lease, group: id, due_at: until }, share),
    ]);
  }

  /** Keeps the key of an epoch that is to begin, before anybody is told of it. */
  async keepWaiting(id: Bytes, epoch: number, key: Bytes): Promise<void> {
    const { keyring, slots } = this.#ports;
    slots.change([await keyring.sealedCase(id, WAITS + epoch, key)]);
  }

  /** The key of an epoch that was to begin by this device's roll, or null. */
  waitingKey(id: Bytes, epoch: number): Promise<Bytes | null> {
    return this.#ports.keyring.caseKey(id, WAITS + epoch);
  }

  /** The epoch has begun: its key takes the place of the one that waited. */
  async keepBegun(id: Bytes, epoch: number, key: Bytes): Promise<void> {
    const { keyring, slots } = this.#ports;
    slots.change([await keyring.sealedCase(id, epoch, key)]);
  }

  /** Drops the share that waited, once the server has it. */
  shareSent(id: Bytes): void {
    const name = hexId(id);
    this.#ports.slots.change([], (slot) => slot.kind === KIND.share && hexId(slot.group) === name);
  }

  /** The key of a case's epoch, or null where this member has none. */
  caseKey(id: Bytes, epoch: number): Promise<Bytes | null> {
    return this.#ports.keyring.caseKey(id, epoch);
  }

  /**
   * The newest epoch of a case whose key is here, null where none is.  A new epoch's key comes some time after its
   * roll; until then one writes in the epoch before.
   */
  async epochHere(rolls: Rolls): Promise<number | null> {
    for (let epoch = rolls.newest?.epoch ?? 0; epoch > 0; epoch--) {
      if ((await this.caseKey(rolls.case, epoch)) !== null) return epoch;
    }
    return null;
  }

  /** S_case, or null where it is not lent. */
  share(id: Bytes): Promise<Bytes | null> {
    return this.#ports.keyring.anyShare(id, this.#ports.now());
  }

  /** The key of the notes that `author` writes in that epoch, or null where a half of it is missing. */
  async noteKey(id: Bytes, epoch: number, author: Bytes): Promise<Bytes | null> {
    const [key, share] = [await this.caseKey(id, epoch), await this.share(id)];
    if (key === null || share === null) return null;
    return noteKey(key, share, id, epoch, author, this.#ports.primitives);
  }

  /** Takes an envelope to this device: checks it, opens it and keeps the key; throws `envelope-*`. */
  async takeEnvelope(raw: Bytes, rolls: Rolls, chain: Chain): Promise<void> {
    const { keyring, primitives, slots, store } = this.#ports;
    const envelope = await checkEnvelope(raw, rolls, chain, primitives);
    if ((await keyring.caseKey(rolls.case, envelope.epoch)) !== null) return;
    const { scalar } = await keyring.identity();
    const key = await openEnvelope(raw, scalar, rolls, primitives);
    slots.change([await keyring.sealedCase(rolls.case, envelope.epoch, key)]);
    await store.transact(['envelopes'], async (tx) => {
      tx.put('envelopes', { case: hexId(rolls.case), epoch: envelope.epoch, raw });
    });
  }

  /**
   * Takes what the server lends: S and the signed lease.  The lease's own share_commit is compared with S, and for a
   * film or case whose commit is known here with that one.  The loan of a film's share ends at its `dueAt` at the
   * latest.  Throws `head-*`.
   */
  async takeLease(group: Bytes, answer: Bytes, chain: Chain, dueAt: number | null = null): Promise<void> {
    const { keyring, now, primitives, slots } = this.#ports;
    const [share, raw] = [answer.slice(0, SHARE_LENGTH), answer.slice(SHARE_LENGTH)];
    const service = chain.serviceKey;
    if (service === null) throw refuse('head-signature');
    // A device whose clock is behind or ahead of the service's would refuse every lease: the time of issue counts then.
    const nowMs = Math.max(now(), decode(Head, raw).time);
    const lent = { group, shareCommit: await shareCommit(group, share, primitives), nowMs };
    const lease = await checkLease(raw, chain.org, service, lent, primitives);
    const until = Math.min(lease.n, dueAt ?? lease.n);
    // The whole slot file is written for one slot: a loan that ends when the one before ends is not worth it.
    if (dueAt !== null && (this.leasedUntil(group) ?? 0) >= Math.min(dueAt, until - DAY_MS)) return;
    slots.change([await keyring.sealed({ kind: KIND.lease, group, due_at: until }, share)]);
  }

  /** Ends the loan of a group's share: it was refused. */
  endLease(group: Bytes): void {
    const { slots } = this.#ports;
    if (slots.list({ kind: KIND.lease, group }).length === 0) return;
    const name = hexId(group);
    slots.change([], (slot) => slot.kind === KIND.lease && hexId(slot.group) === name);
  }

  /** When the loan of a group's share ends; null where there is none. */
  leasedUntil(group: Bytes): number | null {
    const { keyring, slots } = this.#ports;
    const [slot] = slots.list({ kind: KIND.lease, owner: keyring.owner ?? 0, group });
    return slot?.due_at ?? null;
  }
}
