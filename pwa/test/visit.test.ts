// A visit as the vault keeps it: who is here, the day's answers, the question after the film, what a crash has left.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Bytes } from '../src/sync/bytes';
import { refuse } from '../src/sync/errors';
import { hexId, parseHexId } from '../src/sync/ids';
import { decode, Frame } from '../src/sync/records';
import type { VisitDayView } from '../src/vault/api';
import type { ClipRow } from '../src/vault/schema';
import type { MemoryStore } from './vault/memory-store';
import { outcomeOf, until, type Profile } from './vault/house';
import { familyOf, film, FILM, openFamily, service } from './vault/service';

const DAY = 24 * 3_600_000;

async function visitOf(worker: Profile, id: string): Promise<VisitDayView> {
  const view = await worker.lobby.visit(id);
  assert.ok(view !== null);
  return view;
}

/** Films a second and stops; the question is not answered yet. */
async function filmed(worker: Profile, id: string, person: string): Promise<string> {
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.ask['film.mark']({ film: name, ms: 400, kind: 'someone-came-in' });
  await worker.ask['film.finish']({ film: name, reason: 'stop' });
  return name;
}

test('people are told apart by words that stay on this tablet, and by numbers where words are shared', async () => {
  const { server, worker } = await service();
  const { id } = await openFamily(worker);
  const { person: mum } = await worker.ask['visit.add']({ case: id, word: 'mum' });
  await worker.ask['visit.add']({ case: id, word: 'child' });
  await worker.ask['visit.here']({ case: id, persons: [mum] });
  const view = await visitOf(worker, id);
  assert.deepEqual(view.persons.map(({ word, number, here }) => [word, number, here]), [
    ['child', 1, false],
    ['mum', 0, true],
    ['child', 2, false],
  ]);
  assert.deepEqual(view.gate, { state: 'ask', ask: [mum] });
  await worker.ask['sync.now']();
  const sent = (server.cases.get(id)?.frames ?? []).map((raw) => Buffer.from(raw).toString('latin1'));
  assert.ok(sent.length > 3 && !sent.some((raw) => raw.includes('mum')));
});

test('a yes of yesterday opens no camera, and today is asked anew', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  await worker.ask['visit.here']({ case: id, persons: [person] });
  assert.equal((await visitOf(worker, id)).gate.state, 'open');
  clock.turn(DAY);
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  const view = await visitOf(worker, id);
  assert.deepEqual([view.begun, view.persons[0]?.here, view.persons[0]?.answer], [false, false, null]);
  assert.equal(await outcomeOf(worker.ask['film.open']({ case: id, persons: [person] })), 'film-not-agreed');
  await worker.ask['visit.answer']({ case: id, person, answer: 'yes' });
  await film(worker, id, person);
});

test('a visit that was ended has nobody here', async () => {
  const { worker } = await service();
  const { id, person } = await openFamily(worker);
  await worker.ask['visit.here']({ case: id, persons: [person] });
  await worker.ask['visit.end']({ case: id });
  const view = await visitOf(worker, id);
  assert.deepEqual([view.begun, view.gate.state], [false, 'nobody']);
});

test('nothing of a film leaves the tablet while it is asked whether it is kept', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await filmed(worker, id, person);
  assert.equal((await visitOf(worker, id)).film?.asked, true);
  for (let contact = 0; contact < 3; contact++) await worker.ask['sync.now']();
  assert.equal(server.clips.has(name), false);
  assert.ok(!server.log.some((line) => line.includes(name) || line.includes('/v1/uploads')));
  await worker.ask['film.keep']({ film: name });
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
  // What was marked went with it, under the film's own group.
  const frames = (server.cases.get(id)?.frames ?? []).map((raw) => decode(Frame, raw));
  assert.equal(frames.filter((frame) => hexId(frame.group) === name).length, 1);
});

test('a question that nobody answers does not keep a film here for ever', async () => {
  const { clock, worker } = await service();
  const { id, person } = await openFamily(worker);
  await filmed(worker, id, person);
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
});

