// Sealed payloads that lie at the server: fetched in the parts in which they are stored, each once, and handed on while
// they come, so that a film can be looked at before it is here.  What was fetched once is here without the server.
import { concat, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Server, Signer } from './http';
import { PART_SIZE } from './schema';
import type { Store } from './store';

/** What fetching works with. */
export interface FetchPorts {
  readonly store: Store;
  readonly server: Pick<Server, 'fetchRange'>;
  /** The member's device. */
  readonly signer: Signer;
}

/** One part on its way; those who need its beginning do not wait for its end. */
class Arriving {
  readonly #bytes: Bytes;
  #arrived = 0;
  #ended = false;
  #fault: unknown = null;
  #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  readonly take = (bytes: Bytes): void => {
    this.#bytes.set(bytes, this.#arrived);
    this.#arrived += bytes.length;
    this.#wake();
  };

  end(fault: unknown): void {
    this.#ended = true;
    this.#fault = fault;
    this.#wake();
  }

  get whole(): Bytes {
    return this.#bytes;
  }

  /** The bytes from `from` to `to`, as soon as they are here. */
  async slice(from: number, to: number): Promise<Bytes> {
    while (this.#arrived < to && !this.#ended) await new Promise<void>((woken) => this.#waiting.push(woken));
    if (this.#arrived < to) throw this.#fault;
    return this.#bytes.slice(from, to);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const woken of waiting) woken();
  }
}

/** A part that is being fetched; `kept` ends when it is in the store. */
interface Fetching {
  readonly arriving: Arriving;
  readonly kept: Promise<void>;
}

/** Payloads, from the store where they are there, and from the server where they are not. */
export class PayloadFetch {
  readonly #ports: FetchPorts;
  readonly #running = new Map<string, Fetching>();

  constructor(ports: FetchPorts) {
    this.#ports = ports;
  }

  /**
   * The sealed bytes from `start` up to, not including, `end` of a payload of `length` bytes.  Rejects with
   * `seal-range`, and where bytes are not here with what asking for them rejects with.
   */
  async read(clip: string, length: number, start: number, end: number): Promise<Bytes> {
    if (start < 0 || start > end || end > length) throw refuse('seal-range');
    const pieces: Bytes[] = [];
    for (let at = start; at < end; ) {
      const index = Math.floor(at / PART_SIZE);
      const upTo = Math.min(end, (index + 1) * PART_SIZE);
      pieces.push(await this.#slice({ clip, length, index }, at - index * PART_SIZE, upTo - index * PART_SIZE));
      at = upTo;
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : concat(...pieces);
  }

  /** Fetches what is missing, as long as `goOn` says so; ends when the whole payload is in the store. */
  async whole(clip: string, length: number, goOn: () => boolean): Promise<void> {
    for (let index = 0; index * PART_SIZE < length && goOn(); index++) {
      const part = { clip, length, index };
      const known = this.#running.get(nameOf(part));
      if (known !== undefined) await known.kept;
      else if (!(await this.#isHere(part))) await this.#fetch(part).kept;
    }
  }

  async #slice(part: Part, from: number, to: number): Promise<Bytes> {
    const known = this.#running.get(nameOf(part));
    if (known !== undefined) return known.arriving.slice(from, to);
    const row = await this.#ports.store.read(['parts'], (tx) => tx.get('parts', [part.clip, part.index]));
    const piece = row?.data.slice(from, to);
    if (piece?.size === to - from) return new Uint8Array(await piece.arrayBuffer());
    return this.#fetch(part).arriving.slice(from, to);
  }

  #fetch(part: Part): Fetching {
    const name = nameOf(part);
    const known = this.#running.get(name);
    if (known !== undefined) return known;
    const arriving = new Arriving(lengthOf(part));
    const kept = this.#fetched(part, arriving).finally(() => {
      this.#running.delete(name);
    });
    // Whoever waits for bytes is told by `arriving`; nobody need wait for the store.
    kept.catch((fault: unknown) => {
      arriving.end(fault);
    });
    this.#running.set(name, { arriving, kept });
    return { arriving, kept };
  }

  async #fetched(part: Part, arriving: Arriving): Promise<void> {
    const { server, signer, store } = this.#ports;
    const { clip, index, length } = part;
    const start = index * PART_SIZE;
    const range = { start, end: start + lengthOf(part), length };
    await server.fetchRange(`/v1/clips/${clip}/payload`, signer, range, arriving.take);
    await store.transact(['clips', 'parts'], async (tx) => {
      const row = await tx.get('clips', clip);
      // What was destroyed or hidden meanwhile does not come back.
      if (row === undefined || row.hidden) throw refuse('share-destroyed');
      tx.put('parts', { clip, index, data: new Blob([arriving.whole]) });
    });
  }

  async #isHere({ clip, index }: Part): Promise<boolean> {
    const span = { under: [clip], from: [clip, index], to: [clip, index + 1] };
    return (await this.#ports.store.read(['parts'], (tx) => tx.count('parts', span))) > 0;
  }
}

/** One part of a payload of `length` bytes. */
interface Part {
  readonly clip: string;
  readonly length: number;
  readonly index: number;
}

function nameOf({ clip, index }: Part): string {
  return `${clip}/${index}`;
}

function lengthOf({ index, length }: Part): number {
  return Math.min(PART_SIZE, length - index * PART_SIZE);
}
