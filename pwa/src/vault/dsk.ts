// The DSK: 32 random bytes per member and tablet that wrap that member's keys.  It is wrapped itself by five words
// (Argon2id) or by a WebAuthn authenticator's PRF; the wraps lie in the store, the DSK in memory alone.
import { ascii, concat, integer, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import { derive, deriveNew, type Argon2, type KdfParameters } from './argon2';
import type { Entropy } from './entropy';
import { readPhrase } from './phrase';

/** One way to a DSK.  A change of any field makes it fail to open. */
export interface WrappedDsk extends KdfParameters {
  /** `prf` has zeros for the parameters and names its credential. */
  readonly way: 'words' | 'prf';
  readonly salt: Bytes;
  readonly nonce: Bytes;
  readonly sealed: Bytes;
  readonly credential: Bytes | null;
}

/** Whose DSK: both ids are authenticated. */
export interface DskOwner {
  readonly member: Bytes;
  readonly device: Bytes;
}

/** What opening works with; wrapping draws randomness besides. */
export interface DskPorts {
  readonly argon2: Argon2;
  readonly primitives: Primitives;
}

const WAYS = { words: 1, prf: 2 } as const;
const NO_WORK: KdfParameters = { memory_kib: 0, passes: 0, lanes: 0 };

/** `member || device || way u8 || memory u32 (KiB) || passes u8 || lanes u8 || salt`. */
function aadOf(owner: DskOwner, way: 'words' | 'prf', parameters: KdfParameters, salt: Bytes): Bytes {
  const { memory_kib, passes, lanes } = parameters;
  const numbers = concat(integer(WAYS[way], 1), integer(memory_kib, 4), integer(passes, 1), integer(lanes, 1));
  return concat(owner.member, owner.device, numbers, salt);
}

/** The DSK wrapped by five words; throws `unlock-phrase` where they are not five words of the list. */
export async function wrapByWords(
  dsk: Bytes,
  words: string,
  owner: DskOwner,
  ports: DskPorts & { readonly entropy: Entropy },
): Promise<WrappedDsk> {
  const phrase = readPhrase(words);
  const salt = ports.entropy.bytes(16);
  const nonce = ports.entropy.nonce();
  const { key, parameters } = await deriveNew(ports.argon2, phrase, salt);
  const sealed = await ports.primitives.aesGcmSeal(key, nonce, aadOf(owner, 'words', parameters, salt), dsk);
  return { way: 'words', ...parameters, salt, nonce, sealed, credential: null };
}

/** The DSK; throws `unlock-phrase` for other words, `unlock-floor` for weaker parameters. */
export async function unwrapByWords(
  wrapped: WrappedDsk,
  words: string,
  owner: DskOwner,
  ports: DskPorts,
): Promise<Bytes> {
  const key = await derive(ports.argon2, readPhrase(words), wrapped.salt, wrapped);
  const aad = aadOf(owner, 'words', wrapped, wrapped.salt);
  const dsk = await ports.primitives.aesGcmOpen(key, wrapped.nonce, aad, wrapped.sealed);
  if (dsk === null) throw refuse('unlock-phrase');
  return dsk;
}

/** The key that an authenticator's PRF output (32 B) stands for. */
function prfKey(output: Bytes, salt: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.hkdf(output, salt, ascii('amanat/1/dsk/prf'), 32);
}

/** The DSK wrapped by the PRF output of `credential` (the ceremony, with user verification, belongs to the page). */
export async function wrapByPrf(
  dsk: Bytes,
  prf: { readonly output: Bytes; readonly credential: Bytes },
  owner: DskOwner,
  ports: { readonly primitives: Primitives; readonly entropy: Entropy },
): Promise<WrappedDsk> {
  const salt = ports.entropy.bytes(16);
  const nonce = ports.entropy.nonce();
  const key = await prfKey(prf.output, salt, ports.primitives);
  const sealed = await ports.primitives.aesGcmSeal(key, nonce, aadOf(owner, 'prf', NO_WORK, salt), dsk);
  return { way: 'prf', ...NO_WORK, salt, nonce, sealed, credential: prf.credential };
}

/** The DSK; throws `unlock-key` for another authenticator. */
export async function unwrapByPrf(
  wrapped: WrappedDsk,
  output: Bytes,
  owner: DskOwner,
  primitives: Primitives,
): Promise<Bytes> {
  const key = await prfKey(output, wrapped.salt, primitives);
  const aad = aadOf(owner, 'prf', NO_WORK, wrapped.salt);
  const dsk = await primitives.aesGcmOpen(key, wrapped.nonce, aad, wrapped.sealed);
  if (dsk === null) throw refuse('unlock-key');
  return dsk;
}
