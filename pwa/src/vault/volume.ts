// One case's history in memory: the server's order as far as it was pulled, this device's frames that have no number
// yet, and what of both could be opened.
import { same, type Bytes } from '../sync/bytes';
import { checkPlace, decodeEvent, type Event } from '../sync/events';
import { clipNotesKey, openFrame } from '../sync/frame';
import { hex, hexId } from '../sync/ids';
import { CaseLedger } from '../sync/ledger';
import type { Primitives } from '../sync/primitives';
import { decode, Frame, Head } from '../sync/records';
import { isServiceCase } from '../sync/roll';
import { AmanatError } from '../sync/errors';
import type { CaseKeys } from './case-keys';
import { firstHeadsRow, restartsRow, signedIn } from './page-keeper';
import type { Store } from './store';
import { Told } from './told';

/** An event that was opened, and the frame that carried it. */
export interface Entry {
  readonly hash: Bytes;
  /** The author. */
  readonly device: Bytes;
  /** The frame's number among those of its author. */
  readonly seq: number;
  /** How much of the case's order its author had seen. */
  readonly seen_n: number;
  readonly event: Event;
}

/** A frame's number in the server's order, and the service's time of the page that brought it (ms, 0 where unknown). */
export interface Numbered {
  readonly n: number;
  readonly at: number;
}

/** The place of this device's newest frame. */
export interface Own {
  readonly seq: number;
  readonly hash: Bytes;
}

/** A frame that could not be opened yet; its raw bytes are tried again when a key has come. */
interface Sealed {
  readonly hash: Bytes;
  readonly raw: Bytes;
}

/** Which case, of which service, on which device. */
export interface VolumePlace {
  readonly org: Bytes;
  readonly id: Bytes;
  readonly device: Bytes;
}

/** The history of one case, one writer at a time. */
export class Volume {
  readonly case: Bytes;
  readonly ledger: CaseLedger;
  readonly #keys: CaseKeys;
  readonly #primitives: Primitives;
  #entries: Entry[] = [];
  /** Whether something came between what was there, or has another place now. */
  #mixed = false;
  readonly #known = new Set<string>();
  readonly #numbered = new Map<string, Numbered>();
  /** Frames of films, by group: what their keys have opened, and what waits for one. */
  readonly #films = new Map<string, { readonly opened: Entry[]; readonly waiting: Sealed[]; turn: Promise<void> }>();
  #sealed: Sealed[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #own: Own | null = null;

  readonly #isService: boolean;

  private constructor(about: VolumePlace, ledger: CaseLedger, keys: CaseKeys, primitives: Primitives) {
    this.case = about.id;
    this.#isService = isServiceCase(about.org, about.id);
    this.ledger = ledger;
    this.#keys = keys;
    this.#primitives = primitives;
  }

  /** What the store has of a case; `device` is this device's id. */
  static async open(
    about: VolumePlace,
    store: Store,
    keys: CaseKeys,
    primitives: Primitives,
  ): Promise<Volume> {
    const { org, id, device } = about;
    const volume = new Volume(about, await CaseLedger.start(org, id, primitives), keys, primitives);
    const name = hexId(id);
    const [frames, pending, restarts, firsts, head] = await store.read(['frames', 'pending', 'meta', 'heads'], (tx) =>
      Promise.all([
        tx.all('frames', { under: name }),
        tx.all('pending', { under: name }),
        tx.get('meta', restartsRow(id)),
        tx.get('meta', firstHeadsRow(id)),
        tx.get('heads', name),
      ]),
    );
    const told = new Told([...signedIn(firsts?.value), ...signedIn(restarts?.value)].map((raw) => decode(Head, raw)));
    for (const row of frames) {
      await told.upto(volume.ledger.n, volume.ledger);
      const raw = row.sealed === null ? row.hash : new Uint8Array(await row.sealed.arrayBuffer());
      await volume.ledger.append(raw);
      volume.number(row.hash, { n: row.n, at: row.at });
      if (row.sealed !== null) await volume.read(raw, row.hash);
    }
    await told.upto(Infinity, volume.ledger);
    // What the service has signed before binds it, whatever it shows now.
    if (head !== undefined) await volume.ledger.noteHead(decode(Head, head.raw));
    for (const row of pending) {
      await volume.read(new Uint8Array(await row.sealed.arrayBuffer()), row.hash);
      if (row.device === hexId(device)) volume.wrote({ seq: row.seq, hash: row.hash });
    }
    return volume;
  }

