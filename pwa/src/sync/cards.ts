// Recovery cards: any two of three bring back the root's seed and the recovery scalar (docs/spec/cards.md).
// Each secret of 32 bytes is split over GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, byte by byte, by a line through the
// secret at x = 0.  A share is the 32 values of y, then x (33 B): 264 bits, which is 24 words of a list of 2,048.
// Splitting and combining come in as arguments: vault/cards.ts has them.
import { concat, same, type Bytes } from './bytes';
import { x25519Public } from './envelope';
import { refuse } from './errors';
import { base64url, parseBase64url } from './ids';
import type { Primitives } from './primitives';

const SHARE_LENGTH = 33;
const SHARE_WORDS = 24;
const WORD_BITS = 11;
/** What the text of a card's QR starts with. */
const PREFIX = 'amanat-card-1.';

/** The secret behind shares that `checkPair` let pass. */
export type Combine = (shares: readonly [Bytes, Bytes]) => Promise<Bytes>;

/** One of the three cards: a share of the root's seed and one of the recovery scalar. */
export interface Card {
  readonly root: Bytes;
  readonly recovery: Bytes;
}

/** `card-length` where it is not 33 bytes, `card-number` where x is 0. */
export function checkShare(share: Bytes): void {
  if (share.length !== SHARE_LENGTH) throw refuse('card-length');
  if (share[SHARE_LENGTH - 1] === 0) throw refuse('card-number');
}

/** Checks two shares; `card-same` where both are of one card. */
export function checkPair(left: Bytes, right: Bytes): void {
  checkShare(left);
  checkShare(right);
  if (left[SHARE_LENGTH - 1] === right[SHARE_LENGTH - 1]) throw refuse('card-same');
}

/** A share as 24 words, the most significant bits first. */
export function shareWords(share: Bytes, wordList: readonly string[]): string[] {
  checkShare(share);
  return Array.from({ length: SHARE_WORDS }, (_, i) => {
    const place = Array.from({ length: WORD_BITS }, (_bit, j) => i * WORD_BITS + j).reduce(
      (bits, at) => (bits << 1) | (((share[at >> 3] ?? 0) >> (7 - (at & 7))) & 1),
      0,
    );
    return wordList[place] ?? '';
  });
}

/** The share behind 24 words; case and blanks do not count.  Throws `card-words` and `card-number`. */
export function parseShareWords(words: readonly string[], wordList: readonly string[]): Bytes {
  if (words.length !== SHARE_WORDS) throw refuse('card-words');
  const share = new Uint8Array(SHARE_LENGTH);
  words.forEach((word, i) => {
    const place = wordList.indexOf(word.trim().toLowerCase());
    if (place < 0) throw refuse('card-words');
    for (let j = 0; j < WORD_BITS; j++) {
      const at = i * WORD_BITS + j;
      share[at >> 3] = (share[at >> 3] ?? 0) | (((place >> (WORD_BITS - 1 - j)) & 1) << (7 - (at & 7)));
    }
  });
  checkShare(share);
  return share;
}

/** The text of a card's QR: `amanat-card-1.` and base64url of both shares. */
export function encodeCard(card: Card): string {
  checkShare(card.root);
  checkShare(card.recovery);
  return PREFIX + base64url(concat(card.root, card.recovery));
}

/** The card behind a QR; `card-magic` for another text, `card-length` for one cut short or longer. */
export function decodeCard(text: string): Card {
  if (!text.startsWith(PREFIX)) throw refuse('card-magic');
  let raw: Bytes;
  try {
    raw = parseBase64url(text.slice(PREFIX.length), 2 * SHARE_LENGTH);
  } catch (fault) {
    if (fault instanceof RangeError) throw refuse('card-length');
    throw fault;
  }
  const card = { root: raw.slice(0, SHARE_LENGTH), recovery: raw.slice(SHARE_LENGTH) };
  checkShare(card.root);
  checkShare(card.recovery);
  return card;
}

/** The root's seed (32 B); `card-checksum` where its public key is not `root`. */
export async function rootSeed(
  left: Card,
  right: Card,
  root: Bytes,
  combine: Combine,
  primitives: Primitives,
): Promise<Bytes> {
  checkPair(left.root, right.root);
  const seed = await combine([left.root, right.root]);
  if (!same(await primitives.ed25519Public(seed), root)) throw refuse('card-checksum');
  return seed;
}

/** The recovery scalar (32 B); `card-checksum` where its public key is not `recoveryKey`. */
export async function recoveryScalar(
  left: Card,
  right: Card,
  recoveryKey: Bytes,
  combine: Combine,
  primitives: Primitives,
): Promise<Bytes> {
  checkPair(left.recovery, right.recovery);
  const scalar = await combine([left.recovery, right.recovery]);
  if (!same(await x25519Public(scalar, primitives), recoveryKey)) throw refuse('card-checksum');
  return scalar;
}
