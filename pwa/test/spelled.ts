// Long bytes as the seal vectors spell them: a list of hex strings, "00*65536" for a byte that repeats.
import { concat, type Bytes } from '../src/sync/bytes';
import { parseHex } from '../src/sync/ids';
import type { Vector } from './vectors';

/** The input called `name` of a vector, as bytes. */
export function spelled(vector: Vector, name: string): Bytes {
  const parts = vector[name];
  if (!Array.isArray(parts)) throw new Error(`${vector.name}: ${name} is not a list`);
  return concat(
    ...parts.map((part: unknown) => {
      const [text = '', count = '1'] = String(part).split('*');
      const raw = parseHex(text);
      return raw.length === 1 ? new Uint8Array(Number(count)).fill(raw[0] ?? 0) : raw;
    }),
  );
}

/** The input called `name`, as a number or null. */
export function numberOrNull(vector: Vector, name: string): number | null {
  const value = vector[name];
  if (value === null || typeof value === 'number') return value;
  throw new Error(`${vector.name}: ${name} is no number`);
}

/** The input called `name`, as a number. */
export function number(vector: Vector, name: string): number {
  const value = numberOrNull(vector, name);
  if (value === null) throw new Error(`${vector.name}: ${name} is null`);
  return value;
}
