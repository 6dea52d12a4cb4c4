// A member's further tablet: it sees that there is a family, and reads it once a supervisor of the family says so.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createPrimitives } from '../src/vault/primitives';
import { outcomeOf, Profile, until } from './vault/house';
import { familyOf, openFamily, service } from './vault/service';

const primitives = await createPrimitives();

test('a tablet that came later reads a family after its supervisor has let it in, and not before', async () => {
  const { admin, clock, server, supervisor, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  assert.deepEqual((await familyOf(supervisor)).strangers, []);

  const mina = (await worker.lobby.people()).members.find((one) => one.me)?.member ?? '';
  const second = await Profile.open(primitives, server, clock, 77);
  const { link } = await admin.ask['members.invite']({ name: 'Mina', role: 1, member: mina });
  await second.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  const { words } = await second.lobby.door();
  await admin.ask['sync.now']();
  const [waiting] = (await admin.lobby.people()).waiting;
  await admin.ask['members.let-in']({ enrol: waiting?.enrol ?? '', words: (words ?? []).join(' ') });
  // A further device counts once another one of the member vouches for it.
  const waits = await until(clock, async () => {
    return (await worker.lobby.people()).members.find((one) => one.me)?.waits ?? null;
  });
  await worker.ask['members.endorse']({ device: waits });
  const device = await until(clock, async () => (await familyOf(supervisor)).strangers[0]?.device ?? null);
  const before = await until(clock, async () => (await second.lobby.cases()).find(({ sealed }) => sealed > 0) ?? null);
  assert.deepEqual([before.label, before.shut], [null, 'key']);

  // Who filmed with the family may not say it, nor may a device be let in that nobody has certified.
  assert.equal(await outcomeOf(worker.ask['case.let-in']({ case: id, device })), 'right-role');
  assert.equal(await outcomeOf(supervisor.ask['case.let-in']({ case: id, device: '00'.repeat(16) })), 'envelope-to');

  await supervisor.ask['case.let-in']({ case: id, device });
  await until(clock, async () => ((await familyOf(second)).label === 'Blue kite' ? true : null));
  assert.equal((await familyOf(second)).shut, null);
  assert.deepEqual((await familyOf(supervisor)).strangers, []);
});
