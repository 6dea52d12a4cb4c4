// Families and their films, as the page is shown them, and what may be asked about a family.
import type { Code } from '../../sync/errors';

/** Where a film is, in the one word that the page has for it. */
export type FilmStatus =
  | 'filming'
  | 'closing'
  | 'empty'
  | 'tablet'
  | 'sending'
  | 'server'
  | 'elsewhere'
  | 'deleted'
  | 'damaged';

export interface FilmView {
  readonly film: string;
  readonly at: number;
  readonly due_at: number;
  readonly ms: number;
  readonly status: FilmStatus;
  /** Bytes that the server has acknowledged, of all; null where nothing is being sent. */
  readonly sent: { readonly bytes: number; readonly of: number } | null;
  /** Why the server does not take it. */
  readonly fault: Code | null;
}

/** Somebody who may be in a film, and their newest answer. */
export interface PersonView {
  readonly person: string;
  readonly role: 'child' | 'adult' | 'voice_only' | 'bystander' | 'worker' | null;
  readonly answer: 'yes' | 'no' | 'later' | null;
}

/** One family, folded from its ledger. */
export interface CaseView {
  readonly case: string;
  readonly label: string | null;
  readonly persons: readonly PersonView[];
  readonly films: readonly FilmView[];
  /** Events that this device cannot open. */
  readonly sealed: number;
}

/** Families and who is in them. */
export interface FamilyHandlers {
  'case.open'(ask: { readonly label: string; readonly supervisor: string | null }): Promise<{ readonly case: string }>;
  'person.add'(ask: { readonly case: string; readonly role: 'child' | 'adult' }): Promise<void>;
  'person.answer'(ask: {
    readonly case: string;
    readonly person: string;
    readonly answer: 'yes' | 'no' | 'later';
  }): Promise<void>;
}
