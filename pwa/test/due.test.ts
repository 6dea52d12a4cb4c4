import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { integer, type Bytes } from '../src/sync/bytes';
import { hexId } from '../src/sync/ids';
import { JUMP, TabletClock, type Clocks } from '../src/vault/clock';
import { fate, HOLDS_COUNT, type DueFacts } from '../src/vault/due';
import { Holdings, isSafe } from '../src/vault/holdings';
import { createPrimitives } from '../src/vault/primitives';
import type { ClipRow, HoldsRow } from '../src/vault/schema';
import { Shredder } from '../src/vault/shred';
import { KIND, ownerOf, sealSlot, type Slot } from '../src/vault/slot';
import { Slots } from '../src/vault/slots';
import { seeded } from './vault/chance';
import { MemoryStore } from './vault/memory-store';
import { TornFile } from './vault/torn-file';
import { outcome } from './vectors';

const DAY = 24 * 3_600_000;
const DUE = 1_800_000_000_000;
const GROUP = '00'.repeat(15) + '01';
const primitives = await createPrimitives();

function at(device_ms: number, server_ms: number | null = null, jumped = false): Clocks {
  return { device_ms, server_ms, jumped };
}

function listed(fetched_at: number, ...groups: string[]): HoldsRow {
  return { id: 'list', time: fetched_at, fetched_at, groups };
}

function fateOf(changed: Partial<DueFacts>): string {
  const moment = { clocks: at(DUE), holds: null, contact: false, confirmed: false };
  return fate({ due_at: DUE, group: GROUP, last_copy: true, ...moment, ...changed });
}

test('before its date a film stays, and one without a date stays for ever', () => {
  assert.equal(fateOf({ clocks: at(DUE - 1) }), 'keep');
  assert.equal(fateOf({ due_at: 0 }), 'keep');
});

test('at its date a film is destroyed at once where a list of holds of the last 7 days does not name it', () => {
  assert.equal(fateOf({ holds: listed(DUE - HOLDS_COUNT) }), 'destroy');
  assert.equal(fateOf({ holds: listed(DUE, '00'.repeat(16)) }), 'destroy');
});

test('with an older list, or none, a film is hidden until contact or 7 days, whichever is first', () => {
  for (const holds of [null, listed(DUE - HOLDS_COUNT - 1), listed(DUE - HOLDS_COUNT - 1, GROUP)]) {
    assert.equal(fateOf({ holds }), 'hide');
    assert.equal(fateOf({ holds, clocks: at(DUE + HOLDS_COUNT - 1) }), 'hide');
    assert.equal(fateOf({ holds, clocks: at(DUE + HOLDS_COUNT) }), 'destroy');
    assert.equal(fateOf({ holds, contact: true }), 'destroy');
  }
});

test('a hold of the last 7 days goes before the date, and the date before the last copy', () => {
  const holds = listed(DUE - DAY, GROUP);
  assert.equal(fateOf({ holds }), 'hide');
  assert.equal(fateOf({ holds, contact: true, confirmed: true, last_copy: false }), 'hide');
  assert.equal(fateOf({ holds: listed(DUE), last_copy: true }), 'destroy');
});

test('a film is hidden when either clock has reached its date', () => {
  assert.equal(fateOf({ clocks: at(DUE - 3_600_000, DUE) }), 'hide');
  assert.equal(fateOf({ clocks: at(DUE, DUE - 3_600_000) }), 'hide');
});

test('where the clocks differ by more than a day, the last copy waits for a person or for both clocks', () => {
  const clocks = at(DUE, DUE - DAY - 1);
  assert.equal(fateOf({ clocks, holds: listed(DUE) }), 'ask');
  assert.equal(fateOf({ clocks, contact: true }), 'ask');
  assert.equal(fateOf({ clocks, confirmed: true }), 'destroy');
  assert.equal(fateOf({ clocks, last_copy: false }), 'destroy');
  // The person has said that the tablet's date is right, and by that one the film is not due.
  assert.equal(fateOf({ clocks: at(DUE - DAY - 1, DUE), confirmed: true }), 'hide');
  assert.equal(fateOf({ clocks: at(DUE + DAY + 1, DUE), holds: listed(DUE + DAY) }), 'destroy');
});

test('a clock that jumped hides and destroys nothing before contact', () => {
  const clocks = at(DUE + 10 * HOLDS_COUNT, null, true);
  assert.equal(fateOf({ clocks }), 'hide');
  assert.equal(fateOf({ clocks, holds: listed(clocks.device_ms) }), 'hide');
  assert.equal(fateOf({ clocks, contact: true }), 'destroy');
});

