// The vectors of tests/vectors/chain, and what a chain must do that no single record shows.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Bytes } from '../src/sync/bytes';
import { buildAdd, buildEndorse, buildGenesis, buildRerole, buildRevoke } from '../src/sync/certify';
import { Chain, NO_END } from '../src/sync/chain';
import { hex as toHex } from '../src/sync/ids';
import { ROLES } from '../src/sync/records';
import { bytes, primitives, readChain } from './people';
import { hex, outcome, truncations, vectors, walk, type Vector } from './vectors';

interface Told {
  readonly device: string;
  readonly role: number;
  readonly counts: boolean;
  readonly revoked: boolean;
}

async function read(vector: Vector): Promise<Chain> {
  const record = hex(vector, 'record');
  if (vector['certificates'] === 0) {
    return Chain.start(record, vector['pinned'] === null ? null : hex(vector, 'pinned'), primitives);
  }
  const chain = await readChain(vector);
  const before = chain.records.map(toHex);
  try {
    await chain.append(record, vector['now_ms'] as number | null);
  } catch (fault) {
    assert.deepEqual(chain.records.map(toHex), before);
    throw fault;
  } finally {
    const forked = vector.expect === 'chain-fork';
    assert.equal(chain.mayWrap, !forked);
    assert.deepEqual(chain.forks.map(toHex), forked ? [toHex(record)] : []);
  }
  return chain;
}

walk('chain', read);

for (const vector of vectors('chain').filter((one) => one['after'] !== undefined)) {
  void test(`chain/${vector.name}: the device is afterwards what the vector says`, async () => {
    const chain = await read(vector);
    for (const told of vector['after'] as readonly Told[]) {
      const device = chain.device(bytes(told.device));
      assert.equal(device?.role, told.role);
      assert.equal(device.counts, told.counts);
      assert.equal(device.revoked_at_seq !== null, told.revoked);
    }
  });
}

const seed = (number: number): Bytes => new Uint8Array(32).fill(number);
const id = (number: number): Bytes => new Uint8Array(16).fill(number);

async function small(): Promise<Chain> {
  const window = { not_before: 0, not_after: NO_END };
  const genesis = await buildGenesis(seed(1), { demo: false, ...window }, primitives);
  const chain = await Chain.start(genesis, null, primitives);
  await add(chain, 1, 2, ROLES.admin);
  await add(chain, 2, 3, ROLES.field);
  return chain;
}

async function add(chain: Chain, by: number, who: number, role: number, member = who): Promise<Bytes> {
  const keys = { ed25519: await primitives.ed25519Public(seed(who)), x25519: await agreementKey(who) };
  const window = { not_before: 0, not_after: NO_END };
  const device = { role, member: id(member), device: id(who), ...keys, ...window };
  const raw = await buildAdd(chain, seed(by), device, primitives);
  await chain.append(raw);
  return raw;
}

async function agreementKey(who: number): Promise<Bytes> {
  const base = new Uint8Array(32);
  base[0] = 9;
  return primitives.x25519(seed(who), base);
}

void test('what is built is taken in: add, endorse, re-role, revoke', async () => {
  const chain = await small();
  await add(chain, 2, 4, ROLES.field, 3);
  assert.equal(chain.device(id(4))?.active, false);
  await chain.append(await buildEndorse(chain, seed(3), { device: id(4) }, primitives));
  assert.equal(chain.device(id(4))?.active, true);
  const role = { device: id(3), role: ROLES.interpreter, not_before: 0, not_after: NO_END };
  await chain.append(await buildRerole(chain, seed(2), role, primitives));
  assert.equal(chain.memberRole(id(3)), ROLES.interpreter);
  await chain.append(await buildRevoke(chain, seed(2), { device: id(3), nowMs: 5 }, primitives));
  assert.equal(chain.device(id(3))?.active, false);
  assert.equal(chain.memberRole(id(3)), ROLES.interpreter);
});

void test('the past is as it was at each head', async () => {
  const chain = await small();
  const before = chain.head;
  await chain.append(await buildRevoke(chain, seed(2), { device: id(3), nowMs: 5 }, primitives));
  await add(chain, 2, 5, ROLES.field);
  assert.equal(chain.device(id(3), before)?.active, true);
  assert.equal(chain.device(id(3))?.revoked_at_seq, 3);
  assert.equal(chain.device(id(5), before), null);
  assert.equal(chain.devicesAt(before).length, 2);
  assert.equal(chain.seqOf(before), 2);
});

void test('records that come together are all taken in, or none', async () => {
  const chain = await small();
  const other = await Chain.load(chain.records, null, primitives);
  const good = await add(other, 2, 5, ROLES.field);
  const head = toHex(chain.head);
  assert.equal(await outcome(() => chain.appendAll([good, good.slice(1)], 5)), 'chain-length');
  assert.equal(toHex(chain.head), head);
  assert.equal(chain.device(id(5)), null);
  await chain.appendAll([good], 5);
  assert.equal(chain.device(id(5))?.active, true);
});

void test('two records for one place that are checked at the same time: one is taken in, the other is a fork', async () => {
  const chain = await small();
  const left = await Chain.load(chain.records, null, primitives);
  const right = await Chain.load(chain.records, null, primitives);
  const raws = [await add(left, 2, 5, ROLES.field), await add(right, 2, 6, ROLES.field)];
  const ends = await Promise.all(raws.map((raw) => outcome(() => chain.append(raw))));
  assert.deepEqual(ends.sort(), ['chain-fork', 'ok']);
  assert.equal(chain.seq, 3);
  assert.equal(chain.mayWrap, false);
});

void test('a head that is not here stops wrapping until its record is', async () => {
  const chain = await small();
  const ahead = await Chain.load(chain.records, null, primitives);
  const raw = await add(ahead, 2, 5, ROLES.field);
  chain.expect(ahead.head);
  assert.equal(chain.mayWrap, false);
  await chain.append(raw);
  assert.equal(chain.mayWrap, true);
});

void test('a certificate cut short anywhere is refused', async () => {
  const chain = await small();
  const ahead = await Chain.load(chain.records, null, primitives);
  const raw = await add(ahead, 2, 5, ROLES.field);
  for (const cut of truncations(raw)) assert.equal(await outcome(() => chain.append(cut)), 'chain-length');
});
