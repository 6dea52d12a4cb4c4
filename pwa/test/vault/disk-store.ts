// The store in memory, but for what lies in Blobs: that lies in files, as a browser keeps it.  A test of how much
// memory something holds would else count the store itself.
import { openAsBlob, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Table, Tables } from '../../src/vault/schema';
import type { Writer } from '../../src/vault/store';
import { MemoryStore } from './memory-store';

/** Fields of rows that hold a Blob. */
const BLOBS = ['sealed', 'data', 'body'] as const;

export class DiskStore extends MemoryStore {
  readonly #folder: string;
  readonly #opened = new Map<string, Blob>();
  #files = 0;

  /** Its files come into `folder`, and stay there when their rows go. */
  constructor(folder: string) {
    super();
    this.#folder = folder;
    // A Blob of a file cannot be cloned as rows are: the row goes in with the file's name in its place.
    this.bend = (_table, row) => {
      const kept: Record<string, unknown> = { ...(row as object) };
      for (const field of BLOBS) {
        const file = String(kept[field]);
        const blob = this.#opened.get(file);
        if (blob === undefined) continue;
        kept[field] = blob;
        this.#opened.delete(file);
      }
      return kept;
    };
  }

  override transact<T>(tables: readonly Table[], work: (tx: Writer) => Promise<T>): Promise<T> {
    return super.transact(tables, async (tx) => {
      const written: Promise<void>[] = [];
      const result = await work(this.#writer(tx, written));
      await Promise.all(written);
      return result;
    });
  }

  #writer(tx: Writer, written: Promise<void>[]): Writer {
    return {
      get: (table, key) => tx.get(table, key),
      all: (table, span) => tx.all(table, span),
      count: (table, span) => tx.count(table, span),
      put: (table, row) => {
        written.push(this.#put(tx, table, row));
      },
      add: (row) => tx.add(row),
      drop: (table, key) => {
        tx.drop(table, key);
      },
      dropUnder: (table, under) => {
        tx.dropUnder(table, under);
      },
      dropAll: (table) => {
        tx.dropAll(table);
      },
    };
  }

  async #put<T extends Table>(tx: Writer, table: T, row: Tables[T]): Promise<void> {
    const kept: Record<string, unknown> = { ...row };
    for (const field of BLOBS) {
      const blob = kept[field];
      if (!(blob instanceof Blob)) continue;
      const file = join(this.#folder, String(this.#files++));
      writeFileSync(file, new Uint8Array(await blob.arrayBuffer()));
      this.#opened.set(file, await openAsBlob(file));
      kept[field] = file;
    }
    tx.put(table, kept as unknown as Tables[T]);
  }
}
