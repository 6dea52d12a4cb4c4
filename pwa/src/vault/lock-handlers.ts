// What the page may ask of the two locks.
import { refuse } from '../sync/errors';
import type { LockHandlers } from './api';
import type { Entropy } from './entropy';
import type { Guard } from './guard';
import type { Unlocked } from './newcomer';
import type { Ways } from './ways';

/** Who answers. */
export interface LockParts {
  readonly guard: Guard;
  readonly ways: Ways;
  readonly entropy: Entropy;
  /** Whether somebody may unlock at all. */
  readonly shut: () => boolean;
  /** Lets a member in whose DSK was given. */
  readonly enter: (unlocked: Unlocked) => Promise<void>;
  /** Erases a member whom nobody has let in. */
  readonly startAgain: (owner: number) => Promise<void>;
}

export function lockHandlers({ enter, entropy, guard, shut, startAgain, ways }: LockParts): LockHandlers {
  const atWork = (): Unlocked => {
    if (guard.session === null || guard.unlocked === null) throw refuse('unlock-locked');
    return guard.unlocked;
  };
  const closed = (): void => {
    if (!shut() && !guard.isVeiled) throw refuse('unlock-locked');
  };
  return {
    unlock: async ({ owner, words }) => {
      closed();
      await enter(await ways.byWords(words, owner ?? null));
    },
    'unlock.pin': async ({ pin }) => {
      const { unlocked } = guard;
      if (!guard.isVeiled || unlocked === null) throw refuse('unlock-locked');
      await guard.pin(await ways.isPin(pin, unlocked));
    },
    'unlock.passkey': async ({ output, owner }) => {
      try {
        closed();
        await enter(await ways.byPasskey(owner, output));
      } finally {
        output.fill(0);
      }
    },
    'lock.start-again': async ({ owner }) => {
      if (!shut()) throw refuse('unlock-locked');
      await startAgain(owner);
    },
    'lock.screen': async () => {
      guard.cover();
    },
    lock: async () => guard.shut(),
    touched: async ({ visible }) => {
      guard.touched(visible);
    },
    'pin.make': async ({ pin }) => ways.makePin(pin, atWork()),
    'pin.drop': async () => ways.dropPin(atWork()),
    'passkey.challenge': async () => ({ challenge: entropy.bytes(32) }),
    'passkey.begin': async () => ({ challenge: entropy.bytes(32), user: atWork().device }),
    'passkey.keep': async ({ credential, output }) => {
      try {
        await ways.keepPasskey({ credential, output }, atWork());
      } finally {
        output.fill(0);
      }
    },
    'passkey.drop': async () => ways.dropPasskeys(atWork()),
  };
}
