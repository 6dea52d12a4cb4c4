// Small things that are sealed under the DSK and lie in the store: the secrets of invites, the link that this device
// joins by.
import { ascii, concat, fromUtf8, utf8, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import type { Entropy } from './entropy';
import type { Keyring } from './keyring';
import type { Store } from './store';

const NONCE = 12;

/** Where the store keeps what that member has under a name; that something lies there is no secret. */
export function rowOf(owner: number, name: string): string {
  return `drawer/${owner}/${name}`;
}

/** The drawer of the unlocked member. */
export class Drawer {
  readonly #store: Store;
  readonly #keyring: Keyring;
  readonly #entropy: Entropy;
  readonly #primitives: Primitives;

  constructor(store: Store, keyring: Keyring, entropy: Entropy, primitives: Primitives) {
    this.#store = store;
    this.#keyring = keyring;
    this.#entropy = entropy;
    this.#primitives = primitives;
  }

  /** Keeps a text under a name. */
  async put(name: string, text: string): Promise<void> {
    const nonce = this.#entropy.nonce();
    const sealed = await this.#primitives.aesGcmSeal(await this.#key(), nonce, ascii(name), utf8(text));
    await this.#store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: this.#row(name), value: concat(nonce, sealed) });
    });
  }

  /** The text under a name, or null; throws `slot-tag` where it was changed. */
  async get(name: string): Promise<string | null> {
    const row = await this.#store.read(['meta'], (tx) => tx.get('meta', this.#row(name)));
    return row === undefined ? null : this.#open(name, row.value);
  }

  /** All texts whose name begins so, by the rest of their names. */
  async under(prefix: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#store.read(['meta'], (tx) => tx.all('meta'));
    const found = new Map<string, string>();
    for (const { key, value } of rows) {
      if (!key.startsWith(this.#row(prefix))) continue;
      const name = prefix + key.slice(this.#row(prefix).length);
      found.set(name.slice(prefix.length), await this.#open(name, value));
    }
    return found;
  }

  async drop(name: string): Promise<void> {
    await this.#store.transact(['meta'], async (tx) => {
      tx.drop('meta', this.#row(name));
    });
  }

  #row(name: string): string {
    return rowOf(this.#keyring.owner ?? 0, name);
  }

  async #open(name: string, value: unknown): Promise<string> {
    if (!(value instanceof Uint8Array)) throw refuse('slot-tag');
    const raw = value.slice();
    const key = await this.#key();
    const text = await this.#primitives.aesGcmOpen(key, raw.slice(0, NONCE), ascii(name), raw.slice(NONCE));
    if (text === null) throw refuse('slot-tag');
    return fromUtf8(text);
  }

  #key(): Promise<Bytes> {
    return this.#primitives.hkdf(this.#keyring.dsk(), new Uint8Array(0), ascii('amanat/1/drawer'), 32);
  }
}
