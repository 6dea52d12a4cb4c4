// Reading JSON without trust: each reader gives back a value of its type, made anew in the order of its shape,
// or throws.  The shapes themselves are made from the Python declarations (wire.gen.ts).
import { fromUtf8, utf8, type Bytes } from './bytes';
import { refuse, type Code } from './errors';

/** A value that is not of the shape asked for; decodeJson turns it into a code. */
export class Mismatch extends Error {}

/** Gives `value` back as a T, or throws Mismatch. */
export type Read<T> = (value: unknown) => T;

/** The limits of a text; lengths count code points. */
export interface TextRule {
  readonly least: number;
  readonly top: number;
  readonly pattern: RegExp | null;
}

/** The limits of an integer, both ends included. */
export interface IntegerRule {
  readonly least: number;
  readonly top: number;
}

type Fields = Readonly<Record<string, unknown>>;

const LONE_SURROGATE = /\p{Surrogate}/u;
const PAIRS = /[\ud800-\udbff]/g;
const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const FLOAT = /[0-9][.eE]/;

/** An object that has exactly the keys `names`. */
export function fields(value: unknown, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Mismatch();
  if (Object.keys(value).length !== names.length) throw new Mismatch();
  if (!names.every((name) => Object.hasOwn(value, name))) throw new Mismatch();
  return value as Fields;
}

/** Whether a text has no lone surrogates, which UTF-8 cannot carry. */
export function isWellFormed(value: string): boolean {
  return !LONE_SURROGATE.test(value);
}

/** A text within its limits, without lone surrogates. */
export function text(value: unknown, rule: TextRule): string {
  if (typeof value !== 'string' || !isWellFormed(value)) throw new Mismatch();
  const length = value.length - (value.match(PAIRS)?.length ?? 0);
  if (length < rule.least || length > rule.top) throw new Mismatch();
  if (rule.pattern !== null && !rule.pattern.test(value)) throw new Mismatch();
  return value;
}

/** An integer within its limits. */
export function integer(value: unknown, rule: IntegerRule): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Mismatch();
  if (value < rule.least || value > rule.top) throw new Mismatch();
  return value === 0 ? 0 : value;
}

/** True or false. */
export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Mismatch();
  return value;
}

/** One of a list of words. */
export function oneOf<const T extends string>(value: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Mismatch();
  return found;
}

/** Null. */
export function nothing(value: unknown): null {
  if (value !== null) throw new Mismatch();
  return null;
}

/** Null, or what `read` reads. */
export function nullable<T>(value: unknown, read: Read<T>): T | null {
  return value === null ? null : read(value);
}

/** A list whose items `read` reads. */
export function list<T>(value: unknown, read: Read<T>, least: number, top: number): readonly T[] {
  if (!Array.isArray(value) || value.length < least || value.length > top) throw new Mismatch();
  return value.map(read);
}

/** The value in UTF-8 JSON; throws Mismatch. */
export function parseJson(raw: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(raw)) as unknown;
  } catch {
    throw new Mismatch();
  }
}

/**
 * What `read` reads in UTF-8 JSON; throws `code`, which is `server-answer` for an answer.  Fractions and exponents are
 * refused even where they name an integer: no shape has them, and Python tells 1.0 from 1.
 */
export function decodeJson<T>(read: Read<T>, raw: Bytes, code: Code = 'request-json'): T {
  try {
    const value = read(parseJson(raw));
    if (FLOAT.test(fromUtf8(raw).replace(STRINGS, '""'))) throw new Mismatch();
    return value;
  } catch (fault) {
    if (fault instanceof Mismatch) throw refuse(code);
    throw fault;
  }
}

/** The JSON of a value that a reader gave back: no spaces, fields in the order of its shape (UTF-8). */
export function encodeJson(value: object): Bytes {
  return utf8(JSON.stringify(value));
}
