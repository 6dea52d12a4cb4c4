import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { buildHead, buildLease, checkHead, checkLease, leaseUntil } from '../src/sync/head';
import { decode, Head } from '../src/sync/records';
import { createPrimitives } from '../src/vault/primitives';
import { hex, vectors, walk } from './vectors';
import { number } from './worlds';

const primitives = await createPrimitives();

walk('head', async (vector) => {
  const [raw, org, key] = [hex(vector, 'head'), hex(vector, 'org'), hex(vector, 'service_key')];
  if (vector['of'] === 'head') {
    await checkHead(raw, org, key, hex(vector, 'case'), primitives);
    return;
  }
  const nowMs = number(vector, 'now_ms');
  const lent = { group: hex(vector, 'group'), shareCommit: hex(vector, 'share_commit'), nowMs };
  await checkLease(raw, org, key, lent, primitives);
});

test('there are at least ten vectors, most of them failures', () => {
  const all = vectors('head');
  assert.ok(all.length >= 10);
  assert.ok(all.filter((vector) => vector.expect !== 'ok').length > all.length / 2);
});

test('what is built is what the vectors hold, but for its signer', async () => {
  for (const vector of vectors('head').filter((one) => one.expect === 'ok')) {
    const raw = hex(vector, 'head');
    const { org, case: place, n, running, chain_seq, time, kind } = decode(Head, raw);
    const seed = new Uint8Array(32);
    const built =
      vector['of'] === 'lease'
        ? await buildLease(seed, { org, group: place, until: n, share_commit: running, chain_seq, time }, primitives)
        : await buildHead(seed, { org, case: place, n, running, chain_seq, time, restart: kind === 2 }, primitives);
    assert.deepEqual(built.slice(0, -64), raw.slice(0, -64));
  }
});

test('a lease ends at the earliest of its days, thirty days and the due date', () => {
  const day = 24 * 60 * 60_000;
  assert.equal(leaseUntil(1000, null), 1000 + 30 * day);
  assert.equal(leaseUntil(1000, null, 7), 1000 + 7 * day);
  assert.equal(leaseUntil(1000, null, 90), 1000 + 30 * day);
  assert.equal(leaseUntil(1000, 5000), 5000);
});
