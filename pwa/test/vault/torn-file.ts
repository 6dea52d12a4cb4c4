// A slot file in memory that loses what a power cut loses: writes that were not flushed reach the disk page by page, in
// any order, or not at all.
import type { Bytes } from '../../src/sync/bytes';
import type { SlotFile } from '../../src/vault/slot-file';

const PAGE = 4096;

/** Thrown where the power goes. */
export class PowerCut extends Error {}

/** Says of each unflushed page whether it had reached the disk. */
export type Fell = (page: number) => boolean;

export class TornFile implements SlotFile {
  disk: Bytes;
  #view: Bytes;
  #waiting: { page: number; data: Bytes }[] = [];
  #left = Infinity;
  #fell: Fell = () => false;
  /** Page writes and flushes so far. */
  operations = 0;

  constructor(disk: Bytes = new Uint8Array(0)) {
    this.disk = disk.slice();
    this.#view = disk.slice();
  }

  /** The power goes at the `count`-th operation from now; `fell` says which waiting pages are on the disk then. */
  cutAfter(count: number, fell: Fell): void {
    this.#left = count;
    this.#fell = fell;
  }

  size(): number {
    return this.#view.length;
  }

  read(at: number, length: number): Bytes {
    return this.#view.slice(at, at + length);
  }

  write(at: number, data: Bytes): void {
    for (let done = 0; done < data.length; done += PAGE) {
      const part = data.slice(done, done + PAGE);
      this.#step();
      this.#view = put(this.#view, at + done, part);
      this.#waiting.push({ page: at + done, data: part });
    }
  }

  flush(): void {
    this.#step();
    for (const one of this.#waiting) this.disk = put(this.disk, one.page, one.data);
    this.#waiting = [];
  }

  close(): void {
    this.#left = 0;
  }

  #step(): void {
    this.operations += 1;
    if (this.#left <= 0) {
      for (const one of this.#waiting) if (this.#fell(one.page / PAGE)) this.disk = put(this.disk, one.page, one.data);
      throw new PowerCut();
    }
    this.#left -= 1;
  }
}

function put(whole: Bytes, at: number, data: Bytes): Bytes {
  const grown = at + data.length <= whole.length ? whole : grow(whole, at + data.length);
  grown.set(data, at);
  return grown;
}

function grow(whole: Bytes, size: number): Bytes {
  const grown = new Uint8Array(size);
  grown.set(whole);
  return grown;
}
