// What every store promises.  node runs it on the store in memory, a real browser on IndexedDB.
import { AmanatError } from '../../src/sync/errors';
import type { JournalRow } from '../../src/vault/schema';
import type { Store } from '../../src/vault/store';

/** One promise: its name, and a run on a fresh store that throws where it is broken. */
export interface Promised {
  readonly name: string;
  run(store: Store): Promise<void>;
}

function equal(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} is not ${right}`);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (fault) {
    return fault instanceof AmanatError ? fault.code : fault instanceof Error ? fault.name : String(fault);
  }
}

const record = (film: string, counter: number): JournalRow => ({ film, counter, length: 1, sealed: new Blob(['x']) });

export const STORE_CONTRACT: readonly Promised[] = [
  {
    name: 'what a transaction put is read after it, in the order of the keys',
    run: async (store: Store): Promise<void> => {
      await store.transact(['journal'], async (tx) => {
        for (const counter of [10, 9, 2]) tx.put('journal', record('b', counter));
        tx.put('journal', record('a', 1));
        tx.put('journal', record('c', 1));
      });
      const rows = await store.read(['journal'], (tx) => tx.all('journal', { under: 'b' }));
      equal(rows.map((row) => row.counter), [2, 9, 10]);
      const later = await store.read(['journal'], (tx) => tx.all('journal', { under: 'b', from: ['b', 9], limit: 1 }));
      equal(later.map((row) => row.counter), [9]);
      const before = await store.read(['journal'], (tx) => tx.all('journal', { to: ['b', 9] }));
      equal(before.map((row) => [row.film, row.counter]), [['a', 1], ['b', 2]]);
      equal(await store.read(['journal'], (tx) => tx.count('journal', { under: 'b' })), 3);
      equal(await rows[0]?.sealed.text(), 'x');
    },
  },
  {
    name: 'a transaction whose work throws leaves nothing, and the fault comes out as it is',
    run: async (store: Store): Promise<void> => {
      const failing = store.transact(['meta'], async (tx) => {
        tx.put('meta', { key: 'a', value: 1 });
        throw new RangeError('on purpose');
      });
      equal(await codeOf(failing), 'RangeError');
      equal((await store.read(['meta'], (tx) => tx.get('meta', 'a'))) ?? null, null);
    },
  },
  {
    name: 'dropping under a key drops what begins with it and nothing else',
    run: async (store: Store): Promise<void> => {
      await store.transact(['journal'], async (tx) => {
        for (const film of ['a', 'ab', 'b']) tx.put('journal', record(film, 0));
        tx.put('journal', record('a', 1));
      });
      await store.transact(['journal'], async (tx) => {
        tx.dropUnder('journal', 'a');
      });
      const rows = await store.read(['journal'], (tx) => tx.all('journal'));
      equal(rows.map((row) => row.film), ['ab', 'b']);
      await store.transact(['journal'], async (tx) => {
        tx.dropAll('journal');
      });
      equal(await store.read(['journal'], (tx) => tx.count('journal')), 0);
    },
  },
  {
    name: 'rows of the outbox are numbered upwards, also after some went',
    run: async (store: Store): Promise<void> => {
      const row = { lane: 'events', kind: 'frame', case: 'c', ref: 'r', body: null, made_at: 1 } as const;
      const first = await store.transact(['outbox'], (tx) => tx.add(row));
      await store.transact(['outbox'], async (tx) => {
        tx.drop('outbox', first);
      });
      const second = await store.transact(['outbox'], (tx) => tx.add(row));
      equal(second > first, true);
      equal((await store.read(['outbox'], (tx) => tx.all('outbox'))).map((one) => one.n), [second]);
    },
  },
  {
    name: 'two transactions on one row come one after the other',
    run: async (store: Store): Promise<void> => {
      const more = (): Promise<void> =>
        store.transact(['meta'], async (tx) => {
          const value = (await tx.get('meta', 'count'))?.value;
          tx.put('meta', { key: 'count', value: (typeof value === 'number' ? value : 0) + 1 });
        });
      await Promise.all([more(), more(), more()]);
      equal((await store.read(['meta'], (tx) => tx.get('meta', 'count')))?.value, 3);
    },
  },
  {
    name: 'who watches is told now, after each commit of the tables, and not after the stop',
    run: async (store: Store): Promise<void> => {
      const told: unknown[] = [];
      let waiting: (() => void) | null = null;
      const stop = store.watch(['meta'], (tx) => tx.get('meta', 'seen'), (row) => {
        told.push(row?.value ?? null);
        waiting?.();
      });
      const next = (act: () => Promise<unknown>): Promise<void> =>
        new Promise((resolve, reject) => {
          waiting = resolve;
          act().catch(reject);
        });
      await next(() => Promise.resolve());
      const put = (value: number): Promise<void> =>
        store.transact(['meta'], async (tx) => {
          tx.put('meta', { key: 'seen', value });
        });
      await next(() => put(1));
      stop();
      await put(2);
      await store.read(['meta'], (tx) => tx.get('meta', 'seen'));
      equal(told, [null, 1]);
    },
  },
];
