// Who came in while somebody filmed: the moments, until everybody was asked or the film is gone.  They go with the film
// in its marks as well; these are this worker's own, sealed on this tablet, so that the task is there at once and after
// a crash too.
import { AmanatError } from '../sync/errors';
import { hexId } from '../sync/ids';
import type { Drawer } from './drawer';
import type { Entropy } from './entropy';
import type { Store } from './store';

/** The name tells neither what happened nor when: that is in the sealed text. */
const PREFIX = 'moment/';

export class CameIn {
  readonly #drawer: Drawer;
  readonly #entropy: Entropy;
  readonly #store: Store;

  constructor(drawer: Drawer, entropy: Entropy, store: Store) {
    this.#drawer = drawer;
    this.#entropy = entropy;
    this.#store = store;
  }

  /** Somebody came in, `ms` into that film; ends when it is durable. */
  async note(film: string, ms: number): Promise<void> {
    await this.#drawer.put(`${PREFIX}${film}/${hexId(this.#entropy.id())}`, String(ms));
  }

  /** The moments of each film, in order, ms. */
  async moments(): Promise<ReadonlyMap<string, readonly number[]>> {
    const found = new Map<string, readonly number[]>();
    for (const [name, ms] of await this.#sealed()) {
      const [film = ''] = name.split('/');
      found.set(film, [...(found.get(film) ?? []), Number(ms)].sort((one, other) => one - other));
    }
    return found;
  }

  /** Everybody was asked, or there is nothing left to ask about. */
  async settle(film: string): Promise<void> {
    for (const name of (await this.#drawer.under(`${PREFIX}${film}/`)).keys()) {
      await this.#drawer.drop(`${PREFIX}${film}/${name}`);
    }
  }

  /** Forgets films that are not here any more. */
  async tidy(): Promise<void> {
    const films = await this.#store.read(['films'], (tx) => tx.all('films'));
    const known = new Set(films.map(({ film }) => film));
    for (const film of (await this.moments()).keys()) if (!known.has(film)) await this.settle(film);
  }

  /** What is noted; nothing where a bad disk has changed some of it, for that must not hide the families. */
  async #sealed(): Promise<ReadonlyMap<string, string>> {
    try {
      return await this.#drawer.under(PREFIX);
    } catch (fault) {
      if (fault instanceof AmanatError && fault.code === 'slot-tag') return new Map();
      throw fault;
    }
  }
}
