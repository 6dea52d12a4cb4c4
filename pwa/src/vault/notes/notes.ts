// Notes of the unlocked member: typed here, sealed by themselves, folded from what everybody's devices wrote.
//
// [Note: nothing half-typed is lost] What is typed goes into the note at once, and into a sealed event at the next
// pause, after EDITS_TOP edits, and whenever the page goes out of sight or a lock is about to fall (`sealAll`).
import type { Bytes } from '../../sync/bytes';
import { refuse, type Code } from '../../sync/errors';
import { base64url, hexId, parseHexId } from '../../sync/ids';
import type { Primitives } from '../../sync/primitives';
import type { Ask, NotePlace } from '../api';
import type { CaseKeys } from '../case-keys';
import type { Books } from '../books';
import type { Entropy } from '../entropy';
import type { FilmKey } from '../film-books';
import type { Ledger } from '../ledger';
import { faultOf } from '../serve';
import type { Store } from '../store';
import type { Entry } from '../volume';
import { inTime } from '../in-time';
import type { Described, Note, NotePage } from './note-page';

/** The part that knows Yjs: who writes or reads no note does not wait for it at the start. */
const pages = () => import('./note-page');

/** A pause in typing after which what was typed is sealed, ms. */
export const PAUSE_MS = 2_000;
/** So many edits are sealed without a pause. */
export const EDITS_TOP = 200;
/** After so many updates this device writes a snapshot. */
export const SNAPSHOT_AFTER = 150;
const RANGE_TOP = 1024;

/** What notes are made of. */
export interface NotePorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly ledger: Ledger;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly device: Bytes;
  /** The file key (16 B) of a film; null where it cannot be had here. */
  readonly fileKey: (film: Bytes) => Promise<Bytes | null>;
  /** Something that is shown has changed. */
  readonly changed: () => void;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

/** Why the notes of a place can be neither read nor written. */
export type Closed = 'closing' | 'gone' | 'no-key';

/** The notes of a place that is open. */
export interface OpenPage {
  readonly page: NotePage;
  readonly case: Bytes;
  /** The film, and the key that seals what is written on it; null for a family. */
  readonly film: FilmKey | null;
  /** The events that the page is folded from, those that are late left out. */
  readonly entries: readonly Entry[];
}

/** A note with edits that no frame carries, and where it stands. */
interface Draft {
  readonly note: Note;
  readonly place: NotePlace;
  /** Counts the edits: a pause that another edit has ended seals nothing. */
  edits: number;
}

/** The notes of one session. */
export class Notes {
  readonly #ports: NotePorts;
  readonly #pages = new Map<string, NotePage>();
  readonly #drafts = new Map<string, Draft>();
  /** The moment of the film that a new note is about, until its first word. */
  readonly #begun = new Map<string, number | null>();
  #sealing: Promise<void> = Promise.resolve();
  /** Why the last words could not be sealed. */
  fault: Code | null = null;

  constructor(ports: NotePorts) {
    this.#ports = ports;
  }

