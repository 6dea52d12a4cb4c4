import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { concat } from '../src/sync/bytes';
import { decode, Tombstone } from '../src/sync/records';
import { buildTombstone, checkDestroys, checkTombstone, splitLog, TOMBSTONE_LENGTH } from '../src/sync/tombstone';
import { createPrimitives } from '../src/vault/primitives';
import { hex, truncations, vectors, walk } from './vectors';
import { hexList } from './worlds';

const primitives = await createPrimitives();

walk('tombstone', async (vector) => {
  const keys = hexList(vector, 'service_keys');
  const raw = hex(vector, 'tombstone');
  const tombstone = await checkTombstone(raw, hex(vector, 'org'), keys, hex(vector, 'case'), primitives);
  checkDestroys(tombstone, hex(vector, 'group'), hex(vector, 'share_commit'));
});

test('there are at least ten vectors, most of them failures', () => {
  const all = vectors('tombstone');
  assert.ok(all.length >= 10);
  assert.ok(all.filter((vector) => vector.expect !== 'ok').length > all.length / 2);
});

test('a tombstone that is built is the one that the vector holds, but for its signer', async () => {
  const [vector] = vectors('tombstone').filter((one) => one.name === 'by-date');
  assert.ok(vector);
  const raw = hex(vector, 'tombstone');
  const built = await buildTombstone(new Uint8Array(32), decode(Tombstone, raw), primitives);
  assert.deepEqual(built.slice(0, -64), raw.slice(0, -64));
});

test('a log that was cut anywhere gives its whole tombstones', () => {
  const log = concat(new Uint8Array(TOMBSTONE_LENGTH).fill(1), new Uint8Array(TOMBSTONE_LENGTH).fill(2));
  for (const cut of [...truncations(log), log]) {
    const { whole, rest } = splitLog(cut);
    assert.equal(whole.length, Math.floor(cut.length / TOMBSTONE_LENGTH));
    assert.deepEqual(concat(...whole, rest), cut);
  }
});
