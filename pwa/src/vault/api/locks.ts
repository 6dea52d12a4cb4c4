// The two locks: what the page may know before anybody has unlocked, and what it may ask.
//
// A screen lock keeps the member's DSK in the worker and lets a PIN return; a hard lock ends the worker.

/** A member of this tablet as the lock screen shows them. */
export interface FaceView {
  /** Their number on this tablet. */
  readonly owner: number;
  /** At most two letters; null until they were told once. */
  readonly initials: string | null;
  /** Their first name; null until a member of this tablet has unlocked. */
  readonly name: string | null;
  /** Ids of their passkeys on this tablet, base64url. */
  readonly passkeys: readonly string[];
}

export interface LockView {
  readonly members: readonly FaceView[];
  /** Who is at work, or behind the screen lock; null after a hard lock. */
  readonly owner: number | null;
  /** Whether the member at work has a PIN. */
  readonly pin: boolean;
  /** How many wrong PINs are still let pass. */
  readonly tries_left: number;
  /** When the screen lock falls if nobody touches the screen, ms; null where none is near. */
  readonly locks_at: number | null;
  /** Whether this tablet was reported lost. */
  readonly lost: boolean;
  /** Numbers of those whom nobody has let in yet: behind the hard lock they can start again without their words. */
  readonly unjoined: readonly number[];
}

/** Unlock, lock, hand over. */
export interface LockHandlers {
  /** Unlocks by five words: that member, or whoever they belong to; throws `unlock-phrase`. */
  unlock(ask: { readonly words: string; readonly owner?: number | null }): Promise<void>;
  /** Lifts the screen lock; throws `unlock-pin`, and at the fifth wrong PIN the lock becomes a hard one. */
  'unlock.pin'(ask: { readonly pin: string }): Promise<void>;
  /** Unlocks by what an authenticator gave (32 B, transferred, overwritten); throws `unlock-key`. */
  'unlock.passkey'(ask: { readonly owner: number; readonly output: Uint8Array<ArrayBuffer> }): Promise<void>;
  /**
   * Behind the hard lock: erases a member whom nobody has let in, and the tablet where nobody else works with it;
   * throws `right-role` for one who has joined.  The worker ends.
   */
  'lock.start-again'(ask: { readonly owner: number }): Promise<void>;
  /** Draws the screen lock at once; while filming it changes nothing. */
  'lock.screen'(): Promise<void>;
  /** Hands over: the hard lock. */
  lock(): Promise<void>;
  /** Somebody touched the screen, or it went out of sight. */
  touched(ask: { readonly visible: boolean }): Promise<void>;
  /** Gives the member at work a PIN in place of the one before; throws `unlock-pin` unless it is six digits. */
  'pin.make'(ask: { readonly pin: string }): Promise<void>;
  'pin.drop'(): Promise<void>;
  /** Bytes for an authenticator to answer; nobody looks at the answer, for what counts is the secret beside it. */
  'passkey.challenge'(): Promise<{ readonly challenge: Uint8Array<ArrayBuffer> }>;
  /** The same, and an id for a new passkey of the member at work. */
  'passkey.begin'(): Promise<{ readonly challenge: Uint8Array<ArrayBuffer>; readonly user: Uint8Array<ArrayBuffer> }>;
  /** Adds a passkey of the member at work; `output` is transferred and overwritten. */
  'passkey.keep'(ask: {
    readonly credential: Uint8Array<ArrayBuffer>;
    readonly output: Uint8Array<ArrayBuffer>;
  }): Promise<void>;
  /** The passkeys of the member at work open nothing here any more. */
  'passkey.drop'(): Promise<void>;
}
