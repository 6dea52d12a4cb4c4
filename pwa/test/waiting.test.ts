// Films that wait: what the screens are told of them, and what lies behind the words.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { CaseView, FilmView } from '../src/vault/api';
import { filmsHere, ownName } from '../src/ui/screens/today/films-here';
import { isSafe } from '../src/vault/holdings';
import type { SmallServer } from './vault/small-server';
import { until, type Profile, type TurnedClock } from './vault/house';
import { numbers } from './vault/chance';
import { familyOf, film, openFamily, service } from './vault/service';

const SEED = Number(process.env['SEED'] ?? 20_261_129);
const DAY = 24 * 3_600_000;

async function filmOf(profile: Profile): Promise<FilmView> {
  const [one] = (await familyOf(profile)).films;
  assert.ok(one);
  return one;
}

const quiet = (worker: Profile) => async (): Promise<true | null> =>
  (await worker.lobby.sync()).waiting === 0 ? true : null;

async function atWork(clock: TurnedClock, worker: Profile, ms: number): Promise<void> {
  const end = clock.now + ms;
  while (clock.now < end) {
    clock.turn(Math.min(4 * 60_000, end - clock.now));
    await worker.ask.touched({ visible: true });
  }
}

test('a full server is told with the time of the next try, and tried then and not before', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.full = true;
  await film(worker, id, person);
  const told = await until(clock, async () => ((await filmOf(worker)).fault === null ? null : filmOf(worker)));
  assert.deepEqual([told.status, told.fault], ['tablet', 'upload-server-full']);
  const again_at = told.again_at ?? 0;
  assert.ok(again_at > clock.now && again_at <= clock.now + 5 * 60_000, String(again_at - clock.now));
  const creations = (): number => server.log.filter((line) => line === 'POST /v1/uploads').length;
  const before = creations();
  while (clock.now < again_at - 10_000) {
    clock.turn(5000);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(creations(), before);
  server.full = false;
  await until(clock, quiet(worker));
  const sent = await filmOf(worker);
  assert.deepEqual([sent.status, sent.fault, sent.again_at], ['server', null, null]);
});

test('a person who does not want to wait is not made to', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.full = true;
  const name = await film(worker, id, person);
  await until(clock, async () => (await filmOf(worker)).fault);
  server.full = false;
  const asked = clock.now;
  await worker.ask['film.try-now']({ film: name });
  for (let i = 0; i < 400 && (await filmOf(worker)).status !== 'server'; i++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await filmOf(worker)).status, 'server');
  assert.equal(clock.now, asked);
});

test('films that have waited three days are counted', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.line = 'dead';
  await film(worker, id, person);
  assert.equal((await worker.lobby.sync()).films_late, 0);
  await atWork(clock, worker, 3 * DAY + 60_000);
  assert.equal((await worker.lobby.sync()).films_late, 1);
});

