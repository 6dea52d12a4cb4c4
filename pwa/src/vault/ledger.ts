// This device's ledgers: events are signed when they are made, stored with what sends them in one transaction, and get
// their number when they come back in the server's order.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { checkPlace, encodeEvent, type Event } from '../sync/events';
import { clipNotesKey, sealFrame } from '../sync/frame';
import type { PageItem } from '../sync/page';
import { hexId } from '../sync/ids';
import type { Primitives } from '../sync/primitives';
import { isServiceCase } from '../sync/roll';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import type { Entropy } from './entropy';
import type { FilmBooks, FilmCase, FilmKey, NewFrame, OfFilm } from './film-books';
import { inTime } from './in-time';
import type { Keyring } from './keyring';
import { PageKeeper, postAgain, waitingFrame } from './page-keeper';
import type { Store, Writer } from './store';
import { Volume, type Entry } from './volume';

const NO_HASH: Bytes = new Uint8Array(32);

/** A frame that is not stored yet. */
interface Made {
  readonly raw: Bytes;
  readonly hash: Bytes;
  readonly seq: number;
  readonly group: Bytes;
}

/** What the ledgers are made of. */
export interface LedgerPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly keyring: Keyring;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  /** This device's id. */
  readonly device: Bytes;
  readonly member: Bytes;
  /** Told after each event that was written or pulled. */
  readonly changed: () => void;
}

