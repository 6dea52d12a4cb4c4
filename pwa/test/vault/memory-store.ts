// The store in memory, for tests of what stands on it.  It keeps the contract of store-contract.ts, and can be told to
// fail at a commit, before or after it is durable, and then to fail for good, as a worker that is killed does.
import { refuse, type Code } from '../../src/sync/errors';
import { KEY_FIELDS, TABLES, type OutboxRow, type Table, type Tables } from '../../src/vault/schema';
import { Watchers, type Key, type Reader, type Span, type Store, type Writer } from '../../src/vault/store';

type Rows = Map<string, { readonly key: readonly (string | number)[]; readonly row: unknown }>;
type Parts = readonly (string | number)[];

const partsOf = (key: Key): Parts => (typeof key === 'object' ? key : [key]);

/** The order of IndexedDB: numbers, then strings; a longer array after the one that it begins with. */
function order(one: Parts, other: Parts): number {
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const [left, right] = [one[i] ?? 0, other[i] ?? 0];
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return one.length - other.length;
}

function within(key: Parts, span: Span): boolean {
  if (span.under !== undefined) {
    const under = typeof span.under === 'string' ? [span.under] : span.under;
    if (key.length <= under.length || under.some((part, i) => key[i] !== part)) return false;
  }
  if (span.from !== undefined && order(key, partsOf(span.from)) < 0) return false;
  return span.to === undefined || order(key, partsOf(span.to)) < 0;
}

class MemoryTransaction implements Writer {
  readonly #tables: ReadonlyMap<Table, Rows>;
  readonly #counter: { next: number };
  readonly #bend: (table: Table, row: unknown) => unknown;

  constructor(
    tables: ReadonlyMap<Table, Rows>,
    counter: { next: number },
    bend: (table: Table, row: unknown) => unknown,
  ) {
    this.#tables = tables;
    this.#counter = counter;
    this.#bend = bend;
  }

  async get<T extends Table>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return this.#rows(table).get(JSON.stringify(partsOf(key)))?.row as Tables[T] | undefined;
  }

  async all<T extends Table>(table: T, span: Span = {}): Promise<Tables[T][]> {
    return this.#found(table, span).map((found) => found.row as Tables[T]);
  }

  async count(table: Table, span: Span = {}): Promise<number> {
    return this.#found(table, span).length;
  }

  put<T extends Table>(table: T, row: Tables[T]): void {
    const key = KEY_FIELDS[table].map((field) => row[field] as string | number);
    this.#rows(table).set(JSON.stringify(key), { key, row: this.#bend(table, structuredClone(row)) });
  }

  async add(row: Omit<OutboxRow, 'n'>): Promise<number> {
    const n = ++this.#counter.next;
    this.put('outbox', { ...row, n });
    return n;
  }

  drop(table: Table, key: Key): void {
    this.#rows(table).delete(JSON.stringify(partsOf(key)));
  }

  dropUnder(table: Table, under: string | Parts): void {
    for (const { key } of this.#found(table, { under })) this.#rows(table).delete(JSON.stringify(key));
  }

  dropAll(table: Table): void {
    this.#rows(table).clear();
  }

  #found(table: Table, span: Span): { readonly key: Parts; readonly row: unknown }[] {
    const found = [...this.#rows(table).values()].filter(({ key }) => within(key, span));
    return found.sort((one, other) => order(one.key, other.key)).slice(0, span.limit);
  }

  #rows(table: Table): Rows {
    const rows = this.#tables.get(table);
    if (rows === undefined) throw new DOMException(`${table} is not in this transaction`, 'NotFoundError');
    return rows;
  }
}

export class MemoryStore implements Store {
  readonly id = new Uint8Array(16).fill(7);
  commits = 0;
  readonly #tables = new Map<Table, Rows>(TABLES.map((table) => [table, new Map()]));
  readonly #counter = { next: 0 };
  readonly #watchers = new Watchers();
  #queue: Promise<unknown> = Promise.resolve();
  /** What a row becomes on the disk; a test lets a disk go bad by it. */
  bend: (table: Table, row: unknown) => unknown = (_table, row) => row;
  #fault: { at: number; durable: boolean; code: Code; forGood: boolean } | null = null;

  /** The `count`-th commit from now fails with `code`; it is kept all the same where `durable`. */
  failAt(count: number, fault: { durable?: boolean; code?: Code; forGood?: boolean } = {}): void {
    const { durable = false, code = 'store-failed', forGood = true } = fault;
    this.#fault = { at: this.commits + count, durable, code, forGood };
  }

  mend(): void {
    this.#fault = null;
  }

  async read<T>(tables: readonly Table[], work: (tx: Reader) => Promise<T>): Promise<T> {
    return work(new MemoryTransaction(this.#some(tables), this.#counter, this.bend));
  }

  transact<T>(tables: readonly Table[], work: (tx: Writer) => Promise<T>): Promise<T> {
    const run = this.#queue.then(() => this.#transact(tables, work));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  watch<T>(tables: readonly Table[], query: (tx: Reader) => Promise<T>, told: (answer: T) => void): () => void {
    return this.#watchers.watch(tables, async () => {
      told(await this.read(tables, query));
    });
  }

  close(): void {
    this.failAt(0);
  }

  async #transact<T>(tables: readonly Table[], work: (tx: Writer) => Promise<T>): Promise<T> {
    const changed = new Map([...this.#some(tables)].map(([table, rows]) => [table, new Map(rows)]));
    const result = await work(new MemoryTransaction(changed, this.#counter, this.bend));
    const fault = this.#fault;
    const fails = fault !== null && (this.commits === fault.at || (fault.forGood && this.commits > fault.at));
    this.commits += 1;
    if (!fails || (fault.durable && this.commits - 1 === fault.at)) {
      for (const [table, rows] of changed) this.#tables.set(table, rows);
    }
    if (fails) throw refuse(fault.code);
    this.#watchers.committed(tables);
    return result;
  }

  #some(tables: readonly Table[]): ReadonlyMap<Table, Rows> {
    return new Map(tables.map((table) => [table, this.#tables.get(table) ?? new Map()]));
  }
}
