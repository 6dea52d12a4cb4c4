// The PIN of a member: six digits that lift the veil of the screen lock.  Six digits are soon guessed, so what checks
// them lies sealed under the DSK: without the DSK there is nothing to guess against.
import { ascii, same, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import { derive, deriveNew, type Argon2, type KdfParameters } from './argon2';
import type { Entropy } from './entropy';

/** A PIN's Argon2id value under the DSK. */
export interface SealedPin extends KdfParameters {
  readonly salt: Bytes;
  readonly nonce: Bytes;
  readonly sealed: Bytes;
}

/** What checking works with; making one draws randomness besides. */
export interface PinPorts {
  readonly argon2: Argon2;
  readonly primitives: Primitives;
}

const AAD = ascii('amanat/1/pin');

/** Seals a new PIN; throws `unlock-pin` unless it is six digits. */
export async function sealPin(
  digits: string,
  dsk: Bytes,
  ports: PinPorts & { readonly entropy: Entropy },
): Promise<SealedPin> {
  if (!/^[0-9]{6}$/.test(digits)) throw refuse('unlock-pin', 'a PIN has six digits');
  const salt = ports.entropy.bytes(16);
  const nonce = ports.entropy.nonce();
  const { key, parameters } = await deriveNew(ports.argon2, digits, salt);
  return { ...parameters, salt, nonce, sealed: await ports.primitives.aesGcmSeal(dsk, nonce, AAD, key) };
}

/** Whether `digits` are the PIN; throws `slot-tag` where the DSK is another one. */
export async function checkPin(digits: string, pin: SealedPin, dsk: Bytes, ports: PinPorts): Promise<boolean> {
  const expected = await ports.primitives.aesGcmOpen(dsk, pin.nonce, AAD, pin.sealed);
  if (expected === null) throw refuse('slot-tag');
  return same(await derive(ports.argon2, digits, pin.salt, pin), expected);
}
