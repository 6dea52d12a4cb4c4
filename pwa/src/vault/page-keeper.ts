// One page of a case's ledger on its way into the store: every item is checked and placed first, then all of them are
// stored at once.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { checkFrame } from '../sync/frame';
import { checkHead } from '../sync/head';
import { hex, hexId } from '../sync/ids';
import type { PageItem } from '../sync/page';
import { decode, Head } from '../sync/records';
import type { Primitives } from '../sync/primitives';
import type { Books } from './books';
import type { FrameRow, OutboxRow, PendingRow } from './schema';
import type { Store, Writer } from './store';
import type { Volume } from './volume';

const TABLES_OF_A_PAGE = ['frames', 'pending', 'outbox', 'heads', 'cursors', 'meta', 'clips', 'members'] as const;
const NOTHING = { manifest: false, header: false, share: false, payload: false };
const NOBODY: Bytes = new Uint8Array(16);

/** What a page is checked against and kept in. */
export interface PagePorts {
  readonly store: Store;
  readonly books: Books;
  readonly primitives: Primitives;
  readonly now: () => number;
  /** This device's id. */
  readonly device: Bytes;
}

/** The row of the outbox that sends a frame. */
export function waitingFrame(id: Bytes, hash: Bytes, made_at: number): Omit<OutboxRow, 'n'> {
  return { lane: 'events', kind: 'frame', case: hexId(id), ref: hex(hash), body: null, made_at };
}

/** Where the restarts of a case are kept: every later load needs them, and they never change. */
export function restartsRow(id: Bytes): string {
  return `restarts/${hexId(id)}`;
}

/** Where the first head of each place in the chain is kept: what is late is judged by it (docs/adr/0011). */
export function firstHeadsRow(id: Bytes): string {
  return `first-heads/${hexId(id)}`;
}

/** The signed records in a row of `restartsRow` or `firstHeadsRow`. */
export function signedIn(value: unknown): readonly Bytes[] {
  return Array.isArray(value) ? value.filter((raw): raw is Bytes => raw instanceof Uint8Array) : [];
}

/** Takes the items of one page into a volume, then keeps them. */
export class PageKeeper {
  readonly #volume: Volume;
  readonly #ports: PagePorts;
  readonly #frames: Omit<FrameRow, 'at'>[] = [];
  readonly #opened: { readonly raw: Bytes; readonly hash: Bytes }[] = [];
  readonly #restarts: { readonly n: number; readonly raw: Bytes }[] = [];
  #head: Bytes | null = null;

  constructor(volume: Volume, ports: PagePorts) {
    this.#volume = volume;
    this.#ports = ports;
  }

  /** Checks and places one item; throws `event-*`, `head-*`. */
  async take({ kind, raw }: PageItem): Promise<void> {
    if (kind === 'frame' || kind === 'shredded') await this.#place(raw, kind === 'frame');
    else if (kind !== 'tombstone') await this.#note(kind, raw);
  }

  /** Stores everything that was taken; ends when it is durable. */
  async keep(cursor: string): Promise<void> {
    const name = hexId(this.#volume.case);
    const at = this.#head === null ? 0 : decode(Head, this.#head).time;
    const frames = this.#frames.map((row): FrameRow => ({ ...row, at }));
    await this.#ports.store.transact(TABLES_OF_A_PAGE, async (tx) => {
      for (const { n, raw } of this.#restarts) await this.#restart(tx, n, raw);
      for (const row of frames) {
        tx.put('frames', row);
        if (row.sealed !== null) tx.drop('pending', [name, hexId(row.device), row.seq]);
      }
      if (this.#head !== null) await this.#keepHead(tx, this.#head);
      tx.put('cursors', { case: name, cursor });
    });
    for (const { hash, n } of frames) this.#volume.number(hash, { n, at });
    for (const { raw, hash } of this.#opened) await this.#volume.read(raw, hash);
  }

  async #place(raw: Bytes, isFrame: boolean): Promise<void> {
    const { books, primitives } = this.#ports;
    const id = this.#volume.case;
    if (isFrame) await checkFrame(raw, books.chain, books.rolls(id), false, primitives);
    const { n, hash, frame } = await this.#volume.ledger.append(raw);
    const place = { case: hexId(id), n, hash };
    if (frame === null) {
      this.#frames.push({ ...place, device: NOBODY, seq: 0, group: '', sealed: null });
      return;
    }
    const { device, group, seq } = frame;
    this.#frames.push({ ...place, device, seq, group: hexId(group), sealed: new Blob([raw]) });
    this.#opened.push({ raw, hash });
  }

  async #note(kind: 'head' | 'restart', raw: Bytes): Promise<void> {
    const { books, primitives } = this.#ports;
    const { chain } = books;
    const service = chain.serviceKey;
    if (service === null) throw refuse('head-signature');
    const head = await checkHead(raw, chain.org, service, this.#volume.case, primitives);
    await this.#volume.ledger.noteHead(head);
    if (kind === 'restart') this.#restarts.push({ n: head.n, raw });
    else this.#head = raw;
  }

  /** Keeps the newest head, and for good the first that speaks of its place in the chain. */
  async #keepHead(tx: Writer, raw: Bytes): Promise<void> {
    const id = this.#volume.case;
    tx.put('heads', { case: hexId(id), raw });
    const first = signedIn((await tx.get('meta', firstHeadsRow(id)))?.value);
    const { chain_seq } = decode(Head, raw);
    if (first.every((known) => decode(Head, known.slice()).chain_seq !== chain_seq)) {
      tx.put('meta', { key: firstHeadsRow(id), value: [...first, raw] });
    }
  }

  /** After a restore: what this device had above the restart's number is posted again. */
  async #restart(tx: Writer, n: number, raw: Bytes): Promise<void> {
    const { now } = this.#ports;
    const id = this.#volume.case;
    const row = await tx.get('meta', restartsRow(id));
    const known = signedIn(row?.value);
    if (known.some((one) => hex(one) === hex(raw))) return;
    tx.put('meta', { key: restartsRow(id), value: [...known, raw] });
    await postAgain(tx, { id, above: n, now: now() });
    // What it had acknowledged of films may be gone with the rest: everything that is here is sent again.
    for (const clip of await tx.all('clips')) {
      if (clip.case === hexId(id) && clip.made_here && clip.local) tx.put('clips', { ...clip, acks: NOTHING });
    }
  }
}

/** Takes the items above a number out of the order; those that members of this tablet made wait to be posted again. */
export async function postAgain(
  tx: Writer,
  what: { readonly id: Bytes; readonly above: number; readonly now: number },
): Promise<void> {
  const { above, id, now } = what;
  const name = hexId(id);
  const here = new Set((await tx.all('members')).map((row) => hexId(row.device)));
  for (const frame of await tx.all('frames', { under: name, from: [name, above + 1] })) {
    tx.drop('frames', [name, frame.n]);
    if (frame.sealed === null || !here.has(hexId(frame.device))) continue;
    const { device, hash, group, sealed, seq } = frame;
    const pending: PendingRow = { case: name, device: hexId(device), seq, hash, group, sealed };
    tx.put('pending', pending);
    await tx.add(waitingFrame(id, hash, now));
  }
}
