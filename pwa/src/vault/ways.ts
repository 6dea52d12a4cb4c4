// The ways back to a member's DSK: five words and passkeys from nothing, a PIN while the DSK is in memory.
import { refuse } from '../sync/errors';
import type { Bytes } from '../sync/bytes';
import { unwrapByPrf, wrapByPrf } from './dsk';
import type { House } from './house';
import { kept, memberHere, taken, unlockByWords, unlockedBy, type Unlocked } from './newcomer';
import { checkPin, sealPin } from './pin';
import type { MemberRow } from './schema';

/** Unlocks this tablet's members, and changes how the one at work unlocks. */
export class Ways {
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
  }

  /** By five words: that member, or whoever they belong to; throws `unlock-phrase`. */
  byWords(words: string, owner: number | null): Promise<Unlocked> {
    return unlockByWords(words, owner, this.#house);
  }

  /** By what an authenticator gave for one of the member's passkeys; throws `unlock-key`. */
  async byPasskey(owner: number, output: Bytes): Promise<Unlocked> {
    const row = await memberHere(owner, this.#house.store);
    for (const wrapped of row.wraps.filter((one) => one.way === 'prf')) {
      const dsk = await unwrapByPrf(await taken(wrapped), output, row, this.#house.primitives).catch(() => null);
      if (dsk !== null) return unlockedBy(dsk, row, this.#house);
    }
    throw refuse('unlock-key');
  }

  /** Whether these digits are the PIN of the member whose DSK is here; throws `unlock-locked` where they have none. */
  async isPin(digits: string, { keyring }: Unlocked): Promise<boolean> {
    const row = await memberHere(keyring.owner ?? 0, this.#house.store);
    if (row.pin === null) throw refuse('unlock-locked', 'no PIN');
    return checkPin(digits, await taken(row.pin), keyring.dsk(), this.#house);
  }

  async makePin(digits: string, { keyring }: Unlocked): Promise<void> {
    const pin = kept(await sealPin(digits, keyring.dsk(), this.#house));
    await this.#change(keyring.owner ?? 0, (row) => ({ ...row, pin }));
  }

  dropPin({ keyring }: Unlocked): Promise<void> {
    return this.#change(keyring.owner ?? 0, (row) => ({ ...row, pin: null }));
  }

  async keepPasskey(prf: { readonly credential: Bytes; readonly output: Bytes }, unlocked: Unlocked): Promise<void> {
    const { keyring } = unlocked;
    const wrapped = kept(await wrapByPrf(keyring.dsk(), prf, unlocked, this.#house));
    await this.#change(keyring.owner ?? 0, (row) => ({ ...row, wraps: [...row.wraps, wrapped] }));
  }

  dropPasskeys({ keyring }: Unlocked): Promise<void> {
    const words = (row: MemberRow): MemberRow => ({ ...row, wraps: row.wraps.filter((one) => one.way === 'words') });
    return this.#change(keyring.owner ?? 0, words);
  }

  async #change(owner: number, change: (row: MemberRow) => MemberRow): Promise<void> {
    const { changes, store } = this.#house;
    await store.transact(['members'], async (tx) => {
      const row = await tx.get('members', owner);
      if (row === undefined) throw refuse('unlock-locked');
      tx.put('members', change(row));
    });
    changes.happened();
  }
}
