// A supervisor's inbox: films of the cases that this member supervises, fetched by themselves while the server is
// there.  A film counts as *can be opened* only when header and share are here, the key was unwrapped and is the one
// that the manifest commits to; that is told once, by an event.
import type { Bytes } from '../sync/bytes';
import { AmanatError, refuse, type Code } from '../sync/errors';
import { base64url, hexId, parseHexId } from '../sync/ids';
import { checkDigest, checkManifest } from '../sync/manifest';
import type { Primitives } from '../sync/primitives';
import type { Lease, Part, Wanted } from '../sync/reconcile';
import { ROLES } from '../sync/records';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import { checkHeader, type FilmOpening } from './film-keys';
import type { Server, Signer } from './http';
import type { Ledger } from './ledger';
import type { PayloadFetch } from './payload-fetch';
import { measurePayload } from './payload-parts';
import { dropDamaged, isDamage, type Reels } from './reels';
import type { ClipRow } from './schema';
import type { Store } from './store';
import type { FilmTale, Tales } from './tale';

/** What fetching works with. */
export interface InboxPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly ledger: Ledger;
  readonly tales: Tales;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly primitives: Primitives;
  readonly opening: FilmOpening;
  readonly payloads: PayloadFetch;
  readonly reels: Pick<Reels, 'lend'>;
  readonly now: () => number;
  readonly member: Bytes;
  readonly device: Bytes;
  readonly changed: () => void;
  readonly wrote: () => void;
}

/** How long a film that could not be had is left alone, ms; twice as long after each further time. */
const AGAIN_MS = 30_000;
const LONGEST_MS = 30 * 60_000;
const ALL_HERE = { manifest: true, header: true, share: true, payload: true };
const NOBODY_ANSWERS: readonly Code[] = ['server-unreachable', 'unlock-locked'];

interface Failure {
  readonly code: Code;
  readonly times: number;
  readonly again_at: number;
}

/** A film of a case that this member supervises; the case in hex. */
export interface InboxTale {
  readonly case: string;
  readonly label: string | null;
  readonly tale: FilmTale;
}

export class Inbox {
  readonly #ports: InboxPorts;
  readonly #failures = new Map<string, Failure>();
  /** Films that are fetched one after another since the last time there was nothing to fetch. */
  readonly #run = new Set<string>();
  #fetching: string | null = null;
  #ended = false;

  constructor(ports: InboxPorts) {
    this.#ports = ports;
  }

  /** A fetch that is under way goes on no further. */
  end(): void {
    this.#ended = true;
  }

  /** Why a film could not be had, at the last try. */
  faultOf(film: string): Code | null {
    return this.#failures.get(film)?.code ?? null;
  }

