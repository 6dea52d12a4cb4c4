// A device that was certified after a family was opened: it reads the family once a supervisor of it says so.
import { wrap } from '../sync/envelope';
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { base64url, hexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { FamilyPorts } from './families';

/**
 * Wraps the key of the newest epoch for `device` and writes `device-confirmed`; both wait in the outbox.  Throws
 * `right-role` unless this member supervises the case, `envelope-to` where the device may not have the key,
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
  const ck = await keys.caseKey(id, roll.epoch);
  if (ck === null) throw refuse('unlock-locked');
  const { seed } = await keyring.identity();
  const wrapping = { to, from_device: ports.device, seed, ephemeral: entropy.key() };
  const raw = await wrap(roll, rolls.newestHash, ck, wrapping, primitives);
  for (const key of [ck, seed]) key.fill(0);
  const about = { lane: 'records', kind: 'envelopes', case: hexId(id), ref: hexId(device) } as const;
  await store.transact(['outbox'], async (tx) => {
    await tx.add({ ...about, body: new Blob([raw]), made_at: now() });
  });
  await ledger.record(id, { kind: 'device-confirmed', device: base64url(device) });
}
