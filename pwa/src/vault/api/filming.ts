// One film from the gate to the finish.

/** Why a film ended, as the page can tell. */
export type Ending = 'stop' | 'full' | 'call' | 'camera' | 'limit';

/** Making a film. */
export interface FilmingHandlers {
  /** The gate: everybody who is here has said yes; the camera opens only after it. */
  'film.open'(ask: {
    readonly case: string;
    readonly persons: readonly string[];
  }): Promise<{ readonly film: string; readonly due_at: number }>;
  /** Seals one batch of the journal; `chunk` is transferred. */
  'film.append'(ask: {
    readonly film: string;
    readonly chunk: Uint8Array<ArrayBuffer>;
    readonly ms: number;
    readonly frames: number;
  }): Promise<void>;
  'film.finish'(ask: { readonly film: string; readonly reason: Ending }): Promise<void>;
}
