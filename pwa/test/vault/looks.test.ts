// How the screens of a tablet look, as it is kept there.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { chooseLooks, looksOf, PLAIN_LOOKS } from '../../src/vault/looks';
import { MemoryStore } from './memory-store';

test('what is not known here counts as the first choice', async () => {
  const store = new MemoryStore();
  assert.deepEqual(await looksOf(store), PLAIN_LOOKS);
  await store.transact(['meta'], async (tx) => {
    tx.put('meta', { key: 'looks', value: { text: 'huge', theme: 'dark', hand: 7 } });
  });
  assert.deepEqual(await looksOf(store), { ...PLAIN_LOOKS, theme: 'dark' });
});

test('choices that come together are all kept', async () => {
  const store = new MemoryStore();
  await Promise.all([
    chooseLooks(store, { text: 'larger' }),
    chooseLooks(store, { theme: 'dark' }),
    chooseLooks(store, { hand: 'left' }),
  ]);
  assert.deepEqual(await looksOf(store), { text: 'larger', theme: 'dark', hand: 'left', language: null });
});
