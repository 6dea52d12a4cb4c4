import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { allZero, integer, type Bytes } from '../src/sync/bytes';
import { hex as toHex } from '../src/sync/ids';
import { createPrimitives } from '../src/vault/primitives';
import { KIND, openSlot, sealSlot, type Slot } from '../src/vault/slot';
import { SLOT_FILE_SIZE, SLOTS, Slots } from '../src/vault/slots';
import { decode, Slot as SlotLayout } from '../src/sync/records';
import { numbers, seeded } from './vault/chance';
import { PowerCut, TornFile, type Fell } from './vault/torn-file';
import { hex, outcome, vectors, walk } from './vectors';

const primitives = await createPrimitives();
const KEY = seeded(7).key();
const MADE = 1_800_000_000_000;

walk('slots', async (vector) => {
  const opened = await openSlot(hex(vector, 'key'), decode(SlotLayout, hex(vector, 'slot')), primitives);
  assert.equal(toHex(opened), vector['plaintext']);
});

test('the vectors hold every kind of slot and at least ten faults', () => {
  const all = vectors('slots');
  assert.equal(all.filter((vector) => vector.expect === 'ok').length, Object.keys(KIND).length);
  assert.ok(all.filter((vector) => vector.expect !== 'ok').length >= 10);
});

/** A journal slot of film number `n`, with a plaintext that can be looked for. */
async function journalSlot(n: number): Promise<Slot> {
  const head = { kind: KIND.journal, owner: 1, group: integer(n, 16), generation: 0, due_at: 0 };
  return sealSlot(KEY, head, integer(n, 16), integer(n, 12), primitives);
}

async function leaseSlot(n: number, due_at: number): Promise<Slot> {
  const head = { kind: KIND.lease, owner: 1, group: integer(n, 16), generation: 0, due_at };
  return sealSlot(KEY, head, integer(n, 32), integer(n, 12), primitives);
}

const names = (slots: Slots): string => slots.list().map((slot) => toHex(slot.group).slice(-4)).sort().join(' ');
const groupIs = (n: number) => (slot: Slot) => toHex(slot.group) === toHex(integer(n, 16));

/** The disk of a tablet with films 1 and 2. */
async function twoFilms(): Promise<Bytes> {
  const file = new TornFile();
  const slots = Slots.make(file, MADE, primitives);
  slots.change([await journalSlot(1), await journalSlot(2)]);
  return file.disk;
}

function contains(whole: Bytes, part: Bytes): boolean {
  return Buffer.from(whole.buffer).includes(Buffer.from(part));
}

test('a new slot file has its full size at once and holds nothing', () => {
  const file = new TornFile();
  const slots = Slots.make(file, MADE, primitives);
  assert.equal(file.disk.length, SLOT_FILE_SIZE);
  assert.equal(slots.list().length, 0);
  assert.equal(slots.room(), SLOTS);
});

test('what a change wrote is there after opening again, what it dropped is overwritten', async () => {
  const [two, three] = [await journalSlot(2), await journalSlot(3)];
  const file = new TornFile(await twoFilms());
  const slots = Slots.open(file, primitives);
  assert.ok(contains(file.disk, two.ciphertext));
  slots.change([three], groupIs(2));
  const again = Slots.open(new TornFile(file.disk), primitives);
  assert.equal(names(again), '0001 0003');
  assert.ok(!contains(file.disk, two.ciphertext), 'the dropped slot is still on the disk');
});

test('a key comes in the place of the older one, and another epoch of a case beside it', async () => {
  const slots = Slots.make(new TornFile(), MADE, primitives);
  const caseSlot = (generation: number, n: number): Promise<Slot> => {
    const head = { kind: KIND.case, owner: 1, group: integer(9, 16), generation, due_at: 0 };
    return sealSlot(KEY, head, new Uint8Array(36), integer(n, 12), primitives);
  };
  slots.change([await caseSlot(1, 1), await caseSlot(2, 2)]);
  slots.change([await caseSlot(2, 3)]);
  assert.deepEqual(slots.list().map((slot) => [slot.generation, slot.nonce.at(-1)]), [[1, 1], [2, 3]]);
});

