// A film on this tablet, from before the camera opens to the commit of its finish.
//
// [Note: what a crash finds] Keys are on the disk before what they seal, and go after what replaces them is committed:
//   slots of S and journal key → gate, film and header version 0 → journal records → payload parts → film slot →
//   manifest, header, event and film's state in one transaction → journal key's slot → journal records.
// So at every step either the journal can be finished again, by a new pass, or the finished film is whole.
import type { Bytes } from '../sync/bytes';
import { AmanatError, refuse, type Code } from '../sync/errors';
import { fileKeyCommit, openHeader, openSealedHeader, sealHeader, shareCommit, writeHeader } from '../sync/header';
import { base64url, hexId, parseHexId } from '../sync/ids';
import { buildManifest, FILM, promisedDate, TRIAL } from '../sync/manifest';
import type { Primitives } from '../sync/primitives';
import type { remuxFilm } from '../media/remux.ts';
import type { Entropy } from './entropy';
import type { FilmBooks, FilmCase } from './film-books';
import { sealFilm, type SealedFilm } from './film-pass';
import { isSafe } from './holdings';
import { Journal, StoredJournal } from './journal';
import type { Keyring } from './keyring';
import type { Mark } from './marks';
import type { ClipRow, Ending, FilmRow } from './schema';
import { faultOf } from './serve';
import { KIND, type Slot } from './slot';
import type { Slots } from './slots';
import type { Store } from './store';

/** Slots that a film takes at once: S, its journal key, and beside them its film slot. */
const SLOTS_OF_A_FILM = 3;

/** What the films are made of; every part comes from the vault worker. */
export interface FilmPorts {
  readonly store: Store;
  readonly slots: Slots;
  readonly keyring: Keyring;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly books: FilmBooks;
  readonly remux: typeof remuxFilm;
  /** The device's clock, ms. */
  readonly now: () => number;
  /** Milliseconds since the slot file was opened, by a clock that nobody sets. */
  readonly running: () => number;
  /** Frees room for a finish that found none; false where nothing was freed. */
  readonly makeRoom: () => Promise<boolean>;
}

/** A film that somebody wants to make. */
export interface FilmWish {
  readonly case: Bytes;
  /** Hashes of the frames of the decisions it rests on. */
  readonly decisions: readonly Bytes[];
  /** The service's number of days. */
  readonly days: number;
}

/** A film whose camera may open. */
export interface OpenFilm {
  readonly film: Bytes;
  readonly due_at: number;
  readonly journal: Journal;
}

/** What became of a film that its worker had left open. */
export interface RecoveredFilm {
  readonly film: Bytes;
  readonly clip: ClipRow | null;
  /** Committed milliseconds that could not be kept; null where it was not finished. */
  readonly lost_ms: number | null;
  readonly fault: Code | null;
}

/** A film that is being closed: what it was and what opens it. */
interface Closing {
  readonly film: Bytes;
  readonly row: FilmRow;
  readonly about: FilmCase;
  readonly share: Bytes;
  readonly marks: readonly Mark[];
}

/** The films of one unlocked vault worker. */
export class Films {
  readonly #ports: FilmPorts;
  /** Films that this worker has open, or is finishing. */
  readonly #live = new Map<string, Promise<ClipRow | null> | null>();
  #settled = false;

  constructor(ports: FilmPorts) {
    this.#ports = ports;
  }

