// What the small server keeps and exchanges.
import { concat, same, type Bytes } from '../../src/sync/bytes';
import type { Chain } from '../../src/sync/chain';
import { refuse } from '../../src/sync/errors';
import { buildLease, leaseUntil } from '../../src/sync/head';
import { hexId } from '../../src/sync/ids';
import { shareCommit } from '../../src/sync/manifest';
import type { Primitives } from '../../src/sync/primitives';
import { ROLES } from '../../src/sync/records';
import type { Rolls } from '../../src/sync/roll';

export interface Case {
  readonly rolls: Rolls;
  envelopes: { readonly to: string; readonly raw: Bytes }[];
  frames: Bytes[];
  /** Frames that came after their author's revocation. */
  late: Bytes[];
  restarts: Bytes[];
  recovery: Bytes | null;
}

export function newCase(rolls: Rolls): Case {
  return { rolls, envelopes: [], frames: [], late: [], restarts: [], recovery: null };
}

export interface Clip {
  readonly raw: Bytes;
  readonly length: number;
  payload: Bytes;
  header: Bytes | null;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Bytes;
  readonly headers: ReadonlyMap<string, string>;
  readonly key: Bytes;
}

export type Answer = readonly [status: number, body?: Bytes | undefined, headers?: Record<string, string>];

/** What becomes of the next requests: they come through, do not arrive, or their answers do not. */
export type Line = 'whole' | 'dead' | 'answers-lost';

/** Manifest, headers, header or a range of the payload of a film, as they are asked for. */
export function clipAnswer(clip: Clip | undefined, { headers, path }: Asked, what: string): Answer {
  if (clip === undefined || clip.header === null) throw refuse('right-missing');
  if (what === 'manifest') return [200, clip.raw];
  if (what === 'headers') return [200, path.endsWith('/1') ? clip.header : Uint8Array.of(0, 0, 0, 1)];
  if (!headers.has('range')) return [200, clip.payload];
  const [start = 0, last = 0] = (headers.get('range') ?? '').slice('bytes='.length).split('-').map(Number);
  const range = `bytes ${start}-${last}/${clip.payload.length}`;
  return [206, clip.payload.slice(start, last + 1), { 'content-range': range }];
}

/** A share and the lease under which it is lent. */
export async function lent(
  seed: Bytes,
  { org, seq: chain_seq }: Chain,
  { group, now: time, share }: { readonly group: Bytes; readonly share: Bytes; readonly now: number },
  primitives: Primitives,
): Promise<Answer> {
  const share_commit = await shareCommit(group, share, primitives);
  const fields = { org, group, share_commit, until: leaseUntil(time, null), time, chain_seq };
  return [200, concat(share, await buildLease(seed, fields, primitives))];
}

/** The JSON of a body. */
export function jsonOf(body: Bytes): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

/** The place in the chain after which certificates are asked for. */
export function afterOf(ask: Asked): number {
  return Number(ask.query.get('after') ?? -1);
}

/** Whether a frame of a revoked device stays out of the order: until a supervisor, who is `member`, carries it. */
export function staysLate(known: Case, raw: Bytes, member: Bytes): boolean {
  const waits = known.late.some((frame) => same(frame, raw));
  if (!waits) known.late.push(raw);
  const carried = waits && known.rolls.members.get(hexId(member)) === ROLES.supervisor;
  if (carried) known.late = known.late.filter((frame) => !same(frame, raw));
  return !carried;
}
