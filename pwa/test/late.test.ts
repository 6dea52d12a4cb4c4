// What a tablet sends after it was revoked: the server keeps it apart, and a supervisor of the family admits it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { outcomeOf, until, type Profile } from './vault/house';
import { hexId } from '../src/sync/ids';
import { decode, Frame } from '../src/sync/records';
import { familyOf, openFamily, service } from './vault/service';

/** A family whose worker goes on without internet and is taken off the service meanwhile; then the tablet is found. */
async function found(): Promise<Awaited<ReturnType<typeof service>> & { readonly id: string }> {
  const world = await service();
  const { admin, clock, phrase, server, supervisor, worker } = world;
  const { id } = await openFamily(worker);
  await until(clock, async () => ((await supervisor.lobby.cases())[0]?.persons.length === 1 ? true : null));
  server.line = 'dead';
  await worker.ask['person.add']({ case: id, role: 'adult' });
  await worker.ask['case.change']({ case: id, label: 'Far away', purpose: 'help', languages: [], ends_at: null });
  // A locked tablet sends nothing.
  await worker.restart();
  server.line = 'whole';
  const mina = (await admin.lobby.people()).members.find((one) => one.name === 'Mina')?.member ?? '';
  await admin.ask['members.remove']({ member: mina });
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => (server.cases.get(id)?.late.length === 2 ? true : null));
  return { ...world, id };
}

const lateOf = async (profile: Profile): ReturnType<Profile['lobby']['cases']> => {
  await profile.ask['sync.now']();
  return profile.lobby.cases();
};

test('what came late is told to the supervisor alone and counts for nobody until it is admitted', async () => {
  const { clock, id, supervisor } = await found();
  const late = await until(clock, async () => {
    const [one] = (await lateOf(supervisor))[0]?.late ?? [];
    return one?.entries === 2 ? one : null;
  });
  assert.deepEqual([late.name, late.films], ['Mina', 0]);
  const before = await familyOf(supervisor);
  assert.deepEqual([before.label, before.persons.length], ['Blue kite', 1]);

  await supervisor.ask['case.admit']({ case: id, device: late.device });
  const after = await until(clock, async () => {
    const family = await familyOf(supervisor);
    return family.label === 'Far away' && family.persons.length === 2 ? family : null;
  });
  assert.deepEqual(after.late, []);
  assert.equal((await supervisor.lobby.sync()).fault, null);
  assert.equal(await outcomeOf(supervisor.ask['case.admit']({ case: id, device: late.device })), 'right-missing');
});

test('a server that numbers by itself what came late changes nothing of the family', async () => {
  const { clock, id, server, supervisor, supervisors } = await found();
  const known = server.cases.get(id);
  assert.ok(known);
  // The supervisor has a head that knows of the revocation before.
  await until(clock, async () => ((await lateOf(supervisor))[0]?.late.length === 1 ? true : null));
  const before = await familyOf(supervisor);
  known.frames.push(...known.late);
  known.late = [];
  const pulled = (): Promise<number> => supervisor.store.read(['frames'], (tx) => tx.count('frames', { under: id }));
  await until(clock, async () => {
    await supervisor.ask['sync.now']();
    return (await pulled()) === known.frames.length ? true : null;
  });
  const after = await familyOf(supervisor);
  assert.deepEqual([after.label, after.persons, after.last], [before.label, before.persons, before.last]);
  await supervisor.restart();
  await supervisor.ask.unlock({ words: supervisors.join(' ') });
  const again = await familyOf(supervisor);
  assert.deepEqual([again.label, again.persons, again.last], [before.label, before.persons, before.last]);
});

test('an admission that is made without internet is carried out when there is some', async () => {
  const { clock, id, server, supervisor } = await found();
  const late = await until(clock, async () => (await lateOf(supervisor))[0]?.late[0] ?? null);
  server.line = 'dead';
  await supervisor.ask['case.admit']({ case: id, device: late.device });
  assert.deepEqual((await familyOf(supervisor)).late, []);
  assert.equal((await familyOf(supervisor)).label, 'Blue kite');
  assert.equal(server.cases.get(id)?.late.length, 2);
  server.line = 'whole';
  await until(clock, async () => ((await familyOf(supervisor)).label === 'Far away' ? true : null));
});

test('nobody but a supervisor of the family admits, and the word comes before what it speaks of', async () => {
  const { admin, clock, id, server, supervisor } = await found();
  const late = await until(clock, async () => (await lateOf(supervisor))[0]?.late[0] ?? null);
  const { device } = late;
  assert.equal(await outcomeOf(admin.ask['case.admit']({ case: id, device })), 'right-role');
  assert.equal(await outcomeOf(supervisor.ask['case.admit']({ case: id, device: '00'.repeat(16) })), 'right-missing');
  const before = server.cases.get(id)?.frames.length ?? 0;
  await supervisor.ask['case.admit']({ case: id, device });
  const authors = await until(clock, async () => {
    const frames = server.cases.get(id)?.frames.slice(before) ?? [];
    return frames.length === 4 ? frames.map((raw) => hexId(decode(Frame, raw).device)) : null;
  });
  assert.deepEqual(authors.map((author) => author === device), [false, false, true, true]);
});
