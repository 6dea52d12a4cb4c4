// Films that are being looked at.  A reel is a film's key and its sealed bytes; it lives from `open` to `close`, and
// whatever ends the right to look at it closes it: a stop, a destruction, a date, a lock.
import type { Bytes } from '../sync/bytes';
import { AmanatError, refuse, type Code } from '../sync/errors';
import { cutSpan, framesFor, NONCE_LENGTH, openFrames, plainLength } from '../sync/seal';
import type { Manifest } from '../sync/records';
import type { Primitives } from '../sync/primitives';
import type { RangeAnswer, RangeQuestion, ReelBytes } from './api/play';

/** The sealed bytes of one payload, from `start` up to, not including, `end`. */
export type ReadSealed = (start: number, end: number) => Promise<Bytes>;

const MATROSKA: readonly number[] = [0x1a, 0x45, 0xdf, 0xa3];

/** The plaintext of one film, in ranges. */
export class Reel {
  readonly manifest: Manifest;
  readonly #fileKey: Bytes;
  readonly #read: ReadSealed;
  readonly #primitives: Primitives;
  #nonce: Promise<Bytes> | null = null;
  #closed: Code | null = null;

  /** Takes `fileKey` over: `close` overwrites it. */
  constructor(manifest: Manifest, fileKey: Bytes, read: ReadSealed, primitives: Primitives) {
    this.manifest = manifest;
    this.#fileKey = fileKey;
    this.#read = read;
    this.#primitives = primitives;
  }

  /** Bytes of plaintext. */
  get length(): number {
    return plainLength(this.manifest.payload_len);
  }

  /** Why it is closed; null while it is open. */
  get closed(): Code | null {
    return this.#closed;
  }

  /**
   * The plaintext `[start, end)`; nothing of a frame that fails its tag is given out.  Rejects with `seal-range`,
   * `seal-tag`, with the code of `close` once it is closed, and with what reading the sealed bytes rejects with.
   */
  async readRange(start: number, end: number): Promise<Bytes> {
    this.#check();
    const { payload_len } = this.manifest;
    const span = framesFor(start, end, payload_len);
    const nonce = await this.#nonceBytes();
    const sealed = await this.#read(span.start, span.end);
    this.#check();
    const plain = await openFrames(this.#fileKey, nonce, span.counter, sealed, payload_len, this.#primitives);
    this.#check();
    return cutSpan(span, plain);
  }

  /** Which container the film is in, by its first bytes. */
  async about(): Promise<ReelBytes> {
    const first = await this.readRange(0, Math.min(MATROSKA.length, this.length));
    const isMatroska = MATROSKA.every((byte, nth) => byte === first[nth]);
    return { type: isMatroska ? 'video/webm' : 'video/mp4', length: this.length };
  }

  /** Overwrites the key; every later read is refused with `code`. */
  close(code: Code): void {
    this.#closed ??= code;
    this.#fileKey.fill(0);
  }

  #check(): void {
    if (this.#closed !== null) throw refuse(this.#closed);
  }

  /** The nonce lies before the first frame; a read that failed is made again. */
  async #nonceBytes(): Promise<Bytes> {
    this.#nonce ??= this.#read(0, NONCE_LENGTH);
    try {
      return await this.#nonce;
    } catch (fault) {
      this.#nonce = null;
      throw fault;
    }
  }
}

/** Answers the questions of a port for ranges of a reel, until the port or the reel closes. */
export async function serveReel(reel: Reel, port: MessagePort, failed: (code: Code) => void): Promise<void> {
  const refuseAll = (id: number | null, fault: unknown): void => {
    const code = fault instanceof AmanatError ? fault.code : 'store-failed';
    failed(code);
    port.postMessage({ id, fault: code } satisfies RangeAnswer);
  };
  port.onmessage = (event: MessageEvent<RangeQuestion>) => {
    const { end, id, start } = event.data;
    reel.readRange(start, end).then(
      (bytes) => {
        const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
        port.postMessage({ id, bytes: own } satisfies RangeAnswer, [own.buffer]);
      },
      (fault: unknown) => {
        refuseAll(id, fault);
      },
    );
  };
  try {
    port.postMessage({ film: await reel.about() } satisfies RangeAnswer);
  } catch (fault) {
    refuseAll(null, fault);
  }
}
