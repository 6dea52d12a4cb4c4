// This device against the server.
import type { Code } from '../../sync/errors';

/** The tablet's date and the server's are more than a day apart, and films are hidden until a person says. */
export interface DoubtView {
  /** The tablet's date, ms. */
  readonly device_ms: number;
  readonly server_ms: number;
  /** How many films are hidden for it; none is deleted. */
  readonly films: number;
}

/** This device against the server. */
export interface SyncView {
  /** Whether the last contact reached the server; null before the first. */
  readonly reached: boolean | null;
  readonly running: boolean;
  /** Things that wait to be sent, films among them. */
  readonly waiting: number;
  readonly films_waiting: number;
  /** How many of these films have waited more than three days. */
  readonly films_late: number;
  /** Films that were not sent either, and that are hidden for their date; none that is held. */
  readonly films_hidden: number;
  /** Films that somebody of a family had deleted, of which the server has not heard yet. */
  readonly stops_waiting: number;
  /** Whether a film is being sent, so that the screen should stay on. */
  readonly sending: boolean;
  /** What the server refused last, though it was reached. */
  readonly fault: Code | null;
  /** When filming is possible on this device; null where it is. */
  readonly film_ready_at: number | null;
  readonly doubt: DoubtView | null;
}

/** Contact with the server. */
export interface SyncHandlers {
  'sync.now'(): Promise<void>;
  /** What a person says of the tablet's date: it is today's, or it is not.  Only then films past it are deleted. */
  'sync.date'(ask: { readonly right: boolean }): Promise<void>;
}
