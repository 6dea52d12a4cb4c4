// A note as a Yjs document: its text, what it is about, and which updates may be in it (docs/spec/notes.md).
import * as Y from 'yjs';
import { concat, readInteger, type Bytes } from '../../sync/bytes';
import { refuse } from '../../sync/errors';
import type { Primitives } from '../../sync/primitives';

/** The most Yjs bytes that one event carries. */
export const UPDATE_TOP = 192 * 1024;
const TEXT = 'text';
const ABOUT = 'about';
/** No device's id: whole documents only take in, and Yjs renames a document that takes in words of its own id. */
const READER = 0;
/** One insertion is written in pieces, each far below UPDATE_TOP whatever its letters are. */
const PIECE = 32 * 1024;
/** Half a pair of surrogates, which no UTF-8 can say: others would read another letter than stands here. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What a note says of itself; null where it does not, or says nonsense. */
export interface About {
  /** When it was begun, ms. */
  readonly made: number | null;
  /** The moment of the film, ms. */
  readonly at: number | null;
  /** How long was spoken, ms. */
  readonly spoken: number | null;
}

/** One change of a text, in UTF-16 code units. */
export interface TextSplice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** The Yjs client id of a device in a document: the first 4 bytes of SHA-256(device || document). */
export async function clientId(device: Bytes, document: Bytes, primitives: Primitives): Promise<number> {
  const digest = await primitives.sha256(concat(device, document));
  return readInteger(digest.subarray(0, 4)) ?? READER;
}

/** Throws `event-note` unless `update` is one, has at most 192 KiB and structs of nobody but `author`. */
export function checkAuthor(update: Bytes, author: number): void {
  if (update.length > UPDATE_TOP) throw refuse('event-note');
  let authors: number[];
  try {
    authors = Y.decodeUpdate(update).structs.map((struct) => struct.id.client);
  } catch {
    throw refuse('event-note');
  }
  if (authors.some((one) => one !== author)) throw refuse('event-note');
}

/** A document that takes updates in, each tried on a second one first. */
export class NoteDoc {
  readonly #doc = opened();
  #scratch = opened();

  /** Takes an update that was checked or made here; throws `event-note` and is unchanged where it does not apply. */
  take(update: Bytes): void {
    try {
      Y.applyUpdate(this.#scratch, update);
    } catch {
      this.#scratch = opened(this.state());
      throw refuse('event-note');
    }
    Y.applyUpdate(this.#doc, update);
  }

  /** The whole document as one update. */
  state(): Bytes {
    return Y.encodeStateAsUpdate(this.#doc) as Bytes;
  }

  get text(): string {
    return this.#doc.getText(TEXT).toJSON();
  }

  get about(): About {
    const map = this.#doc.getMap(ABOUT);
    return { made: count(map.get('made')), at: count(map.get('at')), spoken: count(map.get('spoken')) };
  }
}

/** The document as somebody who types has it before them; its edits come out as updates. */
export class Desk {
  readonly #doc: Y.Doc;
  readonly #author: number;

  /** `state` is what stands in the text at the beginning. */
  constructor(author: number, state: readonly Bytes[]) {
    this.#author = author;
    this.#doc = opened(...state);
  }

  /** Somebody else's words come before the one who types. */
  take(update: Bytes): void {
    this.#doc.clientID = READER;
    Y.applyUpdate(this.#doc, update);
  }

  /** Changes the text; what lies outside of it counts as its end.  Gives the updates, each below UPDATE_TOP. */
  type(splices: readonly TextSplice[]): Bytes[] {
    return splices.flatMap(({ at, remove, insert }) => this.#splice(at, remove, insert));
  }

  /** Says what the note is about. */
  describe(about: Partial<About>): Bytes[] {
    return this.#edit(() => {
      const map = this.#doc.getMap(ABOUT);
      for (const [name, value] of Object.entries(about)) if (typeof value === 'number') map.set(name, value);
    });
  }

  #splice(at: number, remove: number, insert: string): Bytes[] {
    const text = this.#doc.getText(TEXT);
    const from = Math.min(Math.max(at, 0), text.length);
    const gone = Math.min(Math.max(remove, 0), text.length - from);
    const made = this.#edit(() => {
      if (gone > 0) text.delete(from, gone);
    });
    let place = from;
    for (const piece of pieces(insert.replaceAll(LONE, '\ufffd'))) {
      const where = place;
      made.push(
        ...this.#edit(() => {
          text.insert(where, piece);
        }),
      );
      place += piece.length;
    }
    return made;
  }

  #edit(change: () => void): Bytes[] {
    const made: Bytes[] = [];
    const heard = (update: Uint8Array): void => {
      made.push(update.slice());
    };
    // Taking in renames the document where it finds words of its own id.
    this.#doc.clientID = this.#author;
    this.#doc.on('update', heard);
    this.#doc.transact(change);
    this.#doc.off('update', heard);
    return made;
  }
}

/** Updates merged into as few as fit below UPDATE_TOP, in their order. */
export function merged(updates: readonly Bytes[]): Bytes[] {
  const whole: Bytes[] = [];
  for (const update of updates) {
    const last = whole.at(-1);
    const both = last === undefined ? update : (Y.mergeUpdates([last, update]) as Bytes);
    if (last === undefined || both.length > UPDATE_TOP) whole.push(update);
    else whole[whole.length - 1] = both;
  }
  return whole;
}

function opened(...state: readonly Bytes[]): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = READER;
  for (const update of state) Y.applyUpdate(doc, update);
  return doc;
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** `text` in pieces that split no pair of surrogates. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + PIECE);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last < 0xdc00) end -= 1;
    yield text.slice(at, end);
    at = end;
  }
}