  /**
   * Draws film id, share and journal file key, writes the slots, then the gate; the camera opens only after it.  Throws
   * `film-not-ready` while the slot file is young, `slots-full`, `unlock-locked`, and what the books throw.
   */
  async openFilm(wish: FilmWish): Promise<OpenFilm> {
    const { books, entropy, keyring, now, primitives, running, slots, store } = this.#ports;
    const { owner } = keyring;
    if (owner === null) throw refuse('unlock-locked');
    if (!slots.settled(now(), running())) throw refuse('film-not-ready');
    const about = await books.caseOf(wish.case);
    const sent = await sentGroups(store);
    if (slots.room(sent) < SLOTS_OF_A_FILM) throw refuse('slots-full');
    const at = now();
    const due_at = promisedDate(at, wish.days);
    const [film, share, journalFileKey] = [entropy.id(), entropy.key(), entropy.fileKey()];
    const name = hexId(film);
    const sealed = await this.#header({ about, film, share, version: 0, fileKey: journalFileKey });
    const keys = [
      await keyring.sealed({ kind: KIND.share, group: film, due_at }, share),
      await keyring.sealed({ kind: KIND.journal, group: film, due_at }, journalFileKey),
    ];
    // From here on a recovery that runs at the same time takes these slots for no orphans.
    this.#live.set(name, null);
    const decisions = wish.decisions.map(base64url);
    const event = { kind: 'camera-opened', film: base64url(film), decisions, due_at, at } as const;
    try {
      slots.change(keys, undefined, sent);
      await books.write(wish.case, event, (gate) =>
        store.transact(['films', 'headers', ...gate.tables], async (tx) => {
          const progress = { ms: 0, frames: 0, bytes: 0, records: 0, reason: null, lost_ms: null };
          const place = { film: name, case: hexId(wish.case), owner, state: 'filming', epoch: about.epoch } as const;
          tx.put('films', { ...place, ...progress, gate: gate.hash, due_at, opened_at: at });
          tx.put('headers', { clip: name, version: 0, sealed: new Blob([sealed]) });
          await gate.put(tx);
        }),
      );
    } catch (fault) {
      this.#live.delete(name);
      // A commit that was told as failed may be durable all the same; then the keys stay, and recovery closes the film.
      const kept = await store.read(['films'], (tx) => tx.get('films', name));
      if (kept === undefined) slots.change([], ofGroup(film));
      throw fault;
    }
    const journal = await Journal.begin(store, { id: film, name }, journalFileKey, primitives);
    journalFileKey.fill(0);
    share.fill(0);
    return { film, due_at, journal };
  }

