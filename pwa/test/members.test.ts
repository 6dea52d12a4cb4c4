// What an admin does about members and tablets, by the vaults of several browsers and a server.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createPrimitives } from '../src/vault/primitives';
import { outcomeOf, type Profile } from './vault/house';
import { StaffWorld } from './vault/staff';

const primitives = await createPrimitives();
const SEED = 20_261_128;
const [FIELD, SUPERVISOR, ADMIN] = [1, 2, 4];

const begin = (): Promise<StaffWorld> => StaffWorld.begin(primitives, SEED);
const isWiped = async (one: Profile): Promise<boolean> =>
  (await one.store.read(['members', 'certificates', 'frames'], async (tx) => {
    const tables = [await tx.all('members'), await tx.all('certificates'), await tx.all('frames')];
    return tables.every((rows) => rows.length === 0);
  }));

test('an invite is listed until its device waits, and the words of the list are offered by their letters', async () => {
  const world = await begin();
  const { admin } = world;
  const { link } = await admin.ask['members.invite']({ name: 'Mina', role: FIELD });
  const [invite] = (await admin.lobby.people()).invites;
  assert.ok(invite);
  assert.deepEqual([invite.name, invite.role, invite.state], ['Mina', FIELD, 'open']);
  assert.equal((await admin.ask['members.link']({ invite: invite.invite })).link, link);
  assert.deepEqual(await admin.ask['members.words']({ start: ' COT' }), ['cotton']);
  assert.equal((await admin.ask['members.words']({ start: 'c' })).length, 6);
  assert.deepEqual(await admin.ask['members.words']({ start: '' }), []);
  const guest = await world.profile();
  const words = await world.knock(guest, link);
  assert.deepEqual((await admin.lobby.people()).invites, []);
  await world.letIn(guest, words);
  assert.deepEqual((await admin.lobby.people()).waiting, []);
});

test('a link that is a day old says so, and can be let go of', async () => {
  const world = await begin();
  await world.admin.ask['members.invite']({ name: 'Mina', role: FIELD });
  world.clock.turn(24 * 3_600_000 + 1);
  await world.admin.restart();
  await world.admin.ask.unlock({ words: world.phrase.join(' ') });
  const [old] = (await world.admin.lobby.people()).invites;
  assert.equal(old?.state, 'over');
  await world.admin.ask['members.drop-invite']({ invite: old.invite });
  assert.deepEqual((await world.admin.lobby.people()).invites, []);
  assert.equal(await outcomeOf(world.admin.ask['members.link']({ invite: old.invite })), 'right-missing');
});

test('another admin is let in while the root is here, and not after', async () => {
  const world = await begin();
  const { admin } = world;
  assert.deepEqual((await admin.lobby.people()).invitable, [FIELD, SUPERVISOR, 3, ADMIN]);
  await world.join('Shirin', ADMIN);
  assert.equal((await world.member('Shirin')).role, ADMIN);
  assert.equal((await world.member('Shirin')).waits, null);
  await admin.ask['setup.finish']();
  assert.deepEqual((await admin.lobby.people()).invitable, [FIELD, SUPERVISOR, 3]);
  assert.equal(await outcomeOf(admin.ask['members.invite']({ name: 'Nobody', role: ADMIN })), 'right-role');
});

test('a second device of a member waits until their first one has vouched for it', async () => {
  const world = await begin();
  const worker = await world.join('Mina', FIELD);
  const { member } = await world.member('Mina');
  await world.admin.ask['setup.finish']();
  const guest = await world.profile();
  const { link } = await world.admin.ask['members.invite']({ name: 'Mina', role: FIELD, member });
  const words = await world.knock(guest, link);
  const [waiting] = (await world.admin.lobby.people()).waiting;
  assert.equal(waiting?.further, true);
  await world.admin.ask['members.let-in']({ enrol: waiting.enrol, words: words.join(' ') });
  const listed = await world.member('Mina');
  assert.ok(listed.waits !== null && listed.further && !listed.endorsable);
  const device = await world.until(async () => {
    const { members } = await worker.lobby.people();
    const own = members.find((one) => one.me);
    return own?.endorsable === true ? own.waits : null;
  }, worker);
  await worker.ask['members.endorse']({ device });
  await world.until(async () => ((await world.member('Mina')).waits === null ? true : null), worker);
  const devices = (await world.admin.lobby.people()).devices.filter((one) => one.member === member);
  assert.deepEqual(devices.map((one) => one.state), ['active', 'active']);
});

test('a member gets another role, and a supervisor only once somebody else has endorsed it', async () => {
  const world = await begin();
  const { admin } = world;
  await world.join('Mina', FIELD);
  const shirin = await world.join('Shirin', ADMIN);
  const { member, roles } = await world.member('Mina');
  assert.deepEqual(roles, [SUPERVISOR, 3]);
  await admin.ask['setup.finish']();
  await admin.ask['members.re-role']({ member, role: 3 });
  assert.equal((await world.member('Mina')).role, 3);
  await admin.ask['members.re-role']({ member, role: SUPERVISOR });
  const listed = await world.member('Mina');
  assert.deepEqual([listed.role, listed.role_waits, listed.endorsable], [3, SUPERVISOR, false]);
  const device = await world.until(async () => {
    const mina = (await shirin.lobby.people()).members.find((one) => one.member === member);
    return mina?.endorsable === true ? mina.waits : null;
  }, shirin);
  await shirin.ask['members.endorse']({ device });
  await world.until(async () => ((await world.member('Mina')).role === SUPERVISOR ? true : null));
  assert.equal((await world.member('Mina')).role_waits, null);
  assert.deepEqual((await world.member('Rehana')).roles, []);
});

