// The chain and the rolls as a tablet keeps it, whatever its disk did in between.
import assert from 'node:assert/strict';
import test from 'node:test';
import { refuse } from '../src/sync/errors';
import { Books } from '../src/vault/books';
import { outcomeOf, Profile, until } from './vault/house';
import { MemoryStore } from './vault/memory-store';
import { join, primitives, service } from './vault/service';

type World = Awaited<ReturnType<typeof service>>;

/** Somebody joins while the worker's tablet has no room for certificates; ends when it has refused some. */
async function joinedWhileFull({ admin, clock, server, worker }: World): Promise<void> {
  const transact = worker.store.transact.bind(worker.store);
  let refused = 0;
  const full: MemoryStore['transact'] = (tables, work) => {
    if (!tables.includes('certificates')) return transact(tables, work);
    refused += 1;
    return Promise.reject(refuse('store-full'));
  };
  worker.store.transact = full;
  await join(clock, admin, await Profile.open(primitives, server, clock, 501), 'Farida', 1);
  await until(clock, async () => (refused > 0 ? true : null));
  // The contacts after it go on to what rests on the chain.
  for (let contacts = 0; contacts < 3; contacts++) await worker.ask['sync.now']();
  worker.store.transact = transact;
}

async function startsAgain({ clock, phrase, worker }: World, seq: number): Promise<void> {
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => (worker.house.books.chain.seq === seq ? true : null));
}

test('certificates that the disk did not take once are fetched again with those that come next', async () => {
  const world = await service();
  const { admin, clock, server, worker } = world;
  await joinedWhileFull(world);
  await join(clock, admin, await Profile.open(primitives, server, clock, 502), 'Rafi', 1);
  const { seq } = admin.house.books.chain;
  await until(clock, async () => (worker.house.books.chain.seq === seq ? true : null));
  await startsAgain(world, seq);
});

test('nothing is kept that rests on certificates which the disk did not take', async () => {
  const world = await service();
  await joinedWhileFull(world);
  await startsAgain(world, world.admin.house.books.chain.seq);
});

test('a roll that the disk did not take once is kept with the next one, and the tablet starts', async () => {
  const { admin } = await service();
  const { chain, serviceCase } = admin.house.books;
  const [first, second] = admin.house.books.rolls(serviceCase).raws;
  assert.ok(first !== undefined && second !== undefined);
  const store = new MemoryStore();
  const books = await Books.open(store, primitives);
  await books.addCertificates(chain.records);
  store.failAt(0, { code: 'store-full', forGood: false });
  assert.equal(await outcomeOf(books.addRolls(serviceCase, [first])), 'store-full');
  await books.addRolls(serviceCase, [second]);
  assert.equal((await Books.open(store, primitives)).rolls(serviceCase).seq, 1);
});
