// Bytes of a film that are asked for in ranges: how a Range header reads, and how questions through a port find their
// answers.  The vault answers; the service worker and the stepping worker ask.
import { refuse, type Code } from './errors';
import type { Bytes } from './bytes';

/** The bytes of an open film. */
export interface ReelBytes {
  readonly type: 'video/mp4' | 'video/webm';
  readonly length: number;
}

/** The bytes from `start` up to, not including, `end` are wanted. */
export interface RangeQuestion {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** First what the film is, then one answer to each question; a fault without a number is the film's. */
export type RangeAnswer =
  | { readonly film: ReelBytes }
  | { readonly id: number; readonly bytes: Bytes }
  | { readonly id: number | null; readonly fault: Code };

/** From `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The one range that a header asks for out of `length` bytes; null for all of them.  What is no range is passed over,
 * as RFC 9110, section 14.2 says; throws `payload-range` for one that lies outside.
 */
export function spanOf(header: string | null, length: number): Span | null {
  const found = RANGE.exec(header ?? '');
  const [first = '', last = ''] = found?.slice(1) ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? length : Math.min(length, Number(last) + 1);
  if (start >= end) throw refuse('payload-range');
  return { start, end };
}

interface Waiting {
  readonly told: (bytes: Bytes) => void;
  readonly refused: (fault: Error) => void;
}

/** One side of a port that asks; `hear` is given what comes. */
export class RangeAsker {
  readonly #post: (question: RangeQuestion) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #film: Promise<ReelBytes>;
  #tellFilm: (film: ReelBytes) => void = () => undefined;
  #refuseFilm: (fault: Error) => void = () => undefined;
  #over: Error | null = null;
  #next = 1;

  constructor(post: (question: RangeQuestion) => void) {
    this.#post = post;
    this.#film = new Promise((told, refused) => {
      this.#tellFilm = told;
      this.#refuseFilm = refused;
    });
    // A film that is refused before anybody asks for it is told to those who ask later.
    this.#film.catch(() => undefined);
  }

  /** What the film is; rejects with why it cannot be read. */
  film(): Promise<ReelBytes> {
    return this.#film;
  }

  /** The bytes of a range; rejects with the code of the answer, and with `unlock-locked` after `end`. */
  ask(start: number, end: number): Promise<Bytes> {
    if (this.#over !== null) return Promise.reject(this.#over);
    const id = this.#next++;
    return new Promise((told, refused) => {
      this.#waiting.set(id, { told, refused });
      this.#post({ id, start, end });
    });
  }

  hear(answer: RangeAnswer): void {
    if ('film' in answer) {
      this.#tellFilm(answer.film);
    } else if ('bytes' in answer) {
      this.#waiting.get(answer.id)?.told(answer.bytes);
      this.#waiting.delete(answer.id);
    } else if (answer.id === null) {
      this.#end(refuse(answer.fault));
    } else {
      this.#waiting.get(answer.id)?.refused(refuse(answer.fault));
      this.#waiting.delete(answer.id);
    }
  }

  /** The other side is gone. */
  end(): void {
    this.#end(refuse('unlock-locked'));
  }

  #end(fault: Error): void {
    this.#over ??= fault;
    this.#refuseFilm(fault);
    for (const { refused } of this.#waiting.values()) refused(fault);
    this.#waiting.clear();
  }
}
