// What an unlocked vault can open.  It keeps one member's DSK and nothing else: every other key is opened from its slot
// when it is needed and left to its caller.
import { concat, integer, readInteger, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import type { Entropy } from './entropy';
import { isTabletKind, KIND, openSlot, sealSlot, type Slot } from './slot';
import type { Slots } from './slots';

/** A member's keys on this tablet. */
export interface Identity {
  /** Seed of the Ed25519 key (32 B). */
  readonly seed: Bytes;
  /** Scalar of the X25519 key (32 B). */
  readonly scalar: Bytes;
}

/** The two keys of a film whose finish has committed. */
export interface FilmKeys {
  readonly share: Bytes;
  readonly file_key: Bytes;
}

/** The secrets of a service that is being set up. */
export interface Founding {
  /** Seed of the root's Ed25519 key (32 B). */
  readonly seed: Bytes;
  /** The recovery recipient's scalar (32 B). */
  readonly recovery: Bytes;
}

/** What a new slot says in the clear besides its kind and owner. */
export interface NewSlot {
  readonly kind: number;
  readonly group: Bytes;
  readonly due_at?: number;
  readonly generation?: number;
}

/** The keyring of one vault worker, locked until `unlock`. */
export class Keyring {
  readonly #slots: Slots;
  readonly #entropy: Entropy;
  readonly #primitives: Primitives;
  #held: { readonly owner: number; readonly dsk: Bytes } | null = null;

  constructor(slots: Slots, entropy: Entropy, primitives: Primitives) {
    this.#slots = slots;
    this.#entropy = entropy;
    this.#primitives = primitives;
  }

  /** The member (1–255) whose DSK is here, or null. */
  get owner(): number | null {
    return this.#held?.owner ?? null;
  }

  /** Takes the DSK of member `owner`; throws `slot-tag` where it does not open that member's tablet key. */
  async unlock(owner: number, dsk: Bytes): Promise<void> {
    const [slot] = this.#slots.list({ kind: KIND.tabletKey, owner });
    if (slot === undefined) throw refuse('slot-tag', 'no such member on this tablet');
    await openSlot(dsk, slot, this.#primitives);
    this.forget();
    this.#held = { owner, dsk: dsk.slice() };
  }

  /** Overwrites the DSK. */
  forget(): void {
    this.#held?.dsk.fill(0);
    this.#held = null;
  }

  /** The DSK, for what is sealed under it outside the slot file; throws `unlock-locked`. */
  dsk(): Bytes {
    return this.#open().dsk;
  }

  /** The key that every member of this tablet can open (32 B); throws `unlock-locked`. */
  async tabletKey(): Promise<Bytes> {
    const { owner, dsk } = this.#open();
    const [slot] = this.#slots.list({ kind: KIND.tabletKey, owner });
    if (slot === undefined) throw refuse('slot-tag', 'no tablet key');
    return openSlot(dsk, slot, this.#primitives);
  }

  /** The seed of the courier's key; throws `unlock-locked`. */
  async courierSeed(): Promise<Bytes> {
    const seed = await this.#key({ kind: KIND.courierSeed });
    if (seed === null) throw refuse('slot-tag', 'no courier');
    return seed;
  }

  /** The member's own keys; throws `unlock-locked`. */
  async identity(): Promise<Identity> {
    const keys = await this.#key({ kind: KIND.identity });
    if (keys === null) throw refuse('chain-not-joined');
    return { seed: keys.slice(0, 32), scalar: keys.slice(32) };
  }

  /** The case key of that epoch, or null where this member has none. */
  async caseKey(id: Bytes, epoch: number): Promise<Bytes | null> {
    for (const slot of this.#mine({ kind: KIND.case, group: id })) {
      if (slot.generation !== epoch % 256) continue;
      const opened = await this.#opened(slot);
      if (readInteger(opened.subarray(32)) === epoch) return opened.slice(0, 32);
    }
    return null;
  }

  /** S of a group that waits to be sent, or null. */
  share(group: Bytes): Promise<Bytes | null> {
    return this.#key({ kind: KIND.share, group });
  }

  /** S of a group on loan, or null where there is no lease or it has ended. */
  async lease(group: Bytes, now_ms: number): Promise<Bytes | null> {
    const [slot] = this.#mine({ kind: KIND.lease, group });
    return slot === undefined || slot.due_at <= now_ms ? null : this.#opened(slot);
  }

  /** The journal file key of a film (16 B), or null. */
  journalKey(film: Bytes): Promise<Bytes | null> {
    return this.#key({ kind: KIND.journal, group: film });
  }

  /** S and file key of a film that was finished on this tablet by this member, or null. */
  async film(film: Bytes): Promise<FilmKeys | null> {
    const keys = await this.#key({ kind: KIND.film, group: film });
    return keys === null ? null : { share: keys.slice(0, 32), file_key: keys.slice(32) };
  }

  /** What a set-up that is not finished holds here, or null. */
  async founding(): Promise<Founding | null> {
    const keys = await this.#key({ kind: KIND.root });
    return keys === null ? null : { seed: keys.slice(0, 32), recovery: keys.slice(32) };
  }

  /** S of a group from wherever it lies here: its film, the unsent share, a lease. */
  async anyShare(group: Bytes, now_ms: number): Promise<Bytes | null> {
    const film = await this.film(group);
    return film?.share ?? (await this.share(group)) ?? (await this.lease(group, now_ms));
  }

  /** A slot for `Slots.change`, under the tablet key or this member's DSK as its kind asks; throws `unlock-locked`. */
  async sealed(slot: NewSlot, plaintext: Bytes): Promise<Slot> {
    const { kind, group, due_at = 0, generation = 0 } = slot;
    const owner = isTabletKind(kind) ? 0 : this.#open().owner;
    const key = owner === 0 ? await this.tabletKey() : this.#open().dsk;
    const head = { kind, owner, group, generation, due_at };
    return sealSlot(key, head, plaintext, this.#entropy.nonce(), this.#primitives);
  }

  /** The slot of a case key of one epoch. */
  sealedCase(id: Bytes, epoch: number, key: Bytes): Promise<Slot> {
    return this.sealed({ kind: KIND.case, group: id, generation: epoch % 256 }, concat(key, integer(epoch, 4)));
  }

  #open(): { readonly owner: number; readonly dsk: Bytes } {
    if (this.#held === null) throw refuse('unlock-locked');
    return this.#held;
  }

  #mine(wanted: { kind: number; group?: Bytes }): readonly Slot[] {
    const { owner } = this.#open();
    return this.#slots.list({ ...wanted, owner: isTabletKind(wanted.kind) ? 0 : owner });
  }

  async #key(wanted: { kind: number; group?: Bytes }): Promise<Bytes | null> {
    const [slot] = this.#mine(wanted);
    return slot === undefined ? null : this.#opened(slot);
  }

  async #opened(slot: Slot): Promise<Bytes> {
    const key = isTabletKind(slot.kind) ? await this.tabletKey() : this.#open().dsk;
    return openSlot(key, slot, this.#primitives);
  }
}
