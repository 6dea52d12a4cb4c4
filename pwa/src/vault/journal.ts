// A film's journal in the store: sealed batches while the camera runs, and their plaintext in ranges for the finish.
import { concat, type Bytes } from '../sync/bytes';
import { AmanatError, refuse } from '../sync/errors';
import { JournalReader, JournalWriter, MAX_JOURNAL_PLAIN } from '../sync/journal';
import type { Primitives } from '../sync/primitives';
import type { FilmProgress, JournalSource } from '../media/remux.ts';
import { MOST_MARKS, readMark, writeMark, type Mark } from './marks';
import type { JournalRow } from './schema';
import type { Store } from './store';

/** Rows of a journal that are read at once, for their lengths. */
const PAGE = 512;

/** The journal of a film whose camera is open. */
export class Journal {
  readonly #store: Store;
  readonly #writer: JournalWriter;
  readonly #film: string;
  #turn: Promise<void> = Promise.resolve();
  #marks = 0;

  private constructor(store: Store, writer: JournalWriter, film: string) {
    this.#store = store;
    this.#writer = writer;
    this.#film = film;
  }

  /** The journal of a film that has no record yet: one for a film, under a file key of its own. */
  static async begin(
    store: Store,
    film: { readonly id: Bytes; readonly name: string },
    fileKey: Bytes,
    primitives: Primitives,
  ): Promise<Journal> {
    return new Journal(store, await JournalWriter.create(fileKey, film.id, primitives), film.name);
  }

  /**
   * Seals a batch and ends when it and the film's progress are durable, in one strict transaction.  Batches are kept in
   * the order of the calls.  Rejects with `film-full` where there is no room, `store-failed` for another fault and
   * `film-journal` once the film is being closed; after a rejection every later call rejects too, because a batch that
   * is missing would make those after it useless.
   */
  appendRecord(batch: Bytes, progress: FilmProgress): Promise<void> {
    this.#turn = this.#turn.then(() => this.#append(batch, progress));
    return this.#turn;
  }

  /**
   * Seals a mark behind the batches before it; ends when it is durable.  Its failure ends no film: the next batch finds
   * out for itself.  Marks beyond the most that a film holds are passed over.
   */
  async mark(mark: Mark): Promise<void> {
    const kept = this.#turn.then(() => this.#again(() => this.#keepMark(mark)));
    this.#turn = kept.catch(() => undefined);
    await kept;
  }

  #append(batch: Bytes, progress: FilmProgress): Promise<void> {
    return this.#again(() => this.#commit(batch, progress));
  }

  async #again(commit: () => Promise<void>): Promise<void> {
    try {
      await commit();
    } catch (fault) {
      if (!(fault instanceof AmanatError)) throw fault;
      if (fault.code === 'store-full') throw refuse('film-full');
      if (fault.code !== 'store-failed') throw fault;
      // One more attempt: sealed anew, because the counters of the first are used up.
      await commit();
    }
  }

  async #keepMark(mark: Mark): Promise<void> {
    if (this.#marks >= MOST_MARKS) return;
    const { counter, record } = await this.#writer.seal(writeMark(mark));
    await this.#store.transact(['films', 'journal'], async (tx) => {
      const film = await tx.get('films', this.#film);
      if (film?.state !== 'filming') throw refuse('film-journal', 'the film is being closed');
      tx.put('journal', { film: this.#film, counter, length: 0, sealed: new Blob([record]) });
      tx.put('films', { ...film, records: film.records + 1 });
    });
    this.#marks += 1;
  }

  async #commit(batch: Bytes, progress: FilmProgress): Promise<void> {
    const rows = await Promise.all(piecesOf(batch).map((piece) => this.#sealed(piece)));
    await this.#store.transact(['films', 'journal'], async (tx) => {
      const film = await tx.get('films', this.#film);
      if (film?.state !== 'filming') throw refuse('film-journal', 'the film is being closed');
      for (const row of rows) tx.put('journal', row);
      tx.put('films', {
        ...film,
        ms: progress.ms,
        frames: progress.frames,
        bytes: film.bytes + batch.length,
        records: film.records + rows.length,
      });
    });
  }

  async #sealed(piece: Bytes): Promise<JournalRow> {
    const { counter, record } = await this.#writer.seal(piece);
    return { film: this.#film, counter, length: piece.length, sealed: new Blob([record]) };
  }
}

function piecesOf(batch: Bytes): Bytes[] {
  const count = Math.ceil(batch.length / MAX_JOURNAL_PLAIN);
  return Array.from({ length: count }, (_, i) => batch.subarray(i * MAX_JOURNAL_PLAIN, (i + 1) * MAX_JOURNAL_PLAIN));
}

/** Where a record stands in the journal. */
interface Place {
  readonly counter: number;
  readonly start: number;
  readonly end: number;
}

/** A journal's records by what they hold. */
interface Places {
  readonly places: readonly Place[];
  readonly marked: readonly number[];
}