test('who supervises whom is read by every device', async () => {
  const world = await begin();
  const worker = await world.join('Mina', FIELD);
  await world.join('Ayesha', SUPERVISOR);
  const [mina, ayesha] = [await world.member('Mina'), await world.member('Ayesha')];
  const ask = { member: mina.member, supervisor: ayesha.member };
  assert.equal(await outcomeOf(worker.ask['members.supervised-by'](ask)), 'right-role');
  await world.admin.ask['members.supervised-by'](ask);
  await world.until(async () => {
    const { members } = await worker.lobby.people();
    return members.find((one) => one.me)?.supervisor === ayesha.member ? true : null;
  }, worker);
});

test('a tablet that is lost stops, and is wiped when it is next in contact', async () => {
  const world = await begin();
  const worker = await world.join('Mina', FIELD);
  const { member } = await world.member('Mina');
  const lost = await world.until(async () => {
    const { devices } = await world.admin.lobby.people();
    return devices.find((one) => one.member === member && one.tablet_name !== null) ?? null;
  }, worker);
  assert.equal(lost.tablet_name, 'Tablet 2');
  assert.ok(lost.losable && lost.state === 'active');
  assert.equal((await world.admin.lobby.people()).devices.find((one) => one.here)?.losable, false);
  await world.admin.ask['devices.lost']({ device: lost.device });
  const { devices } = await world.admin.lobby.people();
  assert.equal(devices.find((one) => one.device === lost.device)?.state, 'revoked');
  assert.equal(await isWiped(worker), false);
  await world.until(async () => ((await isWiped(worker)) ? true : null), worker);
  assert.equal((await worker.lobby.door()).stage, 'revoked');
  assert.equal((await worker.lobby.lock()).lost, true);
});

test('what the root has certified nobody revokes from here', async () => {
  const world = await begin();
  const shirin = await world.join('Shirin', ADMIN);
  const people = await world.until(async () => {
    const found = await shirin.lobby.people();
    return found.role === ADMIN ? found : null;
  }, shirin);
  assert.deepEqual(people.devices.map((one) => one.losable), [false, false]);
  const [first] = people.devices;
  assert.equal(await outcomeOf(shirin.ask['devices.lost']({ device: first?.device ?? '' })), 'chain-signer');
});

test('whoever is taken off the service is gone from the list with all their devices', async () => {
  const world = await begin();
  const worker = await world.join('Mina', FIELD);
  const { member, removable } = await world.member('Mina');
  assert.equal(removable, true);
  assert.equal((await world.member('Rehana')).removable, false);
  await world.admin.ask['members.remove']({ member });
  const people = await world.admin.lobby.people();
  assert.deepEqual(people.members.map((one) => one.name), ['Rehana']);
  await world.until(async () => ((await isWiped(worker)) ? true : null), worker);
});

test('settings that an admin changes are read by everybody, and nobody else changes them', async () => {
  const world = await begin();
  const worker = await world.join('Mina', FIELD);
  const settings = { name: 'Sunflower House', phone: '01632 960983', days: 30, offline_days: 5, languages: ['en'] };
  assert.equal(await outcomeOf(worker.ask['service.change'](settings)), 'right-role');
  await world.admin.ask['service.change'](settings);
  const seen = await world.until(async () => {
    const view = await worker.lobby.service();
    return view?.settings?.name === settings.name ? view : null;
  }, worker);
  assert.deepEqual(seen.settings, settings);
  const facts = [seen.may_change, seen.admins, seen.safeguarding, seen.restored_at, seen.demo];
  assert.deepEqual(facts, [false, 1, false, null, false]);
});

test('how the screens look outlives the worker and is known before anybody unlocks', async () => {
  const { admin } = await begin();
  assert.deepEqual(await admin.lobby.looks(), { text: 'normal', theme: 'tablet', hand: 'right', language: null });
  await admin.ask['looks.choose']({ text: 'larger', hand: 'left' });
  await admin.restart();
  assert.equal((await admin.lobby.door()).stage, 'locked');
  assert.deepEqual(await admin.lobby.looks(), { text: 'larger', theme: 'tablet', hand: 'left', language: null });
});

test('nobody signs a tablet out while something waits there, and then nothing is left', async () => {
  const world = await begin();
  const worker = await world.join('Mina', FIELD);
  await world.until(async () => ((await worker.lobby.tablet())?.waiting === 0 ? true : null), worker);
  world.server.line = 'dead';
  await worker.ask['tablet.name']({ name: 'The blue one' });
  assert.equal(await outcomeOf(worker.ask['tablet.sign-out']()), 'store-last-copy');
  world.server.line = 'whole';
  const tablet = await world.until(async () => {
    const view = await worker.lobby.tablet();
    return view?.waiting === 0 && view.last_sent_at !== null ? view : null;
  }, worker);
  assert.equal(tablet.name, 'The blue one');
  await worker.ask['tablet.sign-out']();
  assert.ok(await isWiped(worker));
});
