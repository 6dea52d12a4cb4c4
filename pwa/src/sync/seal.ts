// The sealed payload: an age v1 payload whose header lies apart, sealed and opened as a stream or in ranges.
// The normative page is docs/spec/payload.md.
//
// [Note: one pass] One file key and one nonce serve one pass over bytes: with both repeated over other bytes, anybody
// who sees both payloads learns how the plaintexts differ.  So a Sealer can be neither rewound nor used again, and a
// pass that was interrupted is thrown away with its key.
import { concat, type Bytes } from './bytes';
import { AmanatError, refuse, type Code } from './errors';
import {
  Blocks,
  FILE_KEY_LENGTH,
  FRAME_LENGTH,
  frameNonce,
  NO_AAD,
  NONCE_LENGTH,
  openFrame,
  plainLength,
  SEALED_FRAME,
  streamKey,
  TAG_LENGTH,
} from './payload';
import type { AeadKey, Primitives, RunningHash } from './primitives';

export { FILE_KEY_LENGTH, FRAME_LENGTH, NONCE_LENGTH, payloadLength, plainLength, SEALED_FRAME, TAG_LENGTH } from './payload';

const NOTHING: Bytes = new Uint8Array(0);

/**
 * Seals one payload in one pass; see [Note: one pass].
 *
 * What `push` and `finish` return, joined in order, is the payload.  A call after `finish`, after a call that threw, or
 * while another is under way, is `seal-finished`; the last of these spoils nothing.
 */
export class Sealer {
  readonly #key: AeadKey;
  readonly #hash: RunningHash;
  readonly #blocks = new Blocks(FRAME_LENGTH, true);
  #head: Bytes;
  #counter = 0;
  #length = 0;
  #digest: Bytes | null = null;
  #ready = true;

  private constructor(key: AeadKey, nonce: Bytes, hash: RunningHash) {
    this.#key = key;
    this.#head = nonce.slice();
    this.#hash = hash;
  }

  /** `fileKey` and `nonce` (16 B each) are random and are used nowhere else. */
  static async create(fileKey: Bytes, nonce: Bytes, primitives: Primitives): Promise<Sealer> {
    return new Sealer(await streamKey(fileKey, nonce, primitives), nonce, primitives.runningSha256());
  }

  /** Bytes of payload returned so far. */
  get length(): number {
    return this.#length;
  }

  /** SHA-256 of the payload (32 B); throws RangeError before `finish`. */
  get digest(): Bytes {
    if (this.#digest === null) throw new RangeError('the payload is not finished');
    return this.#digest;
  }

  /** Takes the next plaintext; returns the frames that are surely not the last (perhaps nothing yet). */
  async push(data: Bytes): Promise<Bytes> {
    this.#claim();
    const frames = this.#blocks.take(data).map((frame) => this.#seal(frame, false));
    const part = this.#told(await Promise.all(frames));
    this.#ready = true;
    return part;
  }

  /** The rest of the payload, its last frame included; the pass is over with it. */
  async finish(): Promise<Bytes> {
    this.#claim();
    const part = this.#told([await this.#seal(this.#blocks.rest(), true)]);
    this.#digest = this.#hash.digest();
    return part;
  }

  /** Leaves the Sealer used up, should the call that claims it throw. */
  #claim(): void {
    if (!this.#ready) throw refuse('seal-finished');
    this.#ready = false;
  }

  #seal(frame: Bytes, last: boolean): Promise<Bytes> {
    return this.#key.seal(frameNonce(this.#counter++, last), NO_AAD, frame);
  }

  #told(frames: readonly Bytes[]): Bytes {
    const part = concat(this.#head, ...frames);
    this.#head = NOTHING;
    this.#hash.update(part);
    this.#length += part.length;
    return part;
  }
}

