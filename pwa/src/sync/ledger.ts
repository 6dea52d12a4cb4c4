// The order of a case's events, as every reader folds it (docs/spec/ledger.md).
//
// - The server gives each frame the next number; a running hash H binds the order.
// - A device's own frames form a chain by `seq` and `prev`; none is missing, none stands twice.
// - A frame of a shredded group may be its bare hash: H still holds, and a chain passes over it only where a later
//   frame's `prev` names it.
// - Each frame says which H its author had seen: where that is not this reader's, the service showed two histories.
// - A head that contradicts this history is proof as well.  Only a signed restart excuses either, and a device's frames
//   only until one of them acknowledges that restart.
//
// Signatures are checked before (frame.ts checkFrame, head.ts checkHead); here is only the order.
import { allZero, ascii, concat, same, type Bytes } from './bytes';
import { refuse, type AmanatError, type Code } from './errors';
import { RESTART } from './head';
import { hex } from './ids';
import { HASH_LENGTH } from './page';
import type { Primitives } from './primitives';
import { decode, encode, Frame, Head as HeadLayout, type Head } from './records';

/** H of a case without events. */
export async function h0(org: Bytes, ofCase: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.sha256(concat(ascii('amanat/1/case'), org, ofCase));
}

/** H after one more item: a whole frame, or the bare hash (32 B) of a shredded one. */
export async function nextH(running: Bytes, item: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.sha256(concat(running, await itemHash(item, primitives)));
}

/** The hash that an item stands for. */
export async function itemHash(item: Bytes, primitives: Primitives): Promise<Bytes> {
  return item.length === HASH_LENGTH ? item : primitives.sha256(item);
}

/**
 * The newest frame of a device in the order, and its number `n`.
 *
 * `acked` is the time (ms) of the newest restart that the device's frames acknowledge; -1 where there is none.
 */
export interface Place {
  readonly seq: number;
  readonly hash: Bytes;
  readonly n: number;
  readonly acked: number;
}

/** A restart at number `n`, signed at `time` (ms); `hash` is that of the whole signed record. */
export interface Restart {
  readonly n: number;
  readonly time: number;
  readonly hash: Bytes;
}

/** What stands at number `n` (from 1); `frame` is null where only its hash is left. */
export interface Item {
  readonly n: number;
  readonly hash: Bytes;
  readonly running: Bytes;
  readonly frame: Frame | null;
}

/** Two things that cannot both be true: `ours` (hash or H at number `n`) and `theirs` (a signed record). */
export interface Proof {
  readonly code: Code;
  readonly n: number;
  readonly ours: Bytes;
  readonly theirs: Bytes;
}

/** What is kept of an item, enough to go back to before it; `author` is null for a bare hash. */
interface Entry {
  readonly hash: Bytes;
  readonly running: Bytes;
  readonly author: { readonly device: string; readonly place: Place; readonly bridged: number | null } | null;
}

/** What the ledger keeps of a restart. */
export async function restartOf(head: Head, primitives: Primitives): Promise<Restart> {
  return { n: head.n, time: head.time, hash: await primitives.sha256(encode(HeadLayout, head)) };
}

/**
 * The new `acked` of the frame's author; `running` is H at `seen_n` (null beyond the newest number, `n`).
 *
 * After a restart an author's next frame says, instead of H, the restart's hash at its number: from then on its frames
 * must agree.  One made before may know of numbers that the service has lost: that is excused.  Throws `event-fork`.
 */
export function checkSeen(
  frame: Frame,
  n: number,
  running: Bytes | null,
  acked: number,
  restarts: readonly Restart[],
): number {
  // [Note: why restarts are acknowledged] A reader who joins later knows nothing of the history that was lost, so it
  // cannot tell an old frame from one that was made for a forked history; the author can, and says so.
  if (running !== null && same(running, frame.seen)) return acked;
  if (frame.seen_n <= n) {
    const said = restarts.find((restart) => restart.n === frame.seen_n && same(restart.hash, frame.seen));
    if (said !== undefined) return Math.max(acked, said.time);
  }
  if (restarts.some((restart) => restart.time > acked && restart.n <= frame.seen_n)) return acked;
  throw refuse('event-fork');
}