/** A journal's plaintext, one record in memory at a time; `film-journal` at a record that does not open. */
export class StoredJournal implements JournalSource {
  readonly #store: Store;
  readonly #film: { readonly id: Bytes; readonly name: string };
  readonly #fileKey: Bytes;
  readonly #primitives: Primitives;
  readonly #places: readonly Place[];
  /** Counters of the records that hold marks. */
  readonly #marked: readonly number[];
  #reader: JournalReader | null = null;
  #opened: { readonly index: number; readonly plain: Bytes } | null = null;

  private constructor(
    store: Store,
    film: { readonly id: Bytes; readonly name: string },
    fileKey: Bytes,
    primitives: Primitives,
    { places, marked }: Places,
  ) {
    this.#store = store;
    this.#film = film;
    this.#fileKey = fileKey;
    this.#primitives = primitives;
    this.#places = places;
    this.#marked = marked;
  }

  static async open(
    store: Store,
    film: { readonly id: Bytes; readonly name: string },
    fileKey: Bytes,
    primitives: Primitives,
  ): Promise<StoredJournal> {
    return new StoredJournal(store, film, fileKey, primitives, await placesOf(store, film.name));
  }

  get size(): number {
    return this.#places.at(-1)?.end ?? 0;
  }

  async read(start: number, end: number): Promise<Bytes> {
    const pieces: Bytes[] = [];
    for (let at = start; at < end; ) {
      const index = this.#indexOf(at);
      const place = this.#places[index];
      if (place === undefined) throw new RangeError('beyond the journal');
      const upTo = Math.min(end, place.end);
      pieces.push((await this.#plainOf(index)).subarray(at - place.start, upTo - place.start));
      at = upTo;
    }
    return concat(...pieces);
  }

  /** What was marked up to `ms`, in order; a mark that is damaged is left out. */
  async marks(ms: number): Promise<readonly Mark[]> {
    const reader = await JournalReader.create(this.#fileKey, this.#film.id, this.#primitives);
    const found: Mark[] = [];
    for (const counter of this.#marked) {
      try {
        const mark = readMark(await this.#record(reader, counter));
        if (mark.ms <= ms) found.push(mark);
      } catch (fault) {
        if (!(fault instanceof AmanatError && fault.code === 'film-journal')) throw fault;
      }
    }
    return found.sort((one, other) => one.ms - other.ms);
  }

  /** The journal up to the first record that does not open: what a damaged disk has left. */
  async sound(): Promise<StoredJournal> {
    let whole = 0;
    try {
      for (; whole < this.#places.length; whole++) await this.#plainOf(whole);
    } catch (fault) {
      // A store that does not answer says nothing of the journal, which is destroyed once the film is closed.
      if (!(fault instanceof AmanatError && fault.code === 'film-journal')) throw fault;
    }
    const left = { places: this.#places.slice(0, whole), marked: this.#marked };
    return new StoredJournal(this.#store, this.#film, this.#fileKey, this.#primitives, left);
  }

  #indexOf(at: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle]?.end ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #plainOf(index: number): Promise<Bytes> {
    if (this.#opened?.index === index) return this.#opened.plain;
    // A reader wants rising counters, so each pass over the journal has its own.
    if (this.#reader === null || index <= (this.#opened?.index ?? -1)) {
      this.#reader = await JournalReader.create(this.#fileKey, this.#film.id, this.#primitives);
    }
    const place = this.#places[index];
    const plain = await this.#record(this.#reader, place?.counter ?? -1);
    if (place === undefined || plain.length !== place.end - place.start) throw refuse('film-journal');
    this.#opened = { index, plain };
    return plain;
  }

  async #record(reader: JournalReader, counter: number): Promise<Bytes> {
    const row = await this.#store.read(['journal'], (tx) => tx.get('journal', [this.#film.name, counter]));
    try {
      const sealed = new Uint8Array((await row?.sealed.arrayBuffer()) ?? new ArrayBuffer(0));
      return (await reader.open(sealed)).plain;
    } catch (fault) {
      // The file behind a Blob can be gone after a power cut, which the browser tells as NotFound or NotReadable.
      const damaged = fault instanceof AmanatError || fault instanceof DOMException;
      if (damaged) throw refuse('film-journal', 'a record is damaged');
      throw fault;
    }
  }
}

async function placesOf(store: Store, film: string): Promise<Places> {
  const places: Place[] = [];
  const marked: number[] = [];
  for (let from = 0; ; ) {
    const span = { under: film, from: [film, from], limit: PAGE };
    const rows = await store.read(['journal'], (tx) => tx.all('journal', span));
    for (const { counter, length } of rows) {
      const start = places.at(-1)?.end ?? 0;
      if (length === 0) marked.push(counter);
      else places.push({ counter, start, end: start + length });
    }
    if (rows.length < PAGE) return { places, marked };
    from = (rows.at(-1)?.counter ?? 0) + 1;
  }
}
