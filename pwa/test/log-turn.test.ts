// The new log at each start, as far as a store in memory shows it; tests/e2e/test_power.py looks at the browser's.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { turnLog } from '../src/vault/log-turn';
import { MemoryStore } from './vault/memory-store';

test('what fills the log is never seen, and what was there stays', async () => {
  const store = new MemoryStore();
  await store.transact(['heads'], async (tx) => {
    tx.put('heads', { case: 'a', raw: Uint8Array.of(1) });
  });
  const seen: number[] = [];
  const stop = store.watch(['heads'], (tx) => tx.count('heads'), (count) => seen.push(count));
  await turnLog(store);
  await new Promise(setImmediate);
  stop();
  assert.deepEqual(await store.read(['heads'], (tx) => tx.all('heads')), [{ case: 'a', raw: Uint8Array.of(1) }]);
  assert.deepEqual([...new Set(seen)], [1]);
});

test('a full tablet starts all the same', async () => {
  const store = new MemoryStore();
  store.failAt(0, { code: 'store-full' });
  await turnLog(store);
});
