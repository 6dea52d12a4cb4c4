// Looking at films, joined: the inbox, the reels that are open, and what the page is shown of both.
import { hexId, parseBase64url, parseHexId } from '../sync/ids';
import type { Lease, Part, Wanted } from '../sync/reconcile';
import type { Ask, InboxFilm, InboxView, ReelBytes, ReelView } from './api';
import { FilmOpening } from './film-keys';
import { Inbox, type InboxPorts } from './inbox';
import { PayloadFetch } from './payload-fetch';
import { Reels, type ReelPorts } from './reels';
import type { ClipRow } from './schema';
import type { FilmTale } from './tale';

/** What looking at films works with. */
export type PlayPorts = Omit<ReelPorts & InboxPorts, 'opening' | 'payloads' | 'reels' | 'fetchPapers'>;

export class Play {
  readonly #ports: PlayPorts;
  readonly #reels: Reels;
  readonly #inbox: Inbox;

  constructor(ports: PlayPorts) {
    this.#ports = ports;
    const opening = new FilmOpening(ports);
    const payloads = new PayloadFetch(ports);
    const shared = { ...ports, opening, payloads };
    this.#reels = new Reels({ ...shared, fetchPapers: (film, id) => this.#inbox.fetchPapers(film, id) });
    this.#inbox = new Inbox({ ...shared, reels: this.#reels });
  }

  /** See PlayHandlers. */
  open({ film }: Ask<'reel.open'>): Promise<ReelBytes> {
    return this.#reels.open(film);
  }

  async serve({ film, port }: Ask<'reel.serve'>): Promise<void> {
    await this.#reels.serve(film, port);
  }

  async close({ film }: Ask<'reel.close'>): Promise<void> {
    this.#reels.close(film);
  }

  /** A lock: every file key goes, and nothing more is fetched by this session. */
  forget(): void {
    this.#reels.forget();
    this.#inbox.end();
  }

  /** What a contact has to fetch. */
  wanted(): Promise<readonly Wanted[]> {
    return this.#inbox.wanted();
  }

  /** Loans of films that are to be renewed. */
  leases(): Promise<readonly Lease[]> {
    return this.#inbox.leases();
  }

  /** Whether a group is a film's, and not a case's. */
  knows(group: string): Promise<boolean> {
    return this.#inbox.knows(group);
  }

  renew(film: string): Promise<void> {
    return this.#inbox.renew(film);
  }

  fetch(part: Part, film: string): Promise<void> {
    return this.#inbox.fetch(part, film);
  }

  /** At each contact: what may not be looked at any more is closed, and what can be opened is told. */
  async tend(): Promise<void> {
    await this.#reels.check(true);
    await this.#inbox.tellCanOpen();
  }

  /** The inbox, newest first. */
  async inbox(): Promise<InboxView> {
    const { device, now, store } = this.#ports;
    const [clips, graves] = await store.read(['clips', 'tombstones'], (tx) =>
      Promise.all([tx.all('clips'), tx.all('tombstones')]),
    );
    const names = await this.#names();
    const gone = new Set(graves.map((row) => row.group));
    const films: InboxFilm[] = [];
    for (const { case: id, label, tale } of await this.#inbox.tales()) {
      const { at, deleted, due_at, film, finished, opened, stopped } = tale;
      const clip = clips.find((row) => row.clip === film);
      if (gone.has(film) || deleted !== null || clip?.hidden === true || due_at <= now()) continue;
      const about = { film, case: id, label, worker: this.#worker(tale, names), at, due_at, ms: finished?.ms ?? 0 };
      const fault = stopped === null ? this.#inbox.faultOf(film) : 'share-stopped';
      const seen = opened.some((word) => word.device === hexId(device));
      films.push({ ...about, opened: seen, here: clip?.local === true, fault });
    }
    films.sort((one, other) => other.at - one.at);
    return { films, fetching: this.#inbox.fetching };
  }

  /** One film; null where no case of this member names it. */
  async reel(film: string): Promise<ReelView | null> {
    const { books, ledger, store, tales } = this.#ports;
    await this.#reels.check(false);
    for (const id of books.hasChain ? books.cases() : []) {
      const { films, label } = tales.of(await ledger.entries(id));
      const tale = films.get(film);
      if (tale === undefined) continue;
      const [clip, grave] = await store.read(['clips', 'tombstones'], (tx) =>
        Promise.all([tx.get('clips', film), tx.get('tombstones', film)]),
      );
      const { at, due_at, finished, stopped } = tale;
      const worker = this.#worker(tale, await this.#names());
      const closed = closedBy(tale, clip, grave !== undefined) ?? this.#reels.endOf(film);
      const about = { film, case: hexId(id), label, worker, at, due_at, ms: finished?.ms ?? 0 };
      return { ...about, closed, stopped_at: stopped?.at ?? null, here: clip?.local === true && !clip.hidden };
    }
    return null;
  }

  #worker({ device }: FilmTale, names: ReadonlyMap<string, string>): string | null {
    const member = this.#ports.books.chain.device(parseHexId(device))?.member;
    return member === undefined ? null : (names.get(hexId(member)) ?? null);
  }

  async #names(): Promise<ReadonlyMap<string, string>> {
    const { books, ledger } = this.#ports;
    const names = new Map<string, string>();
    for (const { event } of books.hasChain ? await ledger.entries(books.serviceCase) : []) {
      if (event.kind === 'member-named') names.set(hexId(parseBase64url(event.member, 16)), event.name);
    }
    return names;
  }
}

function closedBy(tale: FilmTale, clip: ClipRow | undefined, buried: boolean): ReelView['closed'] {
  if (buried || tale.deleted !== null || clip?.hidden === true) return 'share-destroyed';
  return tale.stopped === null ? null : 'share-stopped';
}
