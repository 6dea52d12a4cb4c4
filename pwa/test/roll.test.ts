// The vectors of tests/vectors/roll, and a roll cut short.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { hex as toHex } from '../src/sync/ids';
import { buildRoll, Rolls } from '../src/sync/roll';
import { bytes, listed, primitives, readChain } from './people';
import { hex, outcome, truncations, vectors, walk, type Vector } from './vectors';

async function read(vector: Vector): Promise<void> {
  const chain = await readChain(vector);
  const raws = listed(vector, 'rolls');
  const rolls = await Rolls.load(chain.org, hex(vector, 'case'), raws, chain, primitives);
  const roll = hex(vector, 'roll');
  try {
    await rolls.append(roll, chain, vector['at_receipt'] === true);
  } catch (fault) {
    assert.deepEqual(rolls.raws.map(toHex), raws.map(toHex));
    throw fault;
  } finally {
    const forked = vector.expect === 'roll-fork';
    assert.equal(rolls.mayWrap, !forked);
    assert.deepEqual(rolls.forks.map(toHex), forked ? [toHex(roll)] : []);
  }
}

walk('roll', read);

const first = vectors('roll').find((vector) => vector.name === 'first');

void test('a roll cut short anywhere, or one byte longer, is refused', async () => {
  assert.ok(first !== undefined);
  const chain = await readChain(first);
  const roll = hex(first, 'roll');
  for (const cut of [...truncations(roll), new Uint8Array([...roll, 0])]) {
    const rolls: Rolls = new Rolls(chain.org, hex(first, 'case'), primitives);
    assert.equal(await outcome(() => rolls.append(cut, chain)), 'roll-length');
  }
});

void test('a roll that is built has the bytes of the vector: sorted members, place and epoch', async () => {
  assert.ok(first !== undefined);
  const chain = await readChain(first);
  const taken = new Rolls(chain.org, hex(first, 'case'), primitives);
  const told = await taken.append(hex(first, 'roll'), chain);
  const rolls = new Rolls(chain.org, hex(first, 'case'), primitives);
  const members = [...told.members].reverse();
  const { epoch, recipient, chain_head, device } = told;
  const built = await buildRoll(rolls, bytes('00'.repeat(32)), { epoch, recipient, chain_head, members, device }, primitives);
  assert.equal(toHex(built.slice(0, -64)), toHex(hex(first, 'roll').slice(0, -64)));
  assert.equal(taken.members.get(toHex(members[0]?.member ?? new Uint8Array())), members[0]?.role);
  assert.equal(toHex(taken.newestHash), toHex(await primitives.sha256(hex(first, 'roll'))));
  assert.equal(taken.byHash(taken.newestHash), told);
  assert.deepEqual(taken.ofEpoch(1), [told]);
});