test('the lead sees how many films wait on a tablet, and when none does any more', async () => {
  const { admin, clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const waiting = (n: number) => async (): Promise<true | null> =>
    (await admin.lobby.people()).devices.some((one) => one.films_waiting === n) ? true : null;
  server.full = true;
  await film(worker, id, person);
  await until(clock, waiting(1));
  server.full = false;
  await until(clock, quiet(worker));
  await until(clock, waiting(0));
});

test('a tablet whose date is years ahead hides its last copies and asks; nothing goes before a person has said', async () => {
  const { clock, phrase, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.full = true;
  await film(worker, id, person);
  await until(clock, async () => (await filmOf(worker)).fault);
  worker.ahead = 400 * DAY;
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  const doubt = await until(clock, async () => {
    await worker.ask['sync.now']();
    return (await worker.lobby.sync()).doubt;
  });
  assert.equal(doubt.films, 1);
  const hidden = async (): Promise<boolean[]> =>
    (await worker.store.read(['clips'], (tx) => tx.all('clips'))).map((clip) => clip.hidden);
  assert.deepEqual(await hidden(), [true]);
  const { films_hidden, films_waiting } = await worker.lobby.sync();
  assert.deepEqual({ films_hidden, films_waiting }, { films_hidden: 1, films_waiting: 0 });
  // What was lent has come to its end by that date too: the family opens again when the date is right.
  assert.equal((await familyOf(worker)).shut, 'lease');
  // So has the list of names: the tablet knows its own members without it.
  const [people, locks] = [await worker.lobby.people(), await worker.lobby.lock()];
  assert.equal(people.members.find((one) => one.me)?.name, null);
  assert.equal(ownName(people, locks), 'Mina');
  await worker.ask['sync.date']({ right: false });
  assert.equal((await worker.lobby.sync()).doubt, null);
  assert.deepEqual(await hidden(), [true]);
  assert.equal((await worker.lobby.sync()).films_hidden, 1);
  // The date is set right, and the film is there again.
  worker.ahead = 0;
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => {
    await worker.ask['sync.now']();
    const [one] = (await familyOf(worker)).films;
    return one?.status === 'tablet' ? true : null;
  });
});

test('Today never says that no film waits here beside a film that is hidden here', () => {
  const say = Object.assign((id: string) => id, { language: 'en' } as const);
  const told = (films_waiting: number, films_hidden: number, made: boolean): string =>
    filmsHere({ films_waiting, films_hidden, made }, say)[0];
  assert.deepEqual([told(0, 1, false), told(0, 1, true)], ['today-hidden', 'today-hidden']);
  assert.deepEqual([told(0, 0, false), told(0, 0, true)], ['today-no-films', 'today-all-sent']);
  assert.deepEqual([told(1, 0, true), told(1, 1, true)], ['today-only-here', 'today-only-here']);
});

test('where a person says that the tablet’s date is right, what is past it goes', async () => {
  const { clock, phrase, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.full = true;
  await film(worker, id, person);
  await until(clock, async () => (await filmOf(worker)).fault);
  worker.ahead = 400 * DAY;
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => {
    await worker.ask['sync.now']();
    return (await worker.lobby.sync()).doubt;
  });
  await worker.ask['sync.date']({ right: true });
  assert.equal((await worker.store.read(['clips'], (tx) => tx.all('clips'))).length, 0);
});

/** What the counts must be, by what lies in the store and on the server and by nothing that is shown. */
async function lying(worker: Profile, server: SmallServer): Promise<Record<string, number>> {
  const clips = await worker.store.read(['clips'], (tx) => tx.all('clips'));
  const whole = [...server.clips].filter(([name, clip]) => {
    return clip.payload.length === clip.length && clip.header !== null && server.shares.has(name);
  });
  const acked = clips.filter(isSafe);
  assert.deepEqual(acked.map((one) => one.clip).sort(), whole.map(([name]) => name).sort());
  const graves = await worker.store.read(['tombstones'], (tx) => tx.count('tombstones'));
  return { tablet: clips.length - acked.length, server: acked.length, deleted: graves };
}

const countsOf = ({ counts }: CaseView): Record<string, number> => {
  const { deleted, server, tablet } = counts;
  return { tablet, server, deleted };
};

test('the counts are what lies in the store and on the server, whatever happens to the line', async (t) => {
  t.diagnostic(`seed ${SEED}`);
  const draw = numbers(SEED);
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  let [made, gone] = [0, 0];
  for (let round = 0; round < 8; round++) {
    server.line = draw() % 3 === 0 ? 'whole' : 'dead';
    if (draw() % 4 > 0) {
      await film(worker, id, person);
      made += 1;
    }
    if (server.line === 'whole') await until(clock, quiet(worker));
    const [sent] = [...server.clips.keys()];
    if (server.line === 'whole' && sent !== undefined && draw() % 2 === 0) {
      await server.destroy(id, sent);
      gone += 1;
      const graves = (): Promise<number> => worker.store.read(['tombstones'], (tx) => tx.count('tombstones'));
      await until(clock, async () => ((await graves()) === gone ? true : null));
    }
    const shown = await familyOf(worker);
    assert.deepEqual(countsOf(shown), await lying(worker, server));
    assert.equal(shown.counts.filmed, made);
  }
});

test('a film that is missing from the store makes the counts differ', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.line = 'dead';
  const name = await film(worker, id, person);
  server.line = 'whole';
  await until(clock, quiet(worker));
  server.line = 'dead';
  const second = await film(worker, id, person);
  await worker.store.transact(['clips'], async (tx) => {
    tx.drop('clips', second);
  });
  const { counts, films } = await familyOf(worker);
  assert.deepEqual([counts.filmed, counts.server, counts.tablet, counts.damaged], [2, 1, 0, 1]);
  assert.equal(films.find((one) => one.film === second)?.status, 'damaged');
  assert.equal(films.find((one) => one.film === name)?.status, 'server');
});

test('a tablet that lies there switched on and locked deletes at the date', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  await film(worker, id, person);
  await until(clock, quiet(worker));
  server.line = 'dead';
  worker.goAway();
  await worker.restart();
  assert.equal((await worker.lobby.door()).stage, 'locked');
  const parts = (): Promise<number> => worker.store.read(['parts'], (tx) => tx.count('parts'));
  assert.ok((await parts()) > 0);
  const end = clock.now + 68 * DAY;
  while (clock.now < end) {
    clock.turn(3_600_000);
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await parts(), 0);
});
