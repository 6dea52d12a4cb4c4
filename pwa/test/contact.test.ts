// The vault and a server: what two people do in their browsers ends with the same on both sides, whatever happens to
// the line between.
import assert from 'node:assert/strict';
import test from 'node:test';
import { same } from '../src/sync/bytes';
import { refuse } from '../src/sync/errors';
import { parseHexId } from '../src/sync/ids';
import type { FilmStatus } from '../src/vault/api';
import { createPrimitives } from '../src/vault/primitives';
import { KIND, type Slot } from '../src/vault/slot';
import { outcomeOf, Profile, TurnedClock, until } from './vault/house';
import { familyOf, film, FILM, openFamily, service, setUp } from './vault/service';
import type { MemoryStore } from './vault/memory-store';
import { SmallServer } from './vault/small-server';
import type { Line } from './vault/small-server-shapes';

const primitives = await createPrimitives();
const SEED = 20_261_123;
const LINES: readonly Line[] = ['whole', 'whole', 'answers-lost', 'whole', 'dead', 'whole', 'answers-lost'];

/** Whether the server has all of a film; a supervisor's device may have told more of it since. */
const onServer = (status: FilmStatus | undefined): boolean => status === 'server' || status === 'supervisor';

const sent = (profile: Profile) => async (): Promise<true | null> => {
  const { films } = await familyOf(profile);
  const { waiting } = await profile.lobby.sync();
  return films.length > 0 && films.every((one) => onServer(one.status)) && waiting === 0 ? true : null;
};

test('a film made without a server is whole on it when the server is there', async () => {
  const { clock, server, supervisor, worker } = await service();
  server.line = 'dead';
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  assert.equal((await familyOf(worker)).films[0]?.status, 'tablet');
  assert.equal(server.cases.has(id), false);
  server.line = 'whole';
  await until(clock, sent(worker));
  const clip = server.clips.get(name);
  assert.equal(clip?.payload.length, clip?.length);
  assert.ok(clip?.header);
  assert.ok(server.shares.has(name) && server.shares.has(id));
  // The supervisor's device reads what the worker's wrote, and infers nothing else of the film.
  const seen = await until(clock, async () => {
    const [family] = await supervisor.lobby.cases();
    return family?.label === 'Blue kite' && onServer(family.films[0]?.status) ? family : null;
  });
  assert.deepEqual(seen.persons, (await familyOf(worker)).persons);
});

test('a film that was destroyed leaves a tablet whose family has no new event', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await until(clock, sent(worker));
  // What the worker wrote has come back with its numbers: nothing but the tombstone is new.
  for (let contact = 0; contact < 3; contact += 1) await worker.ask['sync.now']();
  await server.destroy(id, name);
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'deleted' ? true : null));
});

test('what two people wrote apart stands in the service’s order on both tablets at once', async () => {
  const { clock, server, supervisor, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  server.line = 'dead';
  const named = { case: id, purpose: 'help', languages: [], ends_at: null } as const;
  await supervisor.ask['case.change']({ ...named, label: 'Last' });
  await worker.ask['case.change']({ ...named, label: 'First' });
  server.line = 'whole';
  await worker.ask['sync.now']();
  await supervisor.ask['sync.now']();
  await worker.ask['sync.now']();
  for (const one of [supervisor, worker]) {
    await until(clock, async () => ((await one.lobby.sync()).waiting === 0 ? true : null));
    assert.equal((await familyOf(one)).label, 'Last');
  }
});

test('what is sent goes in the order that the server needs', async () => {
  const { clock, server, worker } = await service();
  server.line = 'dead';
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  server.line = 'whole';
  const before = server.log.length;
  await until(clock, sent(worker));
  const log = server.log.slice(before);
  const at = (line: string): number => {
    assert.ok(log.includes(line), line);
    return log.indexOf(line);
  };
  const order = [
    ...[`POST /v1/cases/${id}/rolls`, `POST /v1/cases/${id}/recovery`, `POST /v1/cases/${id}/envelopes`],
    ...[`POST /v1/shares/${id}`, `POST /v1/cases/${id}/events`, 'POST /v1/uploads', `PUT /v1/clips/${name}/headers/1`],
    ...[`POST /v1/shares/${name}`, `PATCH /v1/uploads/${name}`],
  ].map(at);
  assert.deepEqual(order, order.toSorted((one, other) => one - other));
  assert.ok(at('GET /v1/chain') < at('GET /v1/holds') && at('GET /v1/holds') < at(`POST /v1/cases/${id}/rolls`));
});

test('answers that are lost cost another try and nothing else', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  server.faults = Array.from({ length: 120 }, (_, i) => LINES[i % LINES.length] ?? 'whole');
  await until(clock, async () => (server.faults.length === 0 ? sent(worker)() : null));
  const clip = server.clips.get(name);
  assert.equal(clip?.payload.length, clip?.length);
  const frames = server.cases.get(id)?.frames ?? [];
  assert.equal(frames.filter((one, i) => frames.findIndex((other) => same(one, other)) === i).length, frames.length);
});

