// What the page may ask to set a service up or to join one, and where the vault stands.
import type { Code } from '../../sync/errors';

/** Where the vault stands; the page shows one screen for each. */
export type Stage =
  | 'starting'
  | 'new'
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
  /** Why the vault cannot start. */
  readonly fault: Code | null;
}

/** One of the three recovery cards: words to write down, and the text of its QR. */
export interface CardView {
  readonly root: readonly string[];
  readonly recovery: readonly string[];
  readonly text: string;
}

/** Set-up and joining. */
export interface StartHandlers {
  /** Makes root, first admin, recovery and cards and sets the service up; `fragment` is the set-up link's. */
  'setup.begin'(ask: {
    readonly fragment: string;
    readonly service: string;
    readonly name: string;
    readonly phone: string;
    readonly days: number;
  }): Promise<{ readonly phrase: readonly string[]; readonly cards: readonly CardView[] }>;
  /** Forgets the root key. */
  'setup.finish'(): Promise<void>;
  /** What a join link says; throws `enrol-link`, `enrol-root`. */
  'join.read'(ask: { readonly fragment: string }): Promise<{ readonly service: string; readonly role: number }>;
  'join.begin'(ask: { readonly fragment: string }): Promise<{ readonly phrase: readonly string[] }>;
  /** Wipes a device that was not let in, so that it can start again. */
  'join.start-again'(): Promise<void>;
}
