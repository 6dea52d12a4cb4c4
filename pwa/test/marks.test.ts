// Moments that are marked while filming.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { concat, integer } from '../src/sync/bytes';
import { createPrimitives } from '../src/vault/primitives';
import { BATCH, film, nothingOfTheJournalIsLeft, opened } from './vault/film-opened';
import { frames, progressOf, Tablet } from './vault/film-world';
import { outcome } from './vectors';

const primitives = await createPrimitives();

test('what was marked while filming is told once, with the film, and not beyond its end', async () => {
  const tablet = await Tablet.make(primitives, 25);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 3);
  await open.journal.mark({ ms: 320, kind: 'someone-came-in' });
  await open.journal.appendRecord(frames(15, BATCH), progressOf(20));
  await open.journal.mark({ ms: 100, kind: 'moment' });
  await open.journal.mark({ ms: 60_000, kind: 'moment' });
  const record = (await tablet.store.read(['journal'], (tx) => tx.all('journal'))).find((row) => row.length === 0);
  assert.ok(record !== undefined);
  assert.ok(!Buffer.from(await record.sealed.arrayBuffer()).includes('AJM1'), 'a mark lies in the clear');
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(20, 8), frames(0, 20)));
  const told = await worker.books.told();
  assert.deepEqual(told.map((event) => event.kind), ['camera-opened', 'film-finished', 'film-marks']);
  const marks = [{ ms: 100, kind: 'moment' }, { ms: 320, kind: 'someone-came-in' }];
  assert.deepEqual(told[2], { kind: 'film-marks', film: told[0]?.film, marks });
  await nothingOfTheJournalIsLeft(tablet, worker, open.film);
});

test('marks of a film that a crash cut are told by the one who finishes it', async () => {
  const tablet = await Tablet.make(primitives, 26);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 2);
  await open.journal.mark({ ms: 200, kind: 'moment' });
  tablet.kill(worker);
  const next = await tablet.start();
  const [recovered] = await next.films.recoverFilms();
  assert.equal(recovered?.fault, null);
  assert.deepEqual((await next.books.told()).map((event) => event.kind), ['camera-opened', 'film-finished', 'film-marks']);
});

test('a mark that finds no room costs neither the film nor the mark after it', async () => {
  const tablet = await Tablet.make(primitives, 27);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 1);
  tablet.store.failAt(0, { code: 'store-full', forGood: false });
  assert.equal(await outcome(() => open.journal.mark({ ms: 1, kind: 'moment' })), 'film-full');
  await open.journal.mark({ ms: 2, kind: 'moment' });
  await open.journal.appendRecord(frames(5, 5), progressOf(10));
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(10, 8), frames(0, 10)));
  assert.deepEqual((await worker.books.told())[2]?.kind, 'film-marks');
});
