// The server's bell: an open answer that says which cases moved, so that nobody has to ask every few seconds.  It is a
// signed fetch, read line by line; where it cannot be had, contacts go on by themselves with growing pauses.
import { AmanatError } from '../sync/errors';
import type { Server, Signer } from './http';

/** How long until it is tried again, ms: twice as long after each failure, up to the top. */
const AGAIN_MS = 5_000;
const AGAIN_TOP_MS = 5 * 60_000;
/** Three of the server's pings: a line that is silent for longer is dead, ms. */
export const SILENT_MS = 80_000;
/** A stream that lasted so long was a good one, ms. */
const GOOD_MS = 60_000;

/** What the bell works with. */
export interface BellPorts {
  readonly server: Pick<Server, 'open'>;
  /** The member's device. */
  readonly signer: Signer;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** A case moved. */
  readonly moved: () => void;
}

/** Listens until it is stopped; one stream at a time. */
export class Bell {
  readonly #ports: BellPorts;
  readonly #ended = new AbortController();
  #live = false;
  #begun = false;

  constructor(ports: BellPorts) {
    this.#ports = ports;
  }

  /** Whether the server tells of moves by itself just now. */
  get live(): boolean {
    return this.#live;
  }

  /** Begins to listen; asked again, it changes nothing. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    void this.#listen();
  }

  /** Ends for good: a lock, or a device that was revoked. */
  stop(): void {
    this.#ended.abort();
  }

  async #listen(): Promise<void> {
    const { now, sleep } = this.#ports;
    for (let failures = 0; !this.#isOver(); ) {
      const began = now();
      const final = await this.#once();
      this.#live = false;
      if (final || this.#isOver()) return;
      failures = now() - began >= GOOD_MS ? 1 : failures + 1;
      await sleep(Math.min(AGAIN_MS * 2 ** (failures - 1), AGAIN_TOP_MS));
    }
  }

  /** One stream, from its opening to its end; true where there will never be another one. */
  async #once(): Promise<boolean> {
    const { server, signer } = this.#ports;
    const over = new AbortController();
    const signal = AbortSignal.any([this.#ended.signal, over.signal]);
    try {
      const body = await server.open('/v1/stream', signer, signal);
      this.#live = true;
      // What moved between the last contact and this moment was told to nobody.
      this.#ports.moved();
      await this.#read(body, over);
      return false;
    } catch (fault) {
      // The stream ends with the device's rights; anything else may mend.
      return fault instanceof AmanatError && (fault.code === 'right-revoked' || fault.code === 'right-role');
    } finally {
      over.abort();
    }
  }

  async #read(body: ReadableStream<Uint8Array>, over: AbortController): Promise<void> {
    const text = new TextDecoder();
    const reader = body.getReader();
    let line = '';
    for (;;) {
      const silence = setTimeout(() => {
        over.abort();
      }, SILENT_MS);
      const { done, value } = await reader.read().finally(() => {
        clearTimeout(silence);
      });
      if (done) return;
      const lines = (line + text.decode(value, { stream: true })).split('\n');
      line = lines.pop() ?? '';
      // Pings are comments; what a contact finds out by itself is not read here.
      if (lines.some((one) => one.startsWith('data:'))) this.#ports.moved();
    }
  }

  #isOver(): boolean {
    return this.#ended.signal.aborted;
  }
}
