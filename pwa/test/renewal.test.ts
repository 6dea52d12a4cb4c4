// After a tablet was lost or somebody was taken off, a family goes on in a new epoch: who has the old key only opens
// nothing of it, whatever happens to the line and whenever the supervisor's tablet stops.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hexId, parseHexId } from '../src/sync/ids';
import { decode, Envelope } from '../src/sync/records';
import { until, type Profile } from './vault/house';
import { familyOf, film, furtherTablet, openFamily, service } from './vault/service';
import type { SmallServer } from './vault/small-server';

/** Who has an envelope of that epoch of a case. */
const keyOf = (server: SmallServer, id: string, epoch: number): readonly string[] =>
  (server.cases.get(id)?.envelopes ?? [])
    .filter(({ raw }) => decode(Envelope, raw).epoch === epoch)
    .map(({ to }) => to);

const epochOf = (server: SmallServer, id: string): number | undefined => server.cases.get(id)?.rolls.newest?.epoch;

const deviceOf = async (profile: Profile): Promise<string> => {
  const [row] = await profile.store.read(['members'], (tx) => tx.all('members'));
  return hexId(row?.device ?? new Uint8Array(16));
};

const serviceCase = (server: SmallServer): string => hexId(server.chain.org.slice(0, 16));

/** A family on the worker's first tablet, a further one that was let in, and the first one lost. */
async function lost(): Promise<Awaited<ReturnType<typeof service>> & { id: string; person: string; second: Profile }> {
  const world = await service();
  const { admin, clock, supervisor, worker } = world;
  const { id, person } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  const second = await furtherTablet(world);
  const device = await until(clock, async () => (await familyOf(supervisor)).strangers[0]?.device ?? null);
  await supervisor.ask['case.let-in']({ case: id, device });
  await until(clock, async () => (await second.lobby.cases())[0]?.label ?? null);
  await admin.ask['devices.lost']({ device: await deviceOf(worker) });
  return { ...world, id, person, second };
}

test('a family whose tablet was lost goes on with a new key, which goes to the tablets that are left', async () => {
  const { clock, id, person, second, server, supervisor, worker } = await lost();
  await until(clock, async () => (keyOf(server, id, 2).length > 0 ? true : null));
  assert.equal(epochOf(server, id), 2);
  assert.deepEqual(keyOf(server, id, 2), [await deviceOf(second)]);
  assert.equal(keyOf(server, id, 2).includes(await deviceOf(worker)), false);
  // The supervisor's own word is the next one in the new epoch, and the tablet that is left reads it and goes on.
  await until(clock, async () => (server.cases.get(id)?.recovery?.[3] === 2 ? true : null));
  await second.ask['person.answer']({ case: id, person, answer: 'yes' });
  const made = await film(second, id, person);
  const seen = async (): Promise<true | null> =>
    (await familyOf(supervisor)).films.some((one) => one.film === made) ? true : null;
  await until(clock, seen);
  assert.equal((await familyOf(supervisor)).sealed, 0);
  assert.equal(epochOf(server, id), 2);
});

test('the service’s own case goes on with a new key too, which the lost tablet has not', async () => {
  const { clock, second, server, supervisor, worker } = await lost();
  const id = serviceCase(server);
  await until(clock, async () => (keyOf(server, id, 2).length >= 3 ? true : null));
  const [has, hasNot] = [[await deviceOf(second), await deviceOf(supervisor)], await deviceOf(worker)];
  for (const one of has) assert.ok(keyOf(server, id, 2).includes(one));
  assert.equal(keyOf(server, id, 2).includes(hasNot), false);
});

test('a member who was taken off has no key of what comes after, and the family is read as before', async () => {
  const { admin, clock, server, supervisor, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  const mina = (await worker.lobby.people()).members.find((one) => one.me)?.member ?? '';
  await admin.ask['members.remove']({ member: mina });
  await until(clock, async () => (epochOf(server, id) === 2 ? true : null));
  await until(clock, async () => (server.cases.get(id)?.recovery?.[3] === 2 ? true : null));
  assert.deepEqual(keyOf(server, id, 2), []);
  assert.deepEqual([(await familyOf(supervisor)).label, (await familyOf(supervisor)).sealed], ['Blue kite', 0]);
});

test('one epoch begins and everybody has its key, though answers are lost and the tablet stops in between', async () => {
  const { clock, id, person, second, server, supervisor, supervisors } = await lost();
  // One contact after another is cut one answer later, and the tablet stops; so the answer to the roll is lost too.
  server.line = 'dead';
  for (let whole = 0; epochOf(server, id) === 1; whole++) {
    assert.ok(whole < 60, 'the roll never came to the server');
    await supervisor.restart();
    server.faults = [...Array.from({ length: whole }, () => 'whole' as const), 'answers-lost'];
    await supervisor.ask.unlock({ words: supervisors.join(' ') });
    await supervisor.ask['sync.now']();
  }
  assert.equal(supervisor.house.books.rolls(parseHexId(id)).newest?.epoch, 1);
  [server.faults, server.line] = [[], 'whole'];
  // Whoever hears of the new epoch before its key has come goes on writing in the old one.
  await second.ask['sync.now']();
  assert.equal(second.house.books.rolls(parseHexId(id)).newest?.epoch, 2);
  await second.ask['person.answer']({ case: id, person, answer: 'later' });
  await supervisor.restart();
  await supervisor.ask.unlock({ words: supervisors.join(' ') });
  await until(clock, async () => (keyOf(server, id, 2).length > 0 ? true : null));
  await until(clock, async () => ((await familyOf(second)).shut === null ? true : null));
  assert.equal(epochOf(server, id), 2);
  assert.deepEqual([...new Set(keyOf(server, id, 2))], [await deviceOf(second)]);
  await until(clock, async () => (server.cases.get(id)?.recovery?.[3] === 2 ? true : null));
  await until(clock, async () => ((await familyOf(supervisor)).persons[0]?.answer === 'later' ? true : null));
});
