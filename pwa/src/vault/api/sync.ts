// This device against the server.
import type { Code } from '../../sync/errors';

/** This device against the server. */
export interface SyncView {
  /** Whether the last contact reached the server; null before the first. */
  readonly reached: boolean | null;
  readonly running: boolean;
  /** Things that wait to be sent, films among them. */
  readonly waiting: number;
  readonly films_waiting: number;
  /** What the server refused last, though it was reached. */
  readonly fault: Code | null;
  /** When filming is possible on this device; null where it is. */
  readonly film_ready_at: number | null;
}

/** Contact with the server. */
export interface SyncHandlers {
  'sync.now'(): Promise<void>;
}
