// What the page may ask of the locks.

/** Unlock and lock. */
export interface LockHandlers {
  unlock(ask: { readonly words: string }): Promise<void>;
  lock(): Promise<void>;
  /** Somebody touched the screen, or it went out of sight. */
  touched(ask: { readonly visible: boolean }): Promise<void>;
}
