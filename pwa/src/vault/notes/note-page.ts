// The notes of one group (a family, or a film of it) in memory, folded from its events.
//
// [Note: snapshots are checked by replay] A snapshot carries words of many authors, and no reader can tell whether its
// writer has changed them.  So this reader takes a snapshot in place of updates only where this very device made it;
// of all others it replays the updates, which stand in the ledger for good.
import type { Bytes } from '../../sync/bytes';
import { AmanatError } from '../../sync/errors';
import { base64url, hex, hexId, parseBase64url } from '../../sync/ids';
import type { Primitives } from '../../sync/primitives';
import type { Entry } from '../volume';
import { checkAuthor, clientId, Desk, NoteDoc, type TextSplice } from './note-doc';

export { merged, UPDATE_TOP } from './note-doc';

/** A frame that is part of a note. */
export interface NoteFrame {
  readonly hash: Bytes;
  readonly device: Bytes;
  readonly seq: number;
}

/** What a note is about, as its author says. */
export interface Described {
  readonly made: number;
  /** The moment of the film, ms. */
  readonly at: number | null;
  readonly spoken?: number;
}

/** One note. */
export class Note {
  readonly id: Bytes;
  readonly doc = new NoteDoc();
  readonly frames = new Map<string, NoteFrame>();
  /** The clip that was spoken as this note, hex. */
  clip: string | null = null;
  /** The frame of the `voice-note` event. */
  spoken: Bytes | null = null;
  /** Updates that were passed over. */
  refused = 0;
  /** Edits that no frame carries yet. */
  unsealed: Bytes[] = [];
  /** Calls of `type`. */
  typed = 0;
  /** Updates in events since the last snapshot of this device. */
  sinceSnapshot = 0;
  readonly #taken: Bytes[] = [];
  #desk: { readonly desk: Desk; rev: number } | null = null;

  constructor(id: Bytes) {
    this.id = id;
  }

  /** How many updates came from the ledger. */
  get rev(): number {
    return this.#taken.length;
  }

  /** Who began it; null before its first event. */
  get author(): Bytes | null {
    const [first] = this.frames.values();
    return first?.device ?? null;
  }

  /** Takes an update from the ledger. */
  take(update: Bytes): void {
    this.doc.take(update);
    this.#taken.push(update);
  }

  /** Types on the text as it was at `rev`; `author` is this device's client id. */
  type(rev: number, splices: readonly TextSplice[], author: number): void {
    this.typed += 1;
    this.#wrote(this.#deskAt(rev, author).type(splices));
  }

  /** Says what the note is about. */
  describe(about: Described, author: number): void {
    const { at, ...told } = about;
    this.#wrote(this.#deskAt(this.rev, author).describe(at === null ? told : { ...told, at }));
  }

  #wrote(updates: readonly Bytes[]): void {
    for (const update of updates) {
      this.doc.take(update);
      this.unsealed.push(update);
    }
  }

  #deskAt(rev: number, author: number): Desk {
    this.#desk ??= { desk: new Desk(author, this.#taken.slice(0, rev)), rev };
    const { desk } = this.#desk;
    for (const update of this.#taken.slice(this.#desk.rev, rev)) desk.take(update);
    this.#desk.rev = Math.max(this.#desk.rev, rev);
    return desk;
  }
}

/** The notes of one group. */
export class NotePage {
  readonly notes = new Map<string, Note>();
  readonly #device: Bytes;
  readonly #primitives: Primitives;
  readonly #ids = new Map<string, number>();
  readonly #folded = new Set<string>();
  #turn: Promise<void> = Promise.resolve();

  constructor(device: Bytes, primitives: Primitives) {
    this.#device = device;
    this.#primitives = primitives;
  }

  /** The note of that id (hex), made where there is none. */
  note(id: Bytes): Note {
    const known = this.notes.get(hexId(id));
    if (known !== undefined) return known;
    const made = new Note(id);
    this.notes.set(hexId(id), made);
    return made;
  }

  /** This device's client id in a note. */
  self(note: Bytes): Promise<number> {
    return this.#clientOf(this.#device, note);
  }

  /** Whether nothing is folded but what is in `entries`, or somebody is writing here and must not lose a word. */
  isFoldOf(entries: readonly Entry[]): boolean {
    if ([...this.notes.values()].some(({ typed }) => typed > 0)) return true;
    const here = new Set(entries.map(({ hash }) => hex(hash)));
    return [...this.#folded].every((hash) => here.has(hash));
  }

  /** Takes what is new among the events of the group; those that were taken before change nothing. */
  fold(entries: readonly Entry[]): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const fresh = entries.filter(({ hash }) => !this.#folded.has(hex(hash)));
      const skipped = this.#skipped(fresh);
      for (const entry of fresh) {
        this.#folded.add(hex(entry.hash));
        await this.#take(entry, skipped);
      }
    });
    return this.#turn;
  }

  async #take(entry: Entry, skipped: ReadonlySet<string>): Promise<void> {
    const { device, event, hash, seq } = entry;
    if (event.kind === 'voice-note') {
      const clip = parseBase64url(event.clip, 16);
      const named = event.doc === null ? clip : parseBase64url(event.doc, 16);
      const owner = this.notes.get(hexId(named))?.author ?? device;
      // Nobody's voice stands under somebody else's words.
      const note = this.note(hex(owner) === hex(device) ? named : clip);
      note.frames.set(hex(hash), { hash, device, seq });
      note.clip ??= hexId(clip);
      note.spoken ??= hash;
      return;
    }
    if (event.kind !== 'note-update' && event.kind !== 'note-snapshot') return;
    const id = parseBase64url(event.doc, 16);
    const note = this.note(id);
    const own = hex(device) === hex(this.#device);
    const update = parseBase64url(event.yjs);
    try {
      if (event.kind === 'note-snapshot') {
        if (!own) return;
        note.take(update);
        note.sinceSnapshot = 0;
        return;
      }
      checkAuthor(update, await this.#clientOf(device, id));
      note.sinceSnapshot += 1;
      note.frames.set(hex(hash), { hash, device, seq });
      if (!skipped.has(hex(hash))) note.take(update);
    } catch (fault) {
      if (!(fault instanceof AmanatError)) throw fault;
      note.refused += 1;
    }
  }

  /** The updates that a later snapshot of this device holds. */
  #skipped(entries: readonly Entry[]): ReadonlySet<string> {
    const upTo = new Map<string, number>();
    for (const { device, event } of entries) {
      if (event.kind !== 'note-snapshot' || hex(device) !== hex(this.#device)) continue;
      for (const range of event.range) {
        const key = `${event.doc}/${range.device}`;
        upTo.set(key, Math.max(upTo.get(key) ?? -1, range.seq));
      }
    }
    if (upTo.size === 0) return new Set();
    const held = entries.filter(({ device, event, seq }) => {
      return event.kind === 'note-update' && seq <= (upTo.get(`${event.doc}/${base64url(device)}`) ?? -1);
    });
    return new Set(held.map(({ hash }) => hex(hash)));
  }

  async #clientOf(device: Bytes, note: Bytes): Promise<number> {
    const key = `${hex(device)}/${hex(note)}`;
    const known = this.#ids.get(key) ?? (await clientId(device, note, this.#primitives));
    this.#ids.set(key, known);
    return known;
  }
}
