// The films that this member is looking at.  Opening asks the server for the share again wherever it is reached: a stop
// or a destruction ends a loan at once, and closes what is open.
import type { Bytes } from '../sync/bytes';
import { AmanatError, refuse, type Code } from '../sync/errors';
import { base64url, hexId, parseHexId } from '../sync/ids';
import type { Manifest } from '../sync/records';
import { ROLES } from '../sync/records';
import { checkShare } from '../sync/manifest';
import type { Primitives } from '../sync/primitives';
import type { ReelBytes } from './api/play';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import type { FilmOpening } from './film-keys';
import { isSafe } from './holdings';
import type { Server, Signer } from './http';
import type { Keyring } from './keyring';
import type { Ledger } from './ledger';
import type { PayloadFetch } from './payload-fetch';
import { Reel, serveReel } from './reel';
import type { ClipRow } from './schema';
import type { Store } from './store';
import type { FilmTale, Tales } from './tale';

/** What looking at films works with. */
export interface ReelPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly keyring: Keyring;
  readonly ledger: Ledger;
  readonly tales: Tales;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly primitives: Primitives;
  readonly opening: FilmOpening;
  readonly payloads: PayloadFetch;
  readonly now: () => number;
  readonly device: Bytes;
  readonly changed: () => void;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
  /** Fetches manifest and header of a film where they are not here. */
  readonly fetchPapers: (film: string, id: Bytes) => Promise<void>;
}

/** Answers of the server that end the right to look at a film. */
const REFUSALS: readonly Code[] = ['share-stopped', 'share-destroyed', 'right-case', 'right-revoked', 'right-role'];
/** What tells that a copy is not what it was when it was made. */
const DAMAGE: readonly Code[] = ['seal-tag', 'seal-truncated', 'seal-empty-last', 'seal-trailing', 'manifest-digest'];
/** The roles that look at films; an admin never does. */
const VIEWERS: readonly number[] = [ROLES.field, ROLES.supervisor];

export function isDamage(code: Code): boolean {
  return DAMAGE.includes(code);
}

/** The open reels of one unlocked member. */
export class Reels {
  readonly #ports: ReelPorts;
  readonly #open = new Map<string, Reel>();
  /** Why a film was closed while somebody looked at it. */
  readonly #ended = new Map<string, Code>();
  readonly #telling = new Set<string>();

  constructor(ports: ReelPorts) {
    this.#ports = ports;
  }

  /** See PlayHandlers. */
  async open(film: string): Promise<ReelBytes> {
    const { device, books, opening, payloads, primitives } = this.#ports;
    if (!VIEWERS.includes(books.device(device).role)) throw refuse('right-role');
    const known = this.#open.get(film);
    if (known?.closed === null) return known.about();
    this.#ended.delete(film);
    const found = await this.#find(film);
    const { clip, id } = found;
    if (isStopped(found)) throw refuse('share-stopped');
    if (clip?.hidden === true || found.buried) throw refuse('share-destroyed');
    await this.#ports.fetchPapers(film, id);
    const manifest = await opening.manifest(film);
    await this.#borrow(manifest);
    const fileKey = await opening.fileKey(manifest);
    const reel = new Reel(
      manifest,
      fileKey,
      (start, end) => payloads.read(film, manifest.payload_len, start, end),
      primitives,
    );
    this.#open.get(film)?.close('unlock-locked');
    this.#open.set(film, reel);
    try {
      return await reel.about();
    } catch (fault) {
      if (fault instanceof AmanatError) await this.#failed(film, fault.code);
      throw fault;
    }
  }

  /** Answers through `port` for an open film; the first bytes that are asked for make it *opened*. */
  serve(film: string, port: MessagePort): Promise<void> {
    const reel = this.#open.get(film);
    if (reel === undefined) {
      const fault = this.#ended.get(film) ?? 'unlock-locked';
      port.postMessage({ id: null, fault });
      return Promise.resolve();
    }
    void this.#tellOpened(reel.manifest).catch(this.#ports.changed);
    return serveReel(reel, port, (code) => {
      void this.#failed(film, code);
    });
  }

  /** Nobody looks at it any more. */
  close(film: string): void {
    this.#open.get(film)?.close('unlock-locked');
    this.#open.delete(film);
  }

