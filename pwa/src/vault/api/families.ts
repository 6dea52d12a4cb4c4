// Families and their films, as the page is shown them, and what may be asked about a family.
import type { Code } from '../../sync/errors';

/**
 * Where a film is, in the one word that the page has for it.
 *
 * `server`: payload, manifest, sealed header and S are acknowledged.  `supervisor`: a supervisor's device has said that
 * it opened the film's key; it is never inferred.  `elsewhere`: only on another device.  `hidden`: not shown, for a
 * hold or because of its date.  `damaged`: made here, and not whole here any more.
 */
export type FilmStatus =
  | 'filming'
  | 'closing'
  | 'empty'
  | 'tablet'
  | 'sending'
  | 'server'
  | 'supervisor'
  | 'elsewhere'
  | 'hidden'
  | 'deleted'
  | 'damaged';

/** Why a film was deleted. */
export type DeletedWhy = 'asked' | 'command' | 'date' | 'empty' | 'room' | 'wiped';

export interface FilmView {
  readonly film: string;
  /** When the camera opened, ms. */
  readonly at: number;
  /** When it goes, brought forward or not, ms. */
  readonly due_at: number;
  readonly ms: number;
  readonly status: FilmStatus;
  /** Bytes that the server has acknowledged, of all; null where nothing is being sent. */
  readonly sent: { readonly bytes: number; readonly of: number; readonly left_ms: number | null } | null;
  /** Why the server does not take it, or what is wrong with it. */
  readonly fault: Code | null;
  /** When it is tried again after a fault, ms. */
  readonly again_at: number | null;
  /** Who filmed; null where the name is not known here. */
  readonly by: string | null;
  /** Whether this member filmed. */
  readonly mine: boolean;
  /** Whether a whole copy lies on this device. */
  readonly here: boolean;
  /** When it was told that the server has all of it, ms. */
  readonly sent_at: number | null;
  /** Supervisors who opened it, the last time of each. */
  readonly seen: readonly { readonly name: string | null; readonly at: number }[];
  readonly deleted: { readonly at: number; readonly why: DeletedWhy } | null;
  /** When somebody came in who is still to be asked, ms from the film's start. */
  readonly came_in: readonly number[];
  /** Who asked for it to go sooner. */
  readonly sooner_by: string | null;
}

/** Somebody who may be in a film, and their newest answer. */
export interface PersonView {
  readonly person: string;
  readonly role: 'child' | 'adult' | 'voice_only' | 'bystander' | 'worker' | null;
  readonly answer: 'yes' | 'no' | 'later' | null;
  /** When they were asked last, ms. */
  readonly asked_at: number | null;
}

/** A member of a family's roll. */
export interface RollView {
  readonly member: string;
  readonly name: string | null;
  readonly role: number;
  readonly me: boolean;
}

/** A visit; `started_at` is null until it was begun. */
export interface VisitView {
  readonly visit: string;
  readonly at: number;
  readonly started_at: number | null;
}

/** A device that was certified after the family was opened, and cannot read it yet. */
export interface StrangerView {
  readonly device: string;
  readonly name: string | null;
}

/** What one device sent after it was revoked: it waits at the server until a supervisor admits it. */
export interface LateView {
  readonly device: string;
  /** Of the member whose device it was. */
  readonly name: string | null;
  readonly entries: number;
  /** How many of them tell of a film that was begun. */
  readonly films: number;
  /** When the newest was made, as its device says, ms; null where none says. */
  readonly last_at: number | null;
}

/** What happened last in a family: the kind of event, when, and who. */
export interface LastView {
  readonly kind: string;
  readonly at: number;
  readonly by: string | null;
}

/** How many films this member has made, and where they are: `filmed` is the sum of the others. */
export interface FilmCounts {
  readonly filmed: number;
  /** On this tablet only, those that are being sent among them. */
  readonly tablet: number;
  readonly server: number;
  readonly supervisor: number;
  readonly deleted: number;
  readonly elsewhere: number;
  readonly damaged: number;
}

/** One family, folded from its ledger. */
export interface CaseView {
  readonly case: string;
  readonly label: string | null;
  readonly purpose: 'help' | 'assessment' | null;
  readonly languages: readonly string[];
  /** When the work is to end, ms. */
  readonly ends_at: number | null;
  readonly persons: readonly PersonView[];
  readonly films: readonly FilmView[];
  readonly counts: FilmCounts;
  readonly visits: readonly VisitView[];
  readonly last: LastView | null;
  readonly roll: readonly RollView[];
  /** Devices that this member, a supervisor of the family, may let in. */
  readonly strangers: readonly StrangerView[];
  /** Events that this device cannot open. */
  readonly sealed: number;
  /** What is missing to open them: the key, which a supervisor gives, or its share, which the server lends anew. */
  readonly shut: 'key' | 'lease' | null;
  /** What devices sent after they were revoked, and this member, a supervisor of the family, may admit. */
  readonly late: readonly LateView[];
}

/** What is said of a family: a label of no real name, and the plan. */
export interface FamilyFacts {
  readonly label: string;
  readonly purpose: 'help' | 'assessment';
  /** BCP 47 tags. */
  readonly languages: readonly string[];
  /** When the work is to end, ms. */
  readonly ends_at: number | null;
}

/** Families and who is in them. */
export interface FamilyHandlers {
  /** What is left out of the facts: help, no languages, half a year. */
  'case.open'(
    ask: Partial<FamilyFacts> & { readonly label: string; readonly supervisor: string | null },
  ): Promise<{ readonly case: string }>;
  'case.change'(ask: FamilyFacts & { readonly case: string }): Promise<void>;
  /** Lets a device read a family; by a supervisor of it.  Throws `right-role`. */
  'case.let-in'(ask: { readonly case: string; readonly device: string }): Promise<void>;
  /**
   * Admits what a revoked device sent of a family; by a supervisor of it.  Throws `right-role`, and `right-missing`
   * where nothing of that device waits.
   */
  'case.admit'(ask: { readonly case: string; readonly device: string }): Promise<void>;
  'visit.plan'(ask: { readonly case: string; readonly at: number }): Promise<void>;
  'person.add'(ask: { readonly case: string; readonly role: 'child' | 'adult' }): Promise<void>;
  'person.answer'(ask: {
    readonly case: string;
    readonly person: string;
    readonly answer: 'yes' | 'no' | 'later';
  }): Promise<void>;
  /** Brings a film's date forward to three days from now; gives it.  Throws `command-due` where it goes no later. */
  'film.sooner'(ask: { readonly case: string; readonly film: string }): Promise<{ readonly due_at: number }>;
  /** Forgets how long to wait after a refusal, and tries at once. */
  'film.try-now'(ask: { readonly film: string }): Promise<void>;
}