test('a power cut at any operation of a change leaves the bank before it or the bank after it, whole', async () => {
  const seed = 20260101;
  const next = numbers(seed);
  const before = await twoFilms();
  const [two, three] = [await journalSlot(2), await journalSlot(3)];
  const whole = new TornFile(before);
  Slots.open(whole, primitives).change([three], groupIs(2));
  const operations = whole.operations;
  assert.ok(operations > 64);
  const fallings: Fell[] = [() => false, () => true, () => next() % 2 === 0];
  // Every operation where one phase ends and the next begins, every fourth within a bank.
  const near = (at: number): boolean => at < 3 || (at > 61 && at < 71) || at > operations - 4;
  for (let at = 0; at < operations; at += near(at) || near(at + 3) ? 1 : 4) {
    for (const fell of fallings) {
      const file = new TornFile(before);
      const slots = Slots.open(file, primitives);
      file.cutAfter(at, fell);
      let ended = true;
      try {
        slots.change([three], groupIs(2));
      } catch (fault) {
        assert.ok(fault instanceof PowerCut);
        ended = false;
      }
      const after = new TornFile(file.disk);
      const found = names(Slots.open(after, primitives));
      assert.ok(found === '0001 0002' || found === '0001 0003', `operation ${at}, seed ${seed}: ${found}`);
      if (ended) assert.equal(found, '0001 0003');
      const left = contains(after.disk, found === '0001 0003' ? two.ciphertext : three.ciphertext);
      assert.ok(!left, `operation ${at}: the bank that does not count was not wiped`);
    }
  }
});

test('a power cut while a cut bank is recovered changes nothing', async () => {
  const three = await journalSlot(3);
  const file = new TornFile(await twoFilms());
  const slots = Slots.open(file, primitives);
  // The new bank and its page are on the disk, the old bank is not wiped: 64 + 1 + 1 + 1 operations are done.
  file.cutAfter(67, () => false);
  assert.throws(() => {
    slots.change([three], groupIs(2));
  }, PowerCut);
  for (let at = 0; at < 66; at += 5) {
    const torn = new TornFile(file.disk);
    torn.cutAfter(at, (page) => page % 3 === 0);
    assert.throws(() => Slots.open(torn, primitives), PowerCut);
    assert.equal(names(Slots.open(new TornFile(torn.disk), primitives)), '0001 0003');
  }
});

test('a power cut while the file is made leaves a file that says that it is not whole', () => {
  const whole = new TornFile();
  Slots.make(whole, MADE, primitives);
  for (let at = 0; at < whole.operations - 1; at += 7) {
    const file = new TornFile();
    file.cutAfter(at, () => true);
    assert.throws(() => Slots.make(file, MADE, primitives), PowerCut);
    assert.throws(() => Slots.open(new TornFile(file.disk), primitives), { code: 'slot-bank' });
  }
});

test('a file cut short at any page is refused, one damaged bank is not taken for whole', async () => {
  const disk = await twoFilms();
  for (let pages = 0; pages < SLOT_FILE_SIZE / 4096; pages += 1) {
    const cut = new TornFile(disk.slice(0, pages * 4096));
    const code = await outcome(() => Slots.open(cut, primitives));
    assert.equal(code, 'slot-bank');
  }
  for (const at of [4096, 4096 + 11, 4096 + 30, 2 * 4096 + 64 * 4096 + 60]) {
    const damaged = disk.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assert.throws(() => Slots.open(new TornFile(damaged), primitives), { code: 'slot-bank' });
  }
});

test('after a fault the slots answer slot-bank until the file is opened again', async () => {
  const file = new TornFile(await twoFilms());
  const slots = Slots.open(file, primitives);
  const three = await journalSlot(3);
  file.cutAfter(5, () => false);
  assert.throws(() => {
    slots.change([three]);
  }, PowerCut);
  assert.throws(() => {
    slots.change([three]);
  }, { code: 'slot-bank' });
  assert.equal(slots.settled(MADE + 90_000, 0), false);
});

test('filming waits until the file is 60 seconds old and was opened again', () => {
  const file = new TornFile();
  const made = Slots.make(file, MADE, primitives);
  assert.equal(made.settled(MADE + 3_600_000, 3_600_000), false);
  const opened = Slots.open(new TornFile(file.disk), primitives);
  assert.equal(opened.settled(MADE + 59_999, 0), false);
  assert.equal(opened.settled(MADE + 60_000, 0), true);
  assert.equal(opened.settled(MADE - 86_400_000, 59_999), false);
  assert.equal(opened.settled(MADE - 86_400_000, 60_000), true);
});

