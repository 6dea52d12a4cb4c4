// A new epoch for a case whose key may be in other hands: whoever was taken off, or found a lost tablet, opens nothing
// of what comes after (docs/adr/0026).  Families are renewed by a supervisor's device, the service's by an admin's.
import { same, type Bytes } from '../sync/bytes';
import type { Device } from '../sync/chain';
import { goesAtOnce, x25519Public } from '../sync/envelope';
import { AmanatError } from '../sync/errors';
import { hexId, parseBase64url } from '../sync/ids';
import type { Primitives } from '../sync/primitives';
import { ROLES } from '../sync/records';
import { buildRoll, type Rolls } from '../sync/roll';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import type { Entropy } from './entropy';
import { envelopesOf, recoveryOf } from './epoch-keys';
import type { Server, Signer } from './http';
import type { Keyring } from './keyring';
import type { Ledger } from './ledger';
import type { Member } from './opening';
import type { OutboxRow } from './schema';
import type { Store } from './store';

/** The epoch whose keys were handed out from here. */
const handedOut = (id: Bytes): string => `epoch-handed-out/${hexId(id)}`;

/** What starting an epoch works with. */
export interface EpochPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly keyring: Keyring;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly device: Bytes;
  readonly now: () => number;
}

/** What renewing families works with. */
export interface RenewalPorts extends EpochPorts {
  readonly ledger: Ledger;
  readonly member: Bytes;
  /** Asks the server for rolls of a case that came meanwhile. */
  readonly fetchRolls: (id: Bytes) => Promise<void>;
  /** Something waits to be sent. */
  readonly wrote: () => void;
}

/** Gives each family that needs it a new epoch, where this device supervises it and has its key. */
export async function renewFamilies(ports: RenewalPorts): Promise<void> {
  const { books, fetchRolls, keys, ledger, member, wrote } = ports;
  for (const id of books.cases()) {
    const rolls = books.rolls(id);
    if (rolls.isService || !books.chain.mayWrap || !rolls.mayWrap) continue;
    if (rolls.members.get(hexId(member)) !== ROLES.supervisor || !books.chain.isSupervisor(member)) continue;
    await takeBegun(id, ports);
    const { newest } = rolls;
    if (newest === null || (await keys.caseKey(id, newest.epoch)) === null) continue;
    if (rolls.needsNewEpoch(books.chain)) {
      const members = newest.members.flatMap((row) => {
        const role = books.chain.memberRole(row.member);
        return role === null ? [] : [{ member: row.member, role }];
      });
      if (!(await beginEpoch(id, members, ports))) {
        await fetchRolls(id);
        continue;
      }
    }
    const confirmed = confirmedIn(await ledger.entries(id), rolls, books);
    const mayHave = ({ device }: Device): boolean =>
      goesAtOnce(device, rolls, books.chain) || confirmed.has(hexId(device));
    if (await handOut(id, mayHave, ports)) wrote();
  }
}

/**
 * Signs the roll of a case's next epoch for `members` and brings it to the server; false where another roll has taken
 * its place.  The key is on the disk before anybody hears of it, and counts once the server has the roll.
 */
export async function beginEpoch(id: Bytes, members: readonly Member[], ports: EpochPorts): Promise<boolean> {
  const { books, device, entropy, keyring, keys, primitives, server, signer } = ports;
  const rolls = books.rolls(id);
  const epoch = (rolls.newest?.epoch ?? 0) + 1;
  let ck = await keys.waitingKey(id, epoch);
  if (ck === null) {
    ck = entropy.key();
    await keys.keepWaiting(id, epoch, ck);
  }
  const { seed } = await keyring.identity();
  const recipient = await x25519Public(ck, primitives);
  const wish = { epoch, recipient, chain_head: books.chain.head, members, device };
  const raw = await buildRoll(rolls, seed, wish, primitives);
  seed.fill(0);
  try {
    await server.ask('POST', `/v1/cases/${hexId(id)}/rolls`, signer, { body: raw });
  } catch (fault) {
    if (fault instanceof AmanatError && fault.code === 'roll-seq') return false;
    throw fault;
  }
  await books.addRolls(id, [raw]);
  await keys.keepBegun(id, epoch, ck);
  ck.fill(0);
  return true;
}

/** The newest epoch began by this device's roll, but its answer was lost, or a crash came: its key counts now. */
export async function takeBegun(id: Bytes, { books, keys, primitives }: EpochPorts): Promise<void> {
  const { newest } = books.rolls(id);
  if (newest === null) return;
  const ck = await keys.waitingKey(id, newest.epoch);
  if (ck === null) return;
  if (same(await x25519Public(ck, primitives), newest.recipient)) await keys.keepBegun(id, newest.epoch, ck);
  ck.fill(0);
}

/**
 * Puts the recovery file and the envelopes of an epoch that began here into the outbox, once; true where it did.
 * `mayHave` says which devices of the roll's members get the key.
 */
export async function handOut(id: Bytes, mayHave: (device: Device) => boolean, ports: EpochPorts): Promise<boolean> {
  const { books, device, keyring, keys, now, store } = ports;
  const rolls = books.rolls(id);
  const { newest } = rolls;
  if (newest === null || newest.epoch === 1) return false;
  const first = rolls.ofEpoch(newest.epoch)[0];
  if (first === undefined || !same(first.device, device)) return false;
  const row = await store.read(['meta'], (tx) => tx.get('meta', handedOut(id)));
  const ck = await keys.caseKey(id, newest.epoch);
  if (row?.value === newest.epoch || ck === null) return false;
  const { seed } = await keyring.identity();
  const envelopes = await envelopesOf(rolls, ck, seed, mayHave, ports);
  const recovery = await recoveryOf(newest.epoch, ck, ports);
  for (const key of [ck, seed]) key.fill(0);
  const about = { lane: 'records', case: hexId(id), ref: hexId(id), made_at: now() } as const;
  const rows: readonly Omit<OutboxRow, 'n'>[] = [
    ...(envelopes.length > 0 ? [{ ...about, kind: 'envelopes', body: new Blob([...envelopes]) } as const] : []),
    { ...about, kind: 'recovery', body: new Blob([recovery]) },
  ];
  await store.transact(['outbox', 'meta'], async (tx) => {
    for (const one of rows) await tx.add(one);
    tx.put('meta', { key: handedOut(id), value: newest.epoch });
  });
  return true;
}

/** Devices that a supervisor of the roll has let in. */
function confirmedIn(entries: Awaited<ReturnType<Ledger['entries']>>, rolls: Rolls, books: Books): ReadonlySet<string> {
  const confirmed = new Set<string>();
  for (const { device, event } of entries) {
    if (event.kind !== 'device-confirmed') continue;
    const by = books.chain.device(device);
    if (by !== null && rolls.members.get(hexId(by.member)) === ROLES.supervisor) {
      confirmed.add(hexId(parseBase64url(event.device)));
    }
  }
  return confirmed;
}
