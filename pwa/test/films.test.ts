import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { concat, integer } from '../src/sync/bytes';
import { AmanatError } from '../src/sync/errors';
import { measurePayload, partOfPayload, PayloadWriter, readPayload } from '../src/vault/payload-parts';
import { createPrimitives } from '../src/vault/primitives';
import type { OpenFilm } from '../src/vault/films';
import type { PartRow } from '../src/vault/schema';
import { KIND, sealSlot } from '../src/vault/slot';
import { addMember } from '../src/vault/tablet';
import { damageRecord, BATCH, film, nothingOfTheJournalIsLeft, opened, WISH } from './vault/film-opened';
import { frames, MADE, progressOf, Tablet } from './vault/film-world';
import { MemoryStore } from './vault/memory-store';
import { PowerCut } from './vault/torn-file';
import { outcome } from './vectors';

const primitives = await createPrimitives();

test('a film that was stopped opens to what the camera gave, and nothing of its journal is left', async () => {
  const tablet = await Tablet.make(primitives, 11);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 300);
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(1500, 8), frames(0, 1500)));
  assert.ok(clip.length > 1_048_576, 'the film spans more than one part');
  await nothingOfTheJournalIsLeft(tablet, worker, open.film);
  const told = await worker.books.told();
  assert.deepEqual(told.map((event) => event.kind), ['camera-opened', 'film-finished']);
  assert.deepEqual(told[1], { kind: 'film-finished', film: told[0]?.film, ms: 60_000, reason: 'stop', lost_ms: 0 });
  assert.equal(worker.slots.list({ kind: KIND.share, group: open.film }).length, 1, 'S waits to be sent');
});

test('asked twice at once or again later, a finish gives one and the same film', async () => {
  const tablet = await Tablet.make(primitives, 12);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 2);
  const [one, other] = await Promise.all([
    worker.films.finishFilm(open.film, 'stop'),
    worker.films.finishFilm(open.film, 'camera'),
  ]);
  assert.deepEqual(one, other);
  assert.deepEqual(await worker.films.finishFilm(open.film, 'stop'), one);
  assert.equal((await worker.books.told()).length, 2);
});

test('no film begins while the tablet is locked, the slot file is young, or the slots are full', async () => {
  const tablet = await Tablet.make(primitives, 13);
  const worker = await tablet.start();
  const wish = { ...WISH, case: tablet.about.case };
  const sample = worker.slots.list({ kind: KIND.case })[0];
  assert.ok(sample !== undefined);
  const many = Array.from({ length: worker.slots.room() - 2 }, (_, n) => ({ ...sample, group: integer(n, 16) }));
  worker.slots.change(many);
  assert.equal(await outcome(() => worker.films.openFilm(wish)), 'slots-full');
  worker.slots.change([], (slot) => slot.group[0] === 0 && slot.kind === KIND.case);
  worker.keyring.forget();
  assert.equal(await outcome(() => worker.films.openFilm(wish)), 'unlock-locked');
  const early = await tablet.start({ now: MADE + 59_999 });
  assert.equal(await outcome(() => early.films.openFilm(wish)), 'film-not-ready');
  assert.equal((await tablet.store.read(['films'], (tx) => tx.all('films'))).length, 0);
});

test('a recovery that runs while a film is opened leaves its keys alone', async () => {
  const tablet = await Tablet.make(primitives, 24);
  const worker = await tablet.start();
  const opening = worker.films.openFilm({ ...WISH, case: tablet.about.case });
  const turn = (): Promise<null> => new Promise((resolve) => setImmediate(resolve, null));
  let open: OpenFilm | null = null;
  while (open === null) {
    assert.deepEqual(await worker.films.recoverFilms(), []);
    open = await Promise.race([opening, turn()]);
  }
  assert.equal(worker.slots.list({ group: open.film }).length, 2);
  await open.journal.appendRecord(frames(0, 5), progressOf(5));
  assert.ok((await worker.films.finishFilm(open.film, 'stop')) !== null);
});

test('a gate that cannot be committed leaves neither film nor keys', async () => {
  const tablet = await Tablet.make(primitives, 14);
  const worker = await tablet.start();
  const before = worker.slots.list().length;
  tablet.store.failAt(0, { forGood: false });
  assert.equal(await outcome(() => worker.films.openFilm({ ...WISH, case: tablet.about.case })), 'store-failed');
  assert.equal(worker.slots.list().length, before);
  assert.deepEqual(await worker.films.recoverFilms(), []);
});

test('a batch that finds no room ends the film, and what came before it is kept', async () => {
  const tablet = await Tablet.make(primitives, 15);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 3);
  tablet.store.failAt(0, { code: 'store-full', forGood: false });
  assert.equal(await outcome(() => open.journal.appendRecord(frames(15, 5), progressOf(20))), 'film-full');
  assert.equal(await outcome(() => open.journal.appendRecord(frames(20, 5), progressOf(25))), 'film-full');
  const clip = await worker.films.finishFilm(open.film, 'full');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(15, 8), frames(0, 15)));
});

