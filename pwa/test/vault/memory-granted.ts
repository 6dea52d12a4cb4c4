// Room as a browser grants it, in numbers alone: the ballast's bytes are counted and not kept.
import { refuse } from '../../src/sync/errors';
import type { BallastFile } from '../../src/vault/ballast-file';
import type { Granted } from '../../src/vault/granted';

export class MemoryGranted implements Granted {
  constructor(size = 0) {
    this.size = size;
  }

  /** All that the browser gives, and what else than the ballast lies there. */
  quota = 1_600 * 1_048_576;
  used = 0;
  /** What the browser says is free beyond what is. */
  boast = 0;
  /** Bytes of the ballast. */
  size: number;

  async ballast(): Promise<BallastFile> {
    return {
      size: () => this.size,
      append: async (data) => {
        if (this.used + this.size + data.length > this.quota) throw refuse('store-full');
        this.size += data.length;
      },
      cut: async (size) => {
        this.size = size;
      },
    };
  }

  /** How often the room was measured. */
  measures = 0;

  async measure(): Promise<void> {
    this.measures += 1;
  }

  async free(): Promise<number> {
    return Math.max(0, this.quota - this.used - this.size) + this.boast;
  }
}
