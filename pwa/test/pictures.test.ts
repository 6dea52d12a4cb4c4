// Which picture is shown when, and which decoded ones are kept.
import assert from 'node:assert/strict';
import test from 'node:test';
import { insideOf, pictureAt } from '../src/media/picture-times';
import { PictureCache, type Picture } from '../src/media/picture-cache';

const SEED = 20_261_128;

/** Times of a camera that keeps no even rate, s. */
function uneven(count: number): Float64Array {
  let state = SEED;
  let at = 0.021;
  return Float64Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const now = at;
    at += 0.02 + (state % 50) / 1000;
    return now;
  });
}

test('each picture is found at its beginning, inside its span and just before the next one', () => {
  const times = uneven(500);
  times.forEach((time, index) => {
    const next = times[index + 1] ?? time + 1;
    assert.equal(pictureAt(times, time), index, `seed ${SEED}`);
    assert.equal(pictureAt(times, insideOf(times, index)), index);
    assert.equal(pictureAt(times, next - 0.001), index);
    // Players give times in microseconds, cut off.
    assert.equal(pictureAt(times, Math.trunc(time * 1e6) / 1e6), index);
  });
  assert.equal(pictureAt(times, 0), 0);
  assert.equal(pictureAt(times, 1e9), 499);
  assert.equal(pictureAt(new Float64Array(0), 1), 0);
});

function picture(size: number): Picture {
  return { pixels: new Uint8Array(size), about: { format: 'I420', codedWidth: 2, codedHeight: 2, timestamp: 0 } };
}

test('what lies farthest from the picture that is looked at goes first, and memory has its bound', () => {
  const cache = new PictureCache(1000);
  for (let index = 0; index < 50; index++) {
    cache.put(index, picture(100), 20);
    assert.ok(cache.bytes <= 1000);
  }
  const kept = Array.from({ length: 50 }, (_, index) => index).filter((index) => cache.has(index));
  assert.equal(kept.length, 10);
  assert.ok(kept.every((index) => Math.abs(index - 20) <= 5), String(kept));
  cache.put(20, picture(400), 20);
  assert.ok(cache.bytes <= 1000 && cache.has(20));
  const small = new PictureCache(10);
  small.put(1, picture(100), 1);
  assert.ok(small.has(1));
  small.put(2, picture(100), 2);
  assert.ok(small.has(2) && !small.has(1));
  cache.clear();
  assert.equal(cache.bytes, 0);
});
