// A service that is being set up in this browser, from the first question to *Finish* (docs/adr/0014).  What was
// answered lies in the store, later sealed; the root's seed and the recovery scalar lie in one slot until *Finish*.
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concat, type Bytes } from '../sync/bytes';
import { encodeCard, shareWords, type Card } from '../sync/cards';
import { refuse, AmanatError } from '../sync/errors';
import { base64url, parseBase64url } from '../sync/ids';
import type { Ask, CardView, SetupAnswers, SetupPhase, SetupView } from './api';
import { Drawer } from './drawer';
import { found, readSetupLink, sendSetup, serviceKeyOf } from './founding';
import type { House } from './house';
import { equalRecords } from './http';
import { makeNewcomer, type Unlocked } from './newcomer';
import { KIND } from './slot';

const CERTIFICATE = 288;
const ROW = 'setup';
const SEALED = 'setup';

/** What is known without an unlock.  After the questions it holds no answer. */
interface Marker {
  readonly phase: SetupPhase;
  readonly answers: SetupAnswers | null;
  readonly step: number;
  readonly cards_shown: boolean;
}

/** What waits for the five words to be on paper, sealed under the admin's DSK. */
interface Prepared {
  readonly token: string;
  readonly key_hash: string;
  readonly records: string;
  readonly answers: SetupAnswers;
  readonly name: string;
}

/** No set-up was begun here. */
export const NO_SETUP: SetupView = { phase: null, answers: null, step: 1, cards_shown: false };

export class Setup {
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
  }

  async view(): Promise<SetupView> {
    return (await this.#marker()) ?? NO_SETUP;
  }

  /** Throws `setup-token` for another server's link, `setup-done`. */
  async read(fragment: string): Promise<void> {
    await serviceKeyOf(readSetupLink(fragment), this.#house);
  }

  async keep({ answers, step }: Ask<'setup.keep'>): Promise<void> {
    const marker = await this.#marker();
    if (marker !== null && marker.phase !== 'questions') throw refuse('setup-done');
    await this.#mark({ phase: 'questions', answers, step, cards_shown: false });
  }

  /** Makes all keys; the first admin is unlocked when it ends, and nothing was sent. */
  async keys(ask: Ask<'setup.keys'>): Promise<Unlocked & { readonly phrase: readonly string[] }> {
    const { entropy, slots } = this.#house;
    const link = readSetupLink(ask.fragment);
    const key = await serviceKeyOf(link, this.#house);
    const admin = await makeNewcomer(entropy.id(), this.#house);
    const { recovery, records, seed } = await found(admin, key, this.#house);
    slots.change([await admin.keyring.sealed({ kind: KIND.root, group: admin.device }, concat(seed, recovery))]);
    for (const secret of [seed, recovery]) secret.fill(0);
    const { answers, name } = ask;
    const prepared: Prepared = {
      ...{ token: base64url(link.token), key_hash: base64url(link.key_hash), answers, name },
      records: base64url(concat(...records)),
    };
    await this.#drawer(admin).put(SEALED, JSON.stringify(prepared));
    await this.#mark({ phase: 'keys', answers: null, step: 6, cards_shown: false });
    return admin;
  }

  /** Whether this admin's certificates are still to be sent. */
  async isPending(): Promise<boolean> {
    const marker = await this.#marker();
    return marker?.phase === 'keys' || marker?.phase === 'sending';
  }

  /**
   * Sends the first certificates and gives what the service case is opened with.  Throws `setup-*`; then nothing is
   * founded, and what was made here stays for another try.
   */
  async found(admin: Unlocked): Promise<SetupAnswers & { readonly name: string }> {
    const { books, server } = this.#house;
    const prepared = await this.#prepared(admin);
    const records = equalRecords(parseBase64url(prepared.records), CERTIFICATE);
    await this.#phase('sending');
    const link = { token: parseBase64url(prepared.token, 32), key_hash: parseBase64url(prepared.key_hash, 32) };
    try {
      await sendSetup(link, records, server);
    } catch (fault) {
      // A refusal says that nothing was taken; an answer that was lost says nothing.
      if (fault instanceof AmanatError && fault.code !== 'server-unreachable') await this.#phase('keys');
      throw fault;
    }
    // A page that went between the two comes here again.
    if (!books.hasChain) await books.addCertificates(records);
    await books.pin(books.chain.org);
    return { ...prepared.answers, name: prepared.name };
  }

  /** The service case is opened: what was prepared is of no use any more. */
  async founded(admin: Unlocked): Promise<void> {
    await this.#phase('founded');
    await this.#drawer(admin).drop(SEALED);
  }

  /** Three cards of a new split; throws `right-missing` after *Finish*. */
  async cards(admin: Unlocked): Promise<readonly CardView[]> {
    // Once in the life of a service: no other start waits for it.
    const { splitCards } = await import('./cards');
    const founding = await admin.keyring.founding();
    if (founding === null) throw refuse('right-missing', 'the root was forgotten');
    const cards = await splitCards(founding.seed, founding.recovery);
    for (const secret of [founding.seed, founding.recovery]) secret.fill(0);
    const marker = await this.#marker();
    if (marker !== null) await this.#mark({ ...marker, cards_shown: true });
    return cards.map(shown);
  }

  /** Overwrites the root's slot. */
  async finish(): Promise<void> {
    const { slots, store } = this.#house;
    slots.change([], (slot) => slot.kind === KIND.root);
    await store.transact(['meta'], async (tx) => {
      tx.drop('meta', ROW);
    });
  }

  /** Throws `setup-done` where something may have been sent. */
  async checkStartAgain(): Promise<void> {
    if ((await this.#marker())?.phase !== 'keys') throw refuse('setup-done');
  }

  async #prepared(admin: Unlocked): Promise<Prepared> {
    const text = await this.#drawer(admin).get(SEALED);
    if (text === null) throw refuse('setup-done');
    // The drawer is sealed by this vault alone: what opens is what was put there.
    return JSON.parse(text) as Prepared;
  }

  #drawer({ keyring }: Unlocked): Drawer {
    const { entropy, primitives, store } = this.#house;
    return new Drawer(store, keyring, entropy, primitives);
  }

  async #marker(): Promise<Marker | null> {
    const row = await this.#house.store.read(['meta'], (tx) => tx.get('meta', ROW));
    return row === undefined ? null : (row.value as Marker);
  }

  async #phase(phase: SetupPhase): Promise<void> {
    const marker = await this.#marker();
    if (marker !== null) await this.#mark({ ...marker, phase });
  }

  async #mark(marker: Marker): Promise<void> {
    await this.#house.store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: ROW, value: marker });
    });
    this.#house.changes.happened();
  }
}

function shown(card: Card): CardView {
  const words = (share: Bytes): readonly string[] => shareWords(share, wordlist);
  return { root: words(card.root), recovery: words(card.recovery), text: encodeCard(card) };
}