  /** The notes of a place with everything that is known of them, or why it is closed. */
  async open(place: NotePlace): Promise<OpenPage | Closed> {
    const { books, device, ledger, primitives } = this.#ports;
    const id = parseHexId(place.case);
    const film = place.film === null ? null : await this.#film(place.film);
    if (typeof film === 'string') {
      if (place.film !== null && film !== 'closing') await this.#close(id, place.film);
      return film;
    }
    if (film === null && !(await this.#isOpen(id))) return 'no-key';
    // Before the page is looked up: nothing comes between that and keeping a new one.
    const { NotePage } = await pages();
    const volume = await ledger.volume(id);
    const all = film === null ? volume.entries : await volume.ofFilm(film.film, film.file_key);
    const entries = inTime(all, volume, books);
    const name = nameOf(place);
    const known = this.#pages.get(name);
    // A frame that has turned out to be late is in the words already: they are folded anew without it.
    const page = known?.isFoldOf(entries) === true ? known : new NotePage(device, primitives);
    this.#pages.set(name, page);
    await page.fold(entries);
    return { page, case: id, film, entries };
  }

  async begin({ at }: Ask<'note.new'>): Promise<{ readonly note: string }> {
    const note = hexId(this.#ports.entropy.id());
    this.#begun.set(note, at);
    return { note };
  }

  /** See NoteHandlers; throws `unlock-locked` where the key is not here, `film-not-ready` before a film is closed. */
  async type(ask: Ask<'note.type'>): Promise<void> {
    const { page } = await this.#writable(ask);
    const note = page.note(parseHexId(ask.note));
    const self = await page.self(note.id);
    if (note.author === null && note.typed === 0) {
      note.describe({ made: this.#ports.now(), at: this.#begun.get(ask.note) ?? null }, self);
    }
    const fresh = note.unsealed.length === 0;
    note.type(ask.rev, ask.splices, self);
    this.#edited(note, ask);
    // Whoever types has the words before them: only what the note has become is told, not each letter.
    if (fresh) this.#ports.changed();
  }

  /** A note that is described but not typed: what was spoken has its place in it. */
  async describe(
    place: NotePlace,
    note: string,
    about: Described,
  ): Promise<void> {
    const { page } = await this.#writable(place);
    const found = page.note(parseHexId(note));
    found.describe(about, await page.self(found.id));
    this.#edited(found, place);
    await this.sealAll();
    if (found.unsealed.length > 0) throw refuse(this.fault ?? 'store-failed');
  }

  /** Seals everything that was typed; ends when it is durable, or `fault` says why it is not. */
  sealAll(): Promise<void> {
    for (const draft of [...this.#drafts.values()]) this.#queue(draft);
    return this.#sealing;
  }

  /** The place, to write in. */
  async #writable(place: NotePlace): Promise<OpenPage> {
    const open = await this.open(place);
    if (open === 'closing') throw refuse('film-not-ready', 'the film is being closed');
    if (typeof open === 'string') throw refuse(open === 'gone' ? 'share-destroyed' : 'unlock-locked');
    return open;
  }

  /** The loan of the case's share is the leave to write, and a half of what opens. */
  async #isOpen(id: Bytes): Promise<boolean> {
    const { books, device, keys } = this.#ports;
    const epoch = await keys.epochHere(books.rolls(id));
    return epoch !== null && (await keys.noteKey(id, epoch, device)) !== null;
  }

  async #film(film: string): Promise<FilmKey | Closed> {
    const { fileKey, store } = this.#ports;
    const [row, grave] = await store.read(['films', 'tombstones'], (tx) =>
      Promise.all([tx.get('films', film), tx.get('tombstones', film)]),
    );
    if (grave !== undefined) return 'gone';
    if (row?.state === 'filming' || row?.state === 'closing') return 'closing';
    const key = await fileKey(parseHexId(film));
    return key === null ? 'no-key' : { film: parseHexId(film), file_key: key };
  }

  /** The film is gone: so is everything that its key had opened. */
  async #close(id: Bytes, film: string): Promise<void> {
    const name = nameOf({ case: hexId(id), film });
    this.#pages.delete(name);
    for (const [key, draft] of this.#drafts) if (nameOf(draft.place) === name) this.#drafts.delete(key);
    (await this.#ports.ledger.volume(id)).closeFilm(parseHexId(film));
  }

  #edited(note: Note, place: NotePlace): void {
    const key = `${nameOf(place)}/${hexId(note.id)}`;
    const draft = this.#drafts.get(key) ?? { note, place: { case: place.case, film: place.film }, edits: 0 };
    draft.edits += 1;
    this.#drafts.set(key, draft);
    const { edits } = draft;
    if (note.unsealed.length >= EDITS_TOP) this.#queue(draft);
    void this.#ports.sleep(PAUSE_MS).then(() => {
      if (draft.edits === edits) this.#queue(draft);
    });
  }

  #queue(draft: Draft): void {
    this.#sealing = this.#sealing.then(() => this.#seal(draft));
  }

  /** Never rejects: what could not be sealed stays, and is tried again at the next edit, pause or lock. */
  async #seal(draft: Draft): Promise<void> {
    const { note, place } = draft;
    const count = note.unsealed.length;
    if (count === 0) return;
    try {
      const { merged } = await pages();
      const open = await this.#writable(place);
      for (const yjs of merged(note.unsealed.slice(0, count))) {
        const event = { kind: 'note-update', doc: base64url(note.id), yjs: base64url(yjs), range: null } as const;
        await this.#ports.ledger.record(open.case, event, open.film ?? undefined);
      }
      note.unsealed = note.unsealed.slice(count);
      if (note.unsealed.length === 0) this.#drafts.delete(`${nameOf(place)}/${hexId(note.id)}`);
      this.fault = null;
      this.#ports.wrote();
      await this.#snapshot(note, place, open);
    } catch (fault) {
      this.fault = faultOf(fault).code;
    }
    this.#ports.changed();
  }

  /** A client writes a note as it stands after many updates, so that this device need not replay them. */
  async #snapshot(note: Note, place: NotePlace, { case: id, film }: OpenPage): Promise<void> {
    const { ledger } = this.#ports;
    const { UPDATE_TOP } = await pages();
    await this.open(place);
    if (note.sinceSnapshot < SNAPSHOT_AFTER || note.unsealed.length > 0) return;
    const yjs = note.doc.state();
    const upTo = new Map<string, number>();
    for (const { device, seq } of note.frames.values()) {
      upTo.set(base64url(device), Math.max(upTo.get(base64url(device)) ?? 0, seq));
    }
    if (yjs.length > UPDATE_TOP || upTo.size > RANGE_TOP) return;
    const range = [...upTo].map(([device, seq]) => ({ device, seq }));
    const event = { kind: 'note-snapshot', doc: base64url(note.id), yjs: base64url(yjs), range } as const;
    await ledger.record(id, event, film ?? undefined);
    note.sinceSnapshot = 0;
  }
}

function nameOf({ case: id, film }: NotePlace): string {
  return `${id}/${film ?? ''}`;
}
