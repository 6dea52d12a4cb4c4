// One film from the gate to the finish.

/** Why a film ended, as the page can tell. */
export type Ending = 'stop' | 'full' | 'call' | 'camera' | 'limit';

/** A film whose camera may open, and how far it may go. */
export interface OpenedFilm {
  readonly film: string;
  readonly due_at: number;
  /** The longest film, ms, and the journal's bytes at which it ends: what this tablet can close. */
  readonly limit_ms: number;
  readonly max_bytes: number;
}

/** Making a film. */
export interface FilmingHandlers {
  /** The gate: everybody who is here has said yes today; the camera opens only after it. */
  'film.open'(ask: { readonly case: string; readonly persons: readonly string[] }): Promise<OpenedFilm>;
  /** Seals one batch of the journal; `chunk` is transferred. */
  'film.append'(ask: {
    readonly film: string;
    readonly chunk: Uint8Array<ArrayBuffer>;
    readonly ms: number;
    readonly frames: number;
  }): Promise<void>;
  /** Seals a moment; ends when it is durable. */
  'film.mark'(ask: {
    readonly film: string;
    readonly ms: number;
    readonly kind: 'moment' | 'someone-came-in';
  }): Promise<void>;
  /** Whoever came in while that film was made was asked and said yes. */
  'film.all-asked'(ask: { readonly film: string }): Promise<void>;
  'film.finish'(ask: { readonly film: string; readonly reason: Ending }): Promise<void>;
}
