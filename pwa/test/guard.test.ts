// The two locks over a whole vault: what is in memory behind each, who sends, and several members on one tablet.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hexId, parseHexId } from '../src/sync/ids';
import { ROLES } from '../src/sync/records';
import { PEOPLE } from '../src/sync/rights';
import { LIMITS } from '../src/vault/locks';
import { ownerOf } from '../src/vault/slot';
import { createPrimitives } from '../src/vault/primitives';
import { outcomeOf, Profile, TurnedClock, until } from './vault/house';
import { familyOf, film, FILM, join, openFamily, sent, service, setUp } from './vault/service';
import { SmallServer } from './vault/small-server';

const primitives = await createPrimitives();
const SEED = 20_261_128;
const DAY = 24 * 3_600_000;
const PIN = '314159';
const WRONG = '271828';

const stageOf = async (profile: Profile): Promise<string> => (await profile.lobby.door()).stage;
const words = (phrase: readonly string[]): string => phrase.join(' ');

/** Lets time pass while nobody touches that tablet. */
async function idle(clock: TurnedClock, profile: Profile, ms: number): Promise<void> {
  profile.goAway();
  for (let passed = 0; passed < ms; passed += 10_000) {
    clock.turn(Math.min(10_000, ms - passed));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Whether everything of a film is at the server. */
function isThere(server: SmallServer, name: string): boolean {
  const clip = server.clips.get(name);
  return clip?.header !== null && clip?.payload.length === clip?.length && server.shares.has(name);
}

/** A worker's tablet on which somebody else has joined too, who is at work. */
async function shared(name: string, role: number): Promise<
  Awaited<ReturnType<typeof service>> & { readonly other: readonly string[] }
> {
  const world = await service();
  await until(world.clock, async () => (await world.worker.lobby.lock()).members[0]?.initials ?? null);
  const other = await join(world.clock, world.admin, world.worker, name, role);
  return { ...world, other };
}

async function handOverTo(profile: Profile, phrase: readonly string[]): Promise<void> {
  await profile.ask.lock();
  await profile.restart();
  await profile.ask.unlock({ words: words(phrase) });
}

test('behind the screen lock nothing tells of a family, and the PIN lets its member back in', async () => {
  const { clock, worker } = await service();
  await openFamily(worker);
  await worker.ask['pin.make']({ pin: PIN });
  await idle(clock, worker, LIMITS.idle - 1_000);
  assert.equal(await stageOf(worker), 'open');
  await idle(clock, worker, 2_000);
  assert.equal(await stageOf(worker), 'veiled');
  assert.deepEqual(await worker.lobby.cases(), []);
  assert.equal((await worker.lobby.people()).members.length, 0);
  assert.equal(await outcomeOf(worker.ask['sync.now']()), 'unlock-locked');
  assert.equal(await outcomeOf(worker.ask['unlock.pin']({ pin: WRONG })), 'unlock-pin');
  assert.equal((await worker.lobby.lock()).tries_left, LIMITS.tries - 1);
  await worker.ask['unlock.pin']({ pin: PIN });
  assert.equal(await stageOf(worker), 'open');
  assert.equal((await familyOf(worker)).label, 'Blue kite');
  assert.equal((await worker.lobby.lock()).tries_left, LIMITS.tries);
});

test('a page out of sight for a minute is locked when it is seen again, whatever its timers did', async () => {
  const { clock, worker } = await service();
  worker.goAway();
  await worker.ask.touched({ visible: false });
  clock.now += LIMITS.hidden;
  await worker.ask.touched({ visible: true });
  assert.equal(await stageOf(worker), 'veiled');
});

test('five wrong PINs end the worker, and only the words open what it left', async () => {
  const { phrase, worker } = await service();
  await worker.ask['pin.make']({ pin: PIN });
  await worker.ask['lock.screen']();
  for (let tries = 0; tries < LIMITS.tries; tries++) {
    assert.equal(await outcomeOf(worker.ask['unlock.pin']({ pin: WRONG })), 'unlock-pin');
  }
  assert.equal(worker.ended, 1);
  assert.equal(await stageOf(worker), 'locked');
  assert.equal(await outcomeOf(worker.ask['unlock.pin']({ pin: PIN })), 'unlock-locked');
  await worker.restart();
  assert.equal((await worker.lobby.lock()).owner, null);
  assert.equal(await outcomeOf(worker.ask['unlock.pin']({ pin: PIN })), 'unlock-locked');
  await worker.ask.unlock({ words: words(phrase) });
  assert.equal(await stageOf(worker), 'open');
});

test('half an hour without a touch ends the worker', async () => {
  const { clock, worker } = await service();
  await idle(clock, worker, LIMITS.long + 1_000);
  assert.equal(worker.ended, 1);
  assert.equal(await stageOf(worker), 'locked');
});

test('a PIN is six digits, belongs to who is at work, and can be dropped', async () => {
  const { worker } = await service();
  assert.equal(await outcomeOf(worker.ask['pin.make']({ pin: '12345' })), 'unlock-pin');
  assert.equal((await worker.lobby.lock()).pin, false);
  await worker.ask['pin.make']({ pin: PIN });
  assert.equal((await worker.lobby.lock()).pin, true);
  await worker.ask['pin.drop']();
  await worker.ask['lock.screen']();
  assert.equal(await outcomeOf(worker.ask['unlock.pin']({ pin: PIN })), 'unlock-locked');
  assert.equal(await outcomeOf(worker.ask['pin.make']({ pin: PIN })), 'unlock-locked');
});

test('behind the screen lock the courier sends what waits, and reads nothing', async () => {
  const { clock, server, worker } = await service();
  await worker.ask['pin.make']({ pin: PIN });
  server.line = 'dead';
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await worker.ask['lock.screen']();
  assert.equal(await stageOf(worker), 'veiled');
  const before = server.asked.length;
  server.line = 'whole';
  await until(clock, async () => (isThere(server, name) ? true : null));
  assert.equal(await stageOf(worker), 'veiled');
  const [row] = await worker.store.read(['members'], (tx) => tx.all('members'));
  const asked = server.asked.slice(before);
  assert.deepEqual(asked.filter((line) => line.startsWith(hexId(row?.device ?? new Uint8Array(16)))), []);
  await worker.ask['unlock.pin']({ pin: PIN });
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
});

test('after a hard lock nothing is sent before the next unlock', async () => {
  const { clock, phrase, server, worker } = await service();
  server.line = 'dead';
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await worker.ask.lock();
  await worker.restart();
  server.line = 'whole';
  await idle(clock, worker, 120_000);
  assert.equal(server.clips.has(name), false);
  await worker.ask.unlock({ words: words(phrase) });
  await until(clock, async () => (isThere(server, name) ? true : null));
});

test('a film that is being closed commits behind the screen lock, and nobody is let in before', async () => {
  const { clock, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  await worker.ask['pin.make']({ pin: PIN });
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  const finish = worker.ask['film.finish']({ film: name, reason: 'stop' });
  await worker.ask['lock.screen']();
  await worker.ask['unlock.pin']({ pin: PIN });
  await finish;
  assert.equal((await familyOf(worker)).films[0]?.status, 'tablet');
  await worker.ask['person.add']({ case: id, role: 'adult' });
  await until(clock, async () => (isThere(server, name) && (await worker.lobby.sync()).waiting === 0 ? true : null));
  assert.equal((await worker.lobby.sync()).fault, null);
  assert.equal((await familyOf(worker)).persons.length, 2);
});

test('no screen lock is drawn while a film is made', async () => {
  const { clock, worker } = await service();
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['lock.screen']();
  await idle(clock, worker, LIMITS.long + 1_000);
  assert.equal(await stageOf(worker), 'open');
  assert.equal((await worker.lobby.lock()).locks_at, null);
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.ask['film.finish']({ film: name, reason: 'stop' });
});

test('somebody else joins on the tablet: one courier, two members, and no name before one of them is in', async () => {
  const { clock, phrase, other, server, worker } = await shared('Rafi Uddin', 1);
  const count = (courier: boolean): number =>
    server.chain.devices().filter((one) => PEOPLE.includes(one.role) || (courier && one.role === ROLES.courier)).length;
  // Admin, supervisor and two workers, on three tablets.
  assert.deepEqual([count(false), count(true)], [4, 4 + 3]);
  const faces = await until(clock, async () => {
    const { members } = await worker.lobby.lock();
    return members.every((one) => one.initials !== null) ? members : null;
  });
  assert.deepEqual(faces.map((one) => [one.initials, one.name]), [['M', 'Mina'], ['RU', 'Rafi']]);
  await worker.ask.lock();
  await worker.restart();
  const shut = await worker.lobby.lock();
  assert.deepEqual(shut.members.map((one) => [one.initials, one.name]), [['M', null], ['RU', null]]);
  assert.equal((await worker.lobby.door()).service, 'Sunflower Centre');
  const [mina] = shut.members;
  assert.equal(await outcomeOf(worker.ask.unlock({ words: words(other), owner: mina?.owner ?? 0 })), 'unlock-phrase');
  await worker.ask.unlock({ words: words(phrase), owner: mina?.owner ?? 0 });
  assert.equal((await worker.lobby.people()).members.find((one) => one.me)?.name, 'Mina');
});

test('somebody who was not let in beside others leaves the tablet as it was', async () => {
  const { admin, clock, phrase, worker } = await service();
  const { link } = await admin.ask['members.invite']({ name: 'Nobody', role: 1 });
  await worker.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  assert.equal(await stageOf(worker), 'joining');
  await admin.ask['sync.now']();
  await admin.ask['members.differ']({ enrol: (await admin.lobby.people()).waiting[0]?.enrol ?? '' });
  await until(clock, async () => ((await stageOf(worker)) === 'refused' ? true : null));
  await worker.ask['join.start-again']();
  await worker.restart();
  assert.equal((await worker.lobby.lock()).members.length, 1);
  await worker.ask.unlock({ words: words(phrase) });
  assert.equal(await stageOf(worker), 'open');
});

test('who signs out takes nothing of the other members of the tablet along', async () => {
  const { clock, phrase, other, worker } = await shared('Rafi Uddin', 1);
  await handOverTo(worker, phrase);
  const { id, person } = await openFamily(worker);
  await film(worker, id, person);
  await until(clock, sent(worker));
  await handOverTo(worker, other);
  const rafi = (await worker.lobby.lock()).owner ?? 0;
  const slotsOf = (of: (owner: number) => boolean): number =>
    worker.house.slots.list().filter((slot) => of(ownerOf(slot))).length;
  await until(clock, async () => ((await worker.lobby.tablet())?.waiting === 0 ? true : null));
  const before = slotsOf((owner) => owner !== rafi);
  assert.ok(slotsOf((owner) => owner === rafi) > 0);
  await worker.ask['tablet.sign-out']();
  assert.deepEqual([slotsOf((owner) => owner === rafi), slotsOf((owner) => owner !== rafi)], [0, before]);
  await worker.restart();
  const { members } = await worker.lobby.lock();
  assert.deepEqual(members.map((one) => one.initials), ['M']);
  assert.equal(await outcomeOf(worker.ask.unlock({ words: words(other) })), 'unlock-phrase');
  await worker.ask.unlock({ words: words(phrase) });
  assert.equal((await familyOf(worker)).films[0]?.status, 'server');
});

test('nobody signs out over a note that was typed and is not sealed yet', async () => {
  const { clock, server, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => ((await worker.lobby.tablet())?.waiting === 0 ? true : null));
  const place = { case: id, film: null };
  server.line = 'dead';
  const { note } = await worker.ask['note.new']({ ...place, at: null });
  await worker.ask['note.type']({ ...place, note, rev: 0, splices: [{ at: 0, remove: 0, insert: 'He looked up' }] });
  assert.equal(await outcomeOf(worker.ask['tablet.sign-out']()), 'store-last-copy');
  assert.equal((await worker.lobby.notes(place)).notes[0]?.text, 'He looked up');
});

test("any member's unlock sends everybody's outbox and opens nobody else's film", async () => {
  const { clock, phrase, other, server, worker } = await shared('Rafi Uddin', 1);
  await handOverTo(worker, phrase);
  server.line = 'dead';
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await handOverTo(worker, other);
  assert.deepEqual(await worker.lobby.cases(), []);
  server.line = 'whole';
  await until(clock, async () => (isThere(server, name) ? true : null));
  assert.deepEqual(await worker.lobby.cases(), []);
  assert.equal(await outcomeOf(worker.ask['person.add']({ case: id, role: 'child' })), 'right-case');
  await handOverTo(worker, phrase);
  await until(clock, async () => ((await familyOf(worker)).films[0]?.status === 'server' ? true : null));
});

test('a colleague of the case finishes a film that a crash cut, and one outside the case does not', async () => {
  const clock = new TurnedClock();
  const server = new SmallServer(primitives, () => clock.now);
  const [admin, worker] = [
    await Profile.open(primitives, server, clock, SEED),
    await Profile.open(primitives, server, clock, SEED + 1),
  ];
  await setUp(admin, await server.setupFragment());
  const phrase = await join(clock, admin, worker, 'Mina', 1);
  const other = await join(clock, admin, worker, 'Farida', 2);
  const third = await join(clock, admin, worker, 'Rafi', 1);
  await admin.ask['setup.finish']();
  clock.turn(60_000);
  await handOverTo(worker, phrase);
  await until(clock, async () => (await worker.lobby.people()).supervisors[0] ?? null);
  await until(clock, async () => ((await worker.lobby.sync()).reached === true ? true : null));
  const { id, person } = await openFamily(worker);
  await until(clock, async () => ((await worker.lobby.sync()).waiting === 0 ? true : null));
  await handOverTo(worker, other);
  await until(clock, async () => ((await worker.lobby.cases())[0]?.label === 'Blue kite' ? true : null));
  await handOverTo(worker, phrase);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.restart();
  await worker.ask.unlock({ words: words(third) });
  await until(clock, async () => ((await worker.lobby.sync()).reached === true ? true : null));
  clock.turn(60_000);
  assert.equal(server.clips.has(name), false);
  await handOverTo(worker, other);
  await until(clock, async () => (isThere(server, name) ? true : null));
});

test('a film that a crash cut is told to its maker, though somebody outside the case unlocked before', async () => {
  const { clock, other, phrase, worker } = await shared('Rafi', 1);
  await handOverTo(worker, phrase);
  await until(clock, async () => (await worker.lobby.people()).supervisors[0] ?? null);
  const { id, person } = await openFamily(worker);
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.restart();
  await worker.ask.unlock({ words: words(other) });
  await until(clock, async () => ((await worker.lobby.sync()).reached === true ? true : null));
  assert.deepEqual(await worker.lobby.cut(), []);
  await handOverTo(worker, phrase);
  const [cut] = await until(clock, async () => {
    const found = await worker.lobby.cut();
    return found[0]?.state === 'safe' ? found : null;
  });
  assert.equal(cut?.film, name);
});

test('a tablet that is too full to drop a film at its date starts, unlocks and locks all the same', async () => {
  const { clock, phrase, server, worker } = await service();
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  await worker.ask['pin.make']({ pin: PIN });
  server.line = 'dead';
  for (let days = 0; days < 66; days += 33) {
    clock.turn(33 * DAY);
    await worker.restart();
  }
  clock.turn(2 * DAY);
  // The first commit of a start is the clock's.
  worker.store.failAt(1, { code: 'store-full' });
  await worker.restart();
  assert.equal(await stageOf(worker), 'locked');
  assert.deepEqual(worker.house.slots.list({ group: parseHexId(name) }), [], 'its keys go whatever the disk says');
  await worker.ask.unlock({ words: words(phrase) });
  // A contact that reaches nobody looks at the dates; the lock falls while it does.
  const contact = worker.ask['sync.now']();
  await worker.ask['lock.screen']();
  await contact;
  await worker.ask['unlock.pin']({ pin: PIN });
  assert.equal(await stageOf(worker), 'open');
  worker.store.mend();
  await outcomeOf(worker.ask['sync.now']());
  assert.equal(await worker.store.read(['parts'], (tx) => tx.count('parts', { under: name })), 0);
});
