// The people of tests/vectors/worlds/people.json, and how vectors name them. Tests run with pwa/ as their folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../src/sync/bytes';
import { Chain } from '../src/sync/chain';
import { createPrimitives } from '../src/vault/primitives';
import type { Vector } from './vectors';

export const primitives = await createPrimitives();

const WORLD = join('..', 'tests', 'vectors', 'worlds', 'people.json');
const { certificates } = JSON.parse(readFileSync(WORLD, 'utf8')) as { readonly certificates: readonly string[] };

/** The bytes behind hex. */
export function bytes(text: string): Bytes {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** A list of records in hex. */
export function listed(vector: Vector, name: string): Bytes[] {
  const list = vector[name];
  if (!Array.isArray(list)) throw new Error(`${vector.name}: ${name} is not a list`);
  return list.map((text) => bytes(String(text)));
}

/** The chain that a vector names: the first `certificates` of the world, then its own `more`. */
export async function readChain(vector: Vector): Promise<Chain> {
  const first = certificates.slice(0, Number(vector['certificates'])).map(bytes);
  const more = vector['more'] === undefined ? [] : listed(vector, 'more');
  return Chain.load([...first, ...more], null, primitives);
}
