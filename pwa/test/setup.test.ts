// A set-up that is left at any moment: nothing is lost, nothing is founded twice, and the root waits for Finish alone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeCard, rootSeed } from '../src/sync/cards';
import { combineShares } from '../src/vault/cards';
import { createPrimitives } from '../src/vault/primitives';
import { outcomeOf, Profile, TurnedClock, until } from './vault/house';
import { ANSWERS, join, setUp } from './vault/service';
import { SmallServer } from './vault/small-server';

const primitives = await createPrimitives();
const SEED = 20_261_128;

interface World {
  readonly clock: TurnedClock;
  readonly server: SmallServer;
  readonly admin: Profile;
  readonly fragment: string;
}

async function world(seed = SEED): Promise<World> {
  const clock = new TurnedClock();
  const server = new SmallServer(primitives, () => clock.now);
  const admin = await Profile.open(primitives, server, clock, seed);
  return { clock, server, admin, fragment: await server.setupFragment() };
}

const stageOf = async (one: Profile): Promise<string> => (await one.lobby.door()).stage;

test('what was answered is there when the page comes back', async () => {
  const { admin } = await world();
  await admin.ask['setup.keep']({ answers: { ...ANSWERS, days: 30 }, step: 4 });
  await admin.restart();
  const { answers, phase, step } = await admin.lobby.setup.view();
  assert.deepEqual([phase, step, answers?.days], ['questions', 4, 30]);
  assert.equal(await stageOf(admin), 'new');
});

test('nothing is sent before the five words are on paper, and the same link begins again', async () => {
  const { admin, fragment, server } = await world();
  await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
  assert.equal(server.log.some((line) => line.startsWith('POST')), false);
  await admin.restart();
  assert.equal(await stageOf(admin), 'locked');
  await admin.ask['setup.start-again']();
  await admin.restart();
  assert.equal(await stageOf(admin), 'new');
  await setUp(admin, fragment);
  assert.equal(await stageOf(admin), 'open');
});

test('after the keys are made the store holds no answer in the open', async () => {
  const { admin, fragment } = await world();
  await admin.ask['setup.keep']({ answers: ANSWERS, step: 5 });
  await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
  const rows = await admin.store.read(['meta'], (tx) => tx.all('meta'));
  const open = JSON.stringify(rows.map(({ key, value }) => [key, value instanceof Uint8Array ? 'sealed' : value]));
  assert.equal(open.includes('Sunflower') || open.includes('Rehana'), false);
});

test('a page that goes with the keys goes on after the five words', async () => {
  const { admin, fragment } = await world();
  const { phrase } = await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
  await admin.restart();
  await admin.ask.unlock({ words: phrase.join(' ') });
  assert.equal(await stageOf(admin), 'setting-up');
  await admin.ask['setup.found']();
  assert.equal((await admin.lobby.door()).root_held, true);
  assert.equal((await admin.lobby.door()).service, 'Sunflower Centre');
});

for (const line of ['dead', 'answers-lost'] as const) {
  test(`a service whose first certificates met a line that was ${line} is founded once`, async () => {
    const { admin, fragment, server } = await world();
    const { phrase } = await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
    server.line = line;
    assert.equal(await outcomeOf(admin.ask['setup.found']()), 'server-unreachable');
    assert.equal(await outcomeOf(admin.ask['setup.start-again']()), 'setup-done');
    await admin.restart();
    server.line = 'whole';
    await admin.ask.unlock({ words: phrase.join(' ') });
    await admin.ask['setup.found']();
    assert.equal((await admin.lobby.door()).root_held, true);
    assert.equal((await admin.lobby.people()).members[0]?.name, 'Rehana');
  });
}

test('a page that goes after the service is there finds the root again, which endorses the supervisor', async () => {
  const { admin, clock, fragment, server } = await world();
  const phrase = await setUp(admin, fragment);
  await admin.restart();
  await admin.ask.unlock({ words: phrase.join(' ') });
  assert.equal((await admin.lobby.door()).root_held, true);
  const supervisor = await Profile.open(primitives, server, clock, SEED + 1);
  await join(clock, admin, supervisor, 'Ayesha', 2);
  const [ayesha] = (await admin.lobby.people()).supervisors;
  assert.equal(ayesha?.name, 'Ayesha');
});

test('any two cards of one time bring the root back, and cards of two times do not', async () => {
  const { admin, fragment, server } = await world();
  await setUp(admin, fragment);
  const { cards } = await admin.ask['setup.cards']();
  const [one, two, three] = cards.map(({ text }) => decodeCard(text));
  const { cards: later } = await admin.ask['setup.cards']();
  const other = decodeCard(later[1]?.text ?? '');
  assert.ok(one && two && three);
  const key = server.chain.root;
  for (const [left, right] of [[one, two], [one, three], [two, three]] as const) {
    const seed = await rootSeed(left, right, key, combineShares, primitives);
    assert.deepEqual(await primitives.ed25519Public(seed), key);
  }
  assert.equal(await outcomeOf(rootSeed(one, other, key, combineShares, primitives)), 'card-checksum');
  assert.equal((await admin.lobby.setup.view()).cards_shown, true);
});

