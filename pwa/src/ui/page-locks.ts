// The locks as the page has them: it tells the vault of touches, covers the screen before anybody has answered, and has
// what is half written sealed before anything is shut.  When a lock falls the vault decides.
import { signal, type Signal } from '@preact/signals';
import type { PageVault } from './vault';

/** The vault hears of touches at most so often, ms. */
const TOUCHED_MS = 10_000;
/** How long before the lock somebody is warned, ms. */
export const WARNING_MS = 30_000;
/** A page that was out of sight for longer shows nothing before the vault has answered, ms. */
const UNSEEN_MS = 61_000;
/** Nobody waits longer for what is being sealed, ms. */
const SEALING_MS = 1_000;

/** What is to be sealed before the screen is shut; a draft adds itself for as long as it stands. */
export class Sealing {
  readonly #works = new Set<() => Promise<void>>();

  /** `work` is run before each lock; returns the stop. */
  add(work: () => Promise<void>): () => void {
    this.#works.add(work);
    return () => {
      this.#works.delete(work);
    };
  }

  /** Ends when everything is sealed, or after a second; what failed stays where it was. */
  async run(): Promise<void> {
    const all = Promise.allSettled([...this.#works].map((work) => work()));
    await Promise.race([all, new Promise((over) => setTimeout(over, SEALING_MS))]);
  }
}

export class PageLocks {
  readonly sealing = new Sealing();
  /** Plain paper and a clock in place of everything. */
  readonly covered: Signal<boolean> = signal(false);
  /** Whether films wait here after a hand-over; null where nobody has handed over. */
  readonly handed: Signal<boolean | null> = signal(null);
  /** Somebody unlocked by words: one who has no PIN is offered one. */
  readonly offered: Signal<boolean> = signal(false);
  readonly #vault: PageVault;
  #touched = 0;
  #unseen: number | null = null;

  constructor(vault: PageVault) {
    this.#vault = vault;
  }

  /** Begins to tell of touches and of the page's going out of sight. */
  listen(): void {
    for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, this.#touch, { passive: true });
    document.addEventListener('visibilitychange', this.#seen);
    addEventListener('keydown', (event) => {
      if (!event.ctrlKey || event.key !== '.' || !this.#mayCover()) return;
      event.preventDefault();
      this.cover();
    });
  }

  /** Somebody is there: the lock waits anew. */
  readonly stay = (): void => {
    this.#touched = Date.now();
    this.#say();
  };

  /** Covers at once; nobody is filmed under a covered screen. */
  readonly cover = (): void => {
    if (!this.#mayCover()) return;
    this.covered.value = true;
    this.lock();
  };

  /** The screen lock. */
  readonly lock = (): void => {
    stopSound();
    void this.#sealed(() => this.#vault.ask('lock.screen', undefined));
  };

  /** Somebody is in again. */
  readonly unlocked = (): void => {
    this.handed.value = null;
    this.offered.value = true;
  };

  /** The hard lock: the tablet goes to somebody else. */
  async handOver(): Promise<void> {
    stopSound();
    const waits = (this.#vault.sync.value?.films_waiting ?? 0) > 0;
    await this.sealing.run();
    await this.#vault.lock();
    this.handed.value = waits;
  }

  /** While a film is made no lock is near. */
  #mayCover(): boolean {
    return this.#vault.door.value.stage === 'open' && this.#vault.locks.value?.locks_at !== null;
  }

  readonly #touch = (): void => {
    const warned = (this.#vault.locks.value?.locks_at ?? Infinity) - Date.now() <= WARNING_MS;
    if (!warned && Date.now() - this.#touched < TOUCHED_MS) return;
    this.stay();
  };

  readonly #seen = (): void => {
    const visible = document.visibilityState === 'visible';
    const since = this.#unseen;
    this.#unseen = visible ? null : (since ?? Date.now());
    if (!visible) void this.sealing.run();
    if (visible && since !== null && Date.now() - since >= UNSEEN_MS && this.#mayCover()) {
      this.#vault.veil();
      void this.#vault.ask('lock.screen', undefined).catch(() => undefined);
    }
    this.#say();
  };

  /** Nobody waits for the answer, and a vault that is gone needs none. */
  #say(): void {
    const visible = document.visibilityState === 'visible';
    void this.#vault.ask('touched', { visible }).catch(() => undefined);
  }

  async #sealed(lock: () => Promise<void>): Promise<void> {
    await this.sealing.run();
    await lock().catch(() => undefined);
  }
}

/** What plays goes on playing when it is taken off the page: it is stopped first. */
function stopSound(): void {
  for (const one of document.querySelectorAll<HTMLMediaElement>('audio, video')) one.pause();
}