test('a batch whose transaction failed once is sealed anew under the next counter', async () => {
  const tablet = await Tablet.make(primitives, 16);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 1);
  tablet.store.failAt(0, { forGood: false });
  await open.journal.appendRecord(frames(5, 5), progressOf(10));
  const rows = await tablet.store.read(['journal'], (tx) => tx.all('journal'));
  assert.deepEqual(rows.map((row) => row.counter), [0, 2]);
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(10, 8), frames(0, 10)));
});

test('once the finish has begun the journal takes nothing more', async () => {
  const tablet = await Tablet.make(primitives, 17);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 1);
  const finishing = worker.films.finishFilm(open.film, 'stop');
  assert.equal(await outcome(() => open.journal.appendRecord(frames(5, 5), progressOf(10))), 'film-journal');
  const clip = await finishing;
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(5, 8), frames(0, 5)));
});

test('a payload that reads back differently keeps the journal, and the next finish gives the film', async () => {
  const tablet = await Tablet.make(primitives, 23);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 300);
  tablet.store.bend = (table, row) => {
    const part = row as PartRow;
    return table === 'parts' && part.index === 0 ? { ...part, data: new Blob([part.data.slice(1), 'x']) } : row;
  };
  assert.equal(await outcome(() => worker.films.finishFilm(open.film, 'stop')), 'store-failed');
  assert.equal(worker.slots.list({ kind: KIND.film }).length, 0);
  tablet.store.bend = (_table, row) => row;
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(1500, 8), frames(0, 1500)));
});

test('a pass that was interrupted leaves nothing behind the shorter one that follows it', async () => {
  const store = new MemoryStore();
  const longer = await PayloadWriter.begin(store, 'c');
  for (let i = 0; i < 5; i++) await longer.push(new Uint8Array(700_000).fill(i));
  const next = await PayloadWriter.begin(store, 'c');
  await next.push(new Uint8Array(1_048_577).fill(9));
  await next.finish();
  assert.equal((await measurePayload(store, 'c', primitives)).length, 1_048_577);
  assert.deepEqual(await readPayload(store, 'c', 1_048_570, 1_048_577), new Uint8Array(7).fill(9));
  assert.equal(await outcome(() => readPayload(store, 'c', 1_048_570, 1_048_578)), 'seal-truncated');
});

test('what is sent of a payload is a view of the disk: no more than a byte of each stored part is read for it', async (t) => {
  const store = new MemoryStore();
  const writer = await PayloadWriter.begin(store, 'c');
  for (let i = 0; i < 5; i++) await writer.push(new Uint8Array(700_000).fill(i));
  await writer.finish();
  const reading = t.mock.method(Blob.prototype, 'arrayBuffer');
  const part = await partOfPayload(store, 'c', 700_000, 3_400_000);
  reading.mock.restore();
  const read = await Promise.all(reading.mock.calls.map(async ({ result }) => (await result)?.byteLength));
  assert.deepEqual(read, [1, 1, 1, 1]);
  assert.deepEqual(new Uint8Array(await part.arrayBuffer()), await readPayload(store, 'c', 700_000, 3_400_000));
  assert.equal(await outcome(() => partOfPayload(store, 'c', 3_400_000, 3_500_001)), 'seal-truncated');
});

test('a film in which nothing was whole ends as empty: its keys go and the event says so', async () => {
  const tablet = await Tablet.make(primitives, 18);
  const worker = await tablet.start();
  const open = await worker.films.openFilm({ ...WISH, case: tablet.about.case });
  await open.journal.appendRecord(frames(0, 1).slice(0, 400), progressOf(0));
  assert.equal(await worker.films.finishFilm(open.film, 'stop'), null);
  await nothingOfTheJournalIsLeft(tablet, worker, open.film);
  assert.equal(worker.slots.list({ group: open.film }).length, 0);
  assert.equal((await worker.books.told())[1]?.kind, 'film-finished');
});

test('a finish without room asks for some and goes on, with another key for the second pass', async () => {
  const tablet = await Tablet.make(primitives, 19);
  let asked = 0;
  const worker = await tablet.start({ makeRoom: () => Promise.resolve(++asked === 1) });
  const open = await film(worker, tablet, 10);
  tablet.store.failAt(2, { code: 'store-full', forGood: false });
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.equal(asked, 1);
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(50, 8), frames(0, 50)));
});

