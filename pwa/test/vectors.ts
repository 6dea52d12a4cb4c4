// The shared vectors of tests/vectors, and the ways in which bytes reach a parser. Tests run with pwa/ as their folder.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AmanatError } from '../src/sync/errors';

const FOLDER = join('..', 'tests', 'vectors');

/** One vector: why it exists, where its rule stands, its inputs by name, and "ok" or the code that refuses it. */
export interface Vector {
  readonly name: string;
  readonly comment: string;
  readonly spec: string;
  readonly expect: string;
  readonly [input: string]: unknown;
}

/** The vectors of one format, sorted by name; a format without any is an error, never an empty success. */
export function vectors(format: string): readonly Vector[] {
  const names = readdirSync(join(FOLDER, format)).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new Error(`tests/vectors/${format} holds no vector`);
  return names.sort().map((file) => {
    const told = JSON.parse(readFileSync(join(FOLDER, format, file), 'utf8')) as Omit<Vector, 'name'>;
    return { ...told, name: file.slice(0, -'.json'.length) } as Vector;
  });
}

/** "ok", or the code of the AmanatError that `act` ends with; any other error goes through. */
export async function outcome(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'ok';
  } catch (error) {
    if (error instanceof AmanatError) return error.code;
    throw error;
  }
}

/** One test for each vector of `format`: `act` must end as the vector expects. */
export function walk(format: string, act: (vector: Vector) => unknown): void {
  for (const vector of vectors(format)) {
    void test(`${format}/${vector.name}`, async () => {
      assert.equal(await outcome(() => act(vector)), vector.expect, vector.comment);
    });
  }
}

/** The input called `name` of a vector, as bytes. */
export function hex(vector: Vector, name: string): Uint8Array<ArrayBuffer> {
  const text = vector[name];
  if (typeof text !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(text)) {
    throw new Error(`${vector.name}: ${name} is not hex`);
  }
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** `data` whole, split in two at each byte, and byte by byte; every feed joins to `data`. */
export function* feeds(data: Uint8Array<ArrayBuffer>): Generator<readonly Uint8Array<ArrayBuffer>[]> {
  yield [data];
  for (let at = 1; at < data.length; at += 1) yield [data.slice(0, at), data.slice(at)];
  yield Array.from(data, (byte) => Uint8Array.of(byte));
}

/** Every beginning of `data` that is not all of it, the empty one first. */
export function* truncations(data: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let length = 0; length < data.length; length += 1) yield data.slice(0, length);
}
