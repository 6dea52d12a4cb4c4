// Randomness of tests: from a seed, so that what failed can be run again.
import type { Bytes } from '../../src/sync/bytes';
import { Entropy } from '../../src/vault/entropy';

/** Numbers below 2^32, the same for the same seed (xorshift32). */
export function numbers(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** An Entropy that draws from a seed. */
export function seeded(seed: number): Entropy {
  const next = numbers(seed);
  return new Entropy((raw: Bytes) => {
    for (let i = 0; i < raw.length; i++) raw[i] = next() >>> 24;
  });
}