/** One case's history as one reader has it; an item that is refused leaves it as it was.  One call at a time. */
export class CaseLedger {
  readonly case: Bytes;
  readonly proofs: Proof[] = [];
  readonly #h0: Bytes;
  readonly #primitives: Primitives;
  readonly #restarts: Restart[] = [];
  #entries: Entry[] = [];
  #newest = new Map<string, Place>();
  #at = new Map<string, number>();
  #number = new Map<string, number>();
  #bare = new Set<number>();
  #expected = new Map<number, Head>();
  #top: Head | null = null;
  /** By chain_seq: the smallest number of a head that had it, and the time of the oldest one. */
  readonly #reached = new Map<number, { readonly n: number; readonly time: number }>();

  private constructor(ofCase: Bytes, start: Bytes, primitives: Primitives) {
    this.case = ofCase;
    this.#h0 = start;
    this.#primitives = primitives;
  }

  /** The ledger of a case without events. */
  static async start(org: Bytes, ofCase: Bytes, primitives: Primitives): Promise<CaseLedger> {
    return new CaseLedger(ofCase, await h0(org, ofCase, primitives), primitives);
  }

  /** How many items there are. */
  get n(): number {
    return this.#entries.length;
  }

  /** H at `n`. */
  get h(): Bytes {
    return this.#entries.at(-1)?.running ?? this.#h0;
  }

  /** H at `n`; null beyond the newest item. */
  hAt(n: number): Bytes | null {
    return n === 0 ? this.#h0 : (this.#entries[n - 1]?.running ?? null);
  }

  /** The newest frame of a device: its next one has `seq + 1` and this hash as `prev`. */
  newestOf(device: Bytes): Place | null {
    return this.#newest.get(hex(device)) ?? null;
  }

  /** What the next frame of `device` says as `seen_n` and `seen`: H of now, or a restart it has to acknowledge. */
  seenBy(device: Bytes): { readonly seen_n: number; readonly seen: Bytes } {
    const acked = this.newestOf(device)?.acked ?? -1;
    const due = this.#restarts.filter((restart) => restart.time > acked && restart.n <= this.n);
    const [first, ...others] = due;
    if (first === undefined) return { seen_n: this.n, seen: this.h };
    const last = others.reduce((newest, restart) => (restart.time > newest.time ? restart : newest), first);
    return { seen_n: last.n, seen: last.hash };
  }

  /** The number of the frame with this hash; null where it does not stand in the order. */
  numberOf(digest: Bytes): number | null {
    return this.#number.get(hex(digest)) ?? null;
  }

