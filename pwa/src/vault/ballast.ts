// The ballast: room for closing a film, held by sealed zero bytes.  See [Note: why a ballast] in room.ts.
import { AmanatError, refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import type { BallastFile } from './ballast-file';
import type { Entropy } from './entropy';
import type { Granted } from './granted';
import { ballastFor, LEAST_BYTES, MINUTE_BYTES, minutesOf, SHORT } from './room';

const PART = 1_048_576;
/** Between two parts beyond the least: nothing waits for them, and somebody works meanwhile. */
const PAUSE_MS = 1_000;
/** What was measured counts so long; what is written meanwhile is known without. */
const FRESH_MS = 5_000;

/** What the ballast is made with. */
export interface BallastPorts {
  readonly granted: Granted;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** What is shown of room may have changed. */
  readonly changed: () => void;
}

/** Room as it is shown, in minutes of film; the ballast is not counted. */
export interface Room {
  readonly minutes: number;
  /** Bytes of the ballast as it stands, and those that are free beside it. */
  readonly ballast: number;
  readonly free: number;
}

export class Ballast {
  readonly #ports: BallastPorts;
  #file: Promise<BallastFile> | null = null;
  /** Those who want no more written: a film that is being made or closed, a session that ends. */
  #still = 0;
  #ended = false;
  #filling = false;
  #measured: { readonly at: number; readonly done: Promise<void> } | null = null;

  constructor(ports: BallastPorts) {
    this.#ports = ports;
  }

  /** Writes the ballast in the background: the least at once, the rest bit by bit.  Asked again, nothing is doubled. */
  keep(): void {
    if (this.#filling) return;
    this.#filling = true;
    void this.#fill()
      // A ballast that cannot be written is missed when a film is begun, and told then.
      .catch(() => undefined)
      .finally(() => {
        this.#filling = false;
        this.#ports.changed();
      });
  }

  /**
   * Bytes that the ballast has, at least the least; throws `store-full` where that does not fit, or where no minute of
   * film fits beside it.
   */
  async ready(): Promise<number> {
    const file = await this.#open();
    this.#measured = null;
    try {
      while (file.size() < LEAST_BYTES) {
        if (ballastFor((await this.#free()) + file.size()) === 0) throw refuse('store-full');
        await this.#append(file);
      }
      if ((await this.#free()) < MINUTE_BYTES) throw refuse('store-full');
    } catch (fault) {
      // What is shown of room was not true any more.
      this.#measured = null;
      this.#ports.changed();
      throw fault;
    }
    return file.size();
  }

  /** While a film is made and closed nothing is written here. */
  hold(): void {
    this.#still += 1;
  }

  letGo(): void {
    this.#still -= 1;
    // What was measured before a film says nothing of what it has left.
    this.#measured = null;
  }

  /** Frees what the ballast holds; false where it holds nothing. */
  async drop(): Promise<boolean> {
    const file = await this.#open();
    if (file.size() === 0) return false;
    await file.cut(0);
    return true;
  }

  /** Nothing more is written. */
  end(): void {
    this.#ended = true;
  }

  async room(): Promise<Room> {
    const file = await this.#open();
    const ballast = file.size();
    const free = await this.#free();
    const missing = Math.max(0, ballastFor(free + ballast) - ballast);
    return { minutes: minutesOf(free, missing), ballast, free };
  }

  /** Whether copies that are safe on the server have to leave. */
  async isShort(): Promise<boolean> {
    return (await this.room()).minutes < SHORT;
  }

  #isStill(): boolean {
    return this.#still > 0 || this.#ended;
  }

  async #fill(): Promise<void> {
    const file = await this.#open();
    const { sleep } = this.#ports;
    while (!this.#isStill()) {
      const size = ballastFor((await this.#free()) + file.size());
      if (file.size() > size) await file.cut(size);
      if (file.size() >= size) return;
      if (file.size() >= LEAST_BYTES) await sleep(PAUSE_MS);
      if (this.#isStill()) return;
      try {
        await this.#append(file);
      } catch (fault) {
        // The browser grants less than it says: half of what there was is for the film, half for closing it.
        if (!(fault instanceof AmanatError)) throw fault;
        await file.cut(Math.min(file.size(), ballastFor(file.size())));
        return;
      }
    }
  }

  async #append(file: BallastFile): Promise<void> {
    const { entropy, primitives } = this.#ports;
    // Sealed, because a disk may store plain zeros in no room at all; the key is nobody's.
    const zeros = new Uint8Array(PART - 16);
    const sealed = await primitives.aesGcmSeal(entropy.key(), entropy.nonce(), new Uint8Array(0), zeros);
    await file.append(sealed);
  }

  /** Bytes that are free; while a film is made or closed, by what was measured before: to measure takes room. */
  async #free(): Promise<number> {
    const { granted, now } = this.#ports;
    const stale = this.#measured === null || Math.abs(now() - this.#measured.at) >= FRESH_MS;
    // A browser that cannot be asked so has told what it grants, and is believed.
    if (stale && !this.#isStill()) this.#measured = { at: now(), done: granted.measure().catch(() => undefined) };
    await this.#measured?.done;
    return granted.free();
  }

  #open(): Promise<BallastFile> {
    this.#file ??= this.#ports.granted.ballast().catch((fault: unknown) => {
      // One that cannot be opened now is opened for the next who asks.
      this.#file = null;
      throw fault;
    });
    return this.#file;
  }
}