test('a worker that is killed in the middle of a film finishes it at the next unlock', async () => {
  const { clock, phrase, worker } = await service();
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.restart();
  assert.equal((await worker.lobby.door()).stage, 'locked');
  assert.equal(await outcomeOf(worker.ask.unlock({ words: [...phrase].reverse().join(' ') })), 'unlock-phrase');
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, sent(worker));
  assert.ok(((await familyOf(worker)).films[0]?.ms ?? 0) > 0);
});

test('the camera stays shut without a yes of everybody who is here', async () => {
  const { worker } = await service();
  const { id, person } = await openFamily(worker);
  const opening = (persons: readonly string[]): Promise<string> =>
    outcomeOf(worker.ask['film.open']({ case: id, persons }));
  assert.equal(await opening([]), 'film-not-agreed');
  assert.equal(await opening(['00'.repeat(16)]), 'film-not-agreed');
  for (const answer of ['later', 'no'] as const) {
    await worker.ask['person.answer']({ case: id, person, answer });
    assert.equal(await opening([person]), 'film-not-agreed');
  }
});

test('no family opens without a supervisor, and what fails leaves nothing behind', async () => {
  const { server, worker } = await service();
  assert.equal(await outcomeOf(worker.ask['case.open']({ label: 'Red kite', supervisor: null })), 'roll-no-supervisor');
  await worker.ask['sync.now']();
  assert.equal((await worker.lobby.cases()).length, 0);
  assert.equal(server.cases.size, 1);
});

test('other words than those that were read out let nobody in', async () => {
  const { admin, clock, server } = await service();
  const guest = await Profile.open(primitives, server, clock, SEED + 9);
  const { link } = await admin.ask['members.invite']({ name: 'Nobody', role: 1 });
  await guest.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  await admin.ask['sync.now']();
  const enrol = (await admin.lobby.people()).waiting[0]?.enrol ?? '';
  const before = server.chain.seq;
  const words = 'abandon ability able about above absent';
  assert.equal(await outcomeOf(admin.ask['members.let-in']({ enrol, words })), 'enrol-words');
  await admin.ask['members.differ']({ enrol });
  await until(clock, async () => ((await guest.lobby.door()).stage === 'refused' ? true : null));
  assert.equal(server.chain.seq, before);
});

test('a set-up link whose hash is of another key sets nothing up', async () => {
  const clock = new TurnedClock();
  const server = new SmallServer(primitives, () => clock.now);
  const admin = await Profile.open(primitives, server, clock, SEED);
  const fragment = (await server.setupFragment()).slice(0, -4) + 'AAAA';
  assert.equal(await outcomeOf(admin.ask['setup.read']({ fragment })), 'setup-token');
  assert.equal(await outcomeOf(setUp(admin, fragment)), 'setup-token');
  assert.equal((await admin.lobby.door()).stage, 'new');
  assert.deepEqual(server.log, ['GET /v1/service', 'GET /v1/service']);
});

