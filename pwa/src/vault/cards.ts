// Splitting the root's seed and the recovery scalar onto three cards, any two of which bring them back.
// The library's share is 32 bytes of y and one of x, which is the format of docs/spec/cards.md; it draws its own
// randomness from the browser.
import { combine, split } from 'shamir-secret-sharing';
import type { Bytes } from '../sync/bytes';
import { checkPair, checkShare, type Card } from '../sync/cards';

const CARDS = 3;
const NEEDED = 2;

/** Three cards of a root's seed and a recovery scalar (32 B each). */
export async function splitCards(rootSeed: Bytes, recoveryScalar: Bytes): Promise<readonly Card[]> {
  const roots = await splitSecret(rootSeed);
  const recoveries = await splitSecret(recoveryScalar);
  return roots.flatMap((root, i) => {
    const recovery = recoveries[i];
    return recovery === undefined ? [] : [{ root, recovery }];
  });
}

async function splitSecret(secret: Bytes): Promise<Bytes[]> {
  const shares = (await split(secret, CARDS, NEEDED)).map((share) => new Uint8Array(share));
  shares.forEach(checkShare);
  return shares;
}

/** The secret (32 B) behind two shares; throws `card-length`, `card-number` and `card-same`. */
export async function combineShares([left, right]: readonly [Bytes, Bytes]): Promise<Bytes> {
  checkPair(left, right);
  return new Uint8Array(await combine([left, right]));
}