  /**
   * Takes the next item of the server's order: a frame whose signature was checked, or a bare hash.
   *
   * Throws `event-case`, `event-seq`, `event-gap`, `event-differs`, `event-fork` and, where a head told another H for
   * this number, `head-fork`; `proofs` then holds what contradicts.
   */
  async append(item: Bytes): Promise<Item> {
    const hash = await itemHash(item, this.#primitives);
    const running = await nextH(this.h, hash, this.#primitives);
    const frame = item.length === HASH_LENGTH ? null : decode(Frame, item);
    const entry = { hash, running, author: frame === null ? this.#bareAuthor(hash) : this.#author(frame, item, hash) };
    const told = this.#expected.get(this.n + 1);
    if (told !== undefined && !same(told.running, running)) throw this.#proof('head-fork', this.n + 1, running, item);
    this.#take(entry);
    return { n: this.n, hash, running, frame };
  }

  /**
   * Takes a head or restart whose signature was checked.
   *
   * A head must agree with this history, now or when its number is reached.  A restart must agree at its number; what
   * this reader had above it is dropped, and comes again.  Throws `head-fork`.
   */
  async noteHead(head: Head): Promise<void> {
    const restart = head.kind === RESTART ? await restartOf(head, this.#primitives) : null;
    if (this.#isOver(head, restart)) return;
    const ours = this.hAt(head.n);
    if (ours !== null && !same(ours, head.running)) throw this.#proof('head-fork', head.n, ours, head.running);
    if (restart !== null) {
      this.#begin(restart);
    } else if (this.#top !== null && head.n < this.#top.n && head.time > this.#top.time) {
      throw this.#proof('head-fork', this.#top.n, this.#top.running, head.running);
    }
    if (ours === null) {
      const told = this.#expected.get(head.n) ?? head;
      if (!same(told.running, head.running)) throw this.#proof('head-fork', head.n, told.running, head.running);
      this.#expected.set(head.n, told);
    }
    if (this.#top === null || head.n >= this.#top.n) this.#top = head;
    const { n, time } = this.#reached.get(head.chain_seq) ?? head;
    this.#reached.set(head.chain_seq, { n: Math.min(head.n, n), time: Math.min(head.time, time) });
  }

  /**
   * Whether a frame of a device revoked at `revokedAtSeq` of the chain counts as late.
   *
   * It does when it is numbered above the first head whose `chain_seq` reaches the revocation, until its hash (hex) is
   * among the `admitted` (named by an `admit` event of a supervisor).
   */
  isLate(item: Item, revokedAtSeq: number | null, admitted: ReadonlySet<string>): boolean {
    if (revokedAtSeq === null || admitted.has(hex(item.hash))) return false;
    return Array.from(this.#reached).some(([seq, { n }]) => seq >= revokedAtSeq && item.n > n);
  }

  /** Whether a head is known that was signed at this place in the chain or later. */
  reaches(chainSeq: number): boolean {
    return Array.from(this.#reached.keys()).some((seq) => seq >= chainSeq);
  }

  /** Whether a restart is known already, or the record speaks of what a later restart has ended. */
  #isOver(head: Head, restart: Restart | null): boolean {
    if (restart !== null && this.#restarts.some((known) => same(known.hash, restart.hash))) return true;
    return this.#restarts.some((known) => known.n < head.n && head.time <= known.time);
  }

  #bareAuthor(hash: Bytes): null {
    if (this.#number.has(hex(hash))) throw refuse('event-seq');
    return null;
  }

  #author(frame: Frame, raw: Bytes, hash: Bytes): Entry['author'] {
    if (!same(frame.case, this.case)) throw refuse('event-case');
    const newest = this.newestOf(frame.device);
    const bridged = this.#checkPlace(frame, raw, hash, newest);
    const ours = this.hAt(frame.seen_n);
    try {
      const acked = checkSeen(frame, this.n, ours, newest?.acked ?? -1, this.#restarts);
      return { device: hex(frame.device), place: { seq: frame.seq, hash, n: this.n + 1, acked }, bridged };
    } catch (error) {
      this.#proof('event-fork', frame.seen_n, ours ?? new Uint8Array(0), raw);
      throw error;
    }
  }

  /** The number of the bare hash that the frame's chain passes over, if any. */
  #checkPlace(frame: Frame, raw: Bytes, hash: Bytes, newest: Place | null): number | null {
    const next = newest === null ? 0 : newest.seq + 1;
    if (frame.seq < next) {
      if (this.#number.has(hex(hash))) throw refuse('event-seq');
      const at = this.#at.get(`${hex(frame.device)} ${frame.seq}`) ?? 0;
      throw this.#proof('event-differs', at, this.#entries[at - 1]?.hash ?? new Uint8Array(0), raw);
    }
    if (frame.seq === next) {
      if (newest === null ? !allZero(frame.prev) : !same(frame.prev, newest.hash)) throw refuse('event-seq');
      return null;
    }
    const start = newest?.n ?? 0;
    const at = this.numberOf(frame.prev) ?? 0;
    // A chain passes over a gap only where prev is the bare hash of an earlier item, and each is passed once.
    if (at <= start || !this.#bare.has(at)) throw refuse('event-gap');
    let room = 0;
    for (const bare of this.#bare) if (start < bare && bare <= at) room += 1;
    if (room < frame.seq - next) throw refuse('event-gap');
    return at;
  }

  #proof(code: 'event-differs' | 'event-fork' | 'head-fork', n: number, ours: Bytes, theirs: Bytes): AmanatError {
    this.proofs.push({ code, n, ours, theirs });
    return refuse(code);
  }

  #take(entry: Entry): void {
    this.#entries.push(entry);
    const number = this.#entries.length;
    this.#number.set(hex(entry.hash), number);
    this.#expected.delete(number);
    if (entry.author === null) {
      this.#bare.add(number);
      return;
    }
    const { device, place, bridged } = entry.author;
    this.#newest.set(device, place);
    this.#at.set(`${device} ${place.seq}`, number);
    if (bridged !== null) this.#bare.delete(bridged);
  }

  #begin(restart: Restart): void {
    this.#restarts.push(restart);
    const kept = this.#entries.slice(0, restart.n);
    const expected = Array.from(this.#expected).filter(([n]) => n <= restart.n);
    this.#entries = [];
    this.#newest = new Map();
    this.#at = new Map();
    this.#number = new Map();
    this.#bare = new Set();
    for (const entry of kept) this.#take(entry);
    this.#expected = new Map(expected);
    this.#top = null;
    // What was reached before the restart was reached at its number; a head may be younger and have come first.
    for (const [seq, { n, time }] of this.#reached) {
      if (time <= restart.time) this.#reached.set(seq, { n: Math.min(n, restart.n), time });
    }
  }
}