test('a step of more than 35 days since the last start is told until the server is heard', async () => {
  const store = new MemoryStore();
  let now = DUE;
  assert.equal((await TabletClock.start(() => now, store)).clocks().jumped, false);
  now += JUMP;
  assert.equal((await TabletClock.start(() => now, store)).clocks().jumped, false);
  now -= JUMP + 1;
  assert.equal((await TabletClock.start(() => now, store)).clocks().jumped, true);
  const again = await TabletClock.start(() => now, store);
  assert.equal(again.clocks().jumped, true, 'a second start does not make the step the truth');
  await again.heard(now + 5000);
  assert.deepEqual(again.clocks(), { device_ms: now, server_ms: now + 5000, jumped: false });
  assert.equal(again.created(), Math.floor((now + 5000) / 1000));
  assert.equal((await TabletClock.start(() => now, store)).clocks().jumped, false);
});

test('a step of more than 35 days while the worker runs is told as one since the last start is', async () => {
  let now = DUE;
  const clock = await TabletClock.start(() => now, new MemoryStore());
  await clock.heard(now + 5000);
  // A tablet that stays switched on grows old without a step.
  for (let days = 0; days < 70; days += 35) {
    now += JUMP;
    assert.deepEqual(clock.clocks(), { device_ms: now, server_ms: now + 5000, jumped: false });
  }
  for (const step of [JUMP + 1, -JUMP - 1]) {
    now += step;
    // What the server said was a distance to the clock as it went before.
    assert.deepEqual(clock.clocks(), { device_ms: now, server_ms: null, jumped: true });
    assert.equal(clock.clocks().jumped, true, 'looking again does not make the step the truth');
    await clock.heard(now + 5000);
    assert.deepEqual(clock.clocks(), { device_ms: now, server_ms: now + 5000, jumped: false });
  }
});

/** A tablet with films 1, 2, … of one case, each with a payload, a header and its slots. */
class Tablet {
  readonly store = new MemoryStore();
  readonly slots: Slots;
  readonly file = new TornFile();
  readonly shredder: Shredder;
  readonly holdings: Holdings;

  constructor() {
    this.slots = Slots.make(this.file, DUE - 30 * DAY, primitives);
    this.shredder = new Shredder(this.store, this.slots);
    this.holdings = new Holdings(this.store, this.slots);
  }

  async film(n: number, due_at: number, safe = false): Promise<ClipRow> {
    const group = hexId(id(n));
    const acks = { manifest: safe, header: safe, share: safe, payload: safe };
    const place = { clip: group, case: 'c', group, kind: 1, due_at, length: 3, container: 'mp4' } as const;
    const row: ClipRow = { ...place, acks, made_here: true, local: true, hidden: false };
    await this.store.transact(['clips', 'parts', 'headers', 'frames'], async (tx) => {
      tx.put('clips', row);
      tx.put('parts', { clip: group, index: 0, data: new Blob(['abc']) });
      tx.put('headers', { clip: group, version: 1, sealed: new Blob(['h']) });
      const frame = { case: 'c', n, hash: id(n), device: id(9), seq: n };
      tx.put('frames', { ...frame, at: 0, group, sealed: new Blob(['note']) });
      tx.put('frames', { ...frame, at: 0, n: n + 100, group: 'c', sealed: new Blob(['event']) });
    });
    this.slots.change([await slotOf(KIND.share, n, due_at), await slotOf(KIND.film, n, due_at)]);
    return row;
  }

  async left(n: number): Promise<string[]> {
    const name = hexId(id(n));
    const tables = ['clips', 'parts', 'headers'] as const;
    const rows = await this.store.read(tables, (tx) => Promise.all(tables.map((table) => tx.all(table))));
    const found = tables.filter((_, i) => (rows[i] ?? []).some((row) => row.clip === name));
    return [...found, ...this.slots.list({ group: id(n) }).map((slot) => `slot ${slot.kind}`)];
  }
}

const id = (n: number): Bytes => integer(n, 16);
const keys = seeded(5);
const KEY = keys.key();

function slotOf(kind: number, n: number, due_at: number): Promise<Slot> {
  const length = kind === KIND.film ? 48 : kind === KIND.identity ? 64 : 32;
  const owner = kind === KIND.share ? 0 : 1;
  const head = { kind, owner, group: id(n), generation: 0, due_at };
  return sealSlot(KEY, head, keys.bytes(length), keys.nonce(), primitives);
}

const sweepAt = (clocks: Clocks, contact = false, confirmed = new Set<string>()) => ({ clocks, contact, confirmed });

test('a sweep destroys what is due and touches nothing else', async () => {
  const tablet = new Tablet();
  await tablet.film(1, DUE);
  await tablet.film(2, DUE + DAY);
  await tablet.store.transact(['holds'], async (tx) => {
    tx.put('holds', listed(DUE));
  });
  const swept = await tablet.shredder.sweep(sweepAt(at(DUE)));
  assert.deepEqual(swept, { hidden: [], asked: [], destroyed: [hexId(id(1))] });
  assert.deepEqual(await tablet.left(1), []);
  assert.deepEqual(await tablet.left(2), ['clips', 'parts', 'headers', 'slot 5', 'slot 8']);
  const frames = await tablet.store.read(['frames'], (tx) => tx.all('frames'));
  const shredded = frames.filter((frame) => frame.sealed === null).map((frame) => frame.n);
  assert.deepEqual([frames.length, shredded], [4, [1]]);
  assert.ok(frames.every((frame) => frame.hash.length === 16), 'the hashes stay');
});

