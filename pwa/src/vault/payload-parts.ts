// Sealed payloads in the store: written once from front to back in parts, read in ranges.  A whole film is never in
// memory.
import { concat, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import { PART_SIZE } from './schema';
import type { Store } from './store';

/** Length and SHA-256 of a payload. */
export interface Measured {
  readonly length: number;
  readonly digest: Bytes;
}

/** Stores a payload as it comes; what lay there before goes first. */
export class PayloadWriter {
  readonly #store: Store;
  readonly #clip: string;
  #waiting: Bytes[] = [];
  #waits = 0;
  #index = 0;

  private constructor(store: Store, clip: string) {
    this.#store = store;
    this.#clip = clip;
  }

  static async begin(store: Store, clip: string): Promise<PayloadWriter> {
    await store.transact(['parts'], async (tx) => {
      tx.dropUnder('parts', clip);
    });
    return new PayloadWriter(store, clip);
  }

  /** Takes the next bytes; ends when every full part of them is durable.  Rejects with `store-full`, `store-failed`. */
  async push(data: Bytes): Promise<void> {
    if (data.length === 0) return;
    this.#waiting.push(data);
    this.#waits += data.length;
    if (this.#waits < PART_SIZE) return;
    let rest = concat(...this.#waiting);
    for (; rest.length >= PART_SIZE; rest = rest.slice(PART_SIZE)) await this.#put(rest.slice(0, PART_SIZE));
    this.#waiting = [rest];
    this.#waits = rest.length;
  }

  /** Stores what is left; ends when the whole payload is durable. */
  async finish(): Promise<void> {
    if (this.#waits > 0) await this.#put(concat(...this.#waiting));
    this.#waiting = [];
    this.#waits = 0;
  }

  async #put(part: Bytes): Promise<void> {
    await this.#store.transact(['parts'], async (tx) => {
      tx.put('parts', { clip: this.#clip, index: this.#index, data: new Blob([part]) });
    });
    this.#index += 1;
  }
}

/** The bytes from `start` up to, not including, `end` of a payload; throws `seal-truncated` where they are gone. */
export async function readPayload(store: Store, clip: string, start: number, end: number): Promise<Bytes> {
  const pieces: Bytes[] = [];
  for await (const piece of piecesOf(store, clip, start, end)) pieces.push(new Uint8Array(await piece.arrayBuffer()));
  return concat(...pieces);
}

/**
 * The same as a Blob, made of those that lie on the disk: none of its bytes is read here.
 *
 * [Note: not of bytes] A Blob of bytes lies in the memory of the browser until it is collected, which Chromium does not
 * hurry to do: when a film of a gigabyte had been sent in such parts, all of them were still there.
 */
export async function partOfPayload(store: Store, clip: string, start: number, end: number): Promise<Blob> {
  const pieces: Blob[] = [];
  for await (const piece of piecesOf(store, clip, start, end)) {
    // A file that is gone is found out here: where it is sent, it would be taken for a server that does not answer.
    await piece.slice(0, 1).arrayBuffer();
    pieces.push(piece);
  }
  return new Blob(pieces);
}

async function* piecesOf(store: Store, clip: string, start: number, end: number): AsyncGenerator<Blob, void> {
  for (let at = start; at < end; ) {
    const index = Math.floor(at / PART_SIZE);
    const upTo = Math.min(end, (index + 1) * PART_SIZE);
    const row = await store.read(['parts'], (tx) => tx.get('parts', [clip, index]));
    const from = at - index * PART_SIZE;
    const piece = row?.data.slice(from, from + upTo - at);
    if (piece?.size !== upTo - at) throw refuse('seal-truncated', 'a part of the payload is not here');
    yield piece;
    at = upTo;
  }
}

/** Length and digest of what lies in the store, read back part by part. */
export async function measurePayload(store: Store, clip: string, primitives: Primitives): Promise<Measured> {
  const hash = primitives.runningSha256();
  let length = 0;
  for (let index = 0; ; index++) {
    const row = await store.read(['parts'], (tx) => tx.get('parts', [clip, index]));
    if (row === undefined) return { length, digest: hash.digest() };
    hash.update(new Uint8Array(await row.data.arrayBuffer()));
    length += row.data.size;
  }
}