test('a server that shows another history than before is not believed, and nothing here goes', async () => {
  const { clock, server, supervisor, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  await supervisor.ask['person.add']({ case: id, role: 'adult' });
  await until(clock, async () => ((await familyOf(worker)).persons.length === 2 ? true : null));
  const known = server.cases.get(id);
  assert.ok(known);
  known.frames = known.frames.slice(0, -1);
  await worker.ask['person.add']({ case: id, role: 'child' });
  const fault = await until(clock, async () => (await worker.lobby.sync()).fault);
  assert.ok(['head-fork', 'event-fork'].includes(fault), fault);
  assert.equal((await familyOf(worker)).persons.length, 3);
});

test('after a restore that the service has signed, devices post again what was lost', async () => {
  const { clock, server, supervisor, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await until(clock, sent(worker));
  await until(clock, async () => ((await supervisor.lobby.cases())[0]?.films.length === 1 ? true : null));
  await server.restore(id, 2, name);
  await until(clock, async () => ((server.cases.get(id)?.frames.length ?? 0) > 5 ? true : null));
  await until(clock, sent(worker));
  const clip = server.clips.get(name);
  assert.ok(clip);
  assert.equal(clip.payload.length, clip.length);
  await until(clock, async () => {
    const [family] = await supervisor.lobby.cases();
    return onServer(family?.films[0]?.status) && family?.persons.length === 1 ? true : null;
  });
  // A contact that fell into the restore was refused; the one after it is not.
  await until(clock, async () => ((await worker.lobby.sync()).fault === null ? true : null));
});

test('a share that the server has does not wait here after a crash', async () => {
  const { clock, phrase, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  server.line = 'dead';
  const group = parseHexId(await film(worker, id, person));
  const waiting = (): readonly Slot[] => worker.house.slots.list({ kind: KIND.share, group });
  const [share] = waiting();
  assert.ok(share !== undefined);
  server.line = 'whole';
  await until(clock, sent(worker));
  assert.equal(waiting().length, 0);
  // The worker ended between the commit of the acknowledgement and the slot.
  worker.house.slots.change([share]);
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => (waiting().length === 0 ? true : null));
});

test('a case whose rolls are refused keeps no other case from coming', async () => {
  const { clock, server, supervisor, worker } = await service();
  const { id: first } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  const broken = server.cases.get(first);
  const [roll] = broken?.rolls.raws ?? [];
  assert.ok(broken !== undefined && roll !== undefined);
  // What the server has there as the next roll is none.
  const raws = [roll, roll.slice().fill(1, 8)];
  Object.defineProperties(broken.rolls, { raws: { get: () => raws }, seq: { get: () => 1 } });
  const { supervisors } = await worker.lobby.people();
  const asked = { label: 'Green boat', supervisor: supervisors[0]?.member ?? null };
  const { case: second } = await worker.ask['case.open'](asked);
  await until(clock, async () => {
    return (await supervisor.lobby.cases()).some((one) => one.case === second && one.label !== null) ? true : null;
  });
  assert.match((await supervisor.lobby.sync()).fault ?? '', /^roll-/);
});

test('what is written while a page cannot be kept has a place of its own in the history', async () => {
  const { clock, supervisor, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  await until(clock, async () => ((await worker.lobby.sync()).waiting === 0 ? true : null));
  const add = (): Promise<void> => worker.ask['person.add']({ case: id, role: 'adult' });
  const transact = worker.store.transact.bind(worker.store);
  const written: Promise<void>[] = [];
  const bent: MemoryStore['transact'] = async (tables, work) => {
    if (tables.includes('cursors') && written.length === 0) {
      // Somebody writes while the page is being kept, and somebody else when that has failed.
      written.push(add());
      setImmediate(() => written.push(add()));
      throw refuse('store-full');
    }
    // A slow disk: whoever loads the history meanwhile does not find what is on its way there.
    if (tables.includes('pending')) for (let turns = 0; turns < 50; turns++) await new Promise((on) => setImmediate(on));
    return transact(tables, work);
  };
  worker.store.transact = bent;
  await supervisor.ask['person.add']({ case: id, role: 'adult' });
  await until(clock, async () => (written.length >= 2 ? true : null));
  worker.store.transact = transact;
  await Promise.all(written);
  const persons = 2 + written.length;
  await until(clock, async () => ((await familyOf(worker)).persons.length === persons ? true : null));
  await until(clock, async () => ((await familyOf(supervisor)).persons.length === persons ? true : null));
});

test('a history that could not be read once is read the next time', async () => {
  const { clock, phrase, worker } = await service();
  const { id } = await openFamily(worker);
  await worker.restart();
  const read = worker.store.read.bind(worker.store);
  let failed = 0;
  const bent: MemoryStore['read'] = (tables, work) => {
    if (tables.join() !== 'frames,pending,meta,heads') return read(tables, work);
    failed += 1;
    return Promise.reject(refuse('store-failed'));
  };
  worker.store.read = bent;
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => (failed > 1 ? true : null));
  worker.store.read = read;
  assert.equal((await familyOf(worker)).case, id);
  await worker.ask['person.add']({ case: id, role: 'adult' });
});

test('a signed restart excuses what is lost above it, and no other history below it', async () => {
  const { clock, server, worker } = await service();
  const { id } = await openFamily(worker);
  const pulled = (): Promise<number> => worker.store.read(['frames'], (tx) => tx.count('frames', { under: id }));
  await until(clock, async () => ((await pulled()) === 3 ? true : null));
  clock.turn(1000);
  await server.restore(id, 1, '', 1);
  await until(clock, async () => ((await worker.lobby.sync()).fault === 'head-fork' ? true : null));
  assert.equal((await familyOf(worker)).label, 'Blue kite');
  await worker.ask['sync.now']();
  assert.equal((await worker.lobby.sync()).fault, 'head-fork');
});
