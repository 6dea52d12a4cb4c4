// A tablet in memory on which films can be made: store, slot file, one unlocked member, books that keep frames, and a
// remux whose films can be compared byte by byte.  A worker can be killed at any write and begun again.
import { ascii, concat, integer, type Bytes } from '../../src/sync/bytes';
import { refuse } from '../../src/sync/errors';
import { hexId } from '../../src/sync/ids';
import type { Primitives } from '../../src/sync/primitives';
import type { CameraOpened, FilmFinished, FilmMarks } from '../../src/sync/wire.gen';
import type { FilmProgress, JournalSource, RemuxedFilm } from '../../src/media/remux.ts';
import type { Entropy } from '../../src/vault/entropy';
import type { FilmBooks, FilmCase, NewFrame, OfFilm } from '../../src/vault/film-books';
import { Films, type FilmPorts } from '../../src/vault/films';
import { Keyring } from '../../src/vault/keyring';
import type { Store } from '../../src/vault/store';
import { Slots } from '../../src/vault/slots';
import { newTablet } from '../../src/vault/tablet';
import { seeded } from './chance';
import { MemoryStore } from './memory-store';
import { TornFile } from './torn-file';

export const MADE = 1_800_000_000_000;
export const FRAME = 1000;
const FRAME_MS = 40;
const BASE = concat(Uint8Array.of(9), new Uint8Array(31));

/** A film of the fake camera: frame `n` is 1,000 bytes that say so. */
export function frames(from: number, count: number): Bytes {
  const one = (n: number): Bytes => concat(integer(n, 8), new Uint8Array(FRAME - 8).fill(0x5a));
  return concat(...Array.from({ length: count }, (_, i) => one(from + i)));
}

/** "Remuxes" whole frames behind a head that counts them; reads the journal once for each of its two passes. */
export async function countingRemux(journal: JournalSource, expected?: FilmProgress): Promise<RemuxedFilm> {
  const count = Math.floor(journal.size / FRAME);
  if (count === 0) throw refuse('film-empty');
  for (let n = 0; n < count; n++) await journal.read(n * FRAME, (n + 1) * FRAME);
  const ms = count * FRAME_MS;
  return {
    ...{ container: 'mp4', codec: 'avc', length: 8 + count * FRAME, ms, frames: count },
    lost: { bytes: journal.size - count * FRAME, ms: Math.max(0, (expected?.ms ?? 0) - ms), frames: 0 },
    bytes: async function* () {
      yield integer(count, 8);
      for (let n = 0; n < count; n++) yield (await journal.read(n * FRAME, (n + 1) * FRAME)).slice();
    },
  };
}

/** Progress after `count` frames. */
export const progressOf = (count: number): FilmProgress => ({ ms: count * FRAME_MS, frames: count });

type Told = CameraOpened | FilmFinished | FilmMarks;

/** Books that keep each event as a row of `pending`, in the clear, as no real one does. */
export class PlainBooks implements FilmBooks {
  readonly #store: Store;
  readonly #primitives: Primitives;
  readonly #about: FilmCase;

  constructor(store: Store, primitives: Primitives, about: FilmCase) {
    this.#store = store;
    this.#primitives = primitives;
    this.#about = about;
  }

  async caseOf(): Promise<FilmCase> {
    return this.#about;
  }

