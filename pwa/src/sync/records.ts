// The one codec of every fixed layout; the tables come from the Python declarations (records.gen.ts).
// Checks run in the order of the table: length, magic, then field by field.
import { allZero, ascii, concat, integer, readInteger, same, type Bytes } from './bytes';
import { refuseIn, type Area } from './errors';
import { ed25519IsSound, ed25519Verify } from './keys';
import type { Primitives } from './primitives';

export * from './records.gen';

/** One row of a table: a field and its place in the bytes. */
export type Field =
  | { readonly name: string; readonly is: 'int'; readonly width: number }
  | { readonly name: string; readonly is: 'enum'; readonly width: number; readonly top: number; readonly zero: boolean }
  | { readonly name: string; readonly is: 'flags'; readonly width: number; readonly mask: number }
  | { readonly name: string; readonly is: 'suite'; readonly width: 2 }
  | { readonly name: string; readonly is: 'raw' | 'zeros'; readonly width: number }
  | { readonly name: string; readonly is: 'rest'; readonly width: number }
  | { readonly name: string; readonly is: 'rows'; readonly width: 2; readonly row: Layout<unknown> }
  | { readonly name: string; readonly is: 'signature'; readonly width: 64 };

/** The table of a record; `T` is its shape in code and lives in the type alone. */
export interface Layout<T> {
  readonly name: string;
  readonly magic: string;
  readonly area: Area;
  readonly fields: readonly Field[];
  readonly shape?: () => T;
}

type Values = Record<string, unknown>;

/** The shortest a whole record can be. */
export function leastLength<T>(layout: Layout<T>): number {
  return layout.fields.reduce((sum, field) => sum + field.width, layout.magic.length);
}

/** The record that `raw` is, whole; throws `<area>-length` and the other codes of its table. */
export function decode<T>(layout: Layout<T>, raw: Bytes): T {
  const { area, fields, magic } = layout;
  const spare = raw.length - leastLength(layout);
  const grows = fields.some((field) => field.is === 'rest' || field.is === 'rows');
  if (spare < 0 || (spare > 0 && !grows)) throw refuseIn(area, 'length');
  if (!same(raw.subarray(0, magic.length), ascii(magic))) throw refuseIn(area, 'magic');
  const values: Values = {};
  let at = magic.length;
  for (const field of fields) {
    if (field.is === 'rows') {
      const count = readInteger(raw.subarray(at, at + 2)) ?? 0;
      const size = leastLength(field.row);
      if (spare !== count * size) throw refuseIn(area, 'length');
      at += 2;
      const row = (i: number): unknown => decode(field.row, raw.slice(at + i * size, at + (i + 1) * size));
      values[field.name] = Array.from({ length: count }, (_, i) => row(i));
      at += count * size;
    } else {
      const width = field.is === 'rest' ? field.width + spare : field.width;
      values[field.name] = readValue(area, field, raw.slice(at, at + width));
      at += width;
    }
  }
  return values as T;
}

function readValue(area: Area, field: Exclude<Field, { is: 'rows' }>, raw: Bytes): number | Bytes {
  switch (field.is) {
    case 'int': {
      const value = readInteger(raw);
      if (value === null) throw refuseIn(area, 'integer');
      return value;
    }
    case 'enum': {
      const value = readInteger(raw) ?? 0;
      if (value > field.top || (value === 0 && !field.zero)) throw refuseIn(area, 'enum');
      return value;
    }
    case 'flags': {
      const value = readInteger(raw) ?? 0;
      if ((value & ~field.mask) !== 0) throw refuseIn(area, 'unknown-flag');
      return value;
    }
    case 'suite': {
      if (readInteger(raw) !== 1) throw refuseIn(area, 'suite');
      return 1;
    }
    case 'zeros': {
      if (!allZero(raw)) throw refuseIn(area, 'zeros');
      return raw;
    }
    case 'raw':
    case 'rest':
    case 'signature':
      return raw;
  }
}

/** The bytes of a record; throws RangeError where a value does not fit its field. */
export function encode<T>(layout: Layout<T>, record: T): Bytes {
  const values = record as Values;
  const parts: Uint8Array[] = [ascii(layout.magic)];
  for (const field of layout.fields) {
    const value = values[field.name];
    if (field.is === 'rows') {
      if (!Array.isArray(value)) throw new RangeError(`${field.name} is not a list`);
      parts.push(integer(value.length, 2), ...value.map((row) => encode(field.row, row)));
    } else if (value instanceof Uint8Array) {
      const fits = field.is === 'rest' ? value.length >= field.width : value.length === field.width;
      if (!fits) throw new RangeError(`${field.name} has ${String(value.length)} bytes`);
      parts.push(value);
    } else if (typeof value === 'number') {
      parts.push(integer(value, field.width));
    } else {
      throw new RangeError(`${field.name} is missing`);
    }
  }
  return concat(...parts);
}

/** What a signature covers: `"amanat/1/" || magic || 0x00 || all bytes before sig`. */
export function signedMessage(magic: string, before: Uint8Array): Bytes {
  return concat(ascii(`amanat/1/${magic}\0`), before);
}

/** The whole record with its signature by the key of `seed`. */
export async function sign<T extends { readonly sig: Bytes }>(
  layout: Layout<T>,
  record: Omit<T, 'sig'>,
  seed: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  const shaped = { ...record, sig: new Uint8Array(64) } as unknown as T;
  const unsigned = encode(layout, shaped).slice(0, -64);
  const sig = await primitives.ed25519Sign(seed, signedMessage(layout.magic, unsigned));
  return concat(unsigned, sig);
}

/** Throws `<area>-key` where `publicKey` is not sound, `<area>-signature` where the signature does not hold. */
export async function checkSignature<T>(
  layout: Layout<T>,
  raw: Bytes,
  publicKey: Bytes,
  primitives: Primitives,
): Promise<void> {
  if (!ed25519IsSound(publicKey)) throw refuseIn(layout.area, 'key');
  const message = signedMessage(layout.magic, raw.subarray(0, -64));
  if (!(await ed25519Verify(publicKey, message, raw.slice(-64), primitives))) throw refuseIn(layout.area, 'signature');
}
