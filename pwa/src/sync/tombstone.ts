// That a share was destroyed, said once and for good by the service's key (docs/spec/tombstone.md).
import { same, type Bytes } from './bytes';
import { refuse } from './errors';
import { ed25519Verify } from './keys';
import type { Primitives } from './primitives';
import { checkSignature, decode, leastLength, sign, signedMessage, Tombstone, TOMBSTONE_KINDS } from './records';

export const BY_DATE = TOMBSTONE_KINDS.date;
export const BY_COMMAND = TOMBSTONE_KINDS.command;
export const TOMBSTONE_LENGTH = leastLength(Tombstone);

/** The 176 B that say that the share of `group` is gone since `destroyed_at` (ms), signed by the service. */
export async function buildTombstone(
  seed: Bytes,
  fields: Omit<Tombstone, 'reserved' | 'sig'>,
  primitives: Primitives,
): Promise<Bytes> {
  return sign(Tombstone, { ...fields, reserved: new Uint8Array(3) }, seed, primitives);
}

/**
 * The tombstone that `raw` is; throws `tombstone-*` for another service, case or key.
 *
 * `serviceKeys` are all that the service ever had: a tombstone outlives the key that signed it.
 */
export async function checkTombstone(
  raw: Bytes,
  org: Bytes,
  serviceKeys: readonly Bytes[],
  ofCase: Bytes | null,
  primitives: Primitives,
): Promise<Tombstone> {
  const tombstone = decode(Tombstone, raw);
  if (!same(tombstone.org, org)) throw refuse('tombstone-org');
  if (ofCase !== null && !same(tombstone.case, ofCase)) throw refuse('tombstone-case');
  const last = serviceKeys.at(-1);
  if (last === undefined) throw refuse('tombstone-signature');
  const message = signedMessage(Tombstone.magic, raw.subarray(0, -64));
  for (const key of serviceKeys.slice(0, -1)) {
    if (await ed25519Verify(key, message, raw.slice(-64), primitives)) return tombstone;
  }
  await checkSignature(Tombstone, raw, last, primitives);
  return tombstone;
}

/** Throws `tombstone-share` unless it is this very share that was destroyed: a device drops its copies by it. */
export function checkDestroys(tombstone: Tombstone, group: Bytes, shareCommit: Bytes): void {
  if (!same(tombstone.group, group) || !same(tombstone.share_commit, shareCommit)) throw refuse('tombstone-share');
}

/** The whole tombstones of a log in order, and what a crash left of a last one (often nothing). */
export function splitLog(raw: Bytes): { readonly whole: readonly Bytes[]; readonly rest: Bytes } {
  const count = Math.floor(raw.length / TOMBSTONE_LENGTH);
  return {
    whole: Array.from({ length: count }, (_, i) => raw.slice(i * TOMBSTONE_LENGTH, (i + 1) * TOMBSTONE_LENGTH)),
    rest: raw.slice(count * TOMBSTONE_LENGTH),
  };
}
