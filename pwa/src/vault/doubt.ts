// The tablet's date and the server's are more than a day apart: films whose last copy lies here are hidden, and a
// person is asked what day it is.  Nothing is destroyed on one clock's word alone.
import type { DoubtView } from './api';
import { disagree, type TabletClock } from './clock';
import type { Shredder, Swept } from './shred';

/** What the question works with. */
export interface DoubtPorts {
  readonly shredder: Shredder;
  readonly clock: TabletClock;
  readonly changed: () => void;
}

/** The question of one vault worker; a restart asks again. */
export class Doubt {
  readonly #ports: DoubtPorts;
  #asked: readonly string[] = [];
  #confirmed: ReadonlySet<string> = new Set();
  /** Somebody said that the tablet's date is wrong: it is not asked again, and the films stay hidden. */
  #wrong = false;

  constructor(ports: DoubtPorts) {
    this.#ports = ports;
  }

  /** Applies the rules of the dates; `contact`: the server's list of holds has just come. */
  async sweep(contact: boolean): Promise<Swept> {
    const { clock, shredder } = this.#ports;
    const swept = await shredder.sweep({ clocks: clock.clocks(), contact, confirmed: this.#confirmed });
    if (swept.asked.length === 0) this.#wrong = false;
    this.#asked = swept.asked;
    if (swept.asked.length + swept.hidden.length + swept.destroyed.length > 0) this.#ports.changed();
    return swept;
  }

  /** What is to be asked; null where nothing is. */
  get view(): DoubtView | null {
    const clocks = this.#ports.clock.clocks();
    const { device_ms, server_ms } = clocks;
    if (this.#wrong || this.#asked.length === 0 || server_ms === null || !disagree(clocks)) return null;
    return { device_ms, server_ms, films: this.#asked.length };
  }

  /** The tablet's date is right: what is past it goes.  Or it is not: what is hidden stays hidden. */
  async answer(right: boolean): Promise<void> {
    if (right) this.#confirmed = new Set([...this.#confirmed, ...this.#asked]);
    else this.#wrong = true;
    await this.sweep(false);
    this.#ports.changed();
  }
}
