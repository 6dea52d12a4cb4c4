// The frames of an age v1 payload: their sizes, keys and nonces.  The normative page is docs/spec/payload.md.
import { ascii, concat, integer, type Bytes } from './bytes';
import { refuse } from './errors';
import type { AeadKey, Primitives } from './primitives';

export const FILE_KEY_LENGTH = 16;
export const NONCE_LENGTH = 16;
export const TAG_LENGTH = 16;
export const FRAME_LENGTH = 65_536;
export const SEALED_FRAME = FRAME_LENGTH + TAG_LENGTH;
/** Frames have no additional data: their nonce says all there is. */
export const NO_AAD: Bytes = new Uint8Array(0);

/** The key of a payload's frames; throws RangeError where file key or payload nonce has not 16 bytes. */
export async function streamKey(fileKey: Bytes, nonce: Bytes, primitives: Primitives): Promise<AeadKey> {
  if (fileKey.length !== FILE_KEY_LENGTH || nonce.length !== NONCE_LENGTH) {
    throw new RangeError('a file key and a payload nonce have 16 bytes each');
  }
  return primitives.chachaKey(await primitives.hkdf(fileKey, nonce, ascii('payload'), 32));
}

/** The nonce (12 B) of the frame with `counter` frames before it. */
export function frameNonce(counter: number, last: boolean): Bytes {
  return concat(integer(counter, 11), integer(last ? 1 : 0, 1));
}

/** The frame's plaintext, or null where it does not open in that place. */
export function openFrame(key: AeadKey, counter: number, frame: Bytes, last: boolean): Promise<Bytes | null> {
  return key.open(frameNonce(counter, last), NO_AAD, frame);
}

/** The bytes of a payload (nonce and frames) that seals `plainLen` bytes. */
export function payloadLength(plainLen: number): number {
  if (!Number.isSafeInteger(plainLen) || plainLen < 0) throw new RangeError('a length is a whole number from 0');
  return NONCE_LENGTH + plainLen + Math.max(1, Math.ceil(plainLen / FRAME_LENGTH)) * TAG_LENGTH;
}

/** The bytes sealed in a payload of that length; throws `seal-length` where no payload has it. */
export function plainLength(payloadLen: number): number {
  const frames = Math.max(1, Math.ceil((payloadLen - NONCE_LENGTH) / SEALED_FRAME));
  const plain = payloadLen - NONCE_LENGTH - frames * TAG_LENGTH;
  if (!Number.isSafeInteger(plain) || plain < 0 || payloadLength(plain) !== payloadLen) throw refuse('seal-length');
  return plain;
}

/** Cuts a stream into blocks of one size. */
export class Blocks {
  readonly #size: number;
  readonly #spare: number;
  readonly #held: Bytes;
  #filled = 0;

  /** With `holds` a whole block is kept back until a byte after it tells that it is not the last. */
  constructor(size: number, holds: boolean) {
    this.#size = size;
    this.#spare = holds ? 1 : 0;
    this.#held = new Uint8Array(size);
  }

  /** Bytes held. */
  get length(): number {
    return this.#filled;
  }

  /** The whole blocks that are not held back; they share the memory of `data` where they can. */
  take(data: Bytes): Bytes[] {
    const blocks: Bytes[] = [];
    let at = 0;
    if (this.#filled > 0) {
      at = this.#hold(data.subarray(0, this.#size - this.#filled));
      if (this.#filled === this.#size && data.length - at >= this.#spare) blocks.push(this.rest());
    }
    for (; data.length - at >= this.#size + this.#spare; at += this.#size) {
      blocks.push(data.subarray(at, at + this.#size));
    }
    this.#hold(data.subarray(at));
    return blocks;
  }

  /** What is held; nothing is after it. */
  rest(): Bytes {
    const block = this.#held.slice(0, this.#filled);
    this.#filled = 0;
    return block;
  }

  #hold(part: Bytes): number {
    this.#held.set(part, this.#filled);
    this.#filled += part.length;
    return part.length;
  }
}
