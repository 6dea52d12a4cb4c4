import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { concat, integer } from '../src/sync/bytes';
import { Keyring } from '../src/vault/keyring';
import { createPrimitives } from '../src/vault/primitives';
import { KIND } from '../src/vault/slot';
import { Slots } from '../src/vault/slots';
import { addMember, newTablet, nextOwner, type NewMember } from '../src/vault/tablet';
import { seeded } from './vault/chance';
import { TornFile } from './vault/torn-file';
import { outcome } from './vectors';

const primitives = await createPrimitives();
const entropy = seeded(31);
const TABLET = entropy.id();
const GROUP = entropy.id();

function memberOf(owner: number): NewMember {
  return { owner, dsk: entropy.key(), member: entropy.id(), device: entropy.id() };
}

async function tabletOf(first: NewMember): Promise<{ slots: Slots; keyring: Keyring }> {
  const slots = Slots.make(new TornFile(), 0, primitives);
  return { slots, keyring: await newTablet(TABLET, first, { slots, entropy, primitives }) };
}

test('a locked keyring opens nothing', async () => {
  const { keyring } = await tabletOf(memberOf(1));
  keyring.forget();
  assert.equal(keyring.owner, null);
  const asked = [
    () => keyring.tabletKey(),
    () => keyring.courierSeed(),
    () => keyring.identity(),
    () => keyring.share(GROUP),
    () => keyring.caseKey(GROUP, 1),
    () => keyring.sealed({ kind: KIND.share, group: GROUP }, entropy.key()),
    async () => keyring.dsk(),
  ];
  for (const ask of asked) assert.equal(await outcome(ask), 'unlock-locked');
});

test('a keyring unlocks with the DSK of its member and with no other', async () => {
  const [one, two] = [memberOf(1), memberOf(2)];
  const { slots, keyring } = await tabletOf(one);
  await addMember(keyring, TABLET, two, { slots, entropy, primitives });
  const locked = new Keyring(slots, entropy, primitives);
  assert.equal(await outcome(() => locked.unlock(1, two.dsk)), 'slot-tag');
  assert.equal(await outcome(() => locked.unlock(3, two.dsk)), 'slot-tag');
  assert.equal(locked.owner, null);
  await locked.unlock(2, two.dsk);
  assert.equal(locked.owner, 2);
});

test('every member opens the tablet key, the courier and unsent shares, and only their own keys', async () => {
  const [one, two] = [memberOf(1), memberOf(2)];
  const { slots, keyring: first } = await tabletOf(one);
  const second = await addMember(first, TABLET, two, { slots, entropy, primitives });
  assert.deepEqual(await second.tabletKey(), await first.tabletKey());
  assert.deepEqual(await second.courierSeed(), await first.courierSeed());
  assert.notDeepEqual(await second.identity(), await first.identity());
  const [share, journal, case1] = [entropy.key(), entropy.fileKey(), entropy.key()];
  slots.change([
    await first.sealed({ kind: KIND.share, group: GROUP }, share),
    await first.sealed({ kind: KIND.journal, group: GROUP }, journal),
    await first.sealedCase(GROUP, 1, case1),
  ]);
  assert.deepEqual(await second.share(GROUP), share);
  assert.equal(await second.journalKey(GROUP), null);
  assert.equal(await second.caseKey(GROUP, 1), null);
  assert.deepEqual(await first.journalKey(GROUP), journal);
  assert.deepEqual(await first.caseKey(GROUP, 1), case1);
});

test('a case key is given for its own epoch, and not for one that has the same low byte', async () => {
  const { slots, keyring } = await tabletOf(memberOf(1));
  const keys = [entropy.key(), entropy.key()];
  slots.change([
    await keyring.sealedCase(GROUP, 1, keys[0] ?? entropy.key()),
    await keyring.sealedCase(GROUP, 2, keys[1] ?? entropy.key()),
  ]);
  assert.deepEqual(await keyring.caseKey(GROUP, 1), keys[0]);
  assert.deepEqual(await keyring.caseKey(GROUP, 2), keys[1]);
  assert.equal(await keyring.caseKey(GROUP, 257), null);
  assert.equal(await keyring.caseKey(GROUP, 3), null);
});

test('a lease opens before its end and not from then on', async () => {
  const { slots, keyring } = await tabletOf(memberOf(1));
  const share = entropy.key();
  slots.change([await keyring.sealed({ kind: KIND.lease, group: GROUP, due_at: 1000 }, share)]);
  assert.deepEqual(await keyring.lease(GROUP, 999), share);
  assert.deepEqual(await keyring.anyShare(GROUP, 999), share);
  assert.equal(await keyring.lease(GROUP, 1000), null);
  assert.equal(await keyring.anyShare(GROUP, 1000), null);
});

test('the share of a film comes from its film slot first', async () => {
  const { slots, keyring } = await tabletOf(memberOf(1));
  const [share, fileKey] = [entropy.key(), entropy.fileKey()];
  slots.change([await keyring.sealed({ kind: KIND.film, group: GROUP }, concat(share, fileKey))]);
  assert.deepEqual(await keyring.film(GROUP), { share, file_key: fileKey });
  assert.deepEqual(await keyring.anyShare(GROUP, 0), share);
});

test('a tablet is set up once and has 255 members at most', async () => {
  const { slots, keyring } = await tabletOf(memberOf(1));
  const ports = { slots, entropy, primitives };
  assert.equal(await outcome(() => newTablet(TABLET, memberOf(1), ports)), 'slot-bank');
  assert.equal(nextOwner(slots), 2);
  const [sample] = slots.list({ kind: KIND.tabletKey });
  assert.ok(sample !== undefined);
  const others = Array.from({ length: 254 }, (_, n) => ({ ...sample, flags: n + 2, group: integer(n, 16) }));
  slots.change(others);
  assert.equal(await outcome(async () => nextOwner(slots)), 'slots-full');
  assert.equal(keyring.owner, 1);
});
