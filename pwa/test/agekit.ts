// The age test kit (npm cctv-age) as these tests read it, and age's spelling of keys (Bech32).
import { inflateSync } from 'node:zlib';
import * as files from 'cctv-age';
import type { Bytes } from '../src/sync/bytes';

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** One file of the kit: what it expects, the keys it gives, and the age file itself. */
export interface KitFile {
  readonly name: string;
  readonly expect: string;
  readonly payload: string;
  readonly identities: readonly string[];
  readonly armored: boolean;
  readonly passphrase: boolean;
  readonly file: Bytes;
}

/** All files of the kit; throws where the package does not look as it should. */
export function kit(): readonly KitFile[] {
  const entries = Object.entries(files as Record<string, unknown>).filter(
    (entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array,
  );
  if (entries.length < 140) throw new Error('the kit has fewer files than it is known to have');
  return entries.map(([name, raw]) => read(name, raw));
}

function read(name: string, raw: Uint8Array): KitFile {
  const text = Buffer.from(raw).toString('latin1');
  const end = text.indexOf('\n\n');
  const pairs = text
    .slice(0, end)
    .split('\n')
    .map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]);
  const told = new Map(pairs);
  const file = raw.subarray(end + 2);
  return {
    name,
    expect: told.get('expect') ?? '',
    payload: told.get('payload') ?? '',
    identities: pairs.filter(([key]) => key === 'identity').map(([, value]) => value),
    armored: told.has('armored'),
    passphrase: told.has('passphrase'),
    file: new Uint8Array(told.get('compressed') === 'zlib' ? inflateSync(file) : file),
  };
}

/** The X25519 scalar behind AGE-SECRET-KEY-1…; null for a key of another kind. */
export function scalarOf(identity: string): Bytes | null {
  const at = identity.lastIndexOf('1');
  if (identity.slice(0, at) !== 'AGE-SECRET-KEY-') return null;
  const scalar = new Uint8Array(32);
  let held = 0;
  let bits = 0;
  let filled = 0;
  for (const letter of identity.slice(at + 1, -6).toLowerCase()) {
    bits = ((bits << 5) | ALPHABET.indexOf(letter)) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    scalar[filled++] = (bits >> held) & 0xff;
  }
  return scalar;
}
