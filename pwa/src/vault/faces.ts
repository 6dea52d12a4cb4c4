// What the lock screen may show before anybody has unlocked (docs/adr/0019): the service's name and each member's
// initials, in the clear; first names, sealed under the tablet key, once a member of this tablet is in.
import { ascii, concat, fromUtf8, utf8, type Bytes } from '../sync/bytes';
import { AmanatError } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import type { Entropy } from './entropy';
import type { Keyring } from './keyring';
import type { Store } from './store';

const SERVICE_ROW = 'service-name';
const NONCE = 12;
const LABEL = 'amanat/1/face';

/** What faces are kept in. */
export interface FacePorts {
  readonly store: Store;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
}

/** The first letters of the first and of the last word of a name; letters of every script count as people see them. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const picked = words.length > 1 ? [words[0] ?? '', words.at(-1) ?? ''] : words;
  return picked.map(firstLetter).join('').toLocaleUpperCase();
}

function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return first?.segment ?? '';
}

/** The first word of a name. */
export function firstNameOf(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? '';
}

export class Faces {
  readonly #ports: FacePorts;
  #service: string | null = null;

  constructor(ports: FacePorts) {
    this.#ports = ports;
  }

  /** Reads what there is; a door that is being shut has no time to ask the store. */
  async load(): Promise<void> {
    const row = await this.#ports.store.read(['meta'], (tx) => tx.get('meta', SERVICE_ROW));
    this.#service = typeof row?.value === 'string' ? row.value : null;
  }

  /** The service's name as it was told last; null before anybody was told. */
  get service(): string | null {
    return this.#service;
  }

  /** Keeps the service's name. */
  async keepService(service: string): Promise<void> {
    if (service === this.#service) return;
    this.#service = service;
    await this.#ports.store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: SERVICE_ROW, value: service });
    });
  }

  /** Keeps the initials of member `owner` and, sealed, the first name. */
  async keep(owner: number, name: string, keyring: Keyring): Promise<void> {
    const { entropy, primitives, store } = this.#ports;
    const key = await this.#key(keyring);
    const nonce = entropy.nonce();
    const sealed = await primitives.aesGcmSeal(key, nonce, aadOf(owner), utf8(firstNameOf(name)));
    await store.transact(['members', 'meta'], async (tx) => {
      const row = await tx.get('members', owner);
      if (row !== undefined) tx.put('members', { ...row, initials: initialsOf(name) });
      tx.put('meta', { key: rowOf(owner), value: concat(nonce, sealed) });
    });
  }

  /**
   * The first names of this tablet's members, by their numbers; `keyring` is any member's.  Without the tablet key, as
   * after a tablet was lost, nobody has a name.
   */
  async names(owners: readonly number[], keyring: Keyring): Promise<ReadonlyMap<number, string>> {
    const { primitives, store } = this.#ports;
    const names = new Map<number, string>();
    const key = await this.#key(keyring).catch(noneWithoutKey);
    if (key === null) return names;
    for (const owner of owners) {
      const row = await store.read(['meta'], (tx) => tx.get('meta', rowOf(owner)));
      if (!(row?.value instanceof Uint8Array)) continue;
      const raw = row.value.slice();
      const name = await primitives.aesGcmOpen(key, raw.slice(0, NONCE), aadOf(owner), raw.slice(NONCE));
      if (name !== null) names.set(owner, fromUtf8(name));
    }
    return names;
  }

  async #key(keyring: Keyring): Promise<Bytes> {
    const tabletKey = await keyring.tabletKey();
    const key = await this.#ports.primitives.hkdf(tabletKey, new Uint8Array(0), ascii(LABEL), 32);
    tabletKey.fill(0);
    return key;
  }
}

function noneWithoutKey(fault: unknown): null {
  if (fault instanceof AmanatError) return null;
  throw fault;
}

function rowOf(owner: number): string {
  return `face/${owner}`;
}

function aadOf(owner: number): Bytes {
  return concat(ascii(LABEL), Uint8Array.of(owner));
}
