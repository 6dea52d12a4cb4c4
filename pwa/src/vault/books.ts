// Who is who and who is in which case, as this device has verified it: the certificate chain and the rolls, kept in the
// store and judged again in full whenever they are read from it.
import { same, type Bytes } from '../sync/bytes';
import { Chain, type Device } from '../sync/chain';
import { refuse } from '../sync/errors';
import { hexId, parseHexId } from '../sync/ids';
import type { Primitives } from '../sync/primitives';
import { Rolls, serviceCaseOf } from '../sync/roll';
import type { Store } from './store';

const ROOT_ROW = 'root';

/** The chain and the rolls of one vault. */
export class Books {
  readonly #store: Store;
  readonly #primitives: Primitives;
  readonly #rolls = new Map<string, Rolls>();
  #pinned: Bytes | null;
  #chain: Chain | null;

  private constructor(store: Store, primitives: Primitives, pinned: Bytes | null, chain: Chain | null) {
    this.#store = store;
    this.#primitives = primitives;
    this.#pinned = pinned;
    this.#chain = chain;
  }

  /** What the store holds; throws `chain-*` and `roll-*` where somebody has changed it. */
  static async open(store: Store, primitives: Primitives): Promise<Books> {
    const [root, certificates, rows] = await store.read(['meta', 'certificates', 'rolls'], (tx) =>
      Promise.all([tx.get('meta', ROOT_ROW), tx.all('certificates'), tx.all('rolls')]),
    );
    const pinned = root?.value instanceof Uint8Array ? root.value.slice() : null;
    const raws = certificates.map((row) => row.raw);
    const chain = raws.length === 0 ? null : await Chain.load(raws, pinned, primitives);
    const books = new Books(store, primitives, pinned, chain);
    for (const row of rows) await books.rolls(parseHexId(row.case)).append(row.raw, books.chain);
    return books;
  }

  /** The root hash that this device pins; null before it belongs to a service. */
  get pinned(): Bytes | null {
    return this.#pinned;
  }

  /** Whether certificates are here. */
  get hasChain(): boolean {
    return this.#chain !== null;
  }

  /** The chain; throws `chain-not-joined` before the first certificates have come. */
  get chain(): Chain {
    if (this.#chain === null) throw refuse('chain-not-joined');
    return this.#chain;
  }

  /** The id of the service's own case. */
  get serviceCase(): Bytes {
    return serviceCaseOf(this.chain.org);
  }

  /** Binds this device to a service for good; throws `enrol-root` where it belongs to another. */
  async pin(root: Bytes): Promise<void> {
    if (this.#pinned !== null && !same(this.#pinned, root)) throw refuse('enrol-root');
    await this.#store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: ROOT_ROW, value: root });
    });
    this.#pinned = root.slice();
  }

  /** Verifies certificates that came and keeps them; throws `chain-*`, then none of these was kept. */
  async addCertificates(raws: readonly Bytes[]): Promise<void> {
    const [first, ...rest] = raws;
    if (first === undefined) return;
    const before = this.#chain?.records ?? [];
    const chain = this.#chain ?? (await Chain.start(first, this.#pinned, this.#primitives));
    await chain.appendAll(this.#chain === null ? rest : raws);
    this.#chain = chain;
    try {
      await this.#store.transact(['certificates'], async (tx) => {
        const kept = await tx.count('certificates');
        chain.records.slice(kept).forEach((raw, nth) => {
          tx.put('certificates', { seq: kept + nth, raw });
        });
      });
    } catch (fault) {
      // What is kept from now on may not rest on what is not: a tablet with such a gap would never start again.
      this.#chain = before.length === 0 ? null : await Chain.load(before, this.#pinned, this.#primitives);
      throw fault;
    }
  }

  /** The verified rolls of a case; empty where none is known. */
  rolls(id: Bytes): Rolls {
    const name = hexId(id);
    const known = this.#rolls.get(name);
    if (known !== undefined) return known;
    const made = new Rolls(this.chain.org, id, this.#primitives);
    this.#rolls.set(name, made);
    return made;
  }

  /** Verifies rolls that came and keeps them; throws `roll-*`. */
  async addRolls(id: Bytes, raws: readonly Bytes[]): Promise<void> {
    const rolls = this.rolls(id);
    for (const raw of raws) await rolls.append(raw, this.chain);
    await this.#store.transact(['rolls', 'cases'], async (tx) => {
      // Those before them too that the disk did not take: with a gap none of them would be read again.
      const kept = await tx.count('rolls', { under: hexId(id) });
      rolls.raws.slice(kept).forEach((raw, nth) => {
        tx.put('rolls', { case: hexId(id), seq: kept + nth, raw });
      });
      if ((await tx.get('cases', hexId(id))) === undefined) tx.put('cases', { case: hexId(id), share_unsent: false });
    });
  }

  /** A device that counts; throws `chain-not-joined` where the chain has none of that id. */
  device(id: Bytes): Device {
    const device = this.chain.device(id);
    if (device === null) throw refuse('chain-not-joined');
    return device;
  }

  /** Ids of the cases that have a roll here. */
  cases(): readonly Bytes[] {
    return [...this.#rolls.values()].filter((rolls) => rolls.newest !== null).map((rolls) => rolls.case);
  }
}
