// The two locks of a tablet, as a table.
//
//   shut     the DSK is not here: the vault worker ends, and the five words or the authenticator are needed
//   open     somebody works
//   veiled   the screen lock: keys of cases and films are wiped from memory, the DSK stays, and a PIN returns
//
// Time comes in as an argument; `tick` is asked whenever a timer fires, and nothing happens between.

export type LockState = 'shut' | 'open' | 'veiled';
export type LockEvent = 'unlock' | 'idle' | 'hidden' | 'cover' | 'pin' | 'guessed' | 'long' | 'hand-over';

/** What follows from where; an event that a state does not list changes nothing. */
export const TRANSITIONS: Readonly<Record<LockState, Partial<Record<LockEvent, LockState>>>> = {
  shut: { unlock: 'open' },
  open: { idle: 'veiled', hidden: 'veiled', cover: 'veiled', long: 'shut', 'hand-over': 'shut' },
  veiled: { pin: 'open', guessed: 'shut', long: 'shut', 'hand-over': 'shut' },
};

/** How long each lock waits, ms, and how many wrong PINs are let pass. */
export const LIMITS = { idle: 5 * 60_000, hidden: 60_000, long: 30 * 60_000, tries: 5 } as const;

/** The state after an event. */
export function step(state: LockState, event: LockEvent): LockState {
  return TRANSITIONS[state][event] ?? state;
}

/** The locks of one vault worker; a restart begins shut. */
export class Locks {
  #state: LockState = 'shut';
  #touched = 0;
  #hidden: number | null = null;
  #filming = false;
  #tries: number = LIMITS.tries;

  get state(): LockState {
    return this.#state;
  }

  /** Wrong PINs that are still let pass. */
  get triesLeft(): number {
    return this.#tries;
  }

  /** When the next lock falls if nothing happens before, ms; null while filming, and when all have fallen. */
  get due(): number | null {
    if (this.#filming || this.#state === 'shut') return null;
    if (this.#state === 'veiled') return this.#touched + LIMITS.long;
    const hidden = this.#hidden === null ? Infinity : this.#hidden + LIMITS.hidden;
    return Math.min(this.#touched + LIMITS.idle, hidden);
  }

  /** The DSK was given. */
  unlocked(now_ms: number): LockState {
    this.#tries = LIMITS.tries;
    this.#touched = now_ms;
    return this.#go('unlock');
  }

  /** Somebody touched the screen.  Touching the veil delays nothing. */
  touched(now_ms: number): void {
    if (this.tick(now_ms) === 'open') this.#touched = now_ms;
  }

  /** The page went out of sight, or came back. */
  seen(visible: boolean, now_ms: number): LockState {
    const state = this.tick(now_ms);
    this.#hidden = visible ? null : (this.#hidden ?? now_ms);
    return state;
  }

  /** While a film is made no lock falls; the wait begins anew when it ends. */
  filming(on: boolean, now_ms: number): void {
    this.tick(now_ms);
    this.#filming = on;
    this.#touched = now_ms;
    if (!on && this.#hidden !== null) this.#hidden = now_ms;
  }

  /** Somebody covered the screen; nobody is filmed under a covered screen. */
  cover(): LockState {
    return this.#filming ? this.#state : this.#go('cover');
  }

  /** Lets fall what is due at `now_ms`. */
  tick(now_ms: number): LockState {
    if (this.#filming || this.#state === 'shut') return this.#state;
    // A clock that was set back would put every lock off by as much.
    this.#touched = Math.min(this.#touched, now_ms);
    if (this.#hidden !== null) this.#hidden = Math.min(this.#hidden, now_ms);
    if (now_ms - this.#touched >= LIMITS.long) return this.#go('long');
    if (this.#hidden !== null && now_ms - this.#hidden >= LIMITS.hidden) this.#go('hidden');
    if (now_ms - this.#touched >= LIMITS.idle) this.#go('idle');
    return this.#state;
  }

  /** A PIN was tried on the veil. */
  pin(right: boolean, now_ms: number): LockState {
    if (this.tick(now_ms) !== 'veiled') return this.#state;
    if (right) {
      this.#tries = LIMITS.tries;
      this.#touched = now_ms;
      return this.#go('pin');
    }
    this.#tries -= 1;
    return this.#tries <= 0 ? this.#go('guessed') : this.#state;
  }

  /** The tablet goes to somebody else. */
  handOver(): LockState {
    return this.#go('hand-over');
  }

  #go(event: LockEvent): LockState {
    this.#state = step(this.#state, event);
    return this.#state;
  }
}
