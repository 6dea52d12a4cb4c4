// Opening a case, offline too: ck, S_case, roll 0, recovery file, envelopes and first events, all made at once and sent
// in that order (docs/spec/http.md).
import type { Bytes } from '../sync/bytes';
import { x25519Public } from '../sync/envelope';
import { refuse } from '../sync/errors';
import type { Event } from '../sync/events';
import { base64url, hexId } from '../sync/ids';
import { shareCommit } from '../sync/manifest';
import type { Primitives } from '../sync/primitives';
import { buildRoll } from '../sync/roll';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import type { Entropy } from './entropy';
import { envelopesOf, recoveryOf } from './epoch-keys';
import type { Keyring } from './keyring';
import type { Ledger } from './ledger';
import type { OutboxRow } from './schema';
import type { Store } from './store';

/** What opening works with. */
export interface OpeningPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly keyring: Keyring;
  readonly ledger: Ledger;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  readonly device: Bytes;
}

/** A member of a case and their certified role. */
export interface Member {
  readonly member: Bytes;
  readonly role: number;
}

/**
 * Opens the case `id` for `members`, this device's own among them, and writes `events` in it; `share_commit` is put
 * into the first of them by the caller's function.  Throws `roll-*` where the members may not be named.
 */
export async function openCase(
  id: Bytes,
  members: readonly Member[],
  events: (share_commit: string) => readonly Event[],
  ports: OpeningPorts,
): Promise<void> {
  const { books, entropy, keyring, keys, ledger, now, primitives, store } = ports;
  const { chain } = books;
  if (chain.recoveryKey === null) throw refuse('chain-role', 'no recovery key');
  if (!chain.mayWrap) throw refuse('chain-fork');
  const [ck, share] = [entropy.key(), entropy.key()];
  const { seed } = await keyring.identity();
  const place = { epoch: 1, recipient: await x25519Public(ck, primitives), chain_head: chain.head };
  const rolls = books.rolls(id);
  const raw = await buildRoll(rolls, seed, { ...place, members, device: ports.device }, primitives);
  const recovery = await recoveryOf(place.epoch, ck, ports);
  // Keys are on the disk before the first thing that needs them.
  await keys.keepNew(id, 1, ck, share);
  await books.addRolls(id, [raw]);
  const envelopes = await envelopesOf(rolls, ck, seed, () => true, ports);
  const about = { lane: 'records', case: hexId(id), ref: hexId(id), made_at: now() } as const;
  const rows: readonly Omit<OutboxRow, 'n'>[] = [
    { ...about, kind: 'roll', body: new Blob([raw]) },
    { ...about, kind: 'recovery', body: new Blob([recovery]) },
    ...(envelopes.length > 0 ? [{ ...about, kind: 'envelopes', body: new Blob([...envelopes]) }] : []),
    // The share itself lies in its slot: nothing unwrapped is ever put into the store.
    { ...about, kind: 'share', body: null },
  ];
  await store.transact(['outbox', 'cases'], async (tx) => {
    for (const row of rows) await tx.add(row);
    tx.put('cases', { case: hexId(id), share_unsent: true });
  });
  for (const event of events(base64url(await shareCommit(id, share, primitives)))) await ledger.record(id, event);
  for (const key of [ck, share, seed]) key.fill(0);
}