test('Finish forgets the root for good', async () => {
  const { admin, fragment } = await world();
  const phrase = await setUp(admin, fragment);
  await admin.ask['setup.finish']();
  assert.equal(await outcomeOf(admin.ask['setup.cards']()), 'right-missing');
  await admin.restart();
  await admin.ask.unlock({ words: phrase.join(' ') });
  assert.equal((await admin.lobby.door()).root_held, false);
  assert.equal((await admin.lobby.setup.view()).phase, null);
});

test('a tablet that scanned the code of this room is let in without words, one with a link is not', async () => {
  const { admin, clock, fragment, server } = await world();
  await setUp(admin, fragment);
  for (const room of [true, false]) {
    const guest = await Profile.open(primitives, server, clock, SEED + (room ? 2 : 3));
    const { link } = await admin.ask['members.invite']({ name: 'Mina', role: 1, room });
    await guest.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
    await admin.ask['sync.now']();
    const [waiting] = (await admin.lobby.people()).waiting;
    assert.equal(waiting?.room, room);
    const outcome = await outcomeOf(admin.ask['members.let-in-here']({ enrol: waiting.enrol }));
    assert.equal(outcome, room ? 'ok' : 'enrol-words');
    if (room) await until(clock, async () => ((await stageOf(guest)) === 'open' ? true : null));
    else assert.equal(await stageOf(guest), 'joining');
  }
});

test('who stops while waiting leaves a browser that can join anew', async () => {
  const { admin, clock, fragment, server } = await world();
  await setUp(admin, fragment);
  const guest = await Profile.open(primitives, server, clock, SEED + 4);
  const { link } = await admin.ask['members.invite']({ name: 'Mina', role: 1 });
  await guest.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  await guest.ask['join.start-again']();
  await guest.restart();
  assert.equal(await stageOf(guest), 'new');
});

test('who has lost the five words before the yes starts again behind the lock, with another link', async () => {
  const { admin, clock, fragment, server } = await world();
  await setUp(admin, fragment);
  const guest = await Profile.open(primitives, server, clock, SEED + 5);
  const { link } = await admin.ask['members.invite']({ name: 'Mina', role: 1 });
  await guest.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  await guest.restart();
  assert.equal(await stageOf(guest), 'locked');
  const { members, unjoined } = await guest.lobby.lock();
  assert.deepEqual(
    unjoined,
    members.map(({ owner }) => owner),
  );
  await guest.ask['lock.start-again']({ owner: unjoined[0] ?? 0 });
  await guest.restart();
  assert.equal(await stageOf(guest), 'new');
  await admin.ask['sync.now']();
  for (const { enrol } of (await admin.lobby.people()).waiting) await admin.ask['members.differ']({ enrol });
  await join(clock, admin, guest, 'Farida', 1);
  assert.equal(await stageOf(guest), 'open');
});

test('who was let in is not erased by whoever finds the locked tablet', async () => {
  const { admin, clock, fragment, server } = await world();
  await setUp(admin, fragment);
  const guest = await Profile.open(primitives, server, clock, SEED + 6);
  await join(clock, admin, guest, 'Mina', 1);
  for (const one of [admin, guest]) {
    const [owner] = (await one.lobby.lock()).members.map((face) => face.owner);
    assert.equal(await outcomeOf(one.ask['lock.start-again']({ owner: owner ?? 0 })), 'unlock-locked');
    await one.restart();
    assert.deepEqual((await one.lobby.lock()).unjoined, []);
    assert.equal(await outcomeOf(one.ask['lock.start-again']({ owner: owner ?? 0 })), 'right-role');
    assert.equal((await one.lobby.lock()).members.length, 1);
  }
});

test('beside a member who works here, only the one who waits is erased', async () => {
  const { admin, clock, fragment, server } = await world();
  await setUp(admin, fragment);
  const tablet = await Profile.open(primitives, server, clock, SEED + 7);
  const phrase = await join(clock, admin, tablet, 'Mina', 1);
  const { link } = await admin.ask['members.invite']({ name: 'Rafi', role: 1 });
  await tablet.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  await tablet.restart();
  const before = await tablet.lobby.lock();
  assert.equal(before.members.length, 2);
  assert.equal(before.unjoined.length, 1);
  await tablet.ask['lock.start-again']({ owner: before.unjoined[0] ?? 0 });
  await tablet.restart();
  assert.equal((await tablet.lobby.lock()).members.length, 1);
  await tablet.ask.unlock({ words: phrase.join(' ') });
  assert.equal(await stageOf(tablet), 'open');
});

test('an admin without the five words starts the set-up again behind the lock, until something was sent', async () => {
  const { admin, fragment, server } = await world();
  await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
  await admin.restart();
  const [owner] = (await admin.lobby.lock()).unjoined;
  await admin.ask['lock.start-again']({ owner: owner ?? 0 });
  await admin.restart();
  assert.equal(await stageOf(admin), 'new');
  await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
  server.line = 'answers-lost';
  assert.equal(await outcomeOf(admin.ask['setup.found']()), 'server-unreachable');
  await admin.restart();
  assert.deepEqual((await admin.lobby.lock()).unjoined, []);
});