  /**
   * Makes the finished film out of its journal and destroys the journal; null where nothing whole was in it.  Asked
   * again, it gives the same film.  Throws `unlock-locked`, `film-journal`, `store-full` and what the books throw; then
   * the journal is whole and the finish can be asked for again.
   */
  finishFilm(film: Bytes, reason: Ending): Promise<ClipRow | null> {
    const name = hexId(film);
    const running = this.#live.get(name) ?? null;
    if (running !== null) return running;
    if (this.#settled) return Promise.reject(refuse('unlock-locked'));
    const finishing = this.#finishSomehow(film, name, reason).finally(() => {
      this.#live.delete(name);
    });
    this.#live.set(name, finishing);
    return finishing;
  }

  /** Begins no other finish; ends when those under way have committed or failed. */
  async settle(): Promise<void> {
    this.#settled = true;
    await Promise.allSettled([...this.#live.values()]);
  }

  /** Whether there is room for another film's keys. */
  async hasSlots(): Promise<boolean> {
    const { slots, store } = this.#ports;
    return slots.room(await sentGroups(store)) >= SLOTS_OF_A_FILM;
  }

  /** Ends when a finish of the film that is under way has committed or failed. */
  async rested(film: Bytes): Promise<void> {
    await Promise.allSettled([this.#live.get(hexId(film))]);
  }

  /** Whether this worker has the film open, or is finishing it. */
  isLive(film: Bytes): boolean {
    return this.#live.has(hexId(film));
  }

  /** Finishes every film that another worker left open and that the unlocked member can open. */
  async recoverFilms(): Promise<RecoveredFilm[]> {
    const { slots, store } = this.#ports;
    const rows = await store.read(['films'], (tx) => tx.all('films'));
    const known = new Set(rows.map((row) => row.film));
    const orphans = slots.list({ kind: KIND.journal }).filter((slot) => !known.has(hexId(slot.group)));
    // Slots without a film: the gate was never committed, so nothing was filmed under them.
    for (const slot of orphans) if (!this.#live.has(hexId(slot.group))) slots.change([], ofGroup(slot.group));
    const recovered: RecoveredFilm[] = [];
    for (const row of rows) {
      if (this.#settled) break;
      if (this.#live.has(row.film)) continue;
      // What cannot be tidied now is tidied at the next unlock: the films behind it wait to be closed.
      if (row.state === 'finished' || row.state === 'empty') await this.#tidy(row).catch(() => undefined);
      else recovered.push(await this.#recover(row));
    }
    return recovered;
  }

  async #recover(row: FilmRow): Promise<RecoveredFilm> {
    const film = parseHexId(row.film);
    try {
      const clip = await this.finishFilm(film, row.reason ?? 'crash');
      const { store } = this.#ports;
      const after = await store.read(['films'], (tx) => tx.get('films', row.film));
      return { film, clip, lost_ms: after?.lost_ms ?? null, fault: null };
    } catch (fault) {
      // Whatever it is, the other films are closed all the same.
      return { film, clip: null, lost_ms: null, fault: faultOf(fault).code };
    }
  }

  /** Every step of a finish can find the tablet full; room is made as long as there is any to make. */
  async #finishSomehow(film: Bytes, name: string, reason: Ending): Promise<ClipRow | null> {
    for (;;) {
      try {
        return await this.#finish(film, name, reason);
      } catch (fault) {
        const full = fault instanceof AmanatError && fault.code === 'store-full';
        if (full && (await this.#ports.makeRoom())) continue;
        // What it wrote is written anew by the next one; until then others need the room.
        await this.#dropHalf(name).catch(() => undefined);
        throw fault;
      }
    }
  }

  /** Drops the parts of a film whose finish did not commit. */
  #dropHalf(name: string): Promise<void> {
    return this.#ports.store.transact(['films', 'parts'], async (tx) => {
      if ((await tx.get('films', name))?.state === 'closing') tx.dropUnder('parts', name);
    });
  }

  async #finish(film: Bytes, name: string, reason: Ending): Promise<ClipRow | null> {
    const { books } = this.#ports;
    const open = await this.#ports.store.read(['films'], (tx) => tx.get('films', name));
    // Somebody outside the case leaves it as it was cut: whoever made it is told of it at their own unlock.
    if (open?.state === 'filming') await books.caseOf(parseHexId(open.case));
    const row = await this.#closing(name, reason);
    if (row.state === 'finished' || row.state === 'empty') {
      await this.#tidy(row);
      const clip = await this.#ports.store.read(['clips'], (tx) => tx.get('clips', name));
      return clip ?? null;
    }
    const about = await books.caseOf(parseHexId(row.case));
    const { share, fileKey } = await this.#journalKeys(film, row, about);
    const { primitives, store } = this.#ports;
    const journal = await StoredJournal.open(store, { id: film, name }, fileKey, primitives);
    const sealed = await sealFilm(name, journal, row, this.#ports);
    if (sealed === null) {
      await this.#leaveEmpty(row, about);
      return null;
    }
    const marks = await journal.marks(sealed.remuxed.ms);
    return this.#keep({ film, row, about, share, marks }, sealed);
  }

  /** Marks the film as being closed, so that no record comes after. */
  #closing(name: string, reason: Ending): Promise<FilmRow> {
    return this.#ports.store.transact(['films'], async (tx) => {
      const row = await tx.get('films', name);
      if (row === undefined) throw refuse('film-journal', 'no such film');
      if (row.state === 'finished' || row.state === 'empty') return row;
      const closing = { ...row, state: 'closing', reason: row.reason ?? reason } as const;
      tx.put('films', closing);
      return closing;
    });
  }

  /** S by the tablet key, and the journal file key by the owner's DSK or, for a colleague, by the case key. */
  async #journalKeys(film: Bytes, row: FilmRow, about: FilmCase): Promise<{ share: Bytes; fileKey: Bytes }> {
    const { keyring, primitives, store } = this.#ports;
    const share = await keyring.share(film);
    if (share === null) throw refuse('film-journal', 'its share is not here');
    const own = await keyring.journalKey(film);
    if (own !== null) return { share, fileKey: own };
    const caseKey = await keyring.caseKey(about.case, row.epoch);
    const stored = await store.read(['headers'], (tx) => tx.get('headers', [row.film, 0]));
    if (caseKey === null || stored === undefined) throw refuse('right-case');
    const raw = new Uint8Array(await stored.sealed.arrayBuffer());
    const header = await openSealedHeader(share, { ...about, group: film }, raw, primitives, true);
    return { share, fileKey: await openHeader(header, caseKey, primitives) };
  }

  async #header(draw: {
    about: FilmCase;
    film: Bytes;
    share: Bytes;
    version: number;
    fileKey: Bytes;
  }): Promise<Bytes> {
    const { entropy, primitives } = this.#ports;
    const { about, film, share, version, fileKey } = draw;
    const header = await writeHeader(fileKey, [about.recipient], [entropy.key()], primitives);
    const content = { clip: film, version, epoch: about.epoch, nonce: entropy.nonce(), header };
    return sealHeader(share, { ...about, group: film }, content, primitives);
  }

  async #keep(closing: Closing, sealed: SealedFilm): Promise<ClipRow> {
    const { books, keyring, primitives, slots, store } = this.#ports;
    const { film, row, about, share, marks } = closing;
    const { fileKey, payload, remuxed } = sealed;
    const header = await this.#header({ about, film, share, version: 1, fileKey });
    const { seed } = await keyring.identity();
    const fields = {
      ...{ kind: FILM, org: about.org, case: about.case, clip: film, group: film, gate: row.gate, due_at: row.due_at },
      // Every film of this release is a trial among staff, and says so for ever.
      flags: TRIAL,
      payload_len: payload.length,
      payload_digest: payload.digest,
      file_key_commit: await fileKeyCommit(fileKey, film, primitives),
      share_commit: await shareCommit(film, share, primitives),
      chain_head: about.chain_head,
      device: about.device,
    };
    const manifest = await buildManifest(seed, fields, primitives);
    const both = new Uint8Array([...share, ...fileKey]);
    const filmSlot = await keyring.sealed({ kind: KIND.film, group: film, due_at: row.due_at }, both);
    // A pass of a colleague that did not commit may have left its own film slot.
    slots.change([filmSlot], (slot) => ofGroup(film)(slot) && slot.kind === KIND.film);
    const clip: ClipRow = {
      ...{ clip: row.film, case: row.case, group: row.film, kind: FILM, due_at: row.due_at, length: payload.length },
      container: remuxed.container,
      acks: { manifest: false, header: false, share: false, payload: false },
      ...{ made_here: true, local: true, hidden: false },
    };
    const finished = { ...row, state: 'finished', ms: remuxed.ms, frames: remuxed.frames, lost_ms: remuxed.lost.ms } as const;
    const told = { kind: 'film-marks', film: base64url(film), marks } as const;
    await books.write(
      about.case,
      finishedEvent(finished),
      (frame) =>
        store.transact(['films', 'clips', 'headers', 'manifests', ...frame.tables], async (tx) => {
          tx.put('films', finished);
          tx.put('clips', clip);
          tx.put('manifests', { clip: row.film, case: row.case, group: row.film, raw: manifest });
          tx.put('headers', { clip: row.film, version: 1, sealed: new Blob([header]) });
          await frame.put(tx);
        }),
      marks.length === 0 ? [] : [{ event: told, film: { film, file_key: fileKey } }],
    );
    for (const key of [share, fileKey, both, seed]) key.fill(0);
    await this.#tidy(finished);
    return clip;
  }

  /** Ends a film in which no frame was whole: the event tells of it, and its keys go. */
  async #leaveEmpty(row: FilmRow, about: FilmCase): Promise<void> {
    const { books, store } = this.#ports;
    const empty = { ...row, state: 'empty', ms: 0, frames: 0, lost_ms: row.ms } as const;
    await books.write(about.case, finishedEvent(empty), (frame) =>
      store.transact(['films', ...frame.tables], async (tx) => {
        tx.put('films', empty);
        await frame.put(tx);
      }),
    );
    await this.#tidy(empty);
  }

  /** After the commit: the journal key's slot goes, and of an empty film all slots; then the records. */
  async #tidy(row: FilmRow): Promise<void> {
    const { slots, store } = this.#ports;
    const film = parseHexId(row.film);
    const gone = (slot: Slot): boolean => ofGroup(film)(slot) && (row.state === 'empty' || slot.kind === KIND.journal);
    if (slots.list().some(gone)) slots.change([], gone);
    await store.transact(['journal', 'headers', 'parts'], async (tx) => {
      tx.dropUnder('journal', row.film);
      tx.drop('headers', [row.film, 0]);
      if (row.state === 'empty') tx.dropUnder('parts', row.film);
    });
  }
}

function finishedEvent(row: FilmRow): Parameters<FilmBooks['write']>[1] {
  const reason = row.reason ?? 'crash';
  // What the camera showed after the last durable record of a crash, nobody can tell.
  const lost_ms = reason === 'crash' ? null : row.lost_ms;
  return { kind: 'film-finished', film: base64url(parseHexId(row.film)), ms: row.ms, reason, lost_ms };
}

function ofGroup(group: Bytes): (slot: Slot) => boolean {
  const name = hexId(group);
  return (slot) => hexId(slot.group) === name;
}

/** Which groups have nothing here that the server has not acknowledged. */
async function sentGroups(store: Store): Promise<(group: Bytes) => boolean> {
  const clips = await store.read(['clips'], (tx) => tx.all('clips'));
  const unsent = new Set(clips.filter((clip) => !isSafe(clip)).map((clip) => clip.group));
  const known = new Set(clips.map((clip) => clip.group));
  return (group) => known.has(hexId(group)) && !unsent.has(hexId(group));
}