test('a tablet whose date is set far ahead while it works offline destroys no film', async () => {
  const { clock, phrase, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.line = 'dead';
  const name = await filmed(worker, id, person);
  const parts = (): Promise<number> => worker.store.read(['parts'], (tx) => tx.count('parts', { under: name }));
  assert.equal(await parts(), 1);
  clock.turn(400 * DAY);
  // Every hour the dates are looked at, locked or not.
  for (let hours = 0; hours < 3; hours++) {
    clock.turn(DAY / 24);
    for (let turns = 0; turns < 100; turns++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await parts(), 1);
  clock.turn(-400 * DAY);
  server.line = 'whole';
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
});

test('a film deleted before a byte was sent is gone everywhere, and the server never hears of more than that', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await filmed(worker, id, person);
  assert.deepEqual(await worker.ask['film.delete']({ case: id, film: name, person: null }), { where: 'everywhere' });
  assert.equal((await familyOf(worker)).films[0]?.status, 'deleted');
  assert.equal((await visitOf(worker, id)).film, null);
  for (const table of ['clips', 'headers', 'parts', 'journal', 'manifests'] as const) {
    assert.equal(await worker.store.read([table], (tx) => tx.count(table)), 0, table);
  }
  await until(clock, async () => ((await worker.lobby.sync()).waiting === 0 ? true : null));
  assert.equal(server.clips.has(name), false);
  assert.equal(server.shares.has(name), false);
});

/** What lies here of a film besides what the family's history tells. */
async function leftOf(worker: Profile, name: string): Promise<readonly string[]> {
  const tables = ['films', 'clips', 'headers', 'parts', 'journal', 'manifests'] as const;
  const counts = await worker.store.read(tables, (tx) => Promise.all(tables.map((table) => tx.count(table))));
  const slots = worker.house.slots.list({ group: parseHexId(name) });
  return [...tables.filter((_, nth) => (counts[nth] ?? 0) > 0), ...slots.map(({ kind }) => `slot ${kind}`)];
}

test('a film that cannot be closed is deleted for the asking, as one of which nothing was sent', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: new Uint8Array(5000).fill(0x81), ms: 1000, frames: 30 });
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => ((await worker.lobby.cut())[0]?.state === 'damaged' ? true : null));
  assert.deepEqual(await worker.ask['film.delete']({ case: id, film: name, person: null }), { where: 'everywhere' });
  assert.deepEqual(await leftOf(worker, name), []);
  assert.equal((await familyOf(worker)).films[0]?.status, 'deleted');
});

test('a film that is deleted while it is being closed does not come back', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  // While the camera runs there is nothing to delete yet.
  assert.equal(await outcomeOf(worker.ask['film.delete']({ case: id, film: name, person: null })), 'film-not-ready');
  const closing = worker.ask['film.finish']({ film: name, reason: 'stop' });
  assert.deepEqual(await worker.ask['film.delete']({ case: id, film: name, person: null }), { where: 'everywhere' });
  await closing;
  assert.deepEqual(await leftOf(worker, name), []);
  await until(clock, async () => ((await worker.lobby.sync()).waiting === 0 ? true : null));
  assert.equal(server.clips.has(name), false);
});

test('once it was sent somebody of the family has to ask, and the server destroys it for everybody', async () => {
  const { clock, server, supervisor, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
  const asked = { case: id, film: name };
  assert.equal(await outcomeOf(worker.ask['film.delete']({ ...asked, person: null })), 'right-missing');
  assert.equal(await worker.store.read(['clips'], (tx) => tx.count('clips')), 1);
  server.line = 'dead';
  assert.deepEqual(await worker.ask['film.delete']({ ...asked, person }), { where: 'device' });
  // Never more than is true: the others go on with it until the server has heard.
  assert.equal((await worker.lobby.sync()).stops_waiting, 1);
  assert.equal(await worker.store.read(['parts'], (tx) => tx.count('parts')), 0);
  server.line = 'whole';
  await until(clock, async () => (server.shares.has(name) ? null : true));
  await until(clock, async () => ((await worker.lobby.sync()).stops_waiting === 0 ? true : null));
  await until(clock, async () => ((await familyOf(supervisor)).films[0]?.status === 'deleted' ? true : null));
  assert.equal((await visitOf(worker, id)).persons[0]?.answer, 'no');
});

test('a deletion that a crash cut short between word and deed is done at the next unlock', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await filmed(worker, id, person);
  // The word is given by the commit that names the film; the shredding after it finds no store any more.
  worker.store.bend = (table, row) => {
    if (table === 'meta' && (row as { readonly key: string }).key === `deleting/${name}`) worker.store.failAt(1);
    return row;
  };
  assert.equal(await outcomeOf(worker.ask['film.delete']({ case: id, film: name, person: null })), 'store-failed');
  worker.store.bend = (_table, row) => row;
  worker.store.mend();
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => {
    return (await worker.store.read(['clips'], (tx) => tx.count('clips'))) === 0 ? true : null;
  });
  assert.equal((await familyOf(worker)).films[0]?.status, 'deleted');
});

test('a deletion that still cannot be ended keeps no film that was cut short from being closed', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const gone = await filmed(worker, id, person);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  const transact = worker.store.transact.bind(worker.store);
  // The shredding begins with the headers, and finds a full disk.
  const full: MemoryStore['transact'] = (tables, work) => {
    return tables.join() === 'headers' ? Promise.reject(refuse('store-full')) : transact(tables, work);
  };
  worker.store.transact = full;
  assert.equal(await outcomeOf(worker.ask['film.delete']({ case: id, film: gone, person: null })), 'store-full');
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => ((await worker.lobby.cut())[0]?.state === 'safe' ? true : null));
  worker.store.transact = transact;
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  const clip = (): Promise<ClipRow | undefined> => worker.store.read(['clips'], (tx) => tx.get('clips', gone));
  await until(clock, async () => ((await clip()) === undefined ? true : null));
});

