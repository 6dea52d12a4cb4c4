// The five words behind a DSK: drawn, never chosen, 11 bits each from the list of 2,048.
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { refuse } from '../sync/errors';
import type { Entropy } from './entropy';

const WORDS = 5;

/** Five words of 55 random bits. */
export function drawPhrase(entropy: Entropy): readonly string[] {
  return Array.from({ length: WORDS }, () => {
    const [high = 0, low = 0] = entropy.bytes(2);
    // 2,048 divides 65,536, so every word is as likely as any other.
    return wordlist[((high << 8) | low) % wordlist.length] ?? '';
  });
}

/** The one spelling of what a person typed; throws `unlock-phrase` unless it is five words of the list. */
export function readPhrase(text: string): string {
  const words = text.trim().toLowerCase().split(/\s+/u);
  if (words.length !== WORDS || words.some((word) => !wordlist.includes(word))) throw refuse('unlock-phrase');
  return words.join(' ');
}
