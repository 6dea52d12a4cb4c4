// Lists and pages: items with their lengths before them, read as they arrive (docs/spec/ledger.md).
//
// A page of a case's ledger is frames (a shredded one is its bare hash), tombstones and restarts, and a head last.
// A page that is cut yields its whole items.
import { ascii, concat, integer, readInteger, same, type Bytes } from './bytes';
import { refuse } from './errors';
import { HEAD, RESTART } from './head';
import { Frame, Head, leastLength, Tombstone } from './records';

/** The longest an item, and so a frame, can be (bytes). */
export const ITEM_TOP = 320 * 1024;
export const HASH_LENGTH = 32;

/** Items one after another, each with its length (u32) before it. */
export function encodeItems(items: Iterable<Uint8Array>): Bytes {
  return concat(...Array.from(items).flatMap((item) => [integer(item.length, 4), item]));
}

/** Takes bytes as they come and gives the items that are whole. */
export class ItemReader {
  readonly #top: number;
  #held: Bytes = new Uint8Array(0);

  constructor(top = ITEM_TOP) {
    this.#top = top;
  }

  /** Whether everything taken so far was given out: no item is cut. */
  get isClean(): boolean {
    return this.#held.length === 0;
  }

  /**
   * The items that `data` completes.
   *
   * Throws `event-length` for an empty item and `event-too-large` for one over the top, before it is here.
   */
  push(data: Uint8Array): Bytes[] {
    const held = concat(this.#held, data);
    const items: Bytes[] = [];
    let at = 0;
    while (held.length - at >= 4) {
      const length = readInteger(held.subarray(at, at + 4)) ?? 0;
      if (length === 0) throw refuse('event-length');
      if (length > this.#top) throw refuse('event-too-large');
      if (held.length - at - 4 < length) break;
      items.push(held.slice(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.#held = held.slice(at);
    return items;
  }
}

/** The items of a whole list; throws `event-length` where the last one is cut. */
export function decodeItems(raw: Uint8Array, top = ITEM_TOP): Bytes[] {
  const reader = new ItemReader(top);
  const items = reader.push(raw);
  if (!reader.isClean) throw refuse('event-length');
  return items;
}

/** One item of a page; nothing but its length, magic and, for a head, its kind was looked at. */
export interface PageItem {
  readonly kind: 'frame' | 'shredded' | 'tombstone' | 'restart' | 'head';
  readonly raw: Bytes;
}

/** What an item is, by length and magic; throws `event-magic` for what a page does not hold. */
export function classify(raw: Bytes): PageItem {
  if (raw.length === HASH_LENGTH) return { kind: 'shredded', raw };
  if (startsWith(raw, Frame.magic)) return { kind: 'frame', raw };
  if (startsWith(raw, Tombstone.magic) && raw.length === leastLength(Tombstone)) return { kind: 'tombstone', raw };
  if (startsWith(raw, Head.magic) && raw.length === leastLength(Head)) {
    if (raw[4] === HEAD) return { kind: 'head', raw };
    if (raw[4] === RESTART) return { kind: 'restart', raw };
  }
  throw refuse('event-magic');
}

function startsWith(raw: Bytes, magic: string): boolean {
  return same(raw.subarray(0, magic.length), ascii(magic));
}

/** Takes a page as it comes and gives its whole items, each as what it is. */
export class PageReader {
  readonly #items = new ItemReader();
  #ended = false;

  /** Whether the head came and nothing is left: until then the page may have been cut. */
  get isWhole(): boolean {
    return this.#ended && this.#items.isClean;
  }

  /** The items that `data` completes; throws `event-page` for bytes after the head. */
  push(data: Uint8Array): PageItem[] {
    if (this.#ended && data.length > 0) throw refuse('event-page');
    const found: PageItem[] = [];
    for (const raw of this.#items.push(data)) {
      if (this.#ended) throw refuse('event-page');
      const item = classify(raw);
      this.#ended = item.kind === 'head';
      found.push(item);
    }
    if (this.#ended && !this.#items.isClean) throw refuse('event-page');
    return found;
  }
}
