// The vectors of tests/vectors/cards, and the shares that the library draws.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '../src/sync/bytes';
import { decodeCard, encodeCard, parseShareWords, recoveryScalar, rootSeed, shareWords } from '../src/sync/cards';
import { x25519Public } from '../src/sync/envelope';
import { hex as toHex } from '../src/sync/ids';
import { combineShares, splitCards } from '../src/vault/cards';
import { primitives } from './people';
import { hex, walk, type Vector } from './vectors';

function text(vector: Vector, name: string): string {
  const value = vector[name];
  if (typeof value !== 'string') throw new Error(`${vector.name}: ${name} is not a text`);
  return value;
}

async function read(vector: Vector): Promise<unknown> {
  switch (vector['operation']) {
    case 'combine':
      assert.equal(toHex(await combineShares([hex(vector, 'left'), hex(vector, 'right')])), vector['secret']);
      return;
    case 'words': {
      const words = vector['words'] as readonly string[];
      const share = parseShareWords(words, wordlist);
      assert.equal(toHex(share), vector['share']);
      assert.deepEqual(shareWords(share, wordlist), words);
      return;
    }
    case 'card': {
      const card = decodeCard(text(vector, 'text'));
      assert.deepEqual([toHex(card.root), toHex(card.recovery)], [vector['root'], vector['recovery']]);
      assert.equal(encodeCard(card), vector['text']);
      return;
    }
    case 'root':
    case 'recovery': {
      const [left, right] = [decodeCard(text(vector, 'left')), decodeCard(text(vector, 'right'))];
      const bring = vector['operation'] === 'root' ? rootSeed : recoveryScalar;
      return bring(left, right, hex(vector, 'public'), combineShares, primitives);
    }
    case 'list': {
      const list = new Uint8Array(Buffer.from(wordlist.join('\n')));
      assert.equal(toHex(await primitives.sha256(list)), vector['digest']);
      return;
    }
    default:
      throw new Error(`${vector.name}: no such operation`);
  }
}

walk('cards', read);

void test('three cards are split, and any two bring both secrets back', async () => {
  const seed: Bytes = crypto.getRandomValues(new Uint8Array(32));
  const scalar: Bytes = crypto.getRandomValues(new Uint8Array(32));
  const cards = await splitCards(seed, scalar);
  assert.equal(cards.length, 3);
  const root = await primitives.ed25519Public(seed);
  const recipient = await x25519Public(scalar, primitives);
  for (const left of cards) {
    for (const right of cards.filter((card) => card !== left)) {
      assert.equal(toHex(await rootSeed(left, right, root, combineShares, primitives)), toHex(seed));
      assert.equal(toHex(await recoveryScalar(left, right, recipient, combineShares, primitives)), toHex(scalar));
    }
    assert.deepEqual(decodeCard(encodeCard(left)), left);
  }
});
