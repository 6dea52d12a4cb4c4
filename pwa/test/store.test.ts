import { test } from 'node:test';
import { MemoryStore } from './vault/memory-store';
import { STORE_CONTRACT } from './vault/store-contract';

for (const promise of STORE_CONTRACT) {
  test(`the store in memory: ${promise.name}`, () => promise.run(new MemoryStore()));
}
