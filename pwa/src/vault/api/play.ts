// Films that a member may look at: the supervisor's inbox, and one film while it is open.
import type { Code } from '../../sync/errors';
import type { ReelBytes } from '../../sync/ranges';

export type { RangeAnswer, RangeQuestion, ReelBytes } from '../../sync/ranges';

/** A film in the inbox. */
export interface InboxFilm {
  readonly film: string;
  readonly case: string;
  readonly label: string | null;
  /** Who filmed, by name. */
  readonly worker: string | null;
  readonly at: number;
  readonly ms: number;
  readonly due_at: number;
  /** Whether a supervisor's `film-opened` of this device stands in the ledger. */
  readonly opened: boolean;
  /** Whether the whole sealed copy is on this device. */
  readonly here: boolean;
  /** Why it cannot be opened here. */
  readonly fault: Code | null;
}

/** What lies in the inbox, newest first. */
export interface InboxView {
  readonly films: readonly InboxFilm[];
  /** Which film of how many is being fetched; null where none is. */
  readonly fetching: { readonly nth: number; readonly of: number } | null;
}

/** One film that is looked at. */
export interface ReelView {
  readonly film: string;
  readonly case: string;
  readonly label: string | null;
  readonly worker: string | null;
  readonly at: number;
  readonly ms: number;
  readonly due_at: number;
  /** Whether the whole sealed copy is on this device. */
  readonly here: boolean;
  /** Why the picture has to close; null while it may stay. */
  readonly closed: Code | null;
  /** When the family stopped it, where the ledger says so. */
  readonly stopped_at: number | null;
}

/** Looking at films. */
export interface PlayHandlers {
  /**
   * Opens a film: proves its sender, takes its key.  Rejects with `seal-no-key`, `share-stopped`, `share-destroyed`,
   * `manifest-*`, `event-late`, `right-role`, and `server-unreachable` where what is missing cannot be fetched.
   */
  'reel.open'(ask: { readonly film: string }): Promise<ReelBytes>;
  /** Answers through `port`, which is transferred, for the plaintext of an open film. */
  'reel.serve'(ask: { readonly film: string; readonly port: MessagePort }): Promise<void>;
  /** Forgets the film's key. */
  'reel.close'(ask: { readonly film: string }): Promise<void>;
}
