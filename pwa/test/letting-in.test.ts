// A member's further tablet: it sees that there is a family, and reads it once a supervisor of the family says so.
import assert from 'node:assert/strict';
import test from 'node:test';
import { outcomeOf, until } from './vault/house';
import { familyOf, furtherTablet, openFamily, service } from './vault/service';

test('a tablet that came later reads a family after its supervisor has let it in, and not before', async () => {
  const { admin, clock, server, supervisor, worker } = await service();
  const { id } = await openFamily(worker);
  await until(clock, async () => (await supervisor.lobby.cases())[0]?.label ?? null);
  assert.deepEqual((await familyOf(supervisor)).strangers, []);

  const second = await furtherTablet({ admin, clock, server, worker });
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
