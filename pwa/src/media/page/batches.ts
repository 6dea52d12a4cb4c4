// Between the muxer, which writes a few hundred bytes at a time, and the journal, which commits batches.
import { concat, type Bytes } from '../../sync/bytes.ts';

/** How long a batch is collected, ms: between the 200 and the 500 that a record of the journal covers. */
const BATCH_MS = 300;
/** About 16 s of film; a sink that is further behind holds the encoder back. */
const MOST_HELD = 4 * 1024 * 1024;

/**
 * Collects bytes and hands them on in order, one batch at a time.  The first refusal of `hand` is final:
 * `onFailure` is told once, and every later `push` and `close` throws what `hand` threw.
 */
export class Batches {
  readonly #hand: (batch: Bytes) => Promise<void>;
  readonly #onFailure: (cause: unknown) => void;
  #parts: Uint8Array[] = [];
  #held = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #handing: Promise<void> = Promise.resolve();
  #failure: { readonly cause: unknown } | null = null;
  /** Bytes that were pushed in all. */
  total = 0;

  constructor(hand: (batch: Bytes) => Promise<void>, onFailure: (cause: unknown) => void) {
    this.#hand = hand;
    this.#onFailure = onFailure;
  }

  /** Takes bytes, which stay unchanged from now on; settles when there is room for more. */
  async push(part: Uint8Array): Promise<void> {
    this.#refuse();
    this.#parts.push(part);
    this.#held += part.length;
    this.total += part.length;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#flush();
    }, BATCH_MS);
    if (this.#held > MOST_HELD) await this.#flush();
    this.#refuse();
  }

  /** Hands on what is left; settles when the sink has taken it. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#flush();
    this.#refuse();
  }

  /** Queues what is held at this moment behind the batches before it. */
  #flush(): Promise<void> {
    this.#handing = this.#handing.then(async () => {
      const parts = this.#parts;
      if (parts.length === 0 || this.#failure !== null) return;
      const batch = concat(...parts);
      // Whoever takes a batch may transfer it, and what was transferred has no length any more.
      const { length } = batch;
      this.#parts = [];
      try {
        await this.#hand(batch);
      } catch (cause) {
        this.#failure = { cause };
        this.#onFailure(cause);
      }
      this.#held -= length;
    });
    return this.#handing;
  }

  #refuse(): void {
    // The sink's own error goes on unchanged, whatever it is.
    if (this.#failure !== null) throw this.#failure.cause;
  }
}
