// A family that is opened without a server, and what has changed by the time it is sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createPrimitives } from '../src/vault/primitives';
import { openFamily } from './vault/service';
import { StaffWorld } from './vault/staff';

const primitives = await createPrimitives();
const SEED = 20_261_128;
const [FIELD, SUPERVISOR] = [1, 2];

test('a device that was revoked while a family was opened offline gets no key of it, and all else is sent', async () => {
  const world = await StaffWorld.begin(primitives, SEED);
  const { admin, server } = world;
  const worker = await world.profile();
  const invited = await admin.ask['members.invite']({ name: 'Mina', role: FIELD });
  const { phrase } = await worker.ask['join.begin']({ fragment: invited.link.slice(invited.link.indexOf('#')) });
  await admin.ask['sync.now']();
  await world.letIn(worker, (await worker.lobby.door()).words ?? []);
  await world.join('Ayesha', SUPERVISOR);
  const { member } = await world.member('Mina');
  await admin.ask['setup.finish']();
  const second = await world.profile();
  const { link } = await admin.ask['members.invite']({ name: 'Mina', role: FIELD, member });
  const words = await world.knock(second, link);
  const [asking] = (await admin.lobby.people()).waiting;
  assert.ok(asking);
  await admin.ask['members.let-in']({ enrol: asking.enrol, words: words.join(' ') });
  const device = await world.until(async () => {
    const own = (await worker.lobby.people()).members.find((one) => one.me);
    return own?.endorsable === true ? own.waits : null;
  }, worker);
  await worker.ask['members.endorse']({ device });
  const active = async (): Promise<true | null> => {
    const { devices } = await admin.lobby.people();
    return devices.filter((one) => one.member === member && one.state === 'active').length === 2 ? true : null;
  };
  await world.until(active, worker);

  server.line = 'dead';
  const { id } = await openFamily(worker);
  // The page is closed: until the next unlock nothing leaves the tablet.
  await worker.restart();
  server.line = 'whole';
  await admin.ask['devices.lost']({ device });
  assert.equal(server.cases.has(id), false, 'nothing was sent before the device was revoked');
  await worker.ask.unlock({ words: phrase.join(' ') });

  await world.until(async () => ((await worker.lobby.sync()).waiting === 0 ? true : null), worker);
  const ayesha = (await world.member('Ayesha')).member;
  const { devices } = await admin.lobby.people();
  const supervising = devices.filter((one) => one.member === ayesha).map((one) => one.device);
  assert.deepEqual(server.cases.get(id)?.envelopes.map((one) => one.to), supervising);
  assert.ok(server.shares.has(id));
});
