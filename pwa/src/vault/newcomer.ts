// A tablet's members: keys in the slots, and the DSK wrapped by five words that are shown once.
import type { Bytes } from '../sync/bytes';
import type { Primitives } from '../sync/primitives';
import type { Argon2 } from './argon2';
import { unwrapByWords, wrapByWords } from './dsk';
import type { Entropy } from './entropy';
import { Keyring } from './keyring';
import { drawPhrase } from './phrase';
import { AmanatError, refuse } from '../sync/errors';
import type { Kept, MemberRow } from './schema';
import { KIND } from './slot';
import type { Slots } from './slots';
import type { Store } from './store';
import { addMember, newTablet, nextOwner } from './tablet';

/** What making and opening members works with. */
export interface NewcomerPorts {
  readonly store: Store;
  readonly slots: Slots;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly argon2: Argon2;
}

/** A member on this device, unlocked. */
export interface Unlocked {
  readonly keyring: Keyring;
  readonly member: Bytes;
  readonly device: Bytes;
  /** The tablet's id, which is its courier's device id. */
  readonly tablet: Bytes;
}

/**
 * Makes a member of this tablet, and the tablet itself where nobody works on it yet; `beside` is the member who is in
 * then.  `phrase` is shown once and kept nowhere.
 */
export async function makeNewcomer(
  member: Bytes,
  ports: NewcomerPorts,
  beside: Unlocked | null = null,
): Promise<Unlocked & { readonly phrase: readonly string[] }> {
  const { entropy, slots, store } = ports;
  const [dsk, device] = [entropy.key(), entropy.id()];
  const tablet = beside?.tablet ?? entropy.id();
  const phrase = drawPhrase(entropy);
  const owner = nextOwner(slots);
  const wraps = [kept(await wrapByWords(dsk, phrase.join(' '), { member, device }, ports))];
  const one = { owner, dsk, member, device };
  const keyring =
    beside === null ? await newTablet(tablet, one, ports) : await addMember(beside.keyring, tablet, one, ports);
  await store.transact(['members'], async (tx) => {
    tx.put('members', { owner, member, device, initials: null, wraps, pin: null });
  });
  dsk.fill(0);
  return { keyring, member, device, tablet, phrase };
}

/** A wrap as a row keeps it. */
export function kept<Wrap extends { readonly sealed: Bytes }>(wrap: Wrap): Kept<Wrap> {
  return { ...wrap, sealed: new Blob([wrap.sealed]) };
}

/** A wrap as it was before it was kept. */
export async function taken<Row extends { readonly sealed: Blob }>(
  row: Row,
): Promise<Omit<Row, 'sealed'> & { readonly sealed: Bytes }> {
  return { ...row, sealed: new Uint8Array(await row.sealed.arrayBuffer()) };
}

/** The members of this device. */
export function membersHere(store: Store): Promise<MemberRow[]> {
  return store.read(['members'], (tx) => tx.all('members'));
}

/** The member of that number; throws `unlock-locked` where there is none. */
export async function memberHere(owner: number, store: Store): Promise<MemberRow> {
  const row = await store.read(['members'], (tx) => tx.get('members', owner));
  if (row === undefined) throw refuse('unlock-locked', 'no such member here');
  return row;
}

/** Unlocks that member, or whichever member the five words belong to; throws `unlock-phrase`. */
export async function unlockByWords(words: string, owner: number | null, ports: NewcomerPorts): Promise<Unlocked> {
  for (const row of await membersHere(ports.store)) {
    if (owner !== null && row.owner !== owner) continue;
    const dsk = await dskOf(row, words, ports);
    if (dsk !== null) return unlockedBy(dsk, row, ports);
  }
  throw refuse('unlock-phrase');
}

/** The member of a row, unlocked by their DSK, which is overwritten. */
export async function unlockedBy(dsk: Bytes, row: MemberRow, ports: NewcomerPorts): Promise<Unlocked> {
  const keyring = new Keyring(ports.slots, ports.entropy, ports.primitives);
  await keyring.unlock(row.owner, dsk);
  dsk.fill(0);
  const { member, device } = row;
  return { keyring, member, device, tablet: tabletOf(ports.slots) };
}

/** The id of this tablet; throws `slot-tag` before it has one. */
export function tabletOf(slots: Slots): Bytes {
  const [slot] = slots.list({ kind: KIND.courierSeed });
  if (slot === undefined) throw refuse('slot-tag', 'no courier');
  return slot.group;
}

async function dskOf(row: MemberRow, words: string, ports: NewcomerPorts): Promise<Bytes | null> {
  for (const wrapped of row.wraps.filter((one) => one.way === 'words')) {
    try {
      return await unwrapByWords(await taken(wrapped), words, row, ports);
    } catch (fault) {
      if (!(fault instanceof AmanatError && fault.code === 'unlock-phrase')) throw fault;
    }
  }
  return null;
}
