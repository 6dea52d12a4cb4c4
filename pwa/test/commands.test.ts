// Dates that are brought forward: kept here at once, sent when there is a server, and seen by the supervisor.
import assert from 'node:assert/strict';
import test from 'node:test';
import { THREE_DAYS_MS } from '../src/sync/command';
import type { FilmView } from '../src/vault/api';
import { outcomeOf, until, type Profile, type TurnedClock } from './vault/house';
import { familyOf, film, openFamily, service } from './vault/service';

const DAY = 24 * 3_600_000;

async function filmOf(profile: Profile): Promise<FilmView> {
  const [one] = (await familyOf(profile)).films;
  assert.ok(one);
  return one;
}

const quiet = (worker: Profile) => async (): Promise<true | null> =>
  (await worker.lobby.sync()).waiting === 0 ? true : null;

/** Time goes by while somebody touches the screen now and then. */
async function atWork(clock: TurnedClock, worker: Profile, ms: number): Promise<void> {
  const end = clock.now + ms;
  while (clock.now < end) {
    clock.turn(Math.min(4 * 60_000, end - clock.now));
    await worker.ask.touched({ visible: true });
  }
}

test('a date brought forward without a server counts here at once and there later', async () => {
  const { clock, server, supervisor, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await until(clock, quiet(worker));
  server.line = 'dead';
  const { due_at } = await worker.ask['film.sooner']({ case: id, film: name });
  assert.ok(due_at >= clock.now + THREE_DAYS_MS && due_at < clock.now + THREE_DAYS_MS + DAY);
  assert.equal((await filmOf(worker)).due_at, due_at);
  assert.equal((await filmOf(worker)).sooner_by, 'Mina');
  assert.equal(server.commands.dates.size, 0);
  server.line = 'whole';
  await until(clock, quiet(worker));
  assert.equal(server.commands.dates.get(name), due_at);
  const seen = await until(clock, async () => {
    const [one] = (await supervisor.lobby.cases())[0]?.films ?? [];
    return one?.sooner_by === 'Mina' ? one : null;
  });
  assert.equal(seen.due_at, due_at);
});

test('a command whose date has come too near on the way is given anew, three days ahead', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await until(clock, quiet(worker));
  server.line = 'dead';
  await worker.ask['film.sooner']({ case: id, film: name });
  await atWork(clock, worker, 2 * DAY);
  server.line = 'whole';
  await until(clock, quiet(worker));
  const date = server.commands.dates.get(name) ?? 0;
  assert.ok(date >= clock.now + THREE_DAYS_MS - DAY / 2, String(date - clock.now));
  assert.equal(server.commands.kept.length, 1);
});

test('a film that the server does not know yet is sent before the command about it', async () => {
  const { clock, server, worker } = await service();
  server.line = 'dead';
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await worker.ask['film.sooner']({ case: id, film: name });
  server.line = 'whole';
  await until(clock, quiet(worker));
  assert.ok(server.log.indexOf('POST /v1/uploads') < server.log.indexOf('POST /v1/commands'));
  assert.equal(server.log.filter((line) => line === 'POST /v1/commands').length, 1);
});

test('what goes within three days is not brought forward', async () => {
  const { clock, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await worker.ask['film.sooner']({ case: id, film: name });
  clock.turn(1000);
  assert.equal(await outcomeOf(worker.ask['film.sooner']({ case: id, film: name })), 'command-due');
});

test('a film that was to go sooner leaves a tablet without a server at that date', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await until(clock, quiet(worker));
  server.line = 'dead';
  const { due_at } = await worker.ask['film.sooner']({ case: id, film: name });
  const here = (): Promise<boolean> => worker.store.read(['parts'], async (tx) => (await tx.count('parts')) > 0);
  assert.ok(await here());
  await atWork(clock, worker, due_at - clock.now + 1000);
  await until(clock, async () => ((await here()) ? null : true));
});
