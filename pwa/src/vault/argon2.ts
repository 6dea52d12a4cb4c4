// Argon2id (RFC 9106) from hash-wasm, and the two strengths that may be used; nothing weaker is ever run.  The library
// is loaded at the first words or PIN: the lock screen stands before that, and a passkey needs none of it.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';

/** How much work a password costs. */
export interface KdfParameters {
  readonly memory_kib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** 64 MiB, three passes. */
export const FULL: KdfParameters = { memory_kib: 65_536, passes: 3, lanes: 1 };
/** 19 MiB, two passes: only where a device cannot allocate more. */
export const SMALL: KdfParameters = { memory_kib: 19_456, passes: 2, lanes: 1 };

/** 32 bytes from a password and a salt of 16; throws RangeError where memory cannot be allocated. */
export type Argon2 = (password: string, salt: Bytes, parameters: KdfParameters) => Promise<Bytes>;

/** Argon2id in WebAssembly. */
export const wasmArgon2: Argon2 = async (password, salt, parameters) => {
  const { argon2id } = await import('./argon2-wasm');
  const raw = await argon2id({
    password,
    salt,
    memorySize: parameters.memory_kib,
    iterations: parameters.passes,
    parallelism: parameters.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  return raw.slice();
};

/** Whether stored parameters are one of the two strengths. */
function allowed(parameters: KdfParameters): boolean {
  return [FULL, SMALL].some(
    (one) =>
      one.memory_kib === parameters.memory_kib && one.passes === parameters.passes && one.lanes === parameters.lanes,
  );
}

/** The key behind a password under stored parameters; throws `unlock-floor` for any but the two strengths. */
export async function derive(argon2: Argon2, password: string, salt: Bytes, parameters: KdfParameters): Promise<Bytes> {
  if (!allowed(parameters)) throw refuse('unlock-floor');
  return argon2(password, salt, parameters);
}

/** The key behind a new password, in the full strength or, where memory for it fails, the small one. */
export async function deriveNew(
  argon2: Argon2,
  password: string,
  salt: Bytes,
): Promise<{ readonly key: Bytes; readonly parameters: KdfParameters }> {
  try {
    return { key: await argon2(password, salt, FULL), parameters: FULL };
  } catch (fault) {
    // V8 throws RangeError where WebAssembly memory cannot be had; other engines throw their own kinds of Error.
    if (!(fault instanceof Error)) throw fault;
    return { key: await argon2(password, salt, SMALL), parameters: SMALL };
  }
}