/**
 * Opens one payload from its start, as it comes.
 *
 * What `push` returns has passed its tag and stands in its place; that the payload is whole is known only when
 * `finish` returns.  A fault is thrown by the first call that has no plaintext to return before it, and by every call
 * after that; so the plaintext before a fault is the same however the payload was cut into pieces.
 *
 * Codes: `seal-tag`, `seal-trailing`, `seal-truncated`, `seal-empty-last`; `seal-finished` after the end.  Where the
 * payload's length is not known beforehand, a payload that ends inside a frame is `seal-tag`, because nothing tells it
 * from a damaged last frame.  One call at a time: the next begins when the last has ended.
 */
export class Opener {
  readonly #fileKey: Bytes;
  readonly #payloadLen: number | null;
  readonly #primitives: Primitives;
  readonly #blocks = new Blocks(SEALED_FRAME, false);
  #taken = 0;
  #nonce: Bytes = NOTHING;
  #key: AeadKey | null = null;
  #counter = 0;
  #final: Bytes | null = null;
  #over: Code | null = null;

  /** `payloadLen` is the manifest's; throws `seal-length` where no payload has that length. */
  constructor(fileKey: Bytes, primitives: Primitives, payloadLen: number | null = null) {
    if (fileKey.length !== FILE_KEY_LENGTH) throw new RangeError('a file key has 16 bytes');
    if (payloadLen !== null) plainLength(payloadLen);
    this.#fileKey = fileKey;
    this.#primitives = primitives;
    this.#payloadLen = payloadLen;
  }

  /** Takes the next bytes of the payload; returns the plaintext that they make certain. */
  async push(data: Bytes): Promise<Bytes> {
    this.#check();
    const room = this.#payloadLen === null ? data.length : this.#payloadLen - this.#taken;
    const view = data.subarray(0, room);
    this.#taken += view.length;
    const plain = await this.#take(view);
    if (view.length < data.length) this.#over ??= 'seal-trailing';
    if (plain.length === 0) this.#check();
    return plain;
  }

  /** The plaintext of the last frame; after it the payload is known to be whole. */
  async finish(): Promise<Bytes> {
    this.#check();
    try {
      const plain = await this.#last();
      this.#over = 'seal-finished';
      return plain;
    } catch (fault) {
      if (fault instanceof AmanatError) this.#over = fault.code;
      throw fault;
    }
  }

  #check(): void {
    if (this.#over !== null) throw refuse(this.#over);
  }

