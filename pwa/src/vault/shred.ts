// Destroying what this device holds of a group: its keys first, then headers, then payloads.  It needs no unlock: a
// slot is overwritten, not opened.
import type { Bytes } from '../sync/bytes';
import { hexId, parseHexId } from '../sync/ids';
import { latest, type Clocks } from './clock';
import { fate, type Fate } from './due';
import { isSafe } from './holdings';
import { TABLES, type ClipRow, type FilmRow, type Table } from './schema';
import { KIND, ownerOf, type Slot } from './slot';
import type { Slots } from './slots';
import type { Store, Writer } from './store';

/** What a sweep did, groups in hex. */
export interface Swept {
  readonly hidden: readonly string[];
  readonly asked: readonly string[];
  readonly destroyed: readonly string[];
}

/** What a sweep looks at besides the dates. */
export interface SweepFacts {
  readonly clocks: Clocks;
  /** Whether the newest list of holds has just come from the server. */
  readonly contact: boolean;
  /** Groups whose last copy a person has said to destroy. */
  readonly confirmed: ReadonlySet<string>;
}

const GROUP_TABLES: readonly Table[] = [
  'clips',
  'films',
  'headers',
  'parts',
  'journal',
  'manifests',
  'frames',
  'outbox',
];

/** The shredder of one vault. */
export class Shredder {
  readonly #store: Store;
  readonly #slots: Slots;

  constructor(store: Store, slots: Slots) {
    this.#store = store;
    this.#slots = slots;
  }

  /** Destroys keys, headers, payloads, journals and sealed events of a group; again changes nothing. */
  async shred(group: Bytes): Promise<void> {
    const name = hexId(group);
    this.#dropSlots((slot) => hexId(slot.group) === name);
    const clips = await this.#store.read(['clips', 'films'], async (tx) => {
      const inGroup = (await tx.all('clips')).filter((clip) => clip.group === name).map((clip) => clip.clip);
      const film = await tx.get('films', name);
      return film === undefined ? inGroup : [...new Set([...inGroup, film.film])];
    });
    // Headers before payloads: a header that is gone leaves nothing to open, whatever ends this early.
    await this.#store.transact(['headers'], async (tx) => {
      for (const clip of clips) tx.dropUnder('headers', clip);
    });
    await this.#store.transact(GROUP_TABLES, (tx) => dropGroup(tx, name, clips));
  }

  /** Applies the rules of the date to every group: hides, destroys, and names those about which a person is asked. */
  async sweep(facts: SweepFacts): Promise<Swept> {
    this.endLeases(facts.clocks);
    const [clips, films, holds] = await this.#store.read(['clips', 'films', 'holds'], (tx) =>
      Promise.all([tx.all('clips'), tx.all('films'), tx.get('holds', 'list')]),
    );
    const done: Record<Fate, string[]> = { keep: [], hide: [], ask: [], destroy: [] };
    for (const [group, due] of duesOf(clips, films)) {
      const confirmed = facts.confirmed.has(group);
      const { clocks, contact } = facts;
      done[fate({ group, ...due, clocks, contact, confirmed, holds: holds ?? null })].push(group);
    }
    const hidden = [...done.hide, ...done.ask];
    await this.#hide(new Set(hidden), new Set(done.keep));
    for (const group of done.destroy) await this.shred(parseHexId(group));
    return { hidden, asked: done.ask, destroyed: done.destroy };
  }

  /** Overwrites the slots of leases that are over, held or not, and nothing else. */
  endLeases(clocks: Clocks): void {
    this.#dropSlots((slot) => slot.kind === KIND.lease && slot.due_at <= latest(clocks));
  }

  /**
   * Revoked: the slots of every member, or of that one, go but for the ways to the tablet key, which still send the
   * outbox.
   */
  wipeMembers(owner: number | null = null): void {
    const whose = (slot: Slot): boolean => (owner === null ? ownerOf(slot) !== 0 : ownerOf(slot) === owner);
    this.#dropSlots((slot) => whose(slot) && slot.kind !== KIND.tabletKey);
  }

  /** Erases a member of this tablet: their slots, then the ways to their keys and what is sealed under them. */
  async wipeMember(owner: number): Promise<void> {
    this.#dropSlots((slot) => ownerOf(slot) === owner);
    await this.#store.transact(['members', 'meta'], async (tx) => {
      tx.drop('members', owner);
      for (const { key } of await tx.all('meta')) if (isOwn(key, owner)) tx.drop('meta', key);
    });
  }

  /** Erases everything: all slots, then all rows. */
  async wipeAll(): Promise<void> {
    this.#dropSlots(() => true);
    await this.#store.transact(TABLES, async (tx) => {
      for (const table of TABLES) tx.dropAll(table);
    });
  }

  /** Hides groups, and shows those again whose date has not come after all: a clock was set right. */
  async #hide(gone: ReadonlySet<string>, kept: ReadonlySet<string>): Promise<void> {
    const isWrong = (clip: ClipRow): boolean => (clip.hidden ? kept.has(clip.group) : gone.has(clip.group));
    const wrong = await this.#store.read(['clips'], async (tx) => (await tx.all('clips')).some(isWrong));
    if (!wrong) return;
    await this.#store.transact(['clips'], async (tx) => {
      for (const clip of await tx.all('clips')) {
        if (isWrong(clip)) tx.put('clips', { ...clip, hidden: !clip.hidden });
      }
    });
  }

  #dropSlots(gone: (slot: Slot) => boolean): void {
    if (this.#slots.list().some(gone)) this.#slots.change([], gone);
  }
}

/** Whether a row of `meta` belongs to that member of this tablet. */
function isOwn(key: string, owner: number): boolean {
  return key.startsWith(`drawer/${owner}/`) || key === `face/${owner}` || key === `revoked-at/${owner}`;
}

async function dropGroup(tx: Writer, group: string, clips: readonly string[]): Promise<void> {
  for (const clip of clips) {
    for (const table of ['headers', 'parts', 'journal'] as const) tx.dropUnder(table, clip);
    for (const table of ['clips', 'films', 'manifests'] as const) tx.drop(table, clip);
  }
  for (const frame of await tx.all('frames')) {
    // The chain of hashes stays checkable: a shredded frame leaves its own hash.  Frames that wait to be sent stay,
    // because the author's numbers may have no gap; no key is left that opens them.
    if (frame.group === group && frame.sealed !== null) tx.put('frames', { ...frame, sealed: null });
  }
  for (const row of await tx.all('outbox')) if (clips.includes(row.ref)) tx.drop('outbox', row.n);
}

/** The date of each group, and whether its only copy lies here. */
function duesOf(
  clips: readonly ClipRow[],
  films: readonly FilmRow[],
): Map<string, { readonly due_at: number; readonly last_copy: boolean }> {
  const dues = new Map<string, { readonly due_at: number; readonly last_copy: boolean }>();
  const open = films.filter((film) => film.state === 'filming' || film.state === 'closing');
  for (const film of open) dues.set(film.film, { due_at: film.due_at, last_copy: true });
  for (const clip of clips) {
    const known = dues.get(clip.group);
    const due_at = Math.min(clip.due_at, known?.due_at ?? clip.due_at);
    dues.set(clip.group, { due_at, last_copy: known?.last_copy === true || !isSafe(clip) });
  }
  return dues;
}
