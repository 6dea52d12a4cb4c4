// A screen that goes dark while filming takes the camera with it.

/** The screen, kept on from `begin` to `end`. */
export class KeptOn {
  readonly #tell: (awake: boolean) => void;
  #awake = false;
  #ended = false;
  #release: () => void = () => undefined;

  /** `tell` hears whenever the screen is kept on or is not any more. */
  constructor(tell: (awake: boolean) => void = () => undefined) {
    this.#tell = tell;
  }

  /** Whether the browser keeps it on. */
  get awake(): boolean {
    return this.#awake;
  }

  /** Settles once the first answer is told: a tablet that is low on battery may refuse it, or take it back later. */
  async begin(): Promise<void> {
    const over = new AbortController();
    try {
      const lock = await navigator.wakeLock.request('screen');
      this.#change(true);
      lock.addEventListener('release', () => { this.#change(false); }, { signal: over.signal });
      this.#release = () => {
        over.abort();
        void lock.release();
      };
    } catch {
      this.#change(false);
    }
    // It may have ended before the browser answered.
    if (this.#ended) this.#release();
  }

  end(): void {
    this.#ended = true;
    this.#release();
  }

  #change(awake: boolean): void {
    this.#awake = awake;
    this.#tell(awake);
  }
}
