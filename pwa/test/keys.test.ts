// Keys: what the libraries let pass and we refuse.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { hex as toHex } from '../src/sync/ids';
import { ed25519IsSound, ed25519Verify, SMALL_ORDER, x25519, x25519IsSound } from '../src/sync/keys';
import { x25519Public } from '../src/sync/envelope';
import { bytes, primitives } from './people';
import { outcome } from './vectors';

const NOT_CANONICAL_ED25519 = {
  'y = p': `ed${'ff'.repeat(30)}7f`,
  'y = p + 1': `ee${'ff'.repeat(30)}7f`,
  'y above p': `f0${'ff'.repeat(30)}7f`,
  'x = 0 signed, y = 1': `01${'00'.repeat(30)}80`,
  'x = 0 signed, y = -1': `ec${'ff'.repeat(31)}`,
};
const SMALL_ORDER_X25519 = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
];
const NOT_CANONICAL_X25519 = [`f6${'ff'.repeat(30)}7f`, `09${'00'.repeat(30)}80`];
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const MESSAGE = bytes('616e797468696e67');

test('a small-order key verifies nothing, though the library lets one verify anything', async () => {
  // R is the identity and S is 0: where the challenge times the key is the identity too, the equation holds.
  const forged = bytes(`01${'00'.repeat(63)}`);
  assert.equal(SMALL_ORDER.size, 8);
  for (const key of SMALL_ORDER) {
    assert.equal(ed25519IsSound(bytes(key)), false);
    assert.equal(await ed25519Verify(bytes(key), MESSAGE, forged, primitives), false);
  }
  assert.equal(await primitives.ed25519Verify(bytes(`01${'00'.repeat(31)}`), MESSAGE, forged), true);
});

test('an encoding that is not canonical is not sound', async () => {
  for (const key of Object.values(NOT_CANONICAL_ED25519)) assert.equal(ed25519IsSound(bytes(key)), false);
  for (const key of NOT_CANONICAL_X25519) assert.equal(await x25519IsSound(bytes(key), primitives), false);
  for (const length of [0, 31, 33]) {
    assert.equal(ed25519IsSound(bytes('09'.repeat(length))), false);
    assert.equal(await x25519IsSound(bytes('09'.repeat(length)), primitives), false);
  }
});

test('a signature whose S is not below L does not hold', async () => {
  const seed = bytes('07'.repeat(32));
  const key = await primitives.ed25519Public(seed);
  const signature = await primitives.ed25519Sign(seed, MESSAGE);
  assert.equal(await ed25519Verify(key, MESSAGE, signature, primitives), true);
  const s = BigInt(`0x${toHex(signature.slice(32).reverse())}`) + ORDER;
  const larger = bytes(s.toString(16).padStart(64, '0')).reverse();
  const stretched = bytes(toHex(signature.slice(0, 32)) + toHex(larger));
  assert.equal(await ed25519Verify(key, MESSAGE, stretched, primitives), false);
  assert.equal(await ed25519Verify(key, MESSAGE, signature.slice(0, 63), primitives), false);
});

test('a point that agrees on zeros is refused', async () => {
  for (const point of SMALL_ORDER_X25519) {
    assert.equal(await x25519IsSound(bytes(point), primitives), false);
    const agree = () => x25519(bytes('07'.repeat(32)), bytes(point), 'roll', primitives);
    assert.equal(await outcome(agree), 'roll-key');
  }
});

test('ordinary keys are sound', async () => {
  for (let n = 1; n < 20; n++) {
    const seed = new Uint8Array(32).fill(n);
    assert.equal(ed25519IsSound(await primitives.ed25519Public(seed)), true);
    assert.equal(await x25519IsSound(await x25519Public(seed, primitives), primitives), true);
  }
});
