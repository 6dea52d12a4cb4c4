import assert from 'node:assert/strict';
import { test } from 'node:test';
import { padmeSize, padmeWithFiller } from '../src/media/padme.ts';

/** The rule word for word, in whole numbers. */
function byTheRule(length: bigint): bigint {
  const log2 = (value: bigint): bigint => BigInt(value.toString(2).length - 1);
  const exponent = log2(length);
  const zeros = exponent - (log2(exponent) + 1n);
  if (zeros <= 0n) return length;
  const step = 1n << zeros;
  return ((length + step - 1n) / step) * step;
}

function* lengths(): Generator<number> {
  for (let length = 4; length < 5000; length += 1) yield length;
  for (let exponent = 12; exponent <= 48; exponent += 1) {
    for (let near = -9; near <= 9; near += 1) yield 2 ** exponent + near;
  }
  // A fixed walk through sizes of films, so that a failure repeats.
  for (let length = 5003; length < 2 ** 40; length = Math.floor(length * 1.013) + 7) yield length;
}

test('sizes follow the rule to the last digit, below and above powers of two too', () => {
  for (const length of lengths()) assert.equal(BigInt(padmeSize(length)), byTheRule(BigInt(length)), String(length));
});

test('known sizes', () => {
  const known = [[0, 0], [1, 1], [2, 2], [8, 8], [9, 10], [100, 104], [1000, 1024], [1_000_000, 1_015_808]] as const;
  for (const [length, size] of known) assert.equal(padmeSize(length), size, String(length));
});

test('a Padmé size stays as it is, and a longer film is never smaller', () => {
  let before = 0;
  for (const length of [...lengths()].sort((a, b) => a - b)) {
    const size = padmeSize(length);
    assert.equal(padmeSize(size), size, String(length));
    assert.ok(size >= length && size >= before, String(length));
    before = size;
  }
});

test('filling costs at most an eighth of the length, and for films less than one part in thirty', () => {
  for (const length of lengths()) {
    const least = length >= 2 ** 20 ? 30 : 8;
    if (length >= 16) assert.ok(padmeSize(length) - length <= length / least, String(length));
  }
});

test('no gap is left that a filler box cannot close', () => {
  for (const length of lengths()) {
    const size = padmeWithFiller(length);
    const gap = size - length;
    assert.ok(gap === 0 || gap >= 8, `${length} is filled up to ${size}`);
    assert.equal(padmeSize(size), size, String(length));
    const next = padmeSize(length);
    if (next === length || next - length >= 8) assert.equal(size, next, String(length));
  }
});
