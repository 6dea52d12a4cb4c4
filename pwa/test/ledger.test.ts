import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ascii, type Bytes } from '../src/sync/bytes';
import { refuse } from '../src/sync/errors';
import { checkFrame, clipNotesKey, FRAME_TOP, noteKey, openFrame, sealFrame } from '../src/sync/frame';
import { hex as toHex } from '../src/sync/ids';
import { CaseLedger, type Item } from '../src/sync/ledger';
import { classify, decodeItems, encodeItems, PageReader, type PageItem } from '../src/sync/page';
import { decode, Frame, Head } from '../src/sync/records';
import { createPrimitives } from '../src/vault/primitives';
import { feeds, hex, outcome, truncations, vectors, walk, type Vector } from './vectors';
import { hexList, optionalNumber, readWorld } from './worlds';

const primitives = await createPrimitives();

async function actFrame(vector: Vector): Promise<void> {
  const { chain, rolls } = await readWorld(vector, primitives);
  const raw = hex(vector, 'frame');
  const frame = await checkFrame(raw, chain, rolls, vector['at_receipt'] === true, primitives);
  let key: Bytes;
  if ('file_key' in vector) {
    key = await clipNotesKey(hex(vector, 'file_key'), frame.group, frame.device, primitives);
  } else if ('case_key' in vector) {
    const [ck, share] = [hex(vector, 'case_key'), hex(vector, 'case_share')];
    key = await noteKey(ck, share, frame.case, frame.epoch, frame.device, primitives);
  } else {
    return;
  }
  assert.equal(toHex(await openFrame(raw, key, primitives)), vector['text']);
}

async function actOrder(vector: Vector): Promise<void> {
  const ledger = await CaseLedger.start(hex(vector, 'org'), hex(vector, 'case'), primitives);
  const taken: Item[] = [];
  for (const raw of hexList(vector, 'items')) {
    const { kind } = classify(raw);
    if (kind === 'head' || kind === 'restart') await ledger.noteHead(decode(Head, raw));
    else taken.push(await ledger.append(raw));
  }
  const admitted = new Set(hexList(vector, 'admitted').map(toHex));
  const revoked = optionalNumber(vector, 'revoked_at_seq') ?? null;
  if (taken.some((item) => ledger.isLate(item, revoked, admitted))) throw refuse('event-late');
  assert.deepEqual([ledger.n, toHex(ledger.h)], [vector['n'], vector['h']]);
}

function read(parts: readonly Bytes[]): { readonly items: readonly PageItem[]; readonly whole: boolean } {
  const reader = new PageReader();
  return { items: parts.flatMap((part) => reader.push(part)), whole: reader.isWhole };
}

function actPage(vector: Vector): void {
  const { items, whole } = read([hex(vector, 'page')]);
  assert.deepEqual([items.map((item) => item.kind), whole], [vector['kinds'], vector['whole']]);
}

walk('event', async (vector) => {
  if (vector['of'] === 'frame') await actFrame(vector);
  else if (vector['of'] === 'order') await actOrder(vector);
  else actPage(vector);
});

test('there are at least thirty vectors, most of them failures', () => {
  const all = vectors('event');
  assert.ok(all.length >= 30);
  assert.ok(all.filter((vector) => vector.expect !== 'ok').length > all.length / 2);
});

test('a page reads the same however it arrives', async () => {
  for (const vector of vectors('event').filter((one) => one['of'] === 'page')) {
    const page = hex(vector, 'page');
    for (const parts of feeds(page)) {
      assert.equal(await outcome(() => read(parts)), vector.expect, vector.name);
      if (vector.expect === 'ok') assert.deepEqual(read(parts), read([page]), vector.name);
    }
  }
});

test('a page cut at any byte yields its whole items', () => {
  const [vector] = vectors('event').filter((one) => one.name === 'page');
  assert.ok(vector);
  const page = hex(vector, 'page');
  const { items } = read([page]);
  for (const cut of truncations(page)) {
    const kept = read([cut]);
    assert.deepEqual(kept.items, items.slice(0, kept.items.length));
    assert.ok(!kept.whole);
  }
});

test('a list is read back whole, and refused when it was cut', async () => {
  const list = [ascii('one'), ascii('two')];
  const raw = encodeItems(list);
  assert.deepEqual(decodeItems(raw), list);
  for (const cut of truncations(raw)) {
    const ends = cut.length === 0 || cut.length === 7 ? 'ok' : 'event-length';
    assert.equal(await outcome(() => decodeItems(cut)), ends);
  }
});

test('a frame of 320 KiB is sealed and opened, one byte more is refused', async () => {
  const id = new Uint8Array(16);
  const hash = new Uint8Array(32);
  const places = { case: id, epoch: 1, group: id, device: id, seq: 0, prev: hash };
  const fields = { ...places, chain_head: hash, seen_n: 0, seen: hash };
  const [key, nonce, seed] = [new Uint8Array(32).fill(1), new Uint8Array(12), new Uint8Array(32).fill(2)];
  const text = new Uint8Array(FRAME_TOP - 260).fill(120);
  const raw = await sealFrame(text, fields, key, nonce, seed, primitives);
  assert.equal(raw.length, FRAME_TOP);
  assert.deepEqual(await openFrame(raw, key, primitives), text);
  const longer = new Uint8Array(text.length + 1);
  assert.equal(await outcome(() => sealFrame(longer, fields, key, nonce, seed, primitives)), 'event-too-large');
});

test('the fields of a frame stand in the clear and are bound to its text', async () => {
  const [vector] = vectors('event').filter((one) => one.name === 'frame');
  assert.ok(vector);
  const raw = hex(vector, 'frame');
  const fields = decode(Frame, raw);
  const [ck, share] = [hex(vector, 'case_key'), hex(vector, 'case_share')];
  const key = await noteKey(ck, share, fields.case, fields.epoch, fields.device, primitives);
  const again = await sealFrame(hex(vector, 'text'), fields, key, fields.nonce, new Uint8Array(32), primitives);
  assert.deepEqual(again.slice(0, -64), raw.slice(0, -64));
});
