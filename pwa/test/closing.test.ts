// Closing films on a tablet that is in trouble: full, or with a film that nothing can close.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { concat, integer } from '../src/sync/bytes';
import { refuse } from '../src/sync/errors';
import { hexId } from '../src/sync/ids';
import type { FilmPorts } from '../src/vault/films';
import { createPrimitives } from '../src/vault/primitives';
import type { Reader } from '../src/vault/store';
import { damageRecord, film, opened } from './vault/film-opened';
import { countingRemux, frames, Tablet } from './vault/film-world';
import type { MemoryStore } from './vault/memory-store';
import { outcome } from './vectors';

const primitives = await createPrimitives();

test('a finish that found no room keeps none of what it wrote: others need that room to send and to go', async () => {
  const tablet = await Tablet.make(primitives, 27);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 300);
  // The film is marked, old parts are dropped, the first part fits and the second does not.
  tablet.store.failAt(3, { code: 'store-full', forGood: false });
  assert.equal(await outcome(() => worker.films.finishFilm(open.film, 'stop')), 'store-full');
  assert.equal(await tablet.store.read(['parts'], (tx) => tx.count('parts')), 0);
  // One whose commit was told as failed and is durable keeps its parts: it is the film.
  tablet.store.failAt(4, { code: 'store-failed', durable: true, forGood: false });
  assert.equal(await outcome(() => worker.films.finishFilm(open.film, 'stop')), 'store-failed');
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(1500, 8), frames(0, 1500)));
});

test('a disk that does not answer once while a damaged film is closed shortens no film', async () => {
  const tablet = await Tablet.make(primitives, 28);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 6);
  await damageRecord(tablet, open.film, 4);
  const read = tablet.store.read.bind(tablet.store);
  let passes = 0;
  const silent: MemoryStore['read'] = (tables, work) => {
    return read(tables, (tx) => {
      const get: Reader['get'] = (table, key) => {
        const isSecond = table === 'journal' && String(key) === `${hexId(open.film)},1`;
        if (isSecond) passes += 1;
        // The first reading finds the damage, the second one looks how far the film is whole.
        return isSecond && passes === 2 ? Promise.reject(refuse('store-failed')) : tx.get(table, key);
      };
      return work({ get, all: (table, span) => tx.all(table, span), count: (table, span) => tx.count(table, span) });
    });
  };
  tablet.store.read = silent;
  assert.equal(await outcome(() => worker.films.finishFilm(open.film, 'stop')), 'store-failed');
  tablet.store.read = read;
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(20, 8), frames(0, 20)));
});

test('one film that nothing can close keeps no other one open', async () => {
  const tablet = await Tablet.make(primitives, 24);
  const worker = await tablet.start();
  for (let open = 0; open < 2; open++) await film(worker, tablet, 2);
  const closed = await film(worker, tablet, 2);
  await worker.films.finishFilm(closed.film, 'stop');
  tablet.kill(worker);
  for (const fault of [new RangeError('offset is out of bounds'), new DOMException('gone', 'NotReadableError')]) {
    let passes = 0;
    const remux: FilmPorts['remux'] = (journal, expected) => {
      passes += 1;
      return passes === 1 ? Promise.reject(fault) : countingRemux(journal, expected);
    };
    const next = await tablet.start({ remux });
    const recovered = await next.films.recoverFilms();
    const codes = recovered.map((one) => one.fault);
    assert.equal(codes[0], 'store-failed');
    assert.ok(codes.slice(1).every((code) => code === null));
    tablet.kill(next);
  }
  const rows = await tablet.store.read(['films'], (tx) => tx.all('films'));
  assert.deepEqual(rows.map(({ state }) => state).sort(), ['closing', 'finished', 'finished']);
});

test('what a finished film has left behind keeps no other one open where it cannot be dropped', async () => {
  const tablet = await Tablet.make(primitives, 26);
  const worker = await tablet.start();
  const names = [await film(worker, tablet, 2), await film(worker, tablet, 2)].sort((one, other) => {
    return hexId(one.film) < hexId(other.film) ? -1 : 1;
  });
  const [closed, open] = names;
  assert.ok(closed !== undefined && open !== undefined);
  await worker.films.finishFilm(closed.film, 'stop');
  tablet.kill(worker);
  const next = await tablet.start();
  tablet.store.failAt(0, { code: 'store-full', forGood: false });
  const recovered = await next.films.recoverFilms();
  assert.deepEqual(recovered.map((one) => [hexId(one.film), one.fault]), [[hexId(open.film), null]]);
});

test('a disk that does not answer once while marks are read loses none of them', async () => {
  const tablet = await Tablet.make(primitives, 29);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 2);
  await open.journal.mark({ ms: 120, kind: 'someone-came-in' });
  const read = tablet.store.read.bind(tablet.store);
  const silent: MemoryStore['read'] = (tables, work) => {
    return read(tables, (tx) => {
      const get: Reader['get'] = (table, key) => {
        const isMark = table === 'journal' && String(key) === `${hexId(open.film)},2`;
        return isMark ? Promise.reject(refuse('store-failed')) : tx.get(table, key);
      };
      return work({ get, all: (table, span) => tx.all(table, span), count: (table, span) => tx.count(table, span) });
    });
  };
  tablet.store.read = silent;
  assert.equal(await outcome(() => worker.films.finishFilm(open.film, 'stop')), 'store-failed');
  tablet.store.read = read;
  assert.ok((await worker.films.finishFilm(open.film, 'stop')) !== null);
  const kinds = (await worker.books.told()).map((event) => event.kind);
  assert.deepEqual(kinds, ['camera-opened', 'film-finished', 'film-marks']);
});
