// The slot file: wrapped keys in two banks, so that a key can be written durably and overwritten for good.
//
// [Note: how a bank changes] A change writes the whole other bank, flushes, writes its generation page, flushes, and
// wipes the old bank.  Before the second flush the old bank is the whole one, after it the new one; opening takes the
// whole bank of the higher generation and wipes the other.  Copying needs no key.
//
// [Note: why filming waits] A new file of the origin private file system was lost whole by a power cut seconds after
// its making, in spite of flushes.  A key in such a file would be a film that nobody can open.
import { ascii, concat, integer, readInteger, same, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import { KIND, ownerOf, readSlot, sameKey, SLOT_SIZE, writeSlot, type Slot } from './slot';
import type { SlotFile } from './slot-file';

const PAGE = 4096;
const BANK_PAGES = 64;
const BANK = BANK_PAGES * PAGE;
/** Slots in a bank. */
export const SLOTS = BANK / SLOT_SIZE;
/** Bytes of the file: two generation pages, then two banks. */
export const SLOT_FILE_SIZE = 2 * PAGE + 2 * BANK;
const MAGIC = 'AKS1';
const CHECK = 32;
/** How old the file must be before a film's keys may depend on it, ms. */
export const SETTLING = 60_000;

type BankNumber = 0 | 1;

interface Generation {
  readonly number: number;
  readonly made_at: number;
}

const pageAt = (bank: BankNumber): number => bank * PAGE;
const bankAt = (bank: BankNumber): number => 2 * PAGE + bank * BANK;
const otherThan = (bank: BankNumber): BankNumber => (bank === 0 ? 1 : 0);

/** Which slots to give. */
export interface SlotFilter {
  readonly kind?: number;
  readonly owner?: number;
  readonly group?: Bytes;
}

/** Whether a group's films are safe on the server, so that its lease may leave when room is short. */
export type Sent = (group: Bytes) => boolean;

/** The keys of this tablet.  Every fault of the file ends this object with `slot-bank`; opening anew recovers. */
export class Slots {
  readonly #file: SlotFile;
  readonly #primitives: Primitives;
  #slots: readonly Slot[];
  #generation: Generation;
  #bank: BankNumber;
  readonly #reopened: boolean;
  #broken = false;

  private constructor(
    file: SlotFile,
    primitives: Primitives,
    state: { slots: readonly Slot[]; generation: Generation; bank: BankNumber; reopened: boolean },
  ) {
    this.#file = file;
    this.#primitives = primitives;
    this.#slots = state.slots;
    this.#generation = state.generation;
    this.#bank = state.bank;
    this.#reopened = state.reopened;
  }

  /** Fills an empty file; it must be closed and opened again before filming. */
  static make(file: SlotFile, made_at: number, primitives: Primitives): Slots {
    if (file.size() !== 0) throw refuse('slot-bank', 'the slot file is there already');
    const generation = { number: 1, made_at };
    const empty = new Uint8Array(BANK);
    for (const bank of [0, 1] as const) file.write(bankAt(bank), empty);
    file.write(pageAt(1), new Uint8Array(PAGE));
    file.flush();
    file.write(pageAt(0), generationPage(generation, empty, primitives));
    file.flush();
    return new Slots(file, primitives, { slots: [], generation, bank: 0, reopened: false });
  }

  /** Opens a file after whatever ended its last user; throws `slot-bank` where neither bank is whole. */
  static open(file: SlotFile, primitives: Primitives): Slots {
    const [newest] = ([0, 1] as const)
      .map((bank) => readBank(file, bank, primitives))
      .filter((found) => found !== null)
      .sort((one, other) => other.generation.number - one.generation.number);
    if (newest === undefined) throw refuse('slot-bank');
    const { bank, generation, raw } = newest;
    wipe(file, otherThan(bank));
    return new Slots(file, primitives, { slots: slotsOf(raw), generation, bank, reopened: true });
  }

  /** The slots that fit `filter`, with their sealed bytes. */
  list(filter: SlotFilter = {}): readonly Slot[] {
    return this.#slots.filter((slot) => fits(slot, filter));
  }

  /**
   * One bank write: `drop` says which slots go, then `add` comes in, each in the place of the slot of the same key.
   * Durable when it returns, and what went is overwritten.  Where slots run short, leases of groups that `sent` knows
   * leave, the earliest end first; then throws `slots-full` and changes nothing.
   */
  change(add: readonly Slot[], drop: (slot: Slot) => boolean = () => false, sent: Sent = () => false): void {
    if (this.#broken) throw refuse('slot-bank', 'open the slot file again');
    const kept = this.#slots.filter((slot) => !drop(slot) && !add.some((one) => sameKey(one, slot)));
    const leaving = new Set(leasesOf(kept, sent).slice(0, Math.max(0, kept.length + add.length - SLOTS)));
    const next = [...kept.filter((slot) => !leaving.has(slot)), ...add];
    if (next.length > SLOTS) throw refuse('slots-full');
    this.#write(next);
  }

  /** Slots that can still be taken, leases of sent films counted in. */
  room(sent: Sent = () => false): number {
    return SLOTS - this.#slots.length + leasesOf(this.#slots, sent).length;
  }

  /**
   * Whether a film may depend on this file: opened again since it was made, and 60 s old, by the clock or by
   * `running_ms`, the time since it was opened (a clock that was set back must not forbid filming for good).
   */
  settled(now_ms: number, running_ms: number): boolean {
    const age = Math.max(now_ms - this.#generation.made_at, running_ms);
    return this.#reopened && !this.#broken && age >= SETTLING;
  }

  close(): void {
    this.#broken = true;
    this.#file.close();
  }

  #write(slots: readonly Slot[]): void {
    const bank = otherThan(this.#bank);
    const generation = { ...this.#generation, number: this.#generation.number + 1 };
    const raw = new Uint8Array(BANK);
    slots.forEach((slot, i) => {
      raw.set(writeSlot(slot), i * SLOT_SIZE);
    });
    this.#broken = true;
    this.#file.write(bankAt(bank), raw);
    this.#file.flush();
    this.#file.write(pageAt(bank), generationPage(generation, raw, this.#primitives));
    this.#file.flush();
    wipe(this.#file, this.#bank);
    this.#broken = false;
    this.#slots = slots;
    this.#generation = generation;
    this.#bank = bank;
  }
}

function fits(slot: Slot, filter: SlotFilter): boolean {
  return (
    (filter.kind === undefined || slot.kind === filter.kind) &&
    (filter.owner === undefined || ownerOf(slot) === filter.owner) &&
    (filter.group === undefined || same(slot.group, filter.group))
  );
}

function leasesOf(slots: readonly Slot[], sent: Sent): Slot[] {
  return slots
    .filter((slot) => slot.kind === KIND.lease && sent(slot.group))
    .sort((one, other) => one.due_at - other.due_at);
}

function slotsOf(bank: Bytes): Slot[] {
  const found = Array.from({ length: SLOTS }, (_, i) => readSlot(bank.slice(i * SLOT_SIZE, (i + 1) * SLOT_SIZE)));
  return found.filter((slot) => slot !== null);
}

function sha256(raw: Bytes, primitives: Primitives): Bytes {
  const running = primitives.runningSha256();
  running.update(raw);
  return running.digest();
}

function generationPage(generation: Generation, bank: Bytes, primitives: Primitives): Bytes {
  const numbers = concat(integer(generation.number, 8), integer(generation.made_at, 8));
  const said = concat(ascii(MAGIC), numbers, sha256(bank, primitives));
  const page = concat(said, new Uint8Array(PAGE - CHECK - said.length));
  return concat(page, sha256(page, primitives));
}

interface WholeBank {
  readonly bank: BankNumber;
  readonly raw: Bytes;
  readonly generation: Generation;
}

/** A bank and what its generation page says of it, or null where one of the two is not whole. */
function readBank(file: SlotFile, bank: BankNumber, primitives: Primitives): WholeBank | null {
  const raw = file.read(bankAt(bank), BANK);
  const generation = readGeneration(file.read(pageAt(bank), PAGE), raw, primitives);
  return generation === null ? null : { bank, raw, generation };
}

function readGeneration(page: Bytes, bank: Bytes, primitives: Primitives): Generation | null {
  if (page.length !== PAGE || bank.length !== BANK || !same(page.subarray(0, 4), ascii(MAGIC))) return null;
  if (!same(page.subarray(PAGE - CHECK), sha256(page.slice(0, PAGE - CHECK), primitives))) return null;
  if (!same(page.subarray(20, 52), sha256(bank, primitives))) return null;
  const number = readInteger(page.subarray(4, 12));
  const made_at = readInteger(page.subarray(12, 20));
  return number === null || made_at === null ? null : { number, made_at };
}

/** Overwrites a bank and its page with zeros. */
function wipe(file: SlotFile, bank: BankNumber): void {
  file.write(pageAt(bank), new Uint8Array(PAGE));
  file.write(bankAt(bank), new Uint8Array(BANK));
  file.flush();
}