test('leases of sent films leave first, the earliest end first, and then the slots are full', async () => {
  const slots = Slots.make(new TornFile(), MADE, primitives);
  const sample = await journalSlot(1);
  const journals = Array.from({ length: SLOTS - 3 }, (_, n) => ({ ...sample, group: integer(n, 16) }));
  const leases = [await leaseSlot(5001, 300), await leaseSlot(5002, 100), await leaseSlot(5003, 200)];
  slots.change([...journals, ...leases]);
  const sent = (group: Bytes): boolean => [5001, 5002].some((n) => toHex(integer(n, 16)) === toHex(group));
  assert.equal(slots.room(sent), 2);
  assert.throws(() => {
    slots.change([{ ...sample, group: integer(9001, 16) }]);
  }, { code: 'slots-full' });
  slots.change([{ ...sample, group: integer(9001, 16) }], undefined, sent);
  assert.deepEqual(slots.list({ kind: KIND.lease }).map((slot) => slot.due_at), [300, 200]);
  assert.throws(() => {
    slots.change([9002, 9003].map((n) => ({ ...sample, group: integer(n, 16) })), undefined, sent);
  }, { code: 'slots-full' });
  assert.equal(slots.list({ kind: KIND.lease }).length, 2, 'a refused change keeps its leases');
});

test('an empty slot is zeros and tells nothing of what was there', async () => {
  const file = new TornFile(await twoFilms());
  Slots.open(file, primitives).change([], () => true);
  assert.ok(allZero(file.disk.subarray(2 * 4096)));
});

test('any row of changes and power cuts ends in what was last durable, or in the change that was cut', async () => {
  const seeds = process.env['AMANAT_LONG'] === '1' ? 400 : 12;
  const sample = await journalSlot(0);
  for (let seed = 1; seed <= seeds; seed++) {
    const next = numbers(seed * 7919);
    const below = (count: number): number => next() % count;
    const made = new TornFile();
    Slots.make(made, MADE, primitives);
    let disk = made.disk;
    let model: readonly string[] = [];
    for (let round = 0; round < 6; round++) {
      const file = new TornFile(disk);
      const slots = Slots.open(file, primitives);
      let wanted = model;
      const rounds = 1 + below(3);
      file.cutAfter(below(rounds * 268), () => below(2) === 0);
      try {
        for (let change = 0; change < rounds; change++) {
          const add = Array.from({ length: below(4) }, () => below(40));
          const drop = below(40);
          const added = [...new Set(add)].map((n) => ({ ...sample, group: integer(n + 1, 16) }));
          const names = added.map((slot) => toHex(slot.group));
          const dropped = toHex(integer(drop + 1, 16));
          wanted = [...model.filter((name) => name !== dropped && !names.includes(name)), ...names].sort();
          slots.change(added, (slot) => toHex(slot.group) === dropped);
          model = wanted;
        }
      } catch (fault) {
        assert.ok(fault instanceof PowerCut);
      }
      disk = file.disk;
      const after = Slots.open(new TornFile(disk), primitives);
      const found = after.list().map((slot) => toHex(slot.group)).sort();
      const told = `seed ${seed}, round ${round}`;
      assert.ok([model, wanted].some((one) => one.join() === found.join()), told);
      model = found;
    }
  }
});

test('the loans of fifteen hundred films are looked through so fast that a long history opens', async () => {
  const entropy = seeded(31);
  const slots = Slots.make(new TornFile(), 0, primitives);
  const key = entropy.key();
  const head = { kind: KIND.lease, owner: 1, generation: 0, due_at: 9 };
  const loans: Slot[] = [];
  for (let n = 0; n < 1500; n++) {
    loans.push(await sealSlot(key, { ...head, group: entropy.id() }, entropy.key(), entropy.nonce(), primitives));
  }
  slots.change(loans);
  const group = loans[700]?.group ?? new Uint8Array(16);
  const began = performance.now();
  // Each frame of a history asks for the loan of its case.
  for (let frame = 0; frame < 2000; frame++) assert.equal(slots.list({ kind: KIND.lease, owner: 1, group }).length, 1);
  // On a busy machine 30 s where every group is spelled out for each look, and 1 s where bytes are compared.
  assert.ok(performance.now() - began < 6000, `${performance.now() - began} ms`);
});
