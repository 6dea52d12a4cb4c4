// What the page may ask to set a service up or to join one, and where the vault stands.
import type { Code } from '../../sync/errors';

/** Where the vault stands; the page shows one screen for each. */
export type Stage =
  | 'starting'
  | 'new'
  | 'setting-up'
  | 'joining'
  | 'refused'
  | 'locked'
  | 'veiled'
  | 'open'
  | 'revoked'
  | 'elsewhere'
  | 'broken';

/** What the page knows of the vault as a whole. */
export interface DoorView {
  readonly stage: Stage;
  /** The service's name as far as it is known here. */
  readonly service: string | null;
  /** Six words to read out, while this device waits to be let in. */
  readonly words: readonly string[] | null;
  /** Whether this page still holds the root key of a service that was just set up. */
  readonly root_held: boolean;
  /** Whether the service is a demo: everything in it is made up. */
  readonly demo: boolean;
  /** Why the vault cannot start, or why the link lets nobody in; null at `refused`: the words differed. */
  readonly fault: Code | null;
}

/** What a set-up asks about the service. */
export interface SetupAnswers {
  readonly service: string;
  readonly phone: string;
  /** Days that a film may stay. */
  readonly days: number;
  /** Days that a tablet may wait without internet. */
  readonly offline_days: number;
  /** Languages of the screens, BCP 47. */
  readonly languages: readonly string[];
}

/**
 * How far a set-up in this browser is: `questions` are being answered; `keys` are made and nothing was sent; `sending`,
 * the first certificates may be at the server; `founded`, the service is there and its root waits here for *Finish*.
 */
export type SetupPhase = 'questions' | 'keys' | 'sending' | 'founded';

export interface SetupView {
  readonly phase: SetupPhase | null;
  /** The answers that were kept, while there are only questions. */
  readonly answers: SetupAnswers | null;
  /** Which question comes next, from 1. */
  readonly step: number;
  /** Whether cards were shown before: those of another time do not go together with new ones. */
  readonly cards_shown: boolean;
}

/** What comes once after joining. */
export interface WelcomeView {
  /** Whether somebody who has joined here was not yet led to the end of it. */
  readonly due: boolean;
  /** What the browser answered when it was asked to keep films; null before it was asked. */
  readonly persisted: boolean | null;
}

/** One of the three recovery cards: words to write down, and the text of its QR. */
export interface CardView {
  readonly root: readonly string[];
  readonly recovery: readonly string[];
  readonly text: string;
}

/** Set-up and joining. */
export interface StartHandlers {
  /** Whether the link is this server's and the service is still to be set up; throws `setup-token`, `setup-done`. */
  'setup.read'(ask: { readonly fragment: string }): Promise<void>;
  /** Keeps what was answered so far, for whoever comes back with the link. */
  'setup.keep'(ask: { readonly answers: SetupAnswers; readonly step: number }): Promise<void>;
  /**
   * Makes the first admin's keys, the root, recovery and the first certificates.  Nothing is sent: the five words that
   * it gives are to be on paper before.
   */
  'setup.keys'(ask: {
    readonly fragment: string;
    readonly answers: SetupAnswers;
    readonly name: string;
  }): Promise<{ readonly phrase: readonly string[] }>;
  /** Sends the first certificates; again after an answer that was lost it changes nothing. */
  'setup.found'(): Promise<void>;
  /** Three new cards; any two of them go together, and none with a card of another time. */
  'setup.cards'(): Promise<{ readonly cards: readonly CardView[] }>;
  /** Forgets the root key for good. */
  'setup.finish'(): Promise<void>;
  /** Forgets keys of which nothing was sent, so that the set-up starts from the link again; throws `setup-done`. */
  'setup.start-again'(): Promise<void>;
  /** What a join link says; throws `enrol-link`, `enrol-root`. */
  'join.read'(ask: { readonly fragment: string }): Promise<{ readonly service: string; readonly role: number }>;
  'join.begin'(ask: { readonly fragment: string }): Promise<{ readonly phrase: readonly string[] }>;
  /** Wipes a device that was not let in, so that it can start again. */
  'join.start-again'(): Promise<void>;
  /** Keeps what the browser answered when it was asked to keep films here. */
  'welcome.answered'(ask: { readonly persisted: boolean }): Promise<void>;
  /** The way in was gone to its end. */
  'welcome.done'(): Promise<void>;
}
