// The service's own case: every member that counts stands in its roll and has its key; an admin's device sees to it.
import type { Bytes } from '../sync/bytes';
import { wrap } from '../sync/envelope';
import { AmanatError, refuse } from '../sync/errors';
import { hexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import { buildRoll } from '../sync/roll';
import type { Device } from '../sync/chain';
import { joined } from './http';
import { beginEpoch, handOut, takeBegun, type EpochPorts } from './renewal';

const NO_MEMBERS: readonly number[] = [ROLES.service, ROLES.recovery, ROLES.courier];
const ROW = 'service-case-wrapped';

/** What tending works with. */
export interface ServiceCasePorts extends EpochPorts {
  /** Asks the server for rolls of the service case that came meanwhile. */
  readonly fetchRolls: () => Promise<void>;
}

/** Who stands in the chain gets a place in the roll and an envelope from here; after a revocation an epoch begins. */
export async function tendServiceCase(ports: ServiceCasePorts): Promise<void> {
  const { books, fetchRolls, keys, store } = ports;
  const rolls = books.rolls(books.serviceCase);
  if (rolls.newest === null || !books.chain.mayWrap || !rolls.mayWrap) return;
  const staff = books.chain.devices().filter((device) => device.active && !NO_MEMBERS.includes(device.role));
  await takeBegun(books.serviceCase, ports);
  if (rolls.needsNewEpoch(books.chain)) {
    const members = new Map(staff.map(({ member, role }) => [hexId(member), { member, role }]));
    if (!(await beginEpoch(books.serviceCase, [...members.values()], ports))) await fetchRolls();
  }
  // The envelopes are seen to below, as everybody's are.
  await handOut(books.serviceCase, () => false, ports);
  if (staff.some((device) => !rolls.has(device.member))) await widen(staff, ports);
  const row = await store.read(['meta'], (tx) => tx.get('meta', ROW));
  const done = new Set(Array.isArray(row?.value) ? row.value.map(String) : []);
  const { epoch } = rolls.newest;
  const lacking = staff.filter(({ device }) => !done.has(`${epoch}/${hexId(device)}`));
  if (lacking.length === 0) return;
  const ck = await keys.caseKey(books.serviceCase, epoch);
  if (ck === null) return;
  await sendEnvelopes(lacking, ck, ports);
  for (const { device } of lacking) done.add(`${epoch}/${hexId(device)}`);
  await store.transact(['meta'], async (tx) => {
    tx.put('meta', { key: ROW, value: [...done] });
  });
}

/** A new roll of the same epoch that names everybody; one that loses its place is built on the newer one. */
async function widen(staff: readonly Device[], ports: ServiceCasePorts): Promise<void> {
  const { books, device, fetchRolls, keyring, primitives, server, signer } = ports;
  const id = books.serviceCase;
  for (let tries = 1; tries <= 3; tries++) {
    const rolls = books.rolls(id);
    const { newest } = rolls;
    if (newest === null) throw refuse('roll-prev');
    const roles = new Map(newest.members.map((row) => [hexId(row.member), { member: row.member, role: row.role }]));
    for (const { member, role } of staff) roles.set(hexId(member), { member, role });
    const { epoch, recipient } = newest;
    const members = [...roles.values()];
    const { seed } = await keyring.identity();
    const wish = { epoch, recipient, chain_head: books.chain.head, members, device };
    const raw = await buildRoll(rolls, seed, wish, primitives);
    try {
      await server.ask('POST', `/v1/cases/${hexId(id)}/rolls`, signer, { body: raw });
      await books.addRolls(id, [raw]);
      return;
    } catch (fault) {
      if (!(fault instanceof AmanatError && fault.code === 'roll-seq')) throw fault;
      await fetchRolls();
    }
  }
}

async function sendEnvelopes(to: readonly Device[], ck: Bytes, ports: ServiceCasePorts): Promise<void> {
  const { books, device, entropy, keyring, primitives, server, signer } = ports;
  const rolls = books.rolls(books.serviceCase);
  if (rolls.newest === null) return;
  const { seed } = await keyring.identity();
  const envelopes: Bytes[] = [];
  for (const one of to) {
    const wrapping = { to: one, from_device: device, seed, ephemeral: entropy.key() };
    envelopes.push(await wrap(rolls.newest, rolls.newestHash, ck, wrapping, primitives));
  }
  const target = `/v1/cases/${hexId(books.serviceCase)}/envelopes`;
  await server.ask('POST', target, signer, { body: joined(envelopes) });
}