  /**
   * The events that could be opened: the server's order first, then those without a number.  It is the list that was
   * given before, with what came since at its end, or another one.
   */
  get entries(): readonly Entry[] {
    if (this.#mixed) {
      const placed = this.#entries.map((entry) => ({ entry, n: this.#placeOf(entry.hash) }));
      if (placed.some(({ n }, at) => n < (placed[at - 1]?.n ?? 0))) {
        this.#entries = placed.sort((one, other) => one.n - other.n).map(({ entry }) => entry);
      }
      this.#mixed = false;
    }
    return this.#entries;
  }

  /** Where a frame stands in the server's order; null while it waits here for its number. */
  numberOf(hash: Bytes): Numbered | null {
    return this.#numbered.get(hex(hash)) ?? null;
  }

  /** A frame has its number. */
  number(hash: Bytes, numbered: Numbered): void {
    this.#numbered.set(hex(hash), numbered);
    this.#mixed ||= this.#known.has(hex(hash));
  }

  /** The events of a film's own group, opened with its file key (16 B); what another key sealed says nothing. */
  async ofFilm(film: Bytes, fileKey: Bytes): Promise<readonly Entry[]> {
    const found = this.#films.get(hexId(film));
    if (found === undefined) return [];
    found.turn = found.turn.then(async () => {
      for (let next = found.waiting.shift(); next !== undefined; next = found.waiting.shift()) {
        const { device } = decode(Frame, next.raw);
        const key = await clipNotesKey(fileKey, film, device, this.#primitives);
        await this.#open(next.raw, next.hash, key, found.opened);
      }
    });
    await found.turn;
    return found.opened;
  }

  /** Forgets what a film's key has opened: the film is gone, or its key is. */
  closeFilm(film: Bytes): void {
    this.#films.delete(hexId(film));
  }

  /** How many frames wait for a key. */
  get sealed(): number {
    return this.#sealed.length;
  }

  /** This device's newest frame, numbered or not. */
  newestOf(device: Bytes): Own | null {
    const numbered = this.ledger.newestOf(device);
    if (this.#own === null) return numbered;
    return numbered === null || this.#own.seq > numbered.seq ? this.#own : numbered;
  }

  /** A frame of this device was stored. */
  wrote(own: Own): void {
    this.#own = own;
  }

  /** Runs `work` while nobody else writes or pulls this case. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Opens a frame that was checked, or keeps it until its key comes; the same frame again changes nothing. */
  async read(raw: Bytes, hash: Bytes): Promise<void> {
    if (this.#known.has(hex(hash))) return;
    this.#known.add(hex(hash));
    if (!(await this.#opened(raw, hash))) this.#sealed.push({ hash, raw });
  }

  /** Tries again what could not be opened: a key has come. */
  async retry(): Promise<void> {
    const waiting = this.#sealed;
    this.#sealed = [];
    for (const one of waiting) if (!(await this.#opened(one.raw, one.hash))) this.#sealed.push(one);
  }

  async #opened(raw: Bytes, hash: Bytes): Promise<boolean> {
    const frame = decode(Frame, raw);
    if (!same(frame.group, this.case)) {
      // A film's own notes are opened with the film's key, and shown with it.
      const name = hexId(frame.group);
      const film = this.#films.get(name) ?? { opened: [], waiting: [], turn: Promise.resolve() };
      film.waiting.push({ raw, hash });
      this.#films.set(name, film);
      return true;
    }
    const key = await this.#keys.noteKey(this.case, frame.epoch, frame.device);
    if (key === null) return false;
    const last = this.#entries.at(-1);
    await this.#open(raw, hash, key, this.#entries);
    this.#mixed ||= last !== undefined && this.#placeOf(hash) < this.#placeOf(last.hash);
    return true;
  }

  /** What is not numbered yet comes after everything that is. */
  #placeOf(hash: Bytes): number {
    return this.numberOf(hash)?.n ?? Number.MAX_SAFE_INTEGER;
  }

  async #open(raw: Bytes, hash: Bytes, key: Bytes, into: Entry[]): Promise<void> {
    const { device, group, seen_n, seq } = decode(Frame, raw);
    try {
      const event = decodeEvent(await openFrame(raw, key, this.#primitives));
      // A kind of a later version is kept as it came and not applied.
      if (event.kind === null) return;
      checkPlace(event, same(group, this.case), this.#isService);
      into.push({ hash, device, seq, seen_n, event });
    } catch (fault) {
      // What its author wrote wrongly stays in the order and says nothing; nobody else's events suffer for it.
      if (!(fault instanceof AmanatError)) throw fault;
    }
  }
}
