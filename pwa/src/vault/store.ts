// The store: everything sealed or public that the vault keeps, behind one door.  A reader cannot write, a transaction
// is strict, and whoever watches is told after each commit.
import type { Bytes } from '../sync/bytes';
import type { OutboxRow, Table, Tables } from './schema';

/** A row's key: the value of its one key field, or the values of all of them. */
export type Key = string | number | readonly (string | number)[];

/** Which rows: all where nothing is said; always in the order of their keys. */
export interface Span {
  /** Those whose key has more than one field and begins with these. */
  readonly under?: string | readonly (string | number)[];
  /** Those at this key and after it. */
  readonly from?: Key;
  /** Those before this key. */
  readonly to?: Key;
  /** At most so many, from the front. */
  readonly limit?: number;
}

/** What a transaction can be asked; its promises alone may be awaited inside it. */
export interface Reader {
  get<T extends Table>(table: T, key: Key): Promise<Tables[T] | undefined>;
  all<T extends Table>(table: T, span?: Span): Promise<Tables[T][]>;
  count(table: Table, span?: Span): Promise<number>;
}

/** What a writing transaction can do besides; a fault of any of it undoes the whole. */
export interface Writer extends Reader {
  /** Stores a row in place of the one with its key. */
  put<T extends Table>(table: T, row: Tables[T]): void;
  /** Stores a row of the outbox under the next number, which is answered. */
  add(row: Omit<OutboxRow, 'n'>): Promise<number>;
  drop(table: Table, key: Key): void;
  dropUnder(table: Table, under: string | readonly (string | number)[]): void;
  dropAll(table: Table): void;
}

/**
 * A database on this device.  Rejections are AmanatError: `store-full` where the browser grants no more room,
 * `store-failed` for any other fault of the database; what `work` itself throws comes out as it is, and nothing of its
 * transaction is kept.
 */
export interface Store {
  /** Drawn when the database was made (16 B); it stands beside every cursor, so a wiped browser starts anew. */
  readonly id: Bytes;
  read<T>(tables: readonly Table[], work: (tx: Reader) => Promise<T>): Promise<T>;
  /** Ends when everything is durable. */
  transact<T>(tables: readonly Table[], work: (tx: Writer) => Promise<T>): Promise<T>;
  /** Tells the answer of `query` now and after each commit that touches `tables`, until the returned stop is called. */
  watch<T>(tables: readonly Table[], query: (tx: Reader) => Promise<T>, told: (answer: T) => void): () => void;
  close(): void;
}

/** Those who watch a store. */
export class Watchers {
  readonly #all = new Set<{ readonly tables: ReadonlySet<Table>; readonly run: () => void }>();

  /** Runs `ask` now and after each `commit` of its tables, one run at a time; returns the stop. */
  watch(tables: readonly Table[], ask: () => Promise<void>): () => void {
    let running = false;
    let again = false;
    const run = (): void => {
      if (running) {
        again = true;
        return;
      }
      running = true;
      void ask()
        // A query that fails while the store closes has nobody to tell; the next commit asks anew.
        .catch(() => undefined)
        .finally(() => {
          running = false;
          if (again && this.#all.has(watcher)) {
            again = false;
            run();
          }
        });
    };
    const watcher = { tables: new Set(tables), run };
    this.#all.add(watcher);
    run();
    return () => {
      this.#all.delete(watcher);
    };
  }

  /** Runs those who watch one of `tables`. */
  committed(tables: readonly Table[]): void {
    for (const watcher of this.#all) {
      if (tables.some((table) => watcher.tables.has(table))) watcher.run();
    }
  }
}
