// Spellings of ids and binary values: hex in paths, base64url in JSON.  Each value has one spelling only:
// a second one would let two signed requests mean the same.
import type { Bytes } from './bytes';

export const ID_LENGTH = 16;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Each byte in hex: ids and hashes are spelled many thousand times when a long history opens. */
const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `raw` in lower-case hex. */
export function hex(raw: Uint8Array): string {
  let text = '';
  for (const byte of raw) text += PAIRS[byte] ?? '';
  return text;
}

/** The bytes behind lower-case hex; throws RangeError for any other spelling. */
export function parseHex(text: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new RangeError('not lower-case hex');
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** An id (16 B) as a path writes it. */
export function hexId(raw: Uint8Array): string {
  if (raw.length !== ID_LENGTH) throw new RangeError('an id has 16 bytes');
  return hex(raw);
}

/** The 16 bytes behind an id in a path; throws RangeError for any other spelling. */
export function parseHexId(text: string): Bytes {
  const raw = parseHex(text);
  if (raw.length !== ID_LENGTH) throw new RangeError('an id in a path is 32 lower-case hex digits');
  return raw;
}

/** `raw` in base64url without padding (RFC 4648 section 5). */
export function base64url(raw: Uint8Array): string {
  let text = '';
  for (let at = 0; at < raw.length; at += 3) {
    const left = Math.min(3, raw.length - at);
    const bits = ((raw[at] ?? 0) << 16) | ((raw[at + 1] ?? 0) << 8) | (raw[at + 2] ?? 0);
    for (let i = 0; i <= left; i++) text += ALPHABET.charAt((bits >> (18 - 6 * i)) & 63);
  }
  return text;
}

/** The bytes behind base64url; throws RangeError for padding, other letters, loose last bits or another length. */
export function parseBase64url(text: string, length?: number): Bytes {
  const raw = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new RangeError('not base64url');
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      raw[at++] = (bits >> held) & 0xff;
    }
  }
  if (base64url(raw) !== text) throw new RangeError('not the one spelling of base64url');
  if (length !== undefined && raw.length !== length) throw new RangeError('not the length asked for');
  return raw;
}