  /** Which film of how many is being fetched; null where none is. */
  get fetching(): { readonly nth: number; readonly of: number } | null {
    if (this.#fetching === null) return null;
    return { nth: [...this.#run].indexOf(this.#fetching) + 1, of: this.#run.size };
  }

  /** The films of the cases that this member supervises, as the ledgers tell them. */
  async tales(): Promise<readonly InboxTale[]> {
    const { ledger, tales } = this.#ports;
    const found: InboxTale[] = [];
    for (const id of this.#supervised()) {
      const { films, label } = tales.of(await ledger.entries(id));
      for (const tale of films.values()) {
        if (tale.sent !== null && (tale.finished?.ms ?? 0) > 0) found.push({ case: hexId(id), label, tale });
      }
    }
    return found;
  }

  /** What reconcile.plan needs to know. */
  async wanted(): Promise<readonly Wanted[]> {
    const { keys, now, store } = this.#ports;
    const [clips, headers, tombstones] = await store.read(['clips', 'headers', 'tombstones'], (tx) =>
      Promise.all([tx.all('clips'), tx.all('headers'), tx.all('tombstones')]),
    );
    const buried = new Set(tombstones.map((row) => row.group));
    const wanted: Wanted[] = [];
    for (const { tale } of await this.tales()) {
      const { deleted, due_at, film, stopped } = tale;
      const clip = clips.find((row) => row.clip === film);
      const over = deleted !== null || stopped !== null || due_at <= now() || buried.has(film) || clip?.hidden === true;
      if (over || clip?.made_here === true || (this.#failures.get(film)?.again_at ?? 0) > now()) continue;
      const here = new Set<Part>();
      if (clip !== undefined) here.add('manifest');
      if (headers.some((row) => row.clip === film && row.version > 0)) here.add('header');
      if ((keys.leasedUntil(parseHexId(film)) ?? 0) > now()) here.add('share');
      if (clip?.local === true) here.add('payload');
      wanted.push({ film, group: film, due_at, here, wanted: new Set<Part>(['manifest', 'header', 'share', 'payload']) });
    }
    return wanted;
  }

  /** Loans of films that end before the films do. */
  async leases(): Promise<readonly Lease[]> {
    const { keys, store } = this.#ports;
    const clips = await store.read(['clips'], (tx) => tx.all('clips'));
    return clips.flatMap((clip) => {
      const until = keys.leasedUntil(parseHexId(clip.group));
      return until === null || until >= clip.due_at || clip.hidden ? [] : [{ group: clip.group, until }];
    });
  }

  /** Whether a group is a film's that is known here. */
  async knows(group: string): Promise<boolean> {
    return (await this.#clip(group)) !== undefined;
  }

  /** Fetches one part of a film; rejects with why not, and leaves the film alone for a while then. */
  async fetch(part: Part, film: string): Promise<void> {
    try {
      if (part === 'manifest') await this.#fetchManifest(film, await this.#caseOf(film));
      if (part === 'header') await this.#fetchHeader(film);
      if (part === 'share') await this.renew(film);
      if (part === 'payload') await this.#fetchPayload(film);
    } catch (fault) {
      if (fault instanceof AmanatError) this.#failed(film, fault.code);
      throw fault;
    }
  }

  /** Manifest and header of a film, where they are not here. */
  async fetchPapers(film: string, id: Bytes): Promise<void> {
    const clip = await this.#clip(film);
    if (clip?.made_here === true) return;
    if (clip === undefined) await this.#fetchManifest(film, id);
    const here = await this.#ports.store.read(['headers'], (tx) => tx.all('headers', { under: film }));
    if (!here.some((row) => row.version > 0)) await this.#fetchHeader(film);
  }

  /** Asks for the loan of a film's share again. */
  async renew(film: string): Promise<void> {
    await this.#ports.reels.lend(await this.#ports.opening.manifest(film));
  }

  /** Tells of each film that can be opened here, once. */
  async tellCanOpen(): Promise<void> {
    const { device, ledger, now, opening, wrote } = this.#ports;
    const here = new Map((await this.wanted()).map((one) => [one.film, one.here]));
    const told = ({ canOpen }: FilmTale): boolean => canOpen.some((word) => word.device === hexId(device));
    let written = false;
    for (const { case: id, tale } of await this.tales()) {
      const parts = here.get(tale.film);
      if (parts?.has('share') !== true || !parts.has('header') || told(tale)) continue;
      try {
        (await opening.fileKey(await opening.manifest(tale.film))).fill(0);
      } catch (fault) {
        if (!(fault instanceof AmanatError)) throw fault;
        this.#failed(tale.film, fault.code);
        continue;
      }
      const event = { kind: 'film-can-open', film: base64url(parseHexId(tale.film)), at: now() } as const;
      await ledger.record(parseHexId(id), event);
      written = true;
    }
    if (written) wrote();
  }

  async #fetchManifest(film: string, id: Bytes): Promise<void> {
    const { books, primitives, server, signer, store } = this.#ports;
    const { body: raw } = await server.ask('GET', `/v1/clips/${film}/manifest`, signer);
    const manifest = await checkManifest(raw, books.chain, primitives);
    if (hexId(manifest.clip) !== film) throw refuse('manifest-differs');
    if (hexId(manifest.case) !== hexId(id)) throw refuse('manifest-case');
    const { due_at, kind, payload_len: length } = manifest;
    const place = { clip: film, case: hexId(id), group: hexId(manifest.group) };
    const clip = { ...place, kind, due_at, length, container: null, acks: ALL_HERE };
    await store.transact(['clips', 'manifests', 'tombstones'], async (tx) => {
      if ((await tx.get('tombstones', place.group)) !== undefined) throw refuse('share-destroyed');
      tx.put('manifests', { ...place, raw });
      tx.put('clips', { ...clip, made_here: false, local: false, hidden: false });
    });
    this.#ports.changed();
  }

  async #fetchHeader(film: string): Promise<void> {
    const { server, signer, store } = this.#ports;
    const { body: listed } = await server.ask('GET', `/v1/clips/${film}/headers`, signer);
    if (listed.length % 4 !== 0) throw refuse('server-answer');
    const version = listed.length / 4;
    if (version === 0) throw refuse('right-missing');
    const { body: raw } = await server.ask('GET', `/v1/clips/${film}/headers/${version}`, signer);
    checkHeader(raw, parseHexId(film), version);
    await store.transact(['headers', 'clips'], async (tx) => {
      if ((await tx.get('clips', film)) === undefined) throw refuse('share-destroyed');
      tx.put('headers', { clip: film, version, sealed: new Blob([raw]) });
    });
  }

  /** Only a film that can be opened here is fetched whole; other bytes than the manifest names go at once. */
  async #fetchPayload(film: string): Promise<void> {
    const { opening, payloads, primitives, store } = this.#ports;
    const manifest = await opening.manifest(film);
    (await opening.fileKey(manifest)).fill(0);
    for (const { film: one, here } of await this.wanted()) if (!here.has('payload')) this.#run.add(one);
    this.#fetching = film;
    this.#ports.changed();
    try {
      await payloads.whole(film, manifest.payload_len, () => !this.#ended);
      if (this.#ended) throw refuse('unlock-locked');
      const { digest, length } = await measurePayload(store, film, primitives);
      checkDigest(manifest, length, digest);
      await store.transact(['clips'], async (tx) => {
        const row = await tx.get('clips', film);
        if (row !== undefined) tx.put('clips', { ...row, local: true });
      });
      this.#failures.delete(film);
    } finally {
      this.#fetching = null;
      await this.#endRun();
      this.#ports.changed();
    }
  }

  /** The count begins anew once nothing is left to fetch. */
  async #endRun(): Promise<void> {
    const left = (await this.wanted()).some(({ here }) => !here.has('payload'));
    if (!left) this.#run.clear();
  }

  #failed(film: string, code: Code): void {
    const { changed, now, store } = this.#ports;
    if (NOBODY_ANSWERS.includes(code)) return;
    const times = (this.#failures.get(film)?.times ?? 0) + 1;
    const pause = Math.min(LONGEST_MS, AGAIN_MS * 2 ** (times - 1));
    this.#failures.set(film, { code, times, again_at: now() + pause });
    if (isDamage(code)) void dropDamaged(store, film).then(changed, changed);
    changed();
  }

  async #caseOf(film: string): Promise<Bytes> {
    const found = (await this.tales()).find(({ tale }) => tale.film === film);
    if (found === undefined) throw refuse('right-missing');
    return parseHexId(found.case);
  }

  #clip(film: string): Promise<ClipRow | undefined> {
    return this.#ports.store.read(['clips'], (tx) => tx.get('clips', film));
  }

  /** The cases in whose newest roll this member stands as a supervisor. */
  #supervised(): readonly Bytes[] {
    const { books, device, member } = this.#ports;
    if (!books.hasChain || books.chain.device(device)?.role !== ROLES.supervisor) return [];
    return books.cases().filter((id) => hexId(id) !== hexId(books.serviceCase) && books.rolls(id).has(member));
  }
}

