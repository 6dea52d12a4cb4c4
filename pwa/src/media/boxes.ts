// The boxes of an MP4 and the big-endian numbers inside them.
import { concat, type Bytes } from '../sync/bytes.ts';

/** A box (ISO/IEC 14496-12, 4.2) of its parts, below 4 GiB. */
export function box(type: string, ...parts: readonly Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return concat(u32(length), text(type), ...parts);
}

/** A box with version and flags. */
export function fullBox(type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Bytes {
  return box(type, u32(version * 0x1000000 + flags), ...parts);
}

/** Letters below U+0100, a byte each. */
export function text(value: string): Bytes {
  return Uint8Array.from(value, (letter) => letter.charCodeAt(0));
}

export function u8(...values: readonly number[]): Bytes {
  return Uint8Array.from(values);
}

export function u16(...values: readonly number[]): Bytes {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => {
    view.setUint16(at * 2, value);
  });
  return bytes;
}

export function u32(...values: readonly number[]): Bytes {
  return big32(values);
}

/** One number as 64 bits. */
export function u64(value: number): Bytes {
  return big64(Float64Array.of(value));
}

/** Numbers as 32 bits each, most significant byte first; negative ones as two's complement. */
export function big32(values: ArrayLike<number>): Bytes {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at += 1) view.setUint32(at * 4, values[at] ?? 0);
  return bytes;
}

/** Whole numbers below 2^53 as 64 bits each. */
export function big64(values: Float64Array): Bytes {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => {
    view.setBigUint64(at * 8, BigInt(value));
  });
  return bytes;
}