  async write<T>(
    _id: Bytes,
    event: CameraOpened | FilmFinished,
    commit: (frame: NewFrame) => Promise<T>,
    beside: readonly OfFilm[] = [],
  ): Promise<T> {
    const events = [event, ...beside.map((one) => one.event)];
    const texts = events.map((one) => new TextEncoder().encode(JSON.stringify(one)));
    const hashes = await Promise.all(texts.map((text) => this.#primitives.sha256(text)));
    const first = await this.#store.read(['pending'], (tx) => tx.count('pending'));
    const place = { case: hexId(this.#about.case), device: hexId(this.#about.device), group: hexId(this.#about.case) };
    return commit({
      hash: hashes[0] ?? new Uint8Array(32),
      tables: ['pending'],
      put: async (tx) => {
        texts.forEach((text, nth) => {
          const hash = hashes[nth] ?? new Uint8Array(32);
          tx.put('pending', { ...place, seq: first + nth, hash, sealed: new Blob([text]) });
        });
      },
    });
  }

  /** The kinds and reasons of the events kept so far. */
  async told(): Promise<Told[]> {
    const rows = await this.#store.read(['pending'], (tx) => tx.all('pending'));
    return Promise.all(rows.map(async (row) => JSON.parse(await row.sealed.text()) as Told));
  }
}

/** One worker on the tablet. */
export interface Worker {
  readonly films: Films;
  readonly slots: Slots;
  readonly keyring: Keyring;
  readonly file: TornFile;
  readonly books: PlainBooks;
}

/** Who starts a worker and when; the first member an hour after set-up where nothing is said. */
export interface StartOptions {
  readonly owner?: number;
  readonly dsk?: Bytes;
  readonly now?: number;
  readonly makeRoom?: () => Promise<boolean>;
  /** Counting where nothing is said. */
  readonly remux?: FilmPorts['remux'];
}

/** The tablet itself: what is left of it when a worker is killed is `disk` and the store. */
export class Tablet {
  readonly store: MemoryStore;
  readonly dsk: Bytes;
  readonly scalar: Bytes;
  readonly about: FilmCase;
  readonly entropy: Entropy;
  readonly #primitives: Primitives;
  disk: Bytes;

  private constructor(
    primitives: Primitives,
    entropy: Entropy,
    disk: Bytes,
    own: { readonly dsk: Bytes; readonly scalar: Bytes; readonly about: FilmCase },
    store: MemoryStore,
  ) {
    this.store = store;
    this.#primitives = primitives;
    this.entropy = entropy;
    this.disk = disk;
    this.dsk = own.dsk;
    this.scalar = own.scalar;
    this.about = own.about;
  }

  static async make(primitives: Primitives, seed: number, store = new MemoryStore()): Promise<Tablet> {
    const entropy = seeded(seed);
    const file = new TornFile();
    const slots = Slots.make(file, MADE, primitives);
    const dsk = entropy.key();
    const scalar = entropy.key();
    const device = entropy.id();
    const about = {
      ...{ org: await primitives.sha256(ascii('org')), case: entropy.id(), epoch: 1, chain_head: new Uint8Array(32) },
      ...{ recipient: await primitives.x25519(scalar, BASE), device },
    };
    const ports = { slots, entropy, primitives };
    const keyring = await newTablet(entropy.id(), { owner: 1, dsk, member: entropy.id(), device }, ports);
    slots.change([await keyring.sealedCase(about.case, 1, scalar)]);
    return new Tablet(primitives, entropy, file.disk, { dsk, scalar, about }, store);
  }

  /** A worker of member `owner`, unlocked. */
  async start(options: StartOptions = {}): Promise<Worker> {
    this.store.mend();
    const file = new TornFile(this.disk);
    const slots = Slots.open(file, this.#primitives);
    const keyring = new Keyring(slots, this.entropy, this.#primitives);
    await keyring.unlock(options.owner ?? 1, options.dsk ?? this.dsk);
    const books = new PlainBooks(this.store, this.#primitives, this.about);
    const ports: FilmPorts = {
      ...{ store: this.store, slots, keyring, entropy: this.entropy, primitives: this.#primitives, books },
      ...{ remux: options.remux ?? countingRemux, now: () => options.now ?? MADE + 3_600_000, running: () => 0 },
      makeRoom: options.makeRoom ?? (() => Promise.resolve(false)),
    };
    return { films: new Films(ports), slots, keyring, file, books };
  }

  /** The worker is gone; what was durable stays. */
  kill(worker: Worker): void {
    this.store.failAt(0);
    this.disk = worker.file.disk;
  }
}
