// The store over IndexedDB.  [Note: why strict] A power cut took up to 20 % of the records that Chromium had reported
// as committed under its default durability, and none under `strict`; so every transaction here is strict.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Entropy } from './entropy';
import { KEY_FIELDS, TABLES, type OutboxRow, type Table, type Tables } from './schema';
import { Watchers, type Key, type Reader, type Span, type Store, type Writer } from './store';

const VERSION = 1;
const STORE_ID = 'store_id';

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(faultOf(request.error));
    };
  });
}

function isFull(fault: DOMException | 'aborted' | null): fault is DOMException {
  return fault instanceof DOMException && fault.name === 'QuotaExceededError';
}

function faultOf(fault: DOMException | null): Error {
  return refuse(isFull(fault) ? 'store-full' : 'store-failed', fault?.name ?? 'aborted');
}

/** Arrays sort after every string and number, so `[a, []]` ends the keys that begin with `a`. */
function rangeOf(span: Span): IDBKeyRange | undefined {
  if (span.under !== undefined) {
    const under = typeof span.under === 'string' ? [span.under] : [...span.under];
    return IDBKeyRange.bound(valid(span.from ?? under), valid(span.to ?? [...under, []]), false, true);
  }
  if (span.from !== undefined && span.to !== undefined) {
    return IDBKeyRange.bound(valid(span.from), valid(span.to), false, true);
  }
  if (span.from !== undefined) return IDBKeyRange.lowerBound(valid(span.from));
  if (span.to !== undefined) return IDBKeyRange.upperBound(valid(span.to), true);
  return undefined;
}

function valid(key: Key | readonly unknown[]): IDBValidKey {
  return (typeof key === 'object' ? [...key] : key) as IDBValidKey;
}

class IdbTransaction implements Writer {
  readonly #tx: IDBTransaction;

  constructor(tx: IDBTransaction) {
    this.#tx = tx;
  }

  get<T extends Table>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return answer(this.#tx.objectStore(table).get(valid(key)) as IDBRequest<Tables[T] | undefined>);
  }

  all<T extends Table>(table: T, span: Span = {}): Promise<Tables[T][]> {
    return answer(this.#tx.objectStore(table).getAll(rangeOf(span), span.limit) as IDBRequest<Tables[T][]>);
  }

  count(table: Table, span: Span = {}): Promise<number> {
    return answer(this.#tx.objectStore(table).count(rangeOf(span)));
  }

  put<T extends Table>(table: T, row: Tables[T]): void {
    this.#tx.objectStore(table).put(row);
  }

  async add(row: Omit<OutboxRow, 'n'>): Promise<number> {
    return (await answer(this.#tx.objectStore('outbox').add(row))) as number;
  }

  drop(table: Table, key: Key): void {
    this.#tx.objectStore(table).delete(valid(key));
  }

  dropUnder(table: Table, under: string | readonly (string | number)[]): void {
    const range = rangeOf({ under });
    if (range !== undefined) this.#tx.objectStore(table).delete(range);
  }

  dropAll(table: Table): void {
    this.#tx.objectStore(table).clear();
  }
}

function makeTables(db: IDBDatabase, id: Bytes): void {
  for (const table of TABLES) {
    const fields = KEY_FIELDS[table];
    const keyPath = fields.length === 1 ? fields[0] : [...fields];
    const made = db.createObjectStore(table, { keyPath: keyPath ?? null, autoIncrement: table === 'outbox' });
    if (table === 'meta') made.put({ key: STORE_ID, value: id });
  }
}

/** The store of a browser profile. */
export class IdbStore implements Store {
  readonly id: Bytes;
  readonly #db: IDBDatabase;
  readonly #watchers = new Watchers();

  private constructor(db: IDBDatabase, id: Bytes) {
    this.#db = db;
    this.id = id;
  }

  /** Opens the database called `name`, making it where there is none. */
  static async open(name: string, factory: IDBFactory, entropy: Entropy): Promise<IdbStore> {
    const opening = factory.open(name, VERSION);
    opening.onupgradeneeded = () => {
      makeTables(opening.result, entropy.id());
    };
    const db = await answer(opening);
    const row = await new IdbTransaction(db.transaction('meta', 'readonly')).get('meta', STORE_ID);
    if (row?.value instanceof Uint8Array) return new IdbStore(db, row.value.slice());
    // A wipe took the id with everything else: what is kept from now on is another store.
    const id = entropy.id();
    const store = new IdbStore(db, id);
    await store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: STORE_ID, value: id });
    });
    return store;
  }

  /** Deletes the database called `name`; what was opened must be closed before. */
  static async destroy(name: string, factory: IDBFactory): Promise<void> {
    await answer(factory.deleteDatabase(name));
  }

  read<T>(tables: readonly Table[], work: (tx: Reader) => Promise<T>): Promise<T> {
    return work(new IdbTransaction(this.#db.transaction(tables, 'readonly')));
  }

  async transact<T>(tables: readonly Table[], work: (tx: Writer) => Promise<T>): Promise<T> {
    const tx = this.#db.transaction(tables, 'readwrite', { durability: 'strict' });
    const ended = new Promise<DOMException | 'aborted' | null>((resolve) => {
      tx.oncomplete = () => {
        resolve(null);
      };
      tx.onabort = () => {
        resolve(tx.error ?? 'aborted');
      };
    });
    let result: T;
    try {
      result = await work(new IdbTransaction(tx));
    } catch (fault) {
      abort(tx);
      const aborted = await ended;
      // What a full disk aborts, those who still ask within it only see as aborted.
      throw isFull(aborted) ? faultOf(aborted) : fault;
    }
    const fault = await ended;
    if (fault !== null) throw faultOf(fault === 'aborted' ? null : fault);
    this.#watchers.committed(tables);
    return result;
  }

  watch<T>(tables: readonly Table[], query: (tx: Reader) => Promise<T>, told: (answer: T) => void): () => void {
    return this.#watchers.watch(tables, async () => {
      told(await this.read(tables, query));
    });
  }

  close(): void {
    this.#db.close();
  }
}

function abort(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch (fault) {
    // Aborting what a failed request has aborted already is refused, and nothing is left to undo.
    if (!(fault instanceof DOMException && fault.name === 'InvalidStateError')) throw fault;
  }
}
