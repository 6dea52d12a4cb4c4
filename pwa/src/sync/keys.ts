// Signing and agreeing with the refusals that the libraries leave to their callers.
// The libraries verify any message under a small-order Ed25519 key, so keys are compared with the eight encodings,
// and encodings that are not canonical are refused as well.
import { allZero, type Bytes } from './bytes';
import { refuseIn, type Area } from './errors';
import { hex } from './ids';
import type { Primitives } from './primitives';

export const KEY_LENGTH = 32;
const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The eight encodings of points whose order divides 8. */
export const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

function littleEndian(raw: Uint8Array): bigint {
  return BigInt(`0x${hex(raw.slice().reverse())}`);
}

/** Whether `publicKey` is 32 bytes, canonical (y < p, no sign on x = 0) and not of small order. */
export function ed25519IsSound(publicKey: Uint8Array): boolean {
  if (publicKey.length !== KEY_LENGTH || SMALL_ORDER.has(hex(publicKey))) return false;
  const encoded = littleEndian(publicKey);
  const y = encoded & (2n ** 255n - 1n);
  const sign = encoded >> 255n;
  return y < FIELD && !(sign === 1n && (y === 1n || y === FIELD - 1n));
}

/** Whether `signature` holds; false too for keys that are not sound and for S >= L. */
export async function ed25519Verify(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
  primitives: Primitives,
): Promise<boolean> {
  if (!ed25519IsSound(publicKey) || signature.length !== 64) return false;
  if (littleEndian(signature.subarray(32)) >= ORDER) return false;
  return primitives.ed25519Verify(publicKey, message, signature);
}

/** Whether `publicKey` is 32 bytes, canonical (u < p) and agrees on a secret that is not all zeros. */
export async function x25519IsSound(publicKey: Bytes, primitives: Primitives): Promise<boolean> {
  if (publicKey.length !== KEY_LENGTH || littleEndian(publicKey) >= FIELD) return false;
  // Clamping makes every scalar a multiple of the cofactor, so any one of them shows a small-order point.
  return !allZero(await primitives.x25519(new Uint8Array(KEY_LENGTH), publicKey));
}

/** The shared secret (32 B); throws `<area>-key` where it would be all zeros (RFC 7748 section 6.1). */
export async function x25519(scalar: Bytes, point: Bytes, area: Area, primitives: Primitives): Promise<Bytes> {
  const shared = await primitives.x25519(scalar, point);
  if (allZero(shared)) throw refuseIn(area, 'key');
  return shared;
}
