// Setting a tablet up: its own key, its courier and its members, each in one bank write of the slots.
import { concat, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import type { Entropy } from './entropy';
import { Keyring } from './keyring';
import { KIND, ownerOf, sealSlot, type Slot } from './slot';
import type { Slots } from './slots';

/** The most members a tablet has: their numbers are one byte, and 0 is the tablet. */
const MEMBERS = 255;

/** What setting up works with. */
export interface TabletPorts {
  readonly slots: Slots;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
}

/** A new member's DSK and keys, to be enrolled. */
export interface NewMember {
  /** The member's number on this tablet. */
  readonly owner: number;
  readonly dsk: Bytes;
  readonly member: Bytes;
  readonly device: Bytes;
}

/** The lowest number that no member of this tablet has; throws `slots-full` at the 256th member. */
export function nextOwner(slots: Slots): number {
  const taken = new Set(slots.list({ kind: KIND.tabletKey }).map(ownerOf));
  for (let owner = 1; owner <= MEMBERS; owner++) if (!taken.has(owner)) return owner;
  throw refuse('slots-full', 'a tablet has 255 members');
}

/**
 * Draws the tablet's key and its courier's seed, and a first member's keys, and gives the keyring unlocked for that
 * member.  `tablet` is the tablet's id; throws `slot-bank` where the tablet has members already.
 */
export async function newTablet(tablet: Bytes, first: NewMember, ports: TabletPorts): Promise<Keyring> {
  if (ports.slots.list().length > 0) throw refuse('slot-bank', 'the tablet is set up already');
  const tabletKey = ports.entropy.key();
  const courier = { kind: KIND.courierSeed, owner: 0, group: tablet, generation: 0, due_at: 0 };
  const courierSlot = await sealSlot(tabletKey, courier, ports.entropy.key(), ports.entropy.nonce(), ports.primitives);
  ports.slots.change([courierSlot, ...(await memberSlots(tablet, tabletKey, first, ports))]);
  return unlocked(first, ports);
}

/** Adds a member to a tablet whose key `unlockedBy` holds, and gives the keyring unlocked for the new one. */
export async function addMember(
  unlockedBy: Keyring,
  tablet: Bytes,
  next: NewMember,
  ports: TabletPorts,
): Promise<Keyring> {
  ports.slots.change(await memberSlots(tablet, await unlockedBy.tabletKey(), next, ports));
  return unlocked(next, ports);
}

async function memberSlots(tablet: Bytes, tabletKey: Bytes, one: NewMember, ports: TabletPorts): Promise<Slot[]> {
  const { entropy, primitives } = ports;
  const head = { owner: one.owner, generation: 0, due_at: 0 };
  const keys = concat(entropy.key(), entropy.key());
  return [
    await sealSlot(one.dsk, { ...head, kind: KIND.tabletKey, group: tablet }, tabletKey, entropy.nonce(), primitives),
    await sealSlot(one.dsk, { ...head, kind: KIND.identity, group: one.device }, keys, entropy.nonce(), primitives),
  ];
}

async function unlocked(one: NewMember, ports: TabletPorts): Promise<Keyring> {
  const keyring = new Keyring(ports.slots, ports.entropy, ports.primitives);
  await keyring.unlock(one.owner, one.dsk);
  return keyring;
}
