// What somebody types in one note, kept in step with the vault: changes go there as splices, and what others wrote
// comes in only while nothing is on its way, so that no letter lands in another place than it was put.
import type { NoteView, Splice } from '../../vault/api';

export type Known = Pick<NoteView, 'text' | 'rev' | 'typed'>;

/** The one change that makes `to` of `from`; it splits no pair of surrogates. */
export function spliceOf(from: string, to: string): Splice | null {
  if (from === to) return null;
  let at = 0;
  while (at < from.length && at < to.length && from[at] === to[at]) at += 1;
  if (isLow(from, at) || isLow(to, at)) at -= 1;
  let end = 0;
  const most = Math.min(from.length, to.length) - at;
  while (end < most && from[from.length - 1 - end] === to[to.length - 1 - end]) end += 1;
  if (isLow(from, from.length - end) || isLow(to, to.length - end)) end -= 1;
  return { at, remove: from.length - end - at, insert: to.slice(at, to.length - end) };
}

/** Where a place in the text lies after a change of it. */
export function movedBy(place: number, splice: Splice | null): number {
  if (splice === null || place <= splice.at) return place;
  const { at, insert, remove } = splice;
  return place >= at + remove ? place + insert.length - remove : at + insert.length;
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit < 0xe000;
}

/** One note while somebody types. */
export class Draft {
  #text: string;
  #rev: number;
  #sent: number;
  #lost = false;

  constructor(known: Known) {
    this.#text = known.text;
    this.#rev = known.rev;
    this.#sent = known.typed;
  }

  /** What the vault will have once everything on its way has arrived. */
  get text(): string {
    return this.#text;
  }

  /** The field holds `value`: what is to be sent; null where nothing has changed.  It is sent in Unicode's form C. */
  typed(value: string): { readonly rev: number; readonly splices: readonly Splice[] } | null {
    const next = value.normalize('NFC');
    const splice = spliceOf(this.#text, next);
    if (splice === null || this.#lost) return null;
    this.#text = next;
    this.#sent += 1;
    return { rev: this.#rev, splices: [splice] };
  }

  /** Whether something that was sent did not arrive. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** What was sent did not arrive: the field keeps its words, and they are sent anew on what the vault tells next. */
  failed(): void {
    this.#lost = true;
  }

  /** The vault tells the note: the text that the field is to hold now, null where it keeps what it has. */
  told(known: Known): string | null {
    if (this.#lost) {
      this.#lost = false;
      [this.#text, this.#rev, this.#sent] = [known.text, known.rev, known.typed];
      return null;
    }
    if (known.typed !== this.#sent) return null;
    this.#rev = known.rev;
    if (known.text === this.#text) return null;
    this.#text = known.text;
    return known.text;
  }
}