  /** Forgets every key: a lock. */
  forget(): void {
    for (const film of [...this.#open.keys()]) this.close(film);
  }

  /** Why the picture of a film had to close; null where it may be looked at. */
  endOf(film: string): Code | null {
    return this.#ended.get(film) ?? null;
  }

  /**
   * Closes the films that may not be looked at any more, by what the ledger and the store tell, and by what the server
   * answers where `ask` says that it is reached.
   */
  async check(ask: boolean): Promise<void> {
    for (const [film, reel] of [...this.#open]) {
      const found = await this.#find(film).catch(() => null);
      if (found === null || found.buried || found.clip === undefined || found.clip.hidden) this.#end(film, 'share-destroyed');
      else if (isStopped(found)) this.#stop(film, reel.manifest, 'share-stopped');
      else if (ask) await this.#ask(film, reel.manifest);
    }
  }

  /** Asks for the loan of a film's share again; rejects with the server's refusal, which ends the loan. */
  async lend(manifest: Manifest): Promise<void> {
    const { books, keys, primitives, server, signer } = this.#ports;
    try {
      const answer = await server.ask('POST', `/v1/shares/${hexId(manifest.group)}/lease`, signer);
      await checkShare(manifest, answer.body.slice(0, 32), primitives);
      await keys.takeLease(manifest.group, answer.body, books.chain, manifest.due_at);
    } catch (fault) {
      if (fault instanceof AmanatError && REFUSALS.includes(fault.code)) keys.endLease(manifest.group);
      throw fault;
    }
  }

  /** S from a slot, and asked for behind it; from the server where no slot has it. */
  async #borrow(manifest: Manifest): Promise<void> {
    const { keyring, now } = this.#ports;
    const film = hexId(manifest.clip);
    if ((await keyring.anyShare(manifest.group, now())) === null) await this.lend(manifest);
    else void this.#ask(film, manifest);
  }

  async #ask(film: string, manifest: Manifest): Promise<void> {
    try {
      const clip = await this.#clip(film);
      // Before its share is sent there is nothing to borrow, and nobody to refuse it.
      if (clip?.acks.share === true) await this.lend(manifest);
    } catch (fault) {
      if (!(fault instanceof AmanatError)) throw fault;
      if (REFUSALS.includes(fault.code)) this.#end(film, fault.code);
    }
  }

  #stop(film: string, manifest: Manifest, code: Code): void {
    this.#ports.keys.endLease(manifest.group);
    this.#end(film, code);
  }

  #end(film: string, code: Code): void {
    this.#open.get(film)?.close(code);
    this.#open.delete(film);
    this.#ended.set(film, code);
    this.#ports.changed();
  }

  /** A read failed: what is damaged is dropped where the server has it whole, so that it is fetched again. */
  async #failed(film: string, code: Code): Promise<void> {
    if (!isDamage(code) || !this.#open.has(film)) return;
    this.#end(film, code);
    await dropDamaged(this.#ports.store, film);
    this.#ports.changed();
  }

  async #tellOpened(manifest: Manifest): Promise<void> {
    const { device, ledger, now, wrote } = this.#ports;
    const film = hexId(manifest.clip);
    const { clip, tale } = await this.#find(film);
    const isTold = tale === undefined || tale.opened.some((word) => word.device === hexId(device));
    // Whoever made the film has seen it.
    if (clip?.made_here === true || isTold || this.#telling.has(film)) return;
    this.#telling.add(film);
    try {
      await ledger.record(manifest.case, { kind: 'film-opened', film: base64url(manifest.clip), at: now() });
      wrote();
    } finally {
      this.#telling.delete(film);
    }
  }

  #clip(film: string): Promise<ClipRow | undefined> {
    return this.#ports.store.read(['clips'], (tx) => tx.get('clips', film));
  }

  /** What is known here of a film; throws `right-missing` where no case of this member names it. */
  async #find(film: string): Promise<Found> {
    const { books, ledger, store, tales } = this.#ports;
    const [clip, grave] = await store.read(['clips', 'tombstones'], (tx) =>
      Promise.all([tx.get('clips', film), tx.get('tombstones', film)]),
    );
    const buried = grave !== undefined;
    if (clip !== undefined) {
      const id = parseHexId(clip.case);
      return { id, clip, buried, tale: tales.of(await ledger.entries(id)).films.get(film) };
    }
    for (const id of books.cases()) {
      const tale = tales.of(await ledger.entries(id)).films.get(film);
      if (tale !== undefined) return { id, clip, buried, tale };
    }
    throw refuse('right-missing');
  }
}

/** What is known here of a film. */
interface Found {
  readonly id: Bytes;
  readonly tale: FilmTale | undefined;
  readonly clip: ClipRow | undefined;
  readonly buried: boolean;
}

function isStopped({ tale }: Found): boolean {
  return tale !== undefined && tale.stopped !== null;
}

/** Drops the copy of a film that is not what it was, where the server has it whole. */
export async function dropDamaged(store: Store, film: string): Promise<void> {
  await store.transact(['clips', 'parts'], async (tx) => {
    const row = await tx.get('clips', film);
    if (row === undefined || !isSafe(row)) return;
    tx.put('clips', { ...row, local: false });
    tx.dropUnder('parts', film);
  });
}
