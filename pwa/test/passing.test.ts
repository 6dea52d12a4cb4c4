// From one member to the next behind the screen lock, while something of the first is under way.
import assert from 'node:assert/strict';
import test from 'node:test';
import { familyOf, FILM, openFamily, service } from './vault/service';

test('who unlocks by words behind the screen lock waits for what is under way, and this worker stays', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  const finish = worker.ask['film.finish']({ film: name, reason: 'stop' });
  await worker.ask['lock.screen']();
  const over = new Set<Promise<unknown>>();
  const entering = worker.ask.unlock({ words: phrase.join(' ') }).finally(() => over.add(entering));
  const stages = new Set<string>();
  while (!over.has(entering)) {
    clock.turn(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    stages.add((await worker.lobby.door()).stage);
  }
  await Promise.all([entering, finish]);
  stages.add((await worker.lobby.door()).stage);
  assert.deepEqual([[...stages], worker.ended], [['veiled', 'open'], 0]);
  assert.equal((await familyOf(worker)).films[0]?.status, 'tablet');
});