/** The ledgers of the unlocked member. */
export class Ledger implements FilmBooks {
  readonly #ports: LedgerPorts;
  readonly #volumes = new Map<string, Promise<Volume>>();
  #closed = false;

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
  }

  /** The history of a case; loaded once. */
  volume(id: Bytes): Promise<Volume> {
    const name = hexId(id);
    const { books, device, keys, primitives, store } = this.#ports;
    const known = this.#volumes.get(name);
    if (known !== undefined) return known;
    const opening = Volume.open({ org: books.chain.org, id, device }, store, keys, primitives);
    this.#volumes.set(name, opening);
    // What could not be read is read anew for the next who asks.
    opening.catch(() => {
      if (this.#volumes.get(name) === opening) this.#volumes.delete(name);
    });
    return opening;
  }

  /** The events of a case that this member can open and that count, oldest first. */
  async entries(id: Bytes): Promise<readonly Entry[]> {
    const volume = await this.volume(id);
    return inTime(volume.entries, volume, this.#ports.books);
  }

  /** Throws `right-case` where the case has no verified roll here or this member does not stand in it. */
  async caseOf(id: Bytes): Promise<FilmCase> {
    const { books, device, member } = this.#ports;
    const rolls = books.rolls(id);
    const { newest } = rolls;
    if (newest === null || !rolls.has(member)) throw refuse('right-case');
    const { epoch, recipient } = newest;
    return { org: books.chain.org, case: id, epoch, recipient, chain_head: books.chain.head, device };
  }

  /** Takes nothing more and writes nothing more; ends when what was being written is written. */
  async close(): Promise<void> {
    this.#closed = true;
    const volumes = await Promise.allSettled([...this.#volumes.values()]);
    for (const one of volumes) if (one.status === 'fulfilled') await one.value.exclusively(async () => undefined);
    this.#volumes.clear();
  }

  /** Writes one event and stores it, into the case or to a film of it; gives the hash of its frame. */
  record(id: Bytes, event: Event, film?: FilmKey): Promise<Bytes> {
    return this.#write(id, [{ event, film: film ?? null }], async (frame) => {
      await this.#ports.store.transact(frame.tables, (tx) => frame.put(tx));
      return frame.hash;
    });
  }

  /** See FilmBooks.  Rejects with `right-case`, and `unlock-locked` where a half of the note key is not here. */
  write<T>(
    id: Bytes,
    event: Event,
    commit: (frame: NewFrame) => Promise<T>,
    beside: readonly OfFilm[] = [],
  ): Promise<T> {
    return this.#write(id, [{ event, film: null }, ...beside], commit);
  }

  /** As `write`, of one event that goes with a film. */
  writeOn<T>(id: Bytes, film: FilmKey, event: Event, commit: (frame: NewFrame) => Promise<T>): Promise<T> {
    return this.#write(id, [{ event, film }], commit);
  }

  async #write<T>(
    id: Bytes,
    events: readonly { readonly event: Event; readonly film: FilmKey | null }[],
    commit: (frame: NewFrame) => Promise<T>,
  ): Promise<T> {
    return this.#alone(id, async (volume) => {
      if (this.#closed) throw refuse('unlock-locked');
      const { device, changed } = this.#ports;
      const made: Made[] = [];
      for (const one of events) made.push(await this.#frame(volume, one.event, one.film, made.at(-1) ?? null));
      const put = async (tx: Writer): Promise<void> => {
        for (const { raw, hash, seq, group } of made) {
          const row = { case: hexId(id), device: hexId(device), seq, hash, group: hexId(group) };
          tx.put('pending', { ...row, sealed: new Blob([raw]) });
          await tx.add(waitingFrame(id, hash, this.#ports.now()));
        }
      };
      const result = await commit({ hash: made[0]?.hash ?? NO_HASH, tables: ['pending', 'outbox'], put });
      for (const { raw, hash, seq } of made) {
        volume.wrote({ seq, hash });
        await volume.read(raw, hash);
      }
      changed();
      return result;
    });
  }

  /**
   * Takes a page in the server's order: checks each item, keeps all of them with the cursor in one transaction, and
   * lets go of what waited for its number.  Throws `event-*` and `head-*`; then nothing of the page was kept.
   */
  async take(id: Bytes, items: readonly PageItem[], cursor: string): Promise<void> {
    await this.#alone(id, async (volume) => {
      if (this.#closed) throw refuse('unlock-locked');
      try {
        const page = new PageKeeper(volume, this.#ports);
        for (const item of items) await page.take(item);
        await page.keep(cursor);
      } catch (fault) {
        // What is in memory has run ahead of the store: the next reader starts from the store again.
        this.#volumes.delete(hexId(id));
        throw fault;
      }
    });
    if (items.some((item) => item.kind !== 'head')) this.#ports.changed();
  }

  /**
   * Forgets the order of a case, to pull it from its beginning; this device's own frames wait to be posted again, and
   * the newest head stays: a history that contradicts it needs a signed restart.
   */
  async startAnew(id: Bytes): Promise<void> {
    const { now, store } = this.#ports;
    await this.#alone(id, async () => {
      await store.transact(['frames', 'pending', 'outbox', 'cursors', 'members'], async (tx) => {
        await postAgain(tx, { id, above: 0, now: now() });
        tx.drop('cursors', hexId(id));
      });
      this.#volumes.delete(hexId(id));
    });
  }

  /** A key of the case has come: what could not be opened is tried again. */
  async retry(id: Bytes): Promise<void> {
    const volume = await this.volume(id);
    if (volume.sealed === 0) return;
    await volume.exclusively(() => volume.retry());
    this.#ports.changed();
  }

  /**
   * Runs `work` while nobody else writes or pulls the case.  A history that was let go of while this waited for its
   * turn does not know what the next one knows: two of them would give two frames one place.
   */
  async #alone<T>(id: Bytes, work: (volume: Volume) => Promise<T>): Promise<T> {
    for (;;) {
      const opening = this.volume(id);
      const volume = await opening;
      const done = await volume.exclusively(async () => {
        const isCurrent = this.#volumes.get(hexId(id)) === opening;
        return isCurrent || this.#closed ? { result: await work(volume) } : null;
      });
      if (done !== null) return done.result;
    }
  }

  /** The frame at this device's next place, after `before` where that one is not stored yet. */
  async #frame(volume: Volume, event: Event, film: FilmKey | null, before: Made | null): Promise<Made> {
    const { books, device, entropy, keyring, keys, primitives } = this.#ports;
    const id = volume.case;
    checkPlace(event, film === null, isServiceCase(books.chain.org, id));
    const { epoch: newestEpoch, chain_head } = await this.caseOf(id);
    const epoch = film === null ? ((await keys.epochHere(books.rolls(id))) ?? newestEpoch) : newestEpoch;
    const key = await this.#key(id, epoch, film);
    if (key === null) throw refuse('unlock-locked', 'the key of this family is not here');
    const newest = before ?? volume.newestOf(device);
    const seq = newest === null ? 0 : newest.seq + 1;
    const place = { seq, prev: newest?.hash ?? NO_HASH, ...volume.ledger.seenBy(device) };
    const group = film?.film ?? id;
    const fields = { case: id, epoch, group, device, chain_head, ...place };
    const { seed } = await keyring.identity();
    const raw = await sealFrame(encodeEvent(event), fields, key, entropy.nonce(), seed, primitives);
    return { raw, hash: await primitives.sha256(raw), seq, group };
  }

  #key(id: Bytes, epoch: number, film: FilmKey | null): Promise<Bytes | null> {
    const { device, keys, primitives } = this.#ports;
    if (film === null) return keys.noteKey(id, epoch, device);
    return clipNotesKey(film.file_key, film.film, device, primitives);
  }
}
