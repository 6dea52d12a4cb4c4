// A visit: who is here, what they answered today, and the film of the day.
import type { Code } from '../../sync/errors';
import type { Gate } from '../gate';

export type RoleInFilm = 'child' | 'adult' | 'voice_only' | 'bystander' | 'worker';

/** A person in a word, kept on this tablet alone: the events know only the role in the film. */
export type PersonWord = 'mum' | 'dad' | 'child' | 'grandparent' | 'adult' | 'interpreter' | 'voice';

/** Somebody of the family, or beside it. */
export interface VisitPerson {
  readonly person: string;
  readonly word: PersonWord;
  /** The number among those of the same word, from 1; 0 where there is but one. */
  readonly number: number;
  readonly here: boolean;
  /** Today's answer. */
  readonly answer: 'yes' | 'no' | 'later' | null;
}

/** The newest film of today. */
export interface VisitFilm {
  readonly film: string;
  readonly at: number;
  readonly ms: number;
  readonly state: 'filming' | 'closing' | 'finished' | 'empty';
  /** Whether the question "keep or delete?" still stands. */
  readonly asked: boolean;
  /** Whether anything of it may have left this tablet. */
  readonly sent: boolean;
}

/** One family's visit today. */
export interface VisitDayView {
  readonly case: string;
  readonly persons: readonly VisitPerson[];
  readonly gate: Gate;
  /** Whether a visit was begun today and not ended. */
  readonly begun: boolean;
  readonly film: VisitFilm | null;
}

/** Room for films. */
export interface RoomView {
  /** Whole minutes of film; where there is more room than anybody looks for, as many as are certain. */
  readonly minutes: number;
  /** Whether there may be more than that. */
  readonly more: boolean;
  /** The longest film that this tablet can close, in minutes; 0 where it can close none. */
  readonly longest: number;
  /** Why no film can begin, whoever is here: `store-full`, `slots-full`; null where it can. */
  readonly fault: Code | null;
  /** When filming becomes possible on a new tablet; null where it is. */
  readonly ready_at: number | null;
}

/** A film that was cut short, as it was found at the unlock. */
export interface CutFilm {
  readonly film: string;
  readonly case: string;
  /** When it was cut. */
  readonly at: number;
  readonly state: 'closing' | 'safe' | 'empty' | 'damaged';
  readonly ms: number;
}

/** What became of a deletion: gone everywhere, or here, with the rest to follow at the next contact. */
export interface Deletion {
  readonly where: 'everywhere' | 'device';
}

export interface VisitHandlers {
  /** Notes who is here; a visit of today goes on with them. */
  'visit.here'(ask: { readonly case: string; readonly persons: readonly string[] }): Promise<void>;
  'visit.add'(ask: { readonly case: string; readonly word: PersonWord }): Promise<{ readonly person: string }>;
  'visit.answer'(ask: {
    readonly case: string;
    readonly person: string;
    readonly answer: 'yes' | 'no' | 'later';
  }): Promise<void>;
  /** Stop for today: nobody films here before somebody says again who is here. */
  'visit.end'(ask: { readonly case: string }): Promise<void>;
  /** Keep it, or ask later: the film goes its way. */
  'film.keep'(ask: { readonly film: string }): Promise<void>;
  /**
   * Deletes a film of this family; `person` is who asks, which is needed once a byte of it was sent.  Throws
   * `right-missing` where that is needed and missing, and `film-not-ready` while its camera is open.
   */
  'film.delete'(ask: {
    readonly case: string;
    readonly film: string;
    readonly person: string | null;
  }): Promise<Deletion>;
  /** The screen that tells of films that were cut short was read. */
  'cut.seen'(): Promise<void>;
}