  async #take(view: Bytes): Promise<Bytes> {
    const missing = NONCE_LENGTH - this.#nonce.length;
    if (missing > 0) this.#nonce = concat(this.#nonce, view.subarray(0, missing));
    if (this.#nonce.length < NONCE_LENGTH) return NOTHING;
    this.#key ??= await streamKey(this.#fileKey, this.#nonce, this.#primitives);
    const key = this.#key;
    const first = this.#counter;
    const frames = this.#blocks.take(missing > 0 ? view.subarray(missing) : view);
    if (this.#final !== null && frames.length + this.#blocks.length > 0) {
      this.#over = 'seal-trailing';
      return this.#final;
    }
    if (frames.length === 0) return NOTHING;
    const opened = await Promise.all(frames.map((frame, i) => openFrame(key, first + i, frame, false)));
    const plain: Bytes[] = [];
    for (const [i, frame] of frames.entries()) {
      const part = opened[i] ?? null;
      if (part === null) {
        const more = i + 1 < frames.length || this.#blocks.length > 0;
        return concat(...plain, await this.#fullLast(key, frame, more));
      }
      plain.push(part);
      this.#counter++;
    }
    return concat(...plain);
  }

  /** A whole frame that is no middle one: the last one, given out by `finish`, or one that does not open. */
  async #fullLast(key: AeadKey, frame: Bytes, more: boolean): Promise<Bytes> {
    const plain = await openFrame(key, this.#counter, frame, true);
    if (plain !== null && !more) {
      this.#final = plain;
      return NOTHING;
    }
    this.#over = plain === null ? 'seal-tag' : 'seal-trailing';
    return plain ?? NOTHING;
  }

  async #last(): Promise<Bytes> {
    const frame = this.#blocks.rest();
    const short = this.#payloadLen !== null && this.#taken < this.#payloadLen;
    if (this.#final !== null && !short) return this.#final;
    if (this.#key === null || short || frame.length < TAG_LENGTH) throw refuse('seal-truncated');
    const plain = await openFrame(this.#key, this.#counter, frame, true);
    if (plain === null) throw refuse('seal-tag');
    // C2SP age, "Payload": the last frame MUST NOT be empty unless the whole payload is.
    if (plain.length === 0 && this.#counter > 0) throw refuse('seal-empty-last');
    return plain;
  }
}

/** The frames that hold a range of plaintext. */
export interface FrameSpan {
  /** Offset in the payload of the first byte to fetch. */
  readonly start: number;
  /** Offset after the last byte to fetch. */
  readonly end: number;
  /** The number of the first frame, from 0. */
  readonly counter: number;
  /** Bytes of the frames' plaintext before the range. */
  readonly skip: number;
  /** Bytes in the range. */
  readonly length: number;
}

/**
 * What to fetch for the plaintext `[start, end)` of a payload of that length.
 *
 * Throws `seal-length` where no payload has that length, `seal-range` for an empty range or one outside.
 */
export function framesFor(start: number, end: number, payloadLen: number): FrameSpan {
  const plain = plainLength(payloadLen);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start >= end || end > plain) {
    throw refuse('seal-range');
  }
  const first = Math.floor(start / FRAME_LENGTH);
  const last = Math.floor((end - 1) / FRAME_LENGTH);
  return {
    start: NONCE_LENGTH + first * SEALED_FRAME,
    end: Math.min(NONCE_LENGTH + (last + 1) * SEALED_FRAME, payloadLen),
    counter: first,
    skip: start - first * FRAME_LENGTH,
    length: end - start,
  };
}

/** The range out of the frames' whole plaintext; throws `seal-range` where that is too short. */
export function cutSpan(span: FrameSpan, plain: Bytes): Bytes {
  if (plain.length < span.skip + span.length) throw refuse('seal-range');
  return plain.subarray(span.skip, span.skip + span.length);
}

/**
 * The plaintext of whole frames out of the middle of a payload.
 *
 * `data` starts at frame `firstCounter` and ends where a frame of the payload ends.  Throws `seal-length`, `seal-range`
 * where data does not fit into the payload there, `seal-tag` where a frame does not open in its place; then none of
 * the plaintext is given out.
 */
export async function openFrames(
  fileKey: Bytes,
  nonce: Bytes,
  firstCounter: number,
  data: Bytes,
  payloadLen: number,
  primitives: Primitives,
): Promise<Bytes> {
  plainLength(payloadLen);
  const begin = NONCE_LENGTH + firstCounter * SEALED_FRAME;
  const stop = begin + data.length;
  const whole = data.length % SEALED_FRAME === 0 || stop === payloadLen;
  if (!Number.isInteger(firstCounter) || firstCounter < 0 || data.length === 0 || stop > payloadLen || !whole) {
    throw refuse('seal-range');
  }
  const key = await streamKey(fileKey, nonce, primitives);
  const opening: Promise<Bytes | null>[] = [];
  for (let at = 0; at < data.length; at += SEALED_FRAME) {
    const frame = data.subarray(at, at + SEALED_FRAME);
    const last = begin + at + frame.length === payloadLen;
    opening.push(openFrame(key, firstCounter + at / SEALED_FRAME, frame, last));
  }
  const parts: Bytes[] = [];
  for (const part of await Promise.all(opening)) {
    if (part === null) throw refuse('seal-tag');
    parts.push(part);
  }
  return concat(...parts);
}
