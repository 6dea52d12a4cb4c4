// The chain and the rolls that vectors of the ledger share; see tests/worlds.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../src/sync/bytes';
import { Chain } from '../src/sync/chain';
import type { Primitives } from '../src/sync/primitives';
import { Rolls } from '../src/sync/roll';
import type { Vector } from './vectors';

interface Told {
  readonly case: string;
  readonly certificates: readonly string[];
  readonly rolls: readonly string[];
}

/** What the checker of a vector has: the first `certificates` and the first `rolls`; all where it names none. */
export async function readWorld(
  vector: Vector,
  primitives: Primitives,
): Promise<{ readonly chain: Chain; readonly rolls: Rolls }> {
  const told = JSON.parse(readFileSync(join('..', 'tests', 'vectors', 'worlds', 'case.json'), 'utf8')) as Told;
  const every = await Chain.load(told.certificates.map(fromHex), null, primitives);
  const raws = told.rolls.slice(0, optionalNumber(vector, 'rolls')).map(fromHex);
  const rolls = await Rolls.load(every.org, fromHex(told.case), raws, every, primitives);
  const known = told.certificates.slice(0, optionalNumber(vector, 'certificates'));
  return { chain: await Chain.load(known.map(fromHex), null, primitives), rolls };
}

/** The bytes behind hex. */
export function fromHex(text: string): Bytes {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** The input called `name`, a number; undefined where the vector has none. */
export function optionalNumber(vector: Vector, name: string): number | undefined {
  const value = vector[name];
  if (value !== undefined && typeof value !== 'number') throw new Error(`${vector.name}: ${name} is not a number`);
  return value;
}

/** The input called `name`, a number. */
export function number(vector: Vector, name: string): number {
  const value = optionalNumber(vector, name);
  if (value === undefined) throw new Error(`${vector.name}: ${name} is missing`);
  return value;
}

/** The input called `name`, a list of bytes; empty where the vector has none. */
export function hexList(vector: Vector, name: string): readonly Bytes[] {
  const value = vector[name] ?? [];
  if (!Array.isArray(value)) throw new Error(`${vector.name}: ${name} is not a list`);
  return value.map((text) => fromHex(String(text)));
}
