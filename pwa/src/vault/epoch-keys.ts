// How the key of a case's newest epoch goes out: wrapped for devices, and as a recovery file (docs/spec/envelope.md).
import { concat, integer, same, type Bytes } from '../sync/bytes';
import type { Device } from '../sync/chain';
import { wrap } from '../sync/envelope';
import { refuse } from '../sync/errors';
import { writeRecoveryFile } from '../sync/header';
import type { Primitives } from '../sync/primitives';
import { ROLES } from '../sync/records';
import type { Rolls } from '../sync/roll';
import type { Books } from './books';
import type { Entropy } from './entropy';

/** What wrapping works with. */
export interface WrappingPorts {
  readonly books: Books;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly device: Bytes;
}

/**
 * Envelopes to every other device of the roll's members that counts now and that `mayHave` the key; an interpreter's
 * gets none but that of the service case.  `seed` signs for this device.
 */
export async function envelopesOf(
  rolls: Rolls,
  ck: Bytes,
  seed: Bytes,
  mayHave: (device: Device) => boolean,
  { books, device, entropy, primitives }: WrappingPorts,
): Promise<readonly Bytes[]> {
  const roll = rolls.newest;
  if (roll === null) return [];
  const wrapped: Bytes[] = [];
  for (const to of books.chain.devices()) {
    const mayRead = to.active && rolls.has(to.member) && (rolls.isService || to.role !== ROLES.interpreter);
    if (same(to.device, device) || !mayRead || !mayHave(to)) continue;
    const wrapping = { to, from_device: device, seed, ephemeral: entropy.key() };
    wrapped.push(await wrap(roll, rolls.newestHash, ck, wrapping, primitives));
  }
  return wrapped;
}

/** The body of a recovery file's post: the epoch and ck to the newest recovery key; throws `chain-role` without one. */
export async function recoveryOf(
  epoch: number,
  ck: Bytes,
  { books, entropy, primitives }: WrappingPorts,
): Promise<Bytes> {
  const recovery = books.chain.recoveryKey;
  if (recovery === null) throw refuse('chain-role', 'no recovery key');
  const draw = { fileKey: entropy.fileKey(), nonce: entropy.fileKey(), ephemeral: entropy.key() };
  return concat(integer(epoch, 4), await writeRecoveryFile(ck, recovery, draw, primitives));
}
