// What a revocation does to this tablet, read from the chain.  A member who was revoked loses their keys here and the
// others keep theirs; a tablet whose courier was revoked, or of whose members none stands any more, was lost: every
// member's keys go at once, the outbox is still sent, and the rest is erased, at the latest after seven days.
import { WIPE_AFTER_MS } from '../sync/reconcile';
import type { Books } from './books';
import { membersHere, tabletOf } from './newcomer';
import type { MemberRow } from './schema';
import type { Shredder } from './shred';
import type { Slots } from './slots';
import type { Store } from './store';

const ROW = 'revoked-at';

/** What reading a revocation works with. */
export interface RevocationPorts {
  readonly store: Store;
  readonly slots: Slots;
  readonly books: Books;
  readonly shredder: Shredder;
  readonly now: () => number;
}

function rowOf(owner: number): string {
  return `${ROW}/${owner}`;
}

export class Revocation {
  readonly #ports: RevocationPorts;
  /** What was read in this worker: it still counts when the rows are erased with everything else. */
  readonly #read = new Map<string, number>();

  constructor(ports: RevocationPorts) {
    this.#ports = ports;
  }

  /** Looks at the chain; the keys of those who were revoked go at once. */
  async look(): Promise<void> {
    const { books, shredder, store } = this.#ports;
    if (!books.hasChain) return;
    const rows = await membersHere(store);
    const gone = rows.filter((row) => books.chain.device(row.device)?.active === false);
    if (this.#isLost(rows, gone)) {
      shredder.wipeMembers();
      await this.#note(ROW);
      return;
    }
    for (const { owner } of gone) {
      shredder.wipeMembers(owner);
      await this.#note(rowOf(owner));
    }
  }

  /** When this tablet, or that member of it, was found to be revoked; null where neither was. */
  async since(owner: number | null): Promise<number | null> {
    const keys = owner === null ? [ROW] : [ROW, rowOf(owner)];
    const rows = await this.#ports.store.read(['meta'], (tx) => Promise.all(keys.map((key) => tx.get('meta', key))));
    const known = [...rows.map((row) => row?.value), ...keys.map((key) => this.#read.get(key))];
    const times = known.filter((value) => typeof value === 'number');
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Erases what is left: everything of a lost tablet, else that member's. */
  async erase(owner: number | null): Promise<void> {
    const { shredder } = this.#ports;
    if ((await this.since(null)) !== null) await shredder.wipeAll();
    else if (owner !== null) await shredder.wipeMember(owner);
  }

  /** Seven days after a tablet was found to be lost nothing of it is left, sent or not. */
  async expire(): Promise<void> {
    const since = await this.since(null);
    if (since !== null && this.#ports.now() >= since + WIPE_AFTER_MS) await this.#ports.shredder.wipeAll();
  }

  #isLost(rows: readonly MemberRow[], gone: readonly MemberRow[]): boolean {
    const { books, slots } = this.#ports;
    if (rows.length === 0) return false;
    return gone.length === rows.length || books.chain.device(tabletOf(slots))?.active === false;
  }

  async #note(key: string): Promise<void> {
    const { now, store } = this.#ports;
    if (!this.#read.has(key)) this.#read.set(key, now());
    await store.transact(['meta'], async (tx) => {
      if ((await tx.get('meta', key)) === undefined) tx.put('meta', { key, value: now() });
    });
  }
}
