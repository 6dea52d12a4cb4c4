// What the service signs about a case: where it stands, that it was restored, and how long a share is lent.
//
// The three have one layout (docs/spec/head.md); which is which stands in `kind`, under the signature.
import { same, type Bytes } from './bytes';
import { refuse } from './errors';
import type { Primitives } from './primitives';
import { checkSignature, decode, Head, HEAD_KINDS, sign } from './records';

export const HEAD = HEAD_KINDS.head;
export const RESTART = HEAD_KINDS.restart;
export const LEASE = HEAD_KINDS.lease;
/** The longest a share is lent (30 days). */
export const LEASE_MS = 30 * 24 * 60 * 60_000;

/** What a head or restart says; `restart`: the service was restored and its history goes on from here. */
export interface HeadFields {
  readonly org: Bytes;
  readonly case: Bytes;
  readonly n: number;
  readonly running: Bytes;
  readonly chain_seq: number;
  readonly time: number;
  readonly restart?: boolean;
}

/** What a lease says: the share of `group` is lent from `time` until `until` (ms). */
export interface LeaseFields {
  readonly org: Bytes;
  readonly group: Bytes;
  readonly until: number;
  readonly share_commit: Bytes;
  readonly chain_seq: number;
  readonly time: number;
}

/** What a lease is asked to be. */
export interface Lent {
  readonly group: Bytes;
  readonly shareCommit: Bytes;
  readonly nowMs: number;
}

/** The 176 B that say: of `case` there are `n` items and their running hash is this, at `time` (ms). */
export async function buildHead(seed: Bytes, fields: HeadFields, primitives: Primitives): Promise<Bytes> {
  const { restart = false, ...told } = fields;
  const record = { ...told, kind: restart ? RESTART : HEAD, reserved: new Uint8Array(3) };
  return sign(Head, record, seed, primitives);
}

/** The 176 B that lend a share. */
export async function buildLease(seed: Bytes, fields: LeaseFields, primitives: Primitives): Promise<Bytes> {
  const { org, group, until, share_commit, chain_seq, time } = fields;
  const record = { org, chain_seq, time, case: group, n: until, running: share_commit };
  return sign(Head, { ...record, kind: LEASE, reserved: new Uint8Array(3) }, seed, primitives);
}

/** When a lease given now ends (ms): after `days`, never more than 30, and never after `dueAt`. */
export function leaseUntil(nowMs: number, dueAt: number | null, days = 30): number {
  const until = nowMs + Math.min(LEASE_MS, days * 24 * 60 * 60_000);
  return dueAt === null ? until : Math.min(until, dueAt);
}

/**
 * The head or restart that `raw` is; throws `head-*`, `head-kind` for a lease.
 *
 * Whether it fits a history is for `CaseLedger.noteHead` to say.
 */
export async function checkHead(
  raw: Bytes,
  org: Bytes,
  serviceKey: Bytes,
  ofCase: Bytes,
  primitives: Primitives,
): Promise<Head> {
  const head = await checked(raw, org, serviceKey, primitives);
  if (head.kind !== HEAD && head.kind !== RESTART) throw refuse('head-kind');
  if (!same(head.case, ofCase)) throw refuse('head-case');
  return head;
}

/**
 * The lease that `raw` is; `n` is the millisecond it ends.
 *
 * Throws `head-*`, `head-kind` for what is no lease, `head-lease` for another group or share, for one that is over,
 * and for one that lends for longer than 30 days.
 */
export async function checkLease(
  raw: Bytes,
  org: Bytes,
  serviceKey: Bytes,
  lent: Lent,
  primitives: Primitives,
): Promise<Head> {
  const lease = await checked(raw, org, serviceKey, primitives);
  if (lease.kind !== LEASE) throw refuse('head-kind');
  if (!same(lease.case, lent.group) || !same(lease.running, lent.shareCommit)) throw refuse('head-lease');
  if (lent.nowMs >= lease.n || lease.n > lease.time + LEASE_MS) throw refuse('head-lease');
  return lease;
}

async function checked(raw: Bytes, org: Bytes, serviceKey: Bytes, primitives: Primitives): Promise<Head> {
  const head = decode(Head, raw);
  if (!same(head.org, org)) throw refuse('head-org');
  await checkSignature(Head, raw, serviceKey, primitives);
  return head;
}
