// One key slot: which key may seal it, how long its plaintext is, and how it opens (docs/spec/slots.md).
import { allZero, concat, same, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import { decode, encode, Slot } from '../sync/records';

export { Slot } from '../sync/records';
export const SLOT_SIZE = 128;
const AAD = 28;
const PLAINTEXT = 72;
const EMPTY = new Uint8Array(SLOT_SIZE);

/** The kinds of slots, by their numbers. */
export const KIND = {
  tabletKey: 1,
  courierSeed: 2,
  identity: 3,
  case: 4,
  share: 5,
  lease: 6,
  journal: 7,
  film: 8,
  root: 9,
} as const;

/** Bytes of key in each kind, and whether the tablet key (owner 0) or a member's DSK seals it. */
const RULES: Readonly<Record<number, { readonly length: number; readonly by: 'tablet' | 'member' }>> = {
  [KIND.tabletKey]: { length: 32, by: 'member' },
  [KIND.courierSeed]: { length: 32, by: 'tablet' },
  [KIND.identity]: { length: 64, by: 'member' },
  [KIND.case]: { length: 36, by: 'member' },
  [KIND.share]: { length: 32, by: 'tablet' },
  [KIND.lease]: { length: 32, by: 'member' },
  [KIND.journal]: { length: 16, by: 'member' },
  [KIND.film]: { length: 48, by: 'member' },
  [KIND.root]: { length: 64, by: 'member' },
};

/** The clear fields of a slot.  `generation` is the low byte of the epoch in case slots, 0 in all others. */
export interface SlotHead {
  readonly kind: number;
  readonly owner: number;
  readonly group: Bytes;
  readonly generation: number;
  /** Milliseconds; 0 is no date. */
  readonly due_at: number;
}

/** Whether the tablet key, not a member's DSK, seals slots of this kind. */
export function isTabletKind(kind: number): boolean {
  return ruleOf(kind).by === 'tablet';
}

function ruleOf(kind: number): { readonly length: number; readonly by: 'tablet' | 'member' } {
  const rule = RULES[kind];
  if (rule === undefined) throw refuse('slot-enum');
  return rule;
}

/** Throws `slot-owner` where `owner` is not one that `kind` may have. */
function checkOwner(kind: number, owner: number): void {
  if ((owner === 0) !== isTabletKind(kind)) throw refuse('slot-owner');
}

/** The owner of a slot: 0 the tablet key, 1–255 a member of this tablet. */
export function ownerOf(slot: Slot): number {
  return slot.flags & 0xff;
}

/** Whether two slots stand for the same key, so that the later one takes the place of the earlier. */
export function sameKey(one: Slot, other: Slot): boolean {
  return (
    one.kind === other.kind &&
    one.flags === other.flags &&
    one.generation === other.generation &&
    one.group.every((byte, i) => byte === other.group[i])
  );
}

/** `plaintext` sealed under `key`; throws `slot-owner`, and RangeError where it has not the length of its kind. */
export async function sealSlot(
  key: Bytes,
  head: SlotHead,
  plaintext: Bytes,
  nonce: Bytes,
  primitives: Primitives,
): Promise<Slot> {
  checkOwner(head.kind, head.owner);
  const { length } = ruleOf(head.kind);
  if (plaintext.length !== length) throw new RangeError(`a slot of this kind holds ${String(length)} bytes`);
  const { kind, generation, group, due_at } = head;
  const clear = { kind, generation, flags: head.owner, group, due_at, nonce };
  const empty = { ...clear, ciphertext: new Uint8Array(PLAINTEXT), tag: new Uint8Array(16) };
  const aad = encode(Slot, empty).slice(0, AAD);
  const padded = concat(plaintext, new Uint8Array(PLAINTEXT - length));
  const sealed = await primitives.aesGcmSeal(key, nonce, aad, padded);
  padded.fill(0);
  return { ...clear, ciphertext: sealed.slice(0, PLAINTEXT), tag: sealed.slice(PLAINTEXT) };
}

/** The key in a slot; throws `slot-owner`, `slot-tag` for another key or changed bytes, `slot-zeros`. */
export async function openSlot(key: Bytes, slot: Slot, primitives: Primitives): Promise<Bytes> {
  checkOwner(slot.kind, ownerOf(slot));
  const aad = encode(Slot, slot).slice(0, AAD);
  const padded = await primitives.aesGcmOpen(key, slot.nonce, aad, concat(slot.ciphertext, slot.tag));
  if (padded === null) throw refuse('slot-tag');
  const { length } = ruleOf(slot.kind);
  if (!allZero(padded.subarray(length))) throw refuse('slot-zeros');
  return padded.slice(0, length);
}

/** The slot in 128 bytes of a bank, null for 128 zeros; throws the codes of the record. */
export function readSlot(raw: Bytes): Slot | null {
  return same(raw, EMPTY) ? null : decode(Slot, raw);
}

/** The 128 bytes of a slot. */
export function writeSlot(slot: Slot): Bytes {
  return encode(Slot, slot);
}
