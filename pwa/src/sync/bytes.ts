// Bytes: how they are joined, compared and counted.  Nothing here knows a format.

const PERCENT = 0x25;

/** Bytes with a buffer of their own, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Joins parts in order. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes of a text that has only ASCII letters; throws RangeError for any other. */
export function ascii(text: string): Bytes {
  const raw = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) throw new RangeError('not ASCII');
    raw[i] = unit;
  }
  return raw;
}

/** Whether two byte strings are equal; takes the same time wherever they differ. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  return difference === 0;
}

/** An order of byte strings: negative, zero or positive, as for Array.sort. */
export function compare(left: Uint8Array, right: Uint8Array): number {
  const shorter = Math.min(left.length, right.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** `value` as an unsigned big-endian integer of `width` bytes; throws RangeError where it does not fit. */
export function integer(value: number, width: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('integer out of range');
  const raw = new Uint8Array(width);
  let rest = value;
  for (let i = width - 1; i >= 0; i--) {
    raw[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  if (rest !== 0) throw new RangeError('integer out of range');
  return raw;
}

/** The unsigned big-endian integer that `raw` is, or null above 2^53-1. */
export function readInteger(raw: Uint8Array): number | null {
  let value = 0;
  for (const byte of raw) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : null;
}

/** Whether every byte is zero. */
export function allZero(raw: Uint8Array): boolean {
  return raw.every((byte) => byte === 0);
}

/** The UTF-8 of a text; throws URIError for lone surrogates. */
export function utf8(text: string): Bytes {
  const escaped = encodeURIComponent(text);
  const raw = new Uint8Array(escaped.length);
  let length = 0;
  for (let at = 0; at < escaped.length; at++) {
    const unit = escaped.charCodeAt(at);
    raw[length++] = unit === PERCENT ? parseInt(escaped.slice(at + 1, at + 3), 16) : unit;
    if (unit === PERCENT) at += 2;
  }
  return raw.slice(0, length);
}

/** The text that `raw` is in UTF-8, a byte order mark included; throws URIError where it is none. */
export function fromUtf8(raw: Uint8Array): string {
  const parts: string[] = [];
  for (const byte of raw) {
    parts.push(byte < 0x80 && byte !== PERCENT ? String.fromCharCode(byte) : `%${byte.toString(16)}`);
  }
  return decodeURIComponent(parts.join(''));
}
