// The heads and restarts that a device keeps of a case, told to its ledger again in the order in which they were
// signed.
import type { CaseLedger } from '../sync/ledger';
import type { Head } from '../sync/records';

/** A restart is told before the first item above its number; a head from before it never after it. */
export class Told {
  readonly #waiting: { readonly head: Head; readonly due: number }[];

  constructor(heads: readonly Head[]) {
    const signed = heads.toSorted((one, other) => one.time - other.time);
    this.#waiting = signed.map((head, nth) => ({ head, due: Math.min(...signed.slice(nth).map(({ n }) => n)) }));
  }

  /** Tells what is due when the ledger has `n` items. */
  async upto(n: number, ledger: CaseLedger): Promise<void> {
    for (let [next] = this.#waiting; next !== undefined && next.due <= n; [next] = this.#waiting) {
      this.#waiting.shift();
      await ledger.noteHead(next.head);
    }
  }
}
