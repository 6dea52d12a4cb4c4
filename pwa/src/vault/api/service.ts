// The service as a whole: what it has chosen, and what has happened to its server.

/** What the service has chosen. */
export interface ServiceSettings {
  readonly name: string;
  readonly phone: string | null;
  /** Days a film may stay. */
  readonly days: number;
  /** Days a tablet may be without internet. */
  readonly offline_days: number;
  /** BCP 47 tags. */
  readonly languages: readonly string[];
}

export interface ServiceView {
  /** Null where the service's case cannot be read here. */
  readonly settings: ServiceSettings | null;
  /** Whether this device may change them. */
  readonly may_change: boolean;
  /** Whether a device for safeguarding is in the chain. */
  readonly safeguarding: boolean;
  /** Admins that count: one alone needs two cards to name another. */
  readonly admins: number;
  /** When the server was restored from a backup last, ms; null where it never was. */
  readonly restored_at: number | null;
  readonly demo: boolean;
}

export interface ServiceHandlers {
  /** Throws `right-role`. */
  'service.change'(ask: ServiceSettings): Promise<void>;
}