test('a film that was cut short is told once, when it is closed', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.restart();
  assert.deepEqual(await worker.lobby.cut(), []);
  await worker.ask.unlock({ words: phrase.join(' ') });
  const [cut] = await until(clock, async () => {
    const found = await worker.lobby.cut();
    return found[0]?.state === 'safe' ? found : null;
  });
  assert.deepEqual([cut?.film, cut?.case], [name, id]);
  assert.ok((cut?.ms ?? 0) > 800);
  await worker.ask['cut.seen']();
  assert.deepEqual(await worker.lobby.cut(), []);
});

test('a film stopped in order is told by no screen after a crash', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  await film(worker, id, person);
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
  assert.deepEqual(await worker.lobby.cut(), []);
});

test('the longest film is the one that this tablet can close', async () => {
  const { worker } = await service();
  const { id, person } = await openFamily(worker);
  worker.granted.size = 0;
  worker.granted.quota = 2_000 * 1_048_576;
  const told = (await worker.lobby.room())?.longest ?? 0;
  const opened = await worker.ask['film.open']({ case: id, persons: [person] });
  // The ballast grows bit by bit; what is told is what the film gets.
  assert.equal(told * 60_000, opened.limit_ms);
  assert.ok(opened.limit_ms >= 600_000 && opened.limit_ms <= 1_800_000);
  assert.ok(opened.max_bytes < worker.granted.size && opened.max_bytes > worker.granted.size * 0.9);
  await worker.ask['film.finish']({ film: opened.film, reason: 'stop' });
});

test('a tablet that could not close a film opens none, and says why on its own side', async () => {
  const { worker } = await service();
  const { id, person } = await openFamily(worker);
  worker.granted.quota = 50 * 1_048_576;
  worker.granted.size = 0;
  assert.equal(await outcomeOf(worker.ask['film.open']({ case: id, persons: [person] })), 'store-full');
  assert.equal((await worker.lobby.room())?.fault, 'store-full');
});

test('a ballast of which a part was written is no room, and the tablet says so until there is room for all of it', async () => {
  const { clock, worker } = await service();
  const { id, person } = await openFamily(worker);
  worker.granted.size = 100 * 1_048_576;
  worker.granted.quota = 140 * 1_048_576;
  clock.turn(10_000);
  assert.equal(await outcomeOf(worker.ask['film.open']({ case: id, persons: [person] })), 'store-full');
  const { fault, longest } = (await worker.lobby.room()) ?? {};
  assert.deepEqual({ fault, longest }, { fault: 'store-full', longest: 0 });
  worker.granted.quota = 400 * 1_048_576;
  clock.turn(10_000);
  assert.equal((await worker.lobby.room())?.fault, null);
  const opened = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.finish']({ film: opened.film, reason: 'stop' });
});

test('a tablet whose ballast stands and that has no minute left beside it opens no film, and has one again with room', async () => {
  const { clock, worker } = await service();
  const { id, person } = await openFamily(worker);
  worker.granted.used = worker.granted.quota - worker.granted.size - 1_048_576;
  assert.equal(await outcomeOf(worker.ask['film.open']({ case: id, persons: [person] })), 'store-full');
  const { fault, longest, minutes, more } = (await worker.lobby.room()) ?? {};
  assert.deepEqual({ fault, longest, minutes, more }, { fault: 'store-full', longest: 30, minutes: 0, more: false });
  worker.granted.used = 0;
  clock.turn(10_000);
  assert.deepEqual([(await worker.lobby.room())?.fault, (await worker.lobby.room())?.more], [null, true]);
  const opened = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.finish']({ film: opened.film, reason: 'stop' });
});

test('who came in while somebody filmed stays a task, after a crash too, until they were asked or the film is gone', async () => {
  const { phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const moments = async (): Promise<readonly (readonly number[])[]> =>
    (await familyOf(worker)).films.map((one) => one.came_in);
  const cameIn = async (ms: number): Promise<string> => {
    const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
    await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
    await worker.ask['film.mark']({ film: name, ms: 300, kind: 'moment' });
    await worker.ask['film.mark']({ film: name, ms, kind: 'someone-came-in' });
    return name;
  };
  const first = await cameIn(700);
  await worker.ask['film.mark']({ film: first, ms: 400, kind: 'someone-came-in' });
  // Nothing on the disk tells when it was, or what.
  const rows = (await worker.store.read(['meta'], (tx) => tx.all('meta'))).filter(({ key }) => key.includes(first));
  assert.equal(rows.length, 2);
  assert.ok(!rows.some(({ key, value }) => key.endsWith('/700') || /came|700/.test(Buffer.from(value as Bytes).toString('latin1'))));
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  assert.deepEqual(await moments(), [[400, 700]]);
  await worker.ask['film.all-asked']({ film: first });
  assert.deepEqual(await moments(), [[]]);
  const second = await cameIn(500);
  await worker.ask['film.finish']({ film: second, reason: 'stop' });
  assert.deepEqual(await moments(), [[], [500]]);
  await worker.ask['film.delete']({ case: id, film: second, person: null });
  assert.deepEqual(await moments(), [[], []]);
  const after = await worker.store.read(['meta'], (tx) => tx.all('meta'));
  assert.ok(!after.some(({ key }) => key.includes(second)));
});