test('a damaged record costs what comes after it, not the film', async () => {
  const tablet = await Tablet.make(primitives, 20);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 6);
  await damageRecord(tablet, open.film, 4);
  const clip = await worker.films.finishFilm(open.film, 'stop');
  assert.ok(clip !== null);
  assert.deepEqual(await opened(tablet, worker, clip, open.film), concat(integer(20, 8), frames(0, 20)));
});

test('a worker killed at any write, before or after it is durable, costs no committed frame and leaves no journal', async () => {
  const whole = await Tablet.make(primitives, 21);
  const first = await whole.start();
  const [commits, operations] = [whole.store.commits, first.file.operations];
  const sample = await film(first, whole, 4);
  await first.films.finishFilm(sample.film, 'stop');
  const counts = { commits: whole.store.commits - commits, operations: first.file.operations - operations };
  assert.ok(counts.commits >= 9 && counts.operations > 200, JSON.stringify(counts));
  const ways = [
    ...Array.from({ length: counts.commits }, (_, at) => ({ at, of: 'commit', durable: false })),
    ...Array.from({ length: counts.commits }, (_, at) => ({ at, of: 'commit', durable: true })),
    ...Array.from({ length: Math.ceil(counts.operations / 11) }, (_, n) => ({ at: n * 11, of: 'slots', durable: n % 2 === 0 })),
  ];
  for (const way of ways) {
    const told = JSON.stringify(way);
    const tablet = await Tablet.make(primitives, 21);
    const worker = await tablet.start();
    if (way.of === 'commit') tablet.store.failAt(way.at, { durable: way.durable });
    else worker.file.cutAfter(way.at, () => way.durable);
    let committed = 0;
    try {
      const open = await worker.films.openFilm({ ...WISH, case: tablet.about.case });
      for (; committed < 4; committed++) {
        await open.journal.appendRecord(frames(committed * BATCH, BATCH), progressOf((committed + 1) * BATCH));
      }
      await worker.films.finishFilm(open.film, 'stop');
    } catch (fault) {
      assert.ok(fault instanceof AmanatError || fault instanceof PowerCut, told);
    }
    tablet.kill(worker);

    const next = await tablet.start();
    const recovered = await next.films.recoverFilms();
    assert.ok(recovered.every((one) => one.fault === null), `${told} ${JSON.stringify(recovered)}`);
    assert.deepEqual(await next.films.recoverFilms(), [], told);
    const clips = await tablet.store.read(['clips'], (tx) => tx.all('clips'));
    assert.equal(next.slots.list({ kind: KIND.journal }).length, 0, told);
    assert.equal(await tablet.store.read(['journal'], (tx) => tx.count('journal')), 0, told);
    for (const clip of clips) {
      const id = next.slots.list({ kind: KIND.film })[0]?.group;
      assert.ok(id !== undefined, told);
      const bytes = await opened(tablet, next, clip, id);
      const count = (bytes.length - 8) / 1000;
      assert.ok(count >= committed * BATCH, `${told}: ${count} frames of ${committed * BATCH}`);
      assert.deepEqual(bytes, concat(integer(count, 8), frames(0, count)), told);
    }
    if (committed > 0) assert.equal(clips.length, 1, told);
    const kinds = (await next.books.told()).map((event) => event.kind);
    assert.deepEqual(kinds, kinds.length === 0 ? [] : ['camera-opened', 'film-finished'], told);
  }
});

test('a colleague in the case finishes the film of one who left the tablet, and one without the case key cannot', async () => {
  const tablet = await Tablet.make(primitives, 22);
  const worker = await tablet.start();
  const open = await film(worker, tablet, 3);
  const { entropy } = tablet;
  const ports = { slots: worker.slots, entropy, primitives };
  const tabletId = worker.slots.list({ kind: KIND.tabletKey })[0]?.group ?? new Uint8Array(16);
  const dsk = entropy.key();
  const next = { owner: 2, dsk, member: entropy.id(), device: entropy.id() };
  await addMember(worker.keyring, tabletId, next, ports);
  tablet.kill(worker);

  const stranger = await tablet.start({ owner: 2, dsk });
  assert.equal((await stranger.films.recoverFilms())[0]?.fault, 'right-case');
  const head = { kind: KIND.case, owner: 2, group: tablet.about.case, generation: 1, due_at: 0 };
  const ck = concat(tablet.scalar, integer(1, 4));
  stranger.slots.change([await sealSlot(dsk, head, ck, entropy.nonce(), primitives)]);
  const [recovered] = await stranger.films.recoverFilms();
  assert.ok(recovered !== undefined);
  assert.equal(recovered.fault, null);
  assert.ok(recovered.clip !== null);
  const bytes = await opened(tablet, stranger, recovered.clip, open.film);
  assert.deepEqual(bytes, concat(integer(15, 8), frames(0, 15)));
  await nothingOfTheJournalIsLeft(tablet, stranger, open.film);
});
