// What this device holds of sealed objects, and how much of it the server has acknowledged.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { hexId, parseHexId } from '../sync/ids';
import { partOfPayload, readPayload } from './payload-parts';
import type { Ack, ClipRow } from './schema';
import { KIND } from './slot';
import type { Slots } from './slots';
import type { Store } from './store';

/** A sealed payload, in ranges. */
export interface StoredPayload {
  readonly length: number;
  /** The sealed bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): Promise<Bytes>;
  /** The same as a Blob of what lies on the disk. */
  part(start: number, end: number): Promise<Blob>;
}

/** Whether the server has acknowledged payload, manifest, sealed header and share: less is not safe. */
export function isSafe(clip: ClipRow): boolean {
  return clip.acks.manifest && clip.acks.header && clip.acks.share && clip.acks.payload;
}

/** The clips of this device. */
export class Holdings {
  readonly #store: Store;
  readonly #slots: Slots;

  constructor(store: Store, slots: Slots) {
    this.#store = store;
    this.#slots = slots;
  }

  /** The payload of a clip that lies here whole; throws `right-missing` where it does not. */
  async payload(clip: Bytes): Promise<StoredPayload> {
    const name = hexId(clip);
    const row = await this.#row(name);
    if (!row.local || row.hidden) throw refuse('right-missing');
    const check = (start: number, end: number): void => {
      if (start < 0 || end > row.length || start > end) throw refuse('seal-range');
    };
    return {
      length: row.length,
      read: (start, end) => {
        check(start, end);
        return readPayload(this.#store, name, start, end);
      },
      part: (start, end) => {
        check(start, end);
        return partOfPayload(this.#store, name, start, end);
      },
    };
  }

  /**
   * Keeps that the server has acknowledged `what` as durable, and only then, for the share, overwrites the slot in
   * which it waited.
   */
  async acknowledge(clip: Bytes, what: Ack): Promise<ClipRow> {
    const name = hexId(clip);
    const row = await this.#store.transact(['clips'], async (tx) => {
      const known = await tx.get('clips', name);
      if (known === undefined) throw refuse('right-missing');
      const next = { ...known, acks: { ...known.acks, [what]: true } };
      tx.put('clips', next);
      // A film and the voice notes on it have one share.
      for (const other of what === 'share' ? await tx.all('clips') : []) {
        if (other.group !== known.group || !other.made_here || other.clip === name) continue;
        tx.put('clips', { ...other, acks: { ...other.acks, share: true } });
      }
      return next;
    });
    if (row.acks.share) this.#forgetShare(row.group);
    return row;
  }

  /** Drops the payload that lies here; throws `store-last-copy` unless the film is safe on the server. */
  async dropLocal(clip: Bytes): Promise<void> {
    const name = hexId(clip);
    await this.#store.transact(['clips', 'parts'], async (tx) => {
      const row = await tx.get('clips', name);
      if (row === undefined) throw refuse('right-missing');
      if (!isSafe(row)) throw refuse('store-last-copy');
      tx.put('clips', { ...row, local: false });
      tx.dropUnder('parts', name);
    });
  }

  /** After a crash: the share slots of groups whose share is acknowledged go. */
  async tidy(): Promise<void> {
    const rows = await this.#store.read(['clips'], (tx) => tx.all('clips'));
    for (const row of rows) if (row.acks.share) this.#forgetShare(row.group);
  }

  #forgetShare(group: string): void {
    const waiting = { kind: KIND.share, group: parseHexId(group) };
    if (this.#slots.list(waiting).length === 0) return;
    this.#slots.change([], (slot) => slot.kind === KIND.share && hexId(slot.group) === group);
  }

  async #row(name: string): Promise<ClipRow> {
    const row = await this.#store.read(['clips'], (tx) => tx.get('clips', name));
    if (row === undefined) throw refuse('right-missing');
    return row;
  }
}
