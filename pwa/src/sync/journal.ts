// The journal's records: what the camera delivered, sealed on the tablet before the film is finished.
// The normative page is docs/spec/journal.md.
//
// A journal belongs to one film and is never resumed: a new film draws a new journal file key.  A record's counter is
// its nonce, so an attempt that fails uses its counter up; the records that are kept may leave gaps but only rise.
import { ascii, concat, integer, readInteger, type Bytes } from './bytes';
import { refuse } from './errors';
import { FILE_KEY_LENGTH, TAG_LENGTH } from './payload';
import type { Primitives } from './primitives';

export const COUNTER_LENGTH = 8;
/** Plaintext bytes of the longest record: the store keeps values of up to 1 MiB safe from power cuts. */
export const MAX_JOURNAL_PLAIN = 1_048_576 - COUNTER_LENGTH - TAG_LENGTH;
const FILM_ID_LENGTH = 16;

/** A record sealed. */
export interface SealedRecord {
  readonly counter: number;
  readonly record: Bytes;
}

/** A record opened. */
export interface OpenedRecord {
  readonly counter: number;
  readonly plain: Bytes;
}

/** The journal key (32 B) of a film; throws RangeError where file key or film id has not 16 bytes. */
export function journalKey(fileKey: Bytes, filmId: Bytes, primitives: Primitives): Promise<Bytes> {
  if (fileKey.length !== FILE_KEY_LENGTH || filmId.length !== FILM_ID_LENGTH) {
    throw new RangeError('a journal file key and a film id have 16 bytes each');
  }
  return primitives.hkdf(fileKey, filmId, ascii('amanat/1/journal'), 32);
}

function nonceOf(counter: Bytes): Bytes {
  return concat(new Uint8Array(4), counter);
}

/** Seals a film's records in order. */
export class JournalWriter {
  readonly #key: Bytes;
  readonly #filmId: Bytes;
  readonly #primitives: Primitives;
  #next = 0;

  private constructor(key: Bytes, filmId: Bytes, primitives: Primitives) {
    this.#key = key;
    this.#filmId = filmId.slice();
    this.#primitives = primitives;
  }

  /** A writer from counter 0: one for a film, because a second one would use the counters again. */
  static async create(fileKey: Bytes, filmId: Bytes, primitives: Primitives): Promise<JournalWriter> {
    return new JournalWriter(await journalKey(fileKey, filmId, primitives), filmId, primitives);
  }

  /**
   * `plain` as a record.  The counter is used up whatever comes of it: should storing it fail, the bytes are sealed
   * again under the next one.  Throws `journal-length` for no bytes or more than MAX_JOURNAL_PLAIN.
   */
  async seal(plain: Bytes): Promise<SealedRecord> {
    if (plain.length === 0 || plain.length > MAX_JOURNAL_PLAIN) throw refuse('journal-length');
    const counter = this.#next++;
    const raw = integer(counter, COUNTER_LENGTH);
    const sealed = await this.#primitives.aesGcmSeal(this.#key, nonceOf(raw), concat(this.#filmId, raw), plain);
    return { counter, record: concat(raw, sealed) };
  }
}

/** Opens a film's records in the order in which they were kept. */
export class JournalReader {
  readonly #key: Bytes;
  readonly #filmId: Bytes;
  readonly #primitives: Primitives;
  #last = -1;

  private constructor(key: Bytes, filmId: Bytes, primitives: Primitives) {
    this.#key = key;
    this.#filmId = filmId.slice();
    this.#primitives = primitives;
  }

  /** A reader before the first record; each pass over the journal has its own. */
  static async create(fileKey: Bytes, filmId: Bytes, primitives: Primitives): Promise<JournalReader> {
    return new JournalReader(await journalKey(fileKey, filmId, primitives), filmId, primitives);
  }

  /**
   * The next record.  Throws `journal-length`, `journal-order` (its counter does not rise) or `journal-tag`; a record
   * that throws changes nothing, and the one after it can be tried.
   */
  async open(record: Bytes): Promise<OpenedRecord> {
    const spare = record.length - COUNTER_LENGTH - TAG_LENGTH;
    if (spare <= 0 || spare > MAX_JOURNAL_PLAIN) throw refuse('journal-length');
    const raw = record.slice(0, COUNTER_LENGTH);
    const counter = readInteger(raw);
    if (counter === null || counter <= this.#last) throw refuse('journal-order');
    const sealed = record.slice(COUNTER_LENGTH);
    const plain = await this.#primitives.aesGcmOpen(this.#key, nonceOf(raw), concat(this.#filmId, raw), sealed);
    if (plain === null) throw refuse('journal-tag');
    this.#last = counter;
    return { counter, plain };
  }
}