test('a hidden film stays here and gives no byte', async () => {
  const tablet = new Tablet();
  await tablet.film(1, DUE);
  assert.deepEqual((await tablet.shredder.sweep(sweepAt(at(DUE)))).hidden, [hexId(id(1))]);
  assert.equal(await outcome(() => tablet.holdings.payload(id(1))), 'right-missing');
  assert.deepEqual(await tablet.left(1), ['clips', 'parts', 'headers', 'slot 5', 'slot 8']);
});

test('a film that is shredded while the power goes has lost its keys first', async () => {
  const tablet = new Tablet();
  await tablet.film(1, DUE);
  tablet.store.failAt(0, { forGood: false });
  assert.equal(await outcome(() => tablet.shredder.shred(id(1))), 'store-failed');
  assert.deepEqual(await tablet.left(1), ['clips', 'parts', 'headers']);
  tablet.store.failAt(1, { forGood: false });
  assert.equal(await outcome(() => tablet.shredder.shred(id(1))), 'store-failed');
  assert.deepEqual(await tablet.left(1), ['clips', 'parts']);
  await tablet.shredder.shred(id(1));
  await tablet.shredder.shred(id(1));
  assert.deepEqual(await tablet.left(1), []);
});

test("a lease's slot goes at its end and nothing else with it", async () => {
  const tablet = new Tablet();
  const leases = [await slotOf(KIND.lease, 1, DUE), await slotOf(KIND.lease, 2, DUE + 1)];
  tablet.slots.change([...leases, await slotOf(KIND.share, 1, 0)]);
  tablet.shredder.endLeases(at(DUE - 1));
  assert.equal(tablet.slots.list({ kind: KIND.lease }).length, 2);
  tablet.shredder.endLeases(at(DUE - 1, DUE));
  assert.deepEqual(tablet.slots.list().map((slot) => [slot.kind, hexId(slot.group)]), [
    [KIND.lease, hexId(id(2))],
    [KIND.share, hexId(id(1))],
  ]);
});

test('a revoked tablet keeps its own key and what waits under it, and no key of a member', async () => {
  const tablet = new Tablet();
  await tablet.film(1, DUE);
  tablet.slots.change([await slotOf(KIND.tabletKey, 7, 0), await slotOf(KIND.identity, 8, 0)]);
  tablet.shredder.wipeMembers();
  assert.deepEqual(tablet.slots.list().map((slot) => [slot.kind, ownerOf(slot)]), [
    [KIND.share, 0],
    [KIND.tabletKey, 1],
  ]);
  await tablet.shredder.wipeAll();
  assert.equal(tablet.slots.list().length, 0);
  assert.equal((await tablet.store.read(['clips'], (tx) => tx.all('clips'))).length, 0);
});

test('a film is safe only with all four acknowledgements, and its share waits in its slot until its own', async () => {
  const tablet = new Tablet();
  await tablet.film(1, DUE);
  for (const what of ['manifest', 'header', 'payload'] as const) {
    assert.equal(isSafe(await tablet.holdings.acknowledge(id(1), what)), false);
    assert.equal(await outcome(() => tablet.holdings.dropLocal(id(1))), 'store-last-copy');
  }
  assert.deepEqual(await tablet.left(1), ['clips', 'parts', 'headers', 'slot 5', 'slot 8']);
  assert.equal(isSafe(await tablet.holdings.acknowledge(id(1), 'share')), true);
  assert.deepEqual(await tablet.left(1), ['clips', 'parts', 'headers', 'slot 8']);
  await tablet.holdings.dropLocal(id(1));
  assert.equal(await outcome(() => tablet.holdings.payload(id(1))), 'right-missing');
});

test('a crash between the acknowledgement of a share and its slot is made good at the next start', async () => {
  const tablet = new Tablet();
  const row = await tablet.film(1, DUE);
  await tablet.store.transact(['clips'], async (tx) => {
    tx.put('clips', { ...row, acks: { ...row.acks, share: true } });
  });
  await tablet.holdings.tidy();
  assert.deepEqual(await tablet.left(1), ['clips', 'parts', 'headers', 'slot 8']);
});

test('a payload is read in ranges, and no range reaches beyond it', async () => {
  const tablet = new Tablet();
  await tablet.film(1, DUE);
  const payload = await tablet.holdings.payload(id(1));
  assert.equal(new TextDecoder().decode(await payload.read(1, 3)), 'bc');
  assert.equal((await payload.read(2, 2)).length, 0);
  for (const [start, end] of [[0, 4], [-1, 2], [2, 1]] as const) {
    assert.equal(await outcome(() => payload.read(start, end)), 'seal-range');
  }
});
