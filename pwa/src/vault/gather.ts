// What reconcile.plan needs to know of this device: ids, counts and times out of the store.
import type { Bytes } from '../sync/bytes';
import { base64url, parseHexId } from '../sync/ids';
import { FILM } from '../sync/manifest';
import { IDLE, PARTS, type Film, type Grave, type Lease, type Local, type Part, type Work } from '../sync/reconcile';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import { sendable } from './commands';
import type { Ledger } from './ledger';
import type { Play } from './play';
import type { Ack, ClipRow, OutboxRow } from './schema';
import type { Store } from './store';

const WORKS: readonly Work[] = ['roll', 'recovery', 'envelopes', 'share'];

/** Where the facts come from. */
export interface GatherPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  /** Null where the courier alone is at work, which reads nothing. */
  readonly ledger: Ledger | null;
  readonly member: Bytes | null;
  /** When this device learned that it was revoked, ms. */
  readonly revokedAt: () => Promise<number | null>;
  /** The films of others that this device is to have; null where the courier alone is at work. */
  readonly play: Pick<Play, 'leases' | 'wanted'> | null;
  /** Films of which nothing may leave yet: it is still asked whether they are kept. */
  readonly isAsked: (film: string) => boolean;
  /** Whether copies that are safe on the server have to leave. */
  readonly isShort: () => Promise<boolean>;
}

/** This device as of now; `confirmed` tells whether this contact has told what is destroyed here. */
export async function gather(ports: GatherPorts, confirmed: boolean): Promise<Local> {
  const { books, store } = ports;
  const [outbox, clips, tombstones, rows, signed] = await store.read(
    ['outbox', 'clips', 'tombstones', 'cases', 'commands'],
    (tx) =>
      Promise.all([tx.all('outbox'), tx.all('clips'), tx.all('tombstones'), tx.all('cases'), tx.all('commands')]),
  );
  const ids = rows.map((row) => row.case);
  const unsent = new Set(rows.filter((row) => row.share_unsent).map((row) => row.case));
  const cases = await Promise.all(
    ids.map(async (id) => ({ case: id, ...workOf(id, outbox), n: await newestOf(store, id) })),
  );
  const films = await Promise.all(clips.filter((clip) => clip.made_here).map((clip) => filmOf(clip, ports)));
  const graves: Grave[] = tombstones.map(({ group }) => ({ group, shredded: true, confirmed }));
  const { member } = ports;
  const stands = (id: string): boolean => member !== null && books.rolls(parseHexId(id)).has(member);
  const mine = ids.filter((id) => stands(id) && !unsent.has(id));
  const ofCases: Lease[] = mine.map((id) => ({ group: id, until: ports.keys.leasedUntil(parseHexId(id)) ?? 0 }));
  const unknown = clips.filter((clip) => clip.made_here && !clip.acks.manifest).map((clip) => clip.group);
  const commands = sendable(outbox, signed, new Set(unknown));
  const revoked_at = await ports.revokedAt();
  const leases = [...ofCases, ...((await ports.play?.leases()) ?? [])];
  const wanted = (await ports.play?.wanted()) ?? [];
  const short_of_room = films.some((film) => film.copy) && (await ports.isShort());
  const own = { cases, films, graves, leases, wanted, commands, short_of_room };
  return { ...IDLE, ...own, unlocked: member !== null, revoked_at };
}

function workOf(id: string, outbox: readonly OutboxRow[]): { readonly work: readonly Work[]; readonly frames: number } {
  const own = outbox.filter((row) => row.case === id);
  return {
    work: WORKS.filter((work) => own.some((row) => row.lane === 'records' && row.kind === work)),
    frames: own.filter((row) => row.lane === 'events').length,
  };
}

/** The number of the newest item that was pulled. */
async function newestOf(store: Store, id: string): Promise<number> {
  return store.read(['frames'], (tx) => tx.count('frames', { under: id }));
}

async function filmOf(clip: ClipRow, ports: GatherPorts): Promise<Film> {
  const acked = new Set<Part>(PARTS.filter((part: Ack & Part) => clip.acks[part]));
  const { clip: film, group, due_at } = clip;
  const copy = clip.local && !clip.hidden && !ports.isAsked(film);
  return { film, group, case: clip.case, due_at, acked, told: await isTold(clip, acked, ports), copy };
}

/** Whether its `film-sent` exists, or is not this member's to write. */
async function isTold(clip: ClipRow, acked: ReadonlySet<Part>, ports: GatherPorts): Promise<boolean> {
  const { books, ledger, member } = ports;
  const id = parseHexId(clip.case);
  // A voice note is told by the event that is its gate.
  if (clip.kind !== FILM || acked.size < PARTS.length || ledger === null || member === null) return true;
  if (!books.rolls(id).has(member)) return true;
  const film = base64url(parseHexId(clip.clip));
  return (await ledger.entries(id)).some(({ event }) => event.kind === 'film-sent' && event.film === film);
}
