// What time it is, as far as this device can tell.  Its own clock may be wrong or be set by anybody; the server's Date
// corrects only the `created` of requests, and otherwise stands beside the device's clock, never in its place.
import type { Store } from './store';

/** A difference between the clocks above which a person is asked, ms. */
export const DISAGREEMENT = 24 * 3_600_000;
/** A step since the last start, or since the clock was last looked at, above which it is not believed, ms. */
export const JUMP = 35 * 24 * 3_600_000;
const ROW = 'clock';

/** Both clocks at one moment. */
export interface Clocks {
  readonly device_ms: number;
  /** The server's clock, or null where it was never heard since the last start or step. */
  readonly server_ms: number | null;
  /** Whether the device's clock stepped by more than JUMP and the server has not been heard since. */
  readonly jumped: boolean;
}

/** The later clock: a date is reached, for hiding, when either has reached it. */
export function latest(clocks: Clocks): number {
  return Math.max(clocks.device_ms, clocks.server_ms ?? clocks.device_ms);
}

/** The earlier clock: a date is reached beyond doubt when both have reached it. */
export function earliest(clocks: Clocks): number {
  return Math.min(clocks.device_ms, clocks.server_ms ?? clocks.device_ms);
}

/** Whether the two clocks differ by more than a day. */
export function disagree(clocks: Clocks): boolean {
  return latest(clocks) - earliest(clocks) > DISAGREEMENT;
}

/** The clock of a tablet, begun once per start. */
export class TabletClock {
  readonly #now: () => number;
  readonly #store: Store;
  #offset: number | null = null;
  #jumped: boolean;
  /** What the device's clock said when it was last looked at, ms. */
  #seen: number;

  private constructor(now: () => number, store: Store, jumped: boolean) {
    this.#now = now;
    this.#store = store;
    this.#jumped = jumped;
    this.#seen = now();
  }

  /** Compares the clock with the last start and keeps this one. */
  static async start(now: () => number, store: Store): Promise<TabletClock> {
    const last = (await store.read(['meta'], (tx) => tx.get('meta', ROW)))?.value;
    const jumped = typeof last === 'number' && Math.abs(now() - last) > JUMP;
    const clock = new TabletClock(now, store, jumped);
    // The row of a start that is not believed stays, so that a second start does not make the step the truth.
    if (!jumped) await clock.#keep();
    return clock;
  }

  clocks(): Clocks {
    const device_ms = this.#now();
    if (Math.abs(device_ms - this.#seen) > JUMP) {
      this.#jumped = true;
      // What was heard was a distance to the clock as it went before.
      this.#offset = null;
    }
    this.#seen = device_ms;
    return { device_ms, server_ms: this.#offset === null ? null : device_ms + this.#offset, jumped: this.#jumped };
  }

  /** An answer of the server carried this Date. */
  async heard(server_ms: number): Promise<void> {
    this.#seen = this.#now();
    this.#offset = server_ms - this.#seen;
    this.#jumped = false;
    await this.#keep();
  }

  /** The `created` of a request, in seconds. */
  created(): number {
    return Math.floor((this.#now() + (this.#offset ?? 0)) / 1000);
  }

  async #keep(): Promise<void> {
    await this.#store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: ROW, value: this.#now() });
    });
  }
}
