// A device that was certified after a family was opened: it reads the family once a supervisor of it says so.
import { wrap } from '../sync/envelope';
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { base64url, hexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { FamilyPorts } from './families';

/**
 * Wraps the key of each epoch that is here for `device` and writes `device-confirmed`; both wait in the outbox.  Throws
 * `right-role` unless this member supervises the case, `envelope-to` where the device may not have the keys,
 * `chain-fork` and `roll-fork` while no key may be wrapped.
 */
export async function letDeviceIn(id: Bytes, device: Bytes, ports: FamilyPorts): Promise<void> {
  const { books, entropy, keyring, keys, ledger, member, now, primitives, store } = ports;
  const rolls = books.rolls(id);
  const roll = rolls.newest;
  if (roll === null || rolls.members.get(hexId(member)) !== ROLES.supervisor) throw refuse('right-role');
  if (!books.chain.mayWrap) throw refuse('chain-fork');
  if (!rolls.mayWrap) throw refuse('roll-fork');
  const to = books.chain.device(device);
  if (to?.active !== true || !rolls.has(to.member) || to.role === ROLES.interpreter) throw refuse('envelope-to');
  if ((await keys.caseKey(id, roll.epoch)) === null) throw refuse('unlock-locked');
  const { seed } = await keyring.identity();
  const wrapped: Bytes[] = [];
  for (let epoch = roll.epoch; epoch > 0; epoch--) {
    const ck = await keys.caseKey(id, epoch);
    const seq = rolls.records.findLastIndex((one) => one.epoch === epoch);
    const [named, raw] = [rolls.records[seq], rolls.raws[seq]];
    if (ck === null || named === undefined || raw === undefined) continue;
    const wrapping = { to, from_device: ports.device, seed, ephemeral: entropy.key() };
    wrapped.push(await wrap(named, await primitives.sha256(raw), ck, wrapping, primitives));
    ck.fill(0);
  }
  seed.fill(0);
  const about = { lane: 'records', kind: 'envelopes', case: hexId(id), ref: hexId(device) } as const;
  await store.transact(['outbox'], async (tx) => {
    await tx.add({ ...about, body: new Blob(wrapped), made_at: now() });
  });
  await ledger.record(id, { kind: 'device-confirmed', device: base64url(device) });
}
